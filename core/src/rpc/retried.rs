//! Decides how one call is made until it succeeds or is given up: a machine of its own, whoever makes the call.

use super::{Backoff, Call, CallEnd, Code, RetryPolicy, Status};
use crate::{
    limits,
    machine::{Deadline, Machine},
    rng::Random,
    time::{MonoTime, Now},
};
use alloc::collections::VecDeque;
use bytes::Bytes;
use core::{convert::Infallible, time::Duration};

/// What is asked next in place of a request whose answer says nothing yet; `None` where the answer says something, or cannot
/// be read.
pub type Again = fn(request: &Bytes, answer: &Bytes) -> Option<Bytes>;

/// One call with its retries. Every attempt is the same message, so that a request id in it names one request.
///
/// It may have a deadline, which attempts and waits end at [RPC-6]. A long poll goes on where it was: an attempt that ends
/// without an answer is followed by another, and an answer that says nothing yet by one that says what is known [RPC-7].
#[derive(Clone, Debug)]
pub struct Retried {
    call: Call,
    policy: RetryPolicy,
    random: Random,
    backoff: Backoff,
    began: Option<MonoTime>,
    /// When the attempt that is under way began.
    attempt_began: MonoTime,
    waits_until: Option<MonoTime>,
    /// When it is over, whatever became of it.
    deadline: Option<MonoTime>,
    /// How a long poll goes on; nothing for what is none.
    again: Option<Again>,
    state: State,
    /// At most two: an attempt to cancel, and one to begin or the end.
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
            attempt_began: MonoTime(0),
            waits_until: None,
            deadline: None,
            again: None,
            state: State::Waiting,
            outputs: VecDeque::new(),
        }
    }

    /// A long poll: the server answers when there is something to say, or says nothing for as long as it may.
    #[must_use]
    pub const fn long_poll(call: Call, policy: RetryPolicy, seed: u64, again: Again) -> Self {
        let mut poll = Self::new(call, policy, seed);
        poll.again = Some(again);
        poll
    }

    /// The same, over at `deadline` whatever became of it.
    #[must_use]
    pub const fn until(mut self, deadline: MonoTime) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// How many attempts failed.
    #[must_use]
    pub const fn failures(&self) -> u32 {
        self.backoff.failures()
    }

    fn attempt(&mut self, now: MonoTime) {
        self.waits_until = None;
        self.state = State::Calling;
        self.attempt_began = now;
        let left = self.deadline.map_or(Duration::MAX, |deadline| deadline.since(now));
        let timeout = self.call.timeout.min(left);
        self.outputs.push_back(RetriedOutput::Attempt(Call { timeout, ..self.call.clone() }));
    }

    fn done(&mut self, end: CallEnd) {
        self.waits_until = None;
        self.state = State::Ended;
        self.outputs.push_back(RetriedOutput::Done(end));
    }

    fn attempt_ended(&mut self, now: MonoTime, end: CallEnd) {
        let next = end.as_ref().ok().zip(self.again).and_then(|(answer, again)| again(&self.call.message, answer));
        if let Some(next) = next {
            return self.resume(now, next);
        }
        if !self.policy.outlasts_outages && self.backoff.failures() == 0 {
            // It was quiet for as long as the attempt took: a connection may be dead for longer than that until it is noticed.
            self.began = Some(now);
        }
        let began = *self.began.get_or_insert(now);
        let retry = match &end {
            Ok(_) => None,
            Err(status) if self.is_quiet(now, status.code) => {
                self.begin_anew(now);
                Some(now)
            }
            Err(status) => self.backoff.retry((began, now), status, &self.policy, &mut self.random),
        };
        match retry.filter(|at| self.deadline.is_none_or(|deadline| *at < deadline)) {
            Some(at) if at <= now => self.attempt(now),
            Some(at) => {
                self.state = State::Waiting;
                self.waits_until = Some(at);
            }
            None => self.done(end),
        }
    }
}

impl Retried {
    /// Whether a long poll ended as it does when there was nothing to say, and not so soon that it would go round in circles.
    fn is_quiet(&self, now: MonoTime, code: Code) -> bool {
        let is_over = matches!(code, Code::DeadlineExceeded | Code::Canceled);
        self.again.is_some() && is_over && now.since(self.attempt_began) >= limits::SHORT_POLL
    }

    /// Asks for what is not known yet, but not so soon that it would go round in circles with a server that never waits.
    fn resume(&mut self, now: MonoTime, message: Bytes) {
        self.call.message = message;
        self.begin_anew(now);
        let at = self.attempt_began.plus(limits::SHORT_POLL);
        if self.has_run_out(now) {
            self.done(Err(too_late()));
        } else if at <= now {
            self.attempt(now);
        } else {
            self.state = State::Waiting;
            self.waits_until = Some(at);
        }
    }

    /// What failed before counts no more.
    const fn begin_anew(&mut self, now: MonoTime) {
        self.backoff.reset();
        self.began = Some(now);
    }

    /// When an attempt should have ended long ago, whatever the transport does [RPC-8].
    fn overdue_at(&self) -> MonoTime {
        self.attempt_began.plus(self.call.timeout.saturating_add(limits::LOST_CALL))
    }

    fn has_run_out(&self, now: MonoTime) -> bool {
        self.deadline.is_some_and(|deadline| deadline <= now)
    }
}

impl Machine for Retried {
    type Now = Now;
    type Input = RetriedInput;
    type Output = RetriedOutput;
    type Misuse = Infallible;

    fn handle(&mut self, now: Now, input: RetriedInput) -> Result<(), Infallible> {
        match (self.state, input) {
            (State::Waiting, RetriedInput::Tick) if self.has_run_out(now.mono) => self.done(Err(too_late())),
            (State::Calling, RetriedInput::Tick) if self.has_run_out(now.mono) => {
                self.outputs.push_back(RetriedOutput::CancelAttempt);
                self.done(Err(too_late()));
            }
            (State::Calling, RetriedInput::Tick) if self.overdue_at() <= now.mono => {
                self.outputs.push_back(RetriedOutput::CancelAttempt);
                self.attempt_ended(now.mono, Err(lost()));
            }
            (State::Waiting, RetriedInput::Tick) => {
                self.began.get_or_insert(now.mono);
                if self.waits_until.is_none_or(|at| at <= now.mono) {
                    self.attempt(now.mono);
                }
            }
            (State::Calling, RetriedInput::Ended(end)) => self.attempt_ended(now.mono, end),
            (State::Waiting, RetriedInput::Cancel) => self.done(Err(canceled())),
            (State::Calling, RetriedInput::Cancel) => {
                self.outputs.push_back(RetriedOutput::CancelAttempt);
                self.done(Err(canceled()));
            }
            // An attempt may end after it was canceled, and ticks come whenever they like.
            (State::Calling, RetriedInput::Tick) | (State::Waiting, RetriedInput::Ended(_)) | (State::Ended, _) => {}
        }
        Ok(())
    }

    fn poll(&mut self) -> Option<RetriedOutput> {
        self.outputs.pop_front()
    }

    fn deadline(&self) -> Option<Deadline> {
        let again = self.waits_until.map(|at| Deadline { at, why: "a call is made again" });
        let is_open = self.state != State::Ended;
        let over = self.deadline.filter(|_| is_open).map(|at| Deadline { at, why: "a call has run out of time" });
        let is_calling = self.state == State::Calling;
        let lost = is_calling.then(|| Deadline { at: self.overdue_at(), why: "an attempt should have ended" });
        [again, over, lost].into_iter().flatten().min()
    }
}

fn too_late() -> Status {
    Status::new(Code::DeadlineExceeded, "the call has run out of time")
}

fn lost() -> Status {
    Status::new(Code::DeadlineExceeded, "the transport did not end the attempt in time")
}

fn canceled() -> Status {
    Status::new(Code::Canceled, "the caller no longer waits")
}
