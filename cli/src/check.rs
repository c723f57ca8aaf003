//! `dacapo check`: plays every history with the commands that it implies itself, and says of each what came of it.

mod crew;
mod print;

use crate::{
    output::{self, Verdict, log},
    report::{DivergenceReport, Outcome, RECORD_AGAIN},
    source,
};
use bytes::Bytes;
use clap::Args;
use dacapo_core::error::Fault;
use dacapo_replay::{
    play::{self, Played},
    read::RecordedHistory,
};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Plays histories, each with the commands that it implies itself.
///
/// No workflow code is needed: a history holds an event for every command, so the commands of a workflow can be told
/// from its history, and given again. What plays is a history that dacapo replays; what doesn't was damaged, was edited,
/// or shows a difference between dacapo and the SDK that wrote it.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Output:
  A line for each history, in the order of the paths, and the totals, on stdout. Notes and errors go to stderr.

Exit codes:
  0  every history plays
  1  a history diverged, whatever else there was
  2  nothing diverged, but a file cannot be read or a history holds what no server writes, or a folder or all of the
     paths hold no history; also a command line that is no good

Examples:
  dacapo check tests/golden/histories
  dacapo check --json histories/ more/order-17.json
  temporal workflow show --workflow-id order-17 --output json | dacapo check -")]
pub(crate) struct Options {
    /// History files, folders, or `-` for stdin
    ///
    /// A file is JSON, as `temporal workflow show --output json`, the Web UI or an SDK writes it, or an encoded
    /// `temporal.api.history.v1.History`, and may hold several histories. A folder is searched with all folders in it
    /// for *.json, *.bin, *.pb and *.binpb; hidden files and files named PROVENANCE.json are passed over.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Print one JSON object instead of lines
    #[arg(long)]
    json: bool,
}

/// What came of all histories.
#[derive(Debug, Serialize)]
struct Report {
    histories: Vec<Checked>,
    totals: Totals,
}

/// What came of one history.
#[derive(Debug, Serialize)]
struct Checked {
    path: String,
    /// Which history of the file, from 0, where it holds several.
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<usize>,
    /// Unknown where the history cannot be read.
    workflow_type: Option<String>,
    events: usize,
    workflow_tasks: usize,
    activations: usize,
    commands: usize,
    outcome: Outcome,
    #[serde(skip_serializing_if = "Option::is_none")]
    divergence: Option<DivergenceReport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    /// For stderr.
    #[serde(skip)]
    notes: Vec<String>,
}

#[derive(Debug, Default, Serialize)]
struct Totals {
    histories: usize,
    ok: usize,
    diverged: usize,
    unreadable: usize,
    events: usize,
    workflow_tasks: usize,
    activations: usize,
    commands: usize,
}

pub(crate) fn run(options: &Options) -> Verdict {
    let found = source::find(&options.paths);
    let mut histories: Vec<Checked> = crew::map(&found.files, |path| check_file(path)).into_iter().flatten().collect();
    histories.extend(found.broken.into_iter().map(|(path, error)| Checked::unreadable(&path, None, error)));
    histories.sort_by(|a, b| Path::new(&a.path).cmp(Path::new(&b.path)));
    let report = Report { totals: Totals::of(&histories), histories };

    for note in report.histories.iter().flat_map(|history| &history.notes) {
        log(format_args!("{note}"));
    }
    for folder in &found.empty {
        log(format_args!("error: {}: the folder holds no history; check the path", folder.display()));
    }
    if options.json {
        output::json(&report);
    } else {
        output::data(|out| print::lines(&report, out));
    }
    match &report.totals {
        Totals { diverged: 1.., .. } => Verdict::Diverged,
        Totals { unreadable: 1.., .. } => Verdict::Unusable,
        Totals { histories: 0, .. } => Verdict::Unusable,
        _ if !found.empty.is_empty() => Verdict::Unusable,
        _ => Verdict::Ok,
    }
}

fn check_file(path: &Path) -> Vec<Checked> {
    match source::read(path) {
        Err(error) => vec![Checked::unreadable(path, None, error)],
        Ok(histories) => {
            let are_several = histories.len() > 1;
            let numbered = histories.iter().enumerate();
            numbered.map(|(index, history)| check_history(path, are_several.then_some(index), history)).collect()
        }
    }
}

fn check_history(path: &Path, index: Option<usize>, history: &RecordedHistory) -> Checked {
    let mut checked = match play::play(&history.bytes) {
        Err(malformed) => Checked::unreadable(path, index, error(path, index, &malformed)),
        Ok(played) => Checked::played(path, index, &history.bytes, played),
    };
    checked.notes = source::notes(path, history);
    checked
}

fn error(path: &Path, index: Option<usize>, what: &dyn std::fmt::Display) -> String {
    let history = index.map(|index| format!("history at index {index}: ")).unwrap_or_default();
    format!("{}: {history}{what}; {RECORD_AGAIN}", path.display())
}

impl Checked {
    fn unreadable(path: &Path, index: Option<usize>, error: String) -> Self {
        Self {
            path: path.to_string_lossy().into_owned(),
            index,
            workflow_type: None,
            events: 0,
            workflow_tasks: 0,
            activations: 0,
            commands: 0,
            outcome: Outcome::Unreadable,
            divergence: None,
            error: Some(error),
            notes: Vec::new(),
        }
    }

    fn played(path: &Path, index: Option<usize>, history: &Bytes, played: Played) -> Self {
        let error = |what: &dyn std::fmt::Display| Some(error(path, index, what));
        let (outcome, divergence, error) = match played.outcome {
            play::Outcome::Ok => (Outcome::Ok, None, None),
            play::Outcome::Faulted(Fault::Diverged(divergence)) => {
                (Outcome::Diverged, Some(DivergenceReport::new(*divergence, history)), None)
            }
            play::Outcome::Faulted(Fault::Malformed(malformed)) => (Outcome::Unreadable, None, error(&malformed)),
            play::Outcome::Faulted(fault) => (Outcome::Unreadable, None, error(&fault)),
            play::Outcome::Unasked { task, event } => {
                let text = format!(
                    "{}: event {event}: the replay came to the end of the history and never activated the workflow in \
                     the workflow task started by event {task}, to which this event's command belongs",
                    path.display()
                );
                (Outcome::Diverged, None, Some(text))
            }
            play::Outcome::Misused(misuse) => {
                let what = format_args!("its commands cannot be given again: {misuse}").to_string();
                (Outcome::Unreadable, None, error(&what))
            }
            other => (Outcome::Unreadable, None, error(&format_args!("{other:?}"))),
        };
        Self {
            path: path.to_string_lossy().into_owned(),
            index,
            workflow_type: Some(played.facts.workflow_type.to_string()),
            events: played.facts.events,
            workflow_tasks: played.facts.workflow_tasks,
            activations: played.activations,
            commands: played.commands,
            outcome,
            divergence,
            error,
            notes: Vec::new(),
        }
    }
}

impl Totals {
    fn of(histories: &[Checked]) -> Self {
        let mut totals = Self { histories: histories.len(), ..Self::default() };
        for history in histories {
            match history.outcome {
                Outcome::Ok => totals.ok += 1,
                Outcome::Diverged => totals.diverged += 1,
                Outcome::Unreadable => totals.unreadable += 1,
            }
            totals.events += history.events;
            totals.workflow_tasks += history.workflow_tasks;
            totals.activations += history.activations;
            totals.commands += history.commands;
        }
        totals
    }
}
