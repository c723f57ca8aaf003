//! Finds what the workflow must have asked for before the task that records it: in a task that nothing else wakes it in,
//! only the end of a local activity can have.
//!
//! A marker tells when a local activity ended, not when it was scheduled. It does as well to schedule it in the task of
//! the marker, unless nothing else would wake the workflow in that task: then it was pending before. Where there are other
//! commands in such a task, the end was recorded in a task before and told only in this one; replay tells it at once.

use super::{Group, Step};
use dacapo_core::history::event::{Attributes, Event, Marker};
use std::mem;

/// Which completed workflow tasks something woke the workflow in, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Awake {
    tasks: Vec<bool>,
    is_woken: bool,
}

impl Awake {
    /// Takes the next event of the history.
    pub(super) fn see(&mut self, event: &Event) {
        match &event.attributes {
            Attributes::WorkflowTaskCompleted(_) => self.tasks.push(mem::take(&mut self.is_woken)),
            // Seen ahead, these wake the workflow in the task that they are commands of.
            Attributes::UpdateAccepted(_) | Attributes::MarkerRecorded(Marker::Patch { .. }) => {
                if let Some(task) = self.tasks.last_mut() {
                    *task = true;
                }
            }
            Attributes::WorkflowTaskScheduled
            | Attributes::WorkflowTaskStarted(_)
            | Attributes::WorkflowTaskTimedOut { .. }
            | Attributes::WorkflowTaskFailed { is_reset: false, .. }
            | Attributes::ActivityTaskStarted { .. }
            | Attributes::Ignorable => {}
            _ => self.is_woken |= !event.is_command(),
        }
    }

    /// Moves what was asked for in tasks that nothing woke to the last task before that was: the first local activity,
    /// which the others wait for, or else all.
    pub(super) fn schedule_early(self, groups: &mut [Group]) {
        let mut last_awake = 0;
        for (place, is_woken) in self.tasks.into_iter().enumerate() {
            let (before, rest) = groups.split_at_mut(place.min(groups.len()));
            let Some(group) = rest.first_mut() else { break };
            let is_local = group.steps.first().is_some_and(Step::is_local_activity);
            if !is_woken && let Some(earlier) = before.get_mut(last_awake) {
                let moved = if is_local { 1 } else { group.steps.len() };
                earlier.steps.extend(group.steps.drain(..moved).map(|step| Step { is_early: true, ..step }));
            }
            if is_woken || is_local {
                last_awake = place;
            }
        }
    }
}
