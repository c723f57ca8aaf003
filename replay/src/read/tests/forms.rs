//! Every form in which a file can hold histories.

use bytes::Bytes;
use dacapo_proto::temporal::api::export::v1::{WorkflowExecution, WorkflowExecutions};
use dacapo_proto::temporal::api::history::v1::History;
use prost::Message as _;
use serde_json::json;

use super::{assert_stable, assert_two_events, decode, read_one, read_text, two_events};
use crate::read::{Oddity, read, to_json};

#[test]
fn object_with_events_is_a_history() {
    let history = read_one(&json!({ "events": two_events() }));
    assert_two_events(&history);
    assert_stable(&history);
    assert_eq!(history.workflow_id, None);
    assert_eq!(history.remarks, []);
}

#[test]
fn list_of_events_is_a_history() {
    assert_two_events(&read_one(&two_events()));
}

#[test]
fn a_list_in_reverse_is_turned_round() {
    let mut events = two_events();
    events.as_array_mut().unwrap().reverse();
    assert_two_events(&read_one(&events));
}

#[test]
fn single_event_is_a_history() {
    let document = two_events()[0].clone();
    assert_eq!(decode(&read_one(&document)).len(), 1);
}

#[test]
fn list_of_histories_is_read_in_order() {
    let document = json!([
        { "events": two_events() },
        { "workflowId": "w2", "history": { "events": [two_events()[0]] } },
    ]);
    let histories = read_text(&document.to_string()).unwrap();
    assert_two_events(&histories[0]);
    assert_eq!(histories[0].workflow_id, None);
    assert_eq!(decode(&histories[1]).len(), 1);
    assert_eq!(histories[1].workflow_id.as_deref(), Some("w2"));
}

#[test]
fn wrapper_tells_workflow_and_run() {
    let wrapped = json!({ "workflowId": "w", "runId": "r", "history": { "events": two_events() } });
    let nested = json!({
        "workflow_execution": { "workflow_id": "w", "run_id": "r" },
        "history": two_events(),
    });
    for document in [wrapped, nested] {
        let history = read_one(&document);
        assert_two_events(&history);
        assert_eq!(history.workflow_id.as_deref(), Some("w"));
        assert_eq!(history.run_id.as_deref(), Some("r"));
    }
}

#[test]
fn page_token_is_remarked() {
    let document = json!({ "history": { "events": two_events() }, "nextPageToken": "AAAA" });
    let history = read_one(&document);
    assert_two_events(&history);
    assert_eq!(history.remarks[0].oddity, Oddity::MorePages);
    assert_eq!(history.remarks[0].place.to_string(), "field nextPageToken");
    let last = json!({ "history": { "events": two_events() }, "nextPageToken": "" });
    assert_eq!(read_one(&last).remarks, []);
}

#[test]
fn json_lines_are_a_list() {
    let events = two_events();
    let lines = format!("{}\n{}\n", events[0], events[1]);
    let histories = read_text(&lines).unwrap();
    assert_eq!(histories.len(), 1);
    assert_two_events(&histories[0]);

    let history = json!({ "events": two_events() });
    let histories = read_text(&format!("{history}\n{history}")).unwrap();
    assert_eq!(histories.len(), 2);
}

#[test]
fn byte_order_marks_and_utf16_are_read() {
    let text = json!({ "events": two_events() }).to_string();
    let little = text.encode_utf16().flat_map(u16::to_le_bytes);
    let big = text.encode_utf16().flat_map(u16::to_be_bytes);
    let utf8 = [&[0xef, 0xbb, 0xbf], text.as_bytes()].concat();
    let little: Vec<u8> = [0xff, 0xfe].into_iter().chain(little).collect();
    let big: Vec<u8> = [0xfe, 0xff].into_iter().chain(big).collect();
    for file in [utf8, little, big] {
        let histories = read(file.into(), "file.json").unwrap();
        assert_two_events(&histories[0]);
    }
}

#[test]
fn binary_history_is_passed_on() {
    let bytes = read_one(&two_events()).bytes;
    let histories = read(bytes.clone(), "file.bin").unwrap();
    assert_eq!(histories.len(), 1);
    assert_eq!(histories[0].bytes.as_ptr(), bytes.as_ptr());
    assert_two_events(&histories[0]);
}

#[test]
fn binary_history_that_starts_like_json_is_binary() {
    // An event of 123 bytes: a line feed, an opening brace, and the event's id.
    let filler = vec![b'x'; 123 - 2 - 2];
    let mut file = vec![0x0a, 123, 0x08, 1, 0x7a, u8::try_from(filler.len()).unwrap()];
    file.extend(filler);
    assert!(file.starts_with(b"\n{"));
    let histories = read(file.clone().into(), "file.bin").unwrap();
    assert_eq!(histories[0].bytes, file);
}

#[test]
fn cloud_export_holds_many_histories() {
    let history = History { events: decode(&read_one(&two_events())) };
    let item = WorkflowExecution { history: Some(history) };
    let export = WorkflowExecutions { items: vec![item.clone(), item] };
    let bytes = Bytes::from(export.encode_to_vec());
    let binary = read(bytes.clone(), "export.proto").unwrap();
    let json =
        json!({ "items": [{ "history": { "events": two_events() } }, { "history": { "events": two_events() } }] });
    let json = read_text(&json.to_string()).unwrap();
    for histories in [&binary, &json] {
        assert_eq!(histories.len(), 2);
        assert_two_events(&histories[1]);
    }
    let inside = bytes.as_ptr_range();
    assert!(inside.contains(&binary[1].bytes.as_ptr()), "an export is not copied");
}

#[test]
fn writer_prints_what_the_command_line_prints() {
    let history = read_one(&json!({ "events": [two_events()[1]] }));
    let expected = r#"{
  "events": [
    {
      "eventId": "5",
      "eventTime": "2021-12-14T18:21:50Z",
      "eventType": "EVENT_TYPE_TIMER_STARTED",
      "timerStartedEventAttributes": {
        "timerId": "1",
        "startToFireTimeout": "1.500s",
        "workflowTaskCompletedEventId": "4"
      }
    }
  ]
}
"#;
    assert_eq!(to_json(&history.bytes, "file").unwrap(), expected);
    assert_eq!(to_json(&[], "file").unwrap(), "{}\n");
}
