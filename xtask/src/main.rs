//! Chooses the chore to run; what each does is in its own file.

mod proto;
mod record_histories;

use clap::{Parser, Subcommand};

/// Chores of the dacapo repository.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", version, about)]
struct Cli {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Debug, Subcommand)]
enum Chore {
    Proto(proto::Options),
    RecordHistories(record_histories::Options),
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().chore {
        Chore::Proto(options) => proto::run(&options),
        Chore::RecordHistories(options) => record_histories::run(&options),
    }
}
