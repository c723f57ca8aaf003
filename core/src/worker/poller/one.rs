//! Decides what becomes of one poller whose poll failed: when it polls again, and what its state is meanwhile.

use super::{PollerId, PollerState};
use crate::{
    limits,
    rpc::{Backoff, CallId, Code, Reaction, RetryPolicy, Status},
    time::MonoTime,
    worker::{Output, desk::Desk, observe::Level},
};
use alloc::format;
use core::time::Duration;

#[derive(Clone, Debug)]
pub(super) struct Poller {
    pub(super) state: PollerState,
    pub(super) call: Option<(CallId, MonoTime)>,
    pub(super) backoff: Backoff,
    /// Not before then.
    pub(super) waits_until: Option<MonoTime>,
}

impl Poller {
    pub(super) const NEW: Self =
        Self { state: PollerState::Starting, call: None, backoff: Backoff::NONE, waits_until: None };

    pub(super) fn may_begin(&self, now: MonoTime) -> bool {
        let is_over = self.state == PollerState::Stopped;
        !is_over && self.call.is_none() && self.waits_until.is_none_or(|until| until <= now)
    }

    /// Whether its last poll failed, and nothing has shown yet that the next one does not.
    pub(super) const fn is_in_trouble(&self) -> bool {
        matches!(self.state, PollerState::Degraded { .. } | PollerState::Stalled)
    }

    /// Since when it is in trouble, as far as it is known.
    pub(super) const fn trouble_since(&self) -> Option<MonoTime> {
        match &self.state {
            PollerState::Degraded { since, .. } => Some(*since),
            PollerState::Stalled => Some(MonoTime(0)),
            PollerState::Starting | PollerState::Polling | PollerState::Draining | PollerState::Stopped => None,
        }
    }

    /// Enters a state, and says so where it is another one.
    pub(super) fn set(&mut self, desk: &mut Desk, poller: PollerId, state: PollerState) {
        if self.state != state {
            self.state = state.clone();
            desk.tell(Output::PollerChanged { poller, state });
        }
    }

    pub(super) fn failed(&mut self, desk: &mut Desk, (began, now): (MonoTime, MonoTime), id: PollerId, status: Status) {
        match status.code.reaction() {
            // The server ends polls before their time is over: it is silent, or something on the way is [POLLER-2].
            Reaction::PollAgain if now.since(began) >= desk.config.poll_timeout => {
                self.backoff.reset();
                desk.log(Level::Warn, || format!("{} poll {} was not answered", id.kind.poller_type(), id.index));
                self.set(desk, id, PollerState::Stalled);
            }
            // A server that ends polls at once must not be asked in a tight loop.
            Reaction::PollAgain if now.since(began) >= limits::SHORT_POLL => self.backoff.reset(),
            Reaction::PollAgain => self.wait(desk, now, status.code),
            Reaction::Stop if self.fails_since(now).is_some_and(|length| length >= limits::FATAL_POLL) => {
                desk.log(Level::Error, || format!("{} poll {} stops: {status}", id.kind.poller_type(), id.index));
                self.set(desk, id, PollerState::Stopped);
                desk.tell(Output::PollerFailed { poller: id, why: status });
            }
            Reaction::Degrade | Reaction::Stop => {
                self.wait(desk, now, status.code);
                desk.log(Level::Warn, || format!("{} poll {} failed: {status}", id.kind.poller_type(), id.index));
                self.degrade(desk, now, id, status);
            }
        }
    }

    /// How long no poll of its succeeded, where that is so.
    fn fails_since(&self, now: MonoTime) -> Option<Duration> {
        let PollerState::Degraded { since, .. } = &self.state else { return None };
        Some(now.since(*since))
    }

    pub(super) fn degrade(&mut self, desk: &mut Desk, now: MonoTime, id: PollerId, why: Status) {
        let since = match &self.state {
            PollerState::Degraded { since, .. } => *since,
            PollerState::Stopped => return,
            PollerState::Starting | PollerState::Polling | PollerState::Stalled | PollerState::Draining => now,
        };
        self.set(desk, id, PollerState::Degraded { since, why });
    }

    fn wait(&mut self, desk: &mut Desk, now: MonoTime, code: Code) {
        self.waits_until = Some(self.backoff.fail(now, code, &RetryPolicy::POLL, &mut desk.random));
    }
}
