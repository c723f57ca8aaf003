//! Turns rates into a table and JSON, and holds them against bounds; measures nothing.

use super::{rate::Reading, share, worker::Engine, workload::Workload};
use crate::table::{Table, number};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// One workload at one concurrency.
pub(crate) type Cell = (Workload, usize);

/// All that was measured.
#[derive(Debug, Default)]
pub(crate) struct Rates {
    pub(crate) rounds: BTreeMap<(Cell, Engine), Vec<Reading>>,
    /// The passes in which allocations were counted.
    pub(crate) counted: BTreeMap<(Cell, Engine), Reading>,
    pub(crate) server: BTreeMap<Cell, share::Reading>,
}

/// What dacapo must reach; nothing is asked for by default.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub(crate) struct Bounds {
    /// Fail unless dacapo completes so many one-activity workflows in a second, on each runtime, where it does best.
    #[arg(long)]
    at_least_per_second: Option<f64>,
    /// Fail if a workflow costs dacapo more than this share of the official worker's CPU time, anywhere.
    #[arg(long)]
    at_most_of_official: Option<f64>,
}

fn median(readings: &[Reading], of: impl Fn(&Reading) -> f64) -> Option<f64> {
    let mut values: Vec<f64> = readings.iter().map(of).collect();
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

fn ms(duration: std::time::Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

impl Rates {
    fn cpu(&self, cell: Cell, engine: Engine) -> Option<f64> {
        median(self.rounds.get(&(cell, engine))?, Reading::cpu_micros)
    }

    /// Renders what was measured for people.
    pub(crate) fn table(&self) -> String {
        let mut table = Table::new(
            "Workflows over a transport in memory, medians",
            &[
                "workload",
                "at a time",
                "worker",
                "workflows/s",
                "CPU us/workflow",
                "of which the server",
                "allocations/workflow",
                "of which the server",
                "p50 ms",
                "p99 ms",
            ],
        );
        for (&(cell, engine), readings) in &self.rounds {
            let server = self.server.get(&cell);
            table.push([
                cell.0.name().into(),
                cell.1.to_string(),
                engine.name().into(),
                number(median(readings, Reading::per_second)),
                number(self.cpu(cell, engine)),
                number(server.map(|server| server.cpu_micros)),
                number(self.counted.get(&(cell, engine)).map(Reading::allocations_each)),
                number(server.map(|server| server.allocations)),
                number(median(readings, |reading| ms(reading.p50))),
                number(median(readings, |reading| ms(reading.p99))),
            ]);
        }
        table.to_string()
    }

    /// Renders it for programs.
    pub(crate) fn json(&self) -> Value {
        let row = |(&(cell, engine), readings): (&(Cell, Engine), &Vec<Reading>)| {
            let server = self.server.get(&cell);
            json!({
                "workload": cell.0.name(),
                "concurrency": cell.1,
                "worker": engine.name(),
                "rounds": readings.len(),
                "workflows_per_second": median(readings, Reading::per_second),
                "cpu_micros": self.cpu(cell, engine),
                "server_cpu_micros": server.map(|server| server.cpu_micros),
                "allocations": self.counted.get(&(cell, engine)).map(Reading::allocations_each),
                "server_allocations": server.map(|server| server.allocations),
                "p50_ms": median(readings, |reading| ms(reading.p50)),
                "p99_ms": median(readings, |reading| ms(reading.p99)),
            })
        };
        json!({ "rates": self.rounds.iter().map(row).collect::<Vec<_>>() })
    }

    /// What does not hold.
    pub(crate) fn broken(&self, bounds: Bounds) -> Vec<String> {
        let mut broken = self.too_slow(bounds.at_least_per_second);
        broken.extend(self.too_dear(bounds.at_most_of_official));
        broken
    }

    fn too_slow(&self, at_least: Option<f64>) -> Vec<String> {
        let Some(at_least) = at_least else { return Vec::new() };
        let mut best: BTreeMap<Engine, f64> = [(Engine::Tokio, 0.0), (Engine::Smol, 0.0)].into();
        for (((workload, _), engine), readings) in &self.rounds {
            let rate = median(readings, Reading::per_second).unwrap_or_default();
            if *workload == Workload::Activity {
                best.entry(*engine).and_modify(|best| *best = best.max(rate));
            }
        }
        let slow = best.into_iter().filter(|(_, best)| *best < at_least);
        slow.map(|(engine, best)| {
            format!("{} completes {best:.0} one-activity workflows a second, not {at_least:.0}", engine.name())
        })
        .collect()
    }

    fn too_dear(&self, at_most: Option<f64>) -> Vec<String> {
        let Some(at_most) = at_most else { return Vec::new() };
        let mut broken = Vec::new();
        for &(cell, engine) in self.rounds.keys().filter(|(_, engine)| engine.is_ours()) {
            let ratio =
                self.cpu(cell, engine).zip(self.cpu(cell, Engine::Official)).map(|(ours, theirs)| ours / theirs);
            if ratio.is_none_or(|ratio| ratio > at_most) {
                let (workload, concurrency) = (cell.0.name(), cell.1);
                broken.push(format!("{} on {workload} at {concurrency}: {ratio:?} of official", engine.name()));
            }
        }
        broken
    }
}
