//! Decides what a worker is told and what it asks for.

use super::{
    Load, ShutdownReport, SlotKind,
    host::{
        ActivityCancelReason, ActivityCancellationDetails, ActivityName, ActivityOutcome, ActivityReport, ActivityTask,
        NexusCancelReason, NexusOutcome, NexusTask, WantedCancellation,
    },
    observe::Observation,
    poller::{PollerId, PollerState},
};
use crate::{
    command::host::Completion,
    id::{TaskToken, Text},
    payload::Payloads,
    rpc::{Call, CallEnd, CallId, Status},
    workflow::activation::Activation,
};
use alloc::boxed::Box;
use bytes::Bytes;

/// What can happen to a worker.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Input {
    /// Time has passed.
    Tick,
    /// A call that it asked for has ended.
    CallEnded(CallId, CallEnd),
    /// The host answered the outstanding activation of a run.
    ActivationCompleted {
        /// The run.
        run_id: Text,
        /// The answer.
        completion: Completion,
    },
    /// An activity ended, local or not.
    ActivityEnded {
        /// Its token.
        token: TaskToken,
        /// How.
        outcome: ActivityOutcome,
    },
    /// An activity is alive, and has something to tell.
    ActivityHeartbeat {
        /// Its token.
        token: TaskToken,
        /// What its next attempt is to know.
        details: Payloads,
    },
    /// Somebody who need not run an activity says something of it; the answer is [`Output::ActivityReported`].
    ReportActivity {
        /// The number that the answer has.
        number: u64,
        /// Which activity.
        activity: ActivityName,
        /// What is said of it.
        report: ActivityReport,
    },
    /// A Nexus task ended.
    NexusEnded {
        /// Its token.
        token: TaskToken,
        /// How.
        outcome: NexusOutcome,
    },
    /// The server gave out the first workflow task of an execution with the answer to its start.
    EagerWorkflowTask {
        /// The encoded `PollWorkflowTaskQueueResponse`; `None` where the server gave none, and the slot is free again.
        response: Option<Bytes>,
    },
    /// The machine's load, for slots that depend on it.
    Load(Load),
    /// How many slots of a kind there are, where the host decides that.
    SetSlots {
        /// The kind.
        kind: SlotKind,
        /// Their number.
        count: usize,
    },
    /// The host wants to let go of a run.
    Evict {
        /// The run.
        run_id: Text,
    },
    /// Take no more tasks, finish those there are, and end.
    Shutdown,
}

/// What a worker asks for.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_enums, reason = "a driver that passes over an output would hang")]
pub enum Output {
    /// Make a call; its end is [`Input::CallEnded`].
    Call(CallId, Call),
    /// Let go of a call: its end does not matter any more.
    CancelCall(CallId),
    /// Hand this to the host; its answer is [`Input::ActivationCompleted`].
    Activate(Box<Activation>),
    /// Run an activity; its end is [`Input::ActivityEnded`].
    StartActivity(Box<ActivityTask>),
    /// Ask an activity to stop; its end is awaited all the same.
    CancelActivity {
        /// Its token.
        token: TaskToken,
        /// Why, in one word.
        reason: ActivityCancelReason,
        /// Why, in full.
        details: ActivityCancellationDetails,
    },
    /// What the server says to [`Input::ReportActivity`].
    ActivityReported {
        /// The number of the report.
        number: u64,
        /// Whether it was taken, and whether the activity has to stop.
        answer: Result<WantedCancellation, Status>,
    },
    /// Work on a Nexus task; its end is [`Input::NexusEnded`].
    StartNexus(Box<NexusTask>),
    /// Ask for a Nexus task to be stopped.
    CancelNexus {
        /// Its token.
        token: TaskToken,
        /// Why.
        reason: NexusCancelReason,
    },
    /// A poller does something else than before.
    PollerChanged {
        /// Which.
        poller: PollerId,
        /// What.
        state: PollerState,
    },
    /// A poller stopped for good: what it asks for, the server will never give. Somebody has to look.
    PollerFailed {
        /// Which.
        poller: PollerId,
        /// Why.
        why: Status,
    },
    /// Something to show an operator.
    Observed(Observation),
    /// Shutdown is complete; nothing follows.
    Drained(ShutdownReport),
}

/// The caller broke a worker's contract; what it said was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Misuse {
    /// There is no such run: it was evicted, or never was.
    #[error("run {0:?} is not here")]
    UnknownRun(Text),
    /// A run's contract was broken.
    #[error("run {0:?}: {1}")]
    Run(Text, crate::error::Misuse),
    /// The outcome of a Nexus task is none that its request can have; the caller hears of it when its time is up.
    #[error("the outcome of a Nexus task: {0}")]
    MalformedNexusOutcome(&'static str),
    /// The worker has ended.
    #[error("the worker has ended")]
    Ended,
}
