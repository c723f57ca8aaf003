//! The typed client on a real Temporal Server: each scenario is written once, and runs on tokio and on smol.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cognitive_complexity,
    reason = "a scenario ends where something is not as it must be, and each check counts as a branch"
)]

mod activities;
mod calls;
mod failures;
mod faults;
mod interceptors;
mod namespaces;
mod newer;
mod operations;
mod schedules;
mod standalone;
mod starts;
mod talks;
mod update_with_start;
mod workers;

use dacapo_client::{Client, ClientOptions, workflow::StartOptions};
use dacapo_runtime::Runtime;
use dacapo_server_tests::{DevServer, Lab};
use dacapo_transport_hyper::HyperTransport;
use std::{process::ExitCode, time::Duration};

/// The type of kitchen-sink workflows.
const TYPE: &str = "kitchen_sink";

fn main() -> ExitCode {
    let mut all = Vec::new();
    for topic in [
        faults::scenarios,
        activities::scenarios,
        calls::scenarios,
        failures::scenarios,
        interceptors::scenarios,
        namespaces::scenarios,
        operations::scenarios,
        schedules::scenarios,
        starts::scenarios,
        talks::scenarios,
        update_with_start::scenarios,
        workers::scenarios,
    ] {
        all.extend(topic());
    }
    if DevServer::is_newer() {
        all.extend(newer::scenarios());
        all.extend(standalone::scenarios());
    }
    dacapo_server_tests::main(all)
}

/// A client, with request ids that no other scenario has.
fn client<R: Runtime>(lab: &Lab<R>) -> Client<R, HyperTransport<R>> {
    client_over(lab, lab.transport())
}

/// The same, over a transport of its own.
fn client_over<R: Runtime>(lab: &Lab<R>, transport: HyperTransport<R>) -> Client<R, HyperTransport<R>> {
    let options = lab.transport_options();
    let address = Some("the lab's server".to_owned());
    let options = ClientOptions { address, ..ClientOptions::new("default", "typed client", options.seed ^ seed(lab)) };
    Client::new(lab.runtime.clone(), transport, options)
}

/// Options for a workflow on the lab's task queue, which does not outlast the scenario by much.
fn options<R: Runtime>(lab: &Lab<R>, name: &str) -> StartOptions {
    let execution_timeout = Some(Duration::from_secs(120));
    StartOptions { execution_timeout, ..StartOptions::new(lab.id(name), lab.queue()) }
}

/// The queue's name as a number: seeds are counted from the same one on every runtime.
fn seed<R: Runtime>(lab: &Lab<R>) -> u64 {
    dacapo_core::rng::seed(lab.queue())
}
