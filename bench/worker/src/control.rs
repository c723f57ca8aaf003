//! Decides how a worker is asked for readings and told to end: each line of its standard input asks for one, and the end
//! of the input is the end of the worker.

use crate::Reading;
use anyhow::Result;
use dacapo_scripted::Gauges;
use futures_channel::oneshot::{Receiver, channel};
use std::{
    io::{Write, stdin, stdout},
    thread,
};

/// Answers in a thread of its own, which sleeps while nobody asks. What is returned ends when the worker is to end.
pub fn serve(gauges: Gauges) -> Receiver<()> {
    let (ends, ended) = channel();
    thread::spawn(move || {
        // Whoever asks sees that no answer comes.
        if let Err(fault) = answer(&gauges) {
            eprintln!("a worker cannot answer: {fault:#}");
        }
        drop(ends);
    });
    ended
}

fn answer(gauges: &Gauges) -> Result<()> {
    for line in stdin().lines() {
        line?;
        let answer = serde_json::to_string(&Reading::now(gauges)?)?;
        let mut out = stdout().lock();
        writeln!(out, "{answer}")?;
        out.flush()?;
    }
    Ok(())
}
