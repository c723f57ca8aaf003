//! Activities: attempts and their ends, heartbeats and what they carry, time-outs, and being canceled.

use core::time::Duration;
use dacapo_core::worker::host::ActivityCancelReason as Reason;
use dacapo_proto::temporal::api::{
    enums::v1::{RetryState, TimeoutType},
    failure::v1::failure::FailureInfo,
};
use dacapo_runtime::Runtime;
use dacapo_server_tests::{Lab, client::text, events, program, scenarios};
use serde_json::{Value, json};

scenarios! {
    failures_are_tried_again_as_the_policy_says
    details_of_a_heartbeat_reach_the_next_attempt
    silence_times_an_activity_out
    cancellation_reaches_an_activity_and_its_details_the_workflow
    abandoned_activities_are_let_be
    a_terminated_workflow_stops_its_activity
    the_event_that_closes_is_the_last_one
}

/// An activity with an id, and a policy that tries again soon.
fn activity(id: &str, does: &Value, policy: &Value) -> Value {
    let mut policy = policy.clone();
    policy["initial_interval"] = json!("0.1s");
    policy["backoff_coefficient"] = json!(1.0);
    json!({ "activity_id": id, "does": does, "retry_policy": policy })
}

async fn failures_are_tried_again_as_the_policy_says<R: Runtime>(lab: Lab<R>) {
    let (client, worker, id) = (lab.client(), lab.worker(), lab.id("retries"));
    let failing = json!([{ "fail_attempts": { "attempts": 2, "failure": { "message": "not yet", "type": "Flaky" } } },
        { "return_attempt": {} }]);
    let actions = json!([
        { "activity": activity("flaky", &failing, &json!({})), "save_as": "attempts" },
        { "activity": activity("twice", &failing, &json!({ "maximum_attempts": 2 })), "expect": { "failed": "not yet" } },
        { "activity": activity("never", &failing, &json!({ "non_retryable_error_types": ["Flaky"] })),
            "expect": { "failed": "not yet" } },
        { "return_state": "attempts" }
    ]);
    client.start(&id, &program(actions)).await.unwrap();
    assert_eq!(client.outcome(&id).await.unwrap(), "3");

    let history = client.history(&id).await.unwrap();
    let started = events!(history, ActivityTaskStartedEventAttributes);
    let attempts: Vec<_> = started.iter().map(|started| started.attempt).collect();
    assert_eq!(attempts, [3, 2, 1]);
    let last = |at: usize| started[at].last_failure.as_ref().map(|failure| failure.message.as_str());
    assert_eq!((last(0), last(1), last(2)), (Some("not yet"), Some("not yet"), None));
    let failed = events!(history, ActivityTaskFailedEventAttributes);
    let states: Vec<_> = failed.iter().map(|failed| failed.retry_state()).collect();
    assert_eq!(states, [RetryState::MaximumAttemptsReached, RetryState::NonRetryableFailure]);
    assert_eq!(history.count("ACTIVITY_TASK_COMPLETED"), 1);

    let tried = ["flaky", "twice", "never"].map(|id| worker.record.attempts_of(id));
    assert_eq!(
        tried.map(|tried| tried.iter().map(|task| task.attempt).collect::<Vec<_>>()),
        [vec![1, 2, 3], vec![1, 2], vec![1]]
    );
    assert_eq!(worker.record.counter("activity_execution_failed"), 5);
    worker.shut_down().await;
}

async fn details_of_a_heartbeat_reach_the_next_attempt<R: Runtime>(lab: Lab<R>) {
    let (client, worker, id) = (lab.client(), lab.worker(), lab.id("heartbeats"));
    // The second heartbeat comes within the throttle interval: the failure has to carry it.
    let does = json!([{ "heartbeat": ["one"] }, { "heartbeat": ["two", 2] }, { "sleep": "0.1s" },
        { "fail_attempts": { "attempts": 1 } }, { "return_heartbeat_details": {} }]);
    let mut beating = activity("beating", &does, &json!({}));
    beating["heartbeat_timeout"] = json!("20s");
    let actions = json!([{ "activity": beating, "save_as": "details" }, { "return_state": "details" }]);
    client.start(&id, &program(actions)).await.unwrap();
    assert_eq!(client.outcome(&id).await.unwrap(), r#"["two",2]"#);
    let attempts = worker.record.attempts_of("beating");
    assert!(attempts[0].heartbeat_details.is_empty());
    assert_eq!((attempts.len(), attempts[1].heartbeat_details.iter().count()), (2, 2));
    worker.shut_down().await;
}

async fn silence_times_an_activity_out<R: Runtime>(lab: Lab<R>) {
    let (client, id) = (lab.client(), lab.id("silence"));
    let mut config = lab.config();
    config.local_timeout_buffer = Duration::from_millis(500);
    let worker = lab.start_worker(config);
    let does = json!([{ "heartbeat": ["last words"] }, { "sleep": "60s" }]);
    let mut silent = activity("silent", &does, &json!({ "maximum_attempts": 1 }));
    silent["heartbeat_timeout"] = json!("1s");
    client.start(&id, &program(json!([{ "activity": silent, "expect": { "failed": "timeout" } }]))).await.unwrap();
    assert_eq!(client.outcome(&id).await.unwrap(), "");

    let history = client.history(&id).await.unwrap();
    let timed_out = events!(history, ActivityTaskTimedOutEventAttributes);
    assert_eq!(timed_out[0].retry_state(), RetryState::MaximumAttemptsReached);
    let Some(FailureInfo::TimeoutFailureInfo(info)) = timed_out[0].failure.clone().unwrap().failure_info else {
        panic!("{timed_out:?}")
    };
    assert_eq!(info.timeout_type(), TimeoutType::Heartbeat);
    assert_eq!(text(info.last_heartbeat_details.as_ref()), "\"last words\"");
    // The worker finds that out by itself: no heartbeat is left that the server could answer.
    lab.until(|| worker.record.read(|seen| !seen.cancels.is_empty())).await;
    let (_, reason, details) = worker.record.read(|seen| seen.cancels[0].clone());
    assert!(reason == Reason::TimedOut && details.is_timed_out, "{reason:?} {details:?}");
    assert_eq!(worker.shut_down().await.canceled, 0);
}

async fn cancellation_reaches_an_activity_and_its_details_the_workflow<R: Runtime>(lab: Lab<R>) {
    let (client, worker, id) = (lab.client(), lab.worker(), lab.id("cancel"));
    let cancelable = |id: &str, end: Value, kind: &str| {
        json!({ "activity_id": id, "does": [{ "heartbeat": ["alive"] }, { "wait_for_cancel": {} }, end],
            "heartbeat_timeout": "1s", "cancellation_type": kind })
    };
    let wait = "wait_cancellation_completed";
    let actions = json!([{ "concurrent": [
        { "activity": cancelable("obeys", json!({ "cancel": ["cleaned", "up"] }), wait),
            "await": "cancel_after_started", "expect": "canceled" },
        { "activity": cancelable("insists", json!({ "return": "done" }), wait),
            "await": "cancel_after_started", "expect": { "completed": "done" } },
        { "activity": cancelable("breaks", json!({ "fail": { "message": "broke", "non_retryable": true } }), wait),
            "await": "cancel_after_started", "expect": { "failed": "broke" } },
        { "activity": cancelable("trusted", json!({ "cancel": ["late"] }), "try_cancel"),
            "await": "cancel_after_started", "expect": "canceled" },
        { "activity": cancelable("unsent", json!({ "cancel": [] }), wait), "await": "cancel_before_sent",
            "expect": "canceled" }
    ] }, { "timer": "1s" }]);
    client.start(&id, &program(actions)).await.unwrap();
    assert_eq!(client.outcome(&id).await.unwrap(), "");

    let history = client.history(&id).await.unwrap();
    assert_eq!(history.count("ACTIVITY_TASK_SCHEDULED"), 4, "one was taken back: {}", history.story());
    assert_eq!(history.count("ACTIVITY_TASK_CANCEL_REQUESTED"), 4);
    let canceled = events!(history, ActivityTaskCanceledEventAttributes);
    let mut details: Vec<_> = canceled.iter().map(|canceled| text(canceled.details.as_ref())).collect();
    details.sort();
    assert_eq!(details, ["\"cleaned\"\"up\"", "\"late\""]);
    assert!(canceled.iter().all(|canceled| canceled.latest_cancel_requested_event_id > 0));
    assert_eq!((history.count("ACTIVITY_TASK_COMPLETED"), history.count("ACTIVITY_TASK_FAILED")), (1, 1));

    let told = worker.record.read(|seen| seen.cancels.clone());
    assert_eq!(told.len(), 4);
    assert!(told.iter().all(|(_, reason, details)| *reason == Reason::Canceled && details.is_canceled), "{told:?}");
    assert!(worker.record.attempts_of("unsent").is_empty());
    worker.shut_down().await;
}

async fn abandoned_activities_are_let_be<R: Runtime>(lab: Lab<R>) {
    let (client, worker, id) = (lab.client(), lab.worker(), lab.id("abandon"));
    let abandoned = json!({ "activity_id": "abandoned", "does": [{ "sleep": "3s" }, { "return": 1 }],
        "cancellation_type": "abandon" });
    let actions = json!([
        { "activity": abandoned, "await": "cancel_after_started", "expect": "canceled" },
        { "timer": "5s" }
    ]);
    client.start(&id, &program(actions)).await.unwrap();
    assert_eq!(client.outcome(&id).await.unwrap(), "");
    let history = client.history(&id).await.unwrap();
    assert_eq!(history.count("ACTIVITY_TASK_CANCEL_REQUESTED"), 0);
    assert_eq!(history.count("ACTIVITY_TASK_COMPLETED"), 1, "it went on: {}", history.story());
    assert!(worker.record.read(|seen| seen.cancels.is_empty()));
    worker.shut_down().await;
}

async fn a_terminated_workflow_stops_its_activity<R: Runtime>(lab: Lab<R>) {
    let (client, worker, id) = (lab.client(), lab.worker(), lab.id("terminated"));
    let does = json!([{ "wait_for_cancel": {} }]);
    let orphan = json!({ "activity_id": "orphan", "does": does, "heartbeat_timeout": "1s" });
    client.start(&id, &program(json!([{ "activity": orphan }]))).await.unwrap();
    lab.until(|| !worker.record.attempts_of("orphan").is_empty()).await;
    client.terminate(&id).await.unwrap();
    assert_eq!(client.outcome(&id).await.unwrap(), "WORKFLOW_EXECUTION_TERMINATED");
    lab.until(|| worker.record.read(|seen| !seen.cancels.is_empty())).await;
    let (_, reason, details) = worker.record.read(|seen| seen.cancels[0].clone());
    assert!(reason == Reason::NotFound && details.is_not_found, "{reason:?} {details:?}");
    let report = worker.shut_down().await;
    assert_eq!((report.canceled, report.handed_back), (0, 0), "nothing ran any more: {report:?}");
}

/// Whoever waits for a result reads the last event. An activity that nobody began is canceled in the task that closes, and
/// the event that would say so is never written.
async fn the_event_that_closes_is_the_last_one<R: Runtime>(lab: Lab<R>) {
    let (client, worker, id) = (lab.client(), lab.worker(), lab.id("unbegun"));
    let unbegun = json!({ "activity_id": "unbegun", "task_queue": lab.id("nobody"), "does": [],
        "start_to_close_timeout": "60s", "cancellation_type": "try_cancel" });
    client.start(&id, &program(json!([{ "activity": unbegun }]))).await.unwrap();
    // It is answered after the first task, which asks for the activity.
    client.state(&id).await.unwrap();
    client.cancel(&id).await.unwrap();
    assert_eq!(client.outcome(&id).await.unwrap(), "WORKFLOW_EXECUTION_CANCELED");
    let deeds = client.history(&id).await.unwrap().deeds();
    assert_eq!(deeds[3..], ["ACTIVITY_TASK_CANCEL_REQUESTED", "WORKFLOW_EXECUTION_CANCELED"]);
    worker.shut_down().await;
}
