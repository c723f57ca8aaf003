//! Decides what a fault leads to: the open task fails and the run goes; nothing else of the worker is touched [TASK-5].

use super::{
    Run,
    activation::EvictionReason,
    entity::local_activity,
    task::{TaskCompletion, TaskEnd, TaskFailure},
};
use crate::{
    command::{Command, Kind},
    divergence::{Divergence, Reason, Scene},
    error::Fault,
    failure::Failure,
    history::event::{Attributes, Event, Marker},
    id::{EventId, Seq, Text},
    limits,
};
use alloc::{boxed::Box, format, string::ToString, vec, vec::Vec};
use dacapo_proto::temporal::api::enums::v1::WorkflowTaskFailedCause as Cause;

impl Run {
    /// The run cannot go on.
    pub(super) fn fail(&mut self, fault: Fault) {
        let (cause, reason) = match &fault {
            Fault::Diverged(_) => (Cause::NonDeterministicError, EvictionReason::Nondeterminism),
            Fault::Malformed(_) | Fault::Unprocessable(_) => {
                (Cause::WorkflowWorkerUnhandledFailure, EvictionReason::Fatal)
            }
        };
        let text = fault.to_string();
        self.is_broken = true;
        if matches!(fault, Fault::Diverged(_)) && self.fail_execution(&text) {
            return;
        }
        self.fail_task(cause, Failure::application(&text, ""), Some(fault), (reason, &text));
    }

    /// Answers the open task with the failure of the execution, where that is wanted; `false` where nobody is told [TASK-8].
    fn fail_execution(&mut self, text: &str) -> bool {
        let is_told = self.task.as_ref().is_some_and(|task| !task.is_query_only && task.attempt <= 1);
        if !is_told || !self.config.fails_on_nondeterminism {
            return false;
        }
        let failure = Failure::application(text, "");
        let command = Command::new(Kind::FailWorkflowExecution { failure }, None);
        self.let_go(EvictionReason::Nondeterminism, text);
        self.end_task(TaskEnd::Completed(TaskCompletion { commands: vec![command], ..TaskCompletion::default() }));
        true
    }

    /// The host could not run the workflow code.
    pub(super) fn fail_by_host(&mut self, failure: Failure, cause: Cause) {
        let cause = if cause == Cause::Unspecified { Cause::WorkflowWorkerUnhandledFailure } else { cause };
        let message = failure.to_message().map(|f| f.message).unwrap_or_default();
        self.is_broken = true;
        self.fail_task(cause, failure, None, (EvictionReason::LangFail, &message));
    }

    /// The rest of the history could not be fetched [HISTORY-3].
    pub(super) fn fail_fetch(&mut self, message: &str) {
        let text = format!("Fetching history failed: {message}");
        let failure = Failure::application(&text, "");
        let cause = Cause::WorkflowWorkerUnhandledFailure;
        self.is_broken = true;
        let reason = EvictionReason::PaginationOrHistoryFetch;
        self.fail_task(cause, failure, None, (reason, &text));
    }

    fn fail_task(&mut self, cause: Cause, failure: Failure, fault: Option<Fault>, eviction: (EvictionReason, &str)) {
        let (reason, text) = eviction;
        self.let_go(reason, text);
        if let Some(task) = &self.task {
            // Whoever asked a query asks it again where the history could not be read.
            let is_lost = reason == EvictionReason::PaginationOrHistoryFetch;
            let is_reported = if task.is_query_only { !is_lost } else { task.attempt <= 1 };
            self.end_task(TaskEnd::Failed(TaskFailure { cause, failure, fault, is_reported }));
        }
    }

    /// The run goes, and is told nothing more.
    fn let_go(&mut self, reason: EvictionReason, text: &str) {
        self.jobs.clear();
        self.cancel_local_activities();
        let message: Text = format!("Workflow activation completion failed: {text}").into();
        self.eviction = Some((reason, message));
    }

    /// An event does not confirm the command it meets.
    pub(super) fn diverged(&self, event: &Event, reason: Reason) -> Fault {
        self.explain(event.id, Some(event), reason)
    }

    /// The same, where the fault is not in one command: an event that names an unknown one, or a host's order.
    pub(super) fn diverged_at(&self, event_id: EventId, reason: Reason) -> Fault {
        self.explain(event_id, None, reason)
    }

    fn explain(&self, event_id: EventId, event: Option<&Event>, reason: Reason) -> Fault {
        let commands = self.queue.iter().map(|queued| (queued.issued_in, &queued.command));
        let scene = Scene {
            event_id,
            event,
            upcoming: self.upcoming_commands(),
            queue: commands.take(limits::ALIGNED).collect(),
            matched: &self.matched,
            task_started: self.view.started,
            view: self.origin(),
        };
        Fault::Diverged(Box::new(Divergence::explain(scene, reason)))
    }

    /// The events of commands that follow; replayed local activities have no commands to compare them with.
    fn upcoming_commands(&self) -> Vec<&Event> {
        let is_replayed = |event: &&Event| matches!(&event.attributes, Attributes::MarkerRecorded(Marker::LocalActivity(marker)) if !self.has_marker_command(marker.seq));
        let commands = self.history.events().take_while(|event| event.is_command());
        commands.filter(|event| !is_replayed(event)).take(limits::ALIGNED).collect()
    }

    fn has_marker_command(&self, seq: Seq) -> bool {
        let activity = self.entities.local_activities.get(seq);
        activity.is_some_and(|activity| activity.state == local_activity::State::MarkerCommanded)
    }

    fn origin(&self) -> crate::divergence::WrittenBy {
        crate::divergence::WrittenBy {
            sdk_name: self.view.sdk_name.clone(),
            sdk_version: self.view.sdk_version.clone(),
            deployment_name: self.view.version.deployment_name.clone(),
            build_id: self.view.version.build_id.clone(),
        }
    }
}
