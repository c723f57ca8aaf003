//! `dacapo diff`: plays one history with the commands of another, and says where they part.

mod compare;
mod place;

#[cfg(test)]
mod tests;

use crate::{
    output::{self, Verdict, log},
    report::{DivergenceReport, Outcome, indented},
    source,
};
use clap::Args;
use compare::Compared;
use dacapo_replay::read::RecordedHistory;
use serde::Serialize;
use std::{
    io::Write as _,
    path::{Path, PathBuf},
};

/// Plays a history with the commands of another one of the same workflow, and says where they part.
///
/// GOOD stands for the workflow code: its commands answer the workflow tasks of BAD, those of the first completed
/// workflow task in GOOD the first in BAD, and so on. What is compared is what a replay compares: which commands there
/// are, in which order, and the ids and types that SDK flags in BAD say are checked; not inputs, results or time-outs.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Exit codes:
  0  BAD plays with the commands of GOOD
  1  they part
  2  one of them cannot be read, or holds what no server writes; also a command line that is no good

Example:
  dacapo diff before.json after.json")]
pub(crate) struct Options {
    /// The history whose commands are given, or `-` for stdin; the file holds one history
    good: PathBuf,
    /// The history that is played, or `-` for stdin; the file holds one history
    bad: PathBuf,
    /// Print a JSON object instead of lines
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize)]
struct Report {
    good: String,
    bad: String,
    outcome: Outcome,
    #[serde(skip_serializing_if = "Option::is_none")]
    divergence: Option<DivergenceReport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

pub(crate) fn run(options: &Options) -> Verdict {
    let Options { good, bad, .. } = options;
    let compared = match (one(good), one(bad)) {
        (Err(error), _) | (_, Err(error)) => Compared::Unreadable(error),
        (Ok(good), Ok(bad)) => compare::compare(&good.bytes, &bad.bytes, &options.good, &options.bad),
    };
    let (outcome, divergence, error) = match compared {
        Compared::Ok => (Outcome::Ok, None, None),
        Compared::Diverged { divergence, error } => (Outcome::Diverged, Some(divergence), error),
        Compared::Unreadable(error) => (Outcome::Unreadable, None, Some(error)),
    };
    let name = |path: &Path| path.to_string_lossy().into_owned();
    let divergence = divergence.map(|divergence| *divergence);
    let report = Report { good: name(good), bad: name(bad), outcome, divergence, error };
    if options.json {
        output::json(&report)
    } else {
        print(&report)
    }
    match outcome {
        Outcome::Ok => Verdict::Ok,
        Outcome::Diverged => Verdict::Diverged,
        Outcome::Unreadable => Verdict::Unusable,
    }
}

/// Reads a file that must hold one history.
fn one(path: &Path) -> Result<RecordedHistory, String> {
    let mut histories = source::read(path)?;
    let count = histories.len();
    match histories.pop() {
        Some(history) if count == 1 => {
            for note in source::notes(path, &history) {
                log(format_args!("{note}"));
            }
            Ok(history)
        }
        _ => Err(format!("{}: the file holds {count} histories; give files with one each", path.display())),
    }
}

fn print(report: &Report) {
    output::data(|out| {
        let Report { good, bad, outcome, .. } = report;
        writeln!(out, "{bad} with the commands of {good}: {}", outcome.name())?;
        if let Some(divergence) = &report.divergence {
            write!(out, "{}", indented(divergence.text()))?;
        }
        if let Some(error) = &report.error {
            write!(out, "{}", indented(error))?;
        }
        Ok(())
    });
}
