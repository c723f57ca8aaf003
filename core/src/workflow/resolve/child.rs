//! Performs the transitions of child workflows.

use super::{Run, impossible, single};
use crate::{
    command::{CancelExternal, Command, Kind},
    error::Fault,
    failure::Failure,
    history::event::ChildFailed,
    id::{EventId, Seq},
    payload::Payloads,
    workflow::{
        activation::{ChildWorkflowStart, Job, Resolution},
        entity::{CancelKey, Entity, child_workflow, external_cancel},
    },
};
use alloc::boxed::Box;
use dacapo_proto::temporal::api::{
    common::v1 as common,
    enums::v1::{RetryState, StartChildWorkflowExecutionFailedCause},
    failure::v1::{ChildWorkflowExecutionFailureInfo, failure::FailureInfo},
};

/// How a child workflow, or its start, ended.
pub(in crate::workflow) enum ChildEnd {
    StartFailed(StartChildWorkflowExecutionFailedCause),
    Completed(Option<Payloads>),
    Failed(Box<ChildFailed>),
    TimedOut { started: EventId, retry_state: i32 },
    Canceled { started: EventId },
    Terminated { started: EventId },
}

impl Run {
    pub(in crate::workflow) fn step_child(
        &mut self,
        seq: Seq,
        input: child_workflow::Input,
        end: Option<ChildEnd>,
        event: Option<EventId>,
    ) -> Result<(), Fault> {
        use child_workflow::Effect as E;
        let Some(entity) = self.entities.children.get_mut(seq) else { return Ok(()) };
        let (state, effects) = child_workflow::step(entity.state, input)
            .ok_or_else(|| impossible(event, "a child workflow in this state cannot have this event"))?;
        entity.state = state;
        let (initiated, mut end) = (entity.initiated, end);
        for effect in effects {
            match effect {
                E::Withdraw => {
                    self.withdraw(&Entity::ChildWorkflow(seq));
                    self.child_start_canceled(seq);
                }
                E::RequestCancel => self.cancel_child(seq),
                E::ResolveStart => {
                    let run_id = self.entities.children.get(seq).map(|child| child.run_id.clone()).unwrap_or_default();
                    self.jobs
                        .push(Job::ResolveChildWorkflowStart { seq, result: ChildWorkflowStart::Succeeded { run_id } });
                }
                E::ResolveStartFailed | E::Resolve => {
                    if let Some(end) = end.take() {
                        self.resolve_child(seq, end, event)?;
                    }
                }
                E::ResolveCanceled => {
                    let started = self.entities.children.get(seq).map_or(EventId(0), |child| child.started);
                    self.resolve_child(seq, ChildEnd::Canceled { started }, event)?;
                }
            }
        }
        if state.is_end() {
            self.entities.children.remove(seq);
            self.entities.by_event.remove(&initiated);
        }
        Ok(())
    }

    fn resolve_child(&mut self, seq: Seq, end: ChildEnd, event: Option<EventId>) -> Result<(), Fault> {
        let Some(child) = self.entities.children.get(seq) else { return Ok(()) };
        let wrap = |message: &str, started: EventId, retry_state: i32, cause: Option<&Failure>| {
            layer(child, message, (started, retry_state), cause)
        };
        let no_retry = i32::from(RetryState::NonRetryableFailure);
        let result = match end {
            ChildEnd::StartFailed(cause) => {
                let (workflow_id, workflow_type) = (child.workflow_id.clone(), child.workflow_type.clone());
                let result = ChildWorkflowStart::Failed { workflow_id, workflow_type, cause };
                self.jobs.push(Job::ResolveChildWorkflowStart { seq, result });
                return Ok(());
            }
            ChildEnd::Completed(result) => Resolution::Completed(single(result.as_ref(), event)?),
            ChildEnd::Failed(f) => Resolution::Failed(wrap(
                "Child Workflow execution failed",
                f.started,
                f.retry_state,
                f.failure.as_ref(),
            )),
            ChildEnd::TimedOut { started, retry_state } => Resolution::Failed(wrap(
                "Child Workflow execution timed out",
                started,
                retry_state,
                Some(&Failure::start_to_close()),
            )),
            ChildEnd::Terminated { started } => Resolution::Failed(wrap(
                "Child Workflow execution terminated",
                started,
                no_retry,
                Some(&Failure::terminated()),
            )),
            // The details of the event are not passed on: the official core does not, and workflow code may show that.
            ChildEnd::Canceled { started } => Resolution::Canceled(wrap(
                "Child Workflow execution cancelled",
                started,
                no_retry,
                Some(&Failure::canceled("", None)),
            )),
        };
        self.jobs.push(Job::ResolveChildWorkflow { seq, result });
        Ok(())
    }

    /// The start was canceled before its command was sent.
    fn child_start_canceled(&mut self, seq: Seq) {
        let Some(child) = self.entities.children.get(seq) else { return };
        let message = alloc::format!("Child Workflow Execution cancelled before scheduled: {}", child.cancel_reason);
        let ended = (EventId(0), RetryState::NonRetryableFailure.into());
        let result = ChildWorkflowStart::Canceled(layer(child, &message, ended, Some(&Failure::canceled("", None))));
        self.jobs.push(Job::ResolveChildWorkflowStart { seq, result });
    }

    /// Core asks for the cancellation of the child itself; the host is not told of the answer.
    fn cancel_child(&mut self, seq: Seq) {
        let Some(child) = self.entities.children.get(seq) else { return };
        let cancel = CancelExternal {
            namespace: child.namespace.clone(),
            workflow_id: child.workflow_id.clone(),
            run_id: child.run_id.clone(),
            child_workflow_only: true,
            reason: child.cancel_reason.clone(),
        };
        let key = CancelKey::Child(self.entities.child_cancels);
        self.entities.child_cancels = self.entities.child_cancels.wrapping_add(1);
        self.entities.cancels.insert(key, external_cancel::State::Commanded);
        let kind = Kind::RequestCancelExternalWorkflowExecution(Box::new(cancel));
        self.enqueue(Entity::ExternalCancel(key), Command::new(kind, None));
    }
}

/// Wraps `cause` in what is known of the child; `ended` is the event that started it, and its retry state.
fn layer(
    child: &child_workflow::ChildWorkflow,
    message: &str,
    ended: (EventId, i32),
    cause: Option<&Failure>,
) -> Failure {
    let (started, retry_state) = ended;
    let info = ChildWorkflowExecutionFailureInfo {
        namespace: (&child.namespace).into(),
        workflow_execution: Some(common::WorkflowExecution {
            workflow_id: (&child.workflow_id).into(),
            run_id: (&child.run_id).into(),
        }),
        workflow_type: Some(common::WorkflowType { name: (&child.workflow_type).into() }),
        initiated_event_id: child.initiated.0,
        started_event_id: started.0,
        retry_state,
    };
    Failure::layer(message, FailureInfo::ChildWorkflowExecutionFailureInfo(info), cause)
}
