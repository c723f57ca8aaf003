//! `dacapo gallery`: edits workflows in known ways and shows how well the divergences are explained.

use crate::{
    output::{self, Verdict, log},
    source,
};
use clap::Args;
use dacapo_replay::gallery::{Case, cases};
use serde::Serialize;
use std::{io::Write as _, path::PathBuf};

/// The share of edits, in percent, whose explanation must come first for the gallery to pass.
const FIRST_PERCENT: usize = 90;

/// Edits the commands of recorded workflows and shows where replay notices it and how it explains it.
///
/// In each history, every kind of edit that fits is made once: a command added, removed, renamed, replaced or moved, a
/// patch changed, the workflow closed early. An edit that replay cannot notice, by the rules of what is compared, is
/// left out.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Exit codes:
  0  every divergence is at the right event, and at least 90 % are explained as what was edited
  1  it is not so
  2  a file cannot be read, or there is nothing to edit; also a command line that is no good

Example:
  dacapo gallery tests/golden/histories")]
pub(crate) struct Options {
    /// Files and folders of histories
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Chooses the places that are edited
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Print a JSON object instead of lines
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize)]
struct Report {
    cases: Vec<Row>,
    totals: Totals,
}

#[derive(Debug, Serialize)]
struct Row {
    history: String,
    edit: String,
    expected_event: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<i64>,
    expected: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    likeliest: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rank: Option<usize>,
}

#[derive(Debug, Default, Serialize)]
struct Totals {
    histories: usize,
    cases: usize,
    right_event: usize,
    right_edit_first: usize,
}

pub(crate) fn run(options: &Options) -> Verdict {
    let found = source::find(&options.paths);
    let mut errors: Vec<String> = found.broken.iter().map(|(_, error)| error.clone()).collect();
    errors.extend(found.empty.iter().map(|folder| format!("{}: no history in it", folder.display())));
    let mut report = Report { cases: Vec::new(), totals: Totals::default() };
    for file in &found.files {
        let name = file.to_string_lossy();
        let read = source::read(file).and_then(|histories| {
            let all = histories.iter().map(|history| cases(&name, &history.bytes, options.seed));
            all.collect::<Result<Vec<_>, _>>().map_err(|error| format!("{name}: {error}"))
        });
        match read {
            Ok(cases) => cases.iter().filter(|cases| !cases.is_empty()).for_each(|cases| report.add(cases)),
            Err(error) => errors.push(error),
        }
    }
    errors.iter().for_each(|error| log(format_args!("error: {error}")));
    if options.json {
        output::json(&report)
    } else {
        print(&report)
    }
    match report.totals {
        _ if !errors.is_empty() => Verdict::Unusable,
        Totals { cases: 0, .. } => Verdict::Unusable,
        Totals { cases, right_event, right_edit_first, .. }
            if right_event == cases && right_edit_first * 100 >= cases * FIRST_PERCENT =>
        {
            Verdict::Ok
        }
        Totals { .. } => Verdict::Diverged,
    }
}

impl Report {
    /// Adds the cases of one history.
    fn add(&mut self, cases: &[Case]) {
        self.totals.histories += 1;
        for case in cases {
            self.totals.cases += 1;
            self.totals.right_event += usize::from(case.names_event());
            self.totals.right_edit_first += usize::from(case.rank() == Some(1));
            self.cases.push(Row {
                history: case.history.clone(),
                edit: case.what.clone(),
                expected_event: case.expected_event.0,
                event: case.divergence().map(|divergence| divergence.event_id.0),
                expected: case.edit.explains_as().to_string(),
                likeliest: case.likeliest().map(|kind| kind.to_string()),
                rank: case.rank(),
            });
        }
    }
}

fn print(report: &Report) {
    output::data(|out| {
        for row in &report.cases {
            let event = row.event.map_or_else(|| "none".to_owned(), |event| event.to_string());
            let likeliest = row.likeliest.as_deref().unwrap_or("none");
            let rank = row.rank.map_or_else(|| "-".to_owned(), |rank| rank.to_string());
            writeln!(
                out,
                "{}: {}; event {} expected, {event} found; {} expected, {likeliest} found, rank {rank}",
                row.history, row.edit, row.expected_event, row.expected
            )?;
        }
        let Totals { histories, cases, right_event, right_edit_first } = report.totals;
        writeln!(
            out,
            "{cases} edits in {histories} histories: {right_event} at the right event, {right_edit_first} explained first"
        )
    });
}
