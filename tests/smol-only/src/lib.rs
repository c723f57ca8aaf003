//! Decides what the smallest worker on smol over gRPC is made of: nothing here names tokio, nor turns anything of it on.

use async_executor::Executor;
use dacapo_core::{
    command::host::{Completion, Success},
    id::TaskToken,
    rpc::Status,
    worker::{
        Misuse, Options, Worker,
        config::{Checked, Config, ConfigError},
        host::{ActivityCancelReason, ActivityCancellationDetails, ActivityTask, NexusCancelReason, NexusTask},
        poller::PollerId,
    },
    workflow::activation::Activation,
};
use dacapo_runtime::{Driver, Endpoint, Handle, Host};
use dacapo_runtime_smol::Smol;
use dacapo_transport_hyper::{HyperTransport, InvalidOption, Options as TransportOptions};
use std::sync::Arc;

/// Workflows that return at once, and no activities.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Nothing;

impl Host for Nothing {
    fn activate(&mut self, _: &Handle, _: Activation) -> Option<Completion> {
        Some(Success::with(Vec::new()))
    }

    fn start_activity(&mut self, _: &Handle, _: ActivityTask) {}

    fn cancel_activity(&mut self, _: TaskToken, _: ActivityCancelReason, _: ActivityCancellationDetails) {}

    fn start_nexus(&mut self, _: &Handle, _: NexusTask) {}

    fn cancel_nexus(&mut self, _: TaskToken, _: NexusCancelReason) {}

    fn poller_failed(&mut self, _: PollerId, _: Status) {}

    fn misused(&mut self, _: Misuse) {}
}

/// Why there is no worker.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The worker's configuration does not hold together.
    Config(ConfigError),
    /// The transport cannot be as it was asked to be.
    Transport(InvalidOption),
}

/// A worker that runs on `executor` once it is told to, on the server at `endpoint`.
///
/// # Errors
///
/// The options cannot be used.
pub fn worker(
    executor: Arc<Executor<'static>>,
    endpoint: Endpoint,
) -> Result<Driver<Smol, HyperTransport<Smol>, Nothing>, Fault> {
    let runtime = Smol::new(executor);
    let options = TransportOptions { namespace: "default".into(), ..TransportOptions::new(endpoint, 1) };
    let transport = HyperTransport::new(runtime.clone(), &options).map_err(Fault::Transport)?;
    let mut config = Config::new("default", "queue", "worker");
    config.tasks.activities = false;
    config.tasks.local_activities = false;
    let config = Checked::try_from(config).map_err(Fault::Config)?;
    Ok(Driver::new(Worker::new(config, Options { seed: 1, observes: false }), runtime, transport, Nothing))
}
