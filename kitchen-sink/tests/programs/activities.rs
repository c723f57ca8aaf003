//! Activities do what their input says, step by step.

use crate::fixture::{json, message, values};
use core::time::Duration;
use dacapo_core::{
    payload::Payloads,
    worker::host::{ActivityOutcome, ActivityTask},
};
use dacapo_kitchen_sink::{Step, steps, value};
use serde_json::Value;

fn arguments(value: &Value) -> Payloads {
    core::iter::once(value::payload(value)).collect()
}

fn taken(input: &Value, attempt: u32) -> Vec<Step> {
    let mut task = ActivityTask::default();
    task.input = arguments(input);
    task.attempt = attempt;
    task.heartbeat_details = [json!(1), json!("two")].iter().map(value::payload).collect();
    steps(&task)
}

/// The end of an activity that does nothing else.
#[track_caller]
fn end(input: &Value, attempt: u32) -> ActivityOutcome {
    match taken(input, attempt).as_slice() {
        [Step::End(outcome)] => outcome.clone(),
        other => panic!("{other:?}"),
    }
}

fn completed(value: &Value) -> ActivityOutcome {
    ActivityOutcome::Completed(Some(value::payload(value)))
}

#[test]
fn an_activity_takes_its_steps() {
    let input = json!([
        {"sleep": "0.5s"}, {"heartbeat": [1, 2]}, {"wait_for_cancel": {}}, {"wait_for_cancel": {"at_most": "3s"}},
        {"cancel": ["bye"]}, {"return": "never"},
    ]);
    let steps = taken(&input, 1);
    assert_eq!(steps[0], Step::Sleep(Duration::from_millis(500)));
    assert!(matches!(&steps[1], Step::Heartbeat(details) if values(details) == [json!(1), json!(2)]));
    assert_eq!(steps[2..4], [Step::WaitForCancel(None), Step::WaitForCancel(Some(Duration::from_secs(3)))]);
    assert!(matches!(&steps[4], Step::End(ActivityOutcome::Canceled(details)) if values(details) == [json!("bye")]));
    assert_eq!(steps.len(), 5);
}

#[test]
fn an_activity_waits_in_its_first_attempts_only() {
    let input = json!([{"wait_for_cancel": {"attempts": 2}}, {"return": 1}]);
    assert_eq!(taken(&input, 2)[0], Step::WaitForCancel(None));
    assert_eq!(end(&input, 3), completed(&json!(1)));
}

#[test]
fn an_activity_returns() {
    assert_eq!(end(&json!([]), 1), ActivityOutcome::Completed(None));
    assert_eq!(end(&json!([{"return": {"x": 1}}]), 1), completed(&json!({"x": 1})));
    assert_eq!(end(&json!([{"return_attempt": {}}]), 3), completed(&json!(3)));
    assert_eq!(end(&json!([{"return_heartbeat_details": {}}]), 2), completed(&json!([1, "two"])));
    assert_eq!(end(&json!([{"complete_async": {}}]), 1), ActivityOutcome::WillCompleteAsync);
    let nothing = steps(&ActivityTask::default());
    assert_eq!(nothing, [Step::End(ActivityOutcome::Completed(None))]);
}

#[test]
fn an_activity_fails_so_often() {
    let input = json!([{"fail_attempts": {"attempts": 2, "failure": {"message": "not yet"}}}, {"return": "now"}]);
    for attempt in [1, 2] {
        assert!(matches!(end(&input, attempt), ActivityOutcome::Failed(failure) if message(&failure) == "not yet"));
    }
    assert_eq!(end(&input, 3), completed(&json!("now")));
}

#[test]
fn an_activity_fails_for_good() {
    let ActivityOutcome::Failed(failure) = end(&json!([{"fail": {"message": "m", "non_retryable": true}}]), 1) else {
        panic!("it fails")
    };
    let failure = format!("{:?}", failure.to_message().expect("it is a failure"));
    assert!(failure.contains("non_retryable: true"), "{failure}");
    let ActivityOutcome::Failed(failure) = end(&json!([{"return": 1}, {"sleep": 1}]), 1) else { panic!("it fails") };
    assert!(message(&failure).starts_with("[1].sleep: "), "{}", message(&failure));
}
