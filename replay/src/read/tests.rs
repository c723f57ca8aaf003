//! Tests of the reader and the writer: the forms, the faults, odd values, and files that mean harm.

mod corpus;
mod descriptors;
mod faults;
mod forms;
mod hostile;
mod payloads;
mod values;

use bytes::Bytes;
use dacapo_proto::temporal::api::enums::v1::EventType;
use dacapo_proto::temporal::api::history::v1::history_event::Attributes;
use dacapo_proto::temporal::api::history::v1::{History, HistoryEvent};
use prost::Message as _;
use serde_json::{Value, json};

use super::{ReadError, RecordedHistory, read, to_json};

/// Reads JSON that holds one history.
fn read_one(document: &Value) -> RecordedHistory {
    let mut histories = read_text(&document.to_string()).unwrap();
    assert_eq!(histories.len(), 1);
    histories.remove(0)
}

fn read_text(text: &str) -> Result<Vec<RecordedHistory>, ReadError> {
    read(Bytes::copy_from_slice(text.as_bytes()), "file.json")
}

fn fault(document: &Value) -> ReadError {
    read_text(&document.to_string()).unwrap_err()
}

fn decode(history: &RecordedHistory) -> Vec<HistoryEvent> {
    History::decode(history.bytes.clone()).unwrap().events
}

/// Reads a history of one event, and returns that event.
fn event(event: &Value) -> HistoryEvent {
    decode(&read_one(&json!({ "events": [event] }))).remove(0)
}

/// The two events that most tests take.
fn two_events() -> Value {
    json!([
        {
            "eventId": "1",
            "eventTime": "2021-12-14T18:21:49.500540600Z",
            "eventType": "EVENT_TYPE_WORKFLOW_EXECUTION_STARTED",
            "taskId": "1048905",
            "workflowExecutionStartedEventAttributes": {
                "workflowType": { "name": "Order" },
                "taskQueue": { "name": "orders", "kind": "TASK_QUEUE_KIND_NORMAL" },
                "workflowTaskTimeout": "10s",
                "attempt": 1,
            },
        },
        {
            "eventId": "5",
            "eventTime": "2021-12-14T18:21:50Z",
            "eventType": "EVENT_TYPE_TIMER_STARTED",
            "timerStartedEventAttributes": {
                "timerId": "1",
                "startToFireTimeout": "1.500s",
                "workflowTaskCompletedEventId": "4",
            },
        },
    ])
}

/// Asserts that a history holds what [`two_events`] holds.
fn assert_two_events(history: &RecordedHistory) {
    let events = decode(history);
    let types: Vec<EventType> = events.iter().map(HistoryEvent::event_type).collect();
    assert_eq!(types, [EventType::WorkflowExecutionStarted, EventType::TimerStarted]);
    let time = events[0].event_time.unwrap();
    assert_eq!((time.seconds, time.nanos), (1_639_506_109, 500_540_600));
    let (
        Some(Attributes::WorkflowExecutionStartedEventAttributes(started)),
        Some(Attributes::TimerStartedEventAttributes(timer)),
    ) = (&events[0].attributes, &events[1].attributes)
    else {
        panic!("{events:?}");
    };
    assert_eq!(started.workflow_type.as_ref().unwrap().name, "Order");
    assert_eq!(started.task_queue.as_ref().unwrap().kind, 1);
    assert_eq!(started.workflow_task_timeout.unwrap().seconds, 10);
    let timeout = timer.start_to_fire_timeout.unwrap();
    assert_eq!((timeout.seconds, timeout.nanos), (1, 500_000_000));
    assert_eq!(timer.workflow_task_completed_event_id, 4);
}

/// Asserts that writing and reading again gives the same bytes and the same text.
fn assert_stable(history: &RecordedHistory) {
    let text = to_json(&history.bytes, "again").unwrap();
    let again = read_text(&text).unwrap();
    assert_eq!(again.len(), 1);
    assert_eq!(again[0].bytes, history.bytes);
    assert_eq!(to_json(&again[0].bytes, "again").unwrap(), text);
}
