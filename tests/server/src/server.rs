//! Decides how a real Temporal Server is found, started and ended: the `temporal` program, on a free port, or a newer server.

mod newer;

use crate::Port;
use std::{
    env,
    net::TcpStream,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{Arc, OnceLock},
    thread::sleep,
    time::Duration,
};

/// How often it is tried to reach a server that has just been started, every 100 ms.
const TRIES: u32 = 300;

/// Runs the server until standard input ends: with the process that holds the other end of it, however that comes to its
/// end. Nothing is told to the server, which is as good as a crash.
const WATCH: &str = r#"trap : INT; "$@" & server=$!; read -r _; kill -9 "$server"; wait "$server" 2>/dev/null"#;

/// What every server is told.
const SETTINGS: [&str; 4] = [
    "history.transferProcessorMaxPollRPS=2000",
    "system.enableActivityEagerExecution=true",
    "system.enableEagerWorkflowStart=true",
    "system.forceSearchAttributesCacheRefreshOnRead=true",
];

/// A server that ends with this value.
#[derive(Debug)]
pub struct DevServer {
    watch: Child,
    /// Where it listens, on this machine.
    pub port: u16,
    /// The port, where it was told to listen there.
    _held: Option<Arc<Port>>,
}

/// How a server is started.
#[derive(Clone, Debug, Default)]
pub struct ServerOptions {
    /// The file it keeps its state in; `None` for memory.
    pub database: Option<PathBuf>,
    /// Where it listens; `None` for a free port.
    pub port: Option<Arc<Port>>,
    /// More dynamic configuration, each `key=value` with a value in JSON.
    pub settings: Vec<String>,
}

impl DevServer {
    /// Starts a server in memory; `None`, and a line that says so, where there is no program to start.
    ///
    /// # Panics
    ///
    /// The program does not become a server, or there is none and `DACAPO_REQUIRE_SERVER` is set.
    #[must_use]
    pub fn start() -> Option<Self> {
        Self::start_with(&ServerOptions::default())
    }

    /// The server that all tests of this process share, and that ends with it: the newer one, where there is one.
    ///
    /// # Panics
    ///
    /// As [`DevServer::start`].
    #[must_use]
    pub fn shared() -> Option<&'static Self> {
        static SHARED: OnceLock<Option<DevServer>> = OnceLock::new();
        SHARED.get_or_init(|| newer::program().map(|program| newer::start(&program)).or_else(Self::start)).as_ref()
    }

    /// Whether the server that all tests share is the newer one, whose path is in `DACAPO_NEWER_SERVER`.
    #[must_use]
    pub fn is_newer() -> bool {
        newer::program().is_some()
    }

    /// Starts a server.
    ///
    /// # Panics
    ///
    /// As [`DevServer::start`].
    #[must_use]
    #[expect(clippy::panic, reason = "a test cannot go on without a server")]
    pub fn start_with(options: &ServerOptions) -> Option<Self> {
        let program = find()?;
        let held = options.port.clone().unwrap_or_else(|| Arc::new(Port::take()));
        let port = held.number();
        held.lend(true);
        let mut command = Command::new("sh");
        command.args(["-c", WATCH, "sh"]).arg(&program).args(["server", "start-dev", "--headless"]);
        command.args(["--log-level", "error", "--port", &port.to_string()]);
        for setting in SETTINGS.into_iter().chain(options.settings.iter().map(String::as_str)) {
            command.args(["--dynamic-config-value", setting]);
        }
        if let Some(file) = &options.database {
            command.arg("--db-filename").arg(file);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let watch = command.spawn().unwrap_or_else(|error| panic!("sh does not start: {error}"));
        let server = Self { watch, port, _held: Some(Arc::clone(&held)) };
        for _ in 0..TRIES {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                held.lend(false);
                return Some(server);
            }
            sleep(Duration::from_millis(100));
        }
        panic!("{} does not listen on port {port}", program.display());
    }
}

impl Drop for DevServer {
    fn drop(&mut self) {
        // The end of its input is what ends it; after that the port is free.
        drop(self.watch.stdin.take());
        let _reaped = self.watch.wait();
    }
}

/// The `temporal` program, or a line that says how to have one.
#[expect(clippy::panic, reason = "where a server is required, its absence is a failure")]
fn find() -> Option<PathBuf> {
    let found = program();
    if found.is_none() {
        let how = "there is no `temporal` program: put it on the PATH, or its path into DACAPO_TEMPORAL";
        if env::var_os("DACAPO_REQUIRE_SERVER").is_some() {
            panic!("DACAPO_REQUIRE_SERVER is set, but {how}");
        }
        eprintln!("SKIPPED: {how}");
    }
    found
}

fn program() -> Option<PathBuf> {
    if let Some(path) = env::var_os("DACAPO_TEMPORAL") {
        return Some(path.into());
    }
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders).map(|folder| folder.join("temporal")).find(|program| program.is_file())
}
