//! Decides how calls about workflows fail: one type for each thing a caller may want to tell apart.

use super::{Closed, WorkflowExecutionStatus};
use crate::{CallError, Failure, convert::ConvertError};
use std::fmt;

/// There is no such workflow that takes what was sent, open or at all: the server's words say which.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("workflow {workflow_id:?}{}: {call}", run(run_id))]
#[non_exhaustive]
pub struct WorkflowNotFound {
    /// Its id.
    pub workflow_id: String,
    /// Its run; empty where the current one was meant.
    pub run_id: String,
    /// What the server answered.
    #[source]
    pub call: CallError,
}

fn run(run_id: &str) -> String {
    if run_id.is_empty() { String::new() } else { format!(", run {run_id}") }
}

/// Why something could not be done with a workflow.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WorkflowError {
    /// There is none, or it is closed.
    #[error(transparent)]
    NotFound(#[from] WorkflowNotFound),
    /// A value cannot be written or read.
    #[error(transparent)]
    Convert(#[from] ConvertError),
    /// The call failed.
    #[error(transparent)]
    Call(#[from] CallError),
}

/// A workflow of that id exists, and the policies do not allow another one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "workflow {workflow_id:?} was started already, as run {run_id}; use that one, another id, or other id policies ({call})"
)]
#[non_exhaustive]
pub struct AlreadyStarted {
    /// Its id.
    pub workflow_id: String,
    /// The run that exists.
    pub run_id: String,
    /// The request that started it.
    pub request_id: String,
    /// What the server answered.
    #[source]
    pub call: CallError,
}

/// Why a workflow was not started.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// There is one of that id.
    #[error(transparent)]
    AlreadyStarted(#[from] Box<AlreadyStarted>),
    /// An option cannot be what it is.
    #[error("{option}: {problem}")]
    #[expect(missing_docs, reason = "which, and what is wrong with it")]
    InvalidOption { option: &'static str, problem: &'static str },
    /// A value cannot be written.
    #[error(transparent)]
    Convert(#[from] ConvertError),
    /// The call failed. Where it ran out of time the workflow may have been started.
    #[error(transparent)]
    Call(#[from] CallError),
}

/// Why a query has no answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum QueryError {
    /// The workflow's code answered with a failure, or has no such query.
    #[error("query {query:?} of workflow {workflow_id:?} failed: {failure}")]
    #[expect(missing_docs, reason = "what was asked, and the failure")]
    Failed { workflow_id: String, query: String, failure: Box<Failure> },
    /// It was not asked, because the workflow has this status.
    #[error(
        "query {query:?} of workflow {workflow_id:?} was rejected, since its status is {}; change the reject condition to ask it all the same",
        status.as_str_name()
    )]
    #[expect(missing_docs, reason = "what was asked, and the status")]
    Rejected { workflow_id: String, query: String, status: WorkflowExecutionStatus },
    /// The workflow could not be asked.
    #[error(transparent)]
    Workflow(WorkflowError),
}

/// Why an update has no result.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum UpdateError {
    /// The workflow's code rejected it, or accepted it and failed; the server does not say which.
    #[error("update {update_id:?} of workflow {workflow_id:?} failed: {failure}")]
    #[expect(missing_docs, reason = "which, and the failure")]
    Failed { workflow_id: String, update_id: String, failure: Box<Failure> },
    /// There was no time left before a worker accepted it. It is not lost only if the server knows it.
    #[error(
        "update {update_id:?} of workflow {workflow_id:?} was not accepted in time; see that a worker polls the task queue, and send it again with this update id ({call})"
    )]
    #[expect(missing_docs, reason = "which, and how the call ended")]
    NotAccepted { workflow_id: String, update_id: String, call: CallError },
    /// The workflow could not be updated.
    #[error(transparent)]
    Workflow(WorkflowError),
}

/// Why an update with a start came to nothing, by the part that was refused. The other part was not done either.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum UpdateWithStartError {
    /// The workflow was not started, nor was there one to be updated.
    #[error(transparent)]
    Start(StartError),
    /// The update has no result. That it was not accepted in time, or that it failed, says nothing against the workflow.
    #[error(transparent)]
    Update(UpdateError),
}

/// A workflow that did not complete.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("workflow {workflow_id:?}{} {closed}", run(run_id))]
#[non_exhaustive]
pub struct WorkflowFailed {
    /// Its id.
    pub workflow_id: String,
    /// The run that closed.
    pub run_id: String,
    /// How it closed; never `Completed`.
    pub closed: Closed,
}

/// Why a workflow has no result.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ResultError {
    /// It closed in another way.
    #[error(transparent)]
    Failed(#[from] Box<WorkflowFailed>),
    /// It could not be waited for.
    #[error(transparent)]
    Workflow(WorkflowError),
}

macro_rules! through_workflow {
    ($($error:ident)*) => {$(
        impl<E: Into<WorkflowError>> From<E> for $error {
            fn from(error: E) -> Self {
                Self::Workflow(error.into())
            }
        }
    )*};
}

through_workflow! { QueryError UpdateError }

impl From<WorkflowError> for ResultError {
    fn from(error: WorkflowError) -> Self {
        Self::Workflow(error)
    }
}

impl From<ConvertError> for ResultError {
    fn from(error: ConvertError) -> Self {
        Self::Workflow(error.into())
    }
}

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Completed { .. } => f.write_str("completed"),
            Self::Failed { failure, .. } => write!(f, "failed: {failure}"),
            Self::TimedOut { .. } => {
                f.write_str("timed out; see whether workers poll its task queue, or allow it more time")
            }
            Self::Canceled { .. } => f.write_str("was canceled"),
            Self::Terminated { reason, .. } if reason.is_empty() => f.write_str("was terminated"),
            Self::Terminated { reason, .. } => write!(f, "was terminated: {reason}"),
            Self::ContinuedAsNew { run_id } => write!(f, "continued as new run {run_id}"),
        }
    }
}
