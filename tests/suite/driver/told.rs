//! Decides what a host is told of its worker beside its work: what is observed, and pollers that stop for good.

use super::{
    fairness::{flood, until},
    stage::{Setup, Stage},
    transport::Fault,
};
use crate::suite::World;
use core::time::Duration;
use dacapo_core::{
    rpc::Code,
    worker::poller::{PollerKind, PollerState},
};
use dacapo_proto::rpc::workflow_service::POLL_ACTIVITY_TASK_QUEUE;
use serde_json::json;

pub(crate) async fn what_is_observed_is_shown<W: World>(runtime: W::Runtime) {
    let (stage, running) = Stage::run(&runtime, Setup::default());
    stage.server.start("w", &json!([{ "activity": { "does": [] } }]));
    stage.outcome("w").await;
    stage.shut_down(running).await;
    let notes = stage.told.notes();
    for expected in ["activity_task_received", "workflow_completed", "the worker shuts down"] {
        assert_eq!(notes.observed.iter().filter(|seen| *seen == expected).count(), 1, "{expected}: {notes:?}");
    }
}

pub(crate) async fn a_poller_that_stops_for_good_is_told<W: World>(runtime: W::Runtime) {
    let (stage, driver) = Stage::new(&runtime, Setup::default());
    stage.server.breaks(&[POLL_ACTIVITY_TASK_QUEUE], Fault::Fails(Code::InvalidArgument));
    stage.server.hurries();
    // It takes a minute, on a clock that is pushed.
    flood(&stage, usize::MAX);
    stage.clock.run_ahead(Duration::from_millis(5));
    let running = stage.spawn(driver);
    until("pollers stop", || stage.told.notes().stopped.len() == 2).await;
    stage.clock.run_ahead(Duration::ZERO);
    stage.told.notes().flood.take();
    let stopped = stage.told.notes().stopped.clone();
    for (poller, why) in stopped {
        assert_eq!((poller.kind, why.code, &*why.message), (PollerKind::Activity, Code::InvalidArgument, "on purpose"));
        assert_eq!(stage.handle.pollers().get(&poller), Some(&PollerState::Stopped));
    }
    // The others go on.
    stage.server.start("w", &json!([{ "return": 1 }]));
    assert_eq!(stage.outcome("w").await, "completed 1");
    stage.handle.shut_down().await.expect("it runs");
    assert_eq!(running.report().await.handed_back, 0);
}
