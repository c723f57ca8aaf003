//! Decides which call of an operation follows another: one at a time, until an answer leads to no other.

use super::Ask;
use crate::{
    machine::{Deadline, Machine},
    rpc::{CallEnd, Code, Status},
};
use alloc::collections::VecDeque;
use bytes::Bytes;
use core::convert::Infallible;
use dacapo_proto::rpc::Request;

/// What follows from an answer: another call, or nothing. An answer that cannot be read leads nowhere: whoever asked reads it
/// too.
pub type Then = fn(&Ask, &Bytes) -> Option<Ask>;

/// Something that a client does: calls, one after another [CLIENT-1].
///
/// It knows no time: that is the business of its calls, which have one deadline between them.
#[derive(Clone, Debug)]
pub struct Operation {
    asked: Ask,
    then: Then,
    state: State,
    /// At most one.
    outputs: VecDeque<OperationOutput>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Idle,
    Calling,
    Ended,
}

/// What can happen to an operation.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum OperationInput {
    /// It begins.
    Begin,
    /// The call that it asked for is over, with all its attempts.
    Ended(CallEnd),
}

/// What an operation asks for.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_enums, reason = "a driver must handle every output")]
pub enum OperationOutput {
    /// Make this call; its end is [`OperationInput::Ended`].
    Call(Ask),
    /// It is over; nothing follows. This is what was asked last, and what that came to.
    Done(Ask, CallEnd),
}

impl Operation {
    /// Calls that begin with this one.
    #[must_use]
    pub const fn new(first: Ask, then: Then) -> Self {
        Self { asked: first, then, state: State::Idle, outputs: VecDeque::new() }
    }

    /// One call of a method that answers at once.
    pub fn call<Q: Request>(request: &Q) -> Self {
        Self::new(Ask::once(request), |_, _| None)
    }

    /// What it asks for now, or asked for last.
    #[must_use]
    pub const fn asked(&self) -> &Ask {
        &self.asked
    }

    fn ask(&mut self) {
        self.state = State::Calling;
        self.outputs.push_back(OperationOutput::Call(self.asked.clone()));
    }

    fn ended(&mut self, end: CallEnd) {
        let end = end.and_then(|answer| if self.asked.is_answered_by(&answer) { Ok(answer) } else { Err(nothing()) });
        let next = end.as_ref().ok().and_then(|answer| (self.then)(&self.asked, answer));
        if let Some(next) = next {
            self.asked = next;
            return self.ask();
        }
        self.state = State::Ended;
        self.outputs.push_back(OperationOutput::Done(self.asked.clone(), end));
    }
}

impl Machine for Operation {
    type Now = ();
    type Input = OperationInput;
    type Output = OperationOutput;
    type Misuse = Infallible;

    fn handle(&mut self, (): (), input: OperationInput) -> Result<(), Infallible> {
        match (self.state, input) {
            (State::Idle, OperationInput::Begin) => self.ask(),
            (State::Calling, OperationInput::Ended(end)) => self.ended(end),
            // What nobody asked for leads to nothing.
            (State::Idle, OperationInput::Ended(_)) | (State::Calling, OperationInput::Begin) | (State::Ended, _) => {}
        }
        Ok(())
    }

    fn poll(&mut self) -> Option<OperationOutput> {
        self.outputs.pop_front()
    }

    fn deadline(&self) -> Option<Deadline> {
        None
    }
}

/// Somebody between an operation and its call, such as an interceptor, gave an answer that a server never ends a call with.
fn nothing() -> Status {
    Status::new(Code::Internal, "a long poll ended with an answer that says nothing")
}
