//! Decides what a person sees of a report.

use super::report::{Engine, Report};
use std::fmt::Write;

/// A column: its name, and what of a worker is in it.
type Column = (&'static str, fn(&Engine) -> String);

const COLUMNS: [Column; 10] = [
    ("worker", |engine| engine.engine.name().into()),
    ("CPU s/1000", |engine| number(engine.cpu_seconds_per_1000, 1.0)),
    ("workflows/s", |engine| number(engine.workflows_per_second, 1.0)),
    ("p50 ms", |engine| number(engine.p50_ms, 1.0)),
    ("p99 ms", |engine| number(engine.p99_ms, 1.0)),
    ("RSS MiB", |engine| number(engine.resident_bytes, MEBI)),
    ("heap KiB/run", |engine| number(engine.heap_bytes_per_run, KIBI)),
    ("RSS KiB/run", |engine| number(engine.resident_bytes_per_run, KIBI)),
    ("allocations/run", |engine| number(engine.allocations_per_run, 1.0)),
    ("disturbed", |engine| engine.disturbed.to_string()),
];

const RATIOS: [Column; 8] = [
    ("to official", |engine| engine.engine.name().into()),
    ("CPU", |engine| number(engine.to_official.and_then(|ratios| ratios.cpu), 1.0)),
    ("throughput", |engine| number(engine.to_official.and_then(|ratios| ratios.throughput), 1.0)),
    ("p50", |engine| number(engine.to_official.and_then(|ratios| ratios.p50), 1.0)),
    ("p99", |engine| number(engine.to_official.and_then(|ratios| ratios.p99), 1.0)),
    ("RSS", |engine| number(engine.to_official.and_then(|ratios| ratios.resident), 1.0)),
    ("heap/run", |engine| number(engine.to_official.and_then(|ratios| ratios.heap), 1.0)),
    ("allocations/run", |engine| number(engine.to_official.and_then(|ratios| ratios.allocations), 1.0)),
];

const KIBI: f64 = 1024.0;
const MEBI: f64 = 1024.0 * 1024.0;

/// The report as text.
pub(crate) fn tables(report: &Report) -> String {
    let mut text = table(&COLUMNS, report.engines.iter());
    let compared: Vec<&Engine> = report.engines.iter().filter(|engine| engine.to_official.is_some()).collect();
    if compared.len() > 1 {
        text += &format!("\n{}", table(&RATIOS, compared.into_iter()));
    }
    if !report.bounds.is_empty() {
        text += "\n";
    }
    for bound in &report.bounds {
        let holds = if bound.holds { "holds" } else { "BROKEN" };
        // Writing to a string cannot fail.
        let _written = writeln!(
            text,
            "{}: {} {}: {} ({holds})",
            bound.engine.name(),
            bound.bound,
            bound.limit,
            number(Some(bound.value), 1.0)
        );
    }
    text
}

fn table<'a>(columns: &[Column], engines: impl Iterator<Item = &'a Engine>) -> String {
    let mut lines = vec![columns.iter().map(|(name, _)| (*name).to_owned()).collect::<Vec<_>>()];
    lines.extend(engines.map(|engine| columns.iter().map(|(_, cell)| cell(engine)).collect()));
    let width = |column: usize| lines.iter().filter_map(|line| line.get(column)).map(String::len).max().unwrap_or(0);
    let mut text = String::new();
    for line in &lines {
        let cells = line.iter().enumerate().map(|(column, cell)| {
            let width = width(column);
            if column == 0 { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
        });
        text += cells.collect::<Vec<_>>().join("  ").trim_end();
        text += "\n";
    }
    text
}

/// Three digits or so, in units of `unit`, or a dash.
fn number(value: Option<f64>, unit: f64) -> String {
    match value.map(|value| value / unit) {
        Some(value) if value >= 100.0 => format!("{value:.0}"),
        Some(value) if value >= 10.0 => format!("{value:.1}"),
        Some(value) if !value.is_nan() => format!("{value:.2}"),
        _ => "-".into(),
    }
}
