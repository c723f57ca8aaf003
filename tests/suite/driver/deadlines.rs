//! Decides when a deadline of the worker is kept: once the clock shows it, whatever timers do, and soon after.

use super::{
    handles::poll_once,
    host::Manners,
    stage::{FORCE, GRACE, Setup, Stage},
    transport::{Fault, all_methods},
    watched::Timers,
};
use crate::suite::World;
use core::{pin::pin, time::Duration};
use dacapo_core::{
    time::MonoTime,
    worker::{config::Config, host::ActivityCancelReason},
};
use dacapo_runtime::Runtime;
use serde_json::{Value, json};

/// An activity that does not stop, whatever it is told.
fn stuck() -> Value {
    json!([{ "activity": { "does": [{ "sleep": "3600s" }], "start_to_close_timeout": "3600s" } }])
}

/// Shutdown has two deadlines: when activities are told to stop, and when they are handed back.
async fn deadlines_of_shutdown<W: World>(runtime: W::Runtime, timers: Timers) {
    let manners = Manners { is_deaf: true, ..Manners::default() };
    let (stage, running) = Stage::run(&runtime, Setup { timers, manners, ..Setup::default() });
    stage.server.start("stuck", &stuck());
    stage.until_activities(1).await;
    let began = runtime.now().mono;
    stage.handle.shut_down().await.expect("it runs");
    let report = running.report().await;
    let ended = runtime.now().mono.since(began);
    assert_eq!((report.canceled, report.handed_back), (1, 1));
    let cancels = stage.told.notes().cancels.clone();
    let told = match cancels.as_slice() {
        [(ActivityCancelReason::WorkerShutdown, at)] => at.since(began),
        other => unreachable!("it is told once: {other:?}"),
    };
    assert!(told >= GRACE && ended >= GRACE + FORCE, "{told:?}, {ended:?}");
    if W::IS_EXACT && timers != Timers::Late {
        assert_eq!((told, ended), (GRACE, GRACE + FORCE));
    }
    if W::IS_EXACT && timers == Timers::Late {
        assert_eq!(told, GRACE * 2, "a timer that is late is not helped");
    }
    // Half of what is left, and half again: an early timer is begun anew, and does not turn in circles.
    let sleeps = stage.clock.seen().sleeps_begun();
    assert!(sleeps < 200, "{sleeps} sleeps");
}

pub(crate) async fn a_deadline_is_kept<W: World>(runtime: W::Runtime) {
    deadlines_of_shutdown::<W>(runtime, Timers::Good).await;
}

pub(crate) async fn a_deadline_is_kept_with_timers_that_are_early<W: World>(runtime: W::Runtime) {
    deadlines_of_shutdown::<W>(runtime, Timers::Early).await;
}

pub(crate) async fn a_deadline_is_kept_with_timers_that_are_late<W: World>(runtime: W::Runtime) {
    deadlines_of_shutdown::<W>(runtime, Timers::Late).await;
}

/// However early timers are, the clock decides; the driver goes on asking, and lets others go first.
pub(crate) async fn timers_that_end_at_once_hold_up_nothing<W: World>(runtime: W::Runtime) {
    /// One sleep that was begun before, and the one that follows it.
    const SLEEPS_A_POLL: usize = 2;
    let (stage, driver) = Stage::new(&runtime, Setup::default());
    stage.server.breaks(&all_methods(), Fault::Hangs);
    stage.clock.end_sleeps_at_once();
    let mut run = pin!(driver.run());
    for _ in 0..50 {
        let before = stage.clock.seen().sleeps_begun();
        assert!(poll_once(run.as_mut()).is_none());
        let begun = stage.clock.seen().sleeps_begun() - before;
        assert!((1..=SLEEPS_A_POLL).contains(&begun), "{begun} sleeps in one poll");
    }
}

pub(crate) async fn a_deadline_is_kept_with_timers_that_end_at_once<W: World>(runtime: W::Runtime) {
    let manners = Manners { is_deaf: true, ..Manners::default() };
    let (stage, running) = Stage::run(&runtime, Setup { manners, ..Setup::default() });
    stage.server.start("stuck", &stuck());
    stage.until_activities(1).await;
    stage.clock.end_sleeps_at_once();
    // Nobody but the driver itself has it look at its clock again.
    stage.clock.run_ahead(Duration::from_millis(1));
    stage.handle.shut_down().await.expect("it runs");
    let report = running.report().await;
    assert_eq!((report.canceled, report.handed_back), (1, 1));
    assert!(runtime.now().mono < stage.clock.now().mono, "its clock was pushed");
}

/// A sleep that was begun for an earlier deadline serves the later one too.
pub(crate) async fn deadlines_that_move_on_begin_no_sleeps<W: World>(runtime: W::Runtime) {
    const ACTIVITIES: usize = 40;
    let (stage, running) = Stage::run(&runtime, Setup::default());
    // Each call has a deadline of its own, a little later than that of the one before.
    let activity = json!({ "activity": { "does": [{ "sleep": "0.005s" }, { "return": 1 }] } });
    stage.server.start("w", &Value::from(vec![activity; ACTIVITIES]));
    stage.outcome("w").await;
    let (calls, sleeps) = (stage.server.all_calls().begun, stage.clock.seen().sleeps_begun());
    assert!(calls >= ACTIVITIES * 2 && sleeps <= 15, "{sleeps} sleeps for {calls} calls");
    stage.shut_down(running).await;
}

pub(crate) async fn a_deadline_that_moves_is_followed<W: World>(runtime: W::Runtime) {
    /// A machine that is busy may be late by nearly as much, and the server takes the activity for alive.
    const TIMEOUT: Duration = Duration::from_millis(400);
    const BEAT: Duration = Duration::from_millis(40);
    const BEATS: u32 = 12;
    const BUFFER: Duration = Duration::from_millis(50);
    let config = |config: &mut Config| {
        config.local_timeout_buffer = BUFFER;
        config.max_heartbeat_throttle_interval = Duration::from_millis(1);
    };
    let manners = Manners { is_deaf: true, ..Manners::default() };
    let (stage, _running) = Stage::run(&runtime, Setup { config, manners, ..Setup::default() });
    let beat = [json!({ "sleep": "0.04s" }), json!({ "heartbeat": [] })];
    let mut beats: Vec<Value> = (0..BEATS).flat_map(|_| beat.clone()).collect();
    beats.push(json!({ "sleep": "3600s" }));
    let once = json!({ "maximum_attempts": 1 });
    let activity = json!({ "does": beats, "heartbeat_timeout": "0.4s", "retry_policy": once });
    stage.server.start("silent", &json!([{ "activity": activity, "expect": { "failed": "timeout" } }]));
    stage.until_activities(1).await;
    let began = runtime.now().mono;
    stage.until("it is taken for lost", || !stage.told.notes().cancels.is_empty()).await;
    let cancels: Vec<(ActivityCancelReason, MonoTime)> = stage.told.notes().cancels.clone();
    let told: Vec<_> = cancels.iter().map(|(reason, at)| (*reason, at.since(began))).collect();
    assert_eq!(told.iter().map(|(reason, _)| *reason).collect::<Vec<_>>(), [ActivityCancelReason::TimedOut]);
    let silence = TIMEOUT + BUFFER;
    // The check itself notices the beginning a little late.
    let margin = Duration::from_millis(10);
    let earliest = BEAT * BEATS + silence - margin;
    assert!(!W::IS_EXACT || told.iter().all(|(_, at)| (earliest..=earliest + margin).contains(at)), "{told:?}");
}

pub(crate) async fn an_idle_worker_sleeps<W: World>(runtime: W::Runtime) {
    let (stage, running) = Stage::run(&runtime, Setup::default());
    stage.server.start("first", &json!([{ "activity": { "does": [] } }]));
    stage.outcome("first").await;
    let before = stage.clock.seen().sleeps_begun();
    let length = if W::IS_EXACT { Duration::from_secs(600) } else { Duration::from_millis(100) };
    runtime.sleep(length).await;
    // Polls end every minute, and each has a deadline; that is all there is to do.
    let sleeps = stage.clock.seen().sleeps_begun() - before;
    assert!(sleeps <= 60, "{sleeps} sleeps in {length:?}");
    assert!(stage.clock.seen().sleeps() <= 1, "one sleep is enough");
    stage.shut_down(running).await;
}
