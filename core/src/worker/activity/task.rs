//! Reads what the server gives out for activities, field by field: payloads stay the bytes that they came in.

use crate::{
    command::host::RetryPolicy,
    history::parse::read,
    id::TaskToken,
    wire::{Field, Fields, WireError},
    worker::{host::ActivityTask, polled::advice, poller::Hints},
};
use bytes::Bytes;
use dacapo_proto::temporal::api::common::v1 as common;
use prost::Message;

/// Whether a response to a poll has a task, and what it says beside.
pub(crate) fn polled_hints(response: &Bytes) -> Result<(bool, Hints), WireError> {
    let (mut fields, mut has_task, mut hints) = (Fields::of(response), false, Hints::default());
    while let Some(field) = fields.next()? {
        match field.number {
            1 => has_task = !field.len()?.is_empty(),
            18 => hints.advice = Some(advice(&field)?),
            _ => {}
        }
    }
    Ok((has_task, hints))
}

/// Reads `PollActivityTaskQueueResponse`.
pub(super) fn activity_task(response: &Bytes) -> Result<ActivityTask, WireError> {
    let (mut fields, mut task, mut attempt) = (Fields::of(response), ActivityTask::default(), 0);
    while let Some(field) = fields.next()? {
        match field.number {
            // A copy, since it outlives the input that it came with.
            1 => task.task_token = TaskToken(Bytes::copy_from_slice(field.len()?)),
            2 => task.workflow_namespace = field.text()?,
            3 => task.workflow_type = field.name()?,
            4 => task.workflow_execution = field.execution()?,
            5 => task.activity_type = field.name()?,
            6 => task.activity_id = field.text()?,
            7 => task.header = field.map()?,
            8 => task.input = field.payloads()?,
            9 => task.heartbeat_details = field.payloads()?,
            10 => task.scheduled_time = field.some_time()?,
            11 => task.current_attempt_scheduled_time = field.some_time()?,
            12 => task.started_time = field.some_time()?,
            13 => attempt = field.i32()?,
            14 => task.schedule_to_close_timeout = field.some_duration()?,
            15 => task.start_to_close_timeout = field.some_duration()?,
            16 => task.heartbeat_timeout = field.some_duration()?,
            17 => task.retry_policy = Some(retry_policy(&field)?),
            19 => task.priority = Some(decoded(&field)?),
            20 => task.activity_run_id = field.text()?,
            _ => {}
        }
    }
    if task.task_token.0.is_empty() {
        return Err(WireError { field: 1, what: "there is no task" });
    }
    task.attempt = u32::try_from(attempt).unwrap_or_default().max(1);
    Ok(task)
}

fn retry_policy(field: &Field<'_>) -> Result<RetryPolicy, WireError> {
    let message: common::RetryPolicy = decoded(field)?;
    let mut policy = RetryPolicy {
        backoff_coefficient: message.backoff_coefficient,
        maximum_attempts: message.maximum_attempts,
        non_retryable_error_types: message.non_retryable_error_types.into_iter().map(Into::into).collect(),
        ..RetryPolicy::default()
    };
    let mut fields = field.message()?;
    read!(fields, { 1 => policy.initial_interval => some_duration, 3 => policy.maximum_interval => some_duration });
    Ok(policy)
}

fn decoded<M: Message + Default>(field: &Field<'_>) -> Result<M, WireError> {
    M::decode(field.bytes()?).map_err(|_| WireError { field: field.number, what: "the message cannot be read" })
}
