//! Measures what one workflow task of a cached run costs when its history is short, and when it is long.

use crate::{
    alloc,
    ceiling::{
        alone,
        worker::{self, Engine, Settings},
    },
    clock,
    measured::Ask as Measured,
    table::{Table, number},
};
use anyhow::{Context, Result, ensure};
use clap::Args;
use dacapo_scripted::{Activities, Plan, Server, Watch, workflows};
use futures_channel::oneshot;
use serde::{Deserialize, Serialize};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// How many events the history has when measuring begins.
const LENGTHS: [i64; 3] = [10, 1_000, 10_000];

/// For how many workflow tasks it goes on.
const TASKS: u64 = 100;

/// How many timers each workflow waits for: each is a task of five events.
const TIMERS: &str = "2200";

#[derive(Debug, Args)]
pub(crate) struct Tasks {
    /// How many workflows are run.
    #[arg(long, default_value_t = 50)]
    rounds: u64,
    /// Fail if a task of dacapo's allocates more than so many times as often with the longest history as with the
    /// shortest.
    #[arg(long)]
    at_most_growth: Option<f64>,
}

/// One measurement.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Ask {
    engine: Engine,
    rounds: u64,
    /// Whether allocations are counted, so that times mean nothing.
    counts: bool,
}

/// What a task came to at one length.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Cost {
    cpu_micros: f64,
    allocations: f64,
    bytes: f64,
}

/// What it came to at each of the lengths.
pub(crate) type Reading = [Cost; LENGTHS.len()];

#[derive(Clone, Copy, Default)]
struct Mark {
    cpu: Duration,
    allocations: u64,
    bytes: u64,
}

/// Adds up what windows of tasks cost.
struct Windows {
    rounds_left: u64,
    /// The window that is open or comes next, and how many of its tasks are done.
    window: usize,
    tasks: u64,
    from: Mark,
    sums: [Mark; LENGTHS.len()],
    fault: Option<String>,
    done: Option<oneshot::Sender<()>>,
}

#[derive(Clone)]
struct Shared(Arc<Mutex<Windows>>);

impl Mark {
    fn now() -> Self {
        let heap = alloc::heap();
        Self { cpu: clock::cpu(), allocations: heap.allocations, bytes: heap.bytes }
    }
}

impl Windows {
    fn task_completed(&mut self, started: i64) {
        let Some(length) = LENGTHS.get(self.window) else { return };
        if started < *length {
            return;
        }
        if self.tasks == 0 {
            self.from = Mark::now();
        }
        if self.tasks == TASKS {
            let (from, to) = (self.from, Mark::now());
            if let Some(sum) = self.sums.get_mut(self.window) {
                sum.cpu += to.cpu - from.cpu;
                sum.allocations += to.allocations - from.allocations;
                sum.bytes += to.bytes - from.bytes;
            }
            (self.window, self.tasks) = (self.window + 1, 0);
            return;
        }
        self.tasks += 1;
    }
}

impl Watch for Shared {
    fn began(&mut self, _: usize) {
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (windows.window, windows.tasks) = (0, 0);
    }

    fn task_completed(&mut self, _: usize, started: i64) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).task_completed(started);
    }

    fn ended(&mut self, _: usize) -> bool {
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        windows.rounds_left = windows.rounds_left.saturating_sub(1);
        if windows.rounds_left > 0 {
            return true;
        }
        // Nobody waits any more where the worker has failed.
        let _sent = windows.done.take().map(|done| done.send(()));
        false
    }

    fn fault(&mut self, what: &str) {
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        windows.fault.get_or_insert_with(|| what.to_owned());
        windows.done = None;
    }
}

/// Measures in this process.
pub(crate) fn measure(ask: Ask) -> Result<Reading> {
    alloc::count(ask.counts);
    let (done, until) = oneshot::channel();
    let windows = Windows {
        rounds_left: ask.rounds,
        window: 0,
        tasks: 0,
        from: Mark::default(),
        sums: Default::default(),
        fault: None,
        done: Some(done),
    };
    let shared = Shared(Arc::new(Mutex::new(windows)));
    let plan = Plan {
        workflow_type: workflows::TIMERS,
        argument: TIMERS,
        concurrency: 1,
        activities: Activities::Eager,
        worker_heartbeats: false,
    };
    let server = Server::new(plan, shared.clone());
    server.start();
    worker::run(ask.engine, Settings::default(), &server, async {
        let _done = until.await;
    })?;
    let windows = shared.0.lock().unwrap_or_else(PoisonError::into_inner);
    ensure!(windows.fault.is_none(), "the worker did what no healthy worker does: {:?}", windows.fault);
    let tasks = (ask.rounds * TASKS) as f64;
    Ok(windows.sums.map(|sum| Cost {
        cpu_micros: sum.cpu.as_secs_f64() * 1e6 / tasks,
        allocations: sum.allocations as f64 / tasks,
        bytes: sum.bytes as f64 / tasks,
    }))
}

impl Tasks {
    /// Measures and prints; an error where the bound is broken.
    pub(crate) fn measure(&self) -> Result<()> {
        let columns = ["worker", "events before", "CPU us/task", "allocations/task", "bytes/task"];
        let mut table =
            Table::new("Workflow tasks of a cached run, each a timer that fired; the server is in it", &columns);
        let mut broken = Vec::new();
        for engine in [Engine::Tokio, Engine::Smol, Engine::Official] {
            let ask = |counts| Measured::Tasks(Ask { engine, rounds: self.rounds, counts });
            let counted: Reading = alone(engine, &ask(true))?;
            let timed: Reading = alone(engine, &ask(false))?;
            for ((length, timed), counted) in LENGTHS.iter().zip(timed).zip(counted) {
                table.push([
                    engine.name().into(),
                    length.to_string(),
                    number(Some(timed.cpu_micros)),
                    number(Some(counted.allocations)),
                    number(Some(counted.bytes)),
                ]);
            }
            let (short, long) = counted.first().zip(counted.last()).context("there are lengths")?;
            let growth = long.allocations / short.allocations;
            if engine.is_ours() && self.at_most_growth.is_some_and(|at_most| growth > at_most) {
                broken.push(format!("{}: allocations grow by {growth:.2}", engine.name()));
            }
        }
        println!("{table}");
        ensure!(broken.is_empty(), "{}", broken.join("\n"));
        Ok(())
    }
}
