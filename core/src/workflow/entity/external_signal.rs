//! Decides how a signal to another execution moves from its command to the server's answer [SIGNAL-1].

use super::{Step, closed_enum};

closed_enum! {
    enum State {
        Commanded,
        Initiated,
        Done,
        Withdrawn,
    }
}

closed_enum! {
    enum Input {
        SignalInitiated,
        Signaled,
        SignalFailed,
        /// The host cancels it; once sent, nothing can take it back.
        Cancel,
    }
}

closed_enum! {
    enum Effect {
        /// Take the command back and tell workflow code that the signal was canceled.
        Withdraw,
        Resolve,
        ResolveFailed,
    }
}

pub(crate) const fn step(state: State, input: Input) -> Step<State, Effect> {
    Some(match (state, input) {
        (State::Commanded, Input::SignalInitiated) => (State::Initiated, &[]),
        (State::Commanded, Input::Cancel) => (State::Withdrawn, &[Effect::Withdraw]),
        (State::Initiated, Input::Signaled) => (State::Done, &[Effect::Resolve]),
        (State::Initiated, Input::SignalFailed) => (State::Done, &[Effect::ResolveFailed]),
        (State::Initiated | State::Done | State::Withdrawn, Input::Cancel) => (state, &[]),
        _ => return None,
    })
}

impl State {
    pub(crate) const fn is_end(self) -> bool {
        matches!(self, Self::Done | Self::Withdrawn)
    }
}
