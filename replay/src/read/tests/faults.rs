//! Every error, as the user sees it.

use bytes::Bytes;
use serde_json::{Value, json};

use super::{fault, read_one, read_text, two_events};
use crate::read::{Reason, read, to_json};

fn fault_of_bytes(bytes: &[u8]) -> String {
    read(Bytes::copy_from_slice(bytes), "h").unwrap_err().to_string()
}

/// The first sentence of the error about a changed event.
fn fault_at(path: &[&str], value: Value) -> String {
    let mut document = two_events();
    let mut place = &mut document[1];
    for key in path {
        place = &mut place[*key];
    }
    *place = value;
    let text = fault(&document).to_string();
    text.split("; ").next().unwrap_or_default().to_owned()
}

#[test]
fn files_without_histories_say_what_they_are() {
    let record = "record it again, for example with `temporal workflow show --output json`";
    let give = "give a file that `temporal workflow show --output json`, the Web UI or an SDK wrote";
    assert_eq!(fault_of_bytes(b" \n"), format!("h: the file is empty; {record}"));
    assert_eq!(fault_of_bytes(b"\xef\xbb\xbf"), format!("h: the file is empty; {record}"));
    assert_eq!(fault_of_bytes(&[0x1f, 0x8b, 8]), "h: the file is compressed with gzip; unpack it first");
    for bytes in [&b"Error: workflow not found"[..], b"\x89PNG\r\n", b"\x0a\x05ab", b"\x08\x01", b"null"] {
        let expected = format!("h: the file is neither JSON nor an encoded History; {give}");
        assert_eq!(fault_of_bytes(bytes), expected);
    }
    for document in [json!({}), json!([]), json!({ "name": 1 })] {
        let expected = format!("file.json: the JSON holds no history; {give}");
        assert_eq!(fault(&document).to_string(), expected, "{document}");
    }
    assert_eq!(fault(&json!({ "events": [] })).to_string(), format!("file.json: the history has no events; {record}"));
    let second = json!([{ "events": two_events() }, { "events": [] }]);
    assert_eq!(fault(&second).place.unwrap().to_string(), "history at index 1");
}

#[test]
fn broken_json_tells_line_and_column() {
    let error = read_text("{\"events\": [\n  {\"eventId\": }").unwrap_err();
    assert_eq!(
        error.to_string(),
        "file.json: line 2, column 15: expected value; the file may be cut off: record it again"
    );
    let Reason::Syntax { line, column, .. } = error.reason else { panic!() };
    assert_eq!((line, column), (2, 15));
    let deep = "[".repeat(100_000);
    assert!(read_text(&deep).unwrap_err().to_string().contains("recursion limit"));
}

#[test]
fn wrong_values_tell_event_and_field() {
    let timer = "timerStartedEventAttributes";
    assert_eq!(
        fault_at(&[timer, "startToFireTimeout"], json!("10 s")),
        "file.json: event 5, field timerStartedEventAttributes.startToFireTimeout: \
         expected a duration such as \"10s\", found \"10 s\""
    );
    assert_eq!(
        fault_at(&["eventTime"], json!("yesterday")),
        "file.json: event 5, field eventTime: \
         expected a time such as \"2021-12-14T18:21:49.5Z\", found \"yesterday\""
    );
    assert_eq!(
        fault_at(&[timer, "timerId"], json!(1)),
        "file.json: event 5, field timerStartedEventAttributes.timerId: expected a text, found 1"
    );
    assert_eq!(
        fault_at(&[timer], json!([])),
        "file.json: event 5, field timerStartedEventAttributes: expected an object, found a list"
    );
    assert_eq!(fault_at(&["links"], json!({})), "file.json: event 5, field links: expected a list, found an object");
    assert_eq!(
        fault_at(&["workerMayIgnore"], json!("yes")),
        "file.json: event 5, field workerMayIgnore: expected true or false, found \"yes\""
    );
    assert_eq!(
        fault_at(&["taskId"], json!(1.5)),
        "file.json: event 5, field taskId: expected an integer of 64 bits, found 1.5"
    );
    assert_eq!(
        fault_at(&["eventId"], json!("x".repeat(99))),
        "file.json: event at index 1, field eventId: expected an integer of 64 bits, found a text of 99 bytes"
    );
    assert_eq!(
        fault_at(&["userMetadata"], json!({ "summary": { "metadata": { "encoding": "%" } } })),
        "file.json: event 5, field userMetadata.summary.metadata[\"encoding\"]: expected base64, found \"%\""
    );
    assert_eq!(fault_at(&[], json!(7)), "file.json: event at index 1: expected an event, found 7");
    assert_eq!(
        fault(&json!({ "events": {} })).to_string(),
        "file.json: field events: expected a list of events, found an object; \
         correct the value if the file was edited by hand, or record it again"
    );
}

#[test]
fn event_types_are_needed_and_must_be_known() {
    assert_eq!(fault_at(&["eventType"], Value::Null), "file.json: event 5: the event has no eventType");
    let mut document = two_events();
    document[1]["eventType"] = json!("EVENT_TYPE_OF_TOMORROW");
    let nested = json!([{ "events": [two_events()[0]] }, { "events": document }]);
    assert_eq!(
        fault(&nested).to_string(),
        "file.json: history at index 1, event 5: unknown event type EVENT_TYPE_OF_TOMORROW; \
         use a version of dacapo that knows it"
    );
}

#[test]
fn exclusive_fields_are_refused() {
    assert_eq!(
        fault_at(&["timerFiredEventAttributes"], json!({})),
        "file.json: event 5: timerFiredEventAttributes and timerStartedEventAttributes exclude each other"
    );
}

#[test]
fn deep_nesting_is_refused_by_reader_and_writer() {
    let nested = |levels: usize| {
        let mut failure = json!({ "message": "innermost" });
        for _ in 0..levels {
            failure = json!({ "cause": failure });
        }
        json!([{ "eventId": "1", "eventType": 3, "workflowExecutionFailedEventAttributes": { "failure": failure } }])
    };
    super::assert_stable(&read_one(&nested(97)));
    assert_eq!(fault(&nested(98)).reason, Reason::TooDeep);

    let mut message = Vec::new();
    for _ in 0..1000 {
        let mut outer = Vec::new();
        crate::read::wire::put_length(4, &message, &mut outer);
        message = outer;
    }
    let mut attributes = Vec::new();
    crate::read::wire::put_length(1, &message, &mut attributes);
    let mut event = Vec::new();
    crate::read::wire::put_length(8, &attributes, &mut event);
    let mut history = Vec::new();
    crate::read::wire::put_length(1, &event, &mut history);
    let error = to_json(&history, "h").unwrap_err();
    assert_eq!(error.reason, Reason::TooDeep);
    assert!(
        error
            .to_string()
            .starts_with("h: event at index 0, field workflowExecutionFailedEventAttributes.failure.cause.")
    );
}

#[test]
fn writer_names_what_it_cannot_write() {
    let text = |history: &[u8]| to_json(history, "h").unwrap_err().to_string();
    let advice = "the file may be damaged: record it again";
    assert_eq!(text(&[0x0a, 5, 8]), format!("h: a field is cut off at byte 2 of the message; {advice}"));
    assert_eq!(
        text(&[0x0a, 4, 8, 7, 0x12, 9]),
        format!("h: event 7: a field is cut off at byte 4 of the message; {advice}")
    );
    assert_eq!(
        text(&[0x0a, 4, 8, 7, 0x18, 0x80]),
        format!("h: event 7: a number is malformed at byte 3 of the message; {advice}")
    );
    assert_eq!(
        text(&[0x0a, 6, 8, 7, 0x12, 2, 0x10, 0xff]),
        format!("h: event 7, field eventTime: a number is malformed at byte 1 of the message; {advice}")
    );
    let early = [0x0a, 15, 8, 7, 0x12, 11, 8, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1];
    assert!(text(&early).starts_with("h: event 7, field eventTime: expected a time that protobuf allows, found -9"));
    assert!(text(b"\x08\x01").starts_with("h: the file is neither JSON"));
}
