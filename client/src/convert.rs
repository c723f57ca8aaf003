//! Decides how values become payloads and back.

mod arguments;
mod binary;
mod json;

pub use arguments::Arguments;
pub use json::Json;

use dacapo_proto::temporal::api::common::v1::{Payload, Payloads};
use serde::{Serialize, de::DeserializeOwned};

/// Turns values into payloads and back. A client has one; [`Json`] is the default.
pub trait Converter: Clone + Send + Sync + 'static {
    /// Writes a value.
    ///
    /// # Errors
    ///
    /// The value cannot be written this way.
    fn encode<V: Serialize + ?Sized>(&self, value: &V) -> Result<Payload, ConvertError>;

    /// Reads a value.
    ///
    /// # Errors
    ///
    /// The payload is encoded in another way, or is no such value.
    fn decode<V: DeserializeOwned>(&self, payload: &Payload) -> Result<V, ConvertError>;
}

/// A value that cannot be written, or a payload that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConvertError {
    /// A value cannot be written.
    #[error("a {value} cannot be written: {problem}")]
    #[expect(missing_docs, reason = "the type and the trouble")]
    NotWritten { value: &'static str, problem: String },
    /// A payload is no such value.
    #[error("this is no {value}: {problem}; read it as the type that it was written as")]
    #[expect(missing_docs, reason = "the type and the trouble")]
    NotRead { value: &'static str, problem: String },
    /// Nothing here reads this encoding.
    #[error("the encoding {encoding:?} cannot be read here; use a converter that knows it")]
    #[expect(missing_docs, reason = "the payload's encoding, empty where it names none")]
    UnknownEncoding { encoding: String },
    /// More than one payload came where one value was to be.
    #[error("there are {count} values, and one was to be read")]
    #[expect(missing_docs, reason = "how many")]
    SeveralValues { count: usize },
}

/// Reads the one value there is. No payload at all is read as null is: that is what a result of nothing looks like.
pub(crate) fn one<V: DeserializeOwned>(
    converter: &impl Converter,
    payloads: Option<&Payloads>,
) -> Result<V, ConvertError> {
    match payloads.map(|payloads| payloads.payloads.as_slice()) {
        None | Some([]) => converter.decode(&json::null()),
        Some([payload]) => converter.decode(payload),
        Some(several) => Err(ConvertError::SeveralValues { count: several.len() }),
    }
}
