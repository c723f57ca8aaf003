//! `cargo xtask record-histories`: obtains real servers and SDKs, and lets `tests/record` write the golden histories.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use clap::Args;

/// The command line whose development server records, from the Go module proxy.
const CLI: &str = "github.com/temporalio/cli/cmd/temporal@v1.5.1";

/// The official Python SDK that workers of most scenarios use, and that replays every history.
const SDK: &str = "1.35.0";

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
    let record = root.join("tests/record");
    let tools = root.join("target/recorder");
    let bin = tools.join("bin");
    fs::create_dir_all(&bin)?;

    say("the server of the command line; the first time takes minutes");
    start(Command::new("go").args(["install", CLI]).env("GOBIN", &bin))?;
    say("the newer server; the first time takes minutes");
    let newer = build_newer(&record.join("newer"), &tools)?;
    say("the SDKs");
    let python = python_with(&tools, SDK)?;

    let mut recorder = Command::new(python);
    recorder.arg(record.join("record.py"));
    recorder.arg("--server").arg(pair("cli", &bin.join("temporal")));
    recorder.arg("--server").arg(pair("newer", &newer));
    for version in OLDER_SDKS {
        recorder.arg("--sdk").arg(pair(version, &python_with(&tools, version)?));
    }
    recorder.arg("--out").arg(root.join("tests/golden/histories"));
    start(recorder.args(&options.scenarios))
}

/// Builds the server in `source` in a copy of it, because resolving its dependencies writes to its manifest.
fn build_newer(source: &Path, tools: &Path) -> Result<PathBuf> {
    let copy = tools.join("newer");
    fs::create_dir_all(&copy)?;
    for file in ["go.mod", "main.go"] {
        fs::copy(source.join(file), copy.join(file))?;
    }
    let program = tools.join("bin/newer");
    start(Command::new("go").args(["build", "-mod=mod", "-o"]).arg(&program).arg(".").current_dir(&copy))?;
    Ok(program)
}

/// Returns a Python that has this version of the SDK, in a virtual environment of its own.
fn python_with(tools: &Path, version: &str) -> Result<PathBuf> {
    let home = tools.join(format!("sdk-{version}"));
    let python = home.join("bin/python");
    if !python.exists() {
        start(Command::new("python3").args(["-m", "venv"]).arg(&home))?;
    }
    let package = format!("temporalio=={version}");
    start(Command::new(&python).args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", &package]))?;
    Ok(python)
}

fn pair(name: &str, path: &Path) -> std::ffi::OsString {
    let mut text = std::ffi::OsString::from(name);
    text.push("=");
    text.push(path);
    text
}

fn start(command: &mut Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.status().with_context(|| format!("{name} does not start"))?;
    let arguments = command.get_args().collect::<Vec<_>>().join(OsStr::new(" "));
    ensure!(status.success(), "{name} {}: {status}", arguments.to_string_lossy());
    Ok(())
}

fn say(what: &str) {
    println!("record-histories: {what}");
}
