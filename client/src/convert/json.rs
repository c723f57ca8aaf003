//! Decides how values are JSON, in the way that all of Temporal's SDKs read and write.

use super::{ConvertError, Converter, binary};
use bytes::Bytes;
use dacapo_proto::temporal::api::common::v1::Payload;
use serde::{Serialize, de::DeserializeOwned};
use std::{any::type_name, fmt::Display};

/// The metadata that names how a payload is encoded.
const ENCODING: &str = "encoding";

/// The encoding of bytes.
const BINARY: &str = "binary/plain";

/// Values as JSON (`json/plain`), as official SDKs have them: what is null is nothing at all (`binary/null`), and what is
/// bytes to serde, such as a value of `serde_bytes`, is those bytes (`binary/plain`), which a `Vec<u8>` reads, too. Messages
/// that others wrote as JSON (`json/protobuf`) are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a name")]
pub struct Json;

impl Converter for Json {
    fn encode<V: Serialize + ?Sized>(&self, value: &V) -> Result<Payload, ConvertError> {
        if let Some(bytes) = binary::written(value) {
            return Ok(payload(BINARY, bytes));
        }
        let written = serde_json::to_vec(value);
        let written = written
            .map_err(|fault| ConvertError::NotWritten { value: type_name::<V>(), problem: fault.to_string() })?;
        if written == b"null" {
            return Ok(null());
        }
        Ok(payload("json/plain", Bytes::from(written)))
    }

    fn decode<V: DeserializeOwned>(&self, payload: &Payload) -> Result<V, ConvertError> {
        let encoding = payload.metadata.get(ENCODING).map_or(&b""[..], |name| name);
        let not_read =
            |fault: &dyn Display| ConvertError::NotRead { value: type_name::<V>(), problem: fault.to_string() };
        let text = match encoding {
            b"json/plain" | b"json/protobuf" => &payload.data[..],
            b"binary/null" => b"null",
            other if other == BINARY.as_bytes() => {
                return binary::read(&payload.data).map_err(|fault| not_read(&fault));
            }
            other => {
                return Err(ConvertError::UnknownEncoding { encoding: String::from_utf8_lossy(other).into_owned() });
            }
        };
        serde_json::from_slice(text).map_err(|fault| not_read(&fault))
    }
}

/// The payload of nothing.
pub(super) fn null() -> Payload {
    payload("binary/null", Bytes::new())
}

fn payload(encoding: &'static str, data: Bytes) -> Payload {
    let metadata = [(ENCODING.to_owned(), Bytes::from_static(encoding.as_bytes()))].into();
    Payload { metadata, data, ..Default::default() }
}
