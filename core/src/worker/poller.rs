//! Decides when the next poll for a task begins, what each poller's state is, and what is done about a poll that failed
//! or never ends.

mod scaling;

use super::{
    Output,
    config::{Checked, Pollers as Count},
    desk::Desk,
    observe::{Labels, Level, Value},
    purpose::Purpose,
    slots::SlotKind,
};
use crate::{
    id::Text,
    limits,
    machine::Deadline,
    rpc::{Backoff, Call, CallId, Code, Reaction, RetryPolicy, Status},
    time::{MonoTime, Now, WallTime},
};
use alloc::{format, vec::Vec};
use bytes::Bytes;
use core::time::Duration;
use scaling::Scaling;

/// What a poller asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(clippy::exhaustive_enums, reason = "the four kinds of poll")]
pub enum PollerKind {
    /// Workflow tasks of any run.
    Workflow,
    /// Workflow tasks of runs that this worker has in its cache.
    StickyWorkflow,
    /// Activity tasks.
    Activity,
    /// Nexus tasks.
    Nexus,
}

impl PollerKind {
    /// The label `poller_type`.
    #[must_use]
    pub const fn poller_type(self) -> &'static str {
        match self {
            Self::Workflow => "workflow_task",
            Self::StickyWorkflow => "sticky_workflow_task",
            Self::Activity => "activity_task",
            Self::Nexus => "nexus_task",
        }
    }

    /// The counters of polls that found nothing, and of those that found something.
    pub(crate) const fn counters(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Workflow | Self::StickyWorkflow => {
                ("workflow_task_queue_poll_empty", Some("workflow_task_queue_poll_succeed"))
            }
            Self::Activity => ("activity_poll_no_task", None),
            Self::Nexus => ("nexus_poll_no_task", None),
        }
    }

    pub(crate) const fn slot(self) -> SlotKind {
        match self {
            Self::Workflow | Self::StickyWorkflow => SlotKind::Workflow,
            Self::Activity => SlotKind::Activity,
            Self::Nexus => SlotKind::Nexus,
        }
    }
}

/// One poller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(clippy::exhaustive_structs, reason = "a kind and a number")]
pub struct PollerId {
    /// What it asks for.
    pub kind: PollerKind,
    /// Its number among those of its kind, from 0.
    pub index: usize,
}

/// What a poller is doing [POLLER-1].
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a host shows every state")]
pub enum PollerState {
    /// It has not polled yet.
    Starting,
    /// It polls, or waits for a slot.
    Polling,
    /// Its last poll failed; it will poll again.
    Degraded {
        /// Since when no poll of its succeeded.
        since: MonoTime,
        /// Why the last one failed.
        why: Status,
    },
    /// Its poll was not answered in its time; another one has begun.
    Stalled,
    /// The worker shuts down, and the poll has not ended.
    Draining,
    /// It polls no more.
    Stopped,
}

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

#[derive(Clone, Debug)]
struct Group {
    kind: PollerKind,
    method: &'static str,
    /// The request, the same for every poll.
    message: Bytes,
    scaling: Scaling,
    /// Whether nobody decided how many there are.
    is_default: bool,
    pollers: Vec<Poller>,
    active: usize,
    last_success: Option<WallTime>,
}

#[derive(Clone, Debug)]
struct Poller {
    state: PollerState,
    call: Option<(CallId, MonoTime)>,
    backoff: Backoff,
    /// Not before then.
    waits_until: Option<MonoTime>,
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

    fn is_balanced(&self, kind: PollerKind, desk: &Desk) -> bool {
        let active = |kind| self.groups.iter().find(|group| group.kind == kind).map_or(0, |group| group.active);
        let has_sticky = self.groups.iter().any(|group| group.kind == PollerKind::StickyWorkflow);
        let Some(slots) = desk.slots.total(SlotKind::Workflow).filter(|_| has_sticky) else { return true };
        let (normal, sticky) = (active(PollerKind::Workflow), active(PollerKind::StickyWorkflow));
        let (own, other) = if kind == PollerKind::Workflow { (normal, sticky) } else { (sticky, normal) };
        if own == 0 {
            return true;
        }
        if other == 0 && own.saturating_add(1) >= slots {
            return false;
        }
        let is_behind = self.sticky_backlog > 1 && self.sticky_backlog > sticky;
        match kind {
            PollerKind::Workflow if is_behind => false,
            PollerKind::StickyWorkflow if is_behind => true,
            PollerKind::Workflow | PollerKind::StickyWorkflow | PollerKind::Activity | PollerKind::Nexus => {
                own.saturating_add(other) < slots
            }
        }
    }

    /// Whether the rate limit [WORKER-11] lets another activity begin; if it does, the next one may a little later.
    fn is_in_rate(&mut self, desk: &Desk, now: MonoTime) -> bool {
        let Some(rate) = desk.config.max_worker_activities_per_second else { return true };
        if now < self.next_activity {
            return false;
        }
        let has_slot =
            desk.slots.total(SlotKind::Activity).is_none_or(|total| desk.slots.used(SlotKind::Activity) < total);
        if has_slot {
            self.next_activity = now.plus(Duration::try_from_secs_f64(rate.recip()).unwrap_or(Duration::MAX));
        }
        has_slot
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

impl Group {
    fn new(kind: PollerKind, count: Count, (method, message): (&'static str, Bytes)) -> Self {
        let most = match count {
            Count::Default => scaling::FEW,
            Count::Fixed(count) => count,
            Count::Autoscaling { maximum, .. } => maximum,
        };
        let scaling = Scaling::new(count);
        Self {
            kind,
            method,
            message,
            scaling,
            pollers: alloc::vec![Poller::NEW; most],
            active: 0,
            last_success: None,
            is_default: false,
        }
    }
}

impl Group {
    /// Shows how many polls are open.
    fn show(&self, desk: &mut Desk) {
        let count = Value::Gauge(f64::from(u32::try_from(self.active).unwrap_or(u32::MAX)));
        desk.metric("num_pollers", count, || Labels::of("poller_type", self.kind.poller_type()));
    }

    /// One poll is open no more.
    fn closed(&mut self, desk: &mut Desk) {
        self.active = self.active.saturating_sub(1);
        self.show(desk);
    }

    /// When the server answers pollers again that are in trouble and do not poll, for want of a slot or because they are too
    /// many: when a poll that began since then has not failed for a while.
    fn recovers_at(&self) -> Option<MonoTime> {
        let idle = self.pollers.iter().filter(|poller| poller.call.is_none() && poller.waits_until.is_none());
        let since = idle.filter_map(Poller::trouble_since).min()?;
        let open = self.pollers.iter().filter_map(|poller| poller.call).map(|(_, began)| began);
        Some(open.filter(|began| *began >= since).min()?.plus(limits::SETTLED_POLL))
    }

    /// The server answers again: pollers that only wait for a slot have nothing to complain about.
    fn recover(&mut self, desk: &mut Desk) {
        for (index, poller) in self.pollers.iter_mut().enumerate() {
            let only_waits_for_a_slot = poller.call.is_none() && poller.waits_until.is_none();
            if poller.is_in_trouble() && only_waits_for_a_slot {
                poller.set(desk, PollerId { kind: self.kind, index }, PollerState::Polling);
            }
        }
    }
}

impl Poller {
    const NEW: Self = Self { state: PollerState::Starting, call: None, backoff: Backoff::NONE, waits_until: None };

    fn may_begin(&self, now: MonoTime) -> bool {
        let is_over = self.state == PollerState::Stopped;
        !is_over && self.call.is_none() && self.waits_until.is_none_or(|until| until <= now)
    }

    /// Whether its last poll failed, and nothing has shown yet that the next one does not.
    const fn is_in_trouble(&self) -> bool {
        matches!(self.state, PollerState::Degraded { .. } | PollerState::Stalled)
    }

    /// Since when it is in trouble, as far as it is known.
    const fn trouble_since(&self) -> Option<MonoTime> {
        match &self.state {
            PollerState::Degraded { since, .. } => Some(*since),
            PollerState::Stalled => Some(MonoTime(0)),
            PollerState::Starting | PollerState::Polling | PollerState::Draining | PollerState::Stopped => None,
        }
    }

    /// Enters a state, and says so where it is another one.
    fn set(&mut self, desk: &mut Desk, poller: PollerId, state: PollerState) {
        if self.state != state {
            self.state = state.clone();
            desk.tell(Output::PollerChanged { poller, state });
        }
    }

    fn failed(&mut self, desk: &mut Desk, (began, now): (MonoTime, MonoTime), id: PollerId, status: Status) {
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

    fn degrade(&mut self, desk: &mut Desk, now: MonoTime, id: PollerId, why: Status) {
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

/// How long after its beginning a poll is taken for lost [POLLER-2].
fn stalled_after(desk: &Desk) -> Duration {
    desk.config.poll_timeout.saturating_add(limits::STALLED_POLL)
}

/// How the workflow pollers are shared out between the normal queue and the sticky one [POLLER-3].
fn share(config: &Checked) -> (Count, Option<Count>) {
    if config.max_cached_workflows == 0 {
        return (config.workflow_pollers, None);
    }
    match config.workflow_pollers {
        fixed @ (Count::Default | Count::Fixed(_)) => {
            let count = if let Count::Fixed(count) = fixed { count } else { scaling::FEW };
            let percent = usize::try_from(config.nonsticky_poll_percent).unwrap_or(100);
            let normal = count.saturating_mul(percent).div_euclid(100).max(1);
            let sticky = count.saturating_sub(normal).max(1);
            (Count::Fixed(normal), Some(Count::Fixed(sticky)))
        }
        scaled @ Count::Autoscaling { .. } => (scaled, Some(scaled)),
    }
}

/// The sticky queue of a worker: its own, whatever else has its identity.
pub(crate) fn sticky_queue(identity: &Text, instance_key: &Text) -> Text {
    format!("{identity}-{}", instance_key.replace('-', "")).into()
}
