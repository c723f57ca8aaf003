//! Decides how a worker's process is started, asked and ended.

use crate::{engine::Kind, load::Size};
use anyhow::{Context, Result, bail, ensure};
use dacapo_bench_worker::{Reading, Spec};
use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout, Stdio},
    thread::sleep,
    time::Duration,
};

/// The smallest cache, which is the official default.
const CACHED_RUNS: usize = 1000;

/// How often it is looked whether a worker that was told to end has ended, every 100 ms.
const TRIES: u32 = 300;

/// A worker in a process of its own, which ends with this value.
#[derive(Debug)]
pub(crate) struct Process {
    engine: Kind,
    child: Child,
    asks: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

/// What a worker of this size is told; the same for all.
pub(crate) fn spec(size: &Size, port: u16, task_queue: &str, counts_heap: bool) -> Spec {
    Spec {
        port,
        task_queue: task_queue.into(),
        workflow_slots: size.workflow_slots,
        activity_slots: size.activity_slots,
        pollers: size.pollers,
        cached_runs: size.open.max(CACHED_RUNS),
        threads: size.threads,
        counts_heap,
    }
}

impl Process {
    /// Starts a worker.
    pub(crate) fn start(engine: Kind, spec: &Spec) -> Result<Self> {
        let mut command = engine.command()?;
        command.arg(serde_json::to_string(spec)?).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().context("a worker's process")?;
        let (asks, Some(answers)) = (child.stdin.take(), child.stdout.take()) else { bail!("pipes are missing") };
        Ok(Self { engine, child, asks, answers: BufReader::new(answers) })
    }

    /// Asks it for a reading.
    pub(crate) fn read(&mut self) -> Result<Reading> {
        let asks = self.asks.as_mut().context("it was told to end")?;
        writeln!(asks)?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        ensure!(!answer.is_empty(), "{} ended before it answered", self.engine.name());
        Ok(serde_json::from_str(&answer)?)
    }

    /// Has it shut down.
    ///
    /// # Errors
    ///
    /// It did not, or not well.
    pub(crate) fn end(mut self) -> Result<()> {
        drop(self.asks.take());
        for _ in 0..TRIES {
            if let Some(status) = self.child.try_wait()? {
                ensure!(status.success(), "{} ended with {status}", self.engine.name());
                return Ok(());
            }
            sleep(Duration::from_millis(100));
        }
        bail!("{} does not shut down", self.engine.name())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already; either way it is not to stay.
        let _killed = self.child.kill();
        let _reaped = self.child.wait();
    }
}
