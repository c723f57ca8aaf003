//! Workers on the server in memory complete what it starts, in virtual time.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use core::time::Duration;
use dacapo_core::worker::{
    Options, Worker,
    config::{Checked, Config},
};
use dacapo_runtime::Driver;
use dacapo_scripted::{Activities, LightHost, Memory, NAMESPACE, Plan, Server, TASK_QUEUE, Watch, workflows};
use dacapo_tests::virtual_time::VirtualTime;
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

/// How often everything happened.
#[derive(Debug, Default)]
struct Counts {
    began: usize,
    tasks: usize,
    ended: usize,
    faults: Vec<String>,
    host_faults: usize,
}

/// Starts executions until `wanted` have begun.
struct Counting {
    wanted: usize,
    counts: Arc<Mutex<Counts>>,
}

impl Watch for Counting {
    fn began(&mut self, _: usize) {
        self.counts.lock().unwrap().began += 1;
    }

    fn task_completed(&mut self, _: usize, _: i64) {
        self.counts.lock().unwrap().tasks += 1;
    }

    fn ended(&mut self, _: usize) -> bool {
        let mut counts = self.counts.lock().unwrap();
        counts.ended += 1;
        counts.began < self.wanted
    }

    fn fault(&mut self, what: &str) {
        self.counts.lock().unwrap().faults.push(what.to_owned());
    }
}

/// Runs a worker for a minute and gives what happened: ten executions at a time, a hundred in all.
fn run(workflow_type: &'static str, argument: &'static str, activities: Activities) -> Counts {
    let world = VirtualTime::new(1);
    let plan = Plan { workflow_type, argument, concurrency: 10, activities, worker_heartbeats: true };
    let counts = Arc::new(Mutex::new(Counts::default()));
    let server = Server::new(plan, Counting { wanted: 100, counts: counts.clone() });
    let faults = Arc::new(AtomicUsize::new(0));
    let config = Checked::try_from(Config::new(NAMESPACE, TASK_QUEUE, "worker")).unwrap();
    let worker = Worker::new(config, Options { seed: 1, observes: true });
    let transport = Memory::new(world.clone(), server.clone(), Some(Duration::from_secs(60)));
    let driver = Driver::new(worker, world.clone(), transport, LightHost::new(world.clone(), faults.clone()));
    let handle = driver.handle();
    server.start();
    let runtime = world.clone();
    world.run(async move {
        dacapo_runtime::Runtime::spawn(&runtime, async move {
            let _report = driver.run().await;
        });
        dacapo_runtime::Runtime::sleep(&runtime, Duration::from_secs(60)).await;
        handle.shut_down().await.unwrap();
        dacapo_runtime::Runtime::sleep(&runtime, Duration::from_secs(60)).await;
    });
    let mut counts = std::mem::take(&mut *counts.lock().unwrap());
    counts.host_faults = faults.load(Ordering::Relaxed);
    counts
}

#[test]
fn executions_go_their_way_and_others_follow() {
    let hello = r#""hello""#;
    for (workflow_type, argument, activities, tasks) in [
        (workflows::ONE_ACTIVITY, hello, Activities::Eager, 200),
        (workflows::ONE_ACTIVITY, hello, Activities::Polled, 200),
        (workflows::ONE_LOCAL_ACTIVITY, hello, Activities::Eager, 100),
        (workflows::NOTHING, hello, Activities::Eager, 100),
        (workflows::TIMERS, "3", Activities::Eager, 400),
    ] {
        let counts = run(workflow_type, argument, activities);
        assert!(counts.faults.is_empty() && counts.host_faults == 0, "{workflow_type}: {counts:?}");
        assert_eq!((counts.began, counts.ended, counts.tasks), (100, 100, tasks), "{workflow_type}, {activities:?}");
    }
}

#[test]
fn withheld_activities_keep_executions_open() {
    let counts = run(workflows::ONE_ACTIVITY, r#""hello""#, Activities::Withheld);
    assert_eq!((counts.began, counts.ended, counts.tasks), (10, 0, 10), "{counts:?}");
}

#[test]
fn what_no_host_has_is_a_fault() {
    let counts = run("unknown", r#""hello""#, Activities::Eager);
    assert!(counts.faults.contains(&"RespondWorkflowTaskFailed".to_owned()) && counts.host_faults > 0, "{counts:?}");
}
