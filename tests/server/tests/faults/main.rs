//! Workers that outlast what networks, load balancers and servers do at their worst: each fault is written once, and met on
//! tokio and on smol. All pollers poll again after it, and workflows complete as if it had not been.
#![expect(clippy::panic, clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

mod codes;
mod lost;
mod network;
mod passing;
mod soon;
mod subject;
mod work;

use std::process::ExitCode;

fn main() -> ExitCode {
    // The longest first.
    let topics = [codes::scenarios(), network::scenarios(), passing::scenarios(), lost::scenarios(), soon::scenarios()];
    dacapo_server_tests::main(topics.into_iter().flatten().collect())
}
