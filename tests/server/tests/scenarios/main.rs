//! Workers on a real Temporal Server: each scenario is written once, and runs on tokio and on smol.
#![expect(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

mod programs;

use std::process::ExitCode;

fn main() -> ExitCode {
    let topics = [programs::scenarios()];
    dacapo_server_tests::main(topics.into_iter().flatten().collect())
}
