//! The worker's own ceiling: as many workflows as it can complete over a transport in memory, beside the official worker.

pub(crate) mod rate;
mod report;
pub(crate) mod share;
pub(crate) mod worker;
pub(crate) mod workload;

use crate::{isolated::Peer, measured::Ask, pin};
use anyhow::{Result, ensure};
use clap::{Args, ValueEnum};
use report::{Bounds, Cell, Rates};
use std::time::Duration;
use worker::Engine;
use workload::Workload;

/// How long a pass lasts in which allocations are counted.
const COUNTED: Duration = Duration::from_millis(300);

#[derive(Debug, Args)]
pub(crate) struct Ceiling {
    /// Only these workers.
    #[arg(long, value_delimiter = ',')]
    worker: Vec<Engine>,
    /// Only these workloads.
    #[arg(long, value_delimiter = ',')]
    workload: Vec<Workload>,
    /// How many workflows are open at a time.
    #[arg(long, value_delimiter = ',', default_values_t = [1, 50, 200])]
    concurrency: Vec<usize>,
    /// Rounds of every worker.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// How long each round measures, in seconds.
    #[arg(long, default_value_t = 1.0)]
    seconds: f64,
    /// Print JSON in place of a table.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    bounds: Bounds,
}

/// Those asked for, or all.
fn chosen<T: ValueEnum>(asked: &[T]) -> Vec<T> {
    if asked.is_empty() { T::value_variants().to_vec() } else { asked.to_vec() }
}

impl Ceiling {
    /// Measures and prints; an error where a bound is broken.
    pub(crate) fn measure(&self) -> Result<()> {
        let mut rates = Rates::default();
        for workload in chosen(&self.workload) {
            for &concurrency in &self.concurrency {
                self.measure_cell((workload, concurrency), &mut rates)?;
            }
        }
        if self.json {
            println!("{}", serde_json::to_string_pretty(&rates.json())?);
        } else {
            println!("{}", rates.table());
        }
        let broken = rates.broken(self.bounds);
        ensure!(broken.is_empty(), "{}", broken.join("\n"));
        Ok(())
    }

    /// Every round, each worker runs once, in a process of its own; every round begins with another.
    fn measure_cell(&self, (workload, concurrency): Cell, rates: &mut Rates) -> Result<()> {
        let cell = (workload, concurrency);
        eprintln!("{} at {concurrency}", workload.name());
        rates.server.insert(cell, alone(Engine::Tokio, &Ask::Share(share::Ask { workload, concurrency }))?);
        let engines = chosen(&self.worker);
        let length = Duration::from_secs_f64(self.seconds);
        let ask = |engine, length, counts| rate::Ask { engine, workload, concurrency, length, counts };
        for &engine in &engines {
            let counted = alone(engine, &Ask::Rate(ask(engine, COUNTED, true)))?;
            rates.counted.insert((cell, engine), counted);
        }
        for round in 0..self.rounds {
            let first = round.checked_rem(engines.len()).unwrap_or(0);
            for &engine in engines.iter().cycle().skip(first).take(engines.len()) {
                let reading = alone(engine, &Ask::Rate(ask(engine, length, false)))?;
                rates.rounds.entry((cell, engine)).or_default().push(reading);
            }
        }
        Ok(())
    }
}

/// Measures in a process of its own, on one CPU unless the engine is to have all.
pub(crate) fn alone<B: serde::de::DeserializeOwned>(engine: Engine, ask: &Ask) -> Result<B> {
    let pinned = if engine == Engine::OfficialUnpinned { "false" } else { "true" };
    Peer::start(&["measured", pinned])?.ask(ask)
}

/// Answers what [`alone`] asks.
pub(crate) fn serve(is_pinned: bool) -> Result<()> {
    if is_pinned {
        pin::to_one_cpu()?;
    }
    crate::isolated::serve(crate::measured::measure)
}
