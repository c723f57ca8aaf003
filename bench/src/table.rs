//! A plain text table: words to the left, numbers to the right; knows nothing of what is in it.

use std::fmt;

/// Lines of cells under a heading.
#[derive(Debug)]
pub(crate) struct Table {
    title: &'static str,
    lines: Vec<Vec<String>>,
}

impl Table {
    /// Starts a table with its column names.
    pub(crate) fn new(title: &'static str, columns: &[&str]) -> Self {
        let names = columns.iter().map(ToString::to_string).collect();
        Self { title, lines: vec![names] }
    }

    /// Appends a line.
    pub(crate) fn push<const N: usize>(&mut self, line: [String; N]) {
        self.lines.push(line.into());
    }

    fn widths(&self) -> Vec<usize> {
        let columns = self.lines.first().map_or(0, Vec::len);
        (0..columns)
            .map(|column| {
                let cells = self.lines.iter().filter_map(|line| line.get(column));
                cells.map(String::len).max().unwrap_or(0)
            })
            .collect()
    }
}

/// Nothing at all where there are no lines.
impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.lines.len() < 2 {
            return Ok(());
        }
        writeln!(f, "{}", self.title)?;
        let widths = self.widths();
        for line in &self.lines {
            for (cell, &width) in line.iter().zip(&widths) {
                if cell.starts_with(|first: char| first.is_ascii_digit()) || cell == NONE {
                    write!(f, "{cell:>width$}  ")?;
                } else {
                    write!(f, "{cell:<width$}  ")?;
                }
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

const NONE: &str = "-";

/// Renders a number with three digits or so, or a dash.
pub(crate) fn number(value: Option<f64>) -> String {
    match value {
        None => NONE.to_string(),
        Some(value) if value >= 100.0 => format!("{value:.0}"),
        Some(value) if value >= 10.0 => format!("{value:.1}"),
        Some(value) => format!("{value:.2}"),
    }
}
