//! Decides how what workers are given and what they say is written down, and whether they say the same when they are given
//! the same again.

use crate::{
    knobs::Knobs,
    process::{Given, Process},
    rule::Violation,
};
use dacapo_core::time::MonoTime;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt::Write};

/// A log: lines of JSON for what happens to processes, each followed by a line for each thing they say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Log {
    text: String,
}

/// A line of what happens.
#[derive(Debug, Serialize, Deserialize)]
struct Line {
    /// Virtual time in nanoseconds.
    at: u64,
    /// By how many seconds the wall clock of the process is wrong.
    #[serde(default)]
    skew: i64,
    /// The worker, and which of its processes.
    worker: usize,
    process: u64,
    #[serde(flatten)]
    what: What,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum What {
    Starts { seed: u64, knobs: Knobs },
    Given(Given),
}

/// What begins a line of what a worker says.
const SAID: &str = "> ";

/// Why a log is not that of these workers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The number of the line, from 1.
    pub line: usize,
    /// What differs.
    pub how: String,
}

impl Log {
    /// All that was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn starts(&mut self, at: MonoTime, (worker, process): (usize, u64), (seed, knobs): (u64, Knobs)) {
        self.write(&Line { at: at.0, skew: 0, worker, process, what: What::Starts { seed, knobs } });
    }

    pub(crate) fn given(&mut self, (at, skew): (MonoTime, i64), (worker, process): (usize, u64), given: &Given) {
        let what = What::Given(given.clone().spelled());
        self.write(&Line { at: at.0, skew, worker, process, what });
    }

    pub(crate) fn said(&mut self, said: &[String]) {
        for line in said {
            self.text.push_str(SAID);
            self.text.push_str(line);
            self.text.push('\n');
        }
    }

    fn write(&mut self, line: &Line) {
        // Lines have text for keys, and text takes all that is written to it.
        writeln!(self.text, "{}", serde_json::to_string(line).unwrap_or_default()).unwrap_or_default();
    }
}

/// Gives fresh workers what a log says they were given; how many lines they said, if it is what the log says.
///
/// # Errors
///
/// They say something else, or the text is no log.
pub fn replay(text: &str) -> Result<usize, Mismatch> {
    let mut processes: BTreeMap<(usize, u64), Process> = BTreeMap::new();
    let mut said: std::collections::VecDeque<String> = Default::default();
    let mut count = 0;
    let mut last = 0;
    for (place, line) in text.lines().enumerate() {
        let mismatch = |how| Mismatch { line: place + 1, how };
        last = place + 2;
        if let Some(expected) = line.strip_prefix(SAID) {
            let now = said.pop_front().ok_or_else(|| mismatch(format!("nothing is said in place of {expected}")))?;
            if now != expected {
                return Err(mismatch(format!("{now} is said in place of {expected}")));
            }
            count += 1;
            continue;
        }
        if let Some(more) = said.pop_front() {
            return Err(mismatch(format!("{more} is said, which the log has not")));
        }
        let line: Line = serde_json::from_str(line).map_err(|error| mismatch(error.to_string()))?;
        let (at, key) = (MonoTime(line.at), (line.worker, line.process));
        let violated = |violation: Violation| mismatch(violation.to_string());
        match line.what {
            What::Starts { seed, knobs } => {
                let name = format!("worker-{}", line.worker);
                processes.insert(key, Process::start(&name, seed, (knobs, at)).map_err(violated)?);
            }
            What::Given(given) => {
                let process = processes.get_mut(&key);
                let process = process.ok_or_else(|| mismatch("it is given to no process".into()))?;
                process.skew = line.skew;
                let mut outputs = Vec::new();
                process.give(at, given, Some(&mut outputs)).map_err(violated)?;
                said.extend(outputs);
            }
        }
    }
    match said.pop_front() {
        Some(more) => Err(Mismatch { line: last, how: format!("{more} is said after the end") }),
        None => Ok(count),
    }
}
