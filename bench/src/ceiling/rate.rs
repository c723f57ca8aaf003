//! Measures how many workflows a worker completes in a second; the first of them do not count.
#![expect(clippy::disallowed_types, reason = "a benchmark reads a clock")]

use super::{
    worker::{self, Engine, Settings},
    workload::Workload,
};
use crate::{alloc, clock};
use anyhow::{Context, Result, ensure};
use dacapo_scripted::{Server, Watch};
use futures_channel::oneshot;
use hdrhistogram::Histogram;
use serde::{Deserialize, Serialize};
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// How many workflows are completed before measuring begins.
const WARM_UP: u64 = 1000;

/// The longest time of a workflow that is told apart, in nanoseconds.
const LONGEST: u64 = 60_000_000_000;

/// One measurement.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Ask {
    pub(crate) engine: Engine,
    pub(crate) workload: Workload,
    pub(crate) concurrency: usize,
    pub(crate) length: Duration,
    /// Whether allocations are counted, so that times mean nothing.
    pub(crate) counts: bool,
}

/// What it came to.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Reading {
    pub(crate) workflows: u64,
    pub(crate) wall: Duration,
    pub(crate) cpu: Duration,
    pub(crate) allocations: u64,
    /// From when the server gave a workflow out until it had ended.
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
}

impl Reading {
    /// Workflows in a second.
    pub(crate) fn per_second(&self) -> f64 {
        self.workflows as f64 / self.wall.as_secs_f64()
    }

    /// CPU time of all threads for each workflow, in microseconds.
    pub(crate) fn cpu_micros(&self) -> f64 {
        self.cpu.as_secs_f64() * 1e6 / self.workflows as f64
    }

    /// Allocations and reallocations for each workflow.
    pub(crate) fn allocations_each(&self) -> f64 {
        self.allocations as f64 / self.workflows as f64
    }
}

/// What is known of a measurement while it goes on.
pub(super) struct Ledger {
    length: Duration,
    began: Vec<Instant>,
    ended: u64,
    latencies: Histogram<u64>,
    from: Option<Mark>,
    to: Option<Mark>,
    fault: Option<String>,
    done: Option<oneshot::Sender<()>>,
}

#[derive(Clone, Copy)]
struct Mark {
    at: Instant,
    cpu: Duration,
    ended: u64,
    allocations: u64,
}

#[derive(Clone)]
pub(super) struct Shared(Arc<Mutex<Ledger>>);

/// Runs one measurement in this process.
pub(crate) fn measure(ask: Ask) -> Result<Reading> {
    alloc::count(ask.counts);
    let (ledger, done) = Shared::new(ask.concurrency, ask.length)?;
    let server = Server::new(ask.workload.plan(ask.concurrency), ledger.clone());
    server.start();
    worker::run(ask.engine, Settings::default(), &server, async {
        // It is dropped by nobody but the one who sends.
        let _done = done.await;
    })?;
    ledger.reading()
}

impl Shared {
    pub(super) fn new(concurrency: usize, length: Duration) -> Result<(Self, oneshot::Receiver<()>)> {
        let (sender, done) = oneshot::channel();
        let ledger = Ledger {
            length,
            began: vec![Instant::now(); concurrency],
            ended: 0,
            latencies: Histogram::new_with_bounds(1, LONGEST, 3)?,
            from: None,
            to: None,
            fault: None,
            done: Some(sender),
        };
        Ok((Self(Arc::new(Mutex::new(ledger))), done))
    }

    pub(super) fn reading(&self) -> Result<Reading> {
        let ledger = self.lock();
        ensure!(ledger.fault.is_none(), "the worker did what no healthy worker does: {:?}", ledger.fault);
        let (from, to) = ledger.from.zip(ledger.to).context("it ended before it was measured")?;
        let quantile = |q| Duration::from_nanos(ledger.latencies.value_at_quantile(q));
        Ok(Reading {
            workflows: to.ended - from.ended,
            wall: to.at - from.at,
            cpu: to.cpu - from.cpu,
            allocations: to.allocations - from.allocations,
            p50: quantile(0.5),
            p99: quantile(0.99),
        })
    }

    fn lock(&self) -> MutexGuard<'_, Ledger> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Watch for Shared {
    fn began(&mut self, place: usize) {
        if let Some(began) = self.lock().began.get_mut(place) {
            *began = Instant::now();
        }
    }

    fn task_completed(&mut self, _: usize, _: i64) {}

    fn ended(&mut self, place: usize) -> bool {
        self.lock().end(place)
    }

    fn fault(&mut self, what: &str) {
        let mut ledger = self.lock();
        ledger.fault.get_or_insert_with(|| what.to_owned());
        ledger.stop();
    }
}

impl Ledger {
    fn end(&mut self, place: usize) -> bool {
        if self.to.is_some() {
            return false;
        }
        self.ended += 1;
        let now = Instant::now();
        match self.from {
            None if self.ended >= WARM_UP => self.from = Some(Mark::now(self.ended)),
            None => {}
            Some(from) => {
                let latency = self.began.get(place).map(|began| now - *began).unwrap_or_default();
                self.latencies.saturating_record(u64::try_from(latency.as_nanos()).unwrap_or(u64::MAX));
                if now - from.at >= self.length {
                    self.to = Some(Mark::now(self.ended));
                    self.stop();
                }
            }
        }
        true
    }

    fn stop(&mut self) {
        if let Some(done) = self.done.take() {
            // Nobody waits any more where the worker has failed.
            let _sent = done.send(());
        }
    }
}

impl Mark {
    fn now(ended: u64) -> Self {
        Self { at: Instant::now(), cpu: clock::cpu(), ended, allocations: alloc::heap().allocations }
    }
}
