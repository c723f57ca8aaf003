//! The plan's commands as the official core's; knows nothing of when they are sent.

use anyhow::{Context, Result, bail, ensure};
use dacapo_core::{
    command::host::{
        CancellationType, HostCommand, HostKind, RetryPolicy, ScheduleActivity, ScheduleLocalActivity, UpdateResponse,
        VersioningIntent,
    },
    id::Seq,
    payload::{Payload, PayloadMap, Payloads},
    time::WallTime,
};
use prost::Message;
use prost_wkt_types::{Duration, Timestamp};
use std::time;
use temporalio_protos::{
    coresdk::{
        common,
        workflow_commands::{self as official, update_response::Response, workflow_command::Variant},
    },
    temporal::api::common::v1 as api,
};

/// Translates one command.
///
/// # Errors
///
/// No family has such a command.
pub(super) fn translate(command: &HostCommand) -> Result<Variant> {
    let name = command.kind.name();
    ensure!(command.user_metadata.is_none(), "no family has user metadata, this {name} does");
    variant(&command.kind).with_context(|| format!("{name} can't be translated for the official core"))
}

fn variant(kind: &HostKind) -> Result<Variant> {
    Ok(match kind {
        HostKind::StartTimer(timer) => {
            let start_to_fire_timeout = length(Some(timer.start_to_fire_timeout))?;
            official::StartTimer { seq: timer.seq.0, start_to_fire_timeout }.into()
        }
        HostKind::ScheduleActivity(activity) => schedule(activity)?.into(),
        HostKind::ScheduleLocalActivity(activity) => schedule_local(activity)?.into(),
        HostKind::UpdateResponse { protocol_instance_id, response } => {
            let response = Some(match response {
                UpdateResponse::Accepted => Response::Accepted(()),
                UpdateResponse::Completed(result) => {
                    Response::Completed(result.as_ref().map(payload).transpose()?.unwrap_or_default())
                }
                UpdateResponse::Rejected(_) => bail!("no family rejects an update"),
            });
            official::UpdateResponse { protocol_instance_id: protocol_instance_id.into(), response }.into()
        }
        HostKind::CompleteWorkflow { result } => {
            official::CompleteWorkflowExecution { result: result.as_ref().map(payload).transpose()? }.into()
        }
        _ => bail!("no family has it"),
    })
}

fn schedule(activity: &ScheduleActivity) -> Result<official::ScheduleActivity> {
    let ScheduleActivity { seq: Seq(seq), activity_id, activity_type, task_queue, .. } = activity;
    Ok(official::ScheduleActivity {
        seq: *seq,
        activity_id: activity_id.into(),
        activity_type: activity_type.into(),
        task_queue: task_queue.into(),
        headers: map(&activity.header)?,
        arguments: list(&activity.arguments)?,
        schedule_to_close_timeout: length(activity.schedule_to_close_timeout)?,
        schedule_to_start_timeout: length(activity.schedule_to_start_timeout)?,
        start_to_close_timeout: length(activity.start_to_close_timeout)?,
        heartbeat_timeout: length(activity.heartbeat_timeout)?,
        retry_policy: activity.retry_policy.as_ref().map(retry).transpose()?,
        cancellation_type: cancellation(activity.cancellation_type).into(),
        do_not_eagerly_execute: activity.do_not_eagerly_execute,
        versioning_intent: intent(activity.versioning_intent).into(),
        priority: activity.priority.as_ref().map(same).transpose()?,
    })
}

fn schedule_local(activity: &ScheduleLocalActivity) -> Result<official::ScheduleLocalActivity> {
    let ScheduleLocalActivity { seq: Seq(seq), activity_id, activity_type, attempt, .. } = activity;
    Ok(official::ScheduleLocalActivity {
        seq: *seq,
        activity_id: activity_id.into(),
        activity_type: activity_type.into(),
        attempt: *attempt,
        original_schedule_time: activity.original_schedule_time.map(timestamp).transpose()?,
        headers: map(&activity.header)?,
        arguments: list(&activity.arguments)?,
        schedule_to_close_timeout: length(activity.schedule_to_close_timeout)?,
        schedule_to_start_timeout: length(activity.schedule_to_start_timeout)?,
        start_to_close_timeout: length(activity.start_to_close_timeout)?,
        retry_policy: activity.retry_policy.as_ref().map(retry).transpose()?,
        local_retry_threshold: length(activity.local_retry_threshold)?,
        cancellation_type: cancellation(activity.cancellation_type).into(),
        include_arguments_in_marker: activity.include_arguments_in_marker,
    })
}

fn retry(policy: &RetryPolicy) -> Result<api::RetryPolicy> {
    Ok(api::RetryPolicy {
        initial_interval: length(policy.initial_interval)?,
        backoff_coefficient: policy.backoff_coefficient,
        maximum_interval: length(policy.maximum_interval)?,
        maximum_attempts: policy.maximum_attempts,
        non_retryable_error_types: policy.non_retryable_error_types.iter().map(String::from).collect(),
    })
}

const fn cancellation(of: CancellationType) -> official::ActivityCancellationType {
    match of {
        CancellationType::TryCancel => official::ActivityCancellationType::TryCancel,
        CancellationType::WaitCancellationCompleted => official::ActivityCancellationType::WaitCancellationCompleted,
        CancellationType::Abandon => official::ActivityCancellationType::Abandon,
    }
}

const fn intent(of: VersioningIntent) -> common::VersioningIntent {
    match of {
        VersioningIntent::Unspecified => common::VersioningIntent::Unspecified,
        VersioningIntent::Compatible => common::VersioningIntent::Compatible,
        VersioningIntent::Default => common::VersioningIntent::Default,
    }
}

fn map<M: FromIterator<(String, api::Payload)>>(map: &PayloadMap) -> Result<M> {
    map.iter().map(|(key, value)| Ok((String::from(&key), payload(&value)?))).collect()
}

fn list(payloads: &Payloads) -> Result<Vec<api::Payload>> {
    payloads.iter().map(|item| payload(&item)).collect()
}

fn payload(of: &Payload) -> Result<api::Payload> {
    Ok(api::Payload::decode(of.encoded().as_ref())?)
}

/// The same message among the official types.
fn same<M: Message + Default>(message: &impl Message) -> Result<M> {
    Ok(M::decode(message.encode_to_vec().as_slice())?)
}

fn timestamp(of: WallTime) -> Result<Timestamp> {
    Ok(Timestamp { seconds: of.seconds, nanos: of.nanos.try_into()? })
}

fn length(of: Option<time::Duration>) -> Result<Option<Duration>> {
    Ok(of.map(Duration::try_from).transpose()?)
}
