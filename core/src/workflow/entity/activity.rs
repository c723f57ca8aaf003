//! Decides how an activity moves from its command to its outcome, whatever is canceled in between [ACTIVITY-1] [ACTIVITY-2].

use super::{Step, closed_enum};
use crate::{
    command::host::CancellationType,
    id::{EventId, Text},
};

closed_enum! {
    /// What history last said of an activity. `Told` is added where workflow code was told of its cancellation already.
    enum State {
        Commanded,
        /// Its command waits to be confirmed, and behind it the one that cancels it [COMMAND-5].
        BothCommanded,
        BothCommandedTold,
        Scheduled,
        Started,
        ScheduledCancelCommanded,
        ScheduledCancelCommandedTold,
        StartedCancelCommanded,
        StartedCancelCommandedTold,
        ScheduledCancelRequested,
        ScheduledCancelRequestedTold,
        StartedCancelRequested,
        StartedCancelRequestedTold,
        /// Workflow code was told that it is canceled; the activity itself was not.
        Abandoned,
        Done,
        Withdrawn,
    }
}

closed_enum! {
    enum Input {
        ActivityTaskScheduled,
        ActivityTaskStarted,
        ActivityTaskCompleted,
        ActivityTaskFailed,
        ActivityTaskTimedOut,
        ActivityTaskCancelRequested,
        ActivityTaskCanceled,
        CancelTry,
        CancelWait,
        CancelAbandon,
        /// The host cancels it, and history has both commands.
        CancelTryRecorded,
        CancelWaitRecorded,
    }
}

closed_enum! {
    enum Effect {
        Withdraw,
        RequestCancel,
        /// Tell workflow code that it was canceled, without waiting for the server.
        ResolveCanceled,
        /// Tell workflow code the outcome that the event holds.
        Resolve,
    }
}

/// An activity whose outcome is not known.
#[derive(Clone, Debug)]
pub(crate) struct Activity {
    pub(crate) state: State,
    pub(crate) activity_id: Text,
    pub(crate) activity_type: Text,
    pub(crate) cancellation_type: CancellationType,
    pub(crate) scheduled: EventId,
    pub(crate) started: EventId,
}

pub(crate) const fn step(state: State, input: Input) -> Step<State, Effect> {
    use Effect::{RequestCancel, Resolve, ResolveCanceled, Withdraw};
    use Input::*;
    use State::*;
    Some(match (state, input) {
        (Commanded, ActivityTaskScheduled) => (Scheduled, &[]),
        (Commanded, CancelTry | CancelWait | CancelAbandon) => (Withdrawn, &[Withdraw, ResolveCanceled]),
        (Commanded, CancelWaitRecorded) => (BothCommanded, &[RequestCancel]),
        (Commanded, CancelTryRecorded) => (BothCommandedTold, &[RequestCancel, ResolveCanceled]),
        (BothCommanded, ActivityTaskScheduled) => (ScheduledCancelCommanded, &[]),
        (BothCommandedTold, ActivityTaskScheduled) => (ScheduledCancelCommandedTold, &[]),
        (Scheduled, ActivityTaskStarted) => (Started, &[]),
        (Scheduled, ActivityTaskTimedOut) => (Done, &[Resolve]),
        (Started, ActivityTaskCompleted | ActivityTaskFailed | ActivityTaskTimedOut) => (Done, &[Resolve]),
        (Scheduled, CancelWait) => (ScheduledCancelCommanded, &[RequestCancel]),
        (Scheduled, CancelTry) => (ScheduledCancelCommandedTold, &[RequestCancel, ResolveCanceled]),
        (Started, CancelWait) => (StartedCancelCommanded, &[RequestCancel]),
        (Started, CancelTry) => (StartedCancelCommandedTold, &[RequestCancel, ResolveCanceled]),
        (Scheduled | Started, CancelAbandon) => (Abandoned, &[ResolveCanceled]),
        (ScheduledCancelCommanded, ActivityTaskCancelRequested) => (ScheduledCancelRequested, &[]),
        (ScheduledCancelCommandedTold, ActivityTaskCancelRequested) => (ScheduledCancelRequestedTold, &[]),
        (StartedCancelCommanded, ActivityTaskCancelRequested) => (StartedCancelRequested, &[]),
        (StartedCancelCommandedTold, ActivityTaskCancelRequested) => (StartedCancelRequestedTold, &[]),
        (ScheduledCancelRequested, ActivityTaskStarted) => (StartedCancelRequested, &[]),
        (ScheduledCancelRequestedTold, ActivityTaskStarted) => (StartedCancelRequestedTold, &[]),
        (ScheduledCancelRequested, ActivityTaskCanceled | ActivityTaskTimedOut) => (Done, &[Resolve]),
        (ScheduledCancelRequestedTold, ActivityTaskCanceled | ActivityTaskTimedOut) => (Done, &[]),
        (
            StartedCancelRequested,
            ActivityTaskCompleted | ActivityTaskFailed | ActivityTaskTimedOut | ActivityTaskCanceled,
        ) => (Done, &[Resolve]),
        (
            StartedCancelRequestedTold,
            ActivityTaskCompleted | ActivityTaskFailed | ActivityTaskTimedOut | ActivityTaskCanceled,
        ) => (Done, &[]),
        (Abandoned, ActivityTaskStarted) => (Abandoned, &[]),
        // The official core stops at all but the first of these [ACTIVITY-3].
        (Abandoned, ActivityTaskCompleted | ActivityTaskFailed | ActivityTaskTimedOut | ActivityTaskCanceled) => {
            (Done, &[])
        }
        (Commanded | Scheduled | Started, _) => return None,
        (_, CancelTry | CancelWait | CancelAbandon) => (state, &[]),
        _ => return None,
    })
}

impl State {
    pub(crate) const fn is_end(self) -> bool {
        matches!(self, Self::Done | Self::Withdrawn)
    }
}

impl From<CancellationType> for Input {
    fn from(kind: CancellationType) -> Self {
        match kind {
            CancellationType::TryCancel => Self::CancelTry,
            CancellationType::WaitCancellationCompleted => Self::CancelWait,
            CancellationType::Abandon => Self::CancelAbandon,
        }
    }
}
