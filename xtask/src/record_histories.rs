//! `cargo xtask record-histories`: obtains real servers and SDKs, and lets `tests/record` write the golden histories.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};
use clap::Args;

/// SDKs of earlier years, for the scenarios of `tests/record/older_sdk.py`.
const OLDER_SDKS: [&str; 4] = ["1.0.0", "1.5.0", "1.10.0", "1.32.0"];

/// Records the golden histories anew, which is to be done on purpose only: every file changes.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Only these, as `feature` or `feature/name` after the modules and functions in `tests/record`; all by default.
    scenarios: Vec<String>,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask lies in the repository")?;
    let tools = root.join("tests/tools");

    say("servers and SDKs; the first time takes minutes");
    let mut recorder = Command::new(tool(&tools, "sdk.sh", &[])?);
    recorder.arg(root.join("tests/record/record.py"));
    recorder.arg("--server").arg(pair("cli", &tool(&tools, "server.sh", &[])?));
    recorder.arg("--server").arg(pair("newer", &tool(&tools, "newer-server.sh", &[])?));
    for version in OLDER_SDKS {
        recorder.arg("--sdk").arg(pair(version, &tool(&tools, "sdk.sh", &[version])?));
    }
    recorder.arg("--out").arg(root.join("tests/golden/histories"));
    recorder.args(&options.scenarios);
    let status = recorder.status().context("the recorder does not start")?;
    ensure!(status.success(), "the recorder: {status}");
    Ok(())
}

/// Runs one of `tests/tools`, which prints the path of what it installs.
fn tool(tools: &Path, name: &str, arguments: &[&str]) -> Result<PathBuf> {
    let mut command = Command::new(tools.join(name));
    let output = command.args(arguments).stderr(Stdio::inherit()).output();
    let output = output.with_context(|| format!("{name} does not start"))?;
    ensure!(output.status.success(), "{name} {}: {}", arguments.join(" "), output.status);
    Ok(String::from_utf8(output.stdout)?.trim_end().into())
}

fn pair(name: &str, path: &Path) -> std::ffi::OsString {
    let mut text = std::ffi::OsString::from(name);
    text.push("=");
    text.push(path);
    text
}

fn say(what: &str) {
    println!("record-histories: {what}");
}
