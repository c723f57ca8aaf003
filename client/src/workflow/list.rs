//! Decides how workflows are found and counted.

use crate::{
    CallError, Client,
    convert::Converter,
    pages::{Pages, paged},
};
use dacapo_proto::temporal::api::{
    workflow::v1::WorkflowExecutionInfo,
    workflowservice::v1::{
        CountWorkflowExecutionsRequest, CountWorkflowExecutionsResponse, ListWorkflowExecutionsRequest,
    },
};
use dacapo_runtime::{Runtime, Transport};

paged! {
    ListWorkflowExecutionsRequest { page_size } => WorkflowExecutionInfo { executions }
}

impl<R: Runtime, T: Transport, C: Converter> Client<R, T, C> {
    /// The workflows that a visibility query finds, such as `WorkflowType = 'Order' AND ExecutionStatus = 'Running'`; all
    /// of them for an empty one.
    #[must_use]
    pub fn list_workflows(&self, query: impl Into<String>) -> Pages<R, T, C, ListWorkflowExecutionsRequest> {
        let namespace = self.namespace().to_owned();
        Pages::new(self, ListWorkflowExecutionsRequest { namespace, query: query.into(), ..Default::default() })
    }

    /// How many workflows a visibility query finds; by groups where it ends with `GROUP BY`.
    ///
    /// # Errors
    ///
    /// The call failed.
    pub async fn count_workflows(
        &self,
        query: impl Into<String>,
    ) -> Result<CountWorkflowExecutionsResponse, CallError> {
        let namespace = self.namespace().to_owned();
        self.call(&CountWorkflowExecutionsRequest { namespace, query: query.into() }).await
    }
}
