//! Child workflows: their ends and failures, what becomes of them with their parent, and workflows that continue as new.

use dacapo_proto::temporal::api::{
    enums::v1::{ContinueAsNewInitiator, StartChildWorkflowExecutionFailedCause as Cause},
    failure::v1::{Failure, failure::FailureInfo},
};
use dacapo_runtime::Runtime;
use dacapo_server_tests::{Lab, client::text, events, program, scenarios};
use serde_json::{Value, json};

scenarios! {
    ends_of_children_reach_their_parent
    children_are_canceled_as_their_parent_says
    parent_close_policies_are_kept
    workflows_continue_as_new_with_their_state
}

async fn ends_of_children_reach_their_parent<R: Runtime>(lab: Lab<R>) {
    let (client, worker, id) = (lab.client(), lab.worker(), lab.id("parent"));
    let failure = json!({ "message": "deep down", "type": "Deep", "details": [1, "two"], "non_retryable": true });
    let grandchild = json!({ "child_workflow": { "program": { "actions": [{ "fail": failure }] } } });
    let taken = lab.id("taken");
    client.start(&taken, &program(json!([{ "await_signal": "end" }]))).await.unwrap();
    let actions = json!([
        { "child_workflow": { "workflow_id": lab.id("well"), "program": { "actions": [{ "timer": "0.1s" }, { "return": 10 }] } },
            "expect": { "completed": 10 } },
        { "child_workflow": { "workflow_id": taken, "program": {} }, "expect": { "failed": "was not started" } },
        { "child_workflow": { "workflow_id": lab.id("slow"), "workflow_run_timeout": "1s",
            "program": { "actions": [{ "timer": "60s" }] } }, "expect": { "failed": "" } },
        { "child_workflow": { "workflow_id": lab.id("ended"), "program": { "actions": [{ "await_signal": "never" }] } },
            "await": "start" },
        { "child_workflow": { "workflow_id": lab.id("told"), "program": { "actions": [{ "await_signal": "go" }] } },
            "await": "start" },
        { "signal_external": { "child": lab.id("told"), "signal_name": "go" } },
        { "child_workflow": { "workflow_id": lab.id("failing"), "program": { "actions": [grandchild] } } },
        { "return": "not reached" }
    ]);
    client.start(&id, &program(actions)).await.unwrap();
    assert_eq!(client.outcome(&id).await.unwrap(), "WORKFLOW_EXECUTION_FAILED: Child Workflow execution failed");
    client.signal(&taken, "end", &Value::Null).await.unwrap();

    let history = client.history(&id).await.unwrap();
    let closed = events!(history, WorkflowExecutionFailedEventAttributes);
    let mut chain = layers(closed[0].failure.clone().unwrap());
    let Some(FailureInfo::ApplicationFailureInfo(info)) = chain.pop().unwrap().failure_info else {
        panic!("{chain:?}")
    };
    assert_eq!((&*info.r#type, &*text(info.details.as_ref())), ("Deep", "1\"two\""));
    let ids: Vec<_> = chain
        .into_iter()
        .map(|layer| match layer.failure_info {
            Some(FailureInfo::ChildWorkflowExecutionFailureInfo(info)) => info.workflow_execution.unwrap().workflow_id,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!((ids.len(), &*ids[0]), (2, &*lab.id("failing")), "{ids:?}");

    let refused = events!(history, StartChildWorkflowExecutionFailedEventAttributes);
    assert_eq!(refused[0].cause(), Cause::WorkflowAlreadyExists);
    assert_eq!(history.count("CHILD_WORKFLOW_EXECUTION_TIMED_OUT"), 1);
    assert_eq!(client.outcome(&lab.id("told")).await.unwrap(), "");
    // The default policy ends with their parent whoever still runs.
    assert_eq!(client.outcome(&lab.id("ended")).await.unwrap(), "WORKFLOW_EXECUTION_TERMINATED");
    worker.shut_down().await;
}

fn layers(failure: Failure) -> Vec<Failure> {
    let (mut chain, mut next) = (Vec::new(), Some(Box::new(failure)));
    while let Some(mut failure) = next {
        next = failure.cause.take();
        chain.push(*failure);
    }
    chain
}

async fn children_are_canceled_as_their_parent_says<R: Runtime>(lab: Lab<R>) {
    let (client, worker, id) = (lab.client(), lab.worker(), lab.id("parent"));
    let child = |name: &str, kind: &str, program: Value| json!({ "workflow_id": lab.id(name), "cancellation_type": kind, "program": program });
    let obeys = json!({ "actions": [{ "timer": "60s" }] });
    let takes_time =
        json!({ "actions": [{ "timer": "60s", "expect": "any" }, { "timer": "1s" }, { "return": "late" }] });
    let actions = json!([{ "concurrent": [
        { "child_workflow": child("waited", "wait_cancellation_completed", takes_time.clone()),
            "await": "cancel_after_started", "expect": { "completed": "late" } },
        { "child_workflow": child("obeys", "wait_cancellation_completed", obeys.clone()),
            "await": "cancel_after_started", "expect": "canceled" },
        { "child_workflow": child("requested", "wait_cancellation_requested", takes_time),
            "await": "cancel_after_started", "expect": { "completed": "late" } },
        { "child_workflow": child("tried", "try_cancel", obeys.clone()),
            "await": "cancel_after_started", "expect": "canceled" },
        { "child_workflow": child("abandoned", "abandon", json!({ "actions": [{ "timer": "1s" }, { "return": "free" }] })),
            "await": "cancel_after_started", "expect": "canceled" },
        { "child_workflow": child("unsent", "try_cancel", obeys), "await": "cancel_before_sent", "expect": "canceled" }
    ] }, { "timer": "2s" }]);
    client.start(&id, &program(actions)).await.unwrap();
    assert_eq!(client.outcome(&id).await.unwrap(), "");
    let history = client.history(&id).await.unwrap();
    assert_eq!(history.count("START_CHILD_WORKFLOW_EXECUTION_INITIATED"), 5, "{}", history.story());
    assert_eq!(history.count("REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED"), 4);
    for name in ["obeys", "tried"] {
        assert_eq!(client.outcome(&lab.id(name)).await.unwrap(), "WORKFLOW_EXECUTION_CANCELED", "{name}");
    }
    let abandoned = client.history(&lab.id("abandoned")).await.unwrap();
    assert_eq!((abandoned.count("WORKFLOW_EXECUTION_CANCEL_REQUESTED"), &*abandoned.outcome()), (0, "\"free\""));
    assert!(client.describe(&lab.id("unsent")).await.is_err(), "it never was");
    worker.shut_down().await;
}

async fn parent_close_policies_are_kept<R: Runtime>(lab: Lab<R>) {
    let (client, worker, id) = (lab.client(), lab.worker(), lab.id("parent"));
    let child = |policy: &str| {
        let program = json!({ "actions": [{ "await_signal": "go", "save_as": "n" }, { "return_state": "n" }] });
        json!({ "child_workflow": { "workflow_id": lab.id(policy), "parent_close_policy": policy, "program": program },
            "await": "start" })
    };
    let actions =
        json!([child("unspecified"), child("terminate"), child("abandon"), child("request_cancel"), { "return": 1 }]);
    client.start(&id, &program(actions)).await.unwrap();
    assert_eq!(client.outcome(&id).await.unwrap(), "1");
    assert_eq!(client.outcome(&lab.id("unspecified")).await.unwrap(), "WORKFLOW_EXECUTION_TERMINATED");
    assert_eq!(client.outcome(&lab.id("terminate")).await.unwrap(), "WORKFLOW_EXECUTION_TERMINATED");
    assert_eq!(client.outcome(&lab.id("request_cancel")).await.unwrap(), "WORKFLOW_EXECUTION_CANCELED");
    client.signal(&lab.id("abandon"), "go", &json!("alone")).await.unwrap();
    assert_eq!(client.outcome(&lab.id("abandon")).await.unwrap(), "\"alone\"");
    worker.shut_down().await;
}

async fn workflows_continue_as_new_with_their_state<R: Runtime>(lab: Lab<R>) {
    let (client, worker, id) = (lab.client(), lab.worker(), lab.id("again"));
    let actions = json!([
        { "activity": { "does": [{ "return": "kept" }] }, "save_as": "memory" },
        { "continue_as_new": { "times": 2, "keep_state": true, "memo": { "note": "next" } } },
        { "return_state": "memory" }
    ]);
    let first = client.start(&id, &program(actions)).await.unwrap();
    lab.eventually(async || client.history(&id).await.ok().filter(|history| history.outcome() == "\"kept\"")).await;
    let mut run_id = first.clone();
    for at in 0..3 {
        let history = client.history_of_run(&id, &run_id).await.unwrap();
        let started = events!(history, WorkflowExecutionStartedEventAttributes)[0];
        assert_eq!(started.first_execution_run_id, first);
        let continued = events!(history, WorkflowExecutionContinuedAsNewEventAttributes);
        if at > 0 {
            assert_eq!(started.initiator(), ContinueAsNewInitiator::Workflow);
            assert!(text(started.input.as_ref()).contains("\"memory\":\"kept\""));
            assert!(started.memo.clone().unwrap().fields.contains_key("note"));
        }
        match continued.first() {
            Some(continued) if at < 2 => run_id.clone_from(&continued.new_execution_run_id),
            None if at == 2 => {}
            other => panic!("{other:?} in run {at}"),
        }
    }
    assert_eq!(worker.record.read(|seen| seen.activities.len()), 3);
    worker.shut_down().await;
}
