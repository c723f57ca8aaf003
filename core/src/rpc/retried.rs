//! Decides how one call is made until it succeeds or is given up: a machine of its own, whoever makes the call.

use super::{Backoff, Call, CallEnd, Code, RetryPolicy, Status};
use crate::{
    machine::{Deadline, Machine},
    rng::Random,
    time::{MonoTime, Now},
};
use alloc::collections::VecDeque;
use core::convert::Infallible;

/// One call with its retries. Every attempt is the same message, so that a request id in it names one request.
#[derive(Clone, Debug)]
pub struct Retried {
    call: Call,
    policy: RetryPolicy,
    random: Random,
    backoff: Backoff,
    began: Option<MonoTime>,
    waits_until: Option<MonoTime>,
    state: State,
    /// At most two: an attempt to begin or to cancel, and the end.
    outputs: VecDeque<RetriedOutput>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Waiting,
    Calling,
    Ended,
}

/// What can happen to a call.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum RetriedInput {
    /// Time has passed; the first one begins the first attempt.
    Tick,
    /// The attempt ended.
    Ended(CallEnd),
    /// Nobody waits for it any more.
    Cancel,
}

/// What a call asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a driver must handle every output")]
pub enum RetriedOutput {
    /// Make this attempt; the answer is [`RetriedInput::Ended`].
    Attempt(Call),
    /// Let go of the attempt: its end no longer matters.
    CancelAttempt,
    /// The call is over; nothing follows.
    Done(CallEnd),
}

impl Retried {
    /// A call that begins with its first tick. `seed` decides the jitter.
    #[must_use]
    pub const fn new(call: Call, policy: RetryPolicy, seed: u64) -> Self {
        Self {
            call,
            policy,
            random: Random::new(seed),
            backoff: Backoff::NONE,
            began: None,
            waits_until: None,
            state: State::Waiting,
            outputs: VecDeque::new(),
        }
    }

    /// How many attempts failed.
    #[must_use]
    pub const fn failures(&self) -> u32 {
        self.backoff.failures()
    }

    fn attempt(&mut self) {
        self.waits_until = None;
        self.state = State::Calling;
        self.outputs.push_back(RetriedOutput::Attempt(self.call.clone()));
    }

    fn done(&mut self, end: CallEnd) {
        self.waits_until = None;
        self.state = State::Ended;
        self.outputs.push_back(RetriedOutput::Done(end));
    }

    fn attempt_ended(&mut self, now: MonoTime, end: CallEnd) {
        let began = *self.began.get_or_insert(now);
        let retry = match &end {
            Ok(_) => None,
            Err(status) => self.backoff.retry((began, now), status, &self.policy, &mut self.random),
        };
        match retry {
            Some(at) => {
                self.state = State::Waiting;
                self.waits_until = Some(at);
            }
            None => self.done(end),
        }
    }
}

impl Machine for Retried {
    type Now = Now;
    type Input = RetriedInput;
    type Output = RetriedOutput;
    type Misuse = Infallible;

    fn handle(&mut self, now: Now, input: RetriedInput) -> Result<(), Infallible> {
        match (self.state, input) {
            (State::Waiting, RetriedInput::Tick) => {
                self.began.get_or_insert(now.mono);
                if self.waits_until.is_none_or(|at| at <= now.mono) {
                    self.attempt();
                }
            }
            (State::Calling, RetriedInput::Ended(end)) => self.attempt_ended(now.mono, end),
            (State::Waiting, RetriedInput::Cancel) => self.done(Err(canceled())),
            (State::Calling, RetriedInput::Cancel) => {
                self.outputs.push_back(RetriedOutput::CancelAttempt);
                self.done(Err(canceled()));
            }
            // An attempt may end after it was canceled, and ticks come whenever they like.
            (State::Calling, RetriedInput::Tick)
            | (State::Waiting, RetriedInput::Ended(_))
            | (State::Ended, RetriedInput::Tick | RetriedInput::Ended(_) | RetriedInput::Cancel) => {}
        }
        Ok(())
    }

    fn poll(&mut self) -> Option<RetriedOutput> {
        self.outputs.pop_front()
    }

    fn deadline(&self) -> Option<Deadline> {
        self.waits_until.map(|at| Deadline { at, why: "a call is made again" })
    }
}

fn canceled() -> Status {
    Status::new(Code::Canceled, "the caller no longer waits")
}
