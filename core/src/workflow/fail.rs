//! Decides what a fault leads to: the open task fails and the run goes; nothing else of the worker is touched [TASK-5].

use super::{
    Run,
    activation::EvictionReason,
    entity::local_activity,
    task::{TaskEnd, TaskFailure},
};
use crate::{
    divergence::{Divergence, Reason, Scene},
    error::Fault,
    failure::Failure,
    history::event::{Attributes, Event, Marker},
    id::{EventId, Seq, Text},
    limits,
};
use alloc::{boxed::Box, format, string::ToString, vec::Vec};
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
        self.fail_task(cause, Failure::application(&text, ""), Some(fault), (reason, &text));
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
        self.jobs.clear();
        self.cancel_local_activities();
        let message: Text = format!("Workflow activation completion failed: {text}").into();
        self.eviction = Some((reason, message));
        if let Some(task) = &self.task {
            // Whoever asked a query asks it again where the history could not be read.
            let is_lost = reason == EvictionReason::PaginationOrHistoryFetch;
            let is_reported = if task.is_query_only { !is_lost } else { task.attempt <= 1 };
            self.end_task(TaskEnd::Failed(TaskFailure { cause, failure, fault, is_reported }));
        }
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
