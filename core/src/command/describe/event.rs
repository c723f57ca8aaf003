//! Shows the event of a command as the command it is of.

use super::{Description, fingerprint, map, only_true, payloads, seconds};
use crate::{
    payload::{PayloadMap, Payloads},
    time::duration_from_wire,
};
use alloc::{format, string::String, string::ToString};
use bytes::Bytes;
use core::time::Duration;
use dacapo_proto::temporal::api::{
    common::v1 as common,
    history::v1::{HistoryEvent, MarkerRecordedEventAttributes, history_event::Attributes as A},
};
use prost::Message;

fn list(message: Option<&common::Payloads>) -> String {
    message.map(|m| payloads(&Payloads::from_encoded(m.encode_to_vec().into()))).unwrap_or_default()
}

fn entries(message: Option<&impl Message>) -> String {
    message.map(|m| map(&PayloadMap::from_encoded(m.encode_to_vec().into()))).unwrap_or_default()
}

fn length(wire: Option<&prost_types::Duration>) -> Option<Duration> {
    wire.and_then(duration_from_wire)
}

/// Shows an encoded `HistoryEvent` as the command that it confirms; one that confirms none has an empty command.
#[must_use]
pub fn describe_event(encoded: &Bytes) -> Description {
    let event = HistoryEvent::decode(encoded.clone()).unwrap_or_default();
    let d = Description::new;
    match event.attributes {
        Some(A::TimerStartedEventAttributes(t)) => d("START_TIMER", t.timer_id)
            .with("start_to_fire_timeout", seconds(length(t.start_to_fire_timeout.as_ref()))),
        Some(A::TimerCanceledEventAttributes(t)) => d("CANCEL_TIMER", t.timer_id),
        Some(A::ActivityTaskScheduledEventAttributes(a)) => {
            let activity_type = a.activity_type.unwrap_or_default().name;
            d("SCHEDULE_ACTIVITY_TASK", activity_type.clone())
                .with("activity_id", a.activity_id)
                .with("activity_type", activity_type)
                .with("task_queue", a.task_queue.unwrap_or_default().name)
                .with("input", list(a.input.as_ref()))
                .with("start_to_close_timeout", seconds(length(a.start_to_close_timeout.as_ref())))
                .with("heartbeat_timeout", seconds(length(a.heartbeat_timeout.as_ref())))
        }
        Some(A::ActivityTaskCancelRequestedEventAttributes(a)) => d("REQUEST_CANCEL_ACTIVITY_TASK", String::new())
            .with("scheduled_event_id", a.scheduled_event_id.to_string()),
        Some(A::NexusOperationCancelRequestedEventAttributes(a)) => d("REQUEST_CANCEL_NEXUS_OPERATION", String::new())
            .with("scheduled_event_id", a.scheduled_event_id.to_string()),
        Some(A::StartChildWorkflowExecutionInitiatedEventAttributes(c)) => {
            let workflow_type = c.workflow_type.unwrap_or_default().name;
            d("START_CHILD_WORKFLOW_EXECUTION", workflow_type.clone())
                .with("workflow_id", c.workflow_id)
                .with("workflow_type", workflow_type)
                .with("task_queue", c.task_queue.unwrap_or_default().name)
                .with("input", list(c.input.as_ref()))
        }
        Some(A::RequestCancelExternalWorkflowExecutionInitiatedEventAttributes(c)) => {
            let id = c.workflow_execution.unwrap_or_default().workflow_id;
            d("REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION", id.clone())
                .with("workflow_id", id)
                .with("child_workflow_only", only_true(c.child_workflow_only))
        }
        Some(A::SignalExternalWorkflowExecutionInitiatedEventAttributes(s)) => {
            d("SIGNAL_EXTERNAL_WORKFLOW_EXECUTION", s.signal_name.clone())
                .with("workflow_id", s.workflow_execution.unwrap_or_default().workflow_id)
                .with("signal_name", s.signal_name)
                .with("child_workflow_only", only_true(s.child_workflow_only))
                .with("input", list(s.input.as_ref()))
        }
        Some(A::MarkerRecordedEventAttributes(m)) => marker(encoded, m),
        Some(A::UpsertWorkflowSearchAttributesEventAttributes(u)) => {
            d("UPSERT_WORKFLOW_SEARCH_ATTRIBUTES", String::new())
                .with("search_attributes", entries(u.search_attributes.as_ref()))
        }
        Some(A::WorkflowPropertiesModifiedEventAttributes(m)) => {
            d("MODIFY_WORKFLOW_PROPERTIES", String::new()).with("upserted_memo", entries(m.upserted_memo.as_ref()))
        }
        other => rest(other),
    }
}

fn rest(attributes: Option<A>) -> Description {
    let d = Description::new;
    match attributes {
        Some(A::NexusOperationScheduledEventAttributes(n)) => {
            d("SCHEDULE_NEXUS_OPERATION", format!("{}/{}", n.service, n.operation))
                .with("endpoint", n.endpoint)
                .with("service", n.service)
                .with("operation", n.operation)
                .with("input", n.input.map(|input| fingerprint(&input.data)).unwrap_or_default())
        }
        Some(A::WorkflowExecutionUpdateAcceptedEventAttributes(u)) => {
            d("PROTOCOL_MESSAGE", format!("{}/accept", u.accepted_request_message_id))
        }
        Some(A::WorkflowExecutionUpdateRejectedEventAttributes(u)) => {
            d("PROTOCOL_MESSAGE", format!("{}/reject", u.rejected_request_message_id))
        }
        Some(A::WorkflowExecutionUpdateCompletedEventAttributes(u)) => {
            d("PROTOCOL_MESSAGE", format!("{}/request/complete", u.meta.unwrap_or_default().update_id))
        }
        Some(A::WorkflowExecutionCompletedEventAttributes(c)) => {
            d("COMPLETE_WORKFLOW_EXECUTION", String::new()).with("result", list(c.result.as_ref()))
        }
        Some(A::WorkflowExecutionFailedEventAttributes(f)) => {
            d("FAIL_WORKFLOW_EXECUTION", String::new()).with("failure", f.failure.unwrap_or_default().message)
        }
        Some(A::WorkflowExecutionCanceledEventAttributes(c)) => {
            d("CANCEL_WORKFLOW_EXECUTION", String::new()).with("details", list(c.details.as_ref()))
        }
        Some(A::WorkflowExecutionContinuedAsNewEventAttributes(c)) => {
            let workflow_type = c.workflow_type.unwrap_or_default().name;
            d("CONTINUE_AS_NEW_WORKFLOW_EXECUTION", workflow_type.clone())
                .with("workflow_type", workflow_type)
                .with("task_queue", c.task_queue.unwrap_or_default().name)
                .with("input", list(c.input.as_ref()))
        }
        _ => Description::default(),
    }
}

fn marker(encoded: &Bytes, m: MarkerRecordedEventAttributes) -> Description {
    use crate::history::{Events, event::Attributes, event::Marker};
    let mut page = bytes::BytesMut::new();
    crate::wire::put_len(&mut page, 1, encoded);
    let parsed = Events::new(page.freeze()).next().and_then(Result::ok).map(|event| event.attributes);
    let Some(Attributes::MarkerRecorded(marker)) = parsed else { return Description::new("RECORD_MARKER", "") };
    let (subject, patch_id) = match marker {
        Marker::LocalActivity(a) => (String::from(&a.activity_type), String::new()),
        Marker::Patch { patch_id, .. } => (String::from(&patch_id), String::from(&patch_id)),
        Marker::Determinism { .. } => (String::new(), String::new()),
        Marker::Other { name } => (String::from(&name), String::new()),
    };
    Description::new("RECORD_MARKER", subject).with("marker_name", m.marker_name).with("patch_id", patch_id)
}
