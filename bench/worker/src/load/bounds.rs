//! Decides which bounds a run can be held to, and whether it keeps them.

use super::report::{Engine, Report};
use crate::engine::Kind;
use anyhow::{Result, ensure};
use clap::Args;
use serde::Serialize;

/// The bounds of a run; each holds for every worker of dacapo. Those of ratios are against the official worker.
#[derive(Clone, Copy, Debug, Default, Args)]
pub(crate) struct Bounds {
    /// The most CPU time for a workflow, the official worker's being 1.
    #[arg(long)]
    pub(crate) max_cpu_ratio: Option<f64>,
    /// The most heap for an open workflow, the official worker's being 1.
    #[arg(long)]
    pub(crate) max_memory_ratio: Option<f64>,
    /// The least throughput, the official worker's being 1.
    #[arg(long)]
    pub(crate) min_throughput_ratio: Option<f64>,
    /// The most CPU seconds for 1 000 workflows.
    #[arg(long)]
    pub(crate) max_cpu_seconds: Option<f64>,
    /// The most bytes of heap for an open workflow.
    #[arg(long)]
    pub(crate) max_memory_bytes: Option<f64>,
    /// The fewest workflows in a second.
    #[arg(long)]
    pub(crate) min_throughput: Option<f64>,
}

/// Whether one worker keeps one bound.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Bound {
    /// The flag that asks for it.
    pub(crate) bound: &'static str,
    pub(crate) engine: Kind,
    pub(crate) limit: f64,
    pub(crate) value: f64,
    pub(crate) holds: bool,
}

impl Bounds {
    /// Makes sure that what is to be compared will be measured.
    ///
    /// # Errors
    ///
    /// There is a ratio without the official worker, or a bound without a worker that it holds for.
    pub(crate) fn check(&self, engines: &[Kind]) -> Result<()> {
        let ratios = [self.max_cpu_ratio, self.max_memory_ratio, self.min_throughput_ratio];
        let absolutes = [self.max_cpu_seconds, self.max_memory_bytes, self.min_throughput];
        let has_official = engines.contains(&Kind::Official);
        let needs_official = ratios.iter().any(Option::is_some);
        ensure!(!needs_official || has_official, "a bound on a ratio needs the official worker");
        let has_bounds = needs_official || absolutes.iter().any(Option::is_some);
        ensure!(!has_bounds || engines.iter().any(|&engine| engine != Kind::Official), "nothing is held to the bounds");
        Ok(())
    }

    /// Holds a run to them. What was asked for and not measured is broken.
    pub(crate) fn judge(&self, report: &Report) -> Vec<Bound> {
        let mut all = Vec::new();
        for engine in report.engines.iter().filter(|engine| engine.engine != Kind::Official) {
            let ratio = |of: fn(&super::report::Ratios) -> Option<f64>| engine.to_official.as_ref().and_then(of);
            let mut at_most = |bound, limit: Option<f64>, value: Option<f64>| {
                all.extend(limit.map(|limit| judged(bound, engine, limit, value, |value| value <= limit)));
            };
            at_most("max-cpu-ratio", self.max_cpu_ratio, ratio(|ratios| ratios.cpu));
            at_most("max-memory-ratio", self.max_memory_ratio, ratio(|ratios| ratios.heap));
            at_most("max-cpu-seconds", self.max_cpu_seconds, engine.cpu_seconds_per_1000);
            at_most("max-memory-bytes", self.max_memory_bytes, engine.heap_bytes_per_run);
            let mut at_least = |bound, limit: Option<f64>, value: Option<f64>| {
                all.extend(limit.map(|limit| judged(bound, engine, limit, value, |value| value >= limit)));
            };
            at_least("min-throughput-ratio", self.min_throughput_ratio, ratio(|ratios| ratios.throughput));
            at_least("min-throughput", self.min_throughput, engine.workflows_per_second);
        }
        all
    }
}

fn judged(bound: &'static str, engine: &Engine, limit: f64, value: Option<f64>, holds: impl Fn(f64) -> bool) -> Bound {
    let value = value.unwrap_or(f64::NAN);
    Bound { bound, engine: engine.engine, limit, value, holds: holds(value) }
}
