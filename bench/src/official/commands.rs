//! The plan's commands as the official core's; knows nothing of when they are sent.

use crate::plan::{Command, Payload};
use prost_wkt_types::{Duration, Timestamp};
use temporalio_protos::{
    coresdk::workflow_commands::{
        CompleteWorkflowExecution, ScheduleActivity, ScheduleLocalActivity, StartTimer, UpdateResponse,
        update_response::Response, workflow_command::Variant,
    },
    temporal::api::common::v1 as api,
};

/// Translates one command.
pub(super) fn translate(command: &Command) -> Variant {
    match command.clone() {
        Command::StartTimer { seq, after } => StartTimer { seq, start_to_fire_timeout: duration(after) }.into(),
        Command::ScheduleActivity { seq, activity_id, activity_type, task_queue, input, start_to_close } => {
            ScheduleActivity {
                seq,
                activity_id,
                activity_type,
                task_queue,
                arguments: input.iter().map(payload).collect(),
                start_to_close_timeout: duration(start_to_close),
                ..Default::default()
            }
            .into()
        }
        Command::ScheduleLocalActivity {
            seq,
            activity_id,
            activity_type,
            attempt,
            original_schedule_time,
            start_to_close,
        } => ScheduleLocalActivity {
            seq,
            activity_id,
            activity_type,
            attempt,
            original_schedule_time: original_schedule_time.map(|(seconds, nanos)| Timestamp { seconds, nanos }),
            start_to_close_timeout: duration(start_to_close),
            ..Default::default()
        }
        .into(),
        Command::AcceptUpdate { protocol_instance_id } => respond(protocol_instance_id, Response::Accepted(())),
        Command::CompleteUpdate { protocol_instance_id, result } => {
            respond(protocol_instance_id, Response::Completed(payload(&result)))
        }
        Command::CompleteWorkflow { result } => {
            CompleteWorkflowExecution { result: result.as_ref().map(payload) }.into()
        }
    }
}

fn respond(protocol_instance_id: String, response: Response) -> Variant {
    UpdateResponse { protocol_instance_id, response: Some(response) }.into()
}

fn payload(planned: &Payload) -> api::Payload {
    let metadata = planned.metadata.iter();
    api::Payload {
        metadata: metadata.map(|(key, value)| (key.clone(), value.to_vec())).collect(),
        data: planned.data.to_vec(),
        ..Default::default()
    }
}

fn duration(planned: std::time::Duration) -> Option<Duration> {
    Duration::try_from(planned).ok()
}
