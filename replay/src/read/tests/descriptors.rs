//! What the reader takes for granted about the embedded descriptors: fails when an update of them adds more.

use std::collections::BTreeSet;

use prost_reflect::{Kind, MessageDescriptor};

use crate::read::schema;

#[test]
fn history_holds_only_what_the_reader_knows() {
    let mut seen = BTreeSet::new();
    let mut open = vec![schema::event().clone()];
    while let Some(message) = open.pop() {
        if seen.insert(message.full_name().to_owned()) {
            check(&message, &mut open);
        }
    }
    let well_known: Vec<&String> = seen.iter().filter(|name| name.starts_with("google.")).collect();
    assert_eq!(well_known, [schema::DURATION, schema::TIMESTAMP]);
    assert!(seen.contains(schema::PAYLOAD) && seen.contains(schema::PAYLOADS));
}

fn check(message: &MessageDescriptor, open: &mut Vec<MessageDescriptor>) {
    for field in message.fields() {
        let name = field.full_name();
        match field.kind() {
            Kind::Message(nested) if nested.is_map_entry() => {
                assert_eq!(nested.map_entry_key_field().kind(), Kind::String, "{name}");
                open.push(nested);
            }
            Kind::Message(nested) => open.push(nested),
            Kind::Enum(_) | Kind::Uint32 => {}
            Kind::String | Kind::Bytes => assert!(!field.is_packed(), "{name}"),
            Kind::Bool | Kind::Double | Kind::Float | Kind::Int32 | Kind::Int64 => {
                assert!(!field.is_list(), "the writer reads no packed {name}");
            }
            kind => panic!("the reader knows no {kind:?}: {name}"),
        }
    }
}

#[test]
fn payload_has_the_fields_that_are_made() {
    let event = schema::event();
    let metadata = event.get_field_by_json_name("userMetadata").unwrap();
    let Kind::Message(metadata) = metadata.kind() else { panic!() };
    let Kind::Message(payload) = metadata.get_field_by_json_name("summary").unwrap().kind() else { panic!() };
    assert_eq!(payload.full_name(), schema::PAYLOAD);
    assert_eq!(payload.get_field_by_name("metadata").unwrap().number(), 1);
    assert_eq!(payload.get_field_by_name("data").unwrap().number(), 2);
}

#[test]
fn every_event_type_has_both_spellings() {
    let Kind::Enum(types) = schema::event().get_field_by_name("event_type").unwrap().kind() else { panic!() };
    for value in types.values() {
        let short: String = value
            .name()
            .trim_start_matches("EVENT_TYPE_")
            .split('_')
            .map(|word| word[..1].to_owned() + &word[1..].to_lowercase())
            .collect();
        assert_eq!(schema::enum_number(&types, value.name()), Some(value.number()));
        assert_eq!(schema::enum_number(&types, &short), Some(value.number()), "{short}");
    }
}
