//! Decides how the official worker is run: one process for all scenarios, which ends with this one.

use std::{
    env,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::OnceLock,
};

/// Its task queue.
pub(crate) const QUEUE: &str = "official";

/// Its task queue for workflows whose failures have their words encoded.
pub(crate) const ENCODED: &str = "official-encoded";

/// A Python that has the SDK.
pub(crate) fn program() -> Option<PathBuf> {
    env::var_os("DACAPO_PYTHON").filter(|path| !path.is_empty()).map(PathBuf::from)
}

/// Starts it, unless it runs.
pub(crate) fn shared(port: u16) {
    static WORKER: OnceLock<Child> = OnceLock::new();
    // What ends it is the end of its input, which is held here.
    WORKER.get_or_init(|| start(port));
}

fn start(port: u16) -> Child {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/worker.py");
    let mut command = Command::new(program().expect("there is a Python, or no scenario would run"));
    command.arg(&script).args(["--address", &format!("127.0.0.1:{port}"), "--task-queue", QUEUE]);
    command.env("PYTHONDONTWRITEBYTECODE", "1").stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut worker = command.spawn().expect("Python starts");
    let said = BufReader::new(worker.stdout.take().expect("its output is ours")).lines();
    let is_ready = said.map_while(Result::ok).any(|line| line.contains("ready"));
    assert!(is_ready, "the official worker ended before it was ready");
    worker
}
