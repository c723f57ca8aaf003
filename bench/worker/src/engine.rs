//! Decides which workers there are, and where their programs lie.

use anyhow::{Context, Result, ensure};
use serde::Serialize;
use std::{env, path::PathBuf, process::Command};

/// The file name of the program with the official worker, which lies beside this one.
const OFFICIAL: &str = "dacapo-bench-official";

/// The workers there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// dacapo on tokio.
    Tokio,
    /// dacapo on smol.
    Smol,
    /// The official Rust SDK, which is on tokio.
    Official,
}

impl Kind {
    /// The name in tables, in JSON and on the command line.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Tokio => "tokio",
            Self::Smol => "smol",
            Self::Official => "official",
        }
    }

    /// The command that starts such a worker, but for its specification.
    ///
    /// # Errors
    ///
    /// Its program is not there.
    pub(crate) fn command(self) -> Result<Command> {
        let this = env::current_exe().context("this program's own path")?;
        if self != Self::Official {
            let mut command = Command::new(this);
            command.args(["work", self.name()]);
            return Ok(command);
        }
        let program: PathBuf = this.with_file_name(OFFICIAL);
        ensure!(
            program.is_file(),
            "{} is not there: build it with `cargo build --release --manifest-path bench/Cargo.toml -p {OFFICIAL}`, \
             or leave it out with `--engine tokio,smol`",
            program.display()
        );
        Ok(Command::new(program))
    }
}
