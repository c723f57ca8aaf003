//! Decides how calls about schedules fail.

use crate::{CallError, convert::ConvertError, workflow::StartError};

/// Why something could not be done with a schedule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ScheduleError {
    /// There is one of that id.
    #[error("schedule {schedule_id:?} exists already; use that one, or another id ({call})")]
    #[expect(missing_docs, reason = "which, and what the server answered")]
    AlreadyExists { schedule_id: String, call: CallError },
    /// There is none.
    #[error("schedule {schedule_id:?}: {call}")]
    #[expect(missing_docs, reason = "which, and what the server answered")]
    NotFound { schedule_id: String, call: CallError },
    /// Others changed it again and again while it was to be changed here.
    #[error("schedule {schedule_id:?} was changed by others in between, {attempts} times; try again later")]
    #[expect(missing_docs, reason = "which, and how often it was tried")]
    Conflict { schedule_id: String, attempts: u32 },
    /// An option cannot be what it is.
    #[error("{option}: {problem}")]
    #[expect(missing_docs, reason = "which, and what is wrong with it")]
    InvalidOption { option: &'static str, problem: &'static str },
    /// A value cannot be written.
    #[error(transparent)]
    Convert(#[from] ConvertError),
    /// The call failed.
    #[error(transparent)]
    Call(#[from] CallError),
}

impl From<StartError> for ScheduleError {
    fn from(error: StartError) -> Self {
        match error {
            StartError::InvalidOption { option, problem } => Self::InvalidOption { option, problem },
            StartError::Convert(error) => error.into(),
            StartError::Call(call) => call.into(),
            StartError::AlreadyStarted(there) => there.call.into(),
        }
    }
}
