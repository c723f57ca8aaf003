//! Decides what a driver does when more is said than it can take in: everybody has a turn, and so have other tasks.

use super::{
    handles::poll_once,
    host::{Manners, say_what_is_misuse},
    stage::{Setup, Stage},
};
use crate::suite::World;
use core::{pin::pin, time::Duration};
use dacapo_runtime::Runtime;
use futures_lite::future::yield_now;
use serde_json::json;

/// How many inputs wait at any time of a flood.
const WAVES: usize = 100;

/// More steps than any poll of a driver may take.
const STEPS: usize = 200;

/// More turns than anything takes that is not starved.
const TURNS: usize = 20_000_000;

/// How much is said in a flood that outlasts everything.
const ENDLESS: usize = 3_000_000;

/// Begins a flood: for every input that the worker does not take, the host says another one, so many times.
pub(super) fn flood<R: Runtime>(stage: &Stage<R>, length: usize) {
    stage.told.notes().flood = Some((stage.handle.clone(), length));
    for _ in 0..WAVES {
        say_what_is_misuse(&stage.handle);
    }
}

/// Waits without sleeping: in a flood no time passes where that is not the machine's.
pub(super) async fn until(what: &str, is_so: impl Fn() -> bool) {
    let mut turns = 0;
    while !is_so() {
        turns += 1;
        assert!(turns < TURNS, "starved: {what}");
        yield_now().await;
    }
}

pub(crate) async fn a_flood_of_inputs_starves_nothing<W: World>(runtime: W::Runtime) {
    let manners = Manners { is_deaf: true, ..Manners::default() };
    let (stage, running) = Stage::run(&runtime, Setup { manners, ..Setup::default() });
    stage.server.start("stuck", &json!([{ "activity": { "does": [{ "sleep": "3600s" }] } }]));
    stage.until_activities(1).await;
    stage.server.hurries();
    flood(&stage, ENDLESS);
    // Calls end and workflows go on.
    stage.server.start("other", &json!([{ "activity": { "does": [{ "return": 1 }] } }, { "return": 2 }]));
    until("the ends of calls", || stage.server.outcome("other").is_some()).await;
    // Deadlines are kept, on a clock that is pushed: a local activity is tried again, and shutdown ends.
    stage.clock.run_ahead(Duration::from_micros(200));
    let fails_once = json!([{ "fail_attempts": { "attempts": 1 } }, { "return_attempt": {} }]);
    let retried = json!({ "does": fails_once, "retry_policy": { "initial_interval": "0.05s" } });
    stage.server.start("retried", &json!([{ "local_activity": retried }]));
    until("an attempt", || stage.server.outcome("retried").is_some()).await;
    stage.handle.shut_down().await.expect("it runs");
    until("deadlines", || running.has_ended()).await;
    let flood = stage.told.notes().flood.take();
    assert!(flood.is_some_and(|(_, left)| left > 0), "the flood is over, and may have been waited for");
    let report = running.report().await;
    assert_eq!((report.canceled, report.handed_back), (1, 1));
}

pub(crate) async fn one_poll_does_a_bounded_amount_of_work<W: World>(runtime: W::Runtime) {
    let (stage, driver) = Stage::new(&runtime, Setup::default());
    flood(&stage, STEPS * 100);
    let mut run = pin!(driver.run());
    let mut before = 0;
    for _ in 0..50 {
        assert!(poll_once(run.as_mut()).is_none());
        let misuses = stage.told.notes().misuses.len();
        assert!(misuses > before && misuses - before < STEPS, "{} steps in one poll", misuses - before);
        before = misuses;
    }
    // It asks to be polled again by itself, or the flood would stand still.
    stage.told.notes().misuses.clear();
    let waiting = async {
        while stage.told.notes().misuses.len() < STEPS * 3 {
            yield_now().await;
        }
    };
    futures_lite::future::or(async { assert_eq!(run.await.handed_back, 0) }, waiting).await;
}
