//! Runs many workflows, and reads memory again and again when all that were begun have ended.

use super::sample::{Bounds, Sample, Tell, wait};
use crate::{
    alloc,
    ceiling::{
        worker::{self, Engine, Settings},
        workload::Workload,
    },
};
use anyhow::{Result, anyhow, ensure};
use clap::Args;
use dacapo_scripted::{Server, Watch};
use futures_channel::mpsc;
use futures_util::StreamExt;
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// How long a worker is given to let go of runs that have ended.
const SETTLE: Duration = Duration::from_millis(100);

#[derive(Debug, Args)]
pub(crate) struct Growth {
    /// How many workflows are run.
    #[arg(long, default_value_t = 1_000_000)]
    runs: u64,
    /// How often memory is read.
    #[arg(long, default_value_t = 20)]
    points: u64,
    /// How many workflows are open at a time.
    #[arg(long, default_value_t = 50)]
    concurrency: usize,
    /// What runs them.
    #[arg(long, value_enum, default_value_t = Engine::Tokio)]
    worker: Engine,
    /// What they do.
    #[arg(long, value_enum, default_value_t = Workload::Activity)]
    workload: Workload,
    #[command(flatten)]
    bounds: Bounds,
}

/// Starts a number of workflows, and tells when they have ended.
struct Batch {
    size: u64,
    began: u64,
    ended: u64,
    tell: Tell,
}

impl Watch for Batch {
    fn began(&mut self, _: usize) {
        self.began += 1;
    }

    fn task_completed(&mut self, _: usize, _: i64) {}

    fn ended(&mut self, _: usize) -> bool {
        self.ended += 1;
        if self.ended == self.size {
            (self.began, self.ended) = (0, 0);
            // Whoever waits is there until the last batch.
            let _told = self.tell.unbounded_send(Ok(()));
            return false;
        }
        self.began < self.size
    }

    fn fault(&mut self, what: &str) {
        let _told = self.tell.unbounded_send(Err(what.to_owned()));
    }
}

impl Growth {
    /// Runs and prints; an error where memory grew.
    pub(crate) fn measure(&self) -> Result<()> {
        alloc::count(true);
        let size = self.runs.checked_div(self.points).unwrap_or_default();
        ensure!(size >= self.concurrency as u64, "more points than runs");
        let (tell, mut told) = mpsc::unbounded();
        let batch = Batch { size, began: 0, ended: 0, tell };
        let server = Server::new(self.workload.plan(self.concurrency), batch);
        let points = usize::try_from(self.points)?;
        let samples = Arc::new(Mutex::new(Vec::with_capacity(points)));
        let (starts, sampled) = (server.clone(), samples.clone());
        println!("{:>9}  {:>15}  {:>14}", "workflows", "live heap bytes", "resident bytes");
        worker::run(self.worker, Settings::default(), &server, async move {
            for point in 1..=points {
                starts.start();
                let Some(Ok(())) = told.next().await else { return };
                wait(SETTLE).await;
                let sample = Sample::now();
                println!("{:>9}  {:>15}  {:>14}", point as u64 * size, sample.heap, sample.resident);
                sampled.lock().unwrap_or_else(PoisonError::into_inner).push(sample);
            }
        })?;
        let samples = samples.lock().unwrap_or_else(PoisonError::into_inner);
        ensure!(samples.len() == points, anyhow!("the worker did what no healthy worker does"));
        self.bounds.hold(&samples)
    }
}
