//! Decides how an update is sent until the workflow has it, with a start or without, and how its outcome is waited for.

use super::{Ask, Operation};
use alloc::string::String;
use bytes::Bytes;
use dacapo_proto::temporal::api::{
    common::v1::WorkflowExecution,
    enums::v1::UpdateWorkflowExecutionLifecycleStage as Stage,
    update::v1::{UpdateRef, WaitPolicy},
    workflowservice::v1::{
        ExecuteMultiOperationRequest, ExecuteMultiOperationResponse, PollWorkflowExecutionUpdateRequest,
        PollWorkflowExecutionUpdateResponse, StartWorkflowExecutionResponse, UpdateWorkflowExecutionRequest,
        UpdateWorkflowExecutionResponse, execute_multi_operation_request::operation,
        execute_multi_operation_response::response,
    },
};
use prost::Message;

impl Operation {
    /// Sends an update, which has an id, until it has come as far as its wait policy says [CLIENT-3]. The last answer is one to
    /// [`outcome`](Self::outcome) where the update was accepted first.
    #[must_use]
    pub fn update(request: &UpdateWorkflowExecutionRequest) -> Self {
        Self::new(Ask::long_poll(request, until_accepted), outcome_of_update)
    }

    /// The same for an update with a start [CLIENT-4]; [`started_and_updated`] reads the first answer.
    #[must_use]
    pub fn update_with_start(request: &ExecuteMultiOperationRequest) -> Self {
        Self::new(Ask::long_poll(request, until_both), outcome_of_both)
    }

    /// Waits for the outcome of an update that a workflow has accepted [CLIENT-3].
    #[must_use]
    pub fn outcome(request: &PollWorkflowExecutionUpdateRequest) -> Self {
        Self::new(outcome(request), |_, _| None)
    }
}

/// The answers to both parts of an update with a start; `None` where they are others.
#[must_use]
pub fn started_and_updated(
    answer: ExecuteMultiOperationResponse,
) -> Option<(StartWorkflowExecutionResponse, UpdateWorkflowExecutionResponse)> {
    let mut parts = answer.responses.into_iter().filter_map(|part| part.response);
    match (parts.next(), parts.next()) {
        (Some(response::Response::StartWorkflow(started)), Some(response::Response::UpdateWorkflow(updated))) => {
            Some((started, updated))
        }
        _ => None,
    }
}

fn outcome(request: &PollWorkflowExecutionUpdateRequest) -> Ask {
    Ask::long_poll(request, |request, answer| {
        let answer = PollWorkflowExecutionUpdateResponse::decode(answer.clone()).ok()?;
        answer.outcome.is_none().then(|| request.clone())
    })
}

/// The same is sent again until the update has come far enough: its id makes it one update.
fn until_accepted(request: &Bytes, answer: &Bytes) -> Option<Bytes> {
    let asked = UpdateWorkflowExecutionRequest::decode(request.clone()).ok()?;
    let answer = UpdateWorkflowExecutionResponse::decode(answer.clone()).ok()?;
    (!is_far_enough(&asked, &answer)).then(|| request.clone())
}

fn until_both(request: &Bytes, answer: &Bytes) -> Option<Bytes> {
    let asked = update_of(ExecuteMultiOperationRequest::decode(request.clone()).ok()?)?;
    let answer = ExecuteMultiOperationResponse::decode(answer.clone()).ok()?;
    let reached = started_and_updated(answer).is_some_and(|(_, updated)| is_far_enough(&asked, &updated));
    (!reached).then(|| request.clone())
}

/// What is accepted is known under its id: the rest of the way is waited for there.
fn is_far_enough(asked: &UpdateWorkflowExecutionRequest, answer: &UpdateWorkflowExecutionResponse) -> bool {
    let wanted = i32::from(wanted(asked)).min(Stage::Accepted.into());
    answer.outcome.is_some() || i32::from(answer.stage()) >= wanted
}

fn wanted(asked: &UpdateWorkflowExecutionRequest) -> Stage {
    asked.wait_policy.as_ref().map(WaitPolicy::lifecycle_stage).unwrap_or_default()
}

fn outcome_of_update(asked: &Ask, answer: &Bytes) -> Option<Ask> {
    if asked.method != <UpdateWorkflowExecutionRequest as dacapo_proto::rpc::Request>::METHOD {
        return None;
    }
    let asked = UpdateWorkflowExecutionRequest::decode(asked.message.clone()).ok()?;
    let answer = UpdateWorkflowExecutionResponse::decode(answer.clone()).ok()?;
    let run_id = answer.update_ref.as_ref().and_then(|update| update.workflow_execution.as_ref());
    let run_id = run_id.map(|execution| execution.run_id.clone()).unwrap_or_default();
    outcome_where_wanted(asked, &answer, run_id)
}

fn outcome_of_both(asked: &Ask, answer: &Bytes) -> Option<Ask> {
    if asked.method != <ExecuteMultiOperationRequest as dacapo_proto::rpc::Request>::METHOD {
        return None;
    }
    let asked = update_of(ExecuteMultiOperationRequest::decode(asked.message.clone()).ok()?)?;
    let (started, updated) = started_and_updated(ExecuteMultiOperationResponse::decode(answer.clone()).ok()?)?;
    outcome_where_wanted(asked, &updated, started.run_id)
}

/// Asks the run that took an update for its outcome, unless that is known or nobody waits for it.
fn outcome_where_wanted(
    asked: UpdateWorkflowExecutionRequest,
    answer: &UpdateWorkflowExecutionResponse,
    run_id: String,
) -> Option<Ask> {
    let wanted = wanted(&asked);
    if wanted != Stage::Completed || answer.outcome.is_some() {
        return None;
    }
    let mut execution = asked.workflow_execution.unwrap_or_default();
    if !run_id.is_empty() {
        execution = WorkflowExecution { run_id, ..execution };
    }
    let meta = asked.request.and_then(|request| request.meta).unwrap_or_default();
    let update_ref = Some(UpdateRef { workflow_execution: Some(execution), update_id: meta.update_id });
    Some(outcome(&PollWorkflowExecutionUpdateRequest {
        namespace: asked.namespace,
        update_ref,
        identity: meta.identity,
        wait_policy: asked.wait_policy,
    }))
}

fn update_of(asked: ExecuteMultiOperationRequest) -> Option<UpdateWorkflowExecutionRequest> {
    asked.operations.into_iter().find_map(|part| match part.operation {
        Some(operation::Operation::UpdateWorkflow(update)) => Some(update),
        Some(operation::Operation::StartWorkflow(_)) | None => None,
    })
}
