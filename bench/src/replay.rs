//! Replay of the same histories through dacapo, the official core and plain decoding: the command line of it.

mod case;
mod dacapo;
mod decode;
mod engine;
mod generate;
mod meter;
mod official;
mod player;
mod report;
mod rounds;
mod script;
#[cfg(test)]
mod tests;

use crate::pin;
use anyhow::Result;
use clap::{Args, ValueEnum};
use engine::{Engine, Kind};
use generate::Family;
use std::path::Path;

#[derive(Debug, Args)]
pub(crate) struct Which {
    /// Only these families.
    #[arg(long, value_delimiter = ',')]
    family: Vec<Family>,
    /// About how many events each history has.
    #[arg(long, value_delimiter = ',', default_values_t = [1_000, 10_000, 50_000])]
    events: Vec<usize>,
}

#[derive(Debug, Args)]
pub(crate) struct Replay {
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

/// What the process of one engine and family is started with.
#[derive(Debug, Args)]
pub(crate) struct Play {
    /// Through this.
    engine: Kind,
    /// What the workflow does.
    family: Family,
}

impl Play {
    /// Plays histories as standard input asks for them.
    pub(crate) fn serve(&self) -> Result<()> {
        rounds::serve(self.engine.engine().as_ref(), self.family)
    }
}

impl Replay {
    /// Measures and prints.
    pub(crate) fn measure(self) -> Result<()> {
        if !self.unpinned {
            pin::to_one_cpu()?;
        }
        let mut lengths = self.which.events.clone();
        if self.quick {
            lengths.retain(|&events| events <= 10_000);
        }
        let rows = rounds::measure(
            &engines(&self.engine),
            &rounds::Options { families: self.which.families(), lengths, rounds: self.rounds, quick: self.quick },
        )?;
        if self.json {
            println!("{}", report::json(&rows)?);
        } else {
            println!("{}", report::tables(&rows));
        }
        Ok(())
    }
}

impl Which {
    /// Writes the histories as files.
    pub(crate) fn write_files(&self, folder: &Path) -> Result<()> {
        generate::write_files(folder, &self.families(), &self.events)
    }

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
