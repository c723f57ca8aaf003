//! Decides when the next poll for a task begins, what each poller's state is, and what is done about a poll that failed
//! or never ends.

mod balance;
mod group;
mod one;
mod scaling;
mod state;

pub use state::{PollerId, PollerKind, PollerState};

use super::{
    config::{Checked, Pollers as Count},
    desk::Desk,
    observe::Level,
    purpose::Purpose,
    slots::SlotKind,
};
use crate::{
    id::Text,
    limits,
    machine::Deadline,
    rpc::{Call, Status},
    time::{MonoTime, Now, WallTime},
};
use alloc::{format, vec::Vec};
use balance::share;
use bytes::Bytes;
use core::time::Duration;
use group::Group;
use one::Poller;

/// All pollers of a worker.
#[derive(Clone, Debug)]
pub(crate) struct Pollers {
    groups: Vec<Group>,
    /// How many tasks wait for this worker alone, as the last sticky poll said.
    sticky_backlog: usize,
    /// When the rate limit lets the next activity begin.
    next_activity: MonoTime,
    is_started: bool,
    is_draining: bool,
    /// Whether the sticky queue is polled though the worker shuts down.
    keeps_sticky: bool,
}

/// What came of a poll that ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Polled {
    /// A response, perhaps without a task; the slot that was taken for it goes with it.
    Response(Bytes),
    /// Nothing; the slot was given back.
    Nothing,
}

impl Pollers {
    pub(crate) fn new(config: &Checked, requests: impl Fn(PollerKind) -> (&'static str, Bytes)) -> Self {
        let mut groups = Vec::new();
        let mut add = |kind, count| {
            let (method, message) = requests(kind);
            let wanted = match kind {
                PollerKind::Workflow | PollerKind::StickyWorkflow => config.workflow_pollers,
                PollerKind::Activity => config.activity_pollers,
                PollerKind::Nexus => config.nexus_pollers,
            };
            let group = Group::new(kind, count, (method, message));
            groups.push(Group { is_default: wanted == Count::Default, ..group });
        };
        if config.tasks.workflows {
            let (normal, sticky) = share(config);
            add(PollerKind::Workflow, normal);
            if let Some(sticky) = sticky {
                add(PollerKind::StickyWorkflow, sticky);
            }
        }
        if config.tasks.activities {
            add(PollerKind::Activity, config.activity_pollers);
        }
        if config.tasks.nexus {
            add(PollerKind::Nexus, config.nexus_pollers);
        }
        Self {
            groups,
            sticky_backlog: 0,
            next_activity: MonoTime(0),
            is_started: false,
            is_draining: false,
            keeps_sticky: false,
        }
    }

    /// Lets polls begin: what the server can do is known.
    pub(crate) fn start(&mut self, desk: &mut Desk) {
        self.is_started = true;
        for group in &mut self.groups {
            if desk.capabilities.enrolls_pollers && group.is_default {
                group.scaling.enroll();
                group.pollers.resize(limits::ENROLLED_POLLERS, Poller::NEW);
            }
            if desk.capabilities.poller_autoscaling {
                group.scaling.server_advises();
            }
            for (index, poller) in group.pollers.iter_mut().enumerate() {
                poller.set(desk, PollerId { kind: group.kind, index }, PollerState::Starting);
            }
        }
    }

    /// Writes requests anew: what the server can do is known.
    pub(crate) fn learn_requests(&mut self, requests: impl Fn(PollerKind) -> (&'static str, Bytes)) {
        for group in &mut self.groups {
            (group.method, group.message) = requests(group.kind);
        }
    }

    /// The server cannot be asked what it can do: no poll has begun, and whoever watches should know why.
    pub(crate) fn degrade(&mut self, desk: &mut Desk, now: MonoTime, why: &Status) {
        desk.log(Level::Warn, || format!("the server does not say what it can do: {why}"));
        for group in &mut self.groups {
            for (index, poller) in group.pollers.iter_mut().enumerate() {
                poller.degrade(desk, now, PollerId { kind: group.kind, index }, why.clone());
            }
        }
    }

    /// Begins every poll that may begin.
    pub(crate) fn fill(&mut self, desk: &mut Desk, now: Now) {
        for place in 0..self.groups.len() {
            if !self.groups.get(place).is_some_and(|group| self.polls(group.kind)) {
                continue;
            }
            while let Some(index) = self.next_idle(place, now.mono) {
                if !self.may_begin(place, desk, now.mono) {
                    break;
                }
                self.begin(PollerPlace { place, index }, desk, now);
            }
        }
    }

    /// Whether polls of a kind begin at present.
    fn polls(&self, kind: PollerKind) -> bool {
        let is_kept = self.keeps_sticky && kind == PollerKind::StickyWorkflow;
        self.is_started && (!self.is_draining || is_kept)
    }

    /// Takes the end of a poll.
    pub(crate) fn ended(&mut self, desk: &mut Desk, now: Now, id: PollerId, end: Result<Bytes, Status>) -> Polled {
        let next = match (self.is_draining, self.polls(id.kind)) {
            (false, _) => PollerState::Polling,
            (true, true) => PollerState::Draining,
            (true, false) => PollerState::Stopped,
        };
        let Some(group) = self.groups.iter_mut().find(|group| group.kind == id.kind) else { return Polled::Nothing };
        let Some(poller) = group.pollers.get_mut(id.index) else { return Polled::Nothing };
        let began = poller.call.take().map_or(now.mono, |(_, began)| began);
        group.closed(desk);
        let Some(poller) = group.pollers.get_mut(id.index) else { return Polled::Nothing };
        match end {
            Ok(response) => {
                poller.backoff.reset();
                group.last_success = Some(now.wall);
                poller.set(desk, id, next);
                group.recover(desk);
                Polled::Response(response)
            }
            Err(status) => {
                desk.slots.give_back(id.kind.slot());
                group.scaling.failed(status.code);
                if self.is_draining {
                    poller.set(desk, id, PollerState::Stopped);
                } else {
                    poller.failed(desk, (began, now.mono), id, status);
                }
                Polled::Nothing
            }
        }
    }

    /// Learns from a response what the server advises, and how many tasks wait.
    pub(crate) fn learn(&mut self, now: MonoTime, kind: PollerKind, has_task: bool, hints: Hints) {
        if kind == PollerKind::StickyWorkflow {
            self.sticky_backlog = hints.backlog;
        }
        if let Some(group) = self.groups.iter_mut().find(|group| group.kind == kind) {
            group.scaling.polled(now, has_task, hints.advice);
        }
    }

    /// Cancels polls that should have ended long ago, and begins others in their place [POLLER-2].
    pub(crate) fn tick(&mut self, desk: &mut Desk, now: Now) {
        // What was waited for has come; a deadline that has passed must not be one any more.
        if self.next_activity <= now.mono {
            self.next_activity = MonoTime(0);
        }
        let pollers = self.groups.iter_mut().flat_map(|group| &mut group.pollers);
        for poller in pollers.filter(|poller| poller.waits_until.is_some_and(|until| until <= now.mono)) {
            poller.waits_until = None;
        }
        for group in &mut self.groups {
            let open = group.active;
            for (index, poller) in group.pollers.iter_mut().enumerate() {
                let Some((call, began)) = poller.call else { continue };
                if poller.is_in_trouble() && now.mono >= began.plus(limits::SETTLED_POLL) {
                    poller.set(desk, PollerId { kind: group.kind, index }, PollerState::Polling);
                }
                if now.mono < began.plus(stalled_after(desk)) {
                    continue;
                }
                desk.cancel_call(call);
                poller.call = None;
                group.active = group.active.saturating_sub(1);
                desk.slots.give_back(group.kind.slot());
                let id = PollerId { kind: group.kind, index };
                desk.log(Level::Warn, || format!("{} poll {index} never ended and begins anew", id.kind.poller_type()));
                let state = if self.is_draining { PollerState::Stopped } else { PollerState::Stalled };
                poller.set(desk, id, state);
            }
            if group.active != open {
                group.show(desk);
            }
            if group.recovers_at().is_some_and(|at| at <= now.mono) {
                group.recover(desk);
            }
        }
    }

    /// Begins no more polls, but for tasks that wait for this worker alone where the server `ends` no polls itself. Those that
    /// are open end, since the server was told of it, or are canceled later.
    pub(crate) fn drain(&mut self, desk: &mut Desk, ends: bool) {
        self.is_draining = true;
        self.keeps_sticky = !ends;
        for group in &mut self.groups {
            for (index, poller) in group.pollers.iter_mut().enumerate() {
                poller.waits_until = None;
                let goes_on = poller.call.is_some() || (self.keeps_sticky && group.kind == PollerKind::StickyWorkflow);
                let state = if goes_on { PollerState::Draining } else { PollerState::Stopped };
                poller.set(desk, PollerId { kind: group.kind, index }, state);
            }
        }
    }

    /// Cancels the polls that are open still.
    pub(crate) fn stop(&mut self, desk: &mut Desk) {
        self.keeps_sticky = false;
        for group in &mut self.groups {
            for (index, poller) in group.pollers.iter_mut().enumerate() {
                poller.set(desk, PollerId { kind: group.kind, index }, PollerState::Stopped);
                let Some((call, _)) = poller.call.take() else { continue };
                group.active = group.active.saturating_sub(1);
                desk.cancel_call(call);
                desk.slots.give_back(group.kind.slot());
            }
            group.show(desk);
        }
    }

    /// Whether no poll is open.
    pub(crate) fn are_idle(&self) -> bool {
        self.groups.iter().all(|group| group.active == 0)
    }

    /// How many polls are open that take slots of a kind.
    pub(crate) fn open(&self, kind: SlotKind) -> usize {
        let of_kind = self.groups.iter().filter(|group| group.kind.slot() == kind);
        of_kind.map(|group| group.pollers.iter().filter(|poller| poller.call.is_some()).count()).sum()
    }

    /// When something is due though no poll ends.
    pub(crate) fn deadline(&self, desk: &Desk) -> Option<Deadline> {
        let each = self.groups.iter().flat_map(|group| {
            let stalled = group.pollers.iter().filter_map(|poller| poller.call).map(|(_, began)| began).min();
            let stalled = stalled.map(|began| (began.plus(stalled_after(desk)), "a poll should have ended"));
            let again = group.pollers.iter().filter(|poller| poller.call.is_none()).filter_map(|p| p.waits_until);
            let again = again.min().map(|at| (at, "a poller polls again"));
            let slot = (group.active < group.scaling.target() && !self.is_draining && self.is_started)
                .then(|| desk.slots.deadline(group.kind.slot()))
                .flatten();
            let troubled = group.pollers.iter().filter(|poller| poller.is_in_trouble());
            let settled = troubled.filter_map(|poller| poller.call).map(|(_, began)| began).min();
            let settled = settled.map(|began| (began.plus(limits::SETTLED_POLL), "a poll has not failed"));
            let recovers = group.recovers_at().map(|at| (at, "a poll has not failed"));
            [stalled, again, settled, recovers, slot.map(|at| (at, "a slot may be free"))].into_iter().flatten()
        });
        let rate = (!self.is_draining && self.next_activity > MonoTime(0)).then_some(self.next_activity);
        let rate = rate.map(|at| (at, "an activity may begin"));
        each.chain(rate).min().map(|(at, why)| Deadline { at, why })
    }

    /// What each poller is doing that is wanted, or ever was [POLLER-1].
    pub(crate) fn states(&self) -> impl Iterator<Item = (PollerId, &PollerState)> {
        self.groups.iter().flat_map(|group| {
            let is_wanted = |(index, poller): &(usize, &Poller)| {
                *index < group.scaling.target() || poller.state != PollerState::Starting
            };
            let of = |(index, poller): (usize, _)| (PollerId { kind: group.kind, index }, poller);
            let pollers = group.pollers.iter().enumerate().filter(is_wanted);
            pollers.map(|(index, poller)| (index, &poller.state)).map(of)
        })
    }

    /// How many polls of a kind are open, when one last succeeded, and whether their number changes.
    pub(crate) fn info(&self, kind: PollerKind) -> Option<(usize, Option<WallTime>, bool)> {
        let group = self.groups.iter().find(|group| group.kind == kind)?;
        Some((group.active, group.last_success, !group.scaling.is_fixed()))
    }

    fn next_idle(&self, place: usize, now: MonoTime) -> Option<usize> {
        let group = self.groups.get(place)?;
        let target = group.scaling.target();
        if group.active >= target {
            return None;
        }
        group.pollers.iter().take(target).position(|poller| poller.may_begin(now))
    }

    /// Whether a slot is there, and the balance of sticky and other polls allows one more [POLLER-3].
    fn may_begin(&mut self, place: usize, desk: &mut Desk, now: MonoTime) -> bool {
        let Some(kind) = self.groups.get(place).map(|group| group.kind) else { return false };
        if kind == PollerKind::Activity && !self.is_in_rate(desk, now) {
            return false;
        }
        let is_balanced = match kind {
            PollerKind::Workflow | PollerKind::StickyWorkflow => self.is_balanced(kind, desk),
            PollerKind::Activity | PollerKind::Nexus => true,
        };
        is_balanced && desk.slots.reserve_waiting(now, kind.slot())
    }

    fn begin(&mut self, PollerPlace { place, index }: PollerPlace, desk: &mut Desk, now: Now) {
        let Some(group) = self.groups.get_mut(place) else { return };
        let Some(poller) = group.pollers.get_mut(index) else { return };
        let id = PollerId { kind: group.kind, index };
        let call = Call {
            method: group.method,
            message: group.message.clone(),
            timeout: desk.config.poll_timeout,
            metadata: Vec::new(),
        };
        poller.waits_until = None;
        poller.call = Some((desk.call_once(now, Purpose::Poll(id), call), now.mono));
        if poller.state == PollerState::Starting {
            poller.set(desk, id, PollerState::Polling);
        }
        group.active = group.active.saturating_add(1);
        group.show(desk);
    }
}

/// What a response says beside its task.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Hints {
    pub(crate) backlog: usize,
    pub(crate) advice: Option<i32>,
}

#[derive(Clone, Copy, Debug)]
struct PollerPlace {
    place: usize,
    index: usize,
}

/// How long after its beginning a poll is taken for lost [POLLER-2].
fn stalled_after(desk: &Desk) -> Duration {
    desk.config.poll_timeout.saturating_add(limits::STALLED_POLL)
}

/// The sticky queue of a worker: its own, whatever else has its identity.
pub(crate) fn sticky_queue(identity: &Text, instance_key: &Text) -> Text {
    format!("{identity}-{}", instance_key.replace('-', "")).into()
}
