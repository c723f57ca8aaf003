//! Encodes JSON events as a `History`, walking the JSON along the descriptors.
//!
//! The encoding is a function of the JSON's content: fields by number, map entries by key. A dynamic message would
//! keep maps in a random order.

use std::collections::BTreeMap;

use bytes::Bytes;
use prost::encoding::encode_varint;
use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};
use serde_json::{Map, Value};

use super::error::{ReadError, Reason};
use super::scalar::Scalar;
use super::trail::{Step, Trail};
use super::wire::{put_length, put_varint};
use super::{Oddity, payload, scalar, schema};

/// The number of `History.events`.
const EVENTS: u32 = 1;

/// Encodes one history.
#[derive(Debug)]
pub(super) struct Encoder<'v> {
    pub(super) trail: Trail<'v>,
}

impl<'v> Encoder<'v> {
    pub(super) fn history(&mut self, events: &'v [Value]) -> Result<Bytes, ReadError> {
        let mut out = Vec::new();
        let mut content = Vec::new();
        let mut ordered: Vec<_> = events.iter().enumerate().collect();
        if is_last_first(events) {
            ordered.reverse();
        }
        for (index, event) in ordered {
            self.trail.enter_event(index);
            content.clear();
            self.event(event, &mut content)?;
            put_length(EVENTS, &content, &mut out);
        }
        Ok(out.into())
    }

    fn event(&mut self, value: &'v Value, out: &mut Vec<u8>) -> Result<(), ReadError> {
        let Value::Object(object) = value else {
            return Err(self.trail.fault(Reason::unexpected("an event", value)));
        };
        let member = |name| object.iter().find(|(key, _)| schema::same(key, name));
        self.trail.event_id = event_id(value);
        match member("eventType") {
            Some((key, Value::String(name))) => {
                self.check_event_type(key, name, member("workerMayIgnore"))?;
            }
            Some((_, Value::Null)) | None => return Err(self.trail.fault(Reason::NoEventType)),
            Some(_) => {}
        }
        self.message(schema::event(), object, out)
    }

    /// Fails on an event type that is not known, unless the server lets a worker ignore the event.
    fn check_event_type(
        &self,
        key: &'v str,
        name: &str,
        ignorable: Option<(&String, &Value)>,
    ) -> Result<(), ReadError> {
        let field = schema::field(schema::event(), key);
        let known = match field.map(|field| field.kind()) {
            Some(Kind::Enum(types)) => schema::enum_number(&types, name).is_some(),
            _ => false,
        };
        if known || matches!(ignorable, Some((_, Value::Bool(true)))) {
            return Ok(());
        }
        Err(self.trail.fault(Reason::UnknownEventType { name: name.to_owned() }))
    }

    /// Encodes the fields of a message.
    pub(super) fn message(
        &mut self,
        message: &MessageDescriptor,
        object: &'v Map<String, Value>,
        out: &mut Vec<u8>,
    ) -> Result<(), ReadError> {
        let mut fields = BTreeMap::new();
        self.collect(message, object, &mut fields)?;
        for (field, key, value) in fields.into_values() {
            self.trail.enter(Step::Field(key));
            self.field(&field, value, out)?;
            self.trail.leave();
        }
        Ok(())
    }

    /// Finds the field of each key; of two spellings of one field the later counts.
    fn collect(
        &mut self,
        message: &MessageDescriptor,
        object: &'v Map<String, Value>,
        fields: &mut BTreeMap<u32, (FieldDescriptor, &'v str, &'v Value)>,
    ) -> Result<(), ReadError> {
        for (key, value) in object {
            if value.is_null() {
                continue;
            }
            match (schema::field(message, key), value) {
                (Some(field), _) => {
                    self.check_oneof(&field, key, fields)?;
                    fields.insert(field.number(), (field, key, value));
                }
                // Go's own encoding wraps a oneof in an object.
                (None, Value::Object(members)) if is_oneof(message, key) => {
                    self.collect(message, members, fields)?;
                }
                _ => self.trail.remark_field(key, Oddity::UnknownField),
            }
        }
        Ok(())
    }

    fn check_oneof(
        &self,
        field: &FieldDescriptor,
        key: &str,
        fields: &BTreeMap<u32, (FieldDescriptor, &'v str, &'v Value)>,
    ) -> Result<(), ReadError> {
        let Some(oneof) = field.containing_oneof() else {
            return Ok(());
        };
        for other in oneof.fields().filter(|other| other != field) {
            if let Some((_, first, _)) = fields.get(&other.number()) {
                return Err(self.trail.fault(Reason::Exclusive { first: (*first).to_owned(), second: key.to_owned() }));
            }
        }
        Ok(())
    }

    fn field(&mut self, field: &FieldDescriptor, value: &'v Value, out: &mut Vec<u8>) -> Result<(), ReadError> {
        if field.is_map() {
            return self.map(field, value, out);
        }
        if !field.is_list() {
            return self.single(field, field.supports_presence(), value, out);
        }
        let Value::Array(items) = value else {
            return Err(self.trail.fault(Reason::unexpected("a list", value)));
        };
        if field.is_packed() {
            return self.packed(field, items, out);
        }
        for (index, item) in items.iter().enumerate() {
            self.trail.enter(Step::Index(index));
            self.single(field, true, item, out)?;
            self.trail.leave();
        }
        Ok(())
    }

    fn packed(&mut self, field: &FieldDescriptor, items: &'v [Value], out: &mut Vec<u8>) -> Result<(), ReadError> {
        let mut content = Vec::new();
        for (index, item) in items.iter().enumerate() {
            self.trail.enter(Step::Index(index));
            if let Some(Scalar::Varint(number)) = self.scalar(&field.kind(), item)? {
                encode_varint(number, &mut content);
            }
            self.trail.leave();
        }
        if !content.is_empty() {
            put_length(field.number(), &content, out);
        }
        Ok(())
    }

    fn map(&mut self, field: &FieldDescriptor, value: &'v Value, out: &mut Vec<u8>) -> Result<(), ReadError> {
        let (Value::Object(members), Kind::Message(entry)) = (value, field.kind()) else {
            return Err(self.trail.fault(Reason::unexpected("an object", value)));
        };
        let entry_value = entry.map_entry_value_field();
        let members: BTreeMap<&String, &Value> = members.iter().collect();
        for (key, value) in members {
            self.trail.enter(Step::Key(key));
            let mut content = Vec::new();
            // All keys are texts; a test of the descriptors fails when one is not.
            put_length(1, key.as_bytes(), &mut content);
            self.single(&entry_value, true, value, &mut content)?;
            put_length(field.number(), &content, out);
            self.trail.leave();
        }
        Ok(())
    }

    /// Encodes one value; a default is left out unless its presence is told.
    fn single(
        &mut self,
        field: &FieldDescriptor,
        presence: bool,
        value: &'v Value,
        out: &mut Vec<u8>,
    ) -> Result<(), ReadError> {
        if let Kind::Message(message) = field.kind() {
            let mut content = Vec::new();
            self.trail.descend()?;
            self.nested(&message, value, &mut content)?;
            self.trail.ascend();
            put_length(field.number(), &content, out);
            return Ok(());
        }
        match self.scalar(&field.kind(), value)? {
            Some(scalar) if presence || !scalar.is_default() => scalar.put(field.number(), out),
            _ => {}
        }
        Ok(())
    }

    fn nested(&mut self, message: &MessageDescriptor, value: &'v Value, out: &mut Vec<u8>) -> Result<(), ReadError> {
        let name = message.full_name();
        match (name, value) {
            (schema::TIMESTAMP | schema::DURATION, _) => {
                let (seconds, nanos) = scalar::time(name, value).map_err(|reason| self.trail.fault(reason))?;
                put_time(seconds, nanos, out);
                Ok(())
            }
            (schema::PAYLOAD, _) => match payload::rebuild(value, out) {
                true => {
                    self.trail.remark(Oddity::RebuiltPayload);
                    Ok(())
                }
                false => self.object(message, value, out),
            },
            (schema::PAYLOADS, Value::Array(_)) => match message.get_field(1) {
                Some(payloads) => self.field(&payloads, value, out),
                None => Ok(()),
            },
            _ => self.object(message, value, out),
        }
    }

    fn object(&mut self, message: &MessageDescriptor, value: &'v Value, out: &mut Vec<u8>) -> Result<(), ReadError> {
        match value {
            Value::Object(object) => self.message(message, object, out),
            _ => Err(self.trail.fault(Reason::unexpected("an object", value))),
        }
    }

    /// The value of a field that is no message; none for the name of an enum value that is not known.
    fn scalar(&mut self, kind: &Kind, value: &'v Value) -> Result<Option<Scalar<'v>>, ReadError> {
        if let (Kind::Enum(values), Value::String(name)) = (kind, value) {
            let number = schema::enum_number(values, name);
            if number.is_none() {
                self.trail.remark(Oddity::UnknownValue);
            }
            return Ok(number.map(|number| i64::from(number).into()));
        }
        match scalar::parse(kind, value) {
            Ok(scalar) => Ok(Some(scalar)),
            Err(expected) => Err(self.trail.fault(Reason::unexpected(expected, value))),
        }
    }
}

fn event_id(event: &Value) -> Option<i64> {
    let (_, id) = event.as_object()?.iter().find(|(key, _)| schema::same(key, "eventId"))?;
    scalar::integer(id).and_then(|id| i64::try_from(id).ok())
}

/// Whether the last event comes first, as where a server is asked for a history in reverse.
fn is_last_first(events: &[Value]) -> bool {
    let ids = events.iter().map(event_id);
    events.len() > 1 && ids.is_sorted_by(|earlier, later| earlier.is_some() && earlier > later)
}

fn is_oneof(message: &MessageDescriptor, key: &str) -> bool {
    message.oneofs().any(|oneof| schema::same(oneof.name(), key))
}

/// The fields of `Timestamp` and of `Duration`.
fn put_time(seconds: i64, nanos: i32, out: &mut Vec<u8>) {
    if seconds != 0 {
        put_varint(1, seconds.cast_unsigned(), out);
    }
    if nanos != 0 {
        put_varint(2, i64::from(nanos).cast_unsigned(), out);
    }
}
