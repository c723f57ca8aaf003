//! Decides how the workflow task is found that a run begins anew from: page by page, from one end of its history.

use super::{Ask, Operation, pages::after};
use dacapo_proto::temporal::api::{
    enums::v1::EventType,
    history::v1::History,
    workflowservice::v1::{
        GetWorkflowExecutionHistoryRequest, GetWorkflowExecutionHistoryResponse,
        GetWorkflowExecutionHistoryReverseRequest, GetWorkflowExecutionHistoryReverseResponse,
    },
};
use prost::Message;

/// The events that a workflow task ends with.
const ENDS: [EventType; 3] =
    [EventType::WorkflowTaskCompleted, EventType::WorkflowTaskFailed, EventType::WorkflowTaskTimedOut];

impl Operation {
    /// Reads a history until [`first_task_end`] finds the end of its first workflow task, or to its end [CLIENT-6].
    #[must_use]
    pub fn first_task(request: &GetWorkflowExecutionHistoryRequest) -> Self {
        Self::new(Ask::once(request), |asked, answer| {
            let page = GetWorkflowExecutionHistoryResponse::decode(answer.clone()).ok()?;
            let is_found = first_task_end(page.history.as_ref()).is_some();
            let token = Some(page.next_page_token).filter(|token| !is_found && !token.is_empty())?;
            after(
                |request: &mut GetWorkflowExecutionHistoryRequest, token| request.next_page_token = token,
                asked,
                token,
            )
        })
    }

    /// Reads a history from its end until [`last_task_end`] finds the end of a workflow task that was completed, or to its
    /// beginning [CLIENT-6].
    #[must_use]
    pub fn last_task(request: &GetWorkflowExecutionHistoryReverseRequest) -> Self {
        Self::new(Ask::once(request), |asked, answer| {
            let page = GetWorkflowExecutionHistoryReverseResponse::decode(answer.clone()).ok()?;
            let is_found = last_task_end(page.history.as_ref()).is_some();
            let token = Some(page.next_page_token).filter(|token| !is_found && !token.is_empty())?;
            let set = |request: &mut GetWorkflowExecutionHistoryReverseRequest, token| request.next_page_token = token;
            after(set, asked, token)
        })
    }
}

/// The first event of a page that ends a workflow task. A run that began anew itself has a first task that failed for that.
#[must_use]
pub fn first_task_end(page: Option<&History>) -> Option<i64> {
    page?.events.iter().find(|event| ENDS.contains(&event.event_type())).map(|event| event.event_id)
}

/// The first event of a page, whose last come first, that says that a workflow task was completed: what a failed one would
/// have done has never happened.
#[must_use]
pub fn last_task_end(page: Option<&History>) -> Option<i64> {
    let mut events = page?.events.iter();
    events.find(|event| event.event_type() == EventType::WorkflowTaskCompleted).map(|event| event.event_id)
}
