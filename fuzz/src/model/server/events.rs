//! Makes the events that a server writes by itself, and reads what it needs from those it wrote.

use crate::model::event;
use dacapo_core::{
    id::Text,
    workflow::task::{RunConfig, TaskCompletion},
};
use dacapo_proto::temporal::api::{
    common::v1 as common,
    deployment::v1::WorkerDeploymentVersion,
    enums::v1::{TimeoutType, UpdateAdmittedEventOrigin, WorkflowTaskFailedCause as Cause},
    failure::v1::Failure,
    history::v1::{self as h, HistoryEvent, history_event::Attributes as A},
    protocol::v1::Message as ProtocolMessage,
    sdk::v1::{UserMetadata, WorkflowTaskCompletedMetadata},
    taskqueue::v1::TaskQueue,
};
use std::collections::BTreeMap;

const NANOS: i64 = 1_000_000_000;

pub(super) fn event(id: i64, clock: i64, attributes: A, user_metadata: Option<UserMetadata>) -> HistoryEvent {
    let nanos = i32::try_from(clock % NANOS).unwrap_or_default();
    HistoryEvent {
        event_id: id,
        event_time: Some(prost_types::Timestamp { seconds: clock / NANOS, nanos }),
        event_type: event::type_of(&attributes).into(),
        task_id: id + 1000,
        worker_may_ignore: matches!(attributes, A::WorkflowExecutionOptionsUpdatedEventAttributes(_)),
        user_metadata,
        attributes: Some(attributes),
        ..HistoryEvent::default()
    }
}

pub(super) fn started(worker: &RunConfig) -> A {
    let run_id: String = (&worker.run_id).into();
    A::WorkflowExecutionStartedEventAttributes(h::WorkflowExecutionStartedEventAttributes {
        workflow_type: Some(common::WorkflowType { name: "model".into() }),
        task_queue: Some(TaskQueue { name: (&worker.task_queue).into(), ..Default::default() }),
        input: Some(event::payloads("input")),
        workflow_task_timeout: Some(prost_types::Duration { seconds: 10, nanos: 0 }),
        original_execution_run_id: run_id.clone(),
        first_execution_run_id: run_id,
        workflow_id: (&worker.workflow_id).into(),
        attempt: 1,
        ..Default::default()
    })
}

pub(super) fn task_scheduled(attempt: i32) -> A {
    A::WorkflowTaskScheduledEventAttributes(h::WorkflowTaskScheduledEventAttributes { attempt, ..Default::default() })
}

pub(super) fn task_started(scheduled_event_id: i64) -> A {
    A::WorkflowTaskStartedEventAttributes(h::WorkflowTaskStartedEventAttributes {
        scheduled_event_id,
        history_size_bytes: scheduled_event_id * 100,
        suggest_continue_as_new: scheduled_event_id > 60,
        ..Default::default()
    })
}

pub(super) fn task_completed(
    scheduled_event_id: i64,
    started_event_id: i64,
    completion: &TaskCompletion,
    worker: &RunConfig,
) -> A {
    let sdk_metadata = worker.server_keeps_flags.then(|| WorkflowTaskCompletedMetadata {
        core_used_flags: completion.core_used_flags.iter().collect(),
        lang_used_flags: completion.lang_used_flags.iter().collect(),
        sdk_name: (&completion.sdk_name).into(),
        sdk_version: (&completion.sdk_version).into(),
    });
    A::WorkflowTaskCompletedEventAttributes(h::WorkflowTaskCompletedEventAttributes {
        scheduled_event_id,
        started_event_id,
        sdk_metadata,
        deployment_version: Some(WorkerDeploymentVersion {
            build_id: (&worker.version.build_id).into(),
            deployment_name: (&worker.version.deployment_name).into(),
        }),
        ..Default::default()
    })
}

pub(super) fn task_failed(scheduled_event_id: i64, started_event_id: i64, cause: Cause, failure: Option<Failure>) -> A {
    A::WorkflowTaskFailedEventAttributes(h::WorkflowTaskFailedEventAttributes {
        scheduled_event_id,
        started_event_id,
        cause: cause.into(),
        failure,
        ..Default::default()
    })
}

pub(super) fn task_reset(scheduled_event_id: i64, started_event_id: i64, base: &Text, new: &Text) -> A {
    A::WorkflowTaskFailedEventAttributes(h::WorkflowTaskFailedEventAttributes {
        scheduled_event_id,
        started_event_id,
        cause: Cause::ResetWorkflow.into(),
        base_run_id: base.into(),
        new_run_id: new.into(),
        ..Default::default()
    })
}

pub(super) fn task_timed_out(scheduled_event_id: i64, started_event_id: i64, timeout_type: TimeoutType) -> A {
    A::WorkflowTaskTimedOutEventAttributes(h::WorkflowTaskTimedOutEventAttributes {
        scheduled_event_id,
        started_event_id,
        timeout_type: timeout_type.into(),
    })
}

/// The start of the task that an event completed.
pub(super) fn completed_start(event: &HistoryEvent) -> Option<i64> {
    match &event.attributes {
        Some(A::WorkflowTaskCompletedEventAttributes(a)) => Some(a.started_event_id),
        _ => None,
    }
}

/// The scheduled event of the task that an event started.
pub(super) fn scheduled_of(event: Option<&HistoryEvent>) -> i64 {
    match event.and_then(|event| event.attributes.as_ref()) {
        Some(A::WorkflowTaskStartedEventAttributes(a)) => a.scheduled_event_id,
        _ => 0,
    }
}

/// What a reset does again of what it undid: signals, and updates that had been accepted.
pub(super) fn reapplied(event: HistoryEvent) -> Option<A> {
    match event.attributes? {
        signal @ A::WorkflowExecutionSignaledEventAttributes(_) => Some(signal),
        A::WorkflowExecutionUpdateAcceptedEventAttributes(a) => {
            let origin = UpdateAdmittedEventOrigin::Reapply.into();
            a.accepted_request.map(|request| {
                A::WorkflowExecutionUpdateAdmittedEventAttributes(h::WorkflowExecutionUpdateAdmittedEventAttributes {
                    request: Some(request),
                    origin,
                })
            })
        }
        admitted @ A::WorkflowExecutionUpdateAdmittedEventAttributes(_) => Some(admitted),
        _ => None,
    }
}

/// What an event says was started.
pub(super) const fn start_of(attributes: &A) -> Option<i64> {
    match attributes {
        A::ActivityTaskStartedEventAttributes(a) => Some(a.scheduled_event_id),
        A::ChildWorkflowExecutionStartedEventAttributes(a) => Some(a.initiated_event_id),
        _ => None,
    }
}

/// Completes the event of an end with the event of the start, whose id may not have been known before.
pub(super) fn fill_start(attributes: &mut A, starts: &BTreeMap<i64, i64>) {
    let (start, of) = match attributes {
        A::ActivityTaskCompletedEventAttributes(a) => (&mut a.started_event_id, a.scheduled_event_id),
        A::ActivityTaskFailedEventAttributes(a) => (&mut a.started_event_id, a.scheduled_event_id),
        A::ActivityTaskTimedOutEventAttributes(a) => (&mut a.started_event_id, a.scheduled_event_id),
        A::ActivityTaskCanceledEventAttributes(a) => (&mut a.started_event_id, a.scheduled_event_id),
        A::ChildWorkflowExecutionCompletedEventAttributes(a) => (&mut a.started_event_id, a.initiated_event_id),
        A::ChildWorkflowExecutionFailedEventAttributes(a) => (&mut a.started_event_id, a.initiated_event_id),
        A::ChildWorkflowExecutionCanceledEventAttributes(a) => (&mut a.started_event_id, a.initiated_event_id),
        A::ChildWorkflowExecutionTimedOutEventAttributes(a) => (&mut a.started_event_id, a.initiated_event_id),
        A::ChildWorkflowExecutionTerminatedEventAttributes(a) => (&mut a.started_event_id, a.initiated_event_id),
        _ => return,
    };
    *start = starts.get(&of).copied().unwrap_or_default();
}

/// Whether a protocol message says that an update was rejected.
pub(super) fn is_rejection(message: &ProtocolMessage) -> bool {
    message.body.as_ref().is_some_and(|body| body.type_url.ends_with("update.v1.Rejection"))
}
