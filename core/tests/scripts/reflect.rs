//! Fills any message that a history can hold from the notation, by the names of its fields.
//!
//! `timer_id=1`; `5s` for lengths and points in time; `SOME_VALUE` for an enum without its prefix; text for a payload, a
//! failure, or a message that is only a name; `a.b=1` for a field of a field; `scheduled=5` for `scheduled_event_id=5`.

use crate::notation::Value;
use bytes::Bytes;
use prost_reflect::{
    DescriptorPool, DynamicMessage, EnumDescriptor, FieldDescriptor, Kind, MapKey, MessageDescriptor, ReflectMessage,
};
use std::{sync::LazyLock, time::Duration};

type Pair = (String, Value);

static POOL: LazyLock<DescriptorPool> =
    LazyLock::new(|| DescriptorPool::decode(dacapo_proto::HISTORY_DESCRIPTORS).unwrap());

/// The descriptor of a message of the Temporal API, as in `history.v1.HistoryEvent`.
pub fn descriptor(name: &str) -> MessageDescriptor {
    let name = format!("temporal.api.{name}");
    POOL.get_message_by_name(&name).unwrap_or_else(|| panic!("there is no message {name}"))
}

/// Encodes the message `name` with `value` in it.
pub fn encode(name: &str, value: Value) -> Bytes {
    let message = from_value(&descriptor(name), value);
    prost::Message::encode_to_vec(&message).into()
}

/// The number of an enum's value.
pub fn number(name: &str, value: Value) -> i32 {
    let name = format!("temporal.api.enums.v1.{name}");
    let values = POOL.get_enum_by_name(&name).unwrap_or_else(|| panic!("there is no enum {name}"));
    enum_number(&values, &value.text())
}

/// Sets the field at `path`.
pub fn set(message: &mut DynamicMessage, path: &str, value: Value) {
    let descriptor = message.descriptor();
    if let Some((head, tail)) = path.split_once('.') {
        let field = descriptor.get_field_by_name(head).unwrap_or_else(|| panic!("{path}: no such field"));
        let inner = message.get_field_mut(&field);
        return set(inner.as_message_mut().unwrap(), tail, value);
    }
    let longer = || descriptor.get_field_by_name(&format!("{path}_event_id"));
    let field = descriptor.get_field_by_name(path).or_else(longer);
    let field = field.unwrap_or_else(|| panic!("{} has no field {path}", descriptor.name()));
    let value = match value {
        Value::List(items) if field.is_list() => {
            prost_reflect::Value::List(items.into_iter().map(|item| one(&field, item)).collect())
        }
        Value::Record(pairs) if field.is_map() => {
            let Kind::Message(entry) = field.kind() else { panic!("a map has entries") };
            let of_map = entry.map_entry_value_field();
            let entry = |(key, value)| (MapKey::String(key), one(&of_map, value));
            prost_reflect::Value::Map(pairs.into_iter().map(entry).collect())
        }
        value => one(&field, value),
    };
    message.set_field(&field, value);
}

fn one(field: &FieldDescriptor, value: Value) -> prost_reflect::Value {
    use prost_reflect::Value as V;
    match field.kind() {
        Kind::Message(message) => V::Message(from_value(&message, value)),
        Kind::Enum(values) => V::EnumNumber(enum_number(&values, &value.text())),
        Kind::String => V::String(value.text()),
        Kind::Bytes => V::Bytes(value.text().into()),
        Kind::Bool => V::Bool(value.text().parse().unwrap()),
        Kind::Int32 | Kind::Sint32 => V::I32(value.text().parse().unwrap()),
        Kind::Int64 | Kind::Sint64 => V::I64(value.text().parse().unwrap()),
        Kind::Uint32 => V::U32(value.text().parse().unwrap()),
        Kind::Uint64 => V::U64(value.text().parse().unwrap()),
        Kind::Float => V::F32(value.text().parse().unwrap()),
        Kind::Double => V::F64(value.text().parse().unwrap()),
        other => panic!("{other:?} is not written in scripts"),
    }
}

fn from_value(descriptor: &MessageDescriptor, value: Value) -> DynamicMessage {
    let mut message = DynamicMessage::new(descriptor.clone());
    for (path, value) in fields(descriptor.name(), value) {
        set(&mut message, &path, value);
    }
    message
}

/// The fields that a value of a message stands for.
fn fields(message: &str, value: Value) -> Vec<Pair> {
    let pair = |name: &str, value: Value| (name.to_owned(), value);
    let text = |text: &str| Value::Text(text.into());
    match (message, value) {
        ("Payloads", Value::List(items)) => vec![pair("payloads", Value::List(items))],
        ("Payloads", item) => vec![pair("payloads", Value::List(vec![item]))],
        ("Header" | "Memo", map @ Value::Record(_)) => vec![pair("fields", map)],
        ("SearchAttributes", map @ Value::Record(_)) => vec![pair("indexed_fields", map)],
        (_, Value::Record(pairs)) => pairs,
        ("Duration" | "Timestamp", Value::Text(length)) => {
            let length = duration(&length);
            vec![
                pair("seconds", Value::Text(length.as_secs().to_string())),
                pair("nanos", Value::Text(length.subsec_nanos().to_string())),
            ]
        }
        ("Payload", data) => {
            vec![pair("metadata", Value::Record(vec![pair("encoding", text("json/plain"))])), pair("data", data)]
        }
        ("Failure", message) => {
            vec![pair("message", message), pair("application_failure_info", Value::Record(Vec::new()))]
        }
        (_, Value::Text(flag)) if flag == "true" => Vec::new(),
        (_, name @ Value::Text(_)) => vec![pair("name", name)],
        (message, Value::List(_)) => panic!("{message} cannot be a list"),
    }
}

fn enum_number(values: &EnumDescriptor, name: &str) -> i32 {
    let ending = format!("_{name}");
    let ends_so = values.values().filter(|value| value.name().ends_with(&ending));
    // The shortest is the one that is nothing but a prefix and the name.
    let found = ends_so.min_by_key(|value| value.name().len()).map(|value| value.number());
    let found = found.or_else(|| name.parse().ok());
    found.unwrap_or_else(|| panic!("{} has no value {name}", values.name()))
}

/// A length as in `5s`, `1.5s` or `20ms`.
pub fn duration(text: &str) -> Duration {
    let parse = |number: &str| number.parse().unwrap_or_else(|_| panic!("{text} is no length"));
    match text.strip_suffix("ms") {
        Some(millis) => Duration::from_secs_f64(parse(millis) / 1000.0),
        None => Duration::from_secs_f64(parse(text.strip_suffix('s').unwrap_or_else(|| panic!("{text} is no length")))),
    }
}
