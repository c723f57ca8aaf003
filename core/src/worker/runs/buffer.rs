//! Decides which tasks wait for a run that is busy: the newest workflow task, and queries in their order [WORKER-1].

use crate::{
    limits,
    worker::{desk::Desk, observe::Level, polled::PolledTask, slots::SlotKind},
};
use alloc::{boxed::Box, collections::VecDeque, format};

/// Tasks that wait for one run; each has its slot.
#[derive(Debug, Default)]
pub(super) struct Buffered {
    task: Option<Box<PolledTask>>,
    queries: VecDeque<PolledTask>,
}

impl Buffered {
    /// Keeps a task. An older workflow task gives way: the server gives it out no more.
    pub(super) fn push(&mut self, desk: &mut Desk, polled: PolledTask) {
        if polled.is_query_only() {
            if self.queries.len() < limits::QUERIES_BUFFERED {
                return self.queries.push_back(polled);
            }
            desk.release(SlotKind::Workflow);
            let run_id = polled.execution.run_id;
            return desk
                .log(Level::Warn, || format!("run {run_id} is asked more than it can answer: a query is dropped"));
        }
        if self.task.replace(Box::new(polled)).is_some() {
            desk.release(SlotKind::Workflow);
        }
    }

    /// The next one, queries first: they were asked of the state before the workflow task.
    pub(super) fn pop(&mut self) -> Option<PolledTask> {
        self.queries.pop_front().or_else(|| self.task.take().map(|task| *task))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.task.is_none() && self.queries.is_empty()
    }

    /// How many tasks wait.
    pub(super) fn len(&self) -> usize {
        self.queries.len().saturating_add(usize::from(self.task.is_some()))
    }

    /// Whether a workflow task waits.
    pub(super) const fn has_task(&self) -> bool {
        self.task.is_some()
    }
}
