//! Decides what a run is given and what it gives back: workflow tasks, pages, reports; completions, failures, answers.

use super::activation::{Activation, EvictionReason, Query};
use crate::{
    command::{
        Command,
        host::{Completion, QueryAnswer, ScheduleLocalActivity},
    },
    error::Fault,
    failure::Failure,
    flags::FlagSet,
    history::event::{DeploymentVersion, UpdateRequest},
    id::{EventId, Seq, Text},
    payload::Payload,
    time::WallTime,
};
use alloc::{boxed::Box, vec::Vec};
use bytes::Bytes;
use core::time::Duration;
use dacapo_proto::temporal::api::enums::v1::{VersioningBehavior, WorkflowTaskFailedCause};

/// What stays the same for all tasks of a run, most of it for all runs of a worker.
#[derive(Clone, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "a worker fills it")]
pub struct RunConfig {
    /// The worker's namespace.
    pub namespace: Text,
    /// The worker's task queue, where commands go that name none.
    pub task_queue: Text,
    /// The workflow's id.
    pub workflow_id: Text,
    /// The run's id.
    pub run_id: Text,
    /// The name of the SDK that the host is, such as `temporal-python`.
    pub sdk_name: Text,
    /// The version of that SDK.
    pub sdk_version: Text,
    /// The version of this worker.
    pub version: DeploymentVersion,
    /// How runs follow new versions, where workflow code does not say.
    pub default_versioning_behavior: VersioningBehavior,
    /// Whether the server keeps SDK flags (capability `sdk_metadata`).
    pub server_keeps_flags: bool,
    /// Whether the execution fails where commands and history differ, in place of its task [TASK-8].
    pub fails_on_nondeterminism: bool,
    /// Whether a determinism snapshot is kept (see [`guard`](crate::guard)); off by default.
    pub keeps_snapshot: bool,
}

/// What can happen to a run.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Input {
    /// The server gave out a workflow task.
    Task(Box<WorkflowTask>),
    /// A page of history came that was asked for.
    Page {
        /// The encoded `temporal.api.history.v1.History`.
        history: Bytes,
        /// Whether there is another page.
        has_more: bool,
    },
    /// A page could not be fetched.
    PageFailed {
        /// What the server said.
        message: Text,
    },
    /// The host answered the outstanding activation.
    Completed(Completion),
    /// A local activity ended that the run asked to run.
    LocalActivityEnded(Box<LocalActivityEnd>),
    /// The open workflow task is about to time out: it must be answered, though local activities still run.
    HeartbeatDue,
    /// The server took the completion of the last task.
    TaskAccepted {
        /// Where the server dropped a speculative task, the last event before it that stands [TASK-7].
        reset_history_event_id: Option<EventId>,
    },
    /// The run has to go.
    Evict {
        /// Why.
        reason: EvictionReason,
        /// Why, in words.
        message: Text,
    },
}

/// What a run asks for.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_enums, reason = "a worker that passes over an output would hang")]
pub enum Output {
    /// Hand this to the host; its answer is [`Input::Completed`].
    Activate(Box<Activation>),
    /// Fetch a page of history; the answer is [`Input::Page`] or [`Input::PageFailed`].
    FetchHistory(Fetch),
    /// The workflow task is done with. Each task ends with one of these.
    TaskEnded(Box<TaskEnd>),
    /// Run a local activity; the answer is [`Input::LocalActivityEnded`].
    RunLocalActivity(Box<LocalActivityTask>),
    /// Ask a running local activity to stop.
    CancelLocalActivity {
        /// Its number.
        seq: Seq,
        /// Whether its end is still awaited.
        is_awaited: bool,
    },
    /// The host let go of the run.
    Evicted,
}

/// Which page of history is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "there is no third")]
pub enum Fetch {
    /// The first: the task brought only the newest events.
    FromStart,
    /// The one after the last that came.
    Next,
}

/// A workflow task, `PollWorkflowTaskQueueResponse`.
#[derive(Clone, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "a worker fills it")]
pub struct WorkflowTask {
    /// 1 for the first.
    pub attempt: i32,
    /// The encoded `History` that came with it.
    pub history: Bytes,
    /// Whether there is another page.
    pub has_more: bool,
    /// The last event before which everything was replayed once; 0 for a run's first task.
    pub previous_started_event_id: EventId,
    /// The event that this task started with; 0 for a task that only asks a query.
    pub started_event_id: EventId,
    /// Queries to answer together with the task.
    pub queries: Vec<Query>,
    /// A query to answer instead of the task.
    pub legacy_query: Option<Query>,
    /// Requests of updates.
    pub messages: Vec<UpdateMessage>,
}

/// A protocol message that requests an update.
#[derive(Clone, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "a worker fills it")]
#[expect(missing_docs, reason = "fields are named after temporal.api.protocol.v1.Message")]
pub struct UpdateMessage {
    pub id: Text,
    pub protocol_instance_id: Text,
    /// The event after which the request is handled.
    pub sequencing: EventId,
    pub request: UpdateRequest,
}

/// How a workflow task ended.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_enums, reason = "each needs an answer to the server, or none")]
pub enum TaskEnd {
    /// Report it with `RespondWorkflowTaskCompleted`.
    Completed(TaskCompletion),
    /// Report it with `RespondWorkflowTaskFailed`, or with a failed query where it was only that, if it is to be reported.
    Failed(TaskFailure),
    /// Report it with `RespondQueryTaskCompleted`.
    QueryAnswered(QueryAnswer),
    /// Report nothing: the history had already ended.
    Silent,
}

/// What `RespondWorkflowTaskCompleted` says.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct TaskCompletion {
    /// The commands, in order.
    pub commands: Vec<Command>,
    /// The protocol messages, each an encoded `temporal.api.protocol.v1.Message`.
    pub messages: Vec<Bytes>,
    /// The answers to queries, by query id.
    pub query_answers: Vec<(Text, QueryAnswer)>,
    /// Whether the server has to give out the next task at once, since local activities still run.
    pub force_create_new_workflow_task: bool,
    /// Flags of core's own that history does not have yet.
    pub core_used_flags: FlagSet,
    /// Flags of the host's that history does not have yet.
    pub lang_used_flags: FlagSet,
    /// The SDK's name, empty where history has it.
    pub sdk_name: Text,
    /// The SDK's version, empty where history has it.
    pub sdk_version: Text,
    /// How the run follows new versions.
    pub versioning_behavior: VersioningBehavior,
}

/// What `RespondWorkflowTaskFailed` says.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TaskFailure {
    /// The cause reported to the server.
    pub cause: WorkflowTaskFailedCause,
    /// The failure reported to the server.
    pub failure: Failure,
    /// What happened inside the run, where it did not come from the host.
    pub fault: Option<Fault>,
    /// Whether the server is told: only of a task's first failure, later ones time out [TASK-6].
    pub is_reported: bool,
}

impl TaskFailure {
    /// A failure that the worker itself reports.
    pub(crate) const fn new(cause: WorkflowTaskFailedCause, failure: Failure, is_reported: bool) -> Self {
        Self { cause, failure, fault: None, is_reported }
    }
}

/// A local activity that the worker has to run.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LocalActivityTask {
    /// What the workflow asked for.
    pub command: Box<ScheduleLocalActivity>,
}

/// How a local activity ended.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a worker fills it")]
pub struct LocalActivityEnd {
    /// Its number.
    pub seq: Seq,
    /// The last attempt's number.
    pub attempt: u32,
    /// What came of it.
    pub outcome: LocalActivityOutcome,
    /// How long it ran, over all attempts made here.
    pub ran_for: Duration,
    /// When it was first scheduled.
    pub original_schedule_time: Option<WallTime>,
}

/// What came of a local activity.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a worker makes it")]
pub enum LocalActivityOutcome {
    /// It returned, perhaps nothing.
    Completed(Option<Payload>),
    /// It failed and is not retried.
    Failed(Failure),
    /// It timed out and is not retried.
    TimedOut(Failure),
    /// It was canceled.
    Canceled(Failure),
    /// It failed and is to be scheduled again after a timer, which is longer than the local retry threshold.
    Backoff {
        /// The failure.
        failure: Failure,
        /// How long the timer is.
        backoff: Duration,
    },
}
