//! Decides what workflows and activities see of a driver: tasks come, answers go, at once or late.

use super::{
    host::{Answers, Manners},
    stage::{Setup, Stage},
};
use crate::suite::World;
use dacapo_core::{
    command::host::Success,
    worker::{Misuse, host::ActivityCancelReason},
};
use dacapo_proto::rpc::workflow_service::RESPOND_WORKFLOW_TASK_COMPLETED;
use serde_json::{Value, json};

/// Workflows, and how they end.
fn workflows() -> Vec<(&'static str, Value, &'static str)> {
    let all = json!([
        { "activity": { "does": [{ "return": 1 }] }, "expect": { "completed": 1 } },
        { "local_activity": { "does": [{ "sleep": "0.02s" }, { "return": 2 }] }, "expect": { "completed": 2 } },
        { "timer": "0.03s" },
        { "timer": "60s", "await": "cancel_after_started", "expect": "canceled" }
    ]);
    let heartbeats = json!([
        { "heartbeat": ["half"] }, { "sleep": "0.02s" }, { "fail_attempts": { "attempts": 1 } },
        { "return_heartbeat_details": {} }
    ]);
    let local = json!([{ "fail_attempts": { "attempts": 2 } }, { "return_attempt": {} }]);
    let retry = json!({ "initial_interval": "0.01s" });
    vec![
        ("empty", json!([{ "return": "nothing" }]), "completed \"nothing\""),
        ("timer", json!([{ "timer": "0.02s" }, { "return": "timer" }]), "completed \"timer\""),
        (
            "activity",
            json!([{ "activity": { "does": [{ "return": 7 }] }, "save_as": "n" }, { "return_state": "n" }]),
            "completed 7",
        ),
        (
            "heartbeats",
            json!([
                { "activity": { "does": heartbeats, "heartbeat_timeout": "30s" }, "save_as": "n" },
                { "return_state": "n" }
            ]),
            "completed [\"half\"]",
        ),
        (
            "local activity",
            json!([{ "local_activity": { "does": local, "retry_policy": retry }, "save_as": "n" }, { "return_state": "n" }]),
            "completed 3",
        ),
        ("side by side", json!([{ "concurrent": all }, { "return": "all" }]), "completed \"all\""),
        ("signal", json!([{ "await_signal": "go" }, { "return": "went" }]), "completed \"went\""),
        ("failing", json!([{ "fail": { "message": "on purpose" } }]), "failed on purpose"),
    ]
}

async fn complete<W: World>(runtime: W::Runtime, answers: Answers) {
    let manners = Manners { answers, ..Manners::default() };
    let (stage, running) = Stage::run(&runtime, Setup { manners, ..Setup::default() });
    for (name, actions, _) in workflows() {
        stage.server.start(name, &actions);
        if name == "signal" {
            stage.server.signal(name, "go");
        }
    }
    for (name, _, expected) in workflows() {
        assert_eq!(stage.outcome(name).await, expected, "{name}");
    }
    let report = stage.shut_down(running).await;
    assert_eq!((report.canceled, report.handed_back), (0, 0));
}

pub(crate) async fn workflows_complete<W: World>(runtime: W::Runtime) {
    complete::<W>(runtime, Answers::AtOnce).await;
}

pub(crate) async fn workflows_complete_with_answers_from_other_tasks<W: World>(runtime: W::Runtime) {
    complete::<W>(runtime, Answers::Late).await;
}

pub(crate) async fn an_answer_after_eviction_is_told_as_misuse<W: World>(runtime: W::Runtime) {
    let manners = Manners { answers: Answers::Held, ..Manners::default() };
    let (stage, running) = Stage::run(&runtime, Setup { manners, ..Setup::default() });
    let run_id = stage.server.start("held", &json!([{ "return": 1 }]));
    let held = async || {
        stage.until("an activation is held", || !stage.told.notes().held.is_empty()).await;
        stage.told.notes().held.remove(0)
    };
    let (run, completion) = held().await;
    assert_eq!(*run, *run_id);
    // The answer that is on its way is taken; then the host is asked to let go.
    stage.handle.evict(run.clone()).await.expect("it runs");
    stage.handle.complete_activation(run.clone(), completion).await.expect("it runs");
    let (_, completion) = held().await;
    stage.handle.complete_activation(run.clone(), completion).await.expect("it runs");
    assert_eq!(stage.outcome("held").await, "completed 1");
    assert!(stage.told.notes().misuses.is_empty());
    // Now the run is gone, and the host that answers once more hears of it.
    stage.handle.complete_activation(run.clone(), Success::with(Vec::new())).await.expect("it runs");
    stage.until("the host is told", || stage.told.notes().misuses.len() == 1).await;
    assert_eq!(stage.told.notes().misuses.pop(), Some(Misuse::UnknownRun(run)));
    stage.shut_down(running).await;
}

pub(crate) async fn queries_are_answered<W: World>(runtime: W::Runtime) {
    const STATE: &str = "{\"at\":1}";
    let manners = Manners { answers: Answers::Late, ..Manners::default() };
    let (stage, running) = Stage::run(&runtime, Setup { manners, ..Setup::default() });
    stage.server.start("queried", &json!([{ "set_state": { "at": 1 } }, { "await_signal": "go" }]));
    stage.until("it waits", || stage.server.calls(RESPOND_WORKFLOW_TASK_COMPLETED).ended == 1).await;
    let queries: Vec<_> = (0..5).map(|_| stage.server.query("queried")).collect();
    for query in queries {
        assert_eq!(stage.answer(query).await, STATE);
    }
    stage.server.signal("queried", "go");
    stage.outcome("queried").await;
    let query = stage.server.query("queried");
    assert_eq!(stage.answer(query).await, STATE, "a closed workflow answers too");
    stage.shut_down(running).await;
}

pub(crate) async fn a_cancellation_comes_with_a_heartbeat<W: World>(runtime: W::Runtime) {
    let (stage, running) = Stage::run(
        &runtime,
        Setup {
            config: |config| {
                config.max_heartbeat_throttle_interval = core::time::Duration::from_millis(5);
                config.default_heartbeat_throttle_interval = config.max_heartbeat_throttle_interval;
            },
            ..Setup::default()
        },
    );
    let beat = json!([{ "heartbeat": [1] }, { "sleep": "0.02s" }]);
    let beats: Vec<Value> = (0..200).flat_map(|_| beat.as_array().cloned().unwrap_or_default()).collect();
    let options = json!({ "does": beats, "cancellation_type": "wait_cancellation_completed" });
    let activity = json!({ "activity": options, "await": "cancel_after_started", "expect": "canceled" });
    stage.server.start("canceled", &json!([activity, { "return": "it stopped" }]));
    assert_eq!(stage.outcome("canceled").await, "completed \"it stopped\"");
    let reasons: Vec<_> = stage.told.notes().cancels.iter().map(|(reason, _)| *reason).collect();
    assert_eq!(reasons, [ActivityCancelReason::Canceled]);
    stage.shut_down(running).await;
}
