//! Decides how a driver begins and ends: nothing before its first poll, nothing after its last, and an end in its time.

use super::{
    handles::expect_ended,
    host::{Answers, Manners},
    stage::{FORCE, GRACE, Setup, Stage},
    transport::{Calls, Fault, all_methods},
};
use crate::suite::World;
use core::time::Duration;
use dacapo_core::worker::{ShutdownReport, config::Config};
use dacapo_proto::rpc::workflow_service::POLL_ACTIVITY_TASK_QUEUE;
use dacapo_runtime::Runtime;
use serde_json::{Value, json};

/// How long the last reports of a worker may take.
const LAST_REPORTS: Duration = Duration::from_secs(5);

fn activity(seconds: &str) -> Value {
    json!([{ "activity": { "does": [{ "sleep": seconds }], "start_to_close_timeout": "3600s" } }, { "return": 1 }])
}

pub(crate) async fn nothing_happens_before_the_first_poll<W: World>(runtime: W::Runtime) {
    let (stage, driver) = Stage::new(&runtime, Setup::default());
    stage.server.start("early", &activity("0s"));
    let run = driver.run();
    stage.handle.evict("nobody".into()).await.expect("it will run");
    runtime.sleep(Duration::from_millis(20)).await;
    assert!(stage.clock.seen().is_untouched() && stage.host.is_untouched(), "nothing is asked of the runtime");
    assert_eq!(stage.server.all_calls(), Calls::default());
    assert_eq!(stage.told.notes().activations, 0);
    let handle = stage.handle.clone();
    let (report, ()) = futures_lite::future::zip(run, async {
        assert_eq!(stage.outcome("early").await, "completed 1");
        handle.shut_down().await.expect("it runs");
    })
    .await;
    assert_eq!(report.handed_back, 0);
}

pub(crate) async fn dropping_the_driver_ends_everything<W: World>(runtime: W::Runtime) {
    let (stage, driver) = Stage::new(&runtime, Setup::default());
    for name in 0..5 {
        stage.server.start(&name.to_string(), &activity("1s"));
    }
    let until = async {
        stage.until_activities(5).await;
        assert!(stage.server.all_calls().open() > 0 && stage.host.tasks() == 5);
        None
    };
    let report = futures_lite::future::or(async { Some(driver.run().await) }, until).await;
    assert_eq!(report, None, "it was dropped while it ran");
    assert_eq!(stage.server.all_calls().open(), 0, "no call is left");
    assert_eq!((stage.clock.seen().tasks(), stage.clock.seen().sleeps()), (0, 0), "the driver has left nothing");
    expect_ended(&stage.handle).await;
    // Activities learn of it when they want to say that they have ended.
    stage.until("activities have ended", || stage.host.tasks() == 0).await;
}

pub(crate) async fn an_idle_worker_shuts_down_at_once<W: World>(runtime: W::Runtime) {
    let (stage, running) = Stage::run(&runtime, Setup::default());
    stage.until("it polls", || stage.server.calls(POLL_ACTIVITY_TASK_QUEUE).open() == 2).await;
    let began = runtime.now().mono;
    assert_eq!(stage.shut_down(running).await, ShutdownReport::default());
    assert!(!W::IS_EXACT || runtime.now().mono == began, "there is nothing to wait for");
    assert_eq!(stage.server.all_calls().open(), 0);
    expect_ended(&stage.handle).await;
}

pub(crate) async fn a_worker_that_never_began_shuts_down<W: World>(runtime: W::Runtime) {
    let (stage, driver) = Stage::new(&runtime, Setup::default());
    stage.server.breaks(&all_methods(), Fault::Hangs);
    stage.handle.shut_down().await.expect("it will run");
    stage.handle.shut_down().await.expect("twice is no harm");
    let report = driver.run().await;
    assert_eq!(report.handed_back, 0);
    expect_ended(&stage.handle).await;
}

pub(crate) async fn shutdown_waits_for_what_is_under_way<W: World>(runtime: W::Runtime) {
    let config = |config: &mut Config| config.graceful_shutdown_period = Duration::from_secs(60);
    let (stage, running) = Stage::run(&runtime, Setup { config, ..Setup::default() });
    let local = json!([{ "local_activity": { "does": [{ "sleep": "0.05s" }] } }, { "return": 1 }]);
    stage.server.start("activity", &activity("0.06s"));
    stage.server.start("local", &local);
    stage.until_activities(2).await;
    let report = stage.shut_down(running).await;
    assert_eq!((report.canceled, report.handed_back), (0, 0));
    assert!(report.drained >= 2, "{report:?}");
    assert_eq!(stage.server.outcome("local").as_deref(), Some("completed 1"));
    // Its end was reported; what the workflow makes of it is for another worker.
    let (next, driver) = Stage::beside(&runtime, &stage.server, "next", Setup::default());
    let running = next.spawn(driver);
    assert_eq!(next.outcome("activity").await, "completed 1");
    assert_eq!(next.told.notes().activities.len(), 0, "it does not run again");
    next.shut_down(running).await;
}

pub(crate) async fn shutdown_ends_though_an_activity_is_stuck<W: World>(runtime: W::Runtime) {
    let manners = Manners { is_deaf: true, ..Manners::default() };
    let (stage, running) = Stage::run(&runtime, Setup { manners, ..Setup::default() });
    stage.server.start("stuck", &activity("0.5s"));
    stage.server.start("local", &json!([{ "local_activity": { "does": [{ "sleep": "0.5s" }] } }, { "return": 1 }]));
    stage.until_activities(2).await;
    let began = runtime.now().mono;
    let report = stage.shut_down(running).await;
    let took = runtime.now().mono.since(began);
    assert!(took >= GRACE + FORCE && (!W::IS_EXACT || took == GRACE + FORCE), "{took:?}");
    assert!(report.canceled >= 1 && report.handed_back >= 2, "{report:?}");
    // Another worker does what was handed back.
    let (next, driver) = Stage::beside(&runtime, &stage.server, "next", Setup::default());
    let running = next.spawn(driver);
    assert_eq!(next.outcome("stuck").await, "completed 1");
    assert_eq!(next.outcome("local").await, "completed 1");
    next.shut_down(running).await;
}

pub(crate) async fn shutdown_ends_though_the_transport_is_stuck<W: World>(runtime: W::Runtime) {
    let (stage, running) = Stage::run(&runtime, Setup::default());
    stage.server.start("lost", &activity("0.03s"));
    stage.until_activities(1).await;
    stage.server.breaks(&all_methods(), Fault::Hangs);
    let began = runtime.now().mono;
    stage.handle.shut_down().await.expect("it runs");
    running.report().await;
    let took = runtime.now().mono.since(began);
    assert!(!W::IS_EXACT || took <= GRACE + FORCE + LAST_REPORTS, "{took:?}");
    assert_eq!(stage.server.all_calls().open(), 0, "nothing is left");
}

pub(crate) async fn shutdown_ends_though_the_host_does_not_answer<W: World>(runtime: W::Runtime) {
    let manners = Manners { answers: Answers::Held, ..Manners::default() };
    let (stage, running) = Stage::run(&runtime, Setup { manners, ..Setup::default() });
    stage.server.start("unanswered", &json!([{ "return": 1 }]));
    stage.until("an activation is held", || !stage.told.notes().held.is_empty()).await;
    let began = runtime.now().mono;
    let report = stage.shut_down(running).await;
    let took = runtime.now().mono.since(began);
    assert!(took >= GRACE + FORCE && (!W::IS_EXACT || took <= GRACE + FORCE + LAST_REPORTS), "{took:?}");
    assert_eq!(report.handed_back, 1);
    // Another worker takes the task, at the latest when its time is up.
    let (next, driver) = Stage::beside(&runtime, &stage.server, "next", Setup::default());
    let running = next.spawn(driver);
    assert_eq!(next.outcome("unanswered").await, "completed 1");
    next.shut_down(running).await;
}
