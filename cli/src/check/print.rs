//! Decides how the report of a check looks as lines of text.

use super::{Checked, Report, Totals};
use crate::report::indented;
use std::io::{self, Write};

/// A line for each history, what there is to say of it beneath, and the totals.
pub(super) fn lines(report: &Report, out: &mut impl Write) -> io::Result<()> {
    for history in &report.histories {
        writeln!(out, "{}", line(history))?;
        if let Some(divergence) = &history.divergence {
            write!(out, "{}", indented(divergence.text()))?;
        }
        if let Some(error) = &history.error {
            write!(out, "{}", indented(error))?;
        }
    }
    writeln!(out, "{}", total(&report.totals))
}

fn line(history: &Checked) -> String {
    let Checked { path, events, workflow_tasks, activations, commands, .. } = history;
    let index = history.index.map(|index| format!("[{index}]")).unwrap_or_default();
    let outcome = history.outcome.name();
    let Some(workflow_type) = &history.workflow_type else { return format!("{path}{index}: {outcome}") };
    format!(
        "{path}{index}: {workflow_type}, {}, {}, {}, {}: {outcome}",
        counted(*events, "event"),
        counted(*workflow_tasks, "workflow task"),
        counted(*activations, "activation"),
        counted(*commands, "command"),
    )
}

fn total(totals: &Totals) -> String {
    format!(
        "{}: {} ok, {} diverged, {} unreadable; {}, {}, {}, {}",
        if totals.histories == 1 { "1 history".to_owned() } else { format!("{} histories", totals.histories) },
        totals.ok,
        totals.diverged,
        totals.unreadable,
        counted(totals.events, "event"),
        counted(totals.workflow_tasks, "workflow task"),
        counted(totals.activations, "activation"),
        counted(totals.commands, "command"),
    )
}

fn counted(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
