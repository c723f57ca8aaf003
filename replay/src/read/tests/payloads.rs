//! Payloads as recorded, and payloads that a file shows decoded.

use dacapo_proto::temporal::api::common::v1::Payload;
use dacapo_proto::temporal::api::history::v1::history_event::Attributes;
use serde_json::{Value, json};

use super::{assert_stable, decode, fault, read_one};
use crate::read::Oddity;

/// Reads a completed workflow's result, and says whether any payload was made anew.
fn result(result: &Value) -> (Vec<Payload>, bool) {
    let history = read_one(&json!([{
        "eventId": "9",
        "eventType": "EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED",
        "workflowExecutionCompletedEventAttributes": { "result": result },
    }]));
    assert_stable(&history);
    let rebuilt = history.remarks.iter().any(|remark| remark.oddity == Oddity::RebuiltPayload);
    let Some(Attributes::WorkflowExecutionCompletedEventAttributes(completed)) = decode(&history).remove(0).attributes
    else {
        panic!();
    };
    (completed.result.unwrap_or_default().payloads, rebuilt)
}

fn payload(encoding: &str, data: &str) -> Payload {
    Payload {
        metadata: [("encoding".to_owned(), encoding.to_owned().into())].into(),
        data: data.to_owned().into(),
        ..Payload::default()
    }
}

#[test]
fn recorded_payloads_keep_their_bytes() {
    let forms = [
        json!({ "metadata": { "encoding": "anNvbi9wbGFpbg==" }, "data": "eyJhIjogMX0=" }),
        json!({ "metadata": { "encoding": "anNvbi9wbGFpbg" }, "data": "eyJhIjogMX0" }),
        json!({
            "metadata": { "encoding": { "type": "Buffer", "data": b"json/plain" } },
            "data": { "type": "Buffer", "data": br#"{"a": 1}"# },
        }),
        json!({ "metadata": { "encoding": b"json/plain" }, "data": br#"{"a": 1}"# }),
    ];
    for form in forms {
        let expected = vec![payload("json/plain", r#"{"a": 1}"#)];
        assert_eq!(result(&json!({ "payloads": [form] })), (expected, false), "{form}");
    }
}

#[test]
fn url_safe_base64_is_read() {
    let (payloads, rebuilt) = result(&json!({ "payloads": [{ "data": "-_-_" }] }));
    assert_eq!(payloads[0].data.as_ref(), [0xfb, 0xff, 0xbf]);
    assert!(!rebuilt);
}

#[test]
fn empty_payloads_stay_empty() {
    assert_eq!(result(&json!({})), (vec![], false));
    assert_eq!(result(&json!({ "payloads": [{}] })), (vec![Payload::default()], false));
    let null = json!({ "payloads": [{ "metadata": { "encoding": "YmluYXJ5L251bGw=" } }] });
    assert_eq!(result(&null), (vec![payload("binary/null", "")], false));
}

#[test]
fn readable_payloads_of_the_web_ui_are_made_anew() {
    let readable = json!({ "payloads": [
        { "metadata": { "encoding": "json/plain" }, "data": { "b": [1, "x"] } },
        { "metadata": { "encoding": "binary/null" }, "data": null },
        { "metadata": { "encoding": "binary/plain" }, "data": "AQI=" },
    ] });
    let expected = vec![
        payload("json/plain", r#"{"b":[1,"x"]}"#),
        payload("binary/null", ""),
        payload("binary/plain", "\u{1}\u{2}"),
    ];
    assert_eq!(result(&readable), (expected, true));
}

#[test]
fn payloads_of_which_only_the_data_is_decoded_are_made_anew() {
    let json = "anNvbi9wbGFpbg==";
    let half = json!({ "payloads": [
        { "metadata": { "encoding": json, "encodingDecoded": "json/plain" }, "data": "workflow-result" },
        { "metadata": { "encoding": json, "encodingDecoded": "json/plain" }, "data": "Hello123" },
        { "metadata": { "encoding": json }, "data": "Hello, World!" },
        { "metadata": { "encoding": json }, "data": 1705 },
        { "metadata": { "encoding": json }, "data": { "a": [1] } },
    ] });
    let expected = [r#""workflow-result""#, r#""Hello123""#, r#""Hello, World!""#, "1705", r#"{"a":[1]}"#];
    assert_eq!(result(&half), (expected.map(|data| payload("json/plain", data)).to_vec(), true));
    // What is not JSON has no other form than its bytes.
    let fault = fault(&json!([{
        "eventId": "9",
        "eventType": "EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED",
        "workflowExecutionCompletedEventAttributes": { "result": { "payloads": [
            { "metadata": { "encoding": "YmluYXJ5L3BsYWlu" }, "data": "not, base64" },
        ] } },
    }]));
    let fault = fault.to_string();
    assert!(fault.contains("expected base64, found \"not, base64\""), "{fault}");
}

#[test]
fn short_form_is_made_anew() {
    let expected = vec![
        payload("json/plain", r#""text""#),
        payload("json/plain", "3243"),
        payload("json/plain", r#"{"name":"x"}"#),
        payload("json/plain", "[true]"),
        payload("binary/null", ""),
    ];
    let short = json!(["text", 3243, { "name": "x" }, [true], null]);
    assert_eq!(result(&short), (expected.clone(), true));
    assert_eq!(result(&json!({ "payloads": short })), (expected, true));
}

#[test]
fn short_form_of_a_protobuf_message_keeps_its_type() {
    let (payloads, rebuilt) = result(&json!([{ "_protoMessageType": "my.Type", "a": 1 }]));
    assert!(rebuilt);
    assert_eq!(payloads[0].metadata["encoding"], "json/protobuf");
    assert_eq!(payloads[0].metadata["messageType"], "my.Type");
    assert_eq!(payloads[0].data, r#"{"a":1}"#);
}

#[test]
fn maps_of_payloads_are_encoded_by_key() {
    let history = read_one(&json!([{
        "eventId": "1",
        "eventType": 1,
        "workflowExecutionStartedEventAttributes": { "memo": { "fields": { "b": 1, "a": 2, "c": 3 } } },
    }]));
    assert_stable(&history);
    let Some(Attributes::WorkflowExecutionStartedEventAttributes(started)) = decode(&history).remove(0).attributes
    else {
        panic!();
    };
    let fields = started.memo.unwrap().fields;
    assert_eq!(fields["a"].data, "2");
    let position = |key: u8| history.bytes.windows(3).position(|bytes| bytes == [0x0a, 1, key]);
    assert!(position(b'a') < position(b'b') && position(b'b') < position(b'c'));
}
