//! Recognizes payloads that a file shows decoded, and makes payloads of them again.
//!
//! The Web UI's decoded download has `{"metadata": {"encoding": "json/plain"}, "data": <any JSON>}`, and the short form
//! of Temporal's Go tools has just the data. In both, the recorded bytes are gone; the value is not. What the Web UI keeps
//! in memory, and tests of SDKs have too, is half of it: the metadata as recorded, and the data decoded.

use serde_json::{Map, Value};

use super::scalar::{bytes, from_base64};
use super::wire::put_length;

/// The fields of `Payload` that are made.
const METADATA: u32 = 1;
const DATA: u32 = 2;

const ENCODING: &str = "encoding";
const MESSAGE_TYPE: &str = "messageType";

/// Where the Web UI writes what the encoding is in words; no SDK does.
const ENCODING_DECODED: &str = "encodingDecoded";

/// Where the short form keeps the type of a protobuf message.
const SHORT_MESSAGE_TYPE: &str = "_protoMessageType";

/// Encodes a payload that is shown decoded; false when the value is a payload in its proper form.
pub(super) fn rebuild(value: &Value, out: &mut Vec<u8>) -> bool {
    match value {
        Value::Object(object) => rebuild_object(object, out),
        Value::Null => {
            put_metadata(ENCODING, "binary/null", out);
            true
        }
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            put_json(value, out);
            true
        }
    }
}

fn rebuild_object(object: &Map<String, Value>, out: &mut Vec<u8>) -> bool {
    if let Some(Value::Object(metadata)) = object.get("metadata") {
        return match metadata.get(ENCODING) {
            Some(Value::String(encoding)) if is_readable(encoding) => {
                put_readable(encoding, metadata, object.get("data"), out);
                true
            }
            Some(Value::String(encoding)) => rebuild_data(encoding, metadata, object.get("data"), out),
            _ => false,
        };
    }
    let is_proper = object.keys().all(|key| matches!(key.as_str(), "data" | "externalPayloads"));
    if is_proper {
        return false;
    }
    match object.get(SHORT_MESSAGE_TYPE) {
        Some(Value::String(message_type)) => {
            let mut message = object.clone();
            message.remove(SHORT_MESSAGE_TYPE);
            put_metadata(ENCODING, "json/protobuf", out);
            put_metadata(MESSAGE_TYPE, message_type, out);
            put_length(DATA, Value::Object(message).to_string().as_bytes(), out);
        }
        _ => put_json(&Value::Object(object.clone()), out),
    }
    true
}

/// Whether an encoding stands there as text instead of as the base64 of it.
fn is_readable(encoding: &str) -> bool {
    let printable = |content: Vec<u8>| content.iter().all(u8::is_ascii_graphic);
    encoding.contains('/') && !from_base64(encoding).is_some_and(printable)
}

fn put_readable(encoding: &str, metadata: &Map<String, Value>, data: Option<&Value>, out: &mut Vec<u8>) {
    for (key, value) in metadata {
        if let Value::String(text) = value {
            put_metadata(key, text, out);
        }
    }
    let content = match data {
        None => return,
        Some(Value::Null) if encoding == "binary/null" => return,
        Some(Value::String(text)) if !encoding.starts_with("json/") => {
            from_base64(text).unwrap_or_else(|| text.clone().into_bytes())
        }
        Some(value) => value.to_string().into_bytes(),
    };
    put_length(DATA, &content, out);
}

/// Encodes a payload of which only the data is shown decoded, as while the Web UI reads it; false where it is not.
fn rebuild_data(encoding: &str, metadata: &Map<String, Value>, data: Option<&Value>, out: &mut Vec<u8>) -> bool {
    let encoding = from_base64(encoding).and_then(|encoding| String::from_utf8(encoding).ok());
    let Some(encoding) = encoding.filter(|encoding| encoding.starts_with("json/")) else { return false };
    let is_decoded = match data {
        Some(Value::String(text)) => metadata.contains_key(ENCODING_DECODED) || from_base64(text).is_none(),
        Some(Value::Number(_) | Value::Bool(_)) => true,
        // Lists and objects may be what JavaScript makes of a buffer.
        Some(value) => bytes(value).is_none(),
        None => false,
    };
    if is_decoded {
        let decoded = |(key, value): (&String, &Value)| {
            let text = String::from_utf8(bytes(value)?).ok()?;
            Some((key.clone(), Value::String(text)))
        };
        let own = metadata.iter().filter(|(key, _)| *key != ENCODING_DECODED);
        put_readable(&encoding, &own.filter_map(decoded).collect(), data, out);
    }
    is_decoded
}

fn put_json(value: &Value, out: &mut Vec<u8>) {
    put_metadata(ENCODING, "json/plain", out);
    put_length(DATA, value.to_string().as_bytes(), out);
}

fn put_metadata(key: &str, value: &str, out: &mut Vec<u8>) {
    let mut entry = Vec::new();
    put_length(1, key.as_bytes(), &mut entry);
    put_length(2, value.as_bytes(), &mut entry);
    put_length(METADATA, &entry, out);
}
