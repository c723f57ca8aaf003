//! Decides what becomes of calls: those that nobody waits for, those that fail, and those that never end.

use super::{
    server::KNOBS,
    stage::{Setup, Stage},
    transport::{Calls, Fault, POLLS, all_methods},
};
use crate::suite::World;
use core::time::Duration;
use dacapo_core::{
    rpc::Code,
    worker::{
        config::Config,
        poller::{PollerKind, PollerState},
    },
};
use dacapo_proto::rpc::workflow_service as method;
use dacapo_runtime::{Handle, Runtime};
use dacapo_sim::knobs::ServerKnobs;
use serde_json::json;

/// How many polls the worker of a check has open when nothing is to be done.
const OPEN_POLLS: usize = 4;

fn open_polls<R: Runtime>(stage: &Stage<R>) -> usize {
    stage.server.polls().open()
}

/// A worker that shuts down while it has polls open and works on an activity; how its polls ended.
async fn polls_at_shutdown<W: World>(runtime: W::Runtime, server: ServerKnobs) -> Calls {
    // Polls may linger, but not as long as the activity takes.
    let config = |config: &mut Config| config.graceful_shutdown_period = Duration::from_secs(60);
    let (stage, running) = Stage::run(&runtime, Setup { server, config, ..Setup::default() });
    stage.server.start("slow", &json!([{ "activity": { "does": [{ "sleep": "3s" }] } }]));
    stage.until_activities(1).await;
    stage.until("it polls", || open_polls(&stage) == OPEN_POLLS).await;
    let ended_before = stage.server.polls().ended;
    stage.handle.shut_down().await.expect("it runs");
    stage.until("no poll is open", || open_polls(&stage) == 0).await;
    assert!(!running.has_ended(), "the worker waits for an activity");
    let polls = stage.server.polls();
    running.report().await;
    stage.expect_health();
    Calls { ended: polls.ended - ended_before, ..polls }
}

pub(crate) async fn calls_that_are_canceled_are_dropped<W: World>(runtime: W::Runtime) {
    // Nothing ends those polls but the worker, which goes on until the activity has ended.
    let polls = polls_at_shutdown::<W>(runtime, KNOBS).await;
    assert_eq!((polls.ended, polls.dropped), (0, OPEN_POLLS));
}

pub(crate) async fn a_server_that_ends_polls_at_shutdown_is_left_to_it<W: World>(runtime: W::Runtime) {
    let polls = polls_at_shutdown::<W>(runtime, ServerKnobs { ends_polls: true, ..KNOBS }).await;
    assert_eq!((polls.ended, polls.dropped), (OPEN_POLLS, 0));
}

fn all_are(worker: &Handle, is_so: impl Fn(&PollerState) -> bool) -> bool {
    let pollers = worker.pollers();
    !pollers.is_empty() && pollers.values().all(is_so)
}

fn is_degraded(state: &PollerState) -> bool {
    matches!(state, PollerState::Degraded { why, .. } if why.code == Code::Unavailable && *why.message == *"on purpose")
}

pub(crate) async fn failing_polls_degrade_pollers_until_one_is_well<W: World>(runtime: W::Runtime) {
    let (stage, running) = Stage::run(&runtime, Setup::default());
    stage.until("it polls", || all_are(&stage.handle, |state| *state == PollerState::Polling)).await;
    let pollers = stage.handle.pollers();
    let count = |kind| pollers.keys().filter(|poller| poller.kind == kind).count();
    let counts = [PollerKind::Workflow, PollerKind::StickyWorkflow, PollerKind::Activity, PollerKind::Nexus].map(count);
    assert_eq!(counts, [1, 1, 2, 0]);
    // Polls that are open end with a task; those that follow fail.
    stage.server.breaks(&POLLS, Fault::Fails(Code::Unavailable));
    for name in ["one", "two", "three"] {
        stage.server.start(name, &json!([{ "activity": { "does": [] } }]));
    }
    let degraded = |kind| {
        let pollers = stage.handle.pollers();
        pollers.iter().any(|(poller, state)| poller.kind == kind && is_degraded(state))
    };
    stage.until("a poller is degraded", || degraded(PollerKind::Workflow)).await;
    stage.server.heals();
    for name in ["one", "two", "three"] {
        stage.outcome(name).await;
    }
    stage.until("pollers are well", || all_are(&stage.handle, |state| *state == PollerState::Polling)).await;
    let was_told = stage.told.notes().states.iter().any(|(_, state)| is_degraded(state));
    assert!(was_told, "the host is told too");
    stage.shut_down(running).await;
    assert!(all_are(&stage.handle, |state| *state == PollerState::Stopped));
}

pub(crate) async fn a_server_that_is_away_at_first_is_waited_for<W: World>(runtime: W::Runtime) {
    let (stage, driver) = Stage::new(&runtime, Setup::default());
    stage.server.breaks(&all_methods(), Fault::Fails(Code::Unavailable));
    let running = stage.spawn(driver);
    stage.until("pollers are degraded", || all_are(&stage.handle, is_degraded)).await;
    assert_eq!(open_polls(&stage), 0);
    stage.server.heals();
    stage.server.start("late", &json!([{ "activity": { "does": [{ "return": 1 }] } }, { "return": 2 }]));
    assert_eq!(stage.outcome("late").await, "completed 2");
    stage.shut_down(running).await;
}

pub(crate) async fn a_call_that_hangs_holds_up_nothing_else<W: World>(runtime: W::Runtime) {
    let (stage, running) = Stage::run(&runtime, Setup::default());
    stage.server.breaks(&[method::RESPOND_ACTIVITY_TASK_COMPLETED], Fault::Hangs);
    stage.server.start("stuck", &json!([{ "activity": { "does": [] } }]));
    stage.until("a call hangs", || stage.server.calls(method::RESPOND_ACTIVITY_TASK_COMPLETED).open() == 1).await;
    stage.server.heals();
    stage.server.start("other", &json!([{ "activity": { "does": [{ "return": 1 }] } }, { "return": 2 }]));
    assert_eq!(stage.outcome("other").await, "completed 2");
    assert_eq!(stage.server.outcome("stuck"), None);
    assert_eq!(stage.server.calls(method::RESPOND_ACTIVITY_TASK_COMPLETED).open(), 1);
    stage.shut_down(running).await;
}

pub(crate) async fn drivers_on_one_runtime_do_not_disturb_each_other<W: World>(runtime: W::Runtime) {
    let (one, of_one) = Stage::run(&runtime, Setup::default());
    let (two, of_two) = Stage::run(&runtime, Setup::default());
    // A third one works for the server of the second.
    let (three, driver) = Stage::beside(&runtime, &two.server, "another worker", Setup::default());
    let of_three = three.spawn(driver);
    let activities = json!([
        { "activity": { "does": [{ "sleep": "0.02s" }, { "return": 1 }] } },
        { "activity": { "does": [{ "return": 2 }] }, "save_as": "n" },
        { "return_state": "n" }
    ]);
    for name in 0..10 {
        one.server.start(&format!("of one {name}"), &activities);
        two.server.start(&format!("of two {name}"), &activities);
    }
    one.outcome("of one 0").await;
    one.handle.shut_down().await.expect("it runs");
    of_one.report().await;
    let others = async {
        for name in 0..10 {
            assert_eq!(two.outcome(&format!("of two {name}")).await, "completed 2");
        }
        assert!(all_are(&two.handle, |state| *state == PollerState::Polling));
        assert!(all_are(&one.handle, |state| *state == PollerState::Stopped));
    };
    others.await;
    three.shut_down(of_three).await;
    two.server.start("last", &activities);
    assert_eq!(two.outcome("last").await, "completed 2");
    two.shut_down(of_two).await;
}
