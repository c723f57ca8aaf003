//! Decides how a worker's host does what kitchen-sink workflows and activities say, on any runtime, and records what it
//! is told.

mod activity;
mod nexus;

use crate::{Client, Record, record::PollerChange};
use dacapo_core::{
    command::host::Completion,
    id::{TaskToken, Text},
    rpc::Status,
    worker::{
        Misuse,
        host::{ActivityCancelReason, ActivityCancellationDetails, ActivityTask, NexusCancelReason, NexusTask},
        observe::Observation,
        poller::{PollerId, PollerState},
    },
    workflow::activation::Activation,
};
use dacapo_kitchen_sink::{Hosts, Program};
use dacapo_runtime::{Handle, Host, Runtime, Transport};
use futures_channel::oneshot;
use std::collections::BTreeMap;

/// A host of kitchen-sink workflows and activities.
#[derive(Debug)]
pub struct SinkHost<R, T> {
    runtime: R,
    client: Client<T>,
    hosts: Hosts,
    /// What tells running activities and Nexus tasks to stop.
    cancels: BTreeMap<TaskToken, oneshot::Sender<()>>,
    record: Record,
}

impl<R: Runtime, T: Transport> SinkHost<R, T> {
    /// A host without runs, that keeps a record. What its Nexus operations do, they do through `client`.
    pub fn new(runtime: R, client: Client<T>, record: Record) -> Self {
        Self::with_code(runtime, client, record, BTreeMap::new())
    }

    /// The same, with code for workflows of these types, whatever their input says.
    pub fn with_code(runtime: R, client: Client<T>, record: Record, code: BTreeMap<Text, Program>) -> Self {
        Self { runtime, client, hosts: Hosts::with_code(code), cancels: BTreeMap::new(), record }
    }
}

impl<R, T> SinkHost<R, T> {
    fn cancelable(&mut self, token: TaskToken) -> oneshot::Receiver<()> {
        let (cancel, canceled) = oneshot::channel();
        self.cancels.retain(|_, cancel| !cancel.is_canceled());
        self.cancels.insert(token, cancel);
        canceled
    }

    fn cancel(&mut self, token: &TaskToken) {
        if let Some(cancel) = self.cancels.remove(token) {
            // One that has ended takes no notice.
            let _sent = cancel.send(());
        }
    }
}

impl<R: Runtime, T: Transport> Host for SinkHost<R, T> {
    fn activate(&mut self, _: &Handle, activation: Activation) -> Option<Completion> {
        self.record.activated(&activation);
        let completion = self.hosts.activate(&activation);
        self.record.completed(&completion);
        Some(completion)
    }

    fn start_activity(&mut self, worker: &Handle, task: ActivityTask) {
        self.record.started(&task);
        let canceled = self.cancelable(task.task_token.clone());
        self.runtime.spawn(activity::run(self.runtime.clone(), worker.clone(), task, canceled));
    }

    fn cancel_activity(
        &mut self,
        token: TaskToken,
        reason: ActivityCancelReason,
        details: ActivityCancellationDetails,
    ) {
        self.cancel(&token);
        self.record.canceled((token, reason, details));
    }

    fn start_nexus(&mut self, worker: &Handle, task: NexusTask) {
        self.record.started_nexus(&task);
        let canceled = self.cancelable(task.task_token.clone());
        let world = (self.runtime.clone(), self.client.clone());
        self.runtime.spawn(nexus::run(world, worker.clone(), task, canceled));
    }

    fn cancel_nexus(&mut self, token: TaskToken, reason: NexusCancelReason) {
        self.cancel(&token);
        self.record.canceled_nexus((token, reason));
    }

    fn observed(&mut self, observation: Observation) {
        self.record.observed(observation);
    }

    fn poller_changed(&mut self, poller: PollerId, state: &PollerState) {
        self.record.poller_changed(PollerChange { at: self.runtime.now().mono, poller, state: state.clone() });
    }

    fn poller_failed(&mut self, poller: PollerId, why: Status) {
        self.record.fault(format!("{poller:?} stopped: {why}"));
    }

    fn misused(&mut self, misuse: Misuse) {
        self.record.fault(misuse.to_string());
    }
}
