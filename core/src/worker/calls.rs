//! Decides which calls are open, what each is for, and when a failed one is made again.

use super::{desk::Request, purpose::Purpose};
use crate::{
    limits,
    machine::{Deadline, Machine},
    rng::Random,
    rpc::{Call, CallEnd, CallId, Retried, RetriedInput, RetriedOutput},
    time::{MonoTime, Now},
};
use alloc::collections::{BTreeMap, BTreeSet};

/// The calls of one worker that have not ended for good.
#[derive(Clone, Debug, Default)]
pub(crate) struct Calls {
    last: u64,
    open: BTreeMap<CallId, Open>,
    /// When calls that wait are made again.
    waiting: BTreeSet<(MonoTime, CallId)>,
    /// When attempts that are under way should have ended long ago; those of polls are their pollers' business.
    overdue: BTreeSet<(MonoTime, CallId)>,
}

#[derive(Clone, Debug)]
struct Open {
    purpose: Purpose,
    /// Nothing for a poll, whose retries are its poller's business.
    retried: Option<Retried>,
    method: &'static str,
    /// When its last attempt began.
    began: MonoTime,
    /// When that should have ended long ago.
    overdue_at: Option<MonoTime>,
}

/// What a call's end comes to.
pub(crate) enum Ended {
    /// It is over.
    Done(Purpose, CallEnd),
    /// It is made again later.
    Waits,
    /// Nobody waits for it.
    Unknown,
}

impl Calls {
    /// Begins a call that is made once; the caller hands out the attempt.
    pub(crate) fn begin_once(&mut self, now: Now, purpose: Purpose, call: &Call) -> CallId {
        let id = self.next_id();
        let is_poll = matches!(purpose, Purpose::Poll(_));
        let overdue_at = (!is_poll).then(|| overdue_at(now, call));
        self.overdue.extend(overdue_at.map(|at| (at, id)));
        self.open.insert(id, Open { purpose, retried: None, method: call.method, began: now.mono, overdue_at });
        id
    }

    /// Begins a call with its retries and gives its first attempt.
    pub(crate) fn begin(&mut self, now: Now, request: Request, random: &mut Random) -> (CallId, Option<Call>) {
        let id = self.next_id();
        let method = request.call.method;
        let mut retried = Retried::new(request.call, request.policy, random.next());
        let attempt = step(&mut retried, now, RetriedInput::Tick).ok().flatten();
        let overdue_at = attempt.as_ref().map(|call| overdue_at(now, call));
        self.overdue.extend(overdue_at.map(|at| (at, id)));
        let (purpose, retried) = (request.purpose, Some(retried));
        self.open.insert(id, Open { purpose, retried, method, began: now.mono, overdue_at });
        (id, attempt)
    }

    /// Takes the end of an attempt.
    pub(crate) fn ended(&mut self, now: Now, id: CallId, end: CallEnd) -> Ended {
        let Some(mut open) = self.open.remove(&id) else { return Ended::Unknown };
        if let Some(at) = open.overdue_at.take() {
            self.overdue.remove(&(at, id));
        }
        let Some(retried) = &mut open.retried else { return Ended::Done(open.purpose, end) };
        match step(retried, now, RetriedInput::Ended(end)) {
            Err(end) => Ended::Done(open.purpose, end),
            Ok(_) => {
                if let Some(Deadline { at, .. }) = retried.deadline() {
                    self.waiting.insert((at, id));
                }
                self.open.insert(id, open);
                Ended::Waits
            }
        }
    }

    /// Gives the next attempt that is due.
    pub(crate) fn due(&mut self, now: Now) -> Option<(CallId, Call)> {
        loop {
            let first = *self.waiting.first()?;
            if first.0 > now.mono {
                return None;
            }
            self.waiting.remove(&first);
            let Some(open) = self.open.get_mut(&first.1) else { continue };
            open.began = now.mono;
            let retried = open.retried.as_mut();
            let attempt = retried.and_then(|retried| step(retried, now, RetriedInput::Tick).ok().flatten());
            if let Some(call) = attempt {
                let at = overdue_at(now, &call);
                open.overdue_at = Some(at);
                self.overdue.insert((at, first.1));
                return Some((first.1, call));
            }
        }
    }

    /// Gives an attempt that should have ended long ago: the transport has lost it [RPC-8].
    pub(crate) fn lost(&self, now: Now) -> Option<CallId> {
        self.overdue.first().filter(|(at, _)| *at <= now.mono).map(|(_, id)| *id)
    }

    /// What a call asks for, and when its last attempt began.
    pub(crate) fn attempt(&self, id: CallId) -> Option<(&'static str, MonoTime)> {
        self.open.get(&id).map(|open| (open.method, open.began))
    }

    /// Forgets a call, whatever comes of it; `true` where there is an attempt to cancel.
    pub(crate) fn forget(&mut self, id: CallId) -> bool {
        let Some(open) = self.open.remove(&id) else { return false };
        if let Some(at) = open.overdue_at {
            self.overdue.remove(&(at, id));
        }
        let waits = open.retried.and_then(|retried| retried.deadline());
        waits.is_none_or(|deadline| !self.waiting.remove(&(deadline.at, id)))
    }

    /// The calls that are open, for `purpose`s that are wanted.
    pub(crate) fn those(&self, wanted: impl Fn(&Purpose) -> bool) -> impl Iterator<Item = CallId> {
        self.open.iter().filter(move |(_, open)| wanted(&open.purpose)).map(|(id, _)| *id)
    }

    /// When the next failed call is made again, or the next attempt is lost.
    pub(crate) fn deadline(&self) -> Option<Deadline> {
        let again = self.waiting.first().map(|(at, _)| Deadline { at: *at, why: "a call is made again" });
        let lost = self.overdue.first().map(|(at, _)| Deadline { at: *at, why: "a call should have ended" });
        again.into_iter().chain(lost).min()
    }

    const fn next_id(&mut self) -> CallId {
        self.last = self.last.wrapping_add(1);
        CallId(self.last)
    }
}

fn overdue_at(now: Now, call: &Call) -> MonoTime {
    now.mono.plus(call.timeout.saturating_add(limits::LOST_CALL))
}

/// Gives a call an input: the attempt that follows, if one does, or its end.
fn step(retried: &mut Retried, now: Now, input: RetriedInput) -> Result<Option<Call>, CallEnd> {
    let Ok(()) = retried.handle(now, input);
    match retried.poll() {
        Some(RetriedOutput::Attempt(call)) => Ok(Some(call)),
        Some(RetriedOutput::Done(end)) => Err(end),
        Some(RetriedOutput::CancelAttempt) | None => Ok(None),
    }
}
