//! Workers that come and go, and what they have to play again: crashes, rolling restarts, long histories, no cache.

use core::time::Duration;
use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::enums::v1::{TaskQueueKind, TimeoutType},
};
use dacapo_runtime::Runtime;
use dacapo_server_tests::{Lab, RunningWorker, events, program, record::Activated, scenarios};
use futures_util::future::join_all;
use serde_json::{Value, json};

/// How many signals make a history too long for one page.
const SIGNALS: usize = 600;

scenarios! {
    a_crash_loses_the_cache_and_nothing_else
    a_rolling_restart_loses_no_task_and_times_none_out
    a_long_history_is_played_in_pages_by_a_worker_that_never_saw_it
    a_worker_without_a_cache_plays_every_task_from_the_start
}

async fn a_crash_loses_the_cache_and_nothing_else<R: Runtime>(lab: Lab<R>) {
    let (client, id) = (lab.client(), lab.id("crash"));
    let mut config = lab.config();
    config.sticky_schedule_to_start_timeout = Duration::from_secs(1);
    let first = lab.start_worker(config);
    let actions = json!([
        { "activity": { "activity_id": "once", "does": [{ "return": 1 }] }, "save_as": "one" },
        { "local_activity": { "activity_id": "local", "does": [{ "return": 2 }] }, "save_as": "two" },
        { "await_signal": "go", "save_as": "three" },
        { "activity": { "activity_id": "then", "does": [{ "return": 4 }] }, "save_as": "four" }
    ]);
    let run = client.start(&id, &program(actions)).await.unwrap();
    lab.eventually(async || client.state(&id).await.ok().filter(|state| state == r#"{"one":1,"two":2}"#)).await;
    let record = first.crash();
    client.signal(&id, "go", &json!(3)).await.unwrap();
    let second = lab.worker();
    assert_eq!(client.outcome(&id).await.unwrap(), "");
    let seen = second.record.activations_of(&run);
    assert!(seen[0].is_replaying && !seen.last().unwrap().is_replaying, "{seen:?}");
    assert_eq!(client.state(&id).await.unwrap(), r#"{"four":4,"one":1,"three":3,"two":2}"#);

    let begun = |record: &dacapo_server_tests::Record| ["once", "local", "then"].map(|id| record.attempts_of(id).len());
    assert_eq!((begun(&record), begun(&second.record)), ([1, 1, 0], [0, 0, 1]));
    // The task waited for the one that crashed: in its queue, or with a poll that the server had not yet seen die.
    let history = client.history(&id).await.unwrap();
    let timed_out = events!(history, WorkflowTaskTimedOutEventAttributes);
    let kinds: Vec<_> = timed_out.iter().map(|timed_out| timed_out.timeout_type()).collect();
    let is_lost = |kind: &TimeoutType| [TimeoutType::ScheduleToStart, TimeoutType::StartToClose].contains(kind);
    assert!(kinds.len() <= 1 && kinds.iter().all(is_lost), "{kinds:?}");
    second.shut_down().await;
}

async fn a_rolling_restart_loses_no_task_and_times_none_out<R: Runtime>(lab: Lab<R>) {
    let (client, mut workers) = (lab.client(), vec![lab.worker(), lab.worker()]);
    let work = json!([{ "activity": { "does": [{ "sleep": "0.2s" }, { "return": 1 }],
        "retry_policy": { "maximum_attempts": 1 } } }, { "local_activity": { "does": [{ "sleep": "0.1s" }] } },
        { "timer": "0.1s" }]);
    let actions =
        json!([{ "repeat": { "times": 6, "actions": work } }, { "await_signal": "end" }, { "return": "done" }]);
    let ids: Vec<_> = (0..8).map(|number| lab.id(&number.to_string())).collect();
    join_all(ids.iter().map(|id| async { client.start(id, &program(actions.clone())).await.unwrap() })).await;

    // One after the other, each in the middle of its work, and the new one before the old one goes.
    for _ in 0..2 {
        lab.until(|| workers[0].record.counter("activity_task_received") > 5).await;
        workers.push(lab.worker());
        let old: RunningWorker = workers.remove(0);
        let report = old.shut_down().await;
        assert_eq!((report.canceled, report.handed_back), (0, 0), "{report:?}");
    }
    for id in &ids {
        client.signal(id, "end", &Value::Null).await.unwrap();
        assert_eq!(client.outcome(id).await.unwrap(), "\"done\"");
        let history = client.history(id).await.unwrap();
        assert_eq!(history.count("WORKFLOW_TASK_TIMED_OUT"), 0, "{}", history.story());
        assert_eq!(history.count("ACTIVITY_TASK_COMPLETED"), 6);
        let started = events!(history, ActivityTaskStartedEventAttributes);
        assert!(started.iter().all(|started| started.attempt == 1), "{started:?}");
    }
    for worker in workers {
        worker.shut_down().await;
    }
}

async fn a_long_history_is_played_in_pages_by_a_worker_that_never_saw_it<R: Runtime>(lab: Lab<R>) {
    let (client, id) = (lab.client(), lab.id("long"));
    let first = lab.worker();
    let marker = json!({ "marker": { "marker_name": "mark", "details": [{ "some": "detail of a fair length" }] } });
    let round = json!([{ "repeat": { "times": 195, "actions": [marker] } },
        { "activity": { "does": [{ "return": 1 }] }, "save_as": "last" }]);
    let actions = json!([{ "repeat": { "times": 25, "actions": round } }, { "set_state": { "at": "end" } },
        { "await_signal": "go" }, { "activity": { "activity_id": "after", "does": [{ "return": 2 }] }, "save_as": "last" },
        { "return_state": "last" }]);
    let run = client.start(&id, &program(actions)).await.unwrap();
    lab.eventually(async || client.state(&id).await.ok().filter(|state| state.contains("end"))).await;
    let replayed = |activated: &&Activated| activated.is_replaying && activated.jobs != ["QueryWorkflow"];
    assert_eq!(first.record.activations_of(&run).iter().filter(replayed).count(), 0);
    assert_eq!(first.record.calls(method::GET_WORKFLOW_EXECUTION_HISTORY), 0, "what it was given it does not fetch");
    first.shut_down().await;

    // The server gives out 256 transactions at a time, and each of these signals is one of its own: nobody works.
    for _ in 0..SIGNALS {
        client.signal(&id, "more", &Value::Null).await.unwrap();
    }
    let second = lab.worker();
    client.signal(&id, "go", &Value::Null).await.unwrap();
    assert_eq!(client.outcome(&id).await.unwrap(), "2");
    let history = client.history(&id).await.unwrap();
    assert!(history.0.len() > 5_000, "{} events", history.0.len());
    assert_eq!(history.count("WORKFLOW_TASK_FAILED"), 0);
    assert_eq!(history.count("WORKFLOW_EXECUTION_SIGNALED"), SIGNALS + 1);
    let fetched = second.record.calls(method::GET_WORKFLOW_EXECUTION_HISTORY);
    assert!(fetched >= 2, "{fetched} pages beside what came with the task");
    let seen = second.record.activations_of(&run);
    assert_eq!(seen.iter().filter(|activated| activated.is_replaying).count(), 26, "one start and 25 activities");
    let signals = |activated: &Activated| activated.jobs.iter().filter(|job| **job == "SignalWorkflow").count();
    assert_eq!(seen.iter().map(signals).sum::<usize>(), SIGNALS + 1, "each once, whatever page it was on");
    assert_eq!(second.record.read(|seen| seen.activities.len()), 1);
    second.shut_down().await;
}

async fn a_worker_without_a_cache_plays_every_task_from_the_start<R: Runtime>(lab: Lab<R>) {
    let (client, id) = (lab.client(), lab.id("uncached"));
    let mut config = lab.config();
    config.max_cached_workflows = 0;
    let worker = lab.start_worker(config);
    let actions = json!([
        { "activity": { "does": [{ "return": 1 }] } },
        { "local_activity": { "activity_id": "local", "does": [{ "sleep": "0.5s" }, { "return": 2 }] } },
        { "await_signal": "go" },
        { "return": "done" }
    ]);
    let run = client.start(&id, &program(actions)).await.unwrap();
    lab.eventually(async || {
        let history = client.history(&id).await.ok()?;
        (history.count("MARKER_RECORDED") == 1).then_some(())
    })
    .await;
    assert_eq!(client.query(&id, "state", &Value::Null).await.unwrap(), "{}");
    client.signal(&id, "go", &Value::Null).await.unwrap();
    assert_eq!(client.outcome(&id).await.unwrap(), "\"done\"");

    let history = client.history(&id).await.unwrap();
    let scheduled = events!(history, WorkflowTaskScheduledEventAttributes);
    let kinds = scheduled.iter().map(|scheduled| scheduled.task_queue.clone().unwrap().kind());
    assert!(kinds.into_iter().all(|kind| kind == TaskQueueKind::Normal), "{scheduled:?}");
    assert_eq!(history.count("WORKFLOW_TASK_TIMED_OUT") + history.count("WORKFLOW_TASK_FAILED"), 0);
    assert_eq!(worker.record.attempts_of("local").len(), 1);
    let began = worker.record.activations_of(&run);
    let began = began.iter().filter(|activated| activated.jobs.contains(&"InitializeWorkflow")).count();
    // Two tasks before the signal, the question, and the signal.
    assert_eq!(began, 4);
    worker.shut_down().await;
}
