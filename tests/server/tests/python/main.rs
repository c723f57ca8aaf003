//! The typed client, and the official Python SDK's worker on the other side of a real server: each scenario is written once,
//! and runs on tokio and on smol.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a scenario ends where something is not as it must be"
)]

mod activities;
mod failures;
mod talks;
mod values;
mod worker;

use dacapo_client::{Client, ClientOptions, convert::Json, workflow::StartOptions};
use dacapo_runtime::Runtime;
use dacapo_server_tests::Lab;
use dacapo_transport_hyper::HyperTransport;
use std::{process::ExitCode, time::Duration};

/// A workflow of the official worker.
type Workflow<R> = dacapo_client::workflow::WorkflowHandle<R, HyperTransport<R>, Json>;

fn main() -> ExitCode {
    if worker::program().is_none() {
        eprintln!(
            "SKIPPED: the official Python worker: put the path of a Python that has its SDK into DACAPO_PYTHON; \
             tests/tools/sdk.sh installs one and prints it"
        );
        return ExitCode::SUCCESS;
    }
    let topics = [activities::scenarios, failures::scenarios, talks::scenarios, values::scenarios];
    dacapo_server_tests::main(topics.into_iter().flat_map(|topic| topic()).collect())
}

/// A client, once there is a worker on the other side.
fn client<R: Runtime>(lab: &Lab<R>) -> Client<R, HyperTransport<R>> {
    worker::shared(lab.port());
    let seed = lab.transport_options().seed ^ dacapo_core::rng::seed(lab.queue());
    Client::new(lab.runtime.clone(), lab.transport(), ClientOptions::new("default", "typed client", seed))
}

/// Options for a workflow of the official worker, which does not outlast the scenario by much.
fn options<R: Runtime>(lab: &Lab<R>, name: &str) -> StartOptions {
    let execution_timeout = Some(Duration::from_secs(120));
    StartOptions { execution_timeout, ..StartOptions::new(lab.id(name), worker::QUEUE) }
}
