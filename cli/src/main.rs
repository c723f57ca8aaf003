//! The `dacapo` program: chooses the command to run; what each does is in the file of its name.

mod check;
mod diff;
mod gallery;
mod output;
mod report;
mod source;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Replays Temporal workflow histories, without workflow code and without a server.
#[derive(Debug, Parser)]
#[command(name = "dacapo", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::Options),
    Diff(diff::Options),
    Gallery(gallery::Options),
}

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Check(options) => check::run(&options),
        Command::Diff(options) => diff::run(&options),
        Command::Gallery(options) => gallery::run(&options),
    }
    .into()
}
