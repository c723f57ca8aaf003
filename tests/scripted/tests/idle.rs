//! A worker that holds a thousand cached runs and has nothing to do holds its memory.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "support/world.rs"]
mod world;

use core::time::Duration;
use dacapo_runtime::Runtime;
use dacapo_scripted::{Activities, Plan, Watch, workflows};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

const RUNS: usize = 1000;
const MINUTES: usize = 10;

/// What may come and go between two readings.
const LEFT: usize = 1024;

struct Tasks(Arc<AtomicUsize>);

impl Watch for Tasks {
    fn began(&mut self, _: usize) {}

    fn task_completed(&mut self, _: usize, _: i64) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn ended(&mut self, _: usize) -> bool {
        panic!("a workflow ended without its activity")
    }

    fn fault(&mut self, what: &str) {
        panic!("{what}")
    }
}

/// Polls end without a task and begin again, and the worker tells the server that it is there.
#[test]
fn a_worker_that_idles_holds_its_memory() {
    let plan = Plan {
        workflow_type: workflows::ONE_ACTIVITY,
        argument: r#""hello""#,
        concurrency: RUNS,
        activities: Activities::Withheld,
        worker_heartbeats: true,
    };
    let tasks = Arc::new(AtomicUsize::new(0));
    let mut live = Vec::with_capacity(MINUTES);
    world::run(plan, Tasks(tasks.clone()), async |world, server| {
        server.start();
        world.sleep(Duration::from_secs(90)).await;
        assert_eq!(tasks.load(Ordering::Relaxed), RUNS);
        let calls = server.calls();
        for _ in 0..MINUTES {
            let heap = world::heap();
            live.push(heap.bytes_allocated - heap.bytes_deallocated);
            world.sleep(Duration::from_secs(60)).await;
        }
        // Ten polls a minute or more, and a heartbeat.
        assert!(server.calls() - calls > 10 * 10, "{} calls", server.calls() - calls);
    });
    let first = live[0];
    assert!(first > 1_000_000, "{first} bytes are not a thousand runs");
    assert!(live.iter().all(|bytes| *bytes < first + LEFT), "live heap grows: {live:?}");
}
