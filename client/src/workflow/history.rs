//! Decides how a history is read: page by page, as it is or as it grows.

use super::{WorkflowError, WorkflowHandle};
use crate::convert::Converter;
use dacapo_core::client::Operation;
use dacapo_proto::temporal::api::{history::v1::HistoryEvent, workflowservice::v1::GetWorkflowExecutionHistoryRequest};
use dacapo_runtime::{Runtime, Transport};
use futures_util::{Stream, stream::try_unfold};
use std::fmt;

/// The pages of a history, which come as they are asked for.
#[derive(Clone)]
pub struct HistoryPages<R, T, C> {
    workflow: WorkflowHandle<R, T, C>,
    request: GetWorkflowExecutionHistoryRequest,
    is_over: bool,
}

impl<R, T, C> fmt::Debug for HistoryPages<R, T, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HistoryPages")
            .field("workflow", &self.workflow)
            .field("request", &self.request)
            .field("is_over", &self.is_over)
            .finish_non_exhaustive()
    }
}

impl<R: Runtime, T: Transport, C: Converter> WorkflowHandle<R, T, C> {
    /// The history of the run that was started, or that is meant, so far.
    #[must_use]
    pub fn history(&self) -> HistoryPages<R, T, C> {
        let request = GetWorkflowExecutionHistoryRequest {
            namespace: self.client.namespace().to_owned(),
            execution: Some(self.known_execution()),
            ..Default::default()
        };
        HistoryPages { workflow: self.clone(), request, is_over: false }
    }
}

impl<R: Runtime, T: Transport, C: Converter> HistoryPages<R, T, C> {
    /// At most so many batches of events in a page: what the server wrote at once comes at once. Server 1.32.0 leaves out events
    /// of a history that grows by more batches than a page has while it is read.
    #[must_use]
    pub const fn of_size(mut self, batches: i32) -> Self {
        self.request.maximum_page_size = batches;
        self
    }

    /// Waits for new events, too, until the run is closed.
    #[must_use]
    pub const fn following(mut self) -> Self {
        self.request.wait_new_event = true;
        self
    }

    /// The next page; `None` after the last one. After an error the same page is asked for again.
    ///
    /// # Errors
    ///
    /// There is no such workflow, or the call failed.
    pub async fn next(&mut self) -> Result<Option<Vec<HistoryEvent>>, WorkflowError> {
        if self.is_over {
            return Ok(None);
        }
        let operation = match self.request.wait_new_event {
            true => Operation::new_events(self.request.clone()),
            false => Operation::page(&self.request),
        };
        let read = self.workflow.client.operate(operation).await;
        let page = read.read::<GetWorkflowExecutionHistoryRequest>().map_err(|call| self.workflow.failed(call))?;
        self.is_over = page.next_page_token.is_empty();
        self.request.next_page_token = page.next_page_token;
        let events = page.history.unwrap_or_default().events;
        Ok((!events.is_empty()).then_some(events))
    }

    /// One event after another; a page is asked for when the one before is used up. It ends with an error, or after the last.
    pub fn events(self) -> impl Stream<Item = Result<HistoryEvent, WorkflowError>> + Send {
        try_unfold((self, Vec::new().into_iter()), |(mut pages, mut page)| async move {
            loop {
                if let Some(event) = page.next() {
                    return Ok(Some((event, (pages, page))));
                }
                let Some(events) = pages.next().await? else { return Ok(None) };
                page = events.into_iter();
            }
        })
    }
}
