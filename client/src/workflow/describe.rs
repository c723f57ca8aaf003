//! Decides what is known of a workflow at a glance; the server's whole answer is at hand.

use super::{WorkflowError, WorkflowExecutionStatus, WorkflowHandle};
use crate::{convert::Converter, search::SearchAttributes};
use dacapo_proto::temporal::api::{
    common::v1::Payload,
    workflowservice::v1::{DescribeWorkflowExecutionRequest, DescribeWorkflowExecutionResponse},
};
use dacapo_runtime::{Runtime, Transport};
use std::collections::BTreeMap;

/// What the server knows of a run.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Description {
    /// Its run id.
    pub run_id: String,
    /// Its type.
    pub workflow_type: String,
    /// Its status.
    pub status: WorkflowExecutionStatus,
    /// Its task queue.
    pub task_queue: String,
    /// How many events there are.
    pub history_length: i64,
    /// Its memo, encoded.
    pub memo: BTreeMap<String, Payload>,
    /// What it is found by.
    pub search_attributes: SearchAttributes,
    /// All that the server said, pending activities and children too.
    pub answer: DescribeWorkflowExecutionResponse,
}

impl<R: Runtime, T: Transport, C: Converter> WorkflowHandle<R, T, C> {
    /// Asks the server what it knows of the workflow.
    ///
    /// # Errors
    ///
    /// There is no such workflow, or the call failed.
    pub async fn describe(&self) -> Result<Description, WorkflowError> {
        let request = DescribeWorkflowExecutionRequest {
            namespace: self.client.namespace().to_owned(),
            execution: Some(self.execution()),
        };
        let answer = self.client.call(&request).await.map_err(|call| self.failed(call))?;
        let known = answer.workflow_execution_info.clone().unwrap_or_default();
        Ok(Description {
            status: known.status(),
            run_id: known.execution.unwrap_or_default().run_id,
            workflow_type: known.r#type.unwrap_or_default().name,
            task_queue: known.task_queue,
            history_length: known.history_length,
            memo: known.memo.unwrap_or_default().fields,
            search_attributes: SearchAttributes::of_wire(known.search_attributes),
            answer,
        })
    }
}
