//! The interop programs of grpc-go, and ours written with it: installed under `target/interop`, and run.

use std::{
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::OnceLock,
};
use tokio::sync::mpsc;

/// The version that is installed.
const VERSION: &str = "v1.85.0";

/// The folder with both programs, or nothing where they cannot be installed.
fn programs() -> Option<&'static Path> {
    static PROGRAMS: OnceLock<Option<PathBuf>> = OnceLock::new();
    let programs = PROGRAMS.get_or_init(|| match install() {
        Ok(folder) => Some(folder),
        Err(why) => {
            eprintln!("SKIPPED: the interop programs of grpc-go cannot be installed: {why}");
            None
        }
    });
    programs.as_deref()
}

fn install() -> Result<PathBuf, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().map_err(|error| error.to_string())?;
    let folder = root.join("target/interop").join(VERSION);
    if !["client", "server"].iter().all(|program| folder.join(program).exists()) {
        let mut install = Command::new("go");
        install.arg("install").env("GOBIN", &folder).current_dir(std::env::temp_dir());
        for program in ["client", "server"] {
            install.arg(format!("google.golang.org/grpc/interop/{program}@{VERSION}"));
        }
        run(install)?;
    }
    // Ours may have changed; where it has not, there is nothing to build.
    let mut build = Command::new("go");
    build.args(["build", "-mod=readonly", "-o"]).arg(folder.join("twins")).arg(".");
    build.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transport/interop/twins"));
    run(build)?;
    Ok(folder)
}

fn run(mut go: Command) -> Result<(), String> {
    let output = go.env("GOFLAGS", "").output().map_err(|error| format!("go does not run: {error}"))?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

/// A server, while this is there.
pub(super) struct Server {
    pub(super) port: u16,
    process: Child,
    /// What else it says.
    lines: mpsc::UnboundedReceiver<String>,
}

/// The server of the interop tests.
pub(super) fn server() -> Option<Server> {
    let mut command = Command::new(programs()?.join("server"));
    // It says at this level which port it found.
    command.arg("--port=0").env("GRPC_GO_LOG_SEVERITY_LEVEL", "info").stderr(Stdio::piped());
    let mut process = command.spawn().expect("the server runs");
    let says = process.stderr.take().expect("it is piped");
    Some(Server::listening(process, says, "listening on"))
}

/// Our own, which says what becomes of calls.
pub(super) fn twins_server() -> Option<Server> {
    let mut command = Command::new(programs()?.join("twins"));
    let mut process = command.arg("server").stdout(Stdio::piped()).spawn().expect("the server runs");
    let says = process.stdout.take().expect("it is piped");
    Some(Server::listening(process, says, "port"))
}

impl Server {
    /// A server whose first line with this in it ends with its port.
    fn listening(process: Child, says: impl Read + Send + 'static, sign: &str) -> Self {
        let mut lines = BufReader::new(says).lines();
        let line = loop {
            let line = lines.next().expect("the server says where it listens").expect("it says so in text");
            if line.contains(sign) {
                break line;
            }
        };
        let port = line.rsplit([':', ' ']).next().expect("there is a port").parse().expect("it is a number");
        // What else it says must be read, or it waits.
        let (say, lines_after) = mpsc::unbounded_channel();
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(|line| drop(say.send(line))));
        Self { port, process, lines: lines_after }
    }

    /// What the next line says that begins like this.
    pub(super) async fn says(&mut self, beginning: &str) -> String {
        loop {
            let line = self.lines.recv().await.expect("the server runs");
            if let Some(rest) = line.strip_prefix(beginning) {
                return rest.to_owned();
            }
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().expect("the server still runs");
        self.process.wait().expect("it ends");
    }
}

/// The client of the interop tests runs one of its tests against the server on `port`; `false` where there is none.
pub(super) async fn client(port: u16, case: &str) -> bool {
    let Some(folder) = programs() else { return false };
    let mut command = Command::new(folder.join("client"));
    command.args(["--server_host=127.0.0.1", &format!("--server_port={port}"), &format!("--test_case={case}")]);
    succeeds(command, case).await
}

/// Our own client does the same with one of its cases.
pub(super) async fn twins_client(port: u16, case: &str) -> bool {
    let Some(folder) = programs() else { return false };
    let mut command = Command::new(folder.join("twins"));
    command.args(["client", case, &port.to_string()]);
    succeeds(command, case).await
}

async fn succeeds(mut command: Command, case: &str) -> bool {
    let output = tokio::task::spawn_blocking(move || command.output()).await.expect("nobody panics");
    let output = output.expect("the client runs");
    assert!(output.status.success(), "{case}: {}", String::from_utf8_lossy(&output.stderr));
    true
}
