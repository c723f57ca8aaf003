//! Decides how an update moves from its request to its outcome [UPDATE-3].

use super::{Step, closed_enum};
use crate::{
    history::event::UpdateRequest,
    id::{EventId, Text},
};

closed_enum! {
    enum State {
        Requested,
        AcceptCommanded,
        /// The host answered twice before history confirmed the first answer.
        AcceptAndCompleteCommanded,
        Accepted,
        CompleteCommanded,
        Completed,
        Rejected,
    }
}

closed_enum! {
    enum Input {
        UpdateAccepted,
        UpdateCompleted,
        Accept,
        Reject,
        Complete,
    }
}

closed_enum! {
    #[expect(clippy::enum_variant_names, reason = "each sends a message, and says which")]
    enum Effect {
        SendAcceptance,
        SendRejection,
        SendResponse,
    }
}

/// An update without an outcome.
#[derive(Clone, Debug)]
pub(crate) struct Update {
    pub(crate) state: State,
    pub(crate) message_id: Text,
    pub(crate) sequencing: EventId,
    pub(crate) request: UpdateRequest,
}

pub(crate) const fn step(state: State, input: Input) -> Step<State, Effect> {
    use Effect::{SendAcceptance, SendRejection, SendResponse};
    use Input::*;
    use State::*;
    Some(match (state, input) {
        (Requested, Accept) => (AcceptCommanded, &[SendAcceptance]),
        (Requested, Reject) => (Rejected, &[SendRejection]),
        (AcceptCommanded, UpdateAccepted) => (Accepted, &[]),
        // An accepted update that fails is answered with a rejection, which is its outcome.
        (AcceptCommanded, Complete | Reject) => (AcceptAndCompleteCommanded, &[SendResponse]),
        (AcceptAndCompleteCommanded, UpdateAccepted) => (CompleteCommanded, &[]),
        (Accepted, Complete | Reject) => (CompleteCommanded, &[SendResponse]),
        (CompleteCommanded, UpdateCompleted) => (Completed, &[]),
        _ => return None,
    })
}

impl State {
    pub(crate) const fn is_end(self) -> bool {
        matches!(self, Self::Completed | Self::Rejected)
    }
}
