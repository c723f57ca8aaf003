//! Decides what of a history event a run needs: one typed value an event, made once, pointing into the bytes it came in.

use crate::{
    error::Malformed,
    failure::Failure,
    flags::FlagSet,
    id::{EventId, Seq, Text},
    payload::{Payload, PayloadMap, Payloads},
    time::WallTime,
};
use alloc::{boxed::Box, sync::Arc, vec::Vec};
use bytes::Bytes;
use core::time::Duration;
use dacapo_proto::temporal::api::{
    common::v1::Priority,
    enums::v1::{
        CancelExternalWorkflowExecutionFailedCause, EventType, SignalExternalWorkflowExecutionFailedCause,
        StartChildWorkflowExecutionFailedCause,
    },
};

/// One event of a history.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Event {
    /// Its position, 1 for the first.
    pub id: EventId,
    /// When the server wrote it, in two fields, so that what follows fills the gap: an event of 128 bytes is moved in
    /// registers, a longer one by a call that waits for what was just written.
    pub(crate) seconds: i64,
    pub(crate) nanos: u32,
    /// What happened.
    pub kind: EventType,
    /// The details of what happened.
    pub attributes: Attributes,
    /// The encoded `HistoryEvent`, for whoever needs a field that a run does not. A run keeps it of commands' events only.
    pub encoded: Bytes,
}

const _: () = assert!(size_of::<Event>() <= 128 && size_of::<Option<Result<Event, Malformed>>>() <= 128);

impl Event {
    /// When the server wrote it.
    #[must_use]
    pub const fn time(&self) -> WallTime {
        WallTime { seconds: self.seconds, nanos: self.nanos }
    }

    /// Whether a command of the workflow produced it [HISTORY-4].
    #[must_use]
    pub const fn is_command(&self) -> bool {
        matches!(
            self.kind,
            EventType::ActivityTaskScheduled
                | EventType::ActivityTaskCancelRequested
                | EventType::MarkerRecorded
                | EventType::RequestCancelExternalWorkflowExecutionInitiated
                | EventType::SignalExternalWorkflowExecutionInitiated
                | EventType::StartChildWorkflowExecutionInitiated
                | EventType::TimerCanceled
                | EventType::TimerStarted
                | EventType::UpsertWorkflowSearchAttributes
                | EventType::WorkflowPropertiesModified
                | EventType::NexusOperationScheduled
                | EventType::NexusOperationCancelRequested
                | EventType::WorkflowExecutionCanceled
                | EventType::WorkflowExecutionCompleted
                | EventType::WorkflowExecutionContinuedAsNew
                | EventType::WorkflowExecutionFailed
                | EventType::WorkflowExecutionUpdateAccepted
                | EventType::WorkflowExecutionUpdateRejected
                | EventType::WorkflowExecutionUpdateCompleted
        )
    }

    /// Whether it closed the workflow execution.
    #[must_use]
    pub const fn is_terminal(&self) -> bool {
        matches!(
            self.kind,
            EventType::WorkflowExecutionCompleted
                | EventType::WorkflowExecutionCanceled
                | EventType::WorkflowExecutionFailed
                | EventType::WorkflowExecutionTimedOut
                | EventType::WorkflowExecutionContinuedAsNew
                | EventType::WorkflowExecutionTerminated
        )
    }
}

/// What an event says, as far as a run acts on it.
///
/// `scheduled`, `initiated` and `started` are the ids of earlier events that this one belongs to.
#[derive(Clone, Debug)]
#[non_exhaustive]
#[expect(missing_docs, reason = "variants and fields are named after the attributes of temporal.api.history.v1")]
pub enum Attributes {
    WorkflowExecutionStarted(Box<ExecutionStarted>),
    /// The execution was closed; the event's kind says how.
    WorkflowExecutionClosed,
    WorkflowExecutionSignaled(Box<Signal>),
    WorkflowExecutionCancelRequested {
        cause: Text,
    },
    WorkflowTaskScheduled,
    WorkflowTaskStarted(TaskStarted),
    WorkflowTaskCompleted(Box<TaskCompleted>),
    WorkflowTaskTimedOut {
        scheduled: EventId,
    },
    WorkflowTaskFailed {
        scheduled: EventId,
        is_reset: bool,
        new_run_id: Text,
    },
    ActivityTaskScheduled {
        activity_id: Text,
        activity_type: Text,
    },
    ActivityTaskStarted {
        scheduled: EventId,
    },
    ActivityTaskCompleted {
        scheduled: EventId,
        result: Option<Payloads>,
    },
    ActivityTaskFailed(Box<ActivityFailed>),
    ActivityTaskTimedOut(Box<ActivityFailed>),
    ActivityTaskCancelRequested {
        scheduled: EventId,
    },
    ActivityTaskCanceled(Box<ActivityCanceled>),
    TimerStarted {
        timer_id: Text,
    },
    TimerFired {
        timer_id: Text,
        started: EventId,
    },
    TimerCanceled {
        timer_id: Text,
        started: EventId,
    },
    MarkerRecorded(Marker),
    StartChildWorkflowExecutionInitiated {
        workflow_id: Text,
        workflow_type: Text,
    },
    StartChildWorkflowExecutionFailed {
        initiated: EventId,
        cause: StartChildWorkflowExecutionFailedCause,
    },
    ChildWorkflowExecutionStarted {
        initiated: EventId,
        run_id: Text,
    },
    ChildWorkflowExecutionCompleted {
        initiated: EventId,
        result: Option<Payloads>,
    },
    ChildWorkflowExecutionFailed(Box<ChildFailed>),
    ChildWorkflowExecutionTimedOut {
        initiated: EventId,
        started: EventId,
        retry_state: i32,
    },
    ChildWorkflowExecutionCanceled {
        initiated: EventId,
        started: EventId,
    },
    ChildWorkflowExecutionTerminated {
        initiated: EventId,
        started: EventId,
    },
    SignalExternalInitiated,
    SignalExternalFailed {
        initiated: EventId,
        cause: SignalExternalWorkflowExecutionFailedCause,
    },
    ExternalSignaled {
        initiated: EventId,
    },
    RequestCancelExternalInitiated,
    RequestCancelExternalFailed {
        initiated: EventId,
        cause: CancelExternalWorkflowExecutionFailedCause,
    },
    ExternalCancelRequested {
        initiated: EventId,
    },
    UpsertWorkflowSearchAttributes {
        has_change_version: bool,
    },
    WorkflowPropertiesModified,
    UpdateAdmitted(Box<UpdateRequest>),
    UpdateAccepted(Box<UpdateAccepted>),
    UpdateRejected,
    UpdateCompleted {
        accepted: EventId,
        update_id: Text,
    },
    NexusOperationScheduled {
        service: Text,
        operation: Text,
    },
    NexusOperationStarted {
        scheduled: EventId,
        operation_token: Text,
    },
    NexusOperationCompleted {
        scheduled: EventId,
        result: Option<Payload>,
    },
    NexusOperationFailed {
        scheduled: EventId,
        failure: Failure,
    },
    NexusOperationTimedOut {
        scheduled: EventId,
        failure: Failure,
    },
    NexusOperationCanceled {
        scheduled: EventId,
        failure: Failure,
    },
    NexusOperationCancelRequested {
        scheduled: EventId,
    },
    NexusOperationCancelRequestCompleted {
        scheduled: EventId,
    },
    NexusOperationCancelRequestFailed {
        scheduled: EventId,
        failure: Failure,
    },
    /// The server lets workers pass over it (`worker_may_ignore`), and a run has no use for it.
    Ignorable,
}

/// `WorkflowExecutionStartedEventAttributes`, as far as workflow code or a run can see it.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
#[expect(missing_docs, reason = "fields are named after temporal.api.history.v1")]
pub struct ExecutionStarted {
    pub workflow_type: Text,
    pub workflow_id: Text,
    pub parent: Option<ParentExecution>,
    pub root: Option<Execution>,
    pub task_queue: Text,
    pub input: Payloads,
    pub header: PayloadMap,
    pub identity: Text,
    pub workflow_execution_timeout: Option<Duration>,
    pub workflow_run_timeout: Option<Duration>,
    pub workflow_task_timeout: Option<Duration>,
    pub continued_execution_run_id: Text,
    pub initiator: i32,
    pub continued_failure: Option<Failure>,
    pub last_completion_result: Option<Payloads>,
    pub original_execution_run_id: Text,
    pub first_execution_run_id: Text,
    /// An encoded `RetryPolicy`.
    pub retry_policy: Option<Bytes>,
    pub attempt: i32,
    pub cron_schedule: Text,
    pub expiration_time: Option<WallTime>,
    pub first_workflow_task_backoff: Option<Duration>,
    pub memo: Option<PayloadMap>,
    pub search_attributes: Option<PayloadMap>,
    pub priority: Option<Priority>,
}

/// A workflow id and a run id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "the pair that names an execution")]
#[expect(missing_docs, reason = "named after temporal.api.common.v1.WorkflowExecution")]
pub struct Execution {
    pub workflow_id: Text,
    pub run_id: Text,
}

/// The execution that started this one as its child.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "the triple that names an execution")]
#[expect(missing_docs, reason = "named after coresdk.common.NamespacedWorkflowExecution")]
pub struct ParentExecution {
    pub namespace: Text,
    pub workflow_id: Text,
    pub run_id: Text,
}

/// `WorkflowTaskStartedEventAttributes`.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
#[expect(missing_docs, reason = "fields are named after temporal.api.history.v1")]
pub struct TaskStarted {
    pub history_size_bytes: u64,
    pub suggest_continue_as_new: bool,
    pub suggest_continue_as_new_reasons: Vec<i32>,
    pub target_worker_deployment_version_changed: bool,
}

/// `WorkflowTaskCompletedEventAttributes`: what the worker that completed the task said of itself.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
#[expect(missing_docs, reason = "fields are named after temporal.api.history.v1 and temporal.api.sdk.v1")]
pub struct TaskCompleted {
    pub started: EventId,
    pub core_used_flags: FlagSet,
    pub lang_used_flags: FlagSet,
    pub sdk_name: Text,
    pub sdk_version: Text,
    pub version: DeploymentVersion,
}

/// A worker deployment version: `coresdk.common.WorkerDeploymentVersion`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "the pair that names a version")]
#[expect(missing_docs, reason = "named after the message")]
pub struct DeploymentVersion {
    pub deployment_name: Text,
    pub build_id: Text,
}

impl DeploymentVersion {
    /// Whether neither name is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.deployment_name.is_empty() && self.build_id.is_empty()
    }
}

/// `ActivityTaskFailedEventAttributes` and `ActivityTaskTimedOutEventAttributes`.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
#[expect(missing_docs, reason = "fields are named after temporal.api.history.v1")]
pub struct ActivityFailed {
    pub scheduled: EventId,
    pub started: EventId,
    pub identity: Text,
    pub failure: Option<Failure>,
    pub retry_state: i32,
}

/// `ActivityTaskCanceledEventAttributes`.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
#[expect(missing_docs, reason = "fields are named after temporal.api.history.v1")]
pub struct ActivityCanceled {
    pub scheduled: EventId,
    pub started: EventId,
    pub identity: Text,
    pub details: Option<Payloads>,
}

/// `WorkflowExecutionUpdateAcceptedEventAttributes`.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
#[expect(missing_docs, reason = "fields are named after temporal.api.history.v1")]
pub struct UpdateAccepted {
    pub protocol_instance_id: Text,
    pub message_id: Text,
    pub sequencing: EventId,
    pub request: UpdateRequest,
}

/// `WorkflowExecutionSignaledEventAttributes`, and the signal that a host is told of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
#[expect(missing_docs, reason = "fields are named after coresdk.workflow_activation.SignalWorkflow")]
pub struct Signal {
    pub signal_name: Text,
    pub input: Payloads,
    pub identity: Text,
    pub header: PayloadMap,
    pub originating_event_id: EventId,
}

/// `ChildWorkflowExecutionFailedEventAttributes`.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
#[expect(missing_docs, reason = "fields are named after temporal.api.history.v1")]
pub struct ChildFailed {
    pub initiated: EventId,
    pub started: EventId,
    pub failure: Option<Failure>,
    pub retry_state: i32,
}

/// What a `MarkerRecorded` event marks.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Marker {
    /// `core_local_activity`: how a local activity ended; a run holds on to it until it is its turn.
    LocalActivity(Arc<LocalActivityMarker>),
    /// `core_patch`.
    #[expect(missing_docs, reason = "named after coresdk.external_data.PatchedMarkerData")]
    Patch { patch_id: Text, deprecated: bool },
    /// `temporal-bun-sdk/determinism`: a snapshot that some SDKs add and that replay does without.
    Determinism {
        /// The payloads under the detail `snapshot`.
        snapshot: Payloads,
    },
    /// A marker of an SDK that is not built on the official core.
    #[expect(missing_docs, reason = "its name")]
    Other { name: Text },
}

/// The details of a `core_local_activity` marker [LOCAL-1].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
#[expect(missing_docs, reason = "fields are named after coresdk.external_data.LocalActivityMarkerData")]
pub struct LocalActivityMarker {
    pub seq: Seq,
    pub attempt: u32,
    pub activity_id: Text,
    pub activity_type: Text,
    pub complete_time: Option<WallTime>,
    /// Set where the activity goes on after a timer of that length.
    pub backoff: Option<Duration>,
    pub original_schedule_time: Option<WallTime>,
    /// Which activation of its workflow task delivered the result; absent in markers of older cores.
    pub activation_index: Option<u64>,
    /// The failure, which wins over a result.
    pub failure: Option<Failure>,
    /// The result; `None` where the activity returned nothing.
    pub result: Option<Payload>,
}

/// An update's request, from a protocol message or an event.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
#[expect(missing_docs, reason = "fields are named after temporal.api.update.v1.Request")]
pub struct UpdateRequest {
    pub update_id: Text,
    pub identity: Text,
    pub name: Text,
    pub input: Payloads,
    pub header: PayloadMap,
    /// The encoded `temporal.api.update.v1.Request`.
    pub encoded: Bytes,
}
