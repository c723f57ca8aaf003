//! Decides what a worker's calls are for: what their ends are handed to.

use super::{poller::PollerId, report::Asked};
use crate::id::{TaskToken, Text};

/// What a call is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// What the server can do.
    SystemInfo,
    /// What the namespace allows.
    Namespace,
    /// A poll for a task.
    Poll(PollerId),
    /// A page of a run's history.
    HistoryPage(Text),
    /// A workflow task's completion, by its number: a run may be gone and here again before its answer comes.
    WorkflowTaskCompleted(u64),
    /// A page of a workflow task's completion, by the number of that.
    CompletionPage(u64),
    /// A workflow task's failure, or that of a legacy query: nothing depends on it.
    WorkflowTaskReported(Text),
    /// The answer to a legacy query: the run that answers it, and the task that asks.
    QueryAnswered(Text, Asked),
    /// An activity's heartbeat.
    ActivityHeartbeat(TaskToken),
    /// How an activity ended.
    ActivityEnded(TaskToken),
    /// What somebody says of an activity, by the number of the report.
    ActivityReported(u64),
    /// How a Nexus task ended.
    NexusEnded(TaskToken),
    /// Whether a cached run is closed.
    RunDescribed(Text),
    /// The worker's own heartbeat.
    WorkerHeartbeat,
    /// That the worker shuts down.
    ShutdownWorker,
}

impl Purpose {
    /// Whether it reports how a task ended, so that the server may have another one at once.
    pub(crate) const fn is_report(&self) -> bool {
        match self {
            Self::WorkflowTaskCompleted(_)
            | Self::CompletionPage(_)
            | Self::WorkflowTaskReported(_)
            | Self::QueryAnswered(..)
            | Self::ActivityEnded(_)
            | Self::ActivityReported(_)
            | Self::NexusEnded(_) => true,
            Self::SystemInfo
            | Self::Namespace
            | Self::Poll(_)
            | Self::HistoryPage(_)
            | Self::ActivityHeartbeat(_)
            | Self::RunDescribed(_)
            | Self::WorkerHeartbeat
            | Self::ShutdownWorker => false,
        }
    }
}
