//! A payload is a value or refused, and a value that was read is the same one when it was written and read again.

use bytes::Bytes;
use dacapo_client::convert::{ConvertError, Converter, Json};
use dacapo_proto::temporal::api::common::v1::Payload;
use serde_json::Value;

/// The first byte decides the encoding; `false` where the rest is no value of it.
///
/// # Panics
///
/// What was written is read as something else.
#[must_use]
pub fn run(bytes: &[u8]) -> bool {
    let Some((encoding, data)) = bytes.split_first() else { return false };
    let encodings: [&[u8]; 5] = [b"json/plain", b"json/protobuf", b"binary/null", b"binary/plain", b"\xff"];
    let encoding = encodings[usize::from(*encoding) % encodings.len()];
    let metadata = [("encoding".to_owned(), Bytes::copy_from_slice(encoding))].into();
    let payload = Payload { metadata, data: Bytes::copy_from_slice(data), ..Payload::default() };
    let is_text = again::<String>(&payload);
    let is_list = again::<Vec<Option<i64>>>(&payload);
    let is_value = again::<Value>(&payload);
    assert!(is_value || !(is_text || is_list), "a text or list is a value, too");
    is_value
}

fn again<V>(payload: &Payload) -> bool
where
    V: serde::Serialize + serde::de::DeserializeOwned + PartialEq + core::fmt::Debug,
{
    match Json.decode::<V>(payload) {
        Ok(value) => {
            let written = Json.encode(&value).expect("what was read can be written");
            assert_eq!(Json.decode::<V>(&written).as_ref(), Ok(&value));
            true
        }
        Err(ConvertError::NotRead { problem, .. }) => {
            assert!(!problem.is_empty());
            false
        }
        Err(_) => false,
    }
}
