//! Decides how a host speaks to its worker while the driver runs: from any task, without locks on the way of a call.

use dacapo_core::{
    command::host::Completion,
    id::{TaskToken, Text},
    payload::Payloads,
    worker::{
        Input, SlotKind,
        host::{ActivityOutcome, NexusOutcome},
        poller::{PollerId, PollerState},
    },
};
use futures_channel::mpsc::Sender;
use futures_util::SinkExt;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// How many inputs wait for the worker before whoever sends another one waits too.
pub(crate) const INPUTS_QUEUED: usize = 1024;

/// What a host tells its worker. It may be cloned; when the worker has ended, what it is told goes nowhere.
#[derive(Clone, Debug)]
pub struct Handle {
    inputs: Sender<Input>,
    pollers: Arc<Mutex<BTreeMap<PollerId, PollerState>>>,
}

/// The worker has ended: nobody takes what it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the worker has ended")]
#[expect(clippy::exhaustive_structs, reason = "says all there is")]
pub struct Ended;

impl Handle {
    pub(crate) fn new(inputs: Sender<Input>) -> Self {
        Self { inputs, pollers: Arc::default() }
    }

    /// Answers an activation that [`Host::activate`](crate::Host::activate) left open.
    ///
    /// # Errors
    ///
    /// The worker has ended.
    pub async fn complete_activation(&self, run_id: Text, completion: Completion) -> Result<(), Ended> {
        self.send(Input::ActivationCompleted { run_id, completion }).await
    }

    /// Says how an activity ended.
    ///
    /// # Errors
    ///
    /// The worker has ended.
    pub async fn end_activity(&self, token: TaskToken, outcome: ActivityOutcome) -> Result<(), Ended> {
        self.send(Input::ActivityEnded { token, outcome }).await
    }

    /// Says that an activity is alive.
    ///
    /// # Errors
    ///
    /// The worker has ended.
    pub async fn heartbeat(&self, token: TaskToken, details: Payloads) -> Result<(), Ended> {
        self.send(Input::ActivityHeartbeat { token, details }).await
    }

    /// Says how a Nexus task ended.
    ///
    /// # Errors
    ///
    /// The worker has ended.
    pub async fn end_nexus(&self, token: TaskToken, outcome: NexusOutcome) -> Result<(), Ended> {
        self.send(Input::NexusEnded { token, outcome }).await
    }

    /// Lets go of a run.
    ///
    /// # Errors
    ///
    /// The worker has ended.
    pub async fn evict(&self, run_id: Text) -> Result<(), Ended> {
        self.send(Input::Evict { run_id }).await
    }

    /// Says how many slots of a kind there are, where the host decides that.
    ///
    /// # Errors
    ///
    /// The worker has ended.
    pub async fn set_slots(&self, kind: SlotKind, count: usize) -> Result<(), Ended> {
        self.send(Input::SetSlots { kind, count }).await
    }

    /// Has the worker take no more tasks, finish those there are, and end.
    ///
    /// # Errors
    ///
    /// The worker has ended.
    pub async fn shut_down(&self) -> Result<(), Ended> {
        self.send(Input::Shutdown).await
    }

    /// What each poller is doing.
    #[must_use]
    pub fn pollers(&self) -> BTreeMap<PollerId, PollerState> {
        self.lock().clone()
    }

    pub(crate) fn poller_changed(&self, poller: PollerId, state: PollerState) {
        self.lock().insert(poller, state);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<PollerId, PollerState>> {
        // What is behind it is whole after any panic: one insertion at a time.
        self.pollers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn send(&self, input: Input) -> Result<(), Ended> {
        self.inputs.clone().send(input).await.map_err(|_| Ended)
    }
}
