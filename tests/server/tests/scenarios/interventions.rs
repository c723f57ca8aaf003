//! Activities that operators have a hand in, while they run and between attempts: paused and let go on, reset, given
//! other options.

use core::time::Duration;
use dacapo_core::worker::host::{ActivityCancelReason as Reason, ActivityCancellationDetails as Details};
use dacapo_proto::temporal::api::{
    activity::v1::ActivityOptions,
    enums::v1::{PendingActivityState as State, TimeoutType},
    failure::v1::failure::FailureInfo,
    workflowservice::v1::ResetActivityRequest,
};
use dacapo_runtime::Runtime;
use dacapo_server_tests::{Lab, RunningWorker, events, program, scenarios};
use serde_json::{Value, json};

scenarios! {
    a_paused_activity_waits_until_it_may_go_on
    a_running_activity_that_is_paused_is_told_and_held
    a_running_activity_that_is_reset_begins_anew
    a_running_activity_that_is_given_less_time_is_run_again
    what_a_stopped_activity_says_counts
}

/// A worker that soon hears of what is done to its activities, which only heartbeats bring.
fn attentive<R: Runtime>(lab: &Lab<R>) -> RunningWorker {
    let mut config = lab.config();
    config.max_heartbeat_throttle_interval = Duration::from_millis(500);
    lab.start_worker(config)
}

/// A workflow of one activity, whose result is the workflow's.
fn alone(activity: &Value) -> Value {
    json!([{ "activity": activity, "save_as": "result" }, { "return_state": "result" }])
}

/// Why and how an attempt of an activity, counted from 0, was told to stop.
fn told(worker: &RunningWorker, activity: &str, attempt: usize) -> Option<(Reason, Details)> {
    let token = worker.record.attempts_of(activity).get(attempt)?.task_token.clone();
    let told = worker.record.read(|seen| seen.cancels.clone());
    told.into_iter().find(|(of, ..)| *of == token).map(|(_, reason, details)| (reason, details))
}

async fn a_paused_activity_waits_until_it_may_go_on<R: Runtime>(lab: Lab<R>) {
    let (client, worker, id) = (lab.client(), attentive(&lab), lab.id("pause"));
    let does = json!([{ "heartbeat": ["half"] }, { "fail_attempts": { "attempts": 1 } },
        { "return_heartbeat_details": {} }]);
    let paused = json!({ "activity_id": "paused", "does": does, "heartbeat_timeout": "10s",
        "retry_policy": { "initial_interval": "3s" } });
    client.start(&id, &program(alone(&paused))).await.unwrap();
    lab.eventually(async || {
        let pending = client.pending_activity(&id, "paused").await.unwrap()?;
        (pending.attempt == 2).then_some(())
    })
    .await;
    client.pause_activity(&id, "paused").await.unwrap();
    let pending = client.pending_activity(&id, "paused").await.unwrap().unwrap();
    assert!(pending.paused && pending.state() == State::Paused, "{pending:?}");
    client.unpause_activity(&id, "paused").await.unwrap();
    assert_eq!(client.outcome(&id).await.unwrap(), r#"["half"]"#);
    let attempts: Vec<_> = worker.record.attempts_of("paused").iter().map(|task| task.attempt).collect();
    assert_eq!(attempts, [1, 2]);
    worker.shut_down().await;
}

async fn a_running_activity_that_is_paused_is_told_and_held<R: Runtime>(lab: Lab<R>) {
    let (client, worker, id) = (lab.client(), attentive(&lab), lab.id("held"));
    // It stops when it is told to, with a failure that may be tried again.
    let does = json!([{ "heartbeat": ["half"] }, { "wait_for_cancel": { "attempts": 1 } },
        { "fail_attempts": { "attempts": 1, "failure": { "message": "told" } } }, { "return_heartbeat_details": {} }]);
    let held = json!({ "activity_id": "held", "does": does, "heartbeat_timeout": "10s",
        "retry_policy": { "initial_interval": "0.1s", "backoff_coefficient": 1.0 } });
    client.start(&id, &program(alone(&held))).await.unwrap();
    lab.until(|| !worker.record.attempts_of("held").is_empty()).await;
    client.pause_activity(&id, "held").await.unwrap();
    lab.until(|| told(&worker, "held", 0).is_some()).await;
    let (reason, details) = told(&worker, "held", 0).unwrap();
    assert!(reason == Reason::Paused && details.is_paused && !details.is_canceled, "{reason:?} {details:?}");
    let pending = lab
        .eventually(async || client.pending_activity(&id, "held").await.unwrap().filter(|pending| pending.attempt == 2))
        .await;
    assert!(pending.paused && pending.state() == State::Paused, "{pending:?}");
    assert_eq!(pending.last_failure.map(|failure| failure.message).as_deref(), Some("told"));
    // The next attempt would long have begun.
    lab.runtime.sleep(Duration::from_secs(1)).await;
    assert_eq!(worker.record.attempts_of("held").len(), 1);
    client.unpause_activity(&id, "held").await.unwrap();
    assert_eq!(client.outcome(&id).await.unwrap(), r#"["half"]"#);
    let attempts: Vec<_> = worker.record.attempts_of("held").iter().map(|task| task.attempt).collect();
    assert_eq!(attempts, [1, 2]);
    worker.shut_down().await;
}

async fn a_running_activity_that_is_reset_begins_anew<R: Runtime>(lab: Lab<R>) {
    let (client, worker, id) = (lab.client(), attentive(&lab), lab.id("reset"));
    let does = json!([{ "heartbeat": ["old"] }, { "wait_for_cancel": {} }, { "fail": { "message": "told" } }]);
    let reset = |id: &str| {
        json!({ "activity": { "activity_id": id, "does": does, "heartbeat_timeout": "10s",
            "retry_policy": { "initial_interval": "0.1s" } }, "save_as": id })
    };
    let actions = json!([{ "concurrent": [reset("keeps"), reset("forgets")] }, { "return_state": "keeps" }]);
    client.start(&id, &program(actions)).await.unwrap();
    for (activity, reset_heartbeat) in [("keeps", false), ("forgets", true)] {
        // What is forgotten is what the server knows.
        lab.eventually(async || client.pending_activity(&id, activity).await.unwrap()?.heartbeat_details).await;
        let how = ResetActivityRequest { reset_heartbeat, ..Default::default() };
        client.reset_activity(&id, activity, how).await.unwrap();
        lab.until(|| worker.record.attempts_of(activity).len() == 2).await;
        let (reason, details) = told(&worker, activity, 0).unwrap();
        assert!(reason == Reason::Reset && details.is_reset && !details.is_canceled, "{reason:?} {details:?}");
        // Its number is the server's business: some count on from the attempt that ran.
        let again = worker.record.attempts_of(activity).remove(1);
        assert_eq!(again.heartbeat_details.is_empty(), reset_heartbeat, "{activity}");
        client.complete_activity_by_id((&id, activity), &json!("at last")).await.unwrap();
    }
    assert_eq!(client.outcome(&id).await.unwrap(), r#""at last""#);
    // Their last attempts learn that somebody else was faster.
    lab.until(|| ["keeps", "forgets"].iter().all(|id| told(&worker, id, 1).is_some())).await;
    worker.shut_down().await;
}

async fn a_running_activity_that_is_given_less_time_is_run_again<R: Runtime>(lab: Lab<R>) {
    let (client, worker, id) = (lab.client(), attentive(&lab), lab.id("options"));
    let does = json!([{ "heartbeat": ["half"] }, { "wait_for_cancel": { "attempts": 1 } },
        { "fail_attempts": { "attempts": 1 } }, { "return_heartbeat_details": {} }]);
    let hurried = json!({ "activity_id": "hurried", "does": does, "heartbeat_timeout": "10s",
        "start_to_close_timeout": "50s", "retry_policy": { "initial_interval": "0.1s" } });
    client.start(&id, &program(alone(&hurried))).await.unwrap();
    lab.eventually(async || client.pending_activity(&id, "hurried").await.unwrap()?.heartbeat_details).await;
    let seconds = |seconds| Some(prost_types::Duration { seconds, nanos: 0 });
    // What the mask does not name stays as it is.
    let options =
        ActivityOptions { start_to_close_timeout: seconds(1), heartbeat_timeout: seconds(1), ..Default::default() };
    client.change_activity(&id, "hurried", (options, &["start_to_close_timeout"])).await.unwrap();
    assert_eq!(client.outcome(&id).await.unwrap(), r#"["half"]"#);
    // The worker was given more: it learns of that with its next heartbeat.
    lab.until(|| told(&worker, "hurried", 0).is_some()).await;
    let (reason, details) = told(&worker, "hurried", 0).unwrap();
    assert!(reason == Reason::NotFound && details.is_not_found, "{reason:?} {details:?}");
    let history = client.history(&id).await.unwrap();
    let started = events!(history, ActivityTaskStartedEventAttributes);
    assert_eq!(started[0].attempt, 2);
    let info = started[0].last_failure.clone().unwrap().failure_info;
    let Some(FailureInfo::TimeoutFailureInfo(info)) = info else { panic!("{started:?}") };
    assert_eq!(info.timeout_type(), TimeoutType::StartToClose);
    worker.shut_down().await;
}

async fn what_a_stopped_activity_says_counts<R: Runtime>(lab: Lab<R>) {
    let (client, worker, id) = (lab.client(), attentive(&lab), lab.id("says"));
    let stopping = |id: &str| {
        json!({ "activity": { "activity_id": id, "does": [{ "heartbeat": [] }, { "wait_for_cancel": {} },
            { "return": id }], "heartbeat_timeout": "10s" }, "save_as": id })
    };
    let actions = json!([{ "concurrent": [stopping("reset"), stopping("paused")] }, { "return": "both" }]);
    client.start(&id, &program(actions)).await.unwrap();
    lab.until(|| ["reset", "paused"].iter().all(|id| !worker.record.attempts_of(id).is_empty())).await;
    client.reset_activity(&id, "reset", ResetActivityRequest::default()).await.unwrap();
    client.pause_activity(&id, "paused").await.unwrap();
    assert_eq!(client.outcome(&id).await.unwrap(), r#""both""#);
    assert_eq!(client.state(&id).await.unwrap(), r#"{"paused":"paused","reset":"reset"}"#);
    let reasons = ["reset", "paused"].map(|id| told(&worker, id, 0).map(|(reason, _)| reason));
    assert_eq!(reasons, [Some(Reason::Reset), Some(Reason::Paused)]);
    worker.shut_down().await;
}
