//! A payload is a value or refused, and a value that was read is the same one when it was written and read again. One of bytes
//! is those bytes.

use bytes::Bytes;
use dacapo_client::convert::{ConvertError, Converter, Json};
use dacapo_proto::temporal::api::common::v1::Payload;
use serde::{Serialize, Serializer};
use serde_json::Value;

/// The place of `binary/plain` among the encodings.
const BYTES: usize = 3;

/// The first byte decides the encoding; `false` where the rest is no value of it.
///
/// # Panics
///
/// What was written is read as something else.
#[must_use]
pub fn run(bytes: &[u8]) -> bool {
    let Some((encoding, data)) = bytes.split_first() else { return false };
    let encodings: [&[u8]; 5] = [b"json/plain", b"json/protobuf", b"binary/null", b"binary/plain", b"\xff"];
    let place = usize::from(*encoding) % encodings.len();
    let encoding = encodings[place];
    let metadata = [("encoding".to_owned(), Bytes::copy_from_slice(encoding))].into();
    let payload = Payload { metadata, data: Bytes::copy_from_slice(data), ..Payload::default() };
    if place == BYTES {
        return bytes_are_bytes(&payload);
    }
    let is_text = again::<String>(&payload);
    let is_list = again::<Vec<Option<i64>>>(&payload);
    let is_value = again::<Value>(&payload);
    assert!(is_value || !(is_text || is_list), "a text or list is a value, too");
    is_value
}

/// Bytes that are no list of numbers.
struct Opaque<'a>(&'a [u8]);

impl Serialize for Opaque<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0)
    }
}

fn bytes_are_bytes(payload: &Payload) -> bool {
    assert_eq!(Json.decode::<Vec<u8>>(payload).as_deref(), Ok(&payload.data[..]));
    assert_eq!(Json.encode(&Opaque(&payload.data)).as_ref(), Ok(payload));
    // A list of numbers is another payload, of the same value.
    assert!(again::<Vec<i64>>(payload), "bytes are numbers");
    assert!(!again::<String>(payload) && !again::<Value>(payload), "nobody says which text or value");
    true
}

fn again<V>(payload: &Payload) -> bool
where
    V: Serialize + serde::de::DeserializeOwned + PartialEq + core::fmt::Debug,
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
