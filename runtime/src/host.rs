//! Decides what a host of a worker must be able to do: run workflow code, activities and Nexus operations.

use crate::Handle;
use dacapo_core::{
    command::host::Completion,
    id::TaskToken,
    rpc::Status,
    worker::{
        host::{ActivityCancelReason, ActivityCancellationDetails, ActivityTask, NexusCancelReason, NexusTask},
        observe::Observation,
        poller::{PollerId, PollerState},
    },
    workflow::activation::Activation,
};

/// What a worker has done. Every method is called by the driver, in turn, and must return soon: what takes longer goes on
/// in a task of its own, and tells its end to the handle.
pub trait Host: Send + 'static {
    /// Runs workflow code as far as it goes. `None` leaves the answer to [`Handle::complete_activation`].
    fn activate(&mut self, worker: &Handle, activation: Activation) -> Option<Completion>;

    /// Begins an activity, local or not; its end goes to [`Handle::end_activity`].
    fn start_activity(&mut self, worker: &Handle, task: ActivityTask);

    /// Asks a running activity to stop; its end is awaited all the same.
    fn cancel_activity(&mut self, token: TaskToken, reason: ActivityCancelReason, details: ActivityCancellationDetails);

    /// Begins a Nexus task; its end goes to [`Handle::end_nexus`].
    fn start_nexus(&mut self, worker: &Handle, task: NexusTask);

    /// Asks for a Nexus task to be stopped.
    fn cancel_nexus(&mut self, token: TaskToken, reason: NexusCancelReason);

    /// Shows an operator a metric or a log record; there are none unless the worker observes. This does nothing.
    fn observed(&mut self, _observation: Observation) {}

    /// A poller does something else than before; [`Handle::pollers`] has it too. This does nothing.
    fn poller_changed(&mut self, _poller: PollerId, _state: &PollerState) {}

    /// A poller stopped for good.
    fn poller_failed(&mut self, poller: PollerId, why: Status);

    /// The host itself broke the worker's contract; what it said was not taken.
    fn misused(&mut self, misuse: dacapo_core::worker::Misuse);
}
