//! `dacapo-bench-worker`: workers of dacapo and of others under the same load.

mod engine;
mod load;
mod work;

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Gives workers work to do, and compares what it costs them.
#[derive(Debug, Parser)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// On a real server, which this starts: CPU time, throughput, latencies and memory of workers.
    Load(Box<load::Load>),
    /// Be a worker; this is how `load` has its workers.
    #[command(hide = true)]
    Work {
        /// On this.
        engine: engine::Kind,
        /// A specification, as JSON.
        spec: String,
    },
}

fn main() -> Result<ExitCode> {
    match Cli::parse().command {
        Command::Load(load) => load.run(),
        Command::Work { engine, spec } => {
            work::work(engine, &serde_json::from_str(&spec)?)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}
