//! What ends an action, what it must end with, and what becomes of it otherwise.

use crate::fixture::{Code, Failure, completed, ended, failed, failure, fire, json, names, result, wrapped};
use dacapo_core::{
    id::Seq,
    workflow::activation::{
        ActivityResolution, ChildWorkflowStart, Job, NexusOperationResult, NexusOperationStart, Resolution,
    },
};
use dacapo_kitchen_sink::value;
use dacapo_proto::temporal::api::enums::v1::{
    CancelExternalWorkflowExecutionFailedCause, SignalExternalWorkflowExecutionFailedCause,
    StartChildWorkflowExecutionFailedCause,
};
use dacapo_proto::temporal::api::failure::v1 as proto;

#[test]
fn one_thing_comes_after_another() {
    let (mut code, first) = Code::of(json!([{"timer": "1s"}, {"activity": {}, "save_as": "x"}, {"return_state": "x"}]));
    assert_eq!(names(&first), ["StartTimer"]);
    let second = code.tell([fire(&first[0])]);
    assert_eq!(names(&second), ["ScheduleActivity"]);
    assert_eq!(result(&code.tell([ended(&second[0], completed(json!({"y": 1})))])), json!({"y": 1}));
}

#[test]
fn a_program_that_ends_returns_nothing() {
    assert_eq!(result(&Code::of(json!([])).1), json!(null));
}

#[test]
fn what_fails_fails_the_workflow() {
    let (mut code, commands) = Code::of(json!([{"activity": {}}, {"return": 1}]));
    let end = Resolution::Failed(wrapped("Activity task failed", "boom"));
    assert_eq!(failed(&code.tell([ended(&commands[0], end)])), "Activity task failed");
    // Nothing is done after the end.
    assert!(code.tell([Job::CancelWorkflow { reason: "late".into() }, fire_nothing()]).is_empty());
}

fn fire_nothing() -> Job {
    Job::FireTimer { seq: Seq(99) }
}

#[test]
fn an_expected_end_is_taken_as_it_is() {
    let actions = |expect| json!([{"activity": {}, "expect": expect, "save_as": "end"}, {"return_state": "end"}]);
    for (expect, end, kept) in [
        (json!({"completed": 3}), completed(json!(3)), json!(3)),
        (json!({"completed": null}), completed(json!(null)), json!(null)),
        (json!({"failed": "boom"}), Resolution::Failed(wrapped("outer", "it went boom")), json!("outer: it went boom")),
        (json!("canceled"), Resolution::Canceled(failure("c")), json!("c")),
        (json!("any"), Resolution::Failed(failure("f")), json!("f")),
    ] {
        let (mut code, commands) = Code::of(actions(expect));
        assert_eq!(result(&code.tell([ended(&commands[0], end)])), kept);
    }
}

#[test]
fn another_end_fails_the_workflow_task_and_names_the_action() {
    let activity = |expect| json!([{"sequence": [{"return_state": "x"}]}, {"activity": {}, "expect": expect}]);
    for (expect, end, said) in [
        (json!({"completed": 3}), completed(json!(4)), r#"expected {"completed":3}, but it completed with 4"#),
        (json!({"completed": 3}), completed(json!(null)), r#"expected {"completed":3}, but it completed with null"#),
        (
            json!({"failed": "x"}),
            Resolution::Failed(failure("y")),
            r#"expected {"failed":"x"}, but it failed with "y""#,
        ),
        (json!("canceled"), completed(json!(1)), r#"expected "canceled", but it completed with 1"#),
        (json!({"failed": "x"}), Resolution::Canceled(failure("x")), r#"but it was canceled with "x""#),
    ] {
        let actions = activity(expect);
        let (mut code, commands) =
            Code::of(json!([{"patch": {"patch_id": "p", "then": [{"sequence": [actions[1]]}]}}]));
        let said_so = code.fault([ended(&commands[1], end)]);
        assert!(said_so.starts_with("actions[0].patch.then[0].sequence[0].activity: "), "{said_so}");
        assert!(said_so.ends_with(said), "{said_so}");
        // The run is of no use any more.
        assert_eq!(code.fault([]), said_so);
    }
}

#[test]
fn an_unawaited_end_is_checked_too() {
    let (mut code, commands) = Code::of(json!([
        {"activity": {}, "await": "nothing", "expect": {"completed": 1}},
        {"activity": {}, "await": "nothing", "save_as": "kept"},
        {"timer": "1s"}, {"return_state": "kept"},
    ]));
    code.tell([ended(&commands[1], Resolution::Failed(failure("nobody minds")))]);
    assert_eq!(result(&code.tell([fire(&commands[2])])), json!("nobody minds"));
    let (mut code, commands) = Code::of(json!([
        {"activity": {}, "await": "nothing", "expect": {"completed": 1}}, {"timer": "1s"},
    ]));
    let said = code.fault([ended(&commands[0], completed(json!(2)))]);
    assert!(said.starts_with("actions[0].activity: expected"), "{said}");
}

#[test]
fn a_deliberate_fault_names_its_place() {
    let (mut code, commands) =
        Code::of(json!([{"timer": "1s"}, {"repeat": {"times": 2, "actions": [{"fail_task": "so"}]}}]));
    assert_eq!(code.fault([fire(&commands[0])]), "actions[1].repeat.actions[0].fail_task: so");
}

#[test]
fn a_child_starts_and_ends() {
    let child = json!([{"child_workflow": {}, "save_as": "x"}, {"return_state": "x"}]);
    let (mut code, commands) = Code::of(child.clone());
    let seq = crate::fixture::seq(&commands[0]);
    let start = |result| Job::ResolveChildWorkflowStart { seq, result };
    assert!(code.tell([start(ChildWorkflowStart::Succeeded { run_id: "r".into() })]).is_empty());
    let end = Job::ResolveChildWorkflow { seq, result: completed(json!(5)) };
    assert_eq!(result(&code.tell([end])), json!(5));
    let (mut code, _) = Code::of(child.clone());
    let cause = StartChildWorkflowExecutionFailedCause::WorkflowAlreadyExists;
    let (workflow_id, workflow_type) = ("w".into(), "t".into());
    let commands = code.tell([start(ChildWorkflowStart::Failed { workflow_id, workflow_type, cause })]);
    assert!(failed(&commands).contains("WORKFLOW_ALREADY_EXISTS"), "{commands:?}");
    let (mut code, _) = Code::of(child);
    assert_eq!(failed(&code.tell([start(ChildWorkflowStart::Canceled(failure("early")))])), "early");
}

#[test]
fn a_nexus_operation_starts_and_ends() {
    let operation = json!([{"nexus_operation": {}, "save_as": "x"}, {"return_state": "x"}]);
    let (_, commands) = Code::of(operation.clone());
    let seq = crate::fixture::seq(&commands[0]);
    let start = |result| Job::ResolveNexusOperationStart { seq, result };
    let end = |result| Job::ResolveNexusOperation { seq, result };
    for first in [NexusOperationStart::Started("token".into()), NexusOperationStart::Sync] {
        let (mut code, _) = Code::of(operation.clone());
        assert!(code.tell([start(first)]).is_empty());
        let end = end(NexusOperationResult::Completed(value::payload(&json!(5))));
        assert_eq!(result(&code.tell([end])), json!(5));
    }
    let jobs = [
        start(NexusOperationStart::Failed(failure("f"))),
        end(NexusOperationResult::Failed(failure("f"))),
        end(NexusOperationResult::TimedOut(failure("f"))),
        end(NexusOperationResult::Canceled(failure("f"))),
    ];
    for job in jobs {
        assert_eq!(failed(&Code::of(operation.clone()).0.tell([job])), "f");
    }
}

#[test]
fn a_nexus_operation_that_never_was_under_way_may_be_canceled() {
    let operation = json!([{"nexus_operation": {}, "expect": "canceled"}, {"return": "canceled"}]);
    let (mut code, commands) = Code::of(operation);
    let cause = proto::failure::FailureInfo::CanceledFailureInfo(proto::CanceledFailureInfo::default());
    let cause = proto::Failure { failure_info: Some(cause), ..Default::default() };
    let failure = proto::Failure { message: "around it".into(), cause: Some(Box::new(cause)), ..Default::default() };
    let start = NexusOperationStart::Failed(Failure::from_message(&failure));
    let start = Job::ResolveNexusOperationStart { seq: crate::fixture::seq(&commands[0]), result: start };
    assert_eq!(result(&code.tell([start])), json!("canceled"));
}

#[test]
fn a_nexus_operation_may_start_after_its_cancellation_was_told() {
    let operation = json!([{"nexus_operation": {}, "expect": "canceled"}, {"timer": "1s"}]);
    for first in [
        NexusOperationStart::Started("token".into()),
        NexusOperationStart::Sync,
        NexusOperationStart::Failed(failure("refused")),
    ] {
        let (mut code, commands) = Code::of(operation.clone());
        let seq = crate::fixture::seq(&commands[0]);
        let end = NexusOperationResult::Canceled(failure("canceled"));
        assert_eq!(code.tell([Job::ResolveNexusOperation { seq, result: end }]).len(), 1, "the timer");
        let start = Job::ResolveNexusOperationStart { seq, result: first };
        assert!(code.tell([start.clone()]).is_empty());
        assert!(code.fault([start]).contains("stands for None"), "it starts once");
    }
}

#[test]
fn requests_to_others_end() {
    let signal = json!([{"signal_external": {"child": "c", "signal_name": "s"}}, {"return": 1}]);
    let (_, commands) = Code::of(signal.clone());
    let seq = crate::fixture::seq(&commands[0]);
    let cause = SignalExternalWorkflowExecutionFailedCause::default();
    let end = |failure| Job::ResolveSignalExternal { seq, failure, cause };
    assert_eq!(result(&Code::of(signal.clone()).0.tell([end(None)])), json!(1));
    assert_eq!(failed(&Code::of(signal).0.tell([end(Some(failure("gone")))])), "gone");
    let cancel = json!([{"cancel_external": {"workflow_id": "w"}}, {"return": 1}]);
    let cause = CancelExternalWorkflowExecutionFailedCause::default();
    let end = |failure| Job::ResolveRequestCancelExternal { seq, failure, cause };
    assert_eq!(result(&Code::of(cancel.clone()).0.tell([end(None)])), json!(1));
    assert_eq!(failed(&Code::of(cancel).0.tell([end(Some(failure("gone")))])), "gone");
}

#[test]
fn a_job_for_what_nobody_started_fails_the_task() {
    let (mut code, commands) = Code::of(json!([{"timer": "1s"}]));
    assert_eq!(code.fault([fire_nothing()]), "a job came for number 99, which stands for None");
    let (mut code, _) = Code::of(json!([{"timer": "1s"}]));
    let result = ActivityResolution::Ended(completed(json!(1)));
    let said = code.fault([Job::ResolveActivity { seq: crate::fixture::seq(&commands[0]), result, is_local: false }]);
    assert_eq!(said, "a job came for number 1, which stands for Some(Timer)");
}

#[test]
fn what_is_no_program_fails_the_workflow() {
    let (_, commands) = Code::of(json!([{"timer": "soon"}]));
    assert!(failed(&commands).starts_with("actions[0].timer: "), "{commands:?}");
}
