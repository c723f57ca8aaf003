//! Decides how a local activity moves from being scheduled to its marker, live or replayed [LOCAL-4] [LOCAL-7] [LOCAL-8].

use super::{Step, closed_enum};
use crate::{
    command::host::{CancellationType, ScheduleLocalActivity},
    id::Text,
    time::WorkflowTime,
};
use alloc::boxed::Box;
use bytes::Bytes;

closed_enum! {
    enum State {
        /// The worker runs it.
        Running,
        /// The worker runs it and was asked to cancel it; its outcome is awaited.
        CancelPending,
        /// Its outcome is in history, further on.
        WaitingForMarker,
        /// Workflow code knows the outcome, which was seen ahead; the marker's event is still to come.
        ResolvedFromMarker,
        /// Workflow code knows the outcome; the command that records it waits to be sent or confirmed.
        MarkerCommanded,
        Done,
    }
}

closed_enum! {
    enum Input {
        /// The worker reports how it ended.
        Ended,
        /// Its marker was seen by looking ahead, and it is its turn.
        MarkerAhead,
        MarkerRecorded,
        /// The run is no longer replaying: what history has no outcome for must run.
        LiveTask,
        CancelTry,
        CancelWait,
        CancelAbandon,
    }
}

closed_enum! {
    enum Effect {
        Run,
        RequestCancel,
        /// Tell workflow code the outcome and record it.
        Record,
        /// Tell workflow code that it was canceled and record that.
        RecordCanceled,
        /// Tell workflow code the outcome that the marker holds.
        Resolve,
    }
}

/// A local activity whose marker is not in the applied history.
#[derive(Clone, Debug)]
pub(crate) struct LocalActivity {
    pub(crate) state: State,
    pub(crate) command: Box<ScheduleLocalActivity>,
    pub(crate) user_metadata: Option<Bytes>,
    /// The workflow's time when it was scheduled; its end is that plus the time it ran.
    pub(crate) scheduled_at: WorkflowTime,
    /// Whether its id and type are compared with the marker's (flag 1, decided when it was scheduled).
    pub(crate) is_checked: bool,
}

impl LocalActivity {
    pub(crate) fn activity_id(&self) -> &Text {
        &self.command.activity_id
    }
}

pub(crate) const fn step(state: State, input: Input) -> Step<State, Effect> {
    use Effect::{Record, RecordCanceled, RequestCancel, Resolve, Run};
    use Input::*;
    use State::*;
    Some(match (state, input) {
        (Running | CancelPending, Ended) => (MarkerCommanded, &[Record]),
        (Running, CancelTry) => (MarkerCommanded, &[RequestCancel, RecordCanceled]),
        (Running, CancelWait) => (CancelPending, &[RequestCancel]),
        (Running, CancelAbandon) => (MarkerCommanded, &[RecordCanceled]),
        (WaitingForMarker, MarkerAhead) => (ResolvedFromMarker, &[Resolve]),
        (WaitingForMarker, MarkerRecorded) => (Done, &[Resolve]),
        (WaitingForMarker, LiveTask) => (Running, &[Run]),
        // Its marker has the outcome, and is told when it is its turn [LOCAL-4].
        (WaitingForMarker, CancelTry | CancelWait | CancelAbandon) => (WaitingForMarker, &[]),
        (ResolvedFromMarker | MarkerCommanded, MarkerRecorded) => (Done, &[]),
        // What ends after workflow code was told that it is canceled ends unheard.
        (MarkerCommanded, Ended) => (state, &[]),
        (Running | CancelPending | ResolvedFromMarker | MarkerCommanded, LiveTask) => (state, &[]),
        (CancelPending | ResolvedFromMarker | MarkerCommanded, CancelTry | CancelWait | CancelAbandon) => (state, &[]),
        _ => return None,
    })
}

impl State {
    pub(crate) const fn is_end(self) -> bool {
        matches!(self, Self::Done)
    }

    /// Whether the worker runs it, so that the workflow task waits for it.
    pub(crate) const fn is_running(self) -> bool {
        matches!(self, Self::Running | Self::CancelPending)
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
