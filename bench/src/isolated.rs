//! A process for each thing that is measured: what one leaves on the heap costs no other anything.

use anyhow::{Context, Result, bail, ensure};
use serde::{Serialize, de::DeserializeOwned};
use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

/// This program once more, in a process that does what it is asked, line by line.
#[derive(Debug)]
pub(crate) struct Peer {
    name: String,
    child: Child,
    asks: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Peer {
    /// Starts the process with these arguments; they lead it to [`serve`], where it waits.
    pub(crate) fn start(arguments: &[&str]) -> Result<Self> {
        let program = std::env::current_exe().context("this program's own path")?;
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("a process to measure in")?;
        let (Some(asks), Some(answers)) = (child.stdin.take(), child.stdout.take()) else { bail!("pipes are missing") };
        Ok(Self { name: arguments.join(" "), child, asks, answers: BufReader::new(answers) })
    }

    /// Has something done once, and waits for what it came to.
    pub(crate) fn ask<A: Serialize, B: DeserializeOwned>(&mut self, ask: &A) -> Result<B> {
        writeln!(self.asks, "{}", serde_json::to_string(ask)?)?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        ensure!(!answer.is_empty(), "{} ended before it answered", self.name);
        Ok(serde_json::from_str(&answer)?)
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It may have ended already; either way it is not to stay.
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// Answers every line of standard input, until the input ends.
pub(crate) fn serve<A: DeserializeOwned, B: Serialize>(mut answer: impl FnMut(A) -> Result<B>) -> Result<()> {
    for line in std::io::stdin().lines() {
        let answer = serde_json::to_string(&answer(serde_json::from_str(&line?)?)?)?;
        let mut out = std::io::stdout().lock();
        writeln!(out, "{answer}")?;
        out.flush()?;
    }
    Ok(())
}
