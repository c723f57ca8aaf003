//! `dacapo-sim`: runs the worlds of many seeds, and says which of them break what must hold.

use clap::Parser;
use std::process::ExitCode;

/// Runs workers, a model of a server and a failing network on virtual time, one world for each seed.
#[derive(Debug, Parser)]
struct Cli {
    /// The first seed.
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// How many seeds.
    #[arg(long, default_value_t = 200)]
    count: u64,
    /// Tell all that happens; best with one seed.
    #[arg(long)]
    tell: bool,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let (mut broken, mut steps, mut ended) = (0_u64, 0, std::time::Duration::ZERO);
    for seed in cli.from..cli.from.saturating_add(cli.count) {
        match dacapo_sim::simulate(seed, cli.tell.then_some(|line| println!("{line}"))) {
            Ok(report) => {
                steps += report.steps;
                ended += report.ended;
            }
            Err(violation) => {
                broken += 1;
                println!("seed {seed}: {}: {}", violation.rule, violation.how);
            }
        }
    }
    eprintln!("{} seeds, {steps} steps, {} virtual hours, {broken} violations", cli.count, ended.as_secs() / 3600);
    if broken == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
