//! Reads a script as steps with the lines they were written in, and writes it back with the outputs of a play.

use crate::{
    notation::{Statement, statements},
    play::Played,
    step::Step,
};
use std::panic::{self, AssertUnwindSafe};

/// A script: lines that only people read, and steps.
pub struct Script {
    parts: Vec<Part>,
}

struct Part {
    lines: Vec<String>,
    step: Option<Step>,
}

impl Script {
    pub fn parse(text: &str) -> Self {
        let mut lines = text.lines().filter(|line| !line.starts_with('>')).peekable();
        let title = lines.next().unwrap_or_default().to_owned();
        assert!(title.ends_with(['.', ']']), "a script begins with a sentence that says what it shows");
        let mut parts = vec![Part { lines: vec![title], step: None }];
        while let Some(line) = lines.next() {
            let mut part = Part { lines: vec![line.to_owned()], step: None };
            if !line.trim().is_empty() && !line.starts_with('#') {
                while let Some(held) = lines.next_if(|next| next.starts_with(' ')) {
                    part.lines.push(held.to_owned());
                }
                part.step = Some(step(&part.lines));
            }
            parts.push(part);
        }
        Self { parts }
    }

    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.parts.iter().filter_map(|part| part.step.as_ref())
    }

    /// The script with what each step came to.
    pub fn with_outputs(&self, played: &[Played]) -> String {
        let mut played = played.iter();
        let mut text = String::new();
        for part in &self.parts {
            for line in &part.lines {
                text.push_str(line);
                text.push('\n');
            }
            if part.step.is_some() {
                let step = played.next().unwrap();
                for line in step.misuse.iter().chain(&step.outputs).flat_map(|output| output.lines()) {
                    text.push_str("> ");
                    text.push_str(line);
                    text.push('\n');
                }
            }
        }
        text
    }
}

/// Reads a step from its own line and the lines it holds.
fn step(lines: &[String]) -> Step {
    in_script(&lines[0], || {
        let mut own = statements(&lines[0]);
        let first = own.remove(0);
        let held: Vec<Statement> =
            lines[1..].iter().filter(|l| !l.trim().starts_with('#')).flat_map(|l| statements(l)).collect();
        Step::read(first, own.into_iter().chain(held).collect())
    })
}

/// Calls `read`; where it panics, says in which line or script.
pub fn in_script<T>(place: &str, read: impl FnOnce() -> T) -> T {
    panic::catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        panic!("{place}: {}", text.unwrap_or_default())
    })
}
