//! `dacapo-bench`: measures dacapo beside the official core and SDK, in one run.

mod isolated;
mod pin;
mod replay;
mod table;

use anyhow::Result;
use clap::{Parser, Subcommand};
use dacapo_bench_worker::alloc;
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
        Command::Gen { folder, which } => which.write_files(&folder),
    }
}
