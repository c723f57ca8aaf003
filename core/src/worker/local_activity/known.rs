//! Keeps in step what is known of each local activity in several places: its state, its timer, its place in the queue and
//! its token.

use super::{Details, Id, Local, LocalActivities, Reason, State};
use crate::{
    id::{Seq, Text},
    time::{MonoTime, Now},
    worker::{Output, desk::Desk, observe::Labels, slots::SlotKind},
    workflow::task::{LocalActivityEnd, LocalActivityOutcome as Outcome},
};

impl LocalActivities {
    pub(super) fn of_run(&self, run_id: &Text) -> impl Iterator<Item = Id> {
        let from = (run_id.clone(), Seq(0));
        let own = self.by_seq.range(from..).take_while(move |((of, _), _)| of == run_id);
        own.map(|(_, id)| *id)
    }

    pub(super) fn enqueue(&mut self, now: Now, id: Id, start_by: Option<MonoTime>) {
        let Some(local) = self.open.get_mut(&id) else { return };
        self.last_queued = self.last_queued.saturating_add(1);
        let place = self.last_queued;
        self.queue.insert((place, id));
        local.state = State::Queued { place, since: now.wall, start_by };
        self.arm(id);
    }

    /// Arms the timer of one for the first of what can happen to it in its state.
    pub(super) fn arm(&mut self, id: Id) {
        let Some(local) = self.open.get_mut(&id) else { return };
        let at = local.due_at();
        if at == local.armed {
            return;
        }
        if let Some(old) = local.armed {
            self.timers.disarm(old, id);
        }
        local.armed = at;
        if let Some(at) = at {
            self.timers.arm(at, id);
        }
    }

    /// Removes one, whatever its state; the token of an attempt whose host has not answered stays known.
    pub(super) fn remove(&mut self, id: Id) -> Option<Local> {
        let local = self.open.remove(&id)?;
        self.by_seq.remove(&(local.owner.run_id.clone(), local.command.seq));
        if let Some(at) = local.armed {
            self.timers.disarm(at, id);
        }
        match &local.state {
            State::Queued { place, .. } => {
                self.queue.remove(&(*place, id));
            }
            State::Running { token, .. } => {
                if self.running.remove(token).is_some() {
                    self.forgotten.insert(token.clone());
                }
            }
            State::BackingOff { .. } => {}
        }
        Some(local)
    }

    /// Forgets one that its run does not wait for; its host is told to stop.
    pub(super) fn forget(&mut self, desk: &mut Desk, id: Id) {
        let details = Details { is_canceled: true, ..Details::default() };
        self.tell_to_stop(desk, id, Reason::Canceled, details);
        self.remove(id);
    }

    /// Tells the host to stop an attempt, unless it was told before.
    pub(super) fn tell_to_stop(&mut self, desk: &mut Desk, id: Id, reason: Reason, details: Details) {
        let Some(State::Running { token, told: told @ None, .. }) =
            self.open.get_mut(&id).map(|local| &mut local.state)
        else {
            return;
        };
        *told = Some(reason);
        desk.tell(Output::CancelActivity { token: token.clone(), reason, details });
    }

    /// Ends one and tells its run how.
    pub(super) fn end(&mut self, id: Id, outcome: Outcome) {
        let Some(local) = self.remove(id) else { return };
        let end = LocalActivityEnd {
            seq: local.command.seq,
            attempt: local.attempt,
            outcome,
            ran_for: local.ran_for,
            original_schedule_time: Some(local.original_schedule_time),
        };
        self.ends.push_back((local.owner.run_id, end));
    }

    pub(super) fn count_canceled(&self, desk: &mut Desk, id: Id) {
        if let Some(local) = self.open.get(&id) {
            desk.count("local_activity_execution_cancelled", || local.labels());
        }
    }

    pub(super) fn count_failure(&self, desk: &mut Desk, id: Id, reason: &'static str) {
        desk.slots.failed(SlotKind::LocalActivity);
        if let Some(local) = self.open.get(&id) {
            let labels = || Labels { other: Some(("failure_reason", reason)), ..local.labels() };
            desk.count("local_activity_execution_failed", labels);
        }
    }
}
