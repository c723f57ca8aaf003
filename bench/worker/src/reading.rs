//! Decides what a process knows of itself: CPU time, memory, and how many workflows it holds.

use crate::alloc;
use anyhow::{Context, Result};
use dacapo_scripted::Gauges;
use rustix::time::{ClockId, clock_gettime};
use serde::{Deserialize, Serialize};
use std::{fs, time::Duration};

/// What a worker tells when it is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// The CPU time of all its threads so far, in the kernel too.
    pub cpu_seconds: f64,
    /// The memory it has now.
    pub resident_bytes: u64,
    /// The most memory it has had.
    pub peak_resident_bytes: u64,
    /// What its heap was asked for and has not got back since it began; 0 where that is not counted.
    pub heap_bytes: i64,
    /// How often its heap was asked for something; 0 where that is not counted.
    pub allocations: u64,
    /// How many workflows are in its memory.
    pub runs: usize,
    /// How many of them wait for their signal.
    pub parked: usize,
}

impl Reading {
    /// Reads everything.
    ///
    /// # Errors
    ///
    /// The system does not tell.
    pub fn now(gauges: &Gauges) -> Result<Self> {
        let heap = alloc::heap();
        let cpu = Duration::try_from(clock_gettime(ClockId::ProcessCPUTime)).unwrap_or_default();
        let status = fs::read_to_string("/proc/self/status").context("what the kernel knows of this process")?;
        Ok(Self {
            cpu_seconds: cpu.as_secs_f64(),
            resident_bytes: kibibytes(&status, "VmRSS:")? * 1024,
            peak_resident_bytes: kibibytes(&status, "VmHWM:")? * 1024,
            heap_bytes: heap.live,
            allocations: heap.allocations,
            runs: gauges.runs(),
            parked: gauges.parked(),
        })
    }
}

/// The value of a line such as `VmRSS:   1234 kB`.
fn kibibytes(status: &str, name: &str) -> Result<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name)).with_context(|| format!("no {name}"))?;
    line.trim().trim_end_matches(" kB").parse().with_context(|| format!("{name}{line}"))
}
