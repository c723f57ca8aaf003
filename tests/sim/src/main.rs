//! `dacapo-sim`: runs the worlds of many seeds, and says which of them break what must hold.

use clap::Parser;
use dacapo_sim::{Report, Violation, faultless, log, log::Log, seeds, simulate};
use serde_json::json;
use std::{
    fs,
    io::{IsTerminal, Write, stderr},
    path::{Path, PathBuf},
    process::ExitCode,
    thread,
};

/// Runs workers, a model of a server and a failing network on virtual time, one world for each seed.
#[derive(Debug, Parser)]
struct Cli {
    /// The first seed.
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// How many seeds.
    #[arg(long, default_value_t = 200)]
    count: u64,
    /// How many threads; as many as there are cores where it is not said.
    #[arg(long)]
    threads: Option<usize>,
    /// Stop after so many seeds that break something.
    #[arg(long, default_value_t = 20)]
    most: u64,
    /// Look for the first seed that breaks this rule, whatever else breaks.
    #[arg(long, value_name = "RULE")]
    until: Option<u8>,
    /// Say what came of it as JSON.
    #[arg(long)]
    json: bool,
    /// Write what the workers of the first seed are given and what they say; run no other.
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    /// With `--log`: the world without faults.
    #[arg(long, requires = "log")]
    faultless: bool,
    /// Give fresh workers what such a file says, and see whether they say the same.
    #[arg(long, value_name = "FILE", conflicts_with = "log")]
    replay: Option<PathBuf>,
}

/// What came of all seeds.
#[derive(Debug, Default)]
struct Total {
    seeds: u64,
    steps: u64,
    seconds: u64,
    broken: Vec<(u64, Violation)>,
}

impl Total {
    fn add(&mut self, seed: u64, outcome: Result<Report, Violation>) {
        self.seeds += 1;
        match outcome {
            Ok(report) => {
                self.steps += report.steps;
                self.seconds += report.ended.as_secs();
            }
            Err(violation) => self.broken.push((seed, violation)),
        }
    }
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match (&cli.log, &cli.replay) {
        (Some(file), _) => write_log(&cli, file),
        (_, Some(file)) => replay(file),
        _ => return run(&cli),
    };
    match done {
        Ok(message) => {
            println!("{message}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: &Cli) -> ExitCode {
    let threads = cli.threads.or_else(|| thread::available_parallelism().ok().map(Into::into)).unwrap_or(1);
    let is_watched = stderr().is_terminal();
    let mut total = Total::default();
    seeds::run(cli.from..cli.from.saturating_add(cli.count), threads, |seed, outcome| {
        let outcome = outcome.or_else(|violation| match cli.until {
            Some(rule) if rule != violation.rule.number => Ok(Report::default()),
            _ => Err(violation),
        });
        if let Err(violation) = &outcome
            && !cli.json
        {
            println!("seed {seed}: {violation}");
        }
        total.add(seed, outcome);
        if is_watched && total.seeds.is_multiple_of(100) {
            eprint!("\r{} of {} seeds", total.seeds, cli.count);
            stderr().flush().unwrap_or_default();
        }
        let most = if cli.until.is_some() { 1 } else { cli.most.max(1) };
        u64::try_from(total.broken.len()).unwrap_or(u64::MAX) < most
    });
    if is_watched {
        eprint!("\r");
    }
    let Total { seeds, steps, seconds, broken } = &total;
    if cli.json {
        let broken: Vec<_> = broken
            .iter()
            .map(|(seed, violation)| json!({ "seed": seed, "rule": violation.rule.number, "how": violation.how }))
            .collect();
        let said = json!({
            "from": cli.from, "seeds": seeds, "steps": steps, "virtual_seconds": seconds, "violations": broken,
        });
        println!("{said}");
    } else {
        eprintln!("{seeds} seeds, {steps} steps, {} virtual hours, {} violations", seconds / 3600, broken.len());
    }
    if broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Writes the log of a seed, also where it breaks something.
fn write_log(cli: &Cli, file: &Path) -> Result<String, String> {
    let (seed, mut log) = (cli.from, Log::default());
    let outcome = if cli.faultless { faultless(seed, Some(&mut log)) } else { simulate(seed, Some(&mut log)) };
    fs::write(file, log.text()).map_err(|error| format!("{}: {error}", file.display()))?;
    match outcome {
        Ok(report) => Ok(format!("seed {seed}: {} steps, {} lines", report.steps, log.text().lines().count())),
        Err(violation) => Err(format!("seed {seed}: {violation}")),
    }
}

fn replay(file: &Path) -> Result<String, String> {
    let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    match log::replay(&text) {
        Ok(count) => Ok(format!("{count} things were said again")),
        Err(mismatch) => Err(format!("{}:{}: {}", file.display(), mismatch.line, mismatch.how)),
    }
}
