//! Decides what a Nexus operation does: its input says it, and whoever runs it is told step by step.

use crate::{
    program::{Empty, Program, parse},
    value::{ApplicationFailure, Length, canceled, payload},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as TOKEN};
use core::time::Duration;
use dacapo_core::worker::host::{NexusOutcome, NexusTask};
use dacapo_proto::temporal::api::{
    enums::v1::NexusHandlerErrorRetryBehavior,
    failure::v1::{self as proto, NexusHandlerFailureInfo, failure::FailureInfo},
    nexus::v1::{
        CancelOperationResponse, Request, Response, StartOperationRequest, StartOperationResponse,
        request::Variant as Asked,
        response::Variant as Answered,
        start_operation_response::{Async, Sync, Variant as Started},
    },
};
use prost::Message;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// What the tokens of operations begin with that a workflow stands behind; its id follows, encoded: servers put tokens into
/// paths, and some lose their way where one contains a slash.
const WORKFLOW: &str = "workflow:";

/// The token of an operation that nothing stands behind, and that refuses to cancel.
const STUBBORN: &str = "stubborn";

/// One thing that a Nexus operation does when it is started.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NexusAction {
    /// Lets time pass.
    Sleep(Length),
    /// Waits until it is asked to stop.
    WaitForCancel(Empty),
    /// Ends with a result.
    Return(Value),
    /// Ends with a failure.
    Fail(ApplicationFailure),
    /// Ends as canceled, with a message.
    Cancel(String),
    /// Fails the handler rather than the operation.
    HandlerError(HandlerError),
    /// Starts a workflow, whose end is the operation's.
    StartWorkflow(Box<BackingWorkflow>),
    /// Starts with this token; nothing ends it. One with the token `stubborn` refuses to cancel.
    StartAsync(String),
}

/// A failure of the handler.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HandlerError {
    /// Its type, such as `BAD_REQUEST`.
    pub r#type: String,
    /// What went wrong.
    pub message: String,
    /// Whether the server may try again; `None` for what the type implies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retryable: Option<bool>,
}

/// A workflow that stands behind an operation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BackingWorkflow {
    /// Its id.
    pub workflow_id: String,
    /// What it does.
    pub program: Program,
}

/// What whoever runs a Nexus task does next.
#[derive(Clone, Debug, PartialEq)]
pub enum NexusStep {
    /// Let so much time pass.
    Sleep(Duration),
    /// Wait until the task is asked to stop.
    WaitForCancel,
    /// Start a workflow that tells the callback its end.
    StartWorkflow(Box<BackingWorkflow>, Callback),
    /// Ask the workflow with this id to cancel.
    CancelWorkflow(String),
    /// Report this. No step follows.
    End(NexusOutcome),
}

/// Who wants to know how an operation ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Callback {
    /// Where.
    pub url: String,
    /// What is told along.
    pub header: BTreeMap<String, String>,
    /// What tells a request that was made twice from two.
    pub request_id: String,
}

/// What a Nexus task does, from its beginning to its end: the input of an operation that is started says it, a list of
/// [`NexusAction`]s; the token of one that is canceled does.
#[must_use]
pub fn nexus_steps(task: &NexusTask) -> Vec<NexusStep> {
    let request = Request::decode(task.request.clone()).ok().and_then(|request| request.variant);
    match request {
        Some(Asked::StartOperation(start)) => start_steps(&start),
        Some(Asked::CancelOperation(cancel)) => cancel_steps(&cancel.operation_token),
        None => vec![refused("NOT_IMPLEMENTED", "there is nothing to do", None)],
    }
}

fn start_steps(start: &StartOperationRequest) -> Vec<NexusStep> {
    let input = start.payload.as_ref().map(|payload| payload.data.clone()).unwrap_or_else(|| "[]".into());
    let actions: Vec<NexusAction> = match parse(&input) {
        Ok(actions) => actions,
        Err(error) => return vec![refused("BAD_REQUEST", &error.to_string(), Some(false))],
    };
    let mut steps: Vec<NexusStep> = actions.into_iter().flat_map(|action| action.steps(start)).collect();
    steps.push(started(Started::SyncSuccess(Sync::default())));
    steps
}

fn cancel_steps(token: &str) -> Vec<NexusStep> {
    if token == STUBBORN {
        return vec![refused("NOT_FOUND", "it does not cancel", Some(false))];
    }
    let acknowledged = Answered::CancelOperation(CancelOperationResponse {});
    let Some(encoded) = token.strip_prefix(WORKFLOW) else { return vec![answered(acknowledged)] };
    match TOKEN.decode(encoded).ok().and_then(|id| String::from_utf8(id).ok()) {
        Some(id) => vec![NexusStep::CancelWorkflow(id), answered(acknowledged)],
        None => vec![refused("NOT_FOUND", "no operation has this token", Some(false))],
    }
}

/// The token of an operation that the workflow with this id stands behind.
#[must_use]
pub fn operation_token(workflow_id: &str) -> String {
    format!("{WORKFLOW}{}", TOKEN.encode(workflow_id))
}

impl NexusAction {
    fn steps(self, start: &StartOperationRequest) -> Vec<NexusStep> {
        vec![match self {
            Self::Sleep(length) => NexusStep::Sleep(length.0),
            Self::WaitForCancel(_) => NexusStep::WaitForCancel,
            Self::Return(value) => {
                let payload = payload(&value).to_message().ok();
                started(Started::SyncSuccess(Sync { payload, links: Vec::new() }))
            }
            Self::Fail(failure) => started(Started::Failure(failure.encode().to_message().unwrap_or_default())),
            Self::Cancel(message) => started(Started::Failure(canceled(&message).to_message().unwrap_or_default())),
            Self::HandlerError(error) => refused(&error.r#type, &error.message, error.retryable),
            Self::StartAsync(token) => started(asynchronous(token)),
            Self::StartWorkflow(workflow) => {
                let token = operation_token(&workflow.workflow_id);
                let callback = Callback {
                    url: start.callback.clone(),
                    header: start.callback_header.clone(),
                    request_id: start.request_id.clone(),
                };
                return vec![NexusStep::StartWorkflow(workflow, callback), started(asynchronous(token))];
            }
        }]
    }
}

fn asynchronous(token: String) -> Started {
    Started::AsyncSuccess(Async { operation_token: token, ..Default::default() })
}

fn started(variant: Started) -> NexusStep {
    answered(Answered::StartOperation(StartOperationResponse { variant: Some(variant) }))
}

fn answered(variant: Answered) -> NexusStep {
    NexusStep::End(NexusOutcome::Completed(Response { variant: Some(variant) }.encode_to_vec().into()))
}

fn refused(r#type: &str, message: &str, retryable: Option<bool>) -> NexusStep {
    let retry_behavior = match retryable {
        None => NexusHandlerErrorRetryBehavior::Unspecified,
        Some(true) => NexusHandlerErrorRetryBehavior::Retryable,
        Some(false) => NexusHandlerErrorRetryBehavior::NonRetryable,
    };
    let info = NexusHandlerFailureInfo { r#type: r#type.to_owned(), retry_behavior: retry_behavior.into() };
    let failure = proto::Failure {
        message: message.to_owned(),
        failure_info: Some(FailureInfo::NexusHandlerFailureInfo(info)),
        ..Default::default()
    };
    NexusStep::End(NexusOutcome::Failed(dacapo_core::failure::Failure::from_message(&failure)))
}
