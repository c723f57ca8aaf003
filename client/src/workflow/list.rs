//! Decides how workflows are found and counted.

use crate::{CallError, Client, convert::Converter};
use dacapo_proto::temporal::api::{
    workflow::v1::WorkflowExecutionInfo,
    workflowservice::v1::{
        CountWorkflowExecutionsRequest, CountWorkflowExecutionsResponse, ListWorkflowExecutionsRequest,
    },
};
use dacapo_runtime::{Runtime, Transport};
use std::fmt;

/// The pages of a list, which come as they are asked for.
#[derive(Clone)]
pub struct WorkflowPages<R, T, C> {
    client: Client<R, T, C>,
    request: ListWorkflowExecutionsRequest,
    is_over: bool,
}

impl<R, T, C> fmt::Debug for WorkflowPages<R, T, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WorkflowPages")
            .field("client", &self.client)
            .field("request", &self.request)
            .field("is_over", &self.is_over)
            .finish_non_exhaustive()
    }
}

impl<R: Runtime, T: Transport, C: Converter> Client<R, T, C> {
    /// The workflows that a visibility query finds, such as `WorkflowType = 'Order' AND ExecutionStatus = 'Running'`; all
    /// of them for an empty one.
    #[must_use]
    pub fn list_workflows(&self, query: impl Into<String>) -> WorkflowPages<R, T, C> {
        let namespace = self.namespace().to_owned();
        let request = ListWorkflowExecutionsRequest { namespace, query: query.into(), ..Default::default() };
        WorkflowPages { client: self.clone(), request, is_over: false }
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

impl<R: Runtime, T: Transport, C: Converter> WorkflowPages<R, T, C> {
    /// At most so many workflows in a page.
    #[must_use]
    pub const fn of_size(mut self, workflows: i32) -> Self {
        self.request.page_size = workflows;
        self
    }

    /// The next page; `None` after the last one. After an error the same page is asked for again.
    ///
    /// # Errors
    ///
    /// The call failed.
    pub async fn next(&mut self) -> Result<Option<Vec<WorkflowExecutionInfo>>, CallError> {
        while !self.is_over {
            let page = self.client.call(&self.request).await?;
            self.is_over = page.next_page_token.is_empty();
            self.request.next_page_token = page.next_page_token;
            if !page.executions.is_empty() {
                return Ok(Some(page.executions));
            }
        }
        Ok(None)
    }
}
