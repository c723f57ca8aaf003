//! Decides what a host is told of activities and Nexus tasks, and how it answers: `coresdk` in plain types.

use crate::{
    command::host::RetryPolicy,
    failure::Failure,
    history::event::Execution,
    id::{TaskToken, Text},
    payload::{Payload, PayloadMap, Payloads},
    time::{MonoTime, WallTime},
};
use bytes::Bytes;
use core::time::Duration;
use dacapo_proto::temporal::api::common::v1::Priority;

/// An activity to run, `coresdk.activity_task.Start`.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
#[expect(missing_docs, reason = "fields are named after the message")]
pub struct ActivityTask {
    pub task_token: TaskToken,
    pub workflow_namespace: Text,
    pub workflow_type: Text,
    pub workflow_execution: Execution,
    /// The run of an activity that no workflow scheduled.
    pub activity_run_id: Text,
    pub activity_id: Text,
    pub activity_type: Text,
    pub header: PayloadMap,
    pub input: Payloads,
    pub heartbeat_details: Payloads,
    pub scheduled_time: Option<WallTime>,
    pub current_attempt_scheduled_time: Option<WallTime>,
    pub started_time: Option<WallTime>,
    /// 1 for the first.
    pub attempt: u32,
    pub schedule_to_close_timeout: Option<Duration>,
    pub start_to_close_timeout: Option<Duration>,
    pub heartbeat_timeout: Option<Duration>,
    pub retry_policy: Option<RetryPolicy>,
    pub priority: Option<Priority>,
    /// Whether this worker schedules it, without the server.
    pub is_local: bool,
}

/// How an activity ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the four of coresdk")]
pub enum ActivityOutcome {
    /// It returned, perhaps nothing.
    Completed(Option<Payload>),
    /// It failed.
    Failed(Failure),
    /// It stopped as it was asked to, with details for the workflow. A server that did not ask for it refuses that: one that
    /// stopped because it timed out, was paused or was reset has failed [RUN-ACTIVITY-15].
    Canceled(Payloads),
    /// Somebody else will report how it ended, by its token or its id.
    WillCompleteAsync,
}

/// Which activity something is said of, by somebody who need not run it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the two ways of the Temporal API")]
pub enum ActivityName {
    /// The one that was given out with this token.
    Token(TaskToken),
    /// The one with this id.
    Id {
        /// Its workflow; empty for an activity that no workflow scheduled.
        workflow_id: Text,
        /// The run; empty for the one that is open.
        run_id: Text,
        /// Its id.
        activity_id: Text,
    },
}

/// What is said of an activity by somebody who need not run it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the four of the Temporal API")]
pub enum ActivityReport {
    /// It is alive, with details for its next attempt.
    Heartbeat(Payloads),
    /// It returned, perhaps nothing.
    Completed(Option<Payload>),
    /// It failed.
    Failed(Failure),
    /// It stopped as it was asked to, with details for the workflow.
    Canceled(Payloads),
}

/// Why an activity has to stop, where the server wants that: in one word, and in full.
pub type WantedCancellation = Option<(ActivityCancelReason, ActivityCancellationDetails)>;

/// Why an activity has to stop; the numbers are those of `coresdk`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the six of coresdk")]
#[expect(missing_docs, reason = "named after coresdk.activity_task.ActivityCancelReason")]
pub enum ActivityCancelReason {
    NotFound = 0,
    Canceled = 1,
    TimedOut = 2,
    WorkerShutdown = 3,
    Paused = 4,
    Reset = 5,
}

/// All that is known of why an activity has to stop, `coresdk.activity_task.ActivityCancellationDetails`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, clippy::struct_excessive_bools, reason = "the fields of the message")]
#[expect(missing_docs, reason = "fields are named after the message")]
pub struct ActivityCancellationDetails {
    pub is_not_found: bool,
    pub is_canceled: bool,
    pub is_paused: bool,
    pub is_timed_out: bool,
    pub is_worker_shutdown: bool,
    pub is_reset: bool,
}

/// A Nexus task, `coresdk.nexus.NexusTask`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct NexusTask {
    /// What its answer carries.
    pub task_token: TaskToken,
    /// The encoded `temporal.api.nexus.v1.Request`; names of its headers are lower-case.
    pub request: Bytes,
    /// When the caller stops waiting, where it said so.
    pub deadline: Option<MonoTime>,
    /// The endpoint that the caller called.
    pub endpoint: Text,
}

/// How a Nexus task ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the three of coresdk")]
pub enum NexusOutcome {
    /// With an encoded `temporal.api.nexus.v1.Response`.
    Completed(Bytes),
    /// With a failure of the handler, a `NexusHandlerFailureInfo`.
    Failed(Failure),
    /// The host stopped it as it was asked to; nothing is sent.
    AckCancel,
}

/// Why a Nexus task has to stop; the numbers are those of `coresdk`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the two of coresdk")]
pub enum NexusCancelReason {
    /// The caller no longer waits.
    TimedOut = 0,
    /// The worker shuts down.
    WorkerShutdown = 1,
}
