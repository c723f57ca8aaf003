//! Decides how calls about standalone activities fail.

use crate::{CallError, Failure, activity::ActivityError, convert::ConvertError};
use dacapo_proto::temporal::api::enums::v1::RetryState;

/// A standalone activity of that id exists, and the policies do not allow another one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "activity {activity_id:?} was started already, as run {run_id}; use that one, another id, or other id policies ({call})"
)]
#[non_exhaustive]
pub struct ActivityAlreadyStarted {
    /// Its id.
    pub activity_id: String,
    /// The run that exists.
    pub run_id: String,
    /// The request that started it.
    pub request_id: String,
    /// What the server answered.
    #[source]
    pub call: CallError,
}

/// Why a standalone activity was not started.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StartActivityError {
    /// There is one of that id.
    #[error(transparent)]
    AlreadyStarted(#[from] Box<ActivityAlreadyStarted>),
    /// An option cannot be what it is.
    #[error("{option}: {problem}")]
    #[expect(missing_docs, reason = "which, and what is wrong with it")]
    InvalidOption { option: &'static str, problem: &'static str },
    /// A value cannot be written.
    #[error(transparent)]
    Convert(#[from] ConvertError),
    /// The call failed. Where it ran out of time the activity may have been started.
    #[error(transparent)]
    Call(#[from] CallError),
}

/// A standalone activity that did not complete: it failed, was canceled or terminated, or took too long. The failure says
/// which.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("activity {activity_id:?}, run {run_id}, did not complete: {failure}")]
#[non_exhaustive]
pub struct ActivityFailed {
    /// Its id.
    pub activity_id: String,
    /// Its run.
    pub run_id: String,
    /// Why there is no further attempt.
    pub retry_state: RetryState,
    /// How it ended.
    pub failure: Failure,
}

/// Why a standalone activity has no result.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ActivityResultError {
    /// It did not complete.
    #[error(transparent)]
    Failed(#[from] Box<ActivityFailed>),
    /// It could not be waited for, or its result cannot be read.
    #[error(transparent)]
    Activity(ActivityError),
}

impl<E: Into<ActivityError>> From<E> for ActivityResultError {
    fn from(error: E) -> Self {
        Self::Activity(error.into())
    }
}
