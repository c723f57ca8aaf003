//! The interop programs of grpc-go: installed once under `target/interop`, and run.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::OnceLock,
};

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
    if ["client", "server"].iter().all(|program| folder.join(program).exists()) {
        return Ok(folder);
    }
    let mut go = Command::new("go");
    go.arg("install").env("GOBIN", &folder).env("GOFLAGS", "").current_dir(std::env::temp_dir());
    for program in ["client", "server"] {
        go.arg(format!("google.golang.org/grpc/interop/{program}@{VERSION}"));
    }
    let output = go.output().map_err(|error| format!("go does not run: {error}"))?;
    if output.status.success() { Ok(folder) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

/// The server, while this is there.
pub(super) struct Server {
    pub(super) port: u16,
    process: Child,
}

pub(super) fn server() -> Option<Server> {
    let mut command = Command::new(programs()?.join("server"));
    // It says at this level which port it found.
    command.arg("--port=0").env("GRPC_GO_LOG_SEVERITY_LEVEL", "info").stderr(Stdio::piped());
    let mut process = command.spawn().expect("the server runs");
    let mut lines = BufReader::new(process.stderr.take().expect("it is piped")).lines();
    let line = loop {
        let line = lines.next().expect("the server says where it listens").expect("it says so in text");
        if line.contains("listening on") {
            break line;
        }
    };
    let port = line.rsplit(':').next().expect("there is a port").parse().expect("it is a number");
    // What else it says must be read, or it waits.
    std::thread::spawn(move || lines.for_each(drop));
    Some(Server { port, process })
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().expect("the server still runs");
        self.process.wait().expect("it ends");
    }
}

/// The client.
pub(super) struct Client(PathBuf);

pub(super) fn client() -> Option<Client> {
    programs().map(|folder| Client(folder.join("client")))
}

impl Client {
    /// Runs one of its tests against the server on `port`.
    pub(super) async fn run(&self, port: u16, case: &str) {
        let mut command = Command::new(&self.0);
        command.args(["--server_host=127.0.0.1", &format!("--server_port={port}"), &format!("--test_case={case}")]);
        let output = tokio::task::spawn_blocking(move || command.output()).await.expect("nobody panics");
        let output = output.expect("the client runs");
        assert!(output.status.success(), "{case}: {}", String::from_utf8_lossy(&output.stderr));
    }
}
