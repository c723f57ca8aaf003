//! Decides the vocabulary of a host: `coresdk.workflow_commands` in plain types, with core's own text and payloads.
//!
//! Lengths of `None` are unset and left to the server's defaults. Enumerations are those of the Temporal API.

use crate::{
    command::RecordMarker,
    failure::Failure,
    history::event::{Execution, ParentExecution},
    id::{Seq, Text},
    payload::{Payload, PayloadMap, Payloads},
    time::WallTime,
};
use alloc::{boxed::Box, collections::BTreeMap, vec::Vec};
use bytes::Bytes;
use core::time::Duration;
use dacapo_proto::temporal::api::{
    common::v1::Priority,
    enums::v1::{
        ContinueAsNewVersioningBehavior, ParentClosePolicy, VersioningBehavior, WorkflowIdReusePolicy,
        WorkflowTaskFailedCause,
    },
    workflow::v1::VersioningOverride,
};

/// A host's answer to an activation.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "an activation succeeds or fails")]
pub enum Completion {
    /// The workflow code ran until it could go no further.
    Succeeded(Box<Success>),
    /// The workflow code could not be run: the workflow task fails and is tried again.
    Failed {
        /// What went wrong.
        failure: Failure,
        /// The cause reported to the server; `Unspecified` is reported as an unhandled failure of the worker.
        cause: WorkflowTaskFailedCause,
    },
}

/// What workflow code did in one activation.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a host fills it")]
pub struct Success {
    /// The commands, in the order workflow code issued them.
    pub commands: Vec<HostCommand>,
    /// Numbers of the flags of the host's own that replay depends on.
    pub used_flags: Vec<u32>,
    /// How the run follows new worker versions.
    pub versioning_behavior: VersioningBehavior,
    /// Random numbers that workflow code drew, for the determinism guard; not needed otherwise.
    pub random_draws: Vec<u64>,
}

impl Success {
    /// A completion that holds `commands` and nothing else.
    #[must_use]
    pub fn with(commands: Vec<HostCommand>) -> Completion {
        Completion::Succeeded(Box::new(Self { commands, ..Self::default() }))
    }
}

/// One command of a completion.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a host fills it")]
pub struct HostCommand {
    /// What is asked for.
    pub kind: HostKind,
    /// An encoded `temporal.api.sdk.v1.UserMetadata`, copied to the server's command.
    pub user_metadata: Option<Bytes>,
}

impl From<HostKind> for HostCommand {
    fn from(kind: HostKind) -> Self {
        Self { kind, user_metadata: None }
    }
}

/// What a host asks for.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[expect(missing_docs, reason = "variants and fields are named after coresdk.workflow_commands")]
pub enum HostKind {
    StartTimer(StartTimer),
    CancelTimer {
        seq: Seq,
    },
    ScheduleActivity(Box<ScheduleActivity>),
    RequestCancelActivity {
        seq: Seq,
    },
    ScheduleLocalActivity(Box<ScheduleLocalActivity>),
    RequestCancelLocalActivity {
        seq: Seq,
    },
    StartChildWorkflow(Box<StartChildWorkflow>),
    CancelChildWorkflow {
        seq: Seq,
        reason: Text,
    },
    RequestCancelExternalWorkflow {
        seq: Seq,
        execution: Box<ParentExecution>,
        reason: Text,
    },
    SignalExternalWorkflow(Box<SignalExternalWorkflow>),
    CancelSignalWorkflow {
        seq: Seq,
    },
    SetPatchMarker {
        patch_id: Text,
        deprecated: bool,
    },
    UpsertWorkflowSearchAttributes {
        search_attributes: PayloadMap,
    },
    ModifyWorkflowProperties {
        upserted_memo: PayloadMap,
    },
    /// A marker of the host's own, which history confirms by its name; `coresdk` has none.
    RecordMarker(Box<RecordMarker>),
    UpdateResponse {
        protocol_instance_id: Text,
        response: UpdateResponse,
    },
    ScheduleNexusOperation(Box<ScheduleNexusOperation>),
    RequestCancelNexusOperation {
        seq: Seq,
    },
    RespondToQuery {
        query_id: Text,
        answer: QueryAnswer,
    },
    CompleteWorkflow {
        result: Option<Payload>,
    },
    FailWorkflow {
        failure: Failure,
    },
    CancelWorkflow {
        details: Option<Payloads>,
    },
    ContinueAsNew(Box<ContinueAsNew>),
}

/// Starts a timer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a host fills it")]
#[expect(missing_docs, reason = "fields are named after the message")]
pub struct StartTimer {
    pub seq: Seq,
    pub start_to_fire_timeout: Duration,
}

/// What happens to an activity, a local activity or a Nexus operation that workflow code cancels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the three of coresdk")]
pub enum CancellationType {
    /// Ask for cancellation and tell workflow code at once that it was canceled.
    #[default]
    TryCancel,
    /// Ask for cancellation and wait for the outcome.
    WaitCancellationCompleted,
    /// Ask for nothing and tell workflow code at once that it was canceled.
    Abandon,
}

/// What happens to a child workflow or a Nexus operation that workflow code cancels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the four of coresdk")]
pub enum OperationCancellationType {
    /// Ask for nothing and tell workflow code at once that it was canceled.
    Abandon,
    /// Ask for cancellation and tell workflow code at once that it was canceled.
    TryCancel,
    /// Ask for cancellation and wait for the outcome.
    #[default]
    WaitCancellationCompleted,
    /// Ask for cancellation and wait until the request was delivered (child workflows: until the outcome).
    WaitCancellationRequested,
}

/// Whether a command's task goes to a worker of the same build.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the three of coresdk")]
#[expect(missing_docs, reason = "named after coresdk.common.VersioningIntent")]
pub enum VersioningIntent {
    #[default]
    Unspecified,
    Compatible,
    Default,
}

/// A retry policy, `temporal.api.common.v1.RetryPolicy`.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a host fills it")]
#[expect(missing_docs, reason = "fields are named after the message")]
pub struct RetryPolicy {
    pub initial_interval: Option<Duration>,
    /// 0 leaves it to the server; otherwise at least 1.
    pub backoff_coefficient: f64,
    pub maximum_interval: Option<Duration>,
    /// 0 for no limit.
    pub maximum_attempts: i32,
    pub non_retryable_error_types: Vec<Text>,
}

/// Schedules an activity.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a host fills it")]
#[expect(missing_docs, reason = "fields are named after the message")]
pub struct ScheduleActivity {
    pub seq: Seq,
    pub activity_id: Text,
    pub activity_type: Text,
    /// Empty for the worker's own task queue.
    pub task_queue: Text,
    pub header: PayloadMap,
    pub arguments: Payloads,
    pub schedule_to_close_timeout: Option<Duration>,
    pub schedule_to_start_timeout: Option<Duration>,
    pub start_to_close_timeout: Option<Duration>,
    pub heartbeat_timeout: Option<Duration>,
    pub retry_policy: Option<RetryPolicy>,
    pub cancellation_type: CancellationType,
    pub do_not_eagerly_execute: bool,
    pub versioning_intent: VersioningIntent,
    pub priority: Option<Priority>,
}

/// Schedules an activity that this worker runs itself, without the server.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a host fills it")]
#[expect(missing_docs, reason = "fields are named after the message")]
pub struct ScheduleLocalActivity {
    pub seq: Seq,
    pub activity_id: Text,
    pub activity_type: Text,
    /// 0 counts as 1.
    pub attempt: u32,
    pub original_schedule_time: Option<WallTime>,
    pub header: PayloadMap,
    pub arguments: Payloads,
    pub schedule_to_close_timeout: Option<Duration>,
    pub schedule_to_start_timeout: Option<Duration>,
    pub start_to_close_timeout: Option<Duration>,
    pub retry_policy: Option<RetryPolicy>,
    pub local_retry_threshold: Option<Duration>,
    pub cancellation_type: CancellationType,
    pub include_arguments_in_marker: bool,
}

/// Starts a child workflow.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a host fills it")]
#[expect(missing_docs, reason = "fields are named after the message")]
pub struct StartChildWorkflow {
    pub seq: Seq,
    pub namespace: Text,
    pub workflow_id: Text,
    pub workflow_type: Text,
    /// Empty for the worker's own task queue.
    pub task_queue: Text,
    pub input: Payloads,
    pub workflow_execution_timeout: Option<Duration>,
    pub workflow_run_timeout: Option<Duration>,
    pub workflow_task_timeout: Option<Duration>,
    pub parent_close_policy: ParentClosePolicy,
    pub workflow_id_reuse_policy: WorkflowIdReusePolicy,
    pub retry_policy: Option<RetryPolicy>,
    pub cron_schedule: Text,
    pub header: PayloadMap,
    pub memo: PayloadMap,
    pub search_attributes: Option<PayloadMap>,
    pub cancellation_type: OperationCancellationType,
    pub versioning_intent: VersioningIntent,
    pub priority: Option<Priority>,
    pub versioning_override: Option<VersioningOverride>,
}

/// Sends a signal to another execution.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a host fills it")]
#[expect(missing_docs, reason = "fields are named after the message")]
pub struct SignalExternalWorkflow {
    pub seq: Seq,
    pub target: SignalTarget,
    pub signal_name: Text,
    pub input: Payloads,
    pub header: PayloadMap,
}

/// Where a signal goes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the two of coresdk")]
pub enum SignalTarget {
    /// Any execution; an empty run id means the current run.
    Execution {
        /// Its namespace.
        namespace: Text,
        /// Its workflow id and run id.
        execution: Execution,
    },
    /// A child of this workflow, by its workflow id.
    Child(Text),
}

/// An answer to an update's request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the three of coresdk")]
pub enum UpdateResponse {
    /// The validator let it pass.
    Accepted,
    /// The validator refused it, or the accepted update failed.
    Rejected(Failure),
    /// The accepted update succeeded; nothing to return where `None`.
    Completed(Option<Payload>),
}

/// Schedules a Nexus operation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a host fills it")]
#[expect(missing_docs, reason = "fields are named after the message")]
pub struct ScheduleNexusOperation {
    pub seq: Seq,
    pub endpoint: Text,
    pub service: Text,
    pub operation: Text,
    pub input: Option<Payload>,
    pub schedule_to_close_timeout: Option<Duration>,
    pub schedule_to_start_timeout: Option<Duration>,
    pub start_to_close_timeout: Option<Duration>,
    pub nexus_header: BTreeMap<Text, Text>,
    pub cancellation_type: OperationCancellationType,
}

/// An answer to a query.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the two of coresdk")]
pub enum QueryAnswer {
    /// What the handler returned.
    Succeeded(Payload),
    /// How the handler failed.
    Failed(Failure),
}

/// Closes the run and starts another in its place.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a host fills it")]
#[expect(missing_docs, reason = "fields are named after the message")]
pub struct ContinueAsNew {
    pub workflow_type: Text,
    /// Empty for the worker's own task queue.
    pub task_queue: Text,
    pub arguments: Payloads,
    pub workflow_run_timeout: Option<Duration>,
    pub workflow_task_timeout: Option<Duration>,
    /// Empty to keep the memo this run started with.
    pub memo: PayloadMap,
    pub header: PayloadMap,
    /// `None` to keep the current ones.
    pub search_attributes: Option<PayloadMap>,
    /// `None` to keep the one this run started with.
    pub retry_policy: Option<RetryPolicy>,
    pub versioning_intent: VersioningIntent,
    pub initial_versioning_behavior: ContinueAsNewVersioningBehavior,
    pub backoff_start_interval: Option<Duration>,
}

impl HostKind {
    /// Its name, as `coresdk.workflow_commands` spells it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::StartTimer(_) => "StartTimer",
            Self::CancelTimer { .. } => "CancelTimer",
            Self::ScheduleActivity(_) => "ScheduleActivity",
            Self::RequestCancelActivity { .. } => "RequestCancelActivity",
            Self::ScheduleLocalActivity(_) => "ScheduleLocalActivity",
            Self::RequestCancelLocalActivity { .. } => "RequestCancelLocalActivity",
            Self::StartChildWorkflow(_) => "StartChildWorkflowExecution",
            Self::CancelChildWorkflow { .. } => "CancelChildWorkflowExecution",
            Self::RequestCancelExternalWorkflow { .. } => "RequestCancelExternalWorkflowExecution",
            Self::SignalExternalWorkflow(_) => "SignalExternalWorkflowExecution",
            Self::CancelSignalWorkflow { .. } => "CancelSignalWorkflow",
            Self::SetPatchMarker { .. } => "SetPatchMarker",
            Self::UpsertWorkflowSearchAttributes { .. } => "UpsertWorkflowSearchAttributes",
            Self::ModifyWorkflowProperties { .. } => "ModifyWorkflowProperties",
            Self::RecordMarker(_) => "RecordMarker",
            Self::UpdateResponse { .. } => "UpdateResponse",
            Self::ScheduleNexusOperation(_) => "ScheduleNexusOperation",
            Self::RequestCancelNexusOperation { .. } => "RequestCancelNexusOperation",
            Self::RespondToQuery { .. } => "QueryResult",
            Self::CompleteWorkflow { .. } => "CompleteWorkflowExecution",
            Self::FailWorkflow { .. } => "FailWorkflowExecution",
            Self::CancelWorkflow { .. } => "CancelWorkflowExecution",
            Self::ContinueAsNew(_) => "ContinueAsNewWorkflowExecution",
        }
    }

    /// Whether it closes the execution.
    #[must_use]
    pub const fn is_terminal(&self) -> bool {
        matches!(
            self,
            Self::CompleteWorkflow { .. }
                | Self::FailWorkflow { .. }
                | Self::CancelWorkflow { .. }
                | Self::ContinueAsNew(_)
        )
    }
}
