//! Decides how a workflow is held back, and let go again.

use super::{WorkflowError, WorkflowHandle};
use crate::convert::Converter;
use dacapo_proto::temporal::api::workflowservice::v1::{
    PauseWorkflowExecutionRequest, UnpauseWorkflowExecutionRequest,
};
use dacapo_runtime::{Runtime, Transport};

impl<R: Runtime, T: Transport, C: Converter> WorkflowHandle<R, T, C> {
    /// Holds the workflow back: its code is asked nothing until it is let go, and its activities begin no further attempt.
    /// Servers before 1.31, and those that have it turned off, do not pause workflows.
    ///
    /// # Errors
    ///
    /// There is no such workflow, it is closed or paused already, or the call failed.
    pub async fn pause(&self, reason: &str) -> Result<(), WorkflowError> {
        let execution = self.execution();
        let request = PauseWorkflowExecutionRequest {
            namespace: self.client.namespace().to_owned(),
            workflow_id: execution.workflow_id,
            run_id: execution.run_id,
            identity: self.client.identity().to_owned(),
            reason: reason.to_owned(),
            request_id: self.client.request_id(),
        };
        self.client.call(&request).await.map(drop).map_err(|call| self.failed(call))
    }

    /// Lets a paused workflow go on.
    ///
    /// # Errors
    ///
    /// There is no such workflow, it is not paused, or the call failed.
    pub async fn unpause(&self, reason: &str) -> Result<(), WorkflowError> {
        let execution = self.execution();
        let request = UnpauseWorkflowExecutionRequest {
            namespace: self.client.namespace().to_owned(),
            workflow_id: execution.workflow_id,
            run_id: execution.run_id,
            identity: self.client.identity().to_owned(),
            reason: reason.to_owned(),
            request_id: self.client.request_id(),
        };
        self.client.call(&request).await.map(drop).map_err(|call| self.failed(call))
    }
}
