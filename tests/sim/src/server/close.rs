//! Decides how a run ends in the model, and what follows from it.

use super::{
    Server,
    command::bad,
    execution::Run,
    start::NewRun,
    task::{self, Kind, Stage},
    transfer::Transfer,
};
use dacapo_core::rpc::Status;
use dacapo_proto::temporal::api::{
    command::v1::{ContinueAsNewWorkflowExecutionCommandAttributes, command::Attributes as Asked},
    common::v1::Payloads,
    enums::v1::{ContinueAsNewInitiator, EventType, RetryState, WorkflowTaskFailedCause},
    failure::v1::Failure,
    history::v1::{
        WorkflowExecutionCanceledEventAttributes, WorkflowExecutionCompletedEventAttributes,
        WorkflowExecutionContinuedAsNewEventAttributes, WorkflowExecutionFailedEventAttributes,
        WorkflowExecutionTerminatedEventAttributes, history_event::Attributes,
    },
};
use std::time::Duration;

/// How long a run lives at least before another takes its place.
const SHORTEST_RUN: Duration = Duration::from_secs(1);

/// How a run ended for good.
#[derive(Clone, Debug)]
pub(super) enum How {
    Completed(Option<Payloads>),
    Failed(Option<Box<Failure>>),
    Canceled(Option<Payloads>),
    Terminated,
}

impl How {
    fn outcome(&self) -> String {
        let text = |payloads: &Option<Payloads>| {
            let all = payloads.iter().flat_map(|payloads| &payloads.payloads);
            all.map(|payload| String::from_utf8_lossy(&payload.data).into_owned()).collect::<Vec<_>>().join(",")
        };
        match self {
            Self::Completed(result) => format!("completed {}", text(result)),
            Self::Failed(failure) => format!("failed {}", failure.as_ref().map_or("", |f| f.message.as_str())),
            Self::Canceled(details) => format!("canceled {}", text(details)),
            Self::Terminated => "terminated".into(),
        }
    }
}

impl Server {
    pub(super) fn close_by(&mut self, run: Run, completed: i64, closing: Asked) -> Result<(), Status> {
        let (kind, attributes, how) = match closing {
            Asked::CompleteWorkflowExecutionCommandAttributes(complete) => {
                let event = WorkflowExecutionCompletedEventAttributes {
                    result: complete.result.clone(),
                    workflow_task_completed_event_id: completed,
                    ..Default::default()
                };
                let attributes = Attributes::WorkflowExecutionCompletedEventAttributes(event);
                (EventType::WorkflowExecutionCompleted, attributes, How::Completed(complete.result))
            }
            Asked::FailWorkflowExecutionCommandAttributes(fail) => {
                let event = WorkflowExecutionFailedEventAttributes {
                    failure: fail.failure.clone(),
                    retry_state: RetryState::RetryPolicyNotSet.into(),
                    workflow_task_completed_event_id: completed,
                    ..Default::default()
                };
                let attributes = Attributes::WorkflowExecutionFailedEventAttributes(event);
                (EventType::WorkflowExecutionFailed, attributes, How::Failed(fail.failure.map(Box::new)))
            }
            Asked::CancelWorkflowExecutionCommandAttributes(cancel) => {
                let event = WorkflowExecutionCanceledEventAttributes {
                    details: cancel.details.clone(),
                    workflow_task_completed_event_id: completed,
                };
                let attributes = Attributes::WorkflowExecutionCanceledEventAttributes(event);
                (EventType::WorkflowExecutionCanceled, attributes, How::Canceled(cancel.details))
            }
            Asked::ContinueAsNewWorkflowExecutionCommandAttributes(asked) => {
                self.continue_as_new(run, completed, asked);
                return Ok(());
            }
            _ => return Err(bad("BadCommand: unknown command type")),
        };
        self.append(run, kind, attributes);
        self.closed(run, how.outcome(), Some(how));
        Ok(())
    }

    /// Ends a run from outside, whatever it does.
    pub(super) fn terminate(&mut self, run: Run, (reason, identity): (String, String)) {
        let Some(execution) = self.open(run) else { return };
        if let Some(open) = execution.task.clone() {
            if let Some(key) = open.alarm {
                self.alarms.remove(&key);
            }
            if open.stage == Stage::Started {
                if open.kind != Kind::Normal {
                    self.write_virtual(run, &open);
                }
                let failed = task::failed(&open, WorkflowTaskFailedCause::ForceCloseCommand);
                self.append(run, EventType::WorkflowTaskFailed, failed);
            }
        }
        self.flush(run);
        let terminated = WorkflowExecutionTerminatedEventAttributes { reason, identity, ..Default::default() };
        let attributes = Attributes::WorkflowExecutionTerminatedEventAttributes(terminated);
        self.append(run, EventType::WorkflowExecutionTerminated, attributes);
        self.closed(run, How::Terminated.outcome(), Some(How::Terminated));
    }

    /// What follows from the end of a run; `how` where no other takes its place.
    fn closed(&mut self, run: Run, outcome: String, how: Option<How>) {
        self.leave_children(run);
        let now = self.now;
        let Some(execution) = self.at_mut(run) else { return };
        execution.outcome = Some(outcome);
        execution.closed = now;
        // An activity that was canceled before it began, in the task that closes: the event that closes is the last one.
        execution.buffered.clear();
        execution.task = None;
        execution.activities.clear();
        execution.timers.clear();
        execution.operations.clear();
        // A completion may still reject some.
        if !execution.is_completing {
            execution.updates.close(now);
        }
        let parent = execution.parent.as_ref().map(|parent| (parent.run, parent.initiated));
        if let (Some(parent), Some(how)) = (parent, how) {
            self.transfer(Transfer::ChildClosed { parent, child: run, how });
        }
        self.release_queries(run);
    }

    fn continue_as_new(&mut self, run: Run, completed: i64, asked: ContinueAsNewWorkflowExecutionCommandAttributes) {
        let Some(execution) = self.at(run) else { return };
        let age = self.wall().since(execution.began);
        let asked_backoff = super::length(asked.backoff_start_interval);
        let new = NewRun {
            workflow_id: execution.workflow_id.clone(),
            workflow_type: asked.workflow_type.clone().map_or_else(|| execution.workflow_type.clone(), |t| t.name),
            input: asked.input.clone(),
            header: asked.header.clone(),
            memo: asked.memo.clone(),
            search_attributes: asked.search_attributes.clone(),
            parent: execution.parent.clone(),
            continues: Some(run),
            backoff: asked_backoff.max(SHORTEST_RUN.saturating_sub(age)),
            request_id: String::new(),
        };
        let next = Run(self.runs.len());
        let event = WorkflowExecutionContinuedAsNewEventAttributes {
            new_execution_run_id: next.id(),
            workflow_type: asked.workflow_type,
            task_queue: asked.task_queue,
            input: asked.input,
            workflow_run_timeout: asked.workflow_run_timeout,
            workflow_task_timeout: asked.workflow_task_timeout,
            workflow_task_completed_event_id: completed,
            backoff_start_interval: prost_types::Duration::try_from(new.backoff).ok(),
            initiator: ContinueAsNewInitiator::Workflow.into(),
            header: asked.header,
            memo: asked.memo,
            search_attributes: asked.search_attributes,
            ..Default::default()
        };
        let attributes = Attributes::WorkflowExecutionContinuedAsNewEventAttributes(event);
        self.append(run, EventType::WorkflowExecutionContinuedAsNew, attributes);
        self.closed(run, "continued".into(), None);
        let next = self.create(new);
        self.schedule_task(next);
    }
}
