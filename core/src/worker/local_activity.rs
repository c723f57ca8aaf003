//! Decides the whole life of local activities: when each attempt begins, when another follows, what their runs are told.

mod attempt;
mod known;
mod retry;
mod task;
#[cfg(test)]
mod tests;

use super::{
    activity::timers::Timers,
    desk::Desk,
    host::{ActivityCancelReason as Reason, ActivityCancellationDetails as Details},
    observe::{Labels, Level},
    slots::SlotKind,
};
use crate::{
    command::host::ScheduleLocalActivity,
    failure::Failure,
    id::{Seq, TaskToken, Text},
    limits,
    machine::Deadline,
    time::{MonoTime, Now, WallTime},
    workflow::task::{LocalActivityEnd, LocalActivityOutcome as Outcome},
};
use alloc::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    format,
    vec::Vec,
};
use core::time::Duration;
use dacapo_proto::temporal::api::enums::v1::TimeoutType;

/// The run that a local activity belongs to.
#[derive(Clone, Debug)]
pub(crate) struct Owner {
    pub(crate) run_id: Text,
    pub(crate) workflow_id: Text,
    pub(crate) workflow_type: Text,
}

/// The local activities of one worker.
#[derive(Debug)]
pub(crate) struct LocalActivities {
    last_id: Id,
    last_token: u32,
    /// Those that their runs wait for.
    open: BTreeMap<Id, Local>,
    by_seq: BTreeMap<(Text, Seq), Id>,
    /// Those of them that the host runs; each has its slot.
    running: BTreeMap<TaskToken, Id>,
    /// Attempts that nobody waits for, whose host has not answered; each has its slot.
    forgotten: BTreeSet<TaskToken>,
    /// Those that wait for a slot, in the order in which they were queued.
    queue: BTreeSet<(u64, Id)>,
    last_queued: u64,
    timers: Timers<Id>,
    /// When a slot may be free though none is given back.
    slot_at: Option<MonoTime>,
    ends: VecDeque<(Text, LocalActivityEnd)>,
    /// How many attempts after the first began, by run, since its last task was answered.
    retries: BTreeMap<Text, u32>,
    /// The grace period is over.
    is_stopped: bool,
}

/// The number of a local activity in this worker.
type Id = u64;

/// A local activity that its run waits for.
#[derive(Debug)]
struct Local {
    owner: Owner,
    command: ScheduleLocalActivity,
    /// Its present attempt, or where it backs off its last one.
    attempt: u32,
    original_schedule_time: WallTime,
    limits: TimeLimits,
    state: State,
    /// For when its timer is armed.
    armed: Option<MonoTime>,
    /// Whether its workflow asked for it to stop.
    is_canceled: bool,
    /// How long its attempts here took.
    ran_for: Duration,
    last_failure: Option<Failure>,
}

/// How long it may take.
#[derive(Clone, Copy, Debug, Default)]
struct TimeLimits {
    schedule_to_close: Option<Duration>,
    start_to_close: Option<Duration>,
    /// When it has to be over, whatever it does.
    close_by: Option<MonoTime>,
}

#[derive(Debug)]
enum State {
    /// It waits for a slot.
    Queued { place: u64, since: WallTime, start_by: Option<MonoTime> },
    /// The host runs it.
    Running { token: TaskToken, began: MonoTime, end_by: Option<MonoTime>, told: Option<Reason> },
    /// It waits for its next attempt.
    BackingOff { until: MonoTime },
}

impl LocalActivities {
    pub(crate) const fn new() -> Self {
        Self {
            last_id: 0,
            last_token: 0,
            open: BTreeMap::new(),
            by_seq: BTreeMap::new(),
            running: BTreeMap::new(),
            forgotten: BTreeSet::new(),
            queue: BTreeSet::new(),
            last_queued: 0,
            timers: Timers::new(),
            slot_at: None,
            ends: VecDeque::new(),
            retries: BTreeMap::new(),
            is_stopped: false,
        }
    }

    /// Takes a local activity that a run wants: it begins when there is a slot, in its turn [RUN-LOCAL-1].
    pub(crate) fn run(&mut self, desk: &mut Desk, now: Now, owner: Owner, command: ScheduleLocalActivity) {
        let key = (owner.run_id.clone(), command.seq);
        if let Some(id) = self.by_seq.get(&key).copied() {
            desk.log(Level::Error, || format!("local activity {} of run {} runs already", key.1, key.0));
            self.forget(desk, id);
        }
        self.last_id = self.last_id.saturating_add(1);
        let id = self.last_id;
        let is_full = self.queue.len() >= limits::LOCAL_ACTIVITIES_QUEUED;
        let local = Local::new(now, owner, command);
        let is_late = local.limits.close_by.is_some_and(|by| by <= now.mono);
        let start_by = local.start_by(now.mono);
        self.by_seq.insert(key, id);
        self.open.insert(id, local);
        if is_late {
            self.time_out(desk, now, id, TimeoutType::ScheduleToClose);
        } else if is_full || self.is_stopped {
            self.postpone(id, is_full);
        } else {
            self.enqueue(now, id, start_by);
            self.fill(desk, now);
        }
    }

    /// Cancels one for its run, which waits for its end, or has told workflow code already [RUN-LOCAL-7].
    pub(crate) fn cancel(&mut self, desk: &mut Desk, _now: Now, which: (&Text, Seq), is_awaited: bool) {
        let (run_id, seq) = which;
        let Some(id) = self.by_seq.get(&(run_id.clone(), seq)).copied() else { return };
        if !is_awaited {
            return self.forget(desk, id);
        }
        let Some(local) = self.open.get_mut(&id) else { return };
        local.is_canceled = true;
        if matches!(local.state, State::Running { .. }) {
            let details = Details { is_canceled: true, ..Details::default() };
            return self.tell_to_stop(desk, id, Reason::Canceled, details);
        }
        let failure = Failure::canceled(task::CANCELED, None);
        self.count_canceled(desk, id);
        self.end(id, Outcome::Canceled(failure));
    }

    /// Forgets all of a run that its host has let go of [RUN-LOCAL-8].
    pub(crate) fn forget_run(&mut self, desk: &mut Desk, run_id: &Text) {
        let ids: Vec<Id> = self.of_run(run_id).collect();
        for id in ids {
            self.forget(desk, id);
        }
        self.ends.retain(|(of, _)| of != run_id);
        self.retries.remove(run_id);
    }

    /// How many attempts after the first a run's local activities began since this was last asked [RUN-LOCAL-12].
    pub(crate) fn take_retries(&mut self, run_id: &Text) -> u32 {
        self.retries.remove(run_id).unwrap_or_default()
    }

    /// Whether a run waits for any.
    pub(crate) fn has_any(&self, run_id: &Text) -> bool {
        self.of_run(run_id).next().is_some() || self.ends.iter().any(|(of, _)| of == run_id)
    }

    /// Whether a token is that of an attempt whose host has not answered.
    pub(crate) fn owns(&self, token: &TaskToken) -> bool {
        self.running.contains_key(token) || self.forgotten.contains(token)
    }

    /// Takes the next end, with the run that it is for.
    pub(crate) fn take_end(&mut self) -> Option<(Text, LocalActivityEnd)> {
        self.ends.pop_front()
    }

    /// Does what time demands: time-outs, and attempts that follow others.
    pub(crate) fn tick(&mut self, desk: &mut Desk, now: Now) {
        while let Some(id) = self.timers.take_due(now.mono) {
            if let Some(local) = self.open.get_mut(&id) {
                local.armed = None;
                self.due(desk, now, id);
            }
        }
        self.fill(desk, now);
    }

    /// When something is due though nothing happens.
    pub(crate) fn deadline(&self) -> Option<Deadline> {
        let end = self.ends.front().map(|_| Deadline { at: MonoTime(0), why: "a run hears of a local activity" });
        let slot = self.slot_at.map(|at| Deadline { at, why: "a slot for a local activity may be free" });
        let timer = self.timers.first().map(|(at, _)| Deadline { at, why: "a local activity times out or is retried" });
        [end, slot, timer].into_iter().flatten().min()
    }

    /// How many the host runs, for runs that wait for them.
    pub(crate) fn open(&self) -> usize {
        self.running.len()
    }

    /// How many slots are taken: one for each attempt that the host has not ended.
    pub(crate) fn slots(&self) -> usize {
        self.running.len().saturating_add(self.forgotten.len())
    }

    /// Whether nothing is open, and the host has answered all that was begun.
    pub(crate) fn is_idle(&self) -> bool {
        self.open.is_empty() && self.forgotten.is_empty() && self.ends.is_empty()
    }

    /// The grace period is over: what runs is told to stop, and what waits goes back to its workflow, so that another
    /// worker runs it [RUN-LOCAL-9].
    pub(crate) fn stop(&mut self, desk: &mut Desk, now: Now) {
        self.is_stopped = true;
        let ids: Vec<Id> = self.open.keys().copied().collect();
        for id in ids {
            let until = match self.open.get(&id).map(|local| &local.state) {
                Some(State::Running { .. }) => {
                    let details = Details { is_worker_shutdown: true, ..Details::default() };
                    self.tell_to_stop(desk, id, Reason::WorkerShutdown, details);
                    continue;
                }
                Some(State::BackingOff { until }) => *until,
                Some(State::Queued { .. }) | None => {
                    self.postpone(id, false);
                    continue;
                }
            };
            self.back_off_in_history(id, until.since(now.mono));
        }
    }

    /// Lets go of everything: the runs that wait are handed back too. Gives the number of those that did not end.
    pub(crate) fn hand_back(&mut self, desk: &mut Desk, _now: Now) -> usize {
        for _ in 0..self.slots() {
            desk.release(SlotKind::LocalActivity);
        }
        let count = self.open.len();
        let (last_id, last_token) = (self.last_id, self.last_token);
        *self = Self { last_id, last_token, is_stopped: true, ..Self::new() };
        count
    }

    /// Begins what waits, as far as there are slots.
    pub(crate) fn fill(&mut self, desk: &mut Desk, now: Now) {
        self.slot_at = None;
        while let Some((_, id)) = self.queue.first().copied() {
            if !desk.slots.reserve(now.mono, SlotKind::LocalActivity) {
                // A time that has passed says that the load has to fall first, which an input will tell of.
                self.slot_at = desk.slots.deadline(SlotKind::LocalActivity).filter(|at| *at > now.mono);
                return;
            }
            desk.show_slots(SlotKind::LocalActivity);
            self.queue.pop_first();
            self.begin(desk, now, id);
        }
    }
}

impl Local {
    fn labels(&self) -> Labels {
        Labels::activity(&self.command.activity_type, &self.owner.workflow_type)
    }
}
