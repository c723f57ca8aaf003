//! `dacapo-bench`: plays the same histories through dacapo, the official core and plain decoding, side by side.

mod alloc;
mod case;
mod dacapo;
mod decode;
mod engine;
mod generate;
mod isolated;
mod meter;
mod official;
mod pin;
mod report;
mod rounds;
mod script;
#[cfg(test)]
mod tests;

use anyhow::Result;
use clap::{Args, Parser, Subcommand, ValueEnum};
use engine::{Engine, Kind};
use generate::Family;
use std::path::PathBuf;

/// Replays histories through dacapo, the official core and plain decoding, and compares.
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
    Play {
        /// Through this.
        engine: Kind,
        /// What the workflow does.
        family: Family,
    },
    /// Write the generated histories as binary `temporal.api.history.v1.History` files.
    Gen {
        /// Where to; created if it is missing.
        folder: PathBuf,
        #[command(flatten)]
        which: Which,
    },
}

#[derive(Debug, Args)]
struct Which {
    /// Only these families.
    #[arg(long, value_delimiter = ',')]
    family: Vec<Family>,
    /// About how many events each history has.
    #[arg(long, value_delimiter = ',', default_values_t = [1_000, 10_000, 50_000])]
    events: Vec<usize>,
}

#[derive(Debug, Args)]
struct Replay {
    #[command(flatten)]
    which: Which,
    /// Only these engines.
    #[arg(long, value_delimiter = ',')]
    engine: Vec<Kind>,
    /// Rounds of every engine; the default depends on engine and length.
    #[arg(long)]
    rounds: Option<usize>,
    /// 1 000 and 10 000 events only, and few rounds.
    #[arg(long)]
    quick: bool,
    /// Let the process use every CPU. The official core's two threads then pay for waking each other up.
    #[arg(long)]
    unpinned: bool,
    /// Print JSON in place of tables.
    #[arg(long)]
    json: bool,
}

fn main() -> Result<()> {
    match Cli::parse().command {
        Command::Replay(replay) => measure(replay),
        Command::Play { engine, family } => rounds::serve(engine.engine().as_ref(), family),
        Command::Gen { folder, which } => generate::write_files(&folder, &which.families(), &which.events),
    }
}

fn measure(replay: Replay) -> Result<()> {
    if !replay.unpinned {
        pin::to_one_cpu()?;
    }
    let mut lengths = replay.which.events.clone();
    if replay.quick {
        lengths.retain(|&events| events <= 10_000);
    }
    let rows = rounds::measure(
        &engines(&replay.engine),
        &rounds::Options { families: replay.which.families(), lengths, rounds: replay.rounds, quick: replay.quick },
    )?;
    if replay.json {
        println!("{}", report::json(&rows)?);
    } else {
        println!("{}", report::tables(&rows));
    }
    Ok(())
}

impl Which {
    fn families(&self) -> Vec<Family> {
        if self.family.is_empty() { Family::value_variants().to_vec() } else { self.family.clone() }
    }
}

/// Returns the engines asked for, or all.
fn engines(kinds: &[Kind]) -> Vec<Kind> {
    let mut engines = Kind::value_variants().to_vec();
    engines.retain(|engine| kinds.is_empty() || kinds.contains(engine));
    engines
}

impl Kind {
    fn engine(self) -> Box<dyn Engine> {
        match self {
            Self::Decode => Box::new(decode::Decode),
            Self::Official => Box::new(official::Official),
            Self::Dacapo => Box::new(dacapo::Dacapo),
        }
    }
}
