//! Reads clock and heap at the three moments of a replay; does not know which engine it measures.
#![expect(clippy::disallowed_types, reason = "a benchmark reads a clock")]

use crate::{
    alloc::{self, Heap},
    clock,
};
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::time::{Duration, Instant};

/// More than what the caches of a machine hold.
const MORE_THAN_CACHES: usize = 128 << 20;

/// A stopwatch an engine starts when it gets the bytes and stops when replay is over.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    /// What is written to before the clock starts, where the caches are to hold nothing of the history.
    ballast: Option<Vec<u8>>,
    started: Option<Mark>,
    decoded: Option<Mark>,
    stopped: Option<Mark>,
}

#[derive(Clone, Copy, Debug)]
struct Mark {
    at: Instant,
    cpu: Duration,
    heap: Heap,
}

/// What one replay took.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Reading {
    /// From the bytes to the end of replay.
    pub(crate) total: Duration,
    /// The part of `total` after decoding, where an engine decodes first and replays then.
    pub(crate) after_decode: Option<Duration>,
    /// What all threads of the process ran for in `total`.
    pub(crate) cpu: Duration,
    /// Allocations in `total`; zero unless counting was on.
    pub(crate) allocations: u64,
    /// Bytes of those allocations.
    pub(crate) bytes: u64,
    /// How far live bytes rose above where they were at the start.
    pub(crate) peak: u64,
}

impl Meter {
    /// One that empties the caches before it starts.
    pub(crate) fn cold() -> Self {
        Self { ballast: Some(vec![0; MORE_THAN_CACHES]), ..Self::default() }
    }

    /// Starts the clock: the next thing the engine does is to look at the history's bytes.
    pub(crate) fn start(&mut self) {
        if let Some(mut ballast) = self.ballast.take() {
            ballast.fill(1);
            std::hint::black_box(&ballast);
        }
        alloc::restart_peak();
        self.started = Some(Mark::now());
    }

    /// Notes that decoding is over, for engines of which that is a stage of its own.
    pub(crate) fn decoded(&mut self) {
        self.decoded = Some(Mark::now());
    }

    /// Stops the clock. What follows, such as freeing memory and ending threads, is not counted.
    pub(crate) fn stop(&mut self) {
        self.stopped = Some(Mark::now());
    }

    /// Says what the replay took.
    pub(crate) fn reading(&self) -> Result<Reading> {
        let from = self.started.context("the engine never started the clock")?;
        let to = self.stopped.context("the engine never stopped the clock")?;
        Ok(Reading {
            total: to.at - from.at,
            after_decode: self.decoded.map(|decoded| to.at - decoded.at),
            cpu: to.cpu.saturating_sub(from.cpu),
            allocations: to.heap.allocations - from.heap.allocations,
            bytes: to.heap.bytes - from.heap.bytes,
            peak: u64::try_from(to.heap.peak - from.heap.live).unwrap_or(0),
        })
    }
}

impl Mark {
    fn now() -> Self {
        Self { at: Instant::now(), cpu: clock::cpu(), heap: alloc::heap() }
    }
}
