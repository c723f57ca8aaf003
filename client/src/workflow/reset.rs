//! Decides how a workflow begins anew from a point of its history.

use super::{WorkflowError, WorkflowHandle};
use crate::{Client, convert::Converter};
use dacapo_core::client::{Operation, first_task_end, last_task_end};
use dacapo_proto::temporal::api::{
    enums::v1::{ResetReapplyExcludeType, ResetReapplyType},
    workflowservice::v1::{
        GetWorkflowExecutionHistoryRequest, GetWorkflowExecutionHistoryReverseRequest, ResetWorkflowExecutionRequest,
    },
};
use dacapo_runtime::{Runtime, Transport};

/// From where a workflow begins anew: the end of a workflow task, of which the new run has what came before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "there is no fourth")]
pub enum ResetPoint {
    /// The first workflow task: everything is done again.
    FirstTask,
    /// The last workflow task that was completed.
    LastTask,
    /// The workflow task that ended with this event.
    Event(i64),
}

/// How a workflow begins anew.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a caller fills it")]
pub struct ResetOptions {
    /// From where.
    pub point: ResetPoint,
    /// Why.
    pub reason: String,
    /// What came after the point and is not sent to the new run: all else is.
    pub forgets: Vec<ResetReapplyExcludeType>,
}

impl ResetOptions {
    /// From this point, with all that was sent to the workflow after it.
    #[must_use]
    pub fn to(point: ResetPoint, reason: impl Into<String>) -> Self {
        Self { point, reason: reason.into(), forgets: Vec::new() }
    }
}

impl<R: Runtime, T: Transport, C: Converter> WorkflowHandle<R, T, C> {
    /// Ends the workflow's current run, where it is open, and begins a new one from a point of this one's history. However
    /// often the call is made again, there is one.
    ///
    /// # Errors
    ///
    /// There is no such workflow, its history has no such point, or the call failed.
    pub async fn reset(&self, options: ResetOptions) -> Result<Self, WorkflowError> {
        let client = self.client.for_several_calls();
        let workflow_task_finish_event_id = match options.point {
            ResetPoint::FirstTask => self.first_task(&client).await?,
            ResetPoint::LastTask => self.last_task(&client).await?,
            ResetPoint::Event(id) => id,
        };
        let request = ResetWorkflowExecutionRequest {
            namespace: self.client.namespace().to_owned(),
            workflow_execution: Some(self.known_execution()),
            reason: options.reason,
            workflow_task_finish_event_id,
            request_id: self.client.request_id(),
            reset_reapply_type: ResetReapplyType::AllEligible.into(),
            reset_reapply_exclude_types: options.forgets.into_iter().map(i32::from).collect(),
            identity: self.client.identity().to_owned(),
            ..Default::default()
        };
        let answer = client.call(&request).await.map_err(|call| self.failed(call))?;
        Ok(self.of_run(answer.run_id))
    }

    /// The event that ended the first workflow task; 0 where none has ended, which the server refuses.
    async fn first_task(&self, client: &Client<R, T, C>) -> Result<i64, WorkflowError> {
        let request = GetWorkflowExecutionHistoryRequest {
            namespace: self.client.namespace().to_owned(),
            execution: Some(self.known_execution()),
            ..Default::default()
        };
        let read = client.operate(Operation::first_task(&request)).await;
        let page = read.read::<GetWorkflowExecutionHistoryRequest>().map_err(|call| self.failed(call))?;
        Ok(first_task_end(page.history.as_ref()).unwrap_or_default())
    }

    /// The event that ended the last workflow task; 0 where none has ended, which the server refuses.
    async fn last_task(&self, client: &Client<R, T, C>) -> Result<i64, WorkflowError> {
        let request = GetWorkflowExecutionHistoryReverseRequest {
            namespace: self.client.namespace().to_owned(),
            execution: Some(self.known_execution()),
            ..Default::default()
        };
        let read = client.operate(Operation::last_task(&request)).await;
        let page = read.read::<GetWorkflowExecutionHistoryReverseRequest>().map_err(|call| self.failed(call))?;
        Ok(last_task_end(page.history.as_ref()).unwrap_or_default())
    }
}
