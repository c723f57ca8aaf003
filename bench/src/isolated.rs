//! A process for each engine and family: what one engine leaves on the heap costs no other anything.

use crate::{
    engine::{Kind, Tally},
    generate::Family,
    meter::Reading,
};
use anyhow::{Context, Result, bail, ensure};
use serde::{Deserialize, Serialize};
use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

/// What the player's process is asked for, a line of JSON each.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) enum Ask {
    /// One replay of the history of about so many events.
    Play(usize),
    /// One replay with its allocations counted; its times mean nothing.
    Count(usize),
}

/// What one replay came to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Played {
    pub(crate) reading: Reading,
    pub(crate) tally: Tally,
    pub(crate) events: usize,
    pub(crate) wire_bytes: usize,
}

/// A process that plays the histories of one family through one engine, whenever it is asked.
#[derive(Debug)]
pub(crate) struct Player {
    pub(crate) engine: Kind,
    child: Child,
    asks: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Player {
    /// Starts the process, which waits.
    pub(crate) fn start(engine: Kind, family: Family) -> Result<Self> {
        let program = std::env::current_exe().context("this program's own path")?;
        let mut child = Command::new(program)
            .args(["play", engine.name(), family.name()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("a process to play in")?;
        let (Some(asks), Some(answers)) = (child.stdin.take(), child.stdout.take()) else { bail!("pipes are missing") };
        Ok(Self { engine, child, asks, answers: BufReader::new(answers) })
    }

    /// Has a history played once.
    pub(crate) fn ask(&mut self, ask: Ask) -> Result<Played> {
        writeln!(self.asks, "{}", serde_json::to_string(&ask)?)?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        ensure!(!answer.is_empty(), "{} ended before it answered", self.engine.name());
        Ok(serde_json::from_str(&answer)?)
    }
}

impl Drop for Player {
    fn drop(&mut self) {
        // It may have ended already; either way it is not to stay.
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// Answers every line of standard input with one replay, until the input ends.
pub(crate) fn serve(mut play: impl FnMut(Ask) -> Result<Played>) -> Result<()> {
    for line in std::io::stdin().lines() {
        let ask = serde_json::from_str(&line?)?;
        let answer = serde_json::to_string(&play(ask)?)?;
        let mut out = std::io::stdout().lock();
        writeln!(out, "{answer}")?;
        out.flush()?;
    }
    Ok(())
}
