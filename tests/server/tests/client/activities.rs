//! Activities from outside: ended by others than their worker, held back, begun anew.

use crate::{TYPE, client, options};
use dacapo_client::{
    FailureKind,
    activity::{
        Activities, ActivityChanges, ActivityError, ApplicationFailure, Heartbeat, ResetActivities, UnpauseActivities,
    },
    workflow::{ResultError, WorkflowHandle, WorkflowRetryPolicy},
};
use dacapo_core::id::TaskToken;
use dacapo_proto::temporal::api::{enums::v1::PendingActivityState, workflow::v1::PendingActivityInfo};
use dacapo_runtime::Runtime;
use dacapo_server_tests::{Lab, Record, program, scenarios};
use dacapo_transport_hyper::HyperTransport;
use serde_json::{Value, json};
use std::time::Duration;

scenarios! {
    others_complete_activities_by_token_and_by_id
    others_fail_and_cancel_activities
    a_heartbeat_is_answered_with_what_is_wanted
    an_activity_is_paused_changed_reset_and_let_go
}

type Workflow<R> = WorkflowHandle<R, HyperTransport<R>, dacapo_client::convert::Json>;

/// An activity that is left to others.
fn left(id: &str) -> Value {
    json!({ "activity_id": id, "does": [{ "complete_async": {} }], "heartbeat_timeout": "60s",
        "retry_policy": { "maximum_attempts": 1 } })
}

/// The token of an activity's first attempt, once it is left to others.
async fn token<R: Runtime>(lab: &Lab<R>, record: &Record, id: &str) -> TaskToken {
    lab.until(|| !record.attempts_of(id).is_empty()).await;
    record.attempts_of(id)[0].task_token.clone()
}

async fn pending<R: Runtime>(workflow: &Workflow<R>) -> Option<PendingActivityInfo> {
    workflow.describe().await.unwrap().answer.pending_activities.pop()
}

async fn others_complete_activities_by_token_and_by_id<R: Runtime>(lab: Lab<R>) {
    let (client, worker) = (client(&lab), lab.worker());
    let two = program(json!([
        { "activity": left("first"), "save_as": "first" },
        { "activity": left("second"), "expect": { "completed": [2, "b"] } },
        { "return_state": "first" }
    ]));
    let workflow = client.start_workflow(TYPE, (two,), options(&lab, "left")).await.unwrap();
    let token = token(&lab, &worker.record, "first").await;
    let first = client.activity(token.0.clone());
    first.complete("by token").await.unwrap();
    let twice = first.complete("by token").await;
    assert!(matches!(&twice, Err(ActivityError::NotFound { .. })), "{twice:?}");
    let second = workflow.activity("second");
    lab.until(|| !worker.record.attempts_of("second").is_empty()).await;
    second.complete(&json!([2, "b"])).await.unwrap();
    assert_eq!(workflow.result::<String>().await.unwrap(), "by token");
    let late = second.heartbeat(()).await.unwrap_err();
    assert!(late.to_string().starts_with("activity \"second\" of workflow"), "{late}");
    worker.shut_down().await;
}

async fn others_fail_and_cancel_activities<R: Runtime>(lab: Lab<R>) {
    let (client, worker) = (client(&lab), lab.worker());
    let fails = program(json!([{ "activity": left("fails") }]));
    let failing = client.start_workflow(TYPE, (&fails,), options(&lab, "fails")).await.unwrap();
    let token = token(&lab, &worker.record, "fails").await;
    let failure = ApplicationFailure {
        type_name: "Luck".to_owned(),
        non_retryable: true,
        details: dacapo_proto::temporal::api::common::v1::Payloads { payloads: vec![client.payload(&7).unwrap()] },
        ..ApplicationFailure::new("no luck")
    };
    client.activity(token.0.clone()).fail(failure).await.unwrap();
    let Err(ResultError::Failed(failed)) = failing.result::<Value>().await else { panic!() };
    let dacapo_client::workflow::Closed::Failed { failure, .. } = &failed.closed else { panic!("{failed:?}") };
    let FailureKind::Application { type_name, non_retryable, details, .. } = &failure.root().kind else {
        panic!("{failure:?}")
    };
    assert_eq!((type_name.as_str(), non_retryable, &*details.payloads[0].data), ("Luck", &true, &b"7"[..]));

    let waits = json!({ "activity_id": "stops", "does": [{ "complete_async": {} }], "heartbeat_timeout": "60s",
        "cancellation_type": "wait_cancellation_completed" });
    let waits = program(json!([{ "activity": waits, "expect": "canceled" }, { "return": "canceled" }]));
    let stopping = client.start_workflow(TYPE, (&waits,), options(&lab, "stops")).await.unwrap();
    lab.until(|| !worker.record.attempts_of("stops").is_empty()).await;
    let activity = stopping.activity("stops");
    assert_eq!(activity.heartbeat((1,)).await.unwrap(), Heartbeat::default());
    let early = activity.cancel(()).await;
    assert!(early.is_err(), "nobody asked for it: {early:?}");
    stopping.cancel("enough").await.unwrap();
    lab.eventually(async || activity.heartbeat((2,)).await.unwrap().is_cancel_requested.then_some(())).await;
    activity.cancel(("cleaned",)).await.unwrap();
    // The workflow was canceled, too: what matters is that its activity is.
    let _closed = stopping.result::<Value>().await;
    let mut events = Vec::new();
    let mut history = stopping.history();
    while let Some(page) = history.next().await.unwrap() {
        events.extend(page);
    }
    let is_end = |event: &dacapo_proto::temporal::api::history::v1::HistoryEvent| {
        event.event_type().as_str_name().ends_with("ACTIVITY_TASK_CANCELED")
    };
    assert_eq!(events.iter().filter(|event| is_end(event)).count(), 1);
    worker.shut_down().await;
}

async fn a_heartbeat_is_answered_with_what_is_wanted<R: Runtime>(lab: Lab<R>) {
    let (client, worker) = (client(&lab), lab.worker());
    let one = program(json!([{ "activity": left("told"), "save_as": "end" }, { "return_state": "end" }]));
    let workflow = client.start_workflow(TYPE, (one,), options(&lab, "told")).await.unwrap();
    let token = token(&lab, &worker.record, "told").await;
    let activity = client.activity(token.0.clone());
    assert_eq!(activity.heartbeat(("half", 2)).await.unwrap(), Heartbeat::default());
    let seen = pending(&workflow).await.unwrap();
    assert_eq!(seen.heartbeat_details.unwrap().payloads.len(), 2);
    let which = Activities::Id("told".to_owned());
    workflow.pause_activities(which.clone(), "on purpose").await.unwrap();
    let told = lab.eventually(async || activity.heartbeat(()).await.ok().filter(|told| told.is_paused)).await;
    assert!(!told.is_cancel_requested && !told.is_reset);
    workflow.unpause_activities(which.clone(), UnpauseActivities::default()).await.unwrap();
    workflow.reset_activities(which, ResetActivities::default()).await.unwrap();
    let told = lab.eventually(async || activity.heartbeat(()).await.ok().filter(|told| told.is_reset)).await;
    assert!(!told.is_cancel_requested && !told.is_paused);
    activity.complete("done").await.unwrap();
    assert_eq!(workflow.result::<String>().await.unwrap(), "done");
    worker.shut_down().await;
}

async fn an_activity_is_paused_changed_reset_and_let_go<R: Runtime>(lab: Lab<R>) {
    let (client, worker) = (client(&lab), lab.worker());
    // Its next attempt is far off, until somebody has it begin anew.
    let flaky = json!({ "activity_id": "flaky", "does": [{ "fail_attempts": { "attempts": 1 } }, { "return_attempt": {} }],
        "retry_policy": { "initial_interval": "100s" } });
    let one = program(json!([{ "activity": flaky, "save_as": "attempt" }, { "return_state": "attempt" }]));
    let workflow = client.start_workflow(TYPE, (one,), options(&lab, "seen-to")).await.unwrap();
    let of = |id: &str| Activities::Id(id.to_owned());
    let attempt = async |number| {
        lab.eventually(async || pending(&workflow).await.filter(|it| it.attempt == number && !it.paused)).await
    };
    attempt(2).await;
    workflow.pause_activities(of("flaky"), "on purpose").await.unwrap();
    let held = lab.eventually(async || pending(&workflow).await.filter(|it| it.paused)).await;
    assert_eq!(held.state(), PendingActivityState::Paused);
    let changes = ActivityChanges {
        start_to_close_timeout: Some(Duration::from_secs(33)),
        heartbeat_timeout: Some(Duration::from_secs(11)),
        retry_policy: Some(WorkflowRetryPolicy {
            initial_interval: Some(Duration::from_millis(200)),
            maximum_interval: Some(Duration::from_secs(2)),
            maximum_attempts: 5,
            ..WorkflowRetryPolicy::default()
        }),
        ..ActivityChanges::default()
    };
    let now = workflow.update_activity_options(of("flaky"), changes).await.unwrap();
    let seconds = |length: Option<prost_types::Duration>| length.unwrap().seconds;
    assert_eq!((seconds(now.start_to_close_timeout), seconds(now.heartbeat_timeout)), (33, 11));
    let policy = now.retry_policy.unwrap();
    assert_eq!((policy.maximum_attempts, seconds(policy.maximum_interval)), (5, 2));
    let back = workflow.restore_activity_options(of("flaky")).await.unwrap();
    assert_eq!(
        (seconds(back.retry_policy.unwrap().initial_interval), back.heartbeat_timeout.unwrap_or_default().seconds),
        (100, 0)
    );
    let unknown = workflow.unpause_activities(of("nobody"), UnpauseActivities::default()).await;
    assert!(
        matches!(&unknown, Err(ActivityError::NotFound { activity, .. }) if activity.contains("nobody")),
        "{unknown:?}"
    );
    let all = workflow.pause_activities(Activities::All, "").await;
    assert!(matches!(all, Err(ActivityError::InvalidOption { option: "which", .. })), "{all:?}");
    workflow
        .unpause_activities(of("flaky"), UnpauseActivities { resets_attempts: true, ..UnpauseActivities::default() })
        .await
        .unwrap();
    // Counted from 1 again it fails once more; then it is had to begin anew.
    lab.until(|| worker.record.attempts_of("flaky").len() == 2).await;
    attempt(2).await;
    workflow
        .reset_activities(of("flaky"), ResetActivities { keeps_paused: true, ..ResetActivities::default() })
        .await
        .unwrap();
    lab.until(|| worker.record.attempts_of("flaky").len() == 3).await;
    assert_eq!(worker.record.attempts_of("flaky")[2].attempt, 1);
    workflow.terminate("enough", ()).await.unwrap();
    worker.shut_down().await;
}
