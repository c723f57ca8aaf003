//! `dacapo-bench`: measures dacapo beside the official core and SDK, in one run.

mod ceiling;
mod clock;
mod isolated;
mod measured;
mod memory;
mod pin;
mod replay;
mod sdk;
mod table;

use anyhow::Result;
use ceiling::Ceiling;
use clap::{Parser, Subcommand};
use dacapo_bench_worker::alloc;
use memory::{Cached, Growth, Idle, Tasks};
use replay::{Play, Replay, Which};
use std::path::PathBuf;

/// Measures dacapo beside the official core and SDK.
#[derive(Debug, Parser)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Measure replay and print tables.
    Replay(Replay),
    /// Play a history whenever a line asks for it; this is how `replay` plays.
    #[command(hide = true)]
    Play(Play),
    /// Measure how many workflows a worker completes over a transport in memory.
    Ceiling(Ceiling),
    /// Measure what a workflow task of a cached run costs, by the length of its history.
    Tasks(Tasks),
    /// Measure what a cached run takes of memory.
    Cached(Cached),
    /// Run many workflows and see that memory does not grow.
    Growth(Growth),
    /// Leave cached runs alone and see that memory does not grow.
    Idle(Idle),
    /// Measure whatever a line asks for; this is how a process is had for each measurement.
    #[command(hide = true)]
    Measured {
        /// Whether on one CPU.
        #[arg(action = clap::ArgAction::Set)]
        is_pinned: bool,
    },
    /// Write the generated histories as binary `temporal.api.history.v1.History` files.
    Gen {
        /// Where to; created if it is missing.
        folder: PathBuf,
        #[command(flatten)]
        which: Which,
    },
}

fn main() -> Result<()> {
    match Cli::parse().command {
        Command::Replay(replay) => replay.measure(),
        Command::Play(play) => play.serve(),
        Command::Ceiling(ceiling) => ceiling.measure(),
        Command::Tasks(tasks) => tasks.measure(),
        Command::Cached(cached) => cached.measure(),
        Command::Growth(growth) => growth.measure(),
        Command::Idle(idle) => idle.measure(),
        Command::Measured { is_pinned } => ceiling::serve(is_pinned),
        Command::Gen { folder, which } => which.write_files(&folder),
    }
}
