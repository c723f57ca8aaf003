//! Decides how the program ends and where its words go: data to stdout, everything else to stderr, a closed pipe nowhere.

use serde::Serialize;
use std::{
    fmt,
    io::{self, BufWriter, StdoutLock, Write as _},
    process::ExitCode,
};

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Every history plays.
    Ok,
    /// Something diverged.
    Diverged,
    /// Nothing diverged, but not everything could be read, or there was nothing to read.
    Unusable,
}

impl From<Verdict> for ExitCode {
    fn from(verdict: Verdict) -> Self {
        Self::from(match verdict {
            Verdict::Ok => 0,
            Verdict::Diverged => 1,
            Verdict::Unusable => 2,
        })
    }
}

/// Writes data to stdout with `write`. Whoever reads it may stop at any time: that is no error of ours.
pub(crate) fn data(write: impl FnOnce(&mut BufWriter<StdoutLock<'static>>) -> io::Result<()>) {
    let mut out = BufWriter::new(io::stdout().lock());
    let written = write(&mut out).and_then(|()| out.flush());
    // What is still buffered cannot be written either.
    drop(out.into_parts());
    if let Err(error) = written
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        log(format_args!("error: the result cannot be written: {error}"));
    }
}

/// Writes `value` as JSON to stdout.
pub(crate) fn json(value: &impl Serialize) {
    data(|out| {
        serde_json::to_writer_pretty(&mut *out, value)?;
        writeln!(out)
    });
}

/// Writes a line to stderr; where nobody listens there is nobody to tell.
pub(crate) fn log(line: fmt::Arguments<'_>) {
    drop(writeln!(io::stderr(), "{line}"));
}
