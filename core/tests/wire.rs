//! Every event type is read from the wire as its definition says: each field of each is filled with a value of its own,
//! and what comes of that is compared with `golden/events.txt`.
//!
//! Text is filled with the name of its field and numbers with one of their own, listed beside it, so that the golden
//! file shows which field of the definition each field of an event comes from. `UPDATE=1` writes it anew.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::std_instead_of_core,
    reason = "a test stops where its input cannot be made, and has std"
)]

use bytes::Bytes;
use dacapo_core::history::{
    Events,
    event::{Attributes, Event, Marker},
};
use dacapo_proto::{
    HISTORY_DESCRIPTORS,
    temporal::api::{enums::v1::EventType, history::v1::HistoryEvent},
};
use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, Kind, MapKey, MessageDescriptor, Value};
use std::{env, fmt::Write as _, fs, path::Path};

/// How deep messages in messages are filled; failures hold failures.
const DEPTH: usize = 4;

#[test]
fn every_field_of_every_event_type_is_read_from_its_own_field() {
    let mut out = String::new();
    for kind in types() {
        let mut numbers = Numbers::default();
        let event = parse(&history(&filled(kind, &mut numbers))).unwrap().pop().unwrap();
        assert_eq!(event.kind, kind);
        writeln!(out, "{}\n  from: {}", kind.as_str_name(), numbers.legend.join(", ")).unwrap();
        writeln!(out, "  to:   {:?}\n", event.attributes).unwrap();
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/events.txt");
    if env::var_os("UPDATE").is_some() {
        fs::write(&path, &out).unwrap();
    }
    assert!(fs::read_to_string(&path).unwrap_or_default() == out, "golden/events.txt is stale; UPDATE=1 writes it");
}

#[test]
fn attributes_of_another_type_are_a_fault_that_names_the_event() {
    for kind in types() {
        let other = types().find(|other| *other != kind).unwrap();
        let mut message = decoded(&filled(kind, &mut Numbers::default()));
        message.event_type = other.into();
        let malformed = parse(&history(&message.encode_to_vec().into())).unwrap_err();
        assert_eq!(malformed.event.0, message.event_id, "{kind:?} as {other:?}");
    }
}

/// [HISTORY-10]
#[test]
fn an_unknown_type_is_passed_over_only_where_the_server_allows_it() {
    let unknown =
        |worker_may_ignore| HistoryEvent { event_id: 1, event_type: 9999, worker_may_ignore, ..Default::default() };
    let read = |message: HistoryEvent| parse(&history(&message.encode_to_vec().into()));
    assert!(matches!(read(unknown(true)).unwrap().pop().unwrap().attributes, Attributes::Ignorable));
    assert_eq!(read(unknown(false)).unwrap_err().event.0, 1);
}

/// [HISTORY-4]
#[test]
fn command_events_are_those_that_say_which_task_completed_them() {
    let pool = DescriptorPool::decode(HISTORY_DESCRIPTORS).unwrap();
    let by_field = |kind: EventType| {
        let attributes = attributes(&pool, kind);
        let is_answer =
            ["Failed", "CancelRequestCompleted"].iter().any(|end| attributes.name().contains(&format!("{end}Event")));
        attributes.get_field_by_name("workflow_task_completed_event_id").is_some()
            && (!is_answer || kind == EventType::WorkflowExecutionFailed)
    };
    // Updates are the commands whose events do not say so.
    let updates = [
        EventType::WorkflowExecutionUpdateAccepted,
        EventType::WorkflowExecutionUpdateRejected,
        EventType::WorkflowExecutionUpdateCompleted,
    ];
    for kind in types() {
        let event = parse(&history(&filled(kind, &mut Numbers::default()))).unwrap().pop().unwrap();
        assert_eq!(event.is_command(), by_field(kind) || updates.contains(&kind), "{kind:?}");
    }
}

#[test]
fn a_history_that_is_cut_off_anywhere_is_a_fault_or_a_beginning() {
    for kind in types() {
        let whole = history(&filled(kind, &mut Numbers::default()));
        for length in 0..whole.len() {
            if let Ok(events) = parse(&whole.slice(..length)) {
                assert!(events.is_empty(), "{kind:?} cut to {length} bytes is read as an event");
            }
        }
    }
}

#[test]
fn what_is_kept_of_an_event_points_into_the_bytes_it_came_in() {
    let page = history(&filled(EventType::WorkflowExecutionSignaled, &mut Numbers::default()));
    let event = parse(&page).unwrap().pop().unwrap();
    let Attributes::WorkflowExecutionSignaled(signal) = &event.attributes else { panic!("not a signal") };
    let first = signal.input.iter().next().unwrap();
    for part in [&event.encoded, signal.signal_name.as_bytes(), first.encoded(), &first.data()] {
        assert!(page.as_ptr_range().contains(&part.as_ptr()), "bytes were copied");
    }
}

/// The event types that these definitions know.
fn types() -> impl Iterator<Item = EventType> {
    (1..).map_while(|number| EventType::try_from(number).ok())
}

#[test]
fn event_types_are_numbered_without_a_gap() {
    assert_eq!(types().count(), 60, "a new event type: fill it, and look at what comes of it");
}

fn parse(history: &Bytes) -> Result<Vec<Event>, dacapo_core::error::Malformed> {
    Events::new(history.clone()).collect()
}

fn history(event: &Bytes) -> Bytes {
    dacapo_proto::temporal::api::history::v1::History { events: vec![decoded(event)] }.encode_to_vec().into()
}

fn decoded(event: &Bytes) -> HistoryEvent {
    HistoryEvent::decode(event.clone()).unwrap()
}

/// The message in `HistoryEvent.attributes` that belongs to an event type, by its name alone.
fn attributes(pool: &DescriptorPool, kind: EventType) -> MessageDescriptor {
    let name = kind.as_str_name().trim_start_matches("EVENT_TYPE_").to_lowercase();
    let event = pool.get_message_by_name("temporal.api.history.v1.HistoryEvent").unwrap();
    let field =
        event.get_field_by_name(&format!("{name}_event_attributes")).unwrap_or_else(|| panic!("no field for {name}"));
    field.kind().as_message().unwrap().clone()
}

/// An event of a type, every field of its attributes filled.
fn filled(kind: EventType, numbers: &mut Numbers) -> Bytes {
    let pool = DescriptorPool::decode(HISTORY_DESCRIPTORS).unwrap();
    let descriptor = pool.get_message_by_name("temporal.api.history.v1.HistoryEvent").unwrap();
    let mut event = DynamicMessage::new(descriptor.clone());
    event.set_field_by_name("event_id", Value::I64(7));
    event.set_field_by_name("event_type", Value::EnumNumber(kind.into()));
    // What a run has no use for may be passed over; what it has is read all the same.
    event.set_field_by_name("worker_may_ignore", Value::Bool(true));
    let attributes = attributes(&pool, kind);
    let place = descriptor.fields().find(|field| field.kind().as_message() == Some(&attributes)).unwrap();
    let mut message = numbers.fill(&attributes, "", 0);
    if kind == EventType::MarkerRecorded {
        message.set_field_by_name("marker_name", Value::String("of no core".into()));
    }
    event.set_field(&place, Value::Message(message));
    Bytes::from(event.encode_to_vec())
}

/// Gives every number a value of its own.
#[derive(Default)]
struct Numbers {
    last: u32,
    legend: Vec<String>,
}

impl Numbers {
    fn next(&mut self, path: &str) -> u32 {
        self.last += 1;
        self.legend.push(format!("{path}={}", self.last));
        self.last
    }

    fn fill(&mut self, descriptor: &MessageDescriptor, path: &str, depth: usize) -> DynamicMessage {
        let mut message = DynamicMessage::new(descriptor.clone());
        for field in descriptor.fields() {
            // Of a choice the first is taken; the others would undo it.
            let is_later_choice =
                field.containing_oneof().is_some_and(|choice| choice.fields().next() != Some(field.clone()));
            if is_later_choice && !field.supports_presence() || depth >= DEPTH {
                continue;
            }
            if field.containing_oneof().is_some_and(|choice| choice.fields().count() > 1) && is_later_choice {
                continue;
            }
            let path = if path.is_empty() { field.name().to_owned() } else { format!("{path}.{}", field.name()) };
            let value = if field.is_map() {
                let Kind::Message(entry) = field.kind() else { panic!("a map has entries") };
                let value = self.value(&entry.map_entry_value_field().kind(), &path, depth);
                Value::Map([(MapKey::String("key".into()), value)].into())
            } else if field.is_list() {
                Value::List(vec![self.value(&field.kind(), &path, depth)])
            } else {
                self.value(&field.kind(), &path, depth)
            };
            message.set_field(&field, value);
        }
        message
    }

    fn value(&mut self, kind: &Kind, path: &str, depth: usize) -> Value {
        let number = |this: &mut Self| this.next(path);
        match kind {
            Kind::Message(message) => Value::Message(self.fill(message, path, depth + 1)),
            Kind::Enum(_) => Value::EnumNumber(1),
            Kind::String => Value::String(path.into()),
            Kind::Bytes => Value::Bytes(path.to_owned().into()),
            Kind::Bool => Value::Bool(true),
            Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => Value::I32(number(self).cast_signed()),
            Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => Value::I64(i64::from(number(self))),
            Kind::Uint32 | Kind::Fixed32 => Value::U32(number(self)),
            Kind::Uint64 | Kind::Fixed64 => Value::U64(u64::from(number(self))),
            Kind::Float => Value::F32(1.5),
            Kind::Double => Value::F64(1.5),
        }
    }
}

/// [LOCAL-1] [PATCH-1]
#[test]
fn markers_are_read_in_every_format_that_cores_wrote() {
    use dacapo_proto::temporal::api::{common::v1 as common, history::v1 as proto};
    let marker = |name: &str, details: &[(&str, &str)]| {
        let payload = |data: &str| common::Payload { data: data.to_owned().into(), ..Default::default() };
        let entry =
            |(key, data): &(&str, &str)| ((*key).to_owned(), common::Payloads { payloads: vec![payload(data)] });
        let attributes = proto::MarkerRecordedEventAttributes {
            marker_name: name.into(),
            details: details.iter().map(entry).collect(),
            ..Default::default()
        };
        let event = HistoryEvent {
            event_id: 1,
            event_type: EventType::MarkerRecorded.into(),
            attributes: Some(proto::history_event::Attributes::MarkerRecordedEventAttributes(attributes)),
            ..Default::default()
        };
        parse(&history(&event.encode_to_vec().into())).map(|mut events| events.pop().unwrap().attributes)
    };
    let patches = [
        marker("core_patch", &[("patch-data", r#"{"id":"p","deprecated":true}"#)]),
        marker("core_patch", &[("patch_id", "p"), ("deprecated", "\u{1}")]),
    ];
    for patch in patches {
        let Ok(Attributes::MarkerRecorded(Marker::Patch { patch_id, deprecated })) = patch else { panic!("{patch:?}") };
        assert!(patch_id == "p" && deprecated);
    }
    let old = r#"{"seq":3,"attempt":1,"activity_id":"i","activity_type":"t","complete_time":null,"backoff":null,"original_schedule_time":{"seconds":1,"nanos":2},"later":0}"#;
    let read = marker("core_local_activity", &[("data", old), ("result", "r")]);
    let Ok(Attributes::MarkerRecorded(Marker::LocalActivity(activity))) = read else { panic!("{read:?}") };
    assert_eq!((activity.seq.0, activity.activation_index), (3, None));
    assert!(activity.result.is_some() && activity.original_schedule_time.is_some());
    assert_eq!(marker("core_local_activity", &[("data", "no JSON")]).unwrap_err().event.0, 1);
    assert_eq!(marker("core_local_activity", &[]).unwrap_err().event.0, 1);
}
