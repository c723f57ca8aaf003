//! Decides how the end of a workflow task is written for the server.

use super::{
    desk::Desk,
    request::{Requests, begin, put_unless_empty},
};
use crate::{
    command::host::QueryAnswer,
    flags::FlagSet,
    id::{TaskToken, Text},
    wire::{put_len, put_varint},
    workflow::task::{TaskCompletion, TaskFailure},
};
use alloc::string::ToString;
use bytes::{Bytes, BytesMut};
use dacapo_proto::temporal::api::{
    common::v1::MeteringMetadata,
    enums::v1::{QueryResultType, WorkflowTaskFailedCause},
    failure::v1::Failure as FailureMessage,
    sdk::v1::WorkflowTaskCompletedMetadata,
};
use prost::Message;

/// Writes `RespondWorkflowTaskCompletedRequest`.
pub(crate) fn completed(
    requests: &Requests,
    token: &TaskToken,
    (completion, local_retries): (&TaskCompletion, u32),
    desk: &Desk,
) -> Bytes {
    // The next task is for another worker, and must not wait for this one [WORKER-7].
    let is_last = desk.is_draining;
    let common = if is_last { &requests.last_workflow_task_completed } else { &requests.workflow_task_completed };
    let mut out = begin(common, completion.commands.len().saturating_mul(128));
    put_len(&mut out, 1, &token.0);
    for command in &completion.commands {
        put_len(&mut out, 2, &command.encode(&desk.config.task_queue));
    }
    if completion.force_create_new_workflow_task {
        // The next task comes back with the answer, even to a worker without a cache: local activities run here.
        put_number(&mut out, 5, 1);
        put_number(&mut out, 6, 1);
    }
    for (id, answer) in &completion.query_answers {
        let mut entry = BytesMut::new();
        put_len(&mut entry, 1, id.as_bytes());
        put_len(&mut entry, 2, &query_result(answer));
        put_len(&mut out, 8, &entry);
    }
    for message in &completion.messages {
        put_len(&mut out, 11, message);
    }
    let metadata = metadata(completion);
    if metadata != WorkflowTaskCompletedMetadata::default() {
        put_len(&mut out, 12, &metadata.encode_to_vec());
    }
    if local_retries > 0 {
        let metering = MeteringMetadata { nonfirst_local_activity_execution_attempts: local_retries };
        put_len(&mut out, 13, &metering.encode_to_vec());
    }
    put_number(&mut out, 16, u64::try_from(i32::from(completion.versioning_behavior)).unwrap_or_default());
    out.freeze()
}

/// Writes `RespondWorkflowTaskFailedRequest`.
pub(crate) fn failed(requests: &Requests, token: &TaskToken, failure: &TaskFailure) -> Bytes {
    let mut out = begin(&requests.workflow_task_failed, failure.failure.encoded().len());
    put_len(&mut out, 1, &token.0);
    put_cause(&mut out, 2, failure.cause);
    put_len(&mut out, 3, failure.failure.encoded());
    out.freeze()
}

/// A task that only asks a query: what its answer carries [WORKER-14].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) token: TaskToken,
    pub(crate) poller_group: Text,
}

/// Writes `RespondQueryTaskCompletedRequest` with an answer.
pub(crate) fn query_answered(requests: &Requests, asked: &Asked, answer: &QueryAnswer) -> Bytes {
    let mut out = begin(&requests.query_completed, 128);
    put_asked(&mut out, asked);
    match answer {
        QueryAnswer::Succeeded(payload) => {
            put_number(&mut out, 2, number(QueryResultType::Answered.into()));
            put_len(&mut out, 3, &one_payload(payload.encoded()));
        }
        QueryAnswer::Failed(failure) => {
            put_number(&mut out, 2, number(QueryResultType::Failed.into()));
            put_unless_empty(&mut out, 4, message_of(failure).as_bytes());
            put_len(&mut out, 7, failure.encoded());
        }
    }
    out.freeze()
}

/// Writes `RespondQueryTaskCompletedRequest` where the run failed before the query was answered.
pub(crate) fn query_failed(requests: &Requests, asked: &Asked, failure: &TaskFailure) -> Bytes {
    let mut out = begin(&requests.query_completed, failure.failure.encoded().len());
    put_asked(&mut out, asked);
    put_number(&mut out, 2, number(QueryResultType::Failed.into()));
    put_unless_empty(&mut out, 4, message_of(&failure.failure).as_bytes());
    put_len(&mut out, 7, failure.failure.encoded());
    put_cause(&mut out, 8, failure.cause);
    out.freeze()
}

fn put_asked(out: &mut BytesMut, asked: &Asked) {
    put_len(out, 1, &asked.token.0);
    put_unless_empty(out, 9, asked.poller_group.as_bytes());
}

fn query_result(answer: &QueryAnswer) -> BytesMut {
    let mut out = BytesMut::new();
    match answer {
        QueryAnswer::Succeeded(payload) => {
            put_number(&mut out, 1, number(QueryResultType::Answered.into()));
            put_len(&mut out, 2, &one_payload(payload.encoded()));
        }
        QueryAnswer::Failed(failure) => {
            put_number(&mut out, 1, number(QueryResultType::Failed.into()));
            put_unless_empty(&mut out, 3, message_of(failure).as_bytes());
            put_len(&mut out, 4, failure.encoded());
        }
    }
    out
}

fn one_payload(payload: &Bytes) -> BytesMut {
    let mut out = BytesMut::with_capacity(payload.len().saturating_add(8));
    put_len(&mut out, 1, payload);
    out
}

fn message_of(failure: &crate::failure::Failure) -> alloc::string::String {
    failure.to_message().map(|FailureMessage { message, .. }| message).unwrap_or_default()
}

fn metadata(completion: &TaskCompletion) -> WorkflowTaskCompletedMetadata {
    let flags = |flags: &FlagSet| flags.iter().collect();
    WorkflowTaskCompletedMetadata {
        core_used_flags: flags(&completion.core_used_flags),
        lang_used_flags: flags(&completion.lang_used_flags),
        sdk_name: completion.sdk_name.to_string(),
        sdk_version: completion.sdk_version.to_string(),
    }
}

fn put_cause(out: &mut BytesMut, field: u32, cause: WorkflowTaskFailedCause) {
    put_number(out, field, number(cause.into()));
}

fn number(of: i32) -> u64 {
    u64::try_from(of).unwrap_or_default()
}

/// Appends a varint field, unless it is zero.
fn put_number(out: &mut BytesMut, field: u32, value: u64) {
    if value != 0 {
        put_varint(out, u64::from(field) << 3);
        put_varint(out, value);
    }
}
