//! Decides what is changed of a workflow while it runs: which version it runs on.

use super::{VersioningOverride, WorkflowError, WorkflowHandle};
use crate::convert::Converter;
use dacapo_proto::temporal::api::{
    workflow::v1::WorkflowExecutionOptions, workflowservice::v1::UpdateWorkflowExecutionOptionsRequest,
};
use dacapo_runtime::{Runtime, Transport};
use prost_types::FieldMask;

impl<R: Runtime, T: Transport, C: Converter> WorkflowHandle<R, T, C> {
    /// Has the workflow run on this worker deployment version from its next task on; `None` takes such an override back.
    ///
    /// # Errors
    ///
    /// There is no such workflow, it is closed, or the call failed.
    pub async fn set_versioning_override(&self, version: Option<VersioningOverride>) -> Result<(), WorkflowError> {
        let versioning_override = version.map(|version| version.to_wire());
        let request = UpdateWorkflowExecutionOptionsRequest {
            namespace: self.client.namespace().to_owned(),
            workflow_execution: Some(self.execution()),
            workflow_execution_options: Some(WorkflowExecutionOptions { versioning_override, ..Default::default() }),
            update_mask: Some(FieldMask { paths: vec!["versioning_override".to_owned()] }),
            identity: self.client.identity().to_owned(),
        };
        self.client.call(&request).await.map_err(|call| self.failed(call))?;
        Ok(())
    }
}
