//! Decides what `load` is asked for, and what its exit code says: 0 all is well, 1 a bound is broken or something failed,
//! 2 there is no server to run.

mod bounds;
mod client;
mod memory;
mod metrics;
mod process;
mod report;
mod rounds;
mod table;
#[cfg(test)]
mod tests;

use crate::engine::Kind;
use anyhow::{Context, Result};
use bounds::Bounds;
use clap::{Args, ValueEnum};
use client::Server;
use dacapo_server_tests::{DevServer, ServerOptions};
use metrics::Metrics;
use report::Report;
use serde::Serialize;
use std::{fs, num::NonZero, path::PathBuf, process::ExitCode, thread::available_parallelism};

/// What the exit code says where there is no server.
const NO_SERVER: u8 = 2;

/// The server looks at these queues 20 times a second otherwise, which is all that there would be to measure.
const SETTINGS: [&str; 2] = ["history.timerProcessorMaxPollRPS=2000", "history.visibilityProcessorMaxPollRPS=2000"];

/// What is to be measured.
#[derive(Debug, Args)]
pub(crate) struct Load {
    /// Only these workers.
    #[arg(long, value_delimiter = ',')]
    engine: Vec<Kind>,
    #[command(flatten)]
    size: Size,
    /// One short round, and few open workflows.
    #[arg(long)]
    quick: bool,
    /// Where `metrics.jsonl` and `report.json` go.
    #[arg(long, default_value = "target/load")]
    folder: PathBuf,
    /// Print the report as JSON in place of tables.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    bounds: Bounds,
}

/// How much is measured, the same for all workers.
#[derive(Clone, Debug, Args, Serialize)]
pub(crate) struct Size {
    /// How often the workers take turns.
    #[arg(long, default_value_t = 3)]
    pub(crate) rounds: usize,
    /// How many workflows there are in a turn.
    #[arg(long, default_value_t = 300)]
    pub(crate) workflows: usize,
    /// How many workflows of a turn are open at a time.
    #[arg(long, default_value_t = 50)]
    pub(crate) concurrency: usize,
    /// How many activities a workflow has, one after the other.
    #[arg(long, default_value_t = 1)]
    pub(crate) activities: u32,
    /// How long the text is that goes to each activity and comes back.
    #[arg(long, default_value_t = 64)]
    pub(crate) text_bytes: usize,
    /// How many workflows are open while memory is measured.
    #[arg(long, default_value_t = 200)]
    pub(crate) open: usize,
    /// How many workflow tasks a worker works on at a time.
    #[arg(long, default_value_t = 10)]
    pub(crate) workflow_slots: usize,
    /// How many activities a worker runs at a time.
    #[arg(long, default_value_t = 14)]
    pub(crate) activity_slots: usize,
    /// How many polls a worker has open at a time, for workflow tasks and for activities each.
    #[arg(long, default_value_t = 5)]
    pub(crate) pollers: usize,
    /// How many threads run a worker's futures.
    #[arg(long, default_value_t = available_parallelism().map_or(2, NonZero::get))]
    pub(crate) threads: usize,
}

impl Size {
    /// What a short run has: enough to see that all goes well, not to quote.
    fn cut(&mut self) {
        self.rounds = self.rounds.min(1);
        self.workflows = self.workflows.min(150);
        self.open = self.open.min(100);
    }
}

impl Load {
    /// Measures and tells.
    ///
    /// # Errors
    ///
    /// A worker, the server or the disk failed, or a workflow ended otherwise than it should.
    pub(crate) fn run(mut self) -> Result<ExitCode> {
        if self.quick {
            self.size.cut();
        }
        let engines = self.engines();
        self.bounds.check(&engines)?;
        for engine in &engines {
            engine.command()?;
        }
        let settings = SETTINGS.map(str::to_owned).to_vec();
        let options = ServerOptions { settings, ..ServerOptions::default() };
        let Some(server) = DevServer::start_with(&options) else { return Ok(ExitCode::from(NO_SERVER)) };
        fs::create_dir_all(&self.folder).with_context(|| format!("{}", self.folder.display()))?;
        let mut metrics = Metrics::create(&self.folder.join("metrics.jsonl"))?;
        let client = Server::connect(server.port)?;
        let rounds = rounds::measure(&client, &engines, &self.size, &mut metrics)?;
        let memory = memory::measure(&client, &engines, &self.size, &mut metrics)?;
        drop(server);
        let mut report = Report::new(&self.size, &engines, &rounds, &memory);
        report.bounds = self.bounds.judge(&report);
        let json = serde_json::to_string_pretty(&report)?;
        fs::write(self.folder.join("report.json"), format!("{json}\n"))?;
        if self.json {
            println!("{json}");
        } else {
            print!("{}", table::tables(&report));
        }
        Ok(if report.bounds.iter().all(|bound| bound.holds) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    fn engines(&self) -> Vec<Kind> {
        let mut engines = Kind::value_variants().to_vec();
        engines.retain(|engine| self.engine.is_empty() || self.engine.contains(engine));
        engines
    }
}
