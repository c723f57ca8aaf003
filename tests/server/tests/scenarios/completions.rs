//! Activities that others have a hand in: completed from outside by token and by id; paused, let go on, and reset.

use dacapo_core::worker::host::ActivityCancelReason as Reason;
use dacapo_proto::temporal::api::enums::v1::PendingActivityState as State;
use dacapo_runtime::Runtime;
use dacapo_server_tests::{Lab, events, program, scenarios};
use serde_json::json;

scenarios! {
    others_complete_by_token_and_by_id
    a_paused_activity_waits_until_it_may_go_on
    a_reset_activity_begins_anew
}

async fn others_complete_by_token_and_by_id<R: Runtime>(lab: Lab<R>) {
    let (client, worker, id) = (lab.client(), lab.worker(), lab.id("async"));
    let left = |id: &str| {
        json!({ "activity": { "activity_id": id, "does": [{ "heartbeat": ["handed on"] }, { "complete_async": {} }],
            "start_to_close_timeout": "30s" }, "save_as": id })
    };
    let actions = json!([{ "concurrent": [left("token"), left("id")] }, { "return_state": "token" }]);
    client.start(&id, &program(actions)).await.unwrap();
    lab.until(|| ["token", "id"].iter().all(|id| !worker.record.attempts_of(id).is_empty())).await;
    let token = worker.record.attempts_of("token")[0].task_token.clone();
    client.complete_activity(&token.0, &json!("by token")).await.unwrap();
    client.complete_activity_by_id((&id, "id"), &json!("by id")).await.unwrap();
    assert_eq!(client.outcome(&id).await.unwrap(), r#""by token""#);
    assert_eq!(client.state(&id).await.unwrap(), r#"{"id":"by id","token":"by token"}"#);
    let history = client.history(&id).await.unwrap();
    let completed = events!(history, ActivityTaskCompletedEventAttributes);
    assert!(completed.iter().all(|completed| completed.identity == "client"), "{completed:?}");
    // The server knows nobody who does not know of it any more.
    assert!(client.complete_activity(&token.0, &json!("again")).await.is_err());
    let report = worker.shut_down().await;
    assert_eq!((report.canceled, report.handed_back), (0, 0), "nothing of theirs was open: {report:?}");
}

async fn a_paused_activity_waits_until_it_may_go_on<R: Runtime>(lab: Lab<R>) {
    let (client, worker, id) = (lab.client(), lab.worker(), lab.id("pause"));
    // The first attempt stops when it is told to, with a failure that may be tried again.
    let does = json!([{ "heartbeat": ["half"] }, { "fail_attempts": { "attempts": 1, "failure": { "message": "told" } } },
        { "return_heartbeat_details": {} }]);
    let paused = json!({ "activity_id": "paused", "does": does, "heartbeat_timeout": "1s",
        "retry_policy": { "initial_interval": "3s" } });
    client
        .start(&id, &program(json!([{ "activity": paused, "save_as": "n" }, { "return_state": "n" }])))
        .await
        .unwrap();
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

async fn a_reset_activity_begins_anew<R: Runtime>(lab: Lab<R>) {
    let (client, worker, id) = (lab.client(), lab.worker(), lab.id("reset"));
    let does = json!([{ "heartbeat": ["old"] }, { "wait_for_cancel": { "at_most": "2s" } }, { "return_attempt": {} }]);
    let reset = json!({ "activity_id": "reset", "does": does, "heartbeat_timeout": "1s" });
    let stopped = json!({ "activity_id": "stopped", "does": [{ "wait_for_cancel": { "at_most": "3s" } }, { "return": 1 }],
        "heartbeat_timeout": "1s" });
    let actions = json!([{ "concurrent": [
        { "activity": reset, "save_as": "reset" }, { "activity": stopped, "save_as": "stopped" }
    ] }, { "return_state": "reset" }]);
    client.start(&id, &program(actions)).await.unwrap();
    lab.until(|| ["reset", "stopped"].iter().all(|id| !worker.record.attempts_of(id).is_empty())).await;
    client.reset_activity(&id, "reset").await.unwrap();
    client.pause_activity(&id, "stopped").await.unwrap();
    let told = |id: &str| {
        let token = worker.record.attempts_of(id)[0].task_token.clone();
        let told = worker.record.read(|seen| seen.cancels.clone());
        told.into_iter().find(|(of, ..)| *of == token).map(|(_, reason, details)| (reason, details))
    };
    lab.until(|| told("reset").is_some() && told("stopped").is_some()).await;
    let (reason, details) = told("reset").unwrap();
    assert!(reason == Reason::Reset && details.is_reset && !details.is_canceled, "{reason:?} {details:?}");
    let (reason, details) = told("stopped").unwrap();
    assert!(reason == Reason::Paused && details.is_paused && !details.is_canceled, "{reason:?} {details:?}");
    // Both end well all the same, and what they say counts.
    assert_eq!(client.outcome(&id).await.unwrap(), "1");
    worker.shut_down().await;
}
