//! Makes the parts of events that do not matter to what is tested, but that a server would fill.

use bytes::Bytes;
use dacapo_proto::temporal::api::{
    common::v1 as common,
    enums::v1::EventType,
    failure::v1::{self as failure, failure::FailureInfo},
    history::v1::history_event::Attributes as A,
};

/// A payload that says `text`.
#[must_use]
pub fn payload(text: &str) -> common::Payload {
    common::Payload {
        metadata: [("encoding".into(), Bytes::from_static(b"json/plain"))].into(),
        data: format!("{text:?}").into(),
        ..common::Payload::default()
    }
}

/// A list of one payload.
#[must_use]
pub fn payloads(text: &str) -> common::Payloads {
    common::Payloads { payloads: vec![payload(text)] }
}

/// An application failure.
#[must_use]
pub fn failed(message: &str) -> failure::Failure {
    let info = failure::ApplicationFailureInfo { r#type: "Deliberate".into(), ..Default::default() };
    with(message, FailureInfo::ApplicationFailureInfo(info))
}

/// A failure that says that something timed out.
#[must_use]
pub fn timed_out(message: &str) -> failure::Failure {
    let info = failure::TimeoutFailureInfo { timeout_type: 1, ..Default::default() };
    with(message, FailureInfo::TimeoutFailureInfo(info))
}

/// A failure that says that something was canceled.
#[must_use]
pub fn canceled(message: &str) -> failure::Failure {
    with(message, FailureInfo::CanceledFailureInfo(failure::CanceledFailureInfo::default()))
}

fn with(message: &str, info: FailureInfo) -> failure::Failure {
    failure::Failure { message: message.into(), failure_info: Some(info), ..Default::default() }
}

/// The type of an event with these attributes.
///
/// # Panics
///
/// No server of the model writes such an event.
#[must_use]
pub fn type_of(attributes: &A) -> EventType {
    use EventType as E;
    match attributes {
        A::WorkflowExecutionStartedEventAttributes(_) => E::WorkflowExecutionStarted,
        A::WorkflowExecutionCompletedEventAttributes(_) => E::WorkflowExecutionCompleted,
        A::WorkflowExecutionFailedEventAttributes(_) => E::WorkflowExecutionFailed,
        A::WorkflowExecutionTimedOutEventAttributes(_) => E::WorkflowExecutionTimedOut,
        A::WorkflowExecutionCanceledEventAttributes(_) => E::WorkflowExecutionCanceled,
        A::WorkflowExecutionTerminatedEventAttributes(_) => E::WorkflowExecutionTerminated,
        A::WorkflowExecutionContinuedAsNewEventAttributes(_) => E::WorkflowExecutionContinuedAsNew,
        A::WorkflowExecutionSignaledEventAttributes(_) => E::WorkflowExecutionSignaled,
        A::WorkflowExecutionCancelRequestedEventAttributes(_) => E::WorkflowExecutionCancelRequested,
        A::WorkflowExecutionOptionsUpdatedEventAttributes(_) => E::WorkflowExecutionOptionsUpdated,
        A::WorkflowTaskScheduledEventAttributes(_) => E::WorkflowTaskScheduled,
        A::WorkflowTaskStartedEventAttributes(_) => E::WorkflowTaskStarted,
        A::WorkflowTaskCompletedEventAttributes(_) => E::WorkflowTaskCompleted,
        A::WorkflowTaskFailedEventAttributes(_) => E::WorkflowTaskFailed,
        A::WorkflowTaskTimedOutEventAttributes(_) => E::WorkflowTaskTimedOut,
        A::ActivityTaskScheduledEventAttributes(_) => E::ActivityTaskScheduled,
        A::ActivityTaskStartedEventAttributes(_) => E::ActivityTaskStarted,
        A::ActivityTaskCompletedEventAttributes(_) => E::ActivityTaskCompleted,
        A::ActivityTaskFailedEventAttributes(_) => E::ActivityTaskFailed,
        A::ActivityTaskTimedOutEventAttributes(_) => E::ActivityTaskTimedOut,
        A::ActivityTaskCancelRequestedEventAttributes(_) => E::ActivityTaskCancelRequested,
        A::ActivityTaskCanceledEventAttributes(_) => E::ActivityTaskCanceled,
        A::TimerStartedEventAttributes(_) => E::TimerStarted,
        A::TimerFiredEventAttributes(_) => E::TimerFired,
        A::TimerCanceledEventAttributes(_) => E::TimerCanceled,
        A::MarkerRecordedEventAttributes(_) => E::MarkerRecorded,
        A::UpsertWorkflowSearchAttributesEventAttributes(_) => E::UpsertWorkflowSearchAttributes,
        A::WorkflowPropertiesModifiedEventAttributes(_) => E::WorkflowPropertiesModified,
        other => type_of_other(other),
    }
}

fn type_of_other(attributes: &A) -> EventType {
    use EventType as E;
    match attributes {
        A::StartChildWorkflowExecutionInitiatedEventAttributes(_) => E::StartChildWorkflowExecutionInitiated,
        A::StartChildWorkflowExecutionFailedEventAttributes(_) => E::StartChildWorkflowExecutionFailed,
        A::ChildWorkflowExecutionStartedEventAttributes(_) => E::ChildWorkflowExecutionStarted,
        A::ChildWorkflowExecutionCompletedEventAttributes(_) => E::ChildWorkflowExecutionCompleted,
        A::ChildWorkflowExecutionFailedEventAttributes(_) => E::ChildWorkflowExecutionFailed,
        A::ChildWorkflowExecutionCanceledEventAttributes(_) => E::ChildWorkflowExecutionCanceled,
        A::ChildWorkflowExecutionTimedOutEventAttributes(_) => E::ChildWorkflowExecutionTimedOut,
        A::ChildWorkflowExecutionTerminatedEventAttributes(_) => E::ChildWorkflowExecutionTerminated,
        A::SignalExternalWorkflowExecutionInitiatedEventAttributes(_) => E::SignalExternalWorkflowExecutionInitiated,
        A::SignalExternalWorkflowExecutionFailedEventAttributes(_) => E::SignalExternalWorkflowExecutionFailed,
        A::ExternalWorkflowExecutionSignaledEventAttributes(_) => E::ExternalWorkflowExecutionSignaled,
        A::RequestCancelExternalWorkflowExecutionInitiatedEventAttributes(_) => {
            E::RequestCancelExternalWorkflowExecutionInitiated
        }
        A::RequestCancelExternalWorkflowExecutionFailedEventAttributes(_) => {
            E::RequestCancelExternalWorkflowExecutionFailed
        }
        A::ExternalWorkflowExecutionCancelRequestedEventAttributes(_) => E::ExternalWorkflowExecutionCancelRequested,
        A::WorkflowExecutionUpdateAdmittedEventAttributes(_) => E::WorkflowExecutionUpdateAdmitted,
        A::WorkflowExecutionUpdateAcceptedEventAttributes(_) => E::WorkflowExecutionUpdateAccepted,
        A::WorkflowExecutionUpdateCompletedEventAttributes(_) => E::WorkflowExecutionUpdateCompleted,
        A::NexusOperationScheduledEventAttributes(_) => E::NexusOperationScheduled,
        A::NexusOperationStartedEventAttributes(_) => E::NexusOperationStarted,
        A::NexusOperationCompletedEventAttributes(_) => E::NexusOperationCompleted,
        A::NexusOperationFailedEventAttributes(_) => E::NexusOperationFailed,
        A::NexusOperationCanceledEventAttributes(_) => E::NexusOperationCanceled,
        A::NexusOperationTimedOutEventAttributes(_) => E::NexusOperationTimedOut,
        A::NexusOperationCancelRequestedEventAttributes(_) => E::NexusOperationCancelRequested,
        A::NexusOperationCancelRequestCompletedEventAttributes(_) => E::NexusOperationCancelRequestCompleted,
        A::NexusOperationCancelRequestFailedEventAttributes(_) => E::NexusOperationCancelRequestFailed,
        other => panic!("the model has no event of {other:?}"),
    }
}
