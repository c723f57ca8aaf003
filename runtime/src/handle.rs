//! Decides how a host speaks to its worker while the driver runs: from any task, without locks on the way of a call.

mod eager_start;

pub use eager_start::EagerStart;

use dacapo_core::{
    command::host::Completion,
    id::{TaskToken, Text},
    payload::Payloads,
    rpc::Status,
    worker::{
        Input, Load, SlotKind,
        host::{ActivityName, ActivityOutcome, ActivityReport, NexusOutcome, WantedCancellation},
        poller::{PollerId, PollerState},
    },
};
use futures_channel::{mpsc::Sender, oneshot};
use futures_util::SinkExt;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// How many inputs wait for the worker before whoever sends another one waits too, with that one on its way.
pub(crate) const INPUTS_QUEUED: usize = 1024;

/// What a host tells its worker. It may be cloned; when the worker has ended, what it is told goes nowhere.
#[derive(Clone, Debug)]
pub struct Handle {
    said: Sender<Said>,
    pollers: Arc<Mutex<BTreeMap<PollerId, PollerState>>>,
    reports: Arc<Mutex<Reports>>,
}

/// What a driver is told.
#[derive(Debug)]
pub(crate) enum Said {
    /// Something for the worker.
    Input(Input),
    /// Somebody asks for a slot for an eager start.
    ReserveEagerStart(oneshot::Sender<Option<EagerStart>>),
}

/// What was said of activities that others run, until the server has answered.
#[derive(Debug, Default)]
struct Reports {
    is_ended: bool,
    last: u64,
    open: BTreeMap<u64, oneshot::Sender<Result<WantedCancellation, Status>>>,
}

/// Why what was said of an activity did not come to anything.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(clippy::exhaustive_enums, reason = "there is no third")]
pub enum NotReported {
    /// The worker has ended.
    #[error(transparent)]
    Ended(#[from] Ended),
    /// The server did not take it.
    #[error(transparent)]
    Refused(#[from] Status),
}

/// The worker has ended: nobody takes what it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the worker has ended")]
#[expect(clippy::exhaustive_structs, reason = "says all there is")]
pub struct Ended;

impl Handle {
    pub(crate) fn new(said: Sender<Said>) -> Self {
        Self { said, pollers: Arc::default(), reports: Arc::default() }
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

    /// Says something of an activity that this worker need not run: one that somebody else completes, known by its token or
    /// by its ids. Gives what the server wants of it.
    ///
    /// # Errors
    ///
    /// The worker has ended, or the server did not take it.
    pub async fn report_activity(
        &self,
        activity: ActivityName,
        report: ActivityReport,
    ) -> Result<WantedCancellation, NotReported> {
        let (number, answer) = self.lock_reports().open().ok_or(Ended)?;
        let sent = self.send(Input::ReportActivity { number, activity, report }).await;
        if let Err(ended) = sent {
            self.lock_reports().open.remove(&number);
            return Err(ended.into());
        }
        Ok(answer.await.map_err(|_| Ended)??)
    }

    pub(crate) fn activity_reported(&self, number: u64, answer: Result<WantedCancellation, Status>) {
        if let Some(waiting) = self.lock_reports().open.remove(&number) {
            // Whoever asked may have gone.
            let _is_heard = waiting.send(answer);
        }
    }

    /// The worker has ended: nobody answers any more.
    pub(crate) fn end(&self) {
        *self.lock_reports() = Reports { is_ended: true, ..Reports::default() };
    }

    fn lock_reports(&self) -> MutexGuard<'_, Reports> {
        self.reports.lock().unwrap_or_else(PoisonError::into_inner)
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

    /// Says how loaded the machine is, where slots depend on it (`SlotSupply::Resources`). A few times a second is enough.
    ///
    /// # Errors
    ///
    /// The worker has ended.
    pub async fn set_load(&self, load: Load) -> Result<(), Ended> {
        self.send(Input::Load(load)).await
    }

    /// Takes a workflow slot for an execution that is about to be started, so that the server may give out its first
    /// task with the answer to the start. `None` where no slot is free, or the worker takes no workflow tasks now.
    ///
    /// # Errors
    ///
    /// The worker has ended.
    pub async fn reserve_eager_start(&self) -> Result<Option<EagerStart>, Ended> {
        let (asked, answer) = oneshot::channel();
        self.say(Said::ReserveEagerStart(asked)).await?;
        answer.await.map_err(|_| Ended)
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
        self.say(Said::Input(input)).await
    }

    async fn say(&self, said: Said) -> Result<(), Ended> {
        self.said.clone().send(said).await.map_err(|_| Ended)
    }
}

impl Reports {
    /// Waits for one more answer; `None` where none comes any more.
    fn open(&mut self) -> Option<(u64, oneshot::Receiver<Result<WantedCancellation, Status>>)> {
        if self.is_ended {
            return None;
        }
        self.last = self.last.wrapping_add(1);
        let (sender, receiver) = oneshot::channel();
        self.open.insert(self.last, sender);
        Some((self.last, receiver))
    }
}
