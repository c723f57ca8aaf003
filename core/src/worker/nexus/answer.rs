//! Decides whether an outcome is one that a Nexus task can have, and how it is written for whoever asked.

use super::{Running, json, task::Kind};
use crate::{
    failure::Failure,
    history::parse::read,
    id::{TaskToken, Text},
    wire::{Fields, WireError, put_len},
    worker::{
        host::NexusOutcome,
        request::{Requests, begin, put_unless_empty},
    },
};
use bytes::{Bytes, BytesMut};
use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::{
        enums::v1::NexusHandlerErrorRetryBehavior,
        failure::v1::{self as proto, NexusHandlerFailureInfo, failure::FailureInfo},
        nexus::v1 as nexus,
    },
};
use prost::Message;

/// What the server is told.
#[derive(Debug)]
pub(super) enum Answer {
    /// An encoded `Response`, and how the operation ended if it did badly.
    Response(Bytes, Option<&'static str>),
    /// An encoded failure of the handler, and its type.
    Failure(Bytes, &'static str),
    /// The same for callers that cannot read it: an encoded `HandlerError`.
    Error(Bytes, &'static str),
    /// Nothing: the host stopped it as it was told.
    None,
}

const CUT_OFF: &str = "the response cannot be read";

impl Answer {
    /// Takes an outcome for a task, or says why the task cannot have it [RUN-NEXUS-3].
    pub(super) fn of(running: &Running, outcome: NexusOutcome) -> Result<Self, &'static str> {
        match outcome {
            NexusOutcome::Completed(response) => response_of(running, response),
            NexusOutcome::Failed(failure) => handler_failure(running, &failure),
            NexusOutcome::AckCancel => Ok(Self::None),
        }
    }

    /// The label `failure_reason`; nothing for success.
    pub(super) const fn failure_reason(&self) -> Option<&'static str> {
        match self {
            Self::Response(_, reason) => *reason,
            Self::Failure(_, reason) | Self::Error(_, reason) => Some(reason),
            Self::None => Some("timeout"),
        }
    }

    /// The call that tells it, if there is one [RUN-NEXUS-5].
    pub(super) fn request(
        &self,
        requests: &Requests,
        token: &TaskToken,
        poller_group: &Text,
    ) -> Option<(&'static str, Bytes)> {
        let (common, method, field, body, group) = match self {
            Self::Response(body, _) => (&requests.nexus_completed, method::RESPOND_NEXUS_TASK_COMPLETED, 4, body, 5),
            Self::Error(body, _) => (&requests.nexus_failed, method::RESPOND_NEXUS_TASK_FAILED, 4, body, 6),
            Self::Failure(body, _) => (&requests.nexus_failed, method::RESPOND_NEXUS_TASK_FAILED, 5, body, 6),
            Self::None => return None,
        };
        let mut out = begin(common, body.len().saturating_add(token.0.len()));
        put_len(&mut out, 3, &token.0);
        put_len(&mut out, field, body);
        put_unless_empty(&mut out, group, poller_group.as_bytes());
        Some((method, out.freeze()))
    }
}

/// What a task that did not end before the worker did is told: another worker may have more time.
pub(super) fn shutdown_failure() -> Failure {
    let info = NexusHandlerFailureInfo {
        r#type: "UNAVAILABLE".into(),
        retry_behavior: NexusHandlerErrorRetryBehavior::Retryable.into(),
    };
    let message = "Worker is shutting down and this Nexus task did not complete in time";
    Failure::layer(message, FailureInfo::NexusHandlerFailureInfo(info), None)
}

fn response_of(running: &Running, response: Bytes) -> Result<Answer, &'static str> {
    let (start, cancel) = variants(&response).map_err(|_| CUT_OFF)?;
    match (start, cancel, running.kind) {
        (Some(start), None, Kind::StartOperation) => start_response(running, response, &start),
        (None, Some(_), Kind::CancelOperation) => Ok(Answer::Response(response, None)),
        (None, None, _) => Err("the response says neither how the operation started nor that it was canceled"),
        (Some(_), _, _) => Err("the response says how an operation started, which was not asked for"),
        (None, Some(_), _) => Err("the response says that an operation was canceled, which was not asked for"),
    }
}

/// The encoded `StartOperationResponse` and `CancelOperationResponse` of a response.
fn variants(response: &Bytes) -> Result<(Option<Bytes>, Option<Bytes>), WireError> {
    let mut fields = Fields::of(response);
    let (mut start, mut cancel) = (None, None);
    while let Some(field) = fields.next()? {
        match field.number {
            1 => start = Some(field.bytes()?),
            2 => cancel = Some(field.bytes()?),
            _ => {}
        }
    }
    Ok((start, cancel))
}

fn start_response(running: &Running, response: Bytes, start: &Bytes) -> Result<Answer, &'static str> {
    let mut fields = Fields::of(start);
    let mut last = None;
    while let Some(field) = fields.next().map_err(|_| CUT_OFF)? {
        if (1..=4).contains(&field.number) {
            last = Some((field.number, field.bytes().map_err(|_| CUT_OFF)?));
        }
    }
    match last {
        Some((1 | 2, _)) => Ok(Answer::Response(response, None)),
        Some((3, error)) => {
            let reason = operation_error_state(&error).map_err(|_| CUT_OFF)?;
            Ok(Answer::Response(response, Some(reason)))
        }
        Some((_, failure)) => operation_failure(running, response, &Failure::from_encoded(failure)),
        None => Err("the response does not say how the operation started"),
    }
}

fn operation_error_state(error: &Bytes) -> Result<&'static str, WireError> {
    let (mut fields, mut state) = (Fields::of(error), Text::default());
    read!(fields, { 1 => state => text });
    Ok(if state == "canceled" { "operation_canceled" } else { "operation_failed" })
}

/// An operation that failed or was canceled as it was started [RUN-NEXUS-4].
fn operation_failure(running: &Running, response: Bytes, failure: &Failure) -> Result<Answer, &'static str> {
    let mut message = failure.to_message().map_err(|_| "the failure of an operation cannot be read")?;
    let info = message.failure_info.as_ref();
    let (state, reason) = match info {
        Some(FailureInfo::ApplicationFailureInfo(_)) => ("failed", "operation_failed"),
        Some(FailureInfo::CanceledFailureInfo(_)) => ("canceled", "operation_canceled"),
        Some(
            FailureInfo::TimeoutFailureInfo(_)
            | FailureInfo::TerminatedFailureInfo(_)
            | FailureInfo::ServerFailureInfo(_)
            | FailureInfo::ResetWorkflowFailureInfo(_)
            | FailureInfo::ActivityFailureInfo(_)
            | FailureInfo::ChildWorkflowExecutionFailureInfo(_)
            | FailureInfo::NexusOperationExecutionFailureInfo(_)
            | FailureInfo::NexusHandlerFailureInfo(_),
        )
        | None => return Err("the failure of an operation must be that of an application, or a cancellation"),
    };
    if running.reads_failures {
        return Ok(Answer::Response(response, Some(reason)));
    }
    let error =
        nexus::UnsuccessfulOperationError { operation_state: state.into(), failure: Some(nexus_failure(&mut message)) };
    let (mut start, mut out) = (BytesMut::new(), BytesMut::new());
    put_len(&mut start, 3, &error.encode_to_vec());
    put_len(&mut out, 1, &start);
    Ok(Answer::Response(out.freeze(), Some(reason)))
}

fn handler_failure(running: &Running, failure: &Failure) -> Result<Answer, &'static str> {
    let mut message = failure.to_message().map_err(|_| "the failure of a handler cannot be read")?;
    let Some(FailureInfo::NexusHandlerFailureInfo(info)) = message.failure_info.clone() else {
        return Err("the failure of a handler must say what kind of handler error it is");
    };
    let reason = handler_error(&info.r#type);
    if running.reads_failures {
        return Ok(Answer::Failure(failure.encoded().clone(), reason));
    }
    let error = nexus::HandlerError {
        error_type: info.r#type,
        failure: Some(nexus_failure(&mut message)),
        retry_behavior: info.retry_behavior,
    };
    Ok(Answer::Error(error.encode_to_vec().into(), reason))
}

/// A failure of Temporal as one of Nexus: what only Temporal reads is JSON in its details [RUN-NEXUS-4].
fn nexus_failure(failure: &mut proto::Failure) -> nexus::Failure {
    // It would be there twice otherwise.
    let message = core::mem::take(&mut failure.message);
    nexus::Failure {
        message,
        stack_trace: failure.stack_trace.clone(),
        metadata: [("type".into(), "temporal.api.failure.v1.Failure".into())].into(),
        details: json::failure(failure),
        cause: None,
    }
}

/// The label of a handler error: those that Nexus defines have their own.
fn handler_error(kind: &str) -> &'static str {
    const KNOWN: [(&str, &str); 11] = [
        ("BAD_REQUEST", "handler_error_BAD_REQUEST"),
        ("UNAUTHENTICATED", "handler_error_UNAUTHENTICATED"),
        ("UNAUTHORIZED", "handler_error_UNAUTHORIZED"),
        ("NOT_FOUND", "handler_error_NOT_FOUND"),
        ("REQUEST_TIMEOUT", "handler_error_REQUEST_TIMEOUT"),
        ("CONFLICT", "handler_error_CONFLICT"),
        ("RESOURCE_EXHAUSTED", "handler_error_RESOURCE_EXHAUSTED"),
        ("INTERNAL", "handler_error_INTERNAL"),
        ("NOT_IMPLEMENTED", "handler_error_NOT_IMPLEMENTED"),
        ("UNAVAILABLE", "handler_error_UNAVAILABLE"),
        ("UPSTREAM_TIMEOUT", "handler_error_UPSTREAM_TIMEOUT"),
    ];
    KNOWN.iter().find(|(known, _)| *known == kind).map_or("handler_error_UNKNOWN", |(_, label)| *label)
}
