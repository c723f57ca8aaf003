//! Decides where a task goes that a poll or another call brought.

use super::{
    SlotKind, Worker, activity, nexus,
    observe::{Labels, Level},
    polled::PolledTask,
    poller::{Polled, PollerId, PollerKind},
};
use crate::{rpc::CallEnd, time::Now};
use alloc::vec::Vec;
use bytes::Bytes;

/// Eager activities: slots taken for them, and those that came.
#[derive(Clone, Debug, Default)]
pub(crate) struct Eager {
    pub(crate) reserved: usize,
    pub(crate) tasks: Vec<Bytes>,
}

impl Worker {
    pub(super) fn poll_ended(&mut self, now: Now, id: PollerId, end: CallEnd) {
        let Polled::Response(response) = self.pollers.ended(&mut self.desk, now, id, end) else { return };
        let (has_task, hints, polled) = match id.kind {
            PollerKind::Workflow | PollerKind::StickyWorkflow => match PolledTask::read(&response) {
                Ok(polled) => (!polled.token.0.is_empty(), polled.hints, Some(polled)),
                Err(error) => return self.unreadable(id, error.what),
            },
            PollerKind::Activity => match activity::polled_hints(&response) {
                Ok((has_task, hints)) => (has_task, hints, None),
                Err(error) => return self.unreadable(id, error.what),
            },
            PollerKind::Nexus => match nexus::polled_hints(&response) {
                Ok((has_task, hints)) => (has_task, hints, None),
                Err(error) => return self.unreadable(id, error.what),
            },
        };
        self.pollers.learn(now.mono, id.kind, has_task, hints);
        let desk = &mut self.desk;
        if !has_task {
            desk.count(id.kind.counters().0, Labels::default);
            return desk.slots.give_back(id.kind.slot());
        }
        desk.arrived(now, id.kind.slot());
        if let Some(counter) = id.kind.counters().1 {
            desk.count(counter, Labels::default);
        }
        match (id.kind, polled) {
            (_, Some(polled)) => self.runs.received(desk, &mut self.local_activities, now, polled),
            (PollerKind::Nexus, None) => self.nexus_tasks.received(desk, now, &response),
            (PollerKind::Workflow | PollerKind::StickyWorkflow | PollerKind::Activity, None) => {
                self.activities.received(desk, now, &response, false);
            }
        }
    }

    fn unreadable(&mut self, id: PollerId, what: &'static str) {
        self.desk.slots.give_back(id.kind.slot());
        self.desk.log(Level::Error, || {
            alloc::format!("the answer to a {} poll cannot be read: {what}", id.kind.poller_type())
        });
    }

    pub(super) fn take_eager(&mut self, now: Now, eager: Eager) {
        let mut left = eager.reserved;
        for task in eager.tasks {
            if left == 0 {
                self.desk.log(Level::Error, || "the server gave out more eager activities than asked".into());
                break;
            }
            left = left.saturating_sub(1);
            self.desk.arrived(now, SlotKind::Activity);
            self.activities.received(&mut self.desk, now, &task, true);
        }
        for _ in 0..left {
            self.desk.slots.give_back(SlotKind::Activity);
        }
    }

    pub(super) fn eager_start(&mut self, now: Now, response: Option<&Bytes>) {
        let Some(left) = self.eager_starts.checked_sub(1) else {
            return self.desk.log(Level::Error, || "an eager start came for which no slot is taken".into());
        };
        self.eager_starts = left;
        match response.map(PolledTask::read) {
            Some(Ok(polled)) if !polled.token.0.is_empty() => {
                self.desk.arrived(now, SlotKind::Workflow);
                self.runs.received(&mut self.desk, &mut self.local_activities, now, polled);
            }
            Some(_) | None => self.desk.slots.give_back(SlotKind::Workflow),
        }
    }
}
