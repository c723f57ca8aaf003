//! Decides how a real Temporal Server is found and started: the `temporal` program, on a free port, in memory.

use std::{
    env,
    net::{TcpListener, TcpStream},
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::Duration,
};

/// How often it is tried to reach a server that has just been started, every 100 ms.
const TRIES: u32 = 300;

/// A server that ends with this value.
#[derive(Debug)]
pub struct DevServer {
    child: Child,
    /// Where it listens, on this machine.
    pub port: u16,
}

impl DevServer {
    /// Starts a server; `None`, and a line that says so, where there is no program to start.
    ///
    /// # Panics
    ///
    /// The program does not become a server.
    #[must_use]
    #[expect(clippy::panic, clippy::expect_used, reason = "a test cannot go on without a server")]
    pub fn start() -> Option<Self> {
        let Some(program) = program() else {
            eprintln!("SKIPPED: there is no `temporal` program: put it on the PATH, or its path into DACAPO_TEMPORAL");
            return None;
        };
        let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port is free").port();
        let child = Command::new(&program)
            .args(["server", "start-dev", "--headless", "--log-level", "error", "--port", &port.to_string()])
            .args(["--dynamic-config-value", "history.transferProcessorMaxPollRPS=2000"])
            .args(["--dynamic-config-value", "system.enableEagerWorkflowStart=true"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{} does not start: {error}", program.display()));
        let server = Self { child, port };
        for _ in 0..TRIES {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Some(server);
            }
            sleep(Duration::from_millis(100));
        }
        panic!("{} does not listen on port {port}", program.display());
    }
}

impl Drop for DevServer {
    fn drop(&mut self) {
        // It may have ended already; either way it is not to stay.
        let _killed = self.child.kill();
        let _reaped = self.child.wait();
    }
}

fn program() -> Option<PathBuf> {
    if let Some(path) = env::var_os("DACAPO_TEMPORAL") {
        return Some(path.into());
    }
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders).map(|folder| folder.join("temporal")).find(|program| program.is_file())
}
