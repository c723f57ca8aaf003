//! Reads history files of every known form into the one that core parses, and writes the canonical JSON form back.
//!
//! [`read`] takes what `temporal workflow show --output json` prints, what the Web UI downloads, what the SDKs dump,
//! what Temporal Cloud exports, or an encoded `temporal.api.history.v1.History`, and yields encoded `History`
//! messages. [`to_json`] is the way back. Neither looks at what the events mean; core does.

mod encode;
mod error;
mod form;
mod json;
mod payload;
mod scalar;
mod schema;
mod time;
mod trail;
mod wire;
mod wrapper;

#[cfg(test)]
mod tests;

use bytes::Bytes;

pub use error::{Place, ReadError, Reason};
pub use json::to_json;

use encode::Encoder;
use form::Form;
use trail::Trail;
use wrapper::Found;

/// One history of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedHistory {
    /// The encoded `temporal.api.history.v1.History`.
    ///
    /// Read from JSON, it is canonical: fields by number, maps by key. A binary file is passed on as it is.
    pub bytes: Bytes,
    /// The workflow id, when the file says it outside of the events.
    pub workflow_id: Option<String>,
    /// The run id, when the file says it outside of the events.
    pub run_id: Option<String>,
    /// What the file has and `bytes` has not, or the other way round: one entry for each field, in the order met.
    pub remarks: Vec<Remark>,
}

/// Something in a readable file that a user may want to know when a replay goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Remark {
    /// Where it was met first.
    pub place: Place,
    /// What was met.
    pub oddity: Oddity,
}

/// What a [`Remark`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Oddity {
    /// A field that this version does not know, as a newer server may write; it is left out.
    UnknownField,
    /// A name of an enum value that this version does not know; the field is left at its default.
    UnknownValue,
    /// A payload that the file shows decoded; its bytes are made anew and may differ from the recorded ones.
    RebuiltPayload,
    /// A page token: the file holds the first page of a longer history.
    MorePages,
}

/// Reads all histories of one file; `name` is what errors call it.
///
/// # Errors
///
/// The file is of no known form, or a value in it is not what its field takes. No part of the file is read then.
pub fn read(bytes: Bytes, name: &str) -> Result<Vec<RecordedHistory>, ReadError> {
    let whole = |reason| ReadError::new(name, None, reason);
    match form::detect(&bytes).map_err(whole)? {
        Form::Json(text) => {
            let document = form::parse(&text).map_err(whole)?;
            let found = wrapper::find(&document).map_err(|(place, reason)| ReadError::new(name, place, reason))?;
            let several = found.len() > 1;
            let numbered = found.into_iter().enumerate();
            numbered.map(|(index, found)| from_json(&found, name, several.then_some(index))).collect()
        }
        Form::Histories(ranges) => {
            let slice = |range| from_binary(bytes.slice(range));
            Ok(ranges.into_iter().map(slice).collect())
        }
    }
}

fn from_json(found: &Found<'_>, name: &str, history: Option<usize>) -> Result<RecordedHistory, ReadError> {
    let mut encoder = Encoder { trail: Trail::new(name, history) };
    if let Some(key) = found.page_token {
        encoder.trail.remark_field(key, Oddity::MorePages);
    }
    let bytes = encoder.history(found.events)?;
    Ok(RecordedHistory {
        bytes,
        workflow_id: found.workflow_id.map(str::to_owned),
        run_id: found.run_id.map(str::to_owned),
        remarks: encoder.trail.into_remarks(),
    })
}

fn from_binary(bytes: Bytes) -> RecordedHistory {
    RecordedHistory { bytes, workflow_id: None, run_id: None, remarks: Vec::new() }
}
