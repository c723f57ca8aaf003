//! Decides what Nexus tasks see of a driver: they come, their answers go, and they are told to stop.

use super::stage::{Setup, Stage};
use crate::suite::World;
use dacapo_core::worker::{config::Config, host::NexusCancelReason};
use dacapo_runtime::Runtime;
use serde_json::{Value, json};

/// A worker that takes Nexus tasks, too.
fn takes_nexus() -> Setup {
    Setup { config: |config: &mut Config| config.tasks.nexus = true, ..Setup::default() }
}

/// A workflow that asks for an operation that does this, and ends with its result.
fn asks_for(does: &Value) -> Value {
    let operation = json!({ "endpoint": "endpoint", "service": "service", "operation": "operation", "input": does });
    json!([{ "nexus_operation": operation, "save_as": "n" }, { "return_state": "n" }])
}

pub(crate) async fn nexus_tasks_are_answered<W: World>(runtime: W::Runtime) {
    let (stage, running) = Stage::run(&runtime, takes_nexus());
    stage.server.start("asks", &asks_for(&json!([{ "sleep": "0.02s" }, { "return": 7 }])));
    assert_eq!(stage.outcome("asks").await, "completed 7");
    assert_eq!(stage.told.notes().nexus.len(), 1);
    let report = stage.shut_down(running).await;
    assert_eq!(report.handed_back, 0);
}

pub(crate) async fn a_nexus_task_is_told_that_the_worker_shuts_down<W: World>(runtime: W::Runtime) {
    let (stage, running) = Stage::run(&runtime, takes_nexus());
    stage.server.start("asks", &asks_for(&json!([{ "wait_for_cancel": {} }])));
    stage.until("it is asked", || stage.told.notes().nexus.len() == 1).await;
    let began = runtime.now().mono;
    let report = stage.shut_down(running).await;
    let took = runtime.now().mono.since(began);
    assert_eq!(stage.told.notes().nexus_cancels, [NexusCancelReason::WorkerShutdown]);
    assert_eq!(report.handed_back, 0, "it stops in time");
    assert!(took >= super::stage::GRACE, "{took:?}");
}
