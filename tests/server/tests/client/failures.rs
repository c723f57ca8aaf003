//! Workflows that fail: how the cause is told, down to where it began.

use crate::{TYPE, client, options};
use dacapo_client::{
    Failure, FailureKind,
    workflow::{Closed, ResultError, ResultOptions, StartOptions, WorkflowHandle, WorkflowRetryPolicy},
};
use dacapo_proto::temporal::api::enums::v1::TimeoutType;
use dacapo_runtime::{Runtime, Transport};
use dacapo_server_tests::{Lab, program, scenarios};
use serde_json::{Value, json};
use std::time::Duration;

scenarios! {
    the_cause_is_decoded_down_to_its_root
    a_time_out_is_told_by_its_kind
    a_run_that_is_tried_again_is_followed
    a_workflow_that_takes_too_long_has_timed_out
}

async fn failure<R: Runtime, T: Transport>(workflow: WorkflowHandle<R, T, dacapo_client::convert::Json>) -> Failure {
    match workflow.result::<Value>().await {
        Err(ResultError::Failed(failed)) => match failed.closed {
            Closed::Failed { failure, .. } => *failure,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

async fn the_cause_is_decoded_down_to_its_root<R: Runtime>(lab: Lab<R>) {
    let (client, worker) = (client(&lab), lab.worker());
    let failing = json!({ "fail": { "message": "deep", "type": "Deep", "non_retryable": true, "details": [1, "a"] } });
    let child = json!({ "actions": [{ "activity": { "does": [failing] } }] });
    let parent = program(json!([{ "child_workflow": { "program": child, "workflow_id": lab.id("child") } }]));
    let workflow = client.start_workflow(TYPE, (parent,), options(&lab, "parent")).await.unwrap();
    let failure = failure(workflow).await;
    let kinds: Vec<_> = failure.chain().map(|failure| &failure.kind).collect();
    let [FailureKind::ChildWorkflow { workflow_id, .. }, FailureKind::Activity { .. }, root] = &kinds[..] else {
        panic!("{failure:#?}");
    };
    assert_eq!(*workflow_id, lab.id("child"));
    let FailureKind::Application { type_name, non_retryable, details, .. } = root else { panic!("{root:?}") };
    assert_eq!((type_name.as_str(), *non_retryable, details.payloads.len()), ("Deep", true, 2));
    assert_eq!(failure.root().message, "deep");
    let text = failure.to_string();
    assert!(text.contains("child workflow") && text.ends_with("application failure Deep (deep)"), "{text}");
    worker.shut_down().await;
}

async fn a_time_out_is_told_by_its_kind<R: Runtime>(lab: Lab<R>) {
    let (client, worker) = (client(&lab), lab.worker());
    let slow = program(json!([
        { "activity": { "does": [{ "sleep": "5s" }], "start_to_close_timeout": "1s", "retry_policy": { "maximum_attempts": 1 } } }
    ]));
    let workflow = client.start_workflow(TYPE, (slow,), options(&lab, "slow")).await.unwrap();
    let failure = failure(workflow).await;
    let FailureKind::Timeout { timeout, .. } = &failure.root().kind else { panic!("{failure:#?}") };
    assert_eq!(*timeout, TimeoutType::StartToClose);
    assert!(failure.to_string().contains("start-to-close time-out"), "{failure}");
    worker.shut_down().await;
}

async fn a_run_that_is_tried_again_is_followed<R: Runtime>(lab: Lab<R>) {
    let (client, worker) = (client(&lab), lab.worker());
    let fails = program(json!([{ "fail": { "message": "again" } }]));
    let retry = WorkflowRetryPolicy {
        initial_interval: Some(Duration::from_millis(100)),
        maximum_attempts: 2,
        ..WorkflowRetryPolicy::default()
    };
    let start = StartOptions { retry_policy: Some(retry), ..options(&lab, "retried") };
    let workflow = client.start_workflow(TYPE, (fails,), start).await.unwrap();
    let (first, closed) = workflow.closed(ResultOptions { follows_runs: false }).await.unwrap();
    let next = closed.next_run_id().map(str::to_owned);
    assert_eq!((first.as_str(), next.is_some()), (workflow.run_id(), true), "{closed:?}");
    let (last, closed) = workflow.closed(ResultOptions::default()).await.unwrap();
    assert_eq!((Some(last), closed.next_run_id()), (next, None));
    worker.shut_down().await;
}

async fn a_workflow_that_takes_too_long_has_timed_out<R: Runtime>(lab: Lab<R>) {
    let client = client(&lab);
    let start = StartOptions { execution_timeout: Some(Duration::from_secs(2)), ..options(&lab, "late") };
    let workflow = client.start_workflow(TYPE, (), start).await.unwrap();
    let (_, closed) = workflow.closed(ResultOptions::default()).await.unwrap();
    assert_eq!(closed, Closed::TimedOut { next_run_id: String::new() });
    assert!(closed.to_string().contains("workers poll its task queue"), "{closed}");
}
