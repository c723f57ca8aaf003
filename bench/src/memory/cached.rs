//! Measures what one cached run costs: a workflow that waits for its activity, in each engine, by the same allocator.

use super::sample::{Sample, Tell, Told, wait};
use crate::{
    alloc,
    ceiling::{
        alone,
        worker::{self, Engine, Settings},
        workload::HELLO,
    },
    measured::Ask as Measured,
    table::{Table, number},
};
use anyhow::{Context, Result, ensure};
use clap::Args;
use dacapo_scripted::{Activities, Plan, Server, Watch, workflows};
use futures_channel::mpsc;
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// How long a worker is given to come to rest.
const SETTLE: Duration = Duration::from_millis(500);

#[derive(Debug, Args)]
pub(crate) struct Cached {
    /// How many runs are cached.
    #[arg(long, value_delimiter = ',', default_values_t = [1000, 10_000])]
    runs: Vec<usize>,
    /// Fail if a cached run takes dacapo more than this share of the official worker's heap bytes.
    #[arg(long)]
    at_most_of_official: Option<f64>,
    /// Print JSON in place of a table.
    #[arg(long)]
    json: bool,
}

/// One measurement.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Ask {
    engine: Engine,
    runs: usize,
}

/// What it came to, for each run.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Reading {
    heap: f64,
    resident: f64,
}

/// Tells when as many workflow tasks are done as there are workflows.
pub(super) struct Held {
    left: usize,
    tell: Tell,
}

impl Held {
    /// A server that gives out as many workflows, and none of their activities.
    pub(super) fn server(runs: usize) -> (Server, Told) {
        let (tell, told) = mpsc::unbounded();
        let plan = Plan {
            workflow_type: workflows::ONE_ACTIVITY,
            argument: HELLO,
            concurrency: runs,
            activities: Activities::Withheld,
            worker_heartbeats: true,
        };
        (Server::new(plan, Self { left: runs, tell }), told)
    }
}

impl Watch for Held {
    fn began(&mut self, _: usize) {}

    fn task_completed(&mut self, _: usize, _: i64) {
        self.left = self.left.saturating_sub(1);
        if self.left == 0 {
            // Whoever waits may have seen enough.
            let _told = self.tell.unbounded_send(Ok(()));
        }
    }

    fn ended(&mut self, _: usize) -> bool {
        self.fault("a workflow ended without its activity");
        false
    }

    fn fault(&mut self, what: &str) {
        let _told = self.tell.unbounded_send(Err(what.to_owned()));
    }
}

/// Measures in this process.
pub(crate) fn measure(ask: Ask) -> Result<Reading> {
    alloc::count(true);
    let (server, mut told) = Held::server(ask.runs);
    let settings = Settings { max_cached_workflows: ask.runs * 2, ..Settings::default() };
    let samples = Arc::new(Mutex::new(None));
    let (starts, sampled) = (server.clone(), samples.clone());
    worker::run(ask.engine, settings, &server, async move {
        wait(SETTLE).await;
        let empty = Sample::now();
        starts.start();
        let Some(Ok(())) = told.next().await else { return };
        wait(SETTLE).await;
        *sampled.lock().unwrap_or_else(PoisonError::into_inner) = Some((empty, Sample::now()));
    })?;
    let samples = *samples.lock().unwrap_or_else(PoisonError::into_inner);
    let (empty, full) = samples.context("the worker did what no healthy worker does")?;
    let each = |bytes: i64| bytes as f64 / ask.runs as f64;
    Ok(Reading { heap: each(full.heap - empty.heap), resident: each(full.resident - empty.resident) })
}

impl Cached {
    /// Measures and prints; an error where a bound is broken.
    pub(crate) fn measure(&self) -> Result<()> {
        let engines = [Engine::Tokio, Engine::Smol, Engine::Official];
        let mut rows: Vec<(usize, Engine, Reading)> = Vec::new();
        for &runs in &self.runs {
            for engine in engines {
                rows.push((runs, engine, alone(engine, &Measured::Cached(Ask { engine, runs }))?));
            }
        }
        let columns = ["cached runs", "worker", "heap bytes/run", "of official", "resident bytes/run"];
        let mut table = Table::new("Cached runs that wait for an activity", &columns);
        let mut json = Vec::new();
        let mut broken = Vec::new();
        for &(runs, engine, reading) in &rows {
            let official = rows.iter().find(|row| row.0 == runs && row.1 == Engine::Official);
            let ratio = official.map(|official| reading.heap / official.2.heap);
            table.push([
                runs.to_string(),
                engine.name().into(),
                number(Some(reading.heap)),
                number(ratio),
                number(Some(reading.resident)),
            ]);
            json.push(serde_json::json!({
                "runs": runs, "worker": engine.name(), "heap": reading.heap,
                "of_official": ratio, "resident": reading.resident,
            }));
            let is_over = self.at_most_of_official.zip(ratio).is_some_and(|(at_most, ratio)| ratio > at_most);
            if engine.is_ours() && is_over {
                broken.push(format!("{} takes {ratio:?} of official for each of {runs} runs", engine.name()));
            }
        }
        if self.json {
            println!("{}", serde_json::to_string_pretty(&json)?);
        } else {
            println!("{table}");
        }
        ensure!(broken.is_empty(), "{}", broken.join("\n"));
        Ok(())
    }
}
