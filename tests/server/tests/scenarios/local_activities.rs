//! Local activities: longer than a workflow task, tried again here or after a timer, timed out and canceled.

use dacapo_runtime::Runtime;
use dacapo_server_tests::{Client, Lab, events, program, scenarios};
use serde_json::{Value, json};

scenarios! {
    one_that_takes_longer_than_its_task_keeps_the_task
    attempts_are_made_here_and_after_timers
    ends_of_all_kinds_are_recorded_once
    a_crashed_worker_s_is_run_again
}

/// Starts a workflow whose tasks time out soon.
async fn start<T: dacapo_runtime::Transport>(client: &Client<T>, id: &str, actions: Value) -> String {
    let mut request = client.start_request(id, &program(actions));
    request.workflow_task_timeout = Some(prost_types::Duration { seconds: 2, nanos: 0 });
    client.start_as(&request).await.unwrap().run_id
}

async fn one_that_takes_longer_than_its_task_keeps_the_task<R: Runtime>(lab: Lab<R>) {
    let (client, worker, id) = (lab.client(), lab.worker(), lab.id("long"));
    let actions = json!([
        { "local_activity": { "activity_id": "long", "does": [{ "sleep": "5s" }, { "return": 9 }] }, "save_as": "n" },
        { "return_state": "n" }
    ]);
    start(&client, &id, actions).await;
    assert_eq!(client.outcome(&id).await.unwrap(), "9");
    let history = client.history(&id).await.unwrap();
    assert_eq!(history.count("WORKFLOW_TASK_TIMED_OUT") + history.count("WORKFLOW_TASK_FAILED"), 0);
    // One task for every 1.6 s of five, and the one that brings the end.
    assert_eq!(history.count("WORKFLOW_TASK_COMPLETED"), 4, "{}", history.story());
    assert_eq!(history.deeds(), ["WORKFLOW_EXECUTION_STARTED", "MARKER_RECORDED", "WORKFLOW_EXECUTION_COMPLETED"]);
    assert_eq!(worker.record.attempts_of("long").len(), 1);
    assert!(worker.record.attempts_of("long")[0].is_local);
    worker.shut_down().await;
}

async fn attempts_are_made_here_and_after_timers<R: Runtime>(lab: Lab<R>) {
    let (client, worker, id) = (lab.client(), lab.worker(), lab.id("retries"));
    let flaky = json!([{ "fail_attempts": { "attempts": 2, "failure": { "message": "not yet", "type": "Flaky" } } },
        { "return_attempt": {} }]);
    let actions = json!([
        { "local_activity": { "activity_id": "here", "does": flaky, "retry_policy": { "initial_interval": "0.1s" } },
            "expect": { "completed": 3 } },
        { "local_activity": { "activity_id": "timers", "does": flaky, "local_retry_threshold": "0.5s",
            "retry_policy": { "initial_interval": "1s", "backoff_coefficient": 1.0 } }, "expect": { "completed": 3 } },
        { "local_activity": { "activity_id": "never", "does": flaky,
            "retry_policy": { "non_retryable_error_types": ["Flaky"] } }, "expect": { "failed": "not yet" } }
    ]);
    start(&client, &id, actions).await;
    assert_eq!(client.outcome(&id).await.unwrap(), "");
    let history = client.history(&id).await.unwrap();
    // Here: one marker. After timers: one for each attempt, and a timer between them. Never: one.
    assert_eq!(
        history.deeds(),
        [
            "WORKFLOW_EXECUTION_STARTED",
            "MARKER_RECORDED",
            "MARKER_RECORDED",
            "TIMER_STARTED",
            "TIMER_FIRED",
            "MARKER_RECORDED",
            "TIMER_STARTED",
            "TIMER_FIRED",
            "MARKER_RECORDED",
            "MARKER_RECORDED",
            "WORKFLOW_EXECUTION_COMPLETED"
        ]
    );
    let markers = events!(history, MarkerRecordedEventAttributes);
    let failed: Vec<_> = markers.iter().map(|marker| marker.failure.is_some()).collect();
    assert_eq!(failed, [false, true, true, false, true]);
    let tried = ["here", "timers", "never"].map(|id| worker.record.attempts_of(id));
    assert_eq!(
        tried.map(|tried| tried.iter().map(|task| task.attempt).collect::<Vec<_>>()),
        [vec![1, 2, 3], vec![1, 2, 3], vec![1]]
    );
    assert_eq!(worker.record.counter("local_activity_execution_failed"), 5);
    worker.shut_down().await;
}

async fn ends_of_all_kinds_are_recorded_once<R: Runtime>(lab: Lab<R>) {
    let (client, worker, id) = (lab.client(), lab.worker(), lab.id("ends"));
    let once = json!({ "maximum_attempts": 1 });
    let waits = json!([{ "wait_for_cancel": {} }, { "cancel": ["told"] }]);
    let actions = json!([
        { "local_activity": { "does": [{ "sleep": "60s" }], "start_to_close_timeout": "0.3s", "retry_policy": once },
            "expect": { "failed": "timed out" } },
        { "local_activity": { "activity_id": "late", "does": [{ "sleep": "60s" }], "start_to_close_timeout": "0.2s",
            "schedule_to_close_timeout": "0.7s", "retry_policy": { "initial_interval": "0.1s" } },
            "expect": { "failed": "timed out" } },
        { "local_activity": { "activity_id": "told", "does": waits, "cancellation_type": "wait_cancellation_completed" },
            "await": "cancel_after_started", "expect": "canceled" },
        { "local_activity": { "does": waits, "cancellation_type": "try_cancel" }, "await": "cancel_after_started",
            "expect": "canceled" },
        { "local_activity": { "does": [{ "fail": { "message": "broke", "non_retryable": true } }] },
            "expect": { "failed": "broke" } },
        { "concurrent": [
            { "local_activity": { "does": [{ "return": 1 }] }, "expect": { "completed": 1 } },
            { "local_activity": { "does": [{ "return": 2 }] }, "expect": { "completed": 2 } },
            { "activity": { "does": [{ "return": 3 }] }, "expect": { "completed": 3 } }
        ] }
    ]);
    start(&client, &id, actions).await;
    assert_eq!(client.outcome(&id).await.unwrap(), "");
    let history = client.history(&id).await.unwrap();
    assert_eq!(history.count("MARKER_RECORDED"), 7, "{}", history.story());
    assert_eq!(history.count("WORKFLOW_TASK_TIMED_OUT") + history.count("WORKFLOW_TASK_FAILED"), 0);
    assert!(worker.record.attempts_of("late").len() > 1, "a time-out of an attempt is tried again");
    let report = worker.shut_down().await;
    assert_eq!(report.handed_back, 0, "{report:?}");
}

async fn a_crashed_worker_s_is_run_again<R: Runtime>(lab: Lab<R>) {
    let (client, id) = (lab.client(), lab.id("crash"));
    let first = lab.worker();
    let actions = json!([
        { "local_activity": { "activity_id": "done", "does": [{ "return": 1 }] }, "save_as": "one" },
        { "timer": "0.1s" },
        { "local_activity": { "activity_id": "again", "does": [{ "sleep": "1s" }, { "return": 2 }] }, "save_as": "two" },
        { "return_state": "two" }
    ]);
    start(&client, &id, actions).await;
    lab.until(|| !first.record.attempts_of("again").is_empty()).await;
    first.crash();
    let second = lab.worker();
    assert_eq!(client.outcome(&id).await.unwrap(), "2");
    assert_eq!(client.state(&id).await.unwrap(), r#"{"one":1,"two":2}"#);
    assert!(second.record.attempts_of("done").is_empty(), "its marker is in history");
    assert_eq!(second.record.attempts_of("again").len(), 1);
    let history = client.history(&id).await.unwrap();
    assert_eq!((history.count("WORKFLOW_TASK_TIMED_OUT"), history.count("MARKER_RECORDED")), (1, 2));
    second.shut_down().await;
}
