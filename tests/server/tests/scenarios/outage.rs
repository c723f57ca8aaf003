//! A server that is killed under load and comes back with what it had stored: nothing is lost, and every poller polls again.
//!
//! It stays away for `DACAPO_OUTAGE` seconds, 5 where that is not set.

use core::time::Duration;
use dacapo_core::{
    rpc::{Code, RetryPolicy},
    time::MonoTime,
    worker::poller::{PollerId, PollerState},
};
use dacapo_runtime::Runtime;
use dacapo_server_tests::{
    DevServer, History, Lab, Port, Record, ServerOptions, program, record::PollerChange, scenarios,
};
use futures_util::future::join_all;
use serde_json::json;
use std::{collections::BTreeMap, sync::Arc};

scenarios! {
    a_killed_server_comes_back_and_nothing_is_lost
}

/// How long the server stays away where the environment does not say.
const AWAY: u64 = 5;

async fn a_killed_server_comes_back_and_nothing_is_lost<R: Runtime>(lab: Lab<R>) {
    let away = std::env::var("DACAPO_OUTAGE").map_or(AWAY, |seconds| seconds.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let options = ServerOptions {
        database: Some(folder.path().join("server.db")),
        port: Some(Arc::new(Port::take())),
        ..ServerOptions::default()
    };
    let server = DevServer::start_with(&options).unwrap();
    let lab = lab.through(server.port);
    let (client, worker) = (lab.client(), lab.worker());
    let work = json!([
        { "activity": { "does": [{ "heartbeat": [1] }, { "sleep": "0.3s" }, { "return": 1 }], "heartbeat_timeout": "20s",
            "retry_policy": { "initial_interval": "0.2s" } } },
        { "local_activity": { "does": [{ "sleep": "0.2s" }] } },
        { "timer": "0.1s" }
    ]);
    let actions = json!([{ "repeat": { "times": 4, "actions": work } }, { "return": "done" }]);
    let ids: Vec<_> = (0..10).map(|number| lab.id(&number.to_string())).collect();
    join_all(ids.iter().map(|id| async { client.start(id, &program(actions.clone())).await.unwrap() })).await;
    lab.until(|| worker.record.counter("activity_task_received") >= 10).await;

    let killed = lab.runtime.now().mono;
    drop(server);
    let pollers = all(&worker.record);
    lab.until(|| pollers.iter().all(|poller| is_degraded(&worker.record, *poller))).await;
    lab.runtime.sleep(Duration::from_secs(away)).await;
    let server = DevServer::start_with(&options).unwrap();
    let back = lab.runtime.now().mono;

    let ends = join_all(ids.iter().map(|id| client.outcome(id))).await;
    assert!(ends.iter().all(|end| end.as_deref() == Ok("\"done\"")), "{ends:?}");
    lab.until(|| all_poll(&worker.record)).await;
    held(&worker.record, (killed, back));
    for id in &ids {
        nothing_is_lost(&client.history(id).await.unwrap());
    }
    let report = worker.shut_down().await;
    assert_eq!((report.canceled, report.handed_back), (0, 0), "{report:?}");
    drop(server);
}

fn nothing_is_lost(history: &History) {
    assert_eq!(history.count("ACTIVITY_TASK_COMPLETED"), 4, "{}", history.story());
    assert_eq!((history.count("MARKER_RECORDED"), history.count("TIMER_FIRED")), (4, 4));
    assert_eq!(history.count("WORKFLOW_TASK_FAILED"), 0, "{}", history.story());
}

/// The pollers there are, and what each last did.
fn last_states(record: &Record) -> BTreeMap<PollerId, PollerState> {
    record.read(|seen| seen.pollers.iter().map(|change| (change.poller, change.state.clone())).collect())
}

fn all(record: &Record) -> Vec<PollerId> {
    last_states(record).into_keys().collect()
}

fn is_degraded(record: &Record, poller: PollerId) -> bool {
    matches!(last_states(record).get(&poller), Some(PollerState::Degraded { .. }))
}

fn all_poll(record: &Record) -> bool {
    last_states(record).values().all(|state| *state == PollerState::Polling)
}

/// Checks what pollers said of the outage: each was degraded for as long as it lasted, with the reason, and then polled.
fn held(record: &Record, (killed, back): (MonoTime, MonoTime)) {
    let changes = record.read(|seen| seen.pollers.clone());
    let mut troubles: BTreeMap<PollerId, Vec<PollerChange>> = BTreeMap::new();
    for change in changes.into_iter().filter(|change| change.at >= killed) {
        troubles.entry(change.poller).or_default().push(change);
    }
    // A poll that reached the server shows that when it ends, or when it has been open for so long.
    let resumes = longest_wait().saturating_add(dacapo_core::limits::SETTLED_POLL);
    for (poller, changes) in troubles {
        let (resumed, degraded) = changes.split_last().unwrap();
        assert_eq!(resumed.state, PollerState::Polling, "{poller:?}: {changes:?}");
        assert!(!degraded.is_empty(), "{poller:?} said nothing of the outage");
        for change in degraded.iter().filter(|change| change.state != PollerState::Polling) {
            let PollerState::Degraded { since, why } = &change.state else { panic!("{poller:?}: {change:?}") };
            assert_eq!(why.code, Code::Unavailable, "{poller:?}: {why}");
            assert!(*since >= killed && !why.message.is_empty(), "{poller:?}: {change:?}");
        }
        let waited = resumed.at.since(back);
        assert!(waited <= resumes, "{poller:?} polls again after {waited:?}, one wait is {resumes:?} at most");
    }
}

/// The longest that a poller waits between two polls.
fn longest_wait() -> Duration {
    let jitter = RetryPolicy::POLL.maximum * RetryPolicy::POLL.jitter_percent / 100;
    RetryPolicy::POLL.maximum + jitter
}
