//! Writes an encoded `History` as proto3 JSON, the way `temporal workflow show --output json` prints it.

use std::collections::BTreeMap;

use base64::Engine as _;
use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::Value;

use super::error::{Place, ReadError, Reason};
use super::scalar::BASE64;
use super::schema;
use super::time;
use super::wire::{Fields, Malformed, Wire, packed_varints};

/// Writes one encoded `History` as pretty proto3 JSON with a line feed at the end; `name` is what errors call it.
///
/// Fields that this version does not know are left out. Reading the text with [`read`](super::read) gives a message
/// with the same content.
///
/// # Errors
///
/// The bytes are no encoded `History`, or hold a value that JSON has no form for.
pub fn to_json(history: &[u8], name: &str) -> Result<String, ReadError> {
    let fail = |place, reason| ReadError::new(name, place, reason);
    let mut events = Vec::new();
    for field in Fields::new(history) {
        match field.map_err(|fault| fail(None, fault.reason()))? {
            (1, Wire::Length(content, _)) => {
                let event = message(schema::event(), &[content], 1);
                events.push(event.map_err(|fault| {
                    let place = fault.place(events.len(), content);
                    fail(Some(place), fault.reason)
                })?);
            }
            (1, _) => return Err(fail(None, Reason::UnknownForm)),
            _ => {}
        }
    }
    let events = match events.is_empty() {
        true => Vec::new(),
        false => vec![("events".to_owned(), Tree::List(events))],
    };
    let mut text = serde_json::to_string_pretty(&Tree::Object(events)).map_err(|error| {
        let problem = error.to_string();
        let (line, column) = (error.line(), error.column());
        fail(None, Reason::Syntax { line, column, problem })
    })?;
    text.push('\n');
    Ok(text)
}

/// JSON whose objects keep their order.
#[derive(Debug)]
enum Tree {
    Object(Vec<(String, Self)>),
    List(Vec<Self>),
    Leaf(Value),
}

impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (key, value) in members {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
            Self::List(items) => items.serialize(serializer),
            Self::Leaf(value) => value.serialize(serializer),
        }
    }
}

/// What is wrong, and the fields on the way to it, innermost first.
#[derive(Debug)]
struct Fault {
    reason: Reason,
    path: Vec<String>,
}

impl Fault {
    fn within(mut self, field: &FieldDescriptor) -> Self {
        self.path.push(field.json_name().to_owned());
        self
    }

    fn place(&self, event: usize, content: &[u8]) -> Place {
        let id = Fields::new(content).find_map(|field| match field {
            Ok((1, Wire::Varint(id))) => Some(id.cast_signed()),
            _ => None,
        });
        let path: Vec<&str> = self.path.iter().rev().map(String::as_str).collect();
        Place { event: Some(event), event_id: id, field: path.join("."), ..Place::default() }
    }
}

impl From<Reason> for Fault {
    fn from(reason: Reason) -> Self {
        Self { reason, path: Vec::new() }
    }
}

impl From<Malformed> for Fault {
    fn from(fault: Malformed) -> Self {
        fault.reason().into()
    }
}

/// Writes a message that stands in one or several parts, which protobuf merges.
fn message(message: &MessageDescriptor, parts: &[&[u8]], depth: usize) -> Result<Tree, Fault> {
    if depth > schema::MAX_DEPTH {
        return Err(Reason::TooDeep.into());
    }
    let mut contents: BTreeMap<u32, Vec<Wire<'_>>> = BTreeMap::new();
    for part in parts {
        for field in Fields::new(part) {
            let (number, wire) = field?;
            contents.entry(number).or_default().push(wire);
        }
    }
    match message.full_name() {
        schema::TIMESTAMP => return written_time(&contents, time::format_timestamp),
        schema::DURATION => return written_time(&contents, time::format_duration),
        _ => {}
    }
    let mut members = Vec::new();
    for declared in &message.descriptor_proto().field {
        let number = u32::try_from(declared.number()).unwrap_or_default();
        let (Some(field), Some(wires)) = (message.get_field(number), contents.get(&number)) else {
            continue;
        };
        let value = value(&field, wires, depth).map_err(|fault| fault.within(&field))?;
        members.extend(value.map(|value| (field.json_name().to_owned(), value)));
    }
    Ok(Tree::Object(members))
}

/// Writes a field; none when it has its default and no presence.
fn value(field: &FieldDescriptor, wires: &[Wire<'_>], depth: usize) -> Result<Option<Tree>, Fault> {
    if field.is_map() {
        return map(field, wires, depth).map(Some);
    }
    if field.is_list() {
        let mut items = Vec::new();
        for wire in wires {
            match (wire, field.kind()) {
                (Wire::Length(packed, _), Kind::Enum(_) | Kind::Uint32) => {
                    for number in packed_varints(packed)? {
                        items.push(single(field, &[Wire::Varint(number)], depth)?);
                    }
                }
                _ => items.push(single(field, &[*wire], depth)?),
            }
        }
        return Ok((!items.is_empty()).then_some(Tree::List(items)));
    }
    let is_default = match wires.last() {
        Some(Wire::Varint(number) | Wire::Fixed64(number)) => *number == 0,
        Some(Wire::Fixed32(number)) => *number == 0,
        Some(Wire::Length(content, _)) => content.is_empty(),
        None => true,
    };
    if is_default && !field.supports_presence() {
        return Ok(None);
    }
    single(field, wires, depth).map(Some)
}

fn map(field: &FieldDescriptor, wires: &[Wire<'_>], depth: usize) -> Result<Tree, Fault> {
    let Kind::Message(entry) = field.kind() else {
        return Err(Reason::UnknownForm.into());
    };
    let mut members = BTreeMap::new();
    for wire in wires {
        let Wire::Length(content, _) = wire else {
            return Err(mismatch());
        };
        let mut key = String::new();
        let mut values = Vec::new();
        for part in Fields::new(content) {
            match part? {
                (1, Wire::Length(name, _)) => key = text(name)?,
                (2, wire) => values.push(wire),
                _ => {}
            }
        }
        if values.is_empty() {
            values.push(Wire::Length(&[], 0));
        }
        let value = single(&entry.map_entry_value_field(), &values, depth)?;
        members.insert(key, value);
    }
    Ok(Tree::Object(members.into_iter().collect()))
}

/// Writes one value of a field: of several, the last, and of messages the merged one.
fn single(field: &FieldDescriptor, wires: &[Wire<'_>], depth: usize) -> Result<Tree, Fault> {
    if let Kind::Message(nested) = field.kind() {
        let parts = wires.iter().map(|wire| match wire {
            Wire::Length(content, _) => Ok(*content),
            Wire::Varint(_) | Wire::Fixed64(_) | Wire::Fixed32(_) => Err(mismatch()),
        });
        let parts = parts.collect::<Result<Vec<&[u8]>, Fault>>()?;
        return message(&nested, &parts, depth.saturating_add(1));
    }
    let wire = wires.last().ok_or_else(mismatch)?;
    scalar(&field.kind(), wire).map(Tree::Leaf)
}

fn scalar(kind: &Kind, wire: &Wire<'_>) -> Result<Value, Fault> {
    Ok(match (kind, wire) {
        (Kind::String, Wire::Length(content, _)) => text(content)?.into(),
        (Kind::Bytes, Wire::Length(content, _)) => BASE64.encode(content).into(),
        (Kind::Bool, Wire::Varint(number)) => (*number != 0).into(),
        (Kind::Int64, Wire::Varint(number)) => number.cast_signed().to_string().into(),
        (Kind::Int32, Wire::Varint(number)) => int32(*number).into(),
        (Kind::Uint32, Wire::Varint(number)) => int32(*number).cast_unsigned().into(),
        (Kind::Enum(values), Wire::Varint(number)) => match values.get_value(int32(*number)) {
            Some(value) => value.name().into(),
            None => int32(*number).into(),
        },
        (Kind::Double, Wire::Fixed64(bits)) => float(f64::from_bits(*bits)),
        (Kind::Float, Wire::Fixed32(bits)) => float32(f32::from_bits(*bits)),
        _ => return Err(mismatch()),
    })
}

/// The low half, which is what protobuf keeps of a number that is too large.
#[expect(clippy::cast_possible_truncation, reason = "protobuf truncates, so that a field can be widened")]
const fn int32(number: u64) -> i32 {
    number as i32
}

fn float(number: f64) -> Value {
    if number.is_nan() {
        return "NaN".into();
    }
    if number.is_infinite() {
        return if number > 0.0 { "Infinity" } else { "-Infinity" }.into();
    }
    let whole = number.fract() == 0.0 && number.abs() < 1e15;
    let written = whole.then(|| format!("{number:.0}").parse::<i64>().ok()).flatten();
    written.map_or_else(|| number.into(), Value::from)
}

/// As few digits as tell it from other floats of 32 bits.
fn float32(number: f32) -> Value {
    float(number.to_string().parse().unwrap_or_else(|_| number.into()))
}

fn written_time(
    contents: &BTreeMap<u32, Vec<Wire<'_>>>,
    format: fn(i64, i32) -> Option<String>,
) -> Result<Tree, Fault> {
    let number = |field| match contents.get(&field).and_then(|wires| wires.last()) {
        Some(Wire::Varint(number)) => Ok(*number),
        Some(_) => Err(mismatch()),
        None => Ok(0),
    };
    let (seconds, nanos) = (number(1)?.cast_signed(), int32(number(2)?));
    let text = format(seconds, nanos).ok_or_else(|| Reason::Unexpected {
        expected: "a time that protobuf allows",
        found: format!("{seconds} s and {nanos} ns"),
    })?;
    Ok(Tree::Leaf(text.into()))
}

fn text(content: &[u8]) -> Result<String, Fault> {
    let text = std::str::from_utf8(content)
        .map_err(|error| Reason::Protobuf { offset: error.valid_up_to(), problem: "a text is not UTF-8" })?;
    Ok(text.to_owned())
}

fn mismatch() -> Fault {
    let problem = "a field is of another type";
    Reason::Protobuf { offset: 0, problem }.into()
}
