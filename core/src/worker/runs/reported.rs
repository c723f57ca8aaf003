//! Decides what follows from the server's answer to a workflow task's completion, and what happens once a task is done.

use super::{
    OpenTask, Runs,
    outputs::{Closing, Reported},
};
use crate::{
    failure::Failure,
    id::Text,
    rpc::{Code, Status},
    time::Now,
    worker::{
        Eager,
        desk::Desk,
        local_activity::LocalActivities,
        observe::{Labels, Level},
        polled::{PolledTask, TaskAnswered},
        slots::SlotKind,
    },
    workflow::{
        activation::EvictionReason,
        task::{Input, TaskFailure},
    },
};
use alloc::{format, vec::Vec};
use bytes::Bytes;
use dacapo_proto::temporal::api::enums::v1::WorkflowTaskFailedCause as Cause;

impl Runs {
    /// Takes the server's answer to a completion; gives the eager activities that came with it.
    pub(crate) fn answered(
        &mut self,
        desk: &mut Desk,
        locals: &mut LocalActivities,
        now: Now,
        (number, end): (u64, Result<Bytes, Status>),
    ) -> Eager {
        if let Err(status) = &end
            && self.begins_anew(desk, now, number, status).is_some()
        {
            return Eager::default();
        }
        let Some(reported) = self.reported.remove(&number) else { return Eager::default() };
        let run_id = reported.run_id.clone();
        // The run that completed the task may be gone, and made anew for the next one.
        let reporting = self.runs.get_mut(&run_id).filter(|cached| cached.reporting == Some(number));
        let is_here = reporting.map(|cached| cached.reporting = None).is_some();
        let mut eager = Eager { reserved: reported.eager, tasks: Vec::new() };
        let answered = match end {
            Ok(response) => TaskAnswered::read(&response).unwrap_or_else(|error| {
                desk.log(Level::Error, || format!("the answer to a completion of run {run_id}: {}", error.what));
                TaskAnswered::default()
            }),
            Err(status) => {
                desk.release(SlotKind::Workflow);
                self.refused(desk, now, (&reported, &status));
                if is_here {
                    let why = (&run_id, refusal(&status), "Error reporting WFT to server");
                    self.evict(desk, locals, now, why);
                }
                return eager;
            }
        };
        eager.tasks = answered.activity_tasks;
        if let Some(closing) = &reported.closing {
            count_closed(desk, closing);
        }
        if is_here {
            let reset = Some(answered.reset_history_event_id);
            self.give(desk, &run_id, Input::TaskAccepted { reset_history_event_id: reset });
        }
        match answered.next {
            // It supersedes a workflow task that waits, which was given out before it. The slot goes on to it.
            Some(next) => {
                desk.slots.pass_on(SlotKind::Workflow);
                self.received(desk, locals, now, next);
            }
            None => desk.release(SlotKind::Workflow),
        }
        self.act(desk, locals, now, &run_id);
        eager
    }

    /// The server did not take a completion: the run is made anew for its next task.
    fn refused(&self, desk: &mut Desk, now: Now, (reported, status): (&Reported, &Status)) {
        if status.is_too_large() {
            self.too_large(desk, now, &reported.run_id, reported);
        }
        let level = if refusal(status) == EvictionReason::Fatal { Level::Warn } else { Level::Debug };
        desk.log(level, || format!("the completion of a task of run {} was not taken: {status}", reported.run_id));
    }

    /// Once a task is done: what waits for the run goes to it, and without a cache the run goes.
    pub(super) fn after_task(&mut self, desk: &mut Desk, locals: &mut LocalActivities, now: Now, run_id: &Text) {
        let Some(cached) = self.runs.get_mut(run_id) else { return };
        if cached.is_busy() {
            return;
        }
        if let Some(next) = cached.buffered.pop() {
            return self.received(desk, locals, now, next);
        }
        let may_go = cached.may_go();
        self.weigh(run_id);
        if desk.config.max_cached_workflows == 0 && may_go {
            return self.evict(desk, locals, now, (run_id, EvictionReason::CacheFull, "there is no cache"));
        }
        self.make_room(desk, locals, now);
    }

    /// A run's host has let go of it: what waited for it or for its place comes next.
    pub(super) fn evicted(&mut self, desk: &mut Desk, locals: &mut LocalActivities, now: Now, run_id: &Text) {
        let Some(mut waited) = self.remove(run_id) else { return };
        self.show_size(desk);
        while let Some(polled) = waited.pop() {
            self.received(desk, locals, now, polled);
        }
        while self.has_room(desk) {
            let Some(polled) = self.waiting.pop_front() else { break };
            self.received(desk, locals, now, polled);
        }
    }

    /// Fails every task that is open or waits, as the worker cannot wait for its host; gives their number [WORKER-17].
    pub(crate) fn hand_back(&mut self, desk: &mut Desk, now: Now) -> usize {
        self.is_handed_back = true;
        let mut waiting: Vec<PolledTask> = self.waiting.drain(..).collect();
        let mut open = Vec::new();
        for (run_id, cached) in &mut self.runs {
            open.extend(cached.task.take().map(|task| (run_id.clone(), task)));
            waiting.extend(core::iter::from_fn(|| cached.buffered.pop()));
        }
        let count = open.len().saturating_add(waiting.len());
        for (run_id, task) in open {
            self.fail_back(desk, now, &run_id, &task);
        }
        for polled in waiting {
            self.give_back(desk, now, polled);
        }
        self.runs.clear();
        desk.log(Level::Info, || format!("{count} workflow tasks were handed back"));
        count
    }

    /// Fails a task that nobody has begun.
    pub(super) fn give_back(&self, desk: &mut Desk, now: Now, polled: PolledTask) {
        let task = OpenTask::of(now, &polled);
        self.fail_back(desk, now, &polled.execution.run_id, &task);
    }

    /// Fails a task so that another worker gets it.
    fn fail_back(&self, desk: &mut Desk, now: Now, run_id: &Text, task: &OpenTask) {
        let message = "the worker shuts down and the workflow task is not done";
        let failure = Failure::application(message, "WorkerShutdown");
        let failure = TaskFailure::new(Cause::WorkflowWorkerUnhandledFailure, failure, true);
        desk.release(SlotKind::Workflow);
        self.report_failed(desk, now, run_id, (task, &failure));
    }
}

fn count_closed(desk: &mut Desk, closing: &Closing) {
    if let Some(counter) = closing.counter {
        desk.count(counter, || Labels::workflow(&closing.workflow_type));
    }
    if let Some(length) = closing.length {
        desk.latency("workflow_endtoend_latency", length, || Labels::workflow(&closing.workflow_type));
    }
}

/// Why a run goes whose completion the server did not take.
fn refusal(status: &Status) -> EvictionReason {
    match status.code {
        Code::InvalidArgument if status.message == "UnhandledCommand" => EvictionReason::UnhandledCommand,
        Code::NotFound => EvictionReason::TaskNotFound,
        Code::InvalidArgument
        | Code::Canceled
        | Code::Unknown
        | Code::DeadlineExceeded
        | Code::AlreadyExists
        | Code::PermissionDenied
        | Code::ResourceExhausted
        | Code::FailedPrecondition
        | Code::Aborted
        | Code::OutOfRange
        | Code::Unimplemented
        | Code::Internal
        | Code::Unavailable
        | Code::DataLoss
        | Code::Unauthenticated => EvictionReason::Fatal,
    }
}
