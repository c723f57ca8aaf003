//! Single values in every spelling that recorded files have.

use dacapo_proto::temporal::api::enums::v1::{EventType, TaskQueueKind, WorkflowTaskFailedCause};
use dacapo_proto::temporal::api::history::v1::history_event::Attributes;
use serde_json::{Value, json};

use super::{assert_stable, decode, event, read_one, two_events};
use crate::read::time;
use crate::read::{Oddity, RecordedHistory};

#[test]
fn enums_are_read_in_every_spelling() {
    let types = [
        json!("EVENT_TYPE_WORKFLOW_TASK_FAILED"),
        json!("WorkflowTaskFailed"),
        json!("workflow_task_failed"),
        json!("EventTypeWorkflowTaskFailed"),
        json!("9"),
        json!(9),
    ];
    let causes =
        [json!("WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR"), json!("NonDeterministicError"), json!(24)];
    for (event_type, cause) in types.iter().zip(causes.iter().cycle()) {
        let read = event(&json!({
            "eventId": 1,
            "eventType": event_type,
            "workflowTaskFailedEventAttributes": { "cause": cause },
        }));
        assert_eq!(read.event_type(), EventType::WorkflowTaskFailed, "{event_type}");
        let Some(Attributes::WorkflowTaskFailedEventAttributes(failed)) = read.attributes else {
            panic!("{cause}");
        };
        assert_eq!(failed.cause(), WorkflowTaskFailedCause::NonDeterministicError);
    }
}

#[test]
fn nested_enums_are_read_in_both_spellings() {
    for kind in ["TASK_QUEUE_KIND_STICKY", "Sticky"] {
        let read = event(&json!({
            "eventId": "2",
            "eventType": "WorkflowTaskScheduled",
            "workflowTaskScheduledEventAttributes": { "taskQueue": { "kind": kind } },
        }));
        let Some(Attributes::WorkflowTaskScheduledEventAttributes(scheduled)) = read.attributes else {
            panic!("{kind}");
        };
        assert_eq!(scheduled.task_queue.unwrap().kind(), TaskQueueKind::Sticky);
    }
}

#[test]
fn enum_number_of_a_newer_server_is_kept() {
    let history = read_one(&json!([{ "eventId": "1", "eventType": 999 }]));
    assert_eq!(decode(&history)[0].event_type, 999);
    assert_stable(&history);
}

#[test]
fn event_of_unknown_type_is_kept_when_it_may_be_ignored() {
    let history = read_one(&json!([{
        "eventId": "7", "eventType": "EVENT_TYPE_OF_TOMORROW", "workerMayIgnore": true,
    }]));
    let events = decode(&history);
    assert_eq!((events[0].event_id, events[0].event_type), (7, 0));
    assert!(events[0].worker_may_ignore);
    assert_eq!(history.remarks[0].oddity, Oddity::UnknownValue);
    assert_eq!(history.remarks[0].place.to_string(), "event 7, field eventType");
}

#[test]
fn unknown_fields_are_left_out_and_remarked_once() {
    let mut document = two_events();
    for event in document.as_array_mut().unwrap() {
        event["ofTomorrow"] = json!({ "deep": [1, 2] });
    }
    document[1]["timerStartedEventAttributes"]["lunar"] = json!(true);
    let history = read_one(&document);
    super::assert_two_events(&history);
    let fields: Vec<&str> = history.remarks.iter().map(|remark| remark.place.field.as_str()).collect();
    assert_eq!(fields, ["ofTomorrow", "timerStartedEventAttributes.lunar"]);
}

#[test]
fn remarks_are_bounded() {
    let mut document = two_events();
    for index in 0..1000 {
        document[0][format!("ofTomorrow{index}")] = json!(0);
    }
    assert_eq!(read_one(&document).remarks.len(), 100);
}

#[test]
fn snake_case_and_pascal_case_keys_are_read() {
    let snake = json!({
        "event_id": "5",
        "event_type": 17,
        "timer_started_event_attributes": { "timer_id": "1", "start_to_fire_timeout": "1s" },
    });
    let pascal = json!({
        "EventId": 5,
        "EventType": 17,
        "Attributes": {
            "TimerStartedEventAttributes": { "TimerId": "1", "StartToFireTimeout": { "seconds": 1 } },
        },
    });
    assert_eq!(event(&snake), event(&pascal));
}

#[test]
fn objects_that_javascript_dumps_are_read() {
    let long = |low: i64, high: i64| json!({ "low": low, "high": high, "unsigned": false });
    let dumped = json!({
        "eventId": long(5, 0),
        "eventTime": { "seconds": long(1_639_506_109, 0), "nanos": 7 },
        "eventType": "EVENT_TYPE_TIMER_STARTED",
        "version": long(-1, -1),
        "taskId": long(-2, 1),
        "timerStartedEventAttributes": { "startToFireTimeout": { "seconds": "10", "nanos": 0 } },
    });
    let read = event(&dumped);
    assert_eq!((read.event_id, read.version), (5, -1));
    assert_eq!(read.task_id, 0x1_ffff_fffe);
    let time = read.event_time.unwrap();
    assert_eq!((time.seconds, time.nanos), (1_639_506_109, 7));
    let Some(Attributes::TimerStartedEventAttributes(timer)) = read.attributes else {
        panic!();
    };
    assert_eq!(timer.start_to_fire_timeout.unwrap().seconds, 10);
}

#[test]
fn numbers_are_read_as_text_and_as_floats() {
    for id in [json!("12"), json!(12), json!(12.0), json!(1.2e1)] {
        assert_eq!(event(&json!({ "eventId": id, "eventType": 17 })).event_id, 12, "{id}");
    }
}

#[test]
fn floats_survive() {
    let retry = |value: Value| -> RecordedHistory {
        read_one(&json!([{
            "eventId": "1",
            "eventType": "EVENT_TYPE_WORKFLOW_EXECUTION_STARTED",
            "workflowExecutionStartedEventAttributes": { "retryPolicy": { "backoffCoefficient": value } },
        }]))
    };
    for value in [json!(2), json!(1.1), json!("NaN"), json!("-Infinity"), json!("1.5"), json!(1e300)] {
        assert_stable(&retry(value));
    }
}

#[test]
fn fields_with_presence_keep_their_defaults_and_others_do_not() {
    let with =
        read_one(&json!([{ "eventId": "1", "eventType": 17, "taskId": "0", "timerStartedEventAttributes": {} }]));
    let without = read_one(&json!([{ "eventId": "1", "eventType": 17, "timerStartedEventAttributes": {} }]));
    assert_eq!(with.bytes, without.bytes);
    assert!(decode(&with)[0].attributes.is_some());
}

#[test]
fn times_are_read_and_written() {
    let cases = [
        ("1970-01-01T00:00:00Z", 0, 0, None),
        ("2021-12-14T18:21:49.500540600Z", 1_639_506_109, 500_540_600, None),
        ("2024-02-29T23:59:59.5+02:00", 1_709_243_999, 500_000_000, Some("2024-02-29T21:59:59.500Z")),
        ("2000-03-01t00:00:00.000001z", 951_868_800, 1000, Some("2000-03-01T00:00:00.000001Z")),
        ("1969-12-31T23:59:59.999999999Z", -1, 999_999_999, None),
        ("0001-01-01T00:00:00Z", -62_135_596_800, 0, None),
        ("9999-12-31T23:59:59Z", 253_402_300_799, 0, None),
        ("2021-12-14 18:21:49-00:30", 1_639_507_909, 0, Some("2021-12-14T18:51:49Z")),
        ("2021-12-14T18:21:49.1234567890Z", 1_639_506_109, 123_456_789, Some("2021-12-14T18:21:49.123456789Z")),
    ];
    for (text, seconds, nanos, canonical) in cases {
        assert_eq!(time::parse_timestamp(text), Some((seconds, nanos)), "{text}");
        let written = time::format_timestamp(seconds, nanos);
        assert_eq!(written.as_deref(), Some(canonical.unwrap_or(text)));
    }
    let wrong = [
        "",
        "2021-12-14",
        "2021-12-14T18:21:49",
        "2021-13-14T18:21:49Z",
        "2023-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "2021-12-14T24:00:00Z",
        "2021-12-14T18:21:60Z",
        "2021-12-14T18:21:49.Z",
        "2021-12-14T18:21:49+2:00",
        "2021-12-14T18:21:49+02:00x",
        "+021-12-14T18:21:49Z",
        "2021-1-014T18:21:49Z",
        "20211214T182149Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+01:00",
        "2021-12-14Tä18:21:49Z",
        "äöüäö12-14T18:21:49Z",
    ];
    for text in wrong {
        assert_eq!(time::parse_timestamp(text), None, "{text}");
    }
}

#[test]
fn every_day_of_four_centuries_survives() {
    for day in -146_097..146_097_i64 {
        let text = time::format_timestamp(day * 86_400, 0).unwrap();
        assert_eq!(time::parse_timestamp(&text), Some((day * 86_400, 0)), "{text}");
    }
}

#[test]
fn durations_are_read_and_written() {
    let cases = [
        ("10s", 10, 0, None),
        ("0s", 0, 0, None),
        ("1.500s", 1, 500_000_000, None),
        ("-0.000001s", 0, -1000, None),
        ("0.5s", 0, 500_000_000, Some("0.500s")),
        ("1h2m0.5s", 3720, 500_000_000, Some("3720.500s")),
        ("100ms", 0, 100_000_000, Some("0.100s")),
        ("1.5µs", 0, 1500, Some("0.000001500s")),
        ("-1.5h", -5400, 0, Some("-5400s")),
        ("315576000000s", 315_576_000_000, 0, None),
    ];
    for (text, seconds, nanos, canonical) in cases {
        assert_eq!(time::parse_duration(text), Some((seconds, nanos)), "{text}");
        let written = time::format_duration(seconds, nanos);
        assert_eq!(written.as_deref(), Some(canonical.unwrap_or(text)));
    }
    let wrong = [
        "",
        "-",
        "10",
        "s",
        "10 s",
        "1d",
        "--1s",
        "1.s",
        ".5s",
        "1..5s",
        "1e3s",
        "315576000001s",
        "99999999999999999999s",
        "9223372036854775807h9223372036854775807h",
    ];
    for text in wrong {
        assert_eq!(time::parse_duration(text), None, "{text}");
    }
}
