//! Decides how a command moves that history only has to confirm: patches, upserts, properties, the close of the run.

use super::{Step, closed_enum};

closed_enum! {
    enum State {
        Commanded,
        Recorded,
    }
}

closed_enum! {
    enum Input {
        /// The event of the command's own type.
        Recorded,
    }
}

closed_enum! {
    /// There is none.
    enum Effect {}
}

pub(crate) const fn step(state: State, input: Input) -> Step<State, Effect> {
    match (state, input) {
        (State::Commanded, Input::Recorded) => Some((State::Recorded, &[])),
        (State::Recorded, Input::Recorded) => None,
    }
}
