//! What becomes of a workflow that is asked to cancel.

use crate::fixture::{Code, completed, ended, failure, fire, json, names, result};
use dacapo_core::workflow::activation::{Job, Resolution};

fn cancel() -> Job {
    Job::CancelWorkflow { reason: "enough".into() }
}

#[test]
fn all_that_is_awaited_is_canceled_and_so_the_workflow() {
    let (mut code, _) = Code::of(json!([{"timer": "1s"}, {"return": "never"}]));
    assert_eq!(names(&code.tell([cancel()])), ["CancelTimer", "CancelWorkflowExecution"]);
    let (mut code, commands) = Code::of(json!([{"activity": {}}]));
    assert_eq!(names(&code.tell([cancel()])), ["RequestCancelActivity"]);
    assert!(code.tell([cancel()]).is_empty(), "once is enough");
    let end = Resolution::Canceled(failure("c"));
    assert_eq!(names(&code.tell([ended(&commands[0], end)])), ["CancelWorkflowExecution"]);
}

#[test]
fn a_cancellation_that_comes_with_the_start_is_none_the_less_for_it() {
    let actions = json!({"actions": [{"timer": "1s"}, {"return": "never"}]});
    let (_, commands) = Code::replay(actions, [cancel()]);
    assert_eq!(names(&commands), ["StartTimer", "CancelTimer", "CancelWorkflowExecution"]);
    let wait = json!({"actions": [{"await_signal": "s"}]});
    assert_eq!(names(&Code::replay(wait, [cancel()]).1), ["CancelWorkflowExecution"]);
}

#[test]
fn conditions_are_canceled() {
    for wait in [json!({"await_state": {"key": "k", "value": 1}}), json!({"await_signal": "s"})] {
        let (mut code, _) = Code::of(json!([wait]));
        assert_eq!(names(&code.tell([cancel()])), ["CancelWorkflowExecution"]);
        let mut expected = wait;
        expected["expect"] = json!("canceled");
        let (mut code, _) = Code::of(json!([expected, {"return": "cleaned up"}]));
        assert_eq!(result(&code.tell([cancel()])), json!("cleaned up"));
    }
}

#[test]
fn a_workflow_that_expects_it_goes_on() {
    let (mut code, _) = Code::of(json!([{"timer": "1s", "expect": "canceled"}, {"activity": {}}, {"return": 1}]));
    let commands = code.tell([cancel()]);
    assert_eq!(names(&commands), ["CancelTimer", "ScheduleActivity"]);
    assert_eq!(result(&code.tell([ended(&commands[1], completed(json!(1)))])), json!(1));
}

#[test]
fn a_local_activity_is_canceled_between_two_attempts() {
    let (mut code, commands) = Code::of(json!([{"local_activity": {}}]));
    let result = dacapo_core::workflow::activation::ActivityResolution::Backoff {
        attempt: 2,
        backoff: core::time::Duration::from_secs(1),
        original_schedule_time: None,
    };
    let seq = crate::fixture::seq(&commands[0]);
    code.tell([Job::ResolveActivity { seq, result, is_local: true }]);
    assert_eq!(names(&code.tell([cancel()])), ["CancelTimer", "CancelWorkflowExecution"]);
}

#[test]
fn a_program_may_do_something_else_or_nothing() {
    let (mut code, commands) = Code::begin(json!({"actions": [{"timer": "1s"}, {"return": 1}], "on_cancel": []}));
    assert!(code.tell([cancel()]).is_empty());
    assert_eq!(result(&code.tell([fire(&commands[0])])), json!(1));
    let on_cancel = json!([{"activity": {}}, {"cancel": ["bye"]}]);
    let (mut code, _) = Code::begin(json!({"actions": [{"timer": "1s"}], "on_cancel": on_cancel}));
    let commands = code.tell([cancel()]);
    assert_eq!(names(&commands), ["ScheduleActivity"]);
    let end = ended(&commands[0], completed(json!(1)));
    assert_eq!(names(&code.tell([end])), ["CancelWorkflowExecution"]);
}

#[test]
fn a_cancellation_that_nobody_asked_for_is_a_failure() {
    let (mut code, commands) = Code::of(json!([{"activity": {}}]));
    let end = Resolution::Canceled(failure("from outside"));
    assert_eq!(crate::fixture::failed(&code.tell([ended(&commands[0], end)])), "from outside");
}
