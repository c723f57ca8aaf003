//! Decides the life of child workflows in the model: initiated, started, ended; and what becomes of them when their parent
//! is closed.

use super::{Server, close::How, execution::Run, start::NewRun, transfer::Transfer};
use dacapo_proto::temporal::api::{
    command::v1::StartChildWorkflowExecutionCommandAttributes as Asked,
    common::v1::{WorkflowExecution, WorkflowType},
    enums::v1::{
        EventType, ParentClosePolicy, RetryState, StartChildWorkflowExecutionFailedCause, WorkflowIdReusePolicy,
    },
    history::v1::{
        ChildWorkflowExecutionCanceledEventAttributes, ChildWorkflowExecutionCompletedEventAttributes,
        ChildWorkflowExecutionFailedEventAttributes, ChildWorkflowExecutionStartedEventAttributes,
        ChildWorkflowExecutionTerminatedEventAttributes, StartChildWorkflowExecutionFailedEventAttributes,
        StartChildWorkflowExecutionInitiatedEventAttributes, WorkflowExecutionCancelRequestedEventAttributes,
        history_event::Attributes,
    },
};

/// A child that has not ended.
#[derive(Clone, Debug)]
pub(super) struct Child {
    asked: Box<Asked>,
    run: Option<Run>,
    /// The event that says that it has started.
    pub(super) started: i64,
}

/// Whose child a run is.
#[derive(Clone, Debug)]
pub(super) struct Parent {
    pub(super) run: Run,
    pub(super) execution: WorkflowExecution,
    pub(super) root: WorkflowExecution,
    pub(super) initiated: i64,
}

impl Server {
    pub(super) fn initiate_child(&mut self, run: Run, completed: i64, asked: Asked) {
        let initiated = StartChildWorkflowExecutionInitiatedEventAttributes {
            namespace: "default".into(),
            workflow_id: asked.workflow_id.clone(),
            workflow_type: asked.workflow_type.clone(),
            task_queue: asked.task_queue.clone(),
            input: asked.input.clone(),
            workflow_task_timeout: asked.workflow_task_timeout,
            parent_close_policy: asked.parent_close_policy,
            control: asked.control.clone(),
            workflow_task_completed_event_id: completed,
            workflow_id_reuse_policy: asked.workflow_id_reuse_policy,
            header: asked.header.clone(),
            memo: asked.memo.clone(),
            search_attributes: asked.search_attributes.clone(),
            ..Default::default()
        };
        let attributes = Attributes::StartChildWorkflowExecutionInitiatedEventAttributes(initiated);
        let initiated = self.append(run, EventType::StartChildWorkflowExecutionInitiated, attributes);
        if let Some(execution) = self.at_mut(run) {
            execution.children.insert(initiated, Child { asked: Box::new(asked), run: None, started: 0 });
        }
        self.transfer(Transfer::StartChild { parent: run, initiated });
    }

    /// Starts a child, unless its parent is closed or its id is taken.
    pub(super) fn start_child(&mut self, parent: Run, initiated: i64) {
        let Some(execution) = self.open(parent) else { return };
        let Some(child) = execution.children.get(&initiated) else { return };
        let (asked, own) = (child.asked.clone(), execution.wire());
        let root = execution.parent.as_ref().map_or_else(|| own.clone(), |parent| parent.root.clone());
        if self.is_taken(&asked) {
            return self.child_not_started(parent, initiated, &asked);
        }
        let run = self.create(NewRun {
            workflow_id: asked.workflow_id.clone(),
            workflow_type: asked.workflow_type.clone().unwrap_or_default().name,
            input: asked.input.clone(),
            header: asked.header.clone(),
            memo: asked.memo.clone(),
            search_attributes: asked.search_attributes.clone(),
            parent: Some(Parent { run: parent, execution: own, root, initiated }),
            ..NewRun::default()
        });
        let started = ChildWorkflowExecutionStartedEventAttributes {
            namespace: "default".into(),
            initiated_event_id: initiated,
            workflow_execution: Some(WorkflowExecution { workflow_id: asked.workflow_id.clone(), run_id: run.id() }),
            workflow_type: asked.workflow_type.clone(),
            header: asked.header.clone(),
            ..Default::default()
        };
        let attributes = Attributes::ChildWorkflowExecutionStartedEventAttributes(started);
        let is_written = self.record(parent, EventType::ChildWorkflowExecutionStarted, attributes);
        let event = self.last_event(parent);
        if let Some(child) = self.at_mut(parent).and_then(|execution| execution.children.get_mut(&initiated)) {
            child.run = Some(run);
            if is_written {
                child.started = event;
            }
        }
        self.schedule_task(parent);
        self.schedule_task(run);
    }

    fn is_taken(&self, asked: &Asked) -> bool {
        let Some(before) = self.find(&asked.workflow_id, "").and_then(|run| self.at(run)) else { return false };
        match asked.workflow_id_reuse_policy() {
            _ if before.is_open() => true,
            WorkflowIdReusePolicy::RejectDuplicate => true,
            WorkflowIdReusePolicy::AllowDuplicateFailedOnly => {
                before.outcome.as_ref().is_some_and(|outcome| outcome.starts_with("completed"))
            }
            WorkflowIdReusePolicy::Unspecified
            | WorkflowIdReusePolicy::AllowDuplicate
            | WorkflowIdReusePolicy::TerminateIfRunning => false,
        }
    }

    fn child_not_started(&mut self, parent: Run, initiated: i64, asked: &Asked) {
        if let Some(execution) = self.at_mut(parent) {
            execution.children.remove(&initiated);
        }
        let failed = StartChildWorkflowExecutionFailedEventAttributes {
            namespace: "default".into(),
            workflow_id: asked.workflow_id.clone(),
            workflow_type: asked.workflow_type.clone(),
            cause: StartChildWorkflowExecutionFailedCause::WorkflowAlreadyExists.into(),
            control: asked.control.clone(),
            initiated_event_id: initiated,
            ..Default::default()
        };
        let attributes = Attributes::StartChildWorkflowExecutionFailedEventAttributes(failed);
        self.happen(parent, EventType::StartChildWorkflowExecutionFailed, attributes);
    }

    /// Tells a parent that a child has ended.
    pub(super) fn child_closed(&mut self, (parent, initiated): (Run, i64), child: Run, how: How) {
        let Some(closed) = self.at(child) else { return };
        let (execution, workflow_type) = (closed.wire(), closed.workflow_type.clone());
        let known = self.at_mut(parent).filter(|execution| execution.is_open());
        let Some(known) = known.and_then(|execution| execution.children.remove(&initiated)) else { return };
        let (kind, attributes) = ended(how, (initiated, known.started), execution, workflow_type);
        self.happen(parent, kind, attributes);
    }

    /// Applies the policies of the children of a run that is closed. One that has not started never will.
    pub(super) fn leave_children(&mut self, run: Run) {
        let Some(execution) = self.at_mut(run) else { return };
        let children = std::mem::take(&mut execution.children);
        for child in children.into_values().filter(|child| child.run.is_some()) {
            let policy = child.asked.parent_close_policy();
            // The one that it is by now, as it may have continued as new.
            let Some(child) = self.find(&child.asked.workflow_id, "") else { continue };
            match policy {
                ParentClosePolicy::Abandon => {}
                ParentClosePolicy::Unspecified | ParentClosePolicy::Terminate => {
                    self.transfer(Transfer::Terminate(child));
                }
                ParentClosePolicy::RequestCancel => {
                    let request = WorkflowExecutionCancelRequestedEventAttributes::default();
                    self.transfer(Transfer::CancelChild { child, request: Box::new(request) });
                }
            }
        }
    }
}

/// The event that tells a parent how a child ended.
fn ended(
    how: How,
    (initiated_event_id, started_event_id): (i64, i64),
    execution: WorkflowExecution,
    name: String,
) -> (EventType, Attributes) {
    let (namespace, workflow_execution) = ("default".to_owned(), Some(execution));
    let workflow_type = Some(WorkflowType { name });
    match how {
        How::Completed(result) => {
            let end = ChildWorkflowExecutionCompletedEventAttributes {
                result,
                namespace,
                workflow_execution,
                workflow_type,
                initiated_event_id,
                started_event_id,
                ..Default::default()
            };
            let attributes = Attributes::ChildWorkflowExecutionCompletedEventAttributes(end);
            (EventType::ChildWorkflowExecutionCompleted, attributes)
        }
        How::Failed(failure) => {
            let end = ChildWorkflowExecutionFailedEventAttributes {
                failure: failure.map(|failure| *failure),
                namespace,
                workflow_execution,
                workflow_type,
                initiated_event_id,
                started_event_id,
                retry_state: RetryState::RetryPolicyNotSet.into(),
                ..Default::default()
            };
            (EventType::ChildWorkflowExecutionFailed, Attributes::ChildWorkflowExecutionFailedEventAttributes(end))
        }
        How::Canceled(details) => {
            let end = ChildWorkflowExecutionCanceledEventAttributes {
                details,
                namespace,
                workflow_execution,
                workflow_type,
                initiated_event_id,
                started_event_id,
                ..Default::default()
            };
            (EventType::ChildWorkflowExecutionCanceled, Attributes::ChildWorkflowExecutionCanceledEventAttributes(end))
        }
        How::Terminated => {
            let end = ChildWorkflowExecutionTerminatedEventAttributes {
                namespace,
                workflow_execution,
                workflow_type,
                initiated_event_id,
                started_event_id,
                ..Default::default()
            };
            let attributes = Attributes::ChildWorkflowExecutionTerminatedEventAttributes(end);
            (EventType::ChildWorkflowExecutionTerminated, attributes)
        }
    }
}
