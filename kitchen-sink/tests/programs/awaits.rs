//! How far an action is waited for, and what cancels it.

use crate::fixture::{Code, completed, ended, failure, fire, json, names, result};
use dacapo_core::workflow::activation::{ChildWorkflowStart, Job, NexusOperationStart, Resolution};

fn program(action: serde_json::Value) -> serde_json::Value {
    json!([action, {"return": "after"}])
}

#[test]
fn what_is_not_awaited_goes_on_beside() {
    let (_, commands) = Code::of(program(json!({"timer": "1s", "await": "nothing"})));
    assert_eq!(names(&commands), ["StartTimer", "CompleteWorkflowExecution"]);
}

#[test]
fn a_start_is_awaited_where_it_is_told() {
    let (mut code, commands) = Code::of(json!([
        {"child_workflow": {}, "await": "start", "save_as": "child"}, {"marker": {"marker_name": "m"}},
        {"await_all": {}}, {"return_state": "child"},
    ]));
    let seq = crate::fixture::seq(&commands[0]);
    let started = ChildWorkflowStart::Succeeded { run_id: "r".into() };
    assert_eq!(names(&code.tell([Job::ResolveChildWorkflowStart { seq, result: started }])), ["RecordMarker"]);
    let end = Job::ResolveChildWorkflow { seq, result: completed(json!(2)) };
    assert_eq!(result(&code.tell([end])), json!(2));
    let (mut code, commands) = Code::of(program(json!({"nexus_operation": {}, "await": "start"})));
    let seq = crate::fixture::seq(&commands[0]);
    let started = Job::ResolveNexusOperationStart { seq, result: NexusOperationStart::Started("t".into()) };
    assert_eq!(result(&code.tell([started])), json!("after"));
    let (_, commands) = Code::of(program(json!({"activity": {}, "await": "start"})));
    assert_eq!(names(&commands), ["ScheduleActivity", "CompleteWorkflowExecution"]);
}

#[test]
fn a_command_is_canceled_before_it_is_sent() {
    for (action, cancel) in [
        (json!({"activity": {}}), "RequestCancelActivity"),
        (json!({"local_activity": {}}), "RequestCancelLocalActivity"),
        (json!({"child_workflow": {}}), "CancelChildWorkflowExecution"),
        (json!({"signal_external": {"child": "c"}}), "CancelSignalWorkflow"),
        (json!({"nexus_operation": {}}), "RequestCancelNexusOperation"),
    ] {
        let mut action = action;
        action["await"] = json!("cancel_before_sent");
        let (_, commands) = Code::of(program(action));
        assert_eq!(names(&commands)[1..], [cancel]);
    }
    let (_, commands) = Code::of(program(json!({"timer": "1s", "await": "cancel_before_sent", "expect": "canceled"})));
    assert_eq!(names(&commands), ["StartTimer", "CancelTimer", "CompleteWorkflowExecution"]);
    // A request to cancel cannot be taken back.
    let (_, commands) = Code::of(program(json!({"cancel_external": {}, "await": "cancel_before_sent"})));
    assert_eq!(names(&commands), ["RequestCancelExternalWorkflowExecution"]);
}

#[test]
fn whatever_comes_of_a_cancellation_is_taken() {
    for end in [completed(json!(1)), Resolution::Failed(failure("f")), Resolution::Canceled(failure("c"))] {
        let (mut code, commands) = Code::of(program(json!({"activity": {}, "await": "cancel_before_sent"})));
        assert_eq!(result(&code.tell([ended(&commands[0], end)])), json!("after"));
    }
}

#[test]
fn a_command_is_canceled_after_its_start() {
    let (mut code, commands) = Code::of(program(json!({"child_workflow": {}, "await": "cancel_after_started"})));
    let seq = crate::fixture::seq(&commands[0]);
    let started = ChildWorkflowStart::Succeeded { run_id: "r".into() };
    let commands = code.tell([Job::ResolveChildWorkflowStart { seq, result: started }]);
    assert_eq!(names(&commands), ["CancelChildWorkflowExecution"]);
    let end = Job::ResolveChildWorkflow { seq, result: Resolution::Canceled(failure("c")) };
    assert_eq!(result(&code.tell([end])), json!("after"));
}

#[test]
fn a_command_whose_start_nobody_tells_is_canceled_a_moment_later() {
    let (mut code, commands) = Code::of(program(json!({"activity": {}, "await": "cancel_after_started"})));
    assert_eq!(names(&commands), ["ScheduleActivity", "StartTimer"]);
    assert_eq!(names(&code.tell([fire(&commands[1])])), ["RequestCancelActivity"]);
    let end = Resolution::Canceled(failure("c"));
    assert_eq!(result(&code.tell([ended(&commands[0], end)])), json!("after"));
    // What ends before that is not canceled.
    let (mut code, commands) = Code::of(json!([
        {"activity": {}, "await": "cancel_after_started"}, {"await_all": {}}, {"timer": "1s"},
    ]));
    assert_eq!(names(&code.tell([ended(&commands[0], completed(json!(1)))])), ["StartTimer"]);
    assert!(code.tell([fire(&commands[1])]).is_empty());
}

#[test]
fn a_command_is_canceled_after_its_end() {
    let (mut code, commands) = Code::of(program(json!({"activity": {}, "await": "cancel_after_finished"})));
    let commands = code.tell([ended(&commands[0], completed(json!(1)))]);
    assert_eq!(names(&commands), ["RequestCancelActivity", "CompleteWorkflowExecution"]);
    let (mut code, commands) = Code::of(program(json!({"timer": "1s", "await": "cancel_after_finished"})));
    assert_eq!(names(&code.tell([fire(&commands[0])])), ["CancelTimer", "CompleteWorkflowExecution"]);
}
