//! Decides what signals and requests to cancel that go from one run to another come to in the model.

use super::{Server, execution::Run, start::signal, transfer::Transfer};
use dacapo_proto::temporal::api::{
    command::v1::{
        RequestCancelExternalWorkflowExecutionCommandAttributes as CancelAsked,
        SignalExternalWorkflowExecutionCommandAttributes as SignalAsked,
    },
    common::v1::WorkflowExecution,
    enums::v1::{CancelExternalWorkflowExecutionFailedCause, EventType, SignalExternalWorkflowExecutionFailedCause},
    history::v1::{
        ExternalWorkflowExecutionCancelRequestedEventAttributes, ExternalWorkflowExecutionSignaledEventAttributes,
        RequestCancelExternalWorkflowExecutionFailedEventAttributes,
        RequestCancelExternalWorkflowExecutionInitiatedEventAttributes,
        SignalExternalWorkflowExecutionFailedEventAttributes, SignalExternalWorkflowExecutionInitiatedEventAttributes,
        WorkflowExecutionCancelRequestedEventAttributes, history_event::Attributes,
    },
};

impl Server {
    pub(super) fn initiate_signal(&mut self, run: Run, completed: i64, asked: SignalAsked) {
        let initiated = SignalExternalWorkflowExecutionInitiatedEventAttributes {
            workflow_task_completed_event_id: completed,
            namespace: "default".into(),
            workflow_execution: asked.execution.clone(),
            signal_name: asked.signal_name.clone(),
            input: asked.input.clone(),
            control: asked.control.clone(),
            child_workflow_only: asked.child_workflow_only,
            header: asked.header.clone(),
            ..Default::default()
        };
        let attributes = Attributes::SignalExternalWorkflowExecutionInitiatedEventAttributes(initiated);
        let initiated = self.append(run, EventType::SignalExternalWorkflowExecutionInitiated, attributes);
        self.transfer(Transfer::Signal { from: run, initiated, asked: Box::new(asked) });
    }

    pub(super) fn signal_external(&mut self, from: Run, initiated: i64, asked: SignalAsked) {
        let target = asked.execution.clone().unwrap_or_default();
        let found = self.other(from, &target, asked.child_workflow_only);
        let Some(own) = self.at(from).map(|execution| execution.wire()) else { return };
        let (namespace, workflow_execution) = ("default".to_owned(), Some(target));
        if let Some(found) = found {
            self.signaled(found, signal(&asked.signal_name, asked.input, Some(own)));
            let signaled = ExternalWorkflowExecutionSignaledEventAttributes {
                initiated_event_id: initiated,
                namespace,
                workflow_execution,
                control: asked.control,
                ..Default::default()
            };
            let attributes = Attributes::ExternalWorkflowExecutionSignaledEventAttributes(signaled);
            return self.happen(from, EventType::ExternalWorkflowExecutionSignaled, attributes);
        }
        let failed = SignalExternalWorkflowExecutionFailedEventAttributes {
            cause: SignalExternalWorkflowExecutionFailedCause::ExternalWorkflowExecutionNotFound.into(),
            namespace,
            workflow_execution,
            initiated_event_id: initiated,
            control: asked.control,
            ..Default::default()
        };
        let attributes = Attributes::SignalExternalWorkflowExecutionFailedEventAttributes(failed);
        self.happen(from, EventType::SignalExternalWorkflowExecutionFailed, attributes);
    }

    pub(super) fn initiate_cancel(&mut self, run: Run, completed: i64, asked: CancelAsked) {
        let initiated = RequestCancelExternalWorkflowExecutionInitiatedEventAttributes {
            workflow_task_completed_event_id: completed,
            namespace: "default".into(),
            workflow_execution: Some(target(&asked)),
            control: asked.control.clone(),
            child_workflow_only: asked.child_workflow_only,
            reason: asked.reason.clone(),
            ..Default::default()
        };
        let attributes = Attributes::RequestCancelExternalWorkflowExecutionInitiatedEventAttributes(initiated);
        let initiated = self.append(run, EventType::RequestCancelExternalWorkflowExecutionInitiated, attributes);
        self.transfer(Transfer::Cancel { from: run, initiated, asked: Box::new(asked) });
    }

    pub(super) fn cancel_external(&mut self, from: Run, initiated: i64, asked: CancelAsked) {
        let target = target(&asked);
        let found = self.other(from, &target, asked.child_workflow_only);
        let Some(own) = self.at(from).map(|execution| execution.wire()) else { return };
        let (namespace, workflow_execution) = ("default".to_owned(), Some(target));
        if let Some(found) = found {
            let request = WorkflowExecutionCancelRequestedEventAttributes {
                cause: asked.reason,
                external_initiated_event_id: initiated,
                external_workflow_execution: Some(own),
                ..Default::default()
            };
            self.cancel_requested(found, request);
            let requested = ExternalWorkflowExecutionCancelRequestedEventAttributes {
                initiated_event_id: initiated,
                namespace,
                workflow_execution,
                ..Default::default()
            };
            let attributes = Attributes::ExternalWorkflowExecutionCancelRequestedEventAttributes(requested);
            return self.happen(from, EventType::ExternalWorkflowExecutionCancelRequested, attributes);
        }
        let failed = RequestCancelExternalWorkflowExecutionFailedEventAttributes {
            cause: CancelExternalWorkflowExecutionFailedCause::ExternalWorkflowExecutionNotFound.into(),
            namespace,
            workflow_execution,
            initiated_event_id: initiated,
            control: asked.control,
            ..Default::default()
        };
        let attributes = Attributes::RequestCancelExternalWorkflowExecutionFailedEventAttributes(failed);
        self.happen(from, EventType::RequestCancelExternalWorkflowExecutionFailed, attributes);
    }

    /// Another run that is open: a child, where it must be one.
    fn other(&self, from: Run, target: &WorkflowExecution, must_be_child: bool) -> Option<Run> {
        let found = self.find(&target.workflow_id, &target.run_id).filter(|found| *found != from)?;
        let execution = self.open(found)?;
        let is_child = execution.parent.as_ref().is_some_and(|parent| parent.run == from);
        (is_child || !must_be_child).then_some(found)
    }
}

fn target(asked: &CancelAsked) -> WorkflowExecution {
    WorkflowExecution { workflow_id: asked.workflow_id.clone(), run_id: asked.run_id.clone() }
}
