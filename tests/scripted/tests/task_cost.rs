//! What a workflow task of a cached run costs does not grow with its history.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "support/world.rs"]
mod world;

use core::time::Duration;
use dacapo_runtime::Runtime;
use dacapo_scripted::{Activities, Plan, Watch, workflows};
use std::sync::{Arc, Mutex};

/// How many events the history has when a window of tasks begins, and how many tasks that is.
const LENGTHS: [i64; 3] = [10, 1_000, 10_000];
const TASKS: usize = 100;

/// What the tasks of each window asked for: how often, and how many bytes.
#[derive(Default)]
struct Windows {
    tasks: usize,
    from: (usize, usize),
    asked: Vec<(usize, usize)>,
}

struct Shared(Arc<Mutex<Windows>>);

impl Watch for Shared {
    fn began(&mut self, _: usize) {}

    fn task_completed(&mut self, _: usize, started: i64) {
        let mut windows = self.0.lock().unwrap();
        let Some(length) = LENGTHS.get(windows.asked.len()) else { return };
        if started < *length {
            return;
        }
        let heap = world::heap();
        let now = (heap.allocations + heap.reallocations, heap.bytes_allocated);
        if windows.tasks == 0 {
            windows.from = now;
        }
        windows.tasks += 1;
        if windows.tasks > TASKS {
            let from = windows.from;
            windows.asked.push((now.0 - from.0, now.1 - from.1));
            windows.tasks = 0;
        }
    }

    fn ended(&mut self, _: usize) -> bool {
        false
    }

    fn fault(&mut self, what: &str) {
        panic!("{what}")
    }
}

#[test]
fn a_task_costs_as_much_with_a_long_history_as_with_a_short_one() {
    let plan = Plan {
        workflow_type: workflows::TIMERS,
        argument: "2200",
        concurrency: 1,
        activities: Activities::Eager,
        worker_heartbeats: false,
    };
    let windows = Arc::new(Mutex::new(Windows { asked: Vec::with_capacity(LENGTHS.len()), ..Windows::default() }));
    world::run(plan, Shared(windows.clone()), async |world, server| {
        server.start();
        world.sleep(Duration::from_secs(3600)).await;
    });
    let asked = std::mem::take(&mut windows.lock().unwrap().asked);
    let [(times, bytes), longer @ ..] = asked.as_slice() else { panic!("no window was reached") };
    assert_eq!(longer.len(), LENGTHS.len() - 1);
    println!("a task allocates {} times and {} bytes", times / TASKS, bytes / TASKS);
    // A container may double within one window and not in another, but that is all there may be.
    for (longer_times, longer_bytes) in longer {
        assert!(*longer_times <= times + times / 50, "allocations grow: {asked:?}");
        assert!(*longer_bytes <= bytes + bytes / 50, "allocated bytes grow: {asked:?}");
    }
}
