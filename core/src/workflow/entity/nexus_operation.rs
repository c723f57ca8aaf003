//! Decides how a Nexus operation moves from its command to its outcome [NEXUS-1] [NEXUS-2].

use super::{Step, closed_enum};
use crate::{
    command::host::OperationCancellationType,
    id::{EventId, Text},
};

closed_enum! {
    /// What history last said of an operation. `Told` is added where workflow code knows an outcome already.
    enum State {
        Commanded,
        Scheduled,
        Started,
        ScheduledCancelRequested,
        StartedCancelRequested,
        ScheduledTold,
        StartedTold,
        Done,
        Withdrawn,
    }
}

closed_enum! {
    enum Input {
        OperationScheduled,
        OperationStarted,
        OperationCompleted,
        OperationFailed,
        OperationCanceled,
        OperationTimedOut,
        /// The command that asks for cancellation was confirmed.
        CancelRequested,
        CancelRequestCompleted,
        CancelRequestFailed,
        /// The same two, where workflow code waits for just that.
        AwaitedCancelRequestCompleted,
        AwaitedCancelRequestFailed,
        CancelAbandon,
        CancelTry,
        CancelWait,
    }
}

closed_enum! {
    enum Effect {
        /// Take the command back and tell workflow code that the start failed.
        Withdraw,
        RequestCancel,
        ResolveStart,
        ResolveStartSync,
        ResolveStartFailed,
        Resolve,
        ResolveCanceled,
    }
}

/// A Nexus operation whose outcome is not known.
#[derive(Clone, Debug)]
pub(crate) struct NexusOperation {
    pub(crate) state: State,
    pub(crate) endpoint: Text,
    pub(crate) service: Text,
    pub(crate) operation: Text,
    pub(crate) token: Text,
    pub(crate) cancellation_type: OperationCancellationType,
    pub(crate) scheduled: EventId,
}

pub(crate) const fn step(state: State, input: Input) -> Step<State, Effect> {
    use Effect::{
        RequestCancel, Resolve, ResolveCanceled, ResolveStart, ResolveStartFailed, ResolveStartSync, Withdraw,
    };
    use Input::*;
    use State::*;
    Some(match (state, input) {
        (Commanded, OperationScheduled) => (Scheduled, &[]),
        (Commanded, CancelAbandon | CancelTry | CancelWait) => (Withdrawn, &[Withdraw]),
        (Scheduled, OperationStarted) => (Started, &[ResolveStart]),
        (ScheduledCancelRequested, OperationStarted) => (StartedCancelRequested, &[ResolveStart]),
        (ScheduledTold, OperationStarted) => (StartedTold, &[ResolveStart]),
        (Scheduled | ScheduledCancelRequested, OperationCompleted) => (Done, &[ResolveStartSync, Resolve]),
        // The official core tells the outcome a second time [NEXUS-3]; the start it tells once, and so does this.
        (ScheduledTold, OperationCompleted) => (Done, &[ResolveStartSync]),
        (
            Scheduled | ScheduledCancelRequested | ScheduledTold,
            OperationFailed | OperationCanceled | OperationTimedOut,
        ) => (Done, &[ResolveStartFailed]),
        (
            Started | StartedCancelRequested,
            OperationCompleted | OperationFailed | OperationCanceled | OperationTimedOut,
        ) => (Done, &[Resolve]),
        // Told of its cancellation, workflow code has no use for the outcome, whatever it asked for [NEXUS-3].
        (StartedTold, OperationCompleted | OperationFailed | OperationCanceled | OperationTimedOut) => (Done, &[]),
        (Scheduled, CancelWait) => (ScheduledCancelRequested, &[RequestCancel]),
        (Scheduled, CancelTry) => (ScheduledTold, &[RequestCancel, ResolveCanceled]),
        (Scheduled, CancelAbandon) => (ScheduledTold, &[ResolveCanceled]),
        (Started, CancelWait) => (StartedCancelRequested, &[RequestCancel]),
        (Started, CancelTry) => (StartedTold, &[RequestCancel, ResolveCanceled]),
        (Started, CancelAbandon) => (StartedTold, &[ResolveCanceled]),
        (ScheduledCancelRequested, AwaitedCancelRequestCompleted | AwaitedCancelRequestFailed) => {
            (ScheduledTold, &[Resolve])
        }
        (Started | StartedCancelRequested, AwaitedCancelRequestCompleted | AwaitedCancelRequestFailed) => {
            (StartedTold, &[Resolve])
        }
        // The workflow canceled another operation than history says, which nothing compares.
        (Started, CancelRequestCompleted | CancelRequestFailed) => (Started, &[]),
        (Commanded | Scheduled | Started, _) => return None,
        (ScheduledCancelRequested | StartedCancelRequested | ScheduledTold | StartedTold, CancelRequested) => {
            (state, &[])
        }
        (
            _,
            CancelAbandon
            | CancelTry
            | CancelWait
            | CancelRequestCompleted
            | CancelRequestFailed
            | AwaitedCancelRequestCompleted
            | AwaitedCancelRequestFailed,
        ) => (state, &[]),
        _ => return None,
    })
}

impl State {
    pub(crate) const fn is_end(self) -> bool {
        matches!(self, Self::Done | Self::Withdrawn)
    }
}

impl From<OperationCancellationType> for Input {
    fn from(kind: OperationCancellationType) -> Self {
        match kind {
            OperationCancellationType::Abandon => Self::CancelAbandon,
            OperationCancellationType::TryCancel => Self::CancelTry,
            OperationCancellationType::WaitCancellationCompleted
            | OperationCancellationType::WaitCancellationRequested => Self::CancelWait,
        }
    }
}
