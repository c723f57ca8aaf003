//! Decides how a child workflow moves from its command to its outcome [CHILD-1] [CHILD-2].

use super::{Step, closed_enum};
use crate::{
    command::host::OperationCancellationType,
    id::{EventId, Text},
};

closed_enum! {
    enum State {
        Commanded,
        Initiated,
        Started,
        /// Workflow code was told that it is canceled; what the child still does changes nothing.
        Told,
        Done,
        Withdrawn,
    }
}

closed_enum! {
    enum Input {
        StartInitiated,
        StartFailed,
        ExecutionStarted,
        ExecutionCompleted,
        ExecutionFailed,
        ExecutionTimedOut,
        ExecutionCanceled,
        ExecutionTerminated,
        CancelAbandon,
        CancelTry,
        /// Either of the waiting types: core does not tell them apart for children, as the official one does not.
        CancelWait,
    }
}

closed_enum! {
    enum Effect {
        /// Take the command back and tell workflow code that the start was canceled.
        Withdraw,
        RequestCancel,
        ResolveStart,
        ResolveStartFailed,
        Resolve,
        ResolveCanceled,
    }
}

/// A child workflow whose outcome is not known.
#[derive(Clone, Debug)]
pub(crate) struct ChildWorkflow {
    pub(crate) state: State,
    pub(crate) namespace: Text,
    pub(crate) workflow_id: Text,
    pub(crate) workflow_type: Text,
    pub(crate) run_id: Text,
    pub(crate) cancellation_type: OperationCancellationType,
    pub(crate) initiated: EventId,
    pub(crate) started: EventId,
    /// Why the host cancels it.
    pub(crate) cancel_reason: Text,
}

pub(crate) const fn step(state: State, input: Input) -> Step<State, Effect> {
    use Effect::{RequestCancel, Resolve, ResolveCanceled, ResolveStart, ResolveStartFailed, Withdraw};
    use Input::*;
    use State::*;
    Some(match (state, input) {
        (Commanded, StartInitiated) => (Initiated, &[]),
        (Commanded, CancelAbandon | CancelTry | CancelWait) => (Withdrawn, &[Withdraw]),
        (Initiated, ExecutionStarted) => (Started, &[ResolveStart]),
        (Initiated, StartFailed) => (Done, &[ResolveStartFailed]),
        (
            Started,
            ExecutionCompleted | ExecutionFailed | ExecutionTimedOut | ExecutionCanceled | ExecutionTerminated,
        ) => (Done, &[Resolve]),
        (Initiated | Started, CancelAbandon) => (Told, &[ResolveCanceled]),
        (Initiated | Started, CancelTry) => (Told, &[RequestCancel, ResolveCanceled]),
        (Initiated | Started, CancelWait) => (state, &[RequestCancel]),
        (Told, ExecutionStarted) => (Told, &[]),
        (
            Told,
            StartFailed | ExecutionCompleted | ExecutionFailed | ExecutionTimedOut | ExecutionCanceled
            | ExecutionTerminated,
        ) => (Done, &[]),
        (Told | Done | Withdrawn, CancelAbandon | CancelTry | CancelWait) => (state, &[]),
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
