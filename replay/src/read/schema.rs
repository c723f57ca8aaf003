//! Looks up messages, fields and enum values by any of the names that history files use for them.

use std::sync::LazyLock;

use prost_reflect::{DescriptorPool, EnumDescriptor, FieldDescriptor, MessageDescriptor};

/// The messages that have a JSON form of their own, or several.
pub(super) const TIMESTAMP: &str = "google.protobuf.Timestamp";
pub(super) const DURATION: &str = "google.protobuf.Duration";
pub(super) const PAYLOAD: &str = "temporal.api.common.v1.Payload";
pub(super) const PAYLOADS: &str = "temporal.api.common.v1.Payloads";

/// How deeply messages may be nested, the event counted; protobuf readers stop at 100.
pub(super) const MAX_DEPTH: usize = 100;

const EVENT: &str = "temporal.api.history.v1.HistoryEvent";

static EVENT_MESSAGE: LazyLock<MessageDescriptor> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the set is compiled in and a test reads it")]
    let message = DescriptorPool::decode(dacapo_proto::HISTORY_DESCRIPTORS)
        .ok()
        .and_then(|pool| pool.get_message_by_name(EVENT))
        .expect("the embedded descriptors have HistoryEvent");
    message
});

/// The descriptor of `HistoryEvent`; all others hang on it.
pub(super) fn event() -> &'static MessageDescriptor {
    &EVENT_MESSAGE
}

/// The field that a JSON key means: its JSON name, its proto name, or either with other capitals and underscores.
pub(super) fn field(message: &MessageDescriptor, key: &str) -> Option<FieldDescriptor> {
    message
        .get_field_by_json_name(key)
        .or_else(|| message.get_field_by_name(key))
        .or_else(|| message.fields().find(|field| same(field.name(), key)))
}

/// The number of an enum value: `EVENT_TYPE_TIMER_STARTED`, `TimerStarted`, or a number as text.
pub(super) fn enum_number(values: &EnumDescriptor, name: &str) -> Option<i32> {
    if let Some(value) = values.get_value_by_name(name) {
        return Some(value.number());
    }
    let short = |full: &str| squashed(full).eq(squashed(values.name()).chain(squashed(name)));
    let mut known = values.values();
    known
        .find(|value| short(value.name()) || same(value.name(), name))
        .map(|value| value.number())
        .or_else(|| name.parse().ok())
}

/// Whether two names differ only in capitals and underscores.
pub(super) fn same(one: &str, other: &str) -> bool {
    squashed(one).eq(squashed(other))
}

fn squashed(name: &str) -> impl Iterator<Item = u8> {
    let letters = name.bytes().filter(|letter| *letter != b'_');
    letters.map(|letter| letter.to_ascii_lowercase())
}
