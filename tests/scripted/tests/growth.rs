//! Runs that have ended leave nothing behind.
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

/// How many runs there are between two readings of memory.
const BATCH: usize = 500;

const CONCURRENCY: usize = 50;

/// A queue may double late, which is no growth: a run that left a byte behind would show.
const LEFT: usize = 4096;

/// Starts a batch of workflows, and no more.
struct Batch {
    began: usize,
    ended: Arc<AtomicUsize>,
}

impl Watch for Batch {
    fn began(&mut self, _: usize) {
        self.began += 1;
    }

    fn task_completed(&mut self, _: usize, _: i64) {}

    fn ended(&mut self, _: usize) -> bool {
        let ended = self.ended.fetch_add(1, Ordering::Relaxed) + 1;
        self.began < ended.div_ceil(BATCH) * BATCH
    }

    fn fault(&mut self, what: &str) {
        panic!("{what}")
    }
}

#[test]
fn thousands_of_runs_leave_nothing() {
    for (workflow_type, activities, points) in [
        (workflows::ONE_ACTIVITY, Activities::Eager, 40),
        (workflows::ONE_ACTIVITY, Activities::Polled, 8),
        (workflows::ONE_LOCAL_ACTIVITY, Activities::Eager, 8),
    ] {
        let plan = Plan {
            workflow_type,
            argument: r#""hello""#,
            concurrency: CONCURRENCY,
            activities,
            worker_heartbeats: true,
        };
        let ended = Arc::new(AtomicUsize::new(0));
        let mut live = Vec::with_capacity(points);
        world::run(plan, Batch { began: 0, ended: ended.clone() }, async |world, server| {
            for point in 1..=points {
                server.start();
                world.sleep(Duration::from_secs(60)).await;
                assert_eq!(ended.load(Ordering::Relaxed), point * BATCH);
                let heap = world::heap();
                live.push(heap.bytes_allocated - heap.bytes_deallocated);
            }
        });
        // The first batch fills what grows once: queues, and the tables of the runtime.
        let first = live[1];
        assert!(live.iter().all(|bytes| *bytes < first + LEFT), "{workflow_type}: live heap grows: {live:?}");
    }
}
