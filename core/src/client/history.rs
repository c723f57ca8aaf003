//! Decides how a workflow's end is waited for, along the runs of its chain, and how a history is followed as it grows.

use super::{Ask, Operation};
use alloc::borrow::ToOwned as _;
use bytes::Bytes;
use dacapo_proto::temporal::api::{
    enums::v1::HistoryEventFilterType,
    history::v1::{HistoryEvent, history_event::Attributes},
    workflowservice::v1::{GetWorkflowExecutionHistoryRequest, GetWorkflowExecutionHistoryResponse},
};
use prost::Message;

/// Whose end is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "there is no third")]
pub enum Runs {
    /// That of the run that is meant.
    One,
    /// That of the last one of its chain.
    Chain,
}

impl Operation {
    /// Waits until a run is closed, or the last one that follows it [CLIENT-2]. The last request names the run, and
    /// [`close_event`] finds its end in the answer.
    #[must_use]
    pub fn close(request: GetWorkflowExecutionHistoryRequest, runs: Runs) -> Self {
        let request = GetWorkflowExecutionHistoryRequest {
            wait_new_event: true,
            history_event_filter_type: HistoryEventFilterType::CloseEvent.into(),
            skip_archival: true,
            ..request
        };
        match runs {
            Runs::One => Self::new(Ask::long_poll(&request, until_closed), |_, _| None),
            Runs::Chain => Self::new(Ask::long_poll(&request, until_closed), follow),
        }
    }

    /// Asks for a page of a history, and waits until it has events or there are none to come [CLIENT-5].
    #[must_use]
    pub fn new_events(request: GetWorkflowExecutionHistoryRequest) -> Self {
        let request = GetWorkflowExecutionHistoryRequest { wait_new_event: true, ..request };
        Self::new(Ask::long_poll(&request, until_events), |_, _| None)
    }
}

/// The event that closed a run, where that is the last one of a history.
#[must_use]
pub fn close_event(answer: &GetWorkflowExecutionHistoryResponse) -> Option<&HistoryEvent> {
    let last = answer.history.as_ref()?.events.last()?;
    next_run(last).map(|_| last)
}

/// The run that follows the one that an event closed, empty for none; `None` where it closes nothing.
#[must_use]
#[expect(clippy::wildcard_enum_match_arm, reason = "all other events close nothing")]
pub fn next_run(closed: &HistoryEvent) -> Option<&str> {
    Some(match closed.attributes.as_ref()? {
        Attributes::WorkflowExecutionCompletedEventAttributes(it) => &it.new_execution_run_id,
        Attributes::WorkflowExecutionFailedEventAttributes(it) => &it.new_execution_run_id,
        Attributes::WorkflowExecutionTimedOutEventAttributes(it) => &it.new_execution_run_id,
        Attributes::WorkflowExecutionContinuedAsNewEventAttributes(it) => &it.new_execution_run_id,
        Attributes::WorkflowExecutionCanceledEventAttributes(_)
        | Attributes::WorkflowExecutionTerminatedEventAttributes(_) => "",
        _ => return None,
    })
}

/// While a run is open, the next request has the token of the last answer [CLIENT-2].
fn until_closed(request: &Bytes, answer: &Bytes) -> Option<Bytes> {
    let answer = GetWorkflowExecutionHistoryResponse::decode(answer.clone()).ok()?;
    if close_event(&answer).is_some() {
        return None;
    }
    from(request, answer.next_page_token)
}

/// A page without events is followed by another one, unless it is the last.
fn until_events(request: &Bytes, answer: &Bytes) -> Option<Bytes> {
    let answer = GetWorkflowExecutionHistoryResponse::decode(answer.clone()).ok()?;
    let is_empty = answer.history.is_none_or(|history| history.events.is_empty());
    if !is_empty || answer.next_page_token.is_empty() {
        return None;
    }
    from(request, answer.next_page_token)
}

fn from(request: &Bytes, token: Bytes) -> Option<Bytes> {
    let mut request = GetWorkflowExecutionHistoryRequest::decode(request.clone()).ok()?;
    request.next_page_token = token;
    Some(request.encode_to_vec().into())
}

/// The run that follows is asked for from its beginning [CLIENT-2].
fn follow(asked: &Ask, answer: &Bytes) -> Option<Ask> {
    let answer = GetWorkflowExecutionHistoryResponse::decode(answer.clone()).ok()?;
    let next = close_event(&answer).and_then(next_run).filter(|next| !next.is_empty())?;
    let mut request = GetWorkflowExecutionHistoryRequest::decode(asked.message.clone()).ok()?;
    next.clone_into(&mut request.execution.get_or_insert_default().run_id);
    request.next_page_token = Bytes::new();
    Some(Ask::long_poll(&request, until_closed))
}
