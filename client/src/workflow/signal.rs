//! Decides what a workflow is told: signals, the wish that it cancel, its end and its oblivion.

use super::{WorkflowError, WorkflowHandle};
use crate::{
    Client,
    convert::{Arguments, Converter},
    error::Meaning,
};
use dacapo_proto::temporal::api::{
    enums::v1::HistoryEventFilterType,
    history::v1::history_event::Attributes,
    workflowservice::v1::{
        DeleteWorkflowExecutionRequest, GetWorkflowExecutionHistoryRequest, RequestCancelWorkflowExecutionRequest,
        SignalWorkflowExecutionRequest, TerminateWorkflowExecutionRequest,
    },
};
use dacapo_runtime::{Runtime, Transport};

impl<R: Runtime, T: Transport, C: Converter> WorkflowHandle<R, T, C> {
    /// Sends a signal. However often the call is made again, the workflow gets it once.
    ///
    /// # Errors
    ///
    /// There is no such workflow, it is closed, or the call failed.
    pub async fn signal(&self, name: &str, arguments: impl Arguments) -> Result<(), WorkflowError> {
        let request = SignalWorkflowExecutionRequest {
            namespace: self.client.namespace().to_owned(),
            workflow_execution: Some(self.execution()),
            signal_name: name.to_owned(),
            input: self.client.payloads(&arguments)?,
            identity: self.client.identity().to_owned(),
            request_id: self.client.request_id(),
            header: self.header(),
            ..Default::default()
        };
        self.client.call(&request).await.map_err(|call| self.failed(call))?;
        Ok(())
    }

    /// Asks the workflow to cancel, which its code decides about.
    ///
    /// # Errors
    ///
    /// There is no such workflow, it is closed, or the call failed.
    pub async fn cancel(&self, reason: &str) -> Result<(), WorkflowError> {
        let request = RequestCancelWorkflowExecutionRequest {
            namespace: self.client.namespace().to_owned(),
            workflow_execution: Some(self.execution()),
            identity: self.client.identity().to_owned(),
            request_id: self.client.request_id(),
            first_execution_run_id: self.first_run_id.clone(),
            reason: reason.to_owned(),
            ..Default::default()
        };
        self.client.call(&request).await.map_err(|call| self.failed(call))?;
        Ok(())
    }

    /// Ends the workflow without asking its code. `details` are kept with the reason.
    ///
    /// # Errors
    ///
    /// There is no such workflow, it is closed, or the call failed. Where the answer to an attempt was lost, the next one finds
    /// the workflow closed: that is no error if it is what was asked for.
    pub async fn terminate(&self, reason: &str, details: impl Arguments) -> Result<(), WorkflowError> {
        let request = TerminateWorkflowExecutionRequest {
            namespace: self.client.namespace().to_owned(),
            workflow_execution: Some(self.execution()),
            reason: reason.to_owned(),
            details: self.client.payloads(&details)?,
            identity: self.client.identity().to_owned(),
            first_execution_run_id: self.first_run_id.clone(),
            ..Default::default()
        };
        let client = self.client.for_several_calls();
        let Err(call) = client.call(&request).await else { return Ok(()) };
        let may_be_done = call.attempts() > 1 && *call.meaning() == Meaning::NotFound;
        if may_be_done && is_ended_by(&client, &request).await { Ok(()) } else { Err(self.failed(call)) }
    }

    /// Deletes the workflow with its history; where it is open it is terminated first. The server does that after it has
    /// answered.
    ///
    /// # Errors
    ///
    /// There is no such workflow, or the call failed.
    pub async fn delete(&self) -> Result<(), WorkflowError> {
        let request = DeleteWorkflowExecutionRequest {
            namespace: self.client.namespace().to_owned(),
            workflow_execution: Some(self.execution()),
        };
        self.client.call(&request).await.map_err(|call| self.failed(call))?;
        Ok(())
    }
}

/// Whether the workflow was terminated as this request says, which has no id that the server would know it by.
async fn is_ended_by<R: Runtime, T: Transport, C: Converter>(
    client: &Client<R, T, C>,
    request: &TerminateWorkflowExecutionRequest,
) -> bool {
    let last = GetWorkflowExecutionHistoryRequest {
        namespace: request.namespace.clone(),
        execution: request.workflow_execution.clone(),
        history_event_filter_type: HistoryEventFilterType::CloseEvent.into(),
        ..Default::default()
    };
    let last = client.call(&last).await.ok().and_then(|page| page.history?.events.pop()?.attributes);
    let Some(Attributes::WorkflowExecutionTerminatedEventAttributes(ended)) = last else { return false };
    (&ended.reason, &ended.details, &ended.identity) == (&request.reason, &request.details, &request.identity)
}
