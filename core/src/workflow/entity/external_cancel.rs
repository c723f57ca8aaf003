//! Decides how the cancellation of another execution moves from its command to the server's answer [CANCEL-1].

use super::{Step, closed_enum};

closed_enum! {
    enum State {
        Commanded,
        Initiated,
        Done,
    }
}

closed_enum! {
    enum Input {
        RequestCancelInitiated,
        CancelRequested,
        RequestCancelFailed,
    }
}

closed_enum! {
    enum Effect {
        Resolve,
        ResolveFailed,
    }
}

pub(crate) const fn step(state: State, input: Input) -> Step<State, Effect> {
    Some(match (state, input) {
        (State::Commanded, Input::RequestCancelInitiated) => (State::Initiated, &[]),
        (State::Initiated, Input::CancelRequested) => (State::Done, &[Effect::Resolve]),
        (State::Initiated, Input::RequestCancelFailed) => (State::Done, &[Effect::ResolveFailed]),
        _ => return None,
    })
}

impl State {
    pub(crate) const fn is_end(self) -> bool {
        matches!(self, Self::Done)
    }
}
