//! Decides what a host is told: `coresdk.workflow_activation` in plain types, and the order of its jobs.

pub use crate::history::event::Signal;
use crate::{
    failure::Failure,
    flags::FlagSet,
    history::event::{DeploymentVersion, ExecutionStarted, UpdateRequest},
    id::{EventId, Seq, Text},
    payload::{Payload, PayloadMap, Payloads},
    time::{WallTime, WorkflowTime},
};
use alloc::{boxed::Box, vec::Vec};
use core::time::Duration;
use dacapo_proto::temporal::api::enums::v1::{
    CancelExternalWorkflowExecutionFailedCause, SignalExternalWorkflowExecutionFailedCause,
    StartChildWorkflowExecutionFailedCause,
};

/// What a host has to do next for one run: all that became known since it last answered [ACTIVATION-1].
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Activation {
    /// The run concerned.
    pub run_id: Text,
    /// The workflow's time; `None` where the activation only asks for eviction.
    pub time: Option<WorkflowTime>,
    /// Whether what the workflow code does now was done before. Activations of nothing but queries say so too, those that
    /// ask for eviction never.
    pub is_replaying: bool,
    /// The last event applied.
    pub history_length: EventId,
    /// What happened, in the order in which the host must take it [ACTIVATION-2].
    pub jobs: Vec<Job>,
    /// The host's own flags that history was written with.
    pub available_internal_flags: FlagSet,
    /// The size of the history, in bytes, when the workflow task started.
    pub history_size_bytes: u64,
    /// Whether the server would like the workflow to continue as new.
    pub continue_as_new_suggested: bool,
    /// Why, as numbers of `temporal.api.enums.v1.SuggestContinueAsNewReason`.
    pub suggest_continue_as_new_reasons: Vec<i32>,
    /// Whether a newer version of the worker became the run's target.
    pub target_worker_deployment_version_changed: bool,
    /// The version that completed this task, or this worker's own if nobody has yet.
    pub deployment_version_for_current_task: Option<DeploymentVersion>,
    /// The version of the SDK that last completed a task of this run.
    pub last_sdk_version: Text,
}

/// One thing that happened.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_enums, reason = "a host that passes over a job would lose it")]
#[expect(missing_docs, reason = "variants and fields are named after coresdk.workflow_activation")]
pub enum Job {
    InitializeWorkflow(Box<InitializeWorkflow>),
    FireTimer {
        seq: Seq,
    },
    UpdateRandomSeed {
        randomness_seed: u64,
    },
    QueryWorkflow(Box<Query>),
    CancelWorkflow {
        reason: Text,
    },
    SignalWorkflow(Box<Signal>),
    ResolveActivity {
        seq: Seq,
        result: ActivityResolution,
        is_local: bool,
    },
    NotifyHasPatch {
        patch_id: Text,
    },
    ResolveChildWorkflowStart {
        seq: Seq,
        result: ChildWorkflowStart,
    },
    ResolveChildWorkflow {
        seq: Seq,
        result: Resolution,
    },
    ResolveSignalExternal {
        seq: Seq,
        failure: Option<Failure>,
        cause: SignalExternalWorkflowExecutionFailedCause,
    },
    ResolveRequestCancelExternal {
        seq: Seq,
        failure: Option<Failure>,
        cause: CancelExternalWorkflowExecutionFailedCause,
    },
    DoUpdate(Box<DoUpdate>),
    ResolveNexusOperationStart {
        seq: Seq,
        result: NexusOperationStart,
    },
    ResolveNexusOperation {
        seq: Seq,
        result: NexusOperationResult,
    },
    RemoveFromCache {
        message: Text,
        reason: EvictionReason,
    },
}

impl Job {
    /// Its place in an activation: jobs of one rank keep the order in which they arose [ACTIVATION-2].
    pub(crate) const fn rank(&self) -> u8 {
        match self {
            Self::InitializeWorkflow(_) => 0,
            Self::NotifyHasPatch { .. } => 1,
            Self::UpdateRandomSeed { .. } => 2,
            Self::SignalWorkflow(_) | Self::DoUpdate(_) => 3,
            Self::FireTimer { .. }
            | Self::CancelWorkflow { .. }
            | Self::ResolveActivity { is_local: false, .. }
            | Self::ResolveChildWorkflowStart { .. }
            | Self::ResolveChildWorkflow { .. }
            | Self::ResolveSignalExternal { .. }
            | Self::ResolveRequestCancelExternal { .. }
            | Self::ResolveNexusOperationStart { .. }
            | Self::ResolveNexusOperation { .. } => 4,
            Self::ResolveActivity { is_local: true, .. } => 5,
            Self::QueryWorkflow(_) => 6,
            Self::RemoveFromCache { .. } => 7,
        }
    }

    /// Its name, as `coresdk.workflow_activation` spells it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::InitializeWorkflow(_) => "InitializeWorkflow",
            Self::FireTimer { .. } => "FireTimer",
            Self::UpdateRandomSeed { .. } => "UpdateRandomSeed",
            Self::QueryWorkflow(_) => "QueryWorkflow",
            Self::CancelWorkflow { .. } => "CancelWorkflow",
            Self::SignalWorkflow(_) => "SignalWorkflow",
            Self::ResolveActivity { .. } => "ResolveActivity",
            Self::NotifyHasPatch { .. } => "NotifyHasPatch",
            Self::ResolveChildWorkflowStart { .. } => "ResolveChildWorkflowExecutionStart",
            Self::ResolveChildWorkflow { .. } => "ResolveChildWorkflowExecution",
            Self::ResolveSignalExternal { .. } => "ResolveSignalExternalWorkflow",
            Self::ResolveRequestCancelExternal { .. } => "ResolveRequestCancelExternalWorkflow",
            Self::DoUpdate(_) => "DoUpdate",
            Self::ResolveNexusOperationStart { .. } => "ResolveNexusOperationStart",
            Self::ResolveNexusOperation { .. } => "ResolveNexusOperation",
            Self::RemoveFromCache { .. } => "RemoveFromCache",
        }
    }
}

/// The first job of a run.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct InitializeWorkflow {
    /// All that the run was started with.
    pub started: Box<ExecutionStarted>,
    /// When it was started.
    pub start_time: WallTime,
    /// The seed of the workflow's random numbers [HISTORY-11].
    pub randomness_seed: u64,
}

/// A query to answer; one with the id `legacy_query` is answered alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a worker fills it")]
#[expect(missing_docs, reason = "fields are named after coresdk.workflow_activation.QueryWorkflow")]
pub struct Query {
    pub query_id: Text,
    pub query_type: Text,
    pub arguments: Payloads,
    pub header: PayloadMap,
}

/// An update to run.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct DoUpdate {
    /// What names it in the answers.
    pub protocol_instance_id: Text,
    /// The request: its id, name, arguments, header and sender.
    pub request: UpdateRequest,
    /// Whether the validator must run first: not for updates that were accepted before.
    pub run_validator: bool,
}

/// How something ended that gives a result.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the three of coresdk")]
pub enum Resolution {
    /// With a result; `None` where it returned nothing.
    Completed(Option<Payload>),
    /// With a failure; time-outs and terminations are failures too.
    Failed(Failure),
    /// By cancellation.
    Canceled(Failure),
}

/// How an activity ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the two of coresdk")]
pub enum ActivityResolution {
    /// It is over.
    Ended(Resolution),
    /// A local activity is to be scheduled again after a timer.
    Backoff {
        /// The number of the attempt to make then.
        attempt: u32,
        /// How long the timer is.
        backoff: Duration,
        /// When the first attempt was scheduled.
        original_schedule_time: Option<WallTime>,
    },
}

/// How the start of a child workflow ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the three of coresdk")]
#[expect(missing_docs, reason = "named after coresdk.workflow_activation.ResolveChildWorkflowExecutionStart")]
pub enum ChildWorkflowStart {
    Succeeded { run_id: Text },
    Failed { workflow_id: Text, workflow_type: Text, cause: StartChildWorkflowExecutionFailedCause },
    Canceled(Failure),
}

/// How the start of a Nexus operation ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the three of coresdk")]
pub enum NexusOperationStart {
    /// It goes on under this token.
    Started(Text),
    /// It ended as it started; its result is a job of its own.
    Sync,
    /// It failed before it was started.
    Failed(Failure),
}

/// How a Nexus operation ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the four of coresdk")]
#[expect(missing_docs, reason = "named after coresdk.nexus.NexusOperationResult")]
pub enum NexusOperationResult {
    Completed(Payload),
    Failed(Failure),
    Canceled(Failure),
    TimedOut(Failure),
}

/// Why a run is let go; the numbers are those of `coresdk`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
#[expect(missing_docs, reason = "named after RemoveFromCache.EvictionReason")]
pub enum EvictionReason {
    #[default]
    Unspecified = 0,
    CacheFull = 1,
    CacheMiss = 2,
    Nondeterminism = 3,
    LangFail = 4,
    LangRequested = 5,
    TaskNotFound = 6,
    UnhandledCommand = 7,
    Fatal = 8,
    PaginationOrHistoryFetch = 9,
    WorkflowExecutionEnding = 10,
}
