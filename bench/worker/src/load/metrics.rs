//! Decides what a line of `metrics.jsonl` is: `bench/README.md` says what its fields mean.

use crate::engine::Kind;
use anyhow::{Context, Result};
use dacapo_bench_worker::Reading;
use serde::Serialize;
use std::{
    fs::File,
    io::{LineWriter, Write},
    path::Path,
};

/// The file, to which each line goes when it is known.
#[derive(Debug)]
pub(crate) struct Metrics(LineWriter<File>);

/// A worker under load, once a second.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "kind", rename = "sample")]
pub(crate) struct Sample {
    pub(crate) round: usize,
    pub(crate) engine: Kind,
    /// Since the turn began.
    pub(crate) seconds: f64,
    #[serde(flatten)]
    pub(crate) reading: Reading,
}

/// One turn of a worker.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "kind", rename = "round")]
pub(crate) struct Round {
    pub(crate) round: usize,
    pub(crate) engine: Kind,
    pub(crate) workflows: usize,
    pub(crate) seconds: f64,
    pub(crate) workflows_per_second: f64,
    pub(crate) cpu_seconds: f64,
    pub(crate) cpu_seconds_per_1000: f64,
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
    pub(crate) resident_bytes: u64,
    pub(crate) peak_resident_bytes: u64,
    pub(crate) disturbed: usize,
}

/// What the open workflows of a worker hold on to.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "kind", rename = "memory")]
pub(crate) struct Memory {
    pub(crate) engine: Kind,
    pub(crate) open: usize,
    pub(crate) heap_bytes_per_run: f64,
    pub(crate) resident_bytes_per_run: f64,
    pub(crate) allocations_per_run: f64,
    pub(crate) empty: Reading,
    pub(crate) full: Reading,
    pub(crate) disturbed: usize,
}

impl Metrics {
    /// Begins the file anew.
    pub(crate) fn create(path: &Path) -> Result<Self> {
        let file = File::create(path).with_context(|| format!("{}", path.display()))?;
        Ok(Self(LineWriter::new(file)))
    }

    /// Appends a line.
    pub(crate) fn write(&mut self, line: &impl Serialize) -> Result<()> {
        writeln!(self.0, "{}", serde_json::to_string(line)?)?;
        Ok(())
    }
}
