//! Leaves a worker with cached runs alone, and reads its memory every minute: polls time out, heartbeats go on.

use super::{
    cached::Held,
    sample::{Bounds, Sample, wait},
};
use crate::{
    alloc,
    ceiling::worker::{self, Engine, Settings},
};
use anyhow::{Result, ensure};
use clap::Args;
use futures_util::StreamExt;
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

const MINUTE: Duration = Duration::from_secs(60);

/// How often the worker tells the server that it is there: more often than by default, to idle harder.
const HEARTBEAT: Duration = Duration::from_secs(5);

/// How long the server keeps a poll.
const POLL: Duration = Duration::from_secs(20);

#[derive(Debug, Args)]
pub(crate) struct Idle {
    /// For how long.
    #[arg(long, default_value_t = 10)]
    minutes: usize,
    /// How many runs are cached.
    #[arg(long, default_value_t = 1000)]
    runs: usize,
    /// What holds them.
    #[arg(long, value_enum, default_value_t = Engine::Tokio)]
    worker: Engine,
    #[command(flatten)]
    bounds: Bounds,
}

impl Idle {
    /// Waits and prints; an error where memory grew.
    pub(crate) fn measure(&self) -> Result<()> {
        alloc::count(true);
        let (server, mut told) = Held::server(self.runs);
        let settings =
            Settings { max_cached_workflows: self.runs, poll_timeout: Some(POLL), heartbeat: Some(HEARTBEAT) };
        let minutes = self.minutes;
        let samples = Arc::new(Mutex::new(Vec::with_capacity(minutes + 1)));
        let (starts, sampled) = (server.clone(), samples.clone());
        println!("{:>6}  {:>15}  {:>14}  {:>5}", "minute", "live heap bytes", "resident bytes", "calls");
        worker::run(self.worker, settings, &server, async move {
            starts.start();
            let Some(Ok(())) = told.next().await else { return };
            wait(Duration::from_secs(1)).await;
            for minute in 0..=minutes {
                let sample = Sample::now();
                println!("{minute:>6}  {:>15}  {:>14}  {:>5}", sample.heap, sample.resident, starts.calls());
                sampled.lock().unwrap_or_else(PoisonError::into_inner).push(sample);
                if minute < minutes {
                    wait(MINUTE).await;
                }
            }
        })?;
        let samples = samples.lock().unwrap_or_else(PoisonError::into_inner);
        ensure!(samples.len() == minutes + 1, "the worker did what no healthy worker does");
        self.bounds.hold(&samples)
    }
}
