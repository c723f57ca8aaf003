//! Decides how a timer moves from its command to firing or cancellation [TIMER-1].

use super::{Step, closed_enum};
use crate::id::{EventId, Text};

closed_enum! {
    /// What history last said of a timer.
    enum State {
        /// Its command waits to be sent or confirmed.
        Commanded,
        /// Its command waits to be confirmed, and behind it the one that cancels it [COMMAND-5].
        BothCommanded,
        Started,
        /// The command that cancels it waits to be sent or confirmed.
        CancelCommanded,
        Fired,
        Canceled,
        /// Canceled before its command was sent, which is taken back.
        Withdrawn,
    }
}

closed_enum! {
    enum Input {
        TimerStarted,
        TimerFired,
        TimerCanceled,
        /// The host cancels it.
        Cancel,
        /// The host cancels it, and history has both commands.
        CancelRecorded,
    }
}

closed_enum! {
    enum Effect {
        Withdraw,
        CancelTimer,
        Fire,
    }
}

/// A timer that has not fired and is not canceled.
#[derive(Clone, Debug)]
pub(crate) struct Timer {
    pub(crate) state: State,
    /// Its `TimerStarted` event; 0 before that.
    pub(crate) started: EventId,
    /// The id it was started with, where that is no number: SDKs that are not built on a core write such.
    pub(crate) foreign_id: Option<Text>,
}

pub(crate) const fn step(state: State, input: Input) -> Step<State, Effect> {
    Some(match (state, input) {
        (State::Commanded, Input::TimerStarted) => (State::Started, &[]),
        (State::Commanded, Input::Cancel) => (State::Withdrawn, &[Effect::Withdraw]),
        (State::Commanded, Input::CancelRecorded) => (State::BothCommanded, &[Effect::CancelTimer]),
        (State::BothCommanded, Input::TimerStarted) => (State::CancelCommanded, &[]),
        (State::Started, Input::TimerFired) => (State::Fired, &[Effect::Fire]),
        (State::Started, Input::Cancel) => (State::CancelCommanded, &[Effect::CancelTimer]),
        (State::CancelCommanded, Input::TimerCanceled) => (State::Canceled, &[]),
        (
            State::BothCommanded | State::CancelCommanded | State::Fired | State::Canceled | State::Withdrawn,
            Input::Cancel,
        ) => (state, &[]),
        _ => return None,
    })
}

impl State {
    pub(crate) const fn is_end(self) -> bool {
        matches!(self, Self::Fired | Self::Canceled | Self::Withdrawn)
    }
}
