//! Decides how calls about activities fail.

use crate::{CallError, convert::ConvertError};

/// Why something could not be done with an activity.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ActivityError {
    /// The server does not wait for it: it has ended, its attempt has timed out, its workflow is closed, or there never was
    /// such an activity.
    #[error("{activity}: nobody waits for it ({call})")]
    #[expect(missing_docs, reason = "which, and what the server answered")]
    NotFound { activity: String, call: CallError },
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

impl ActivityError {
    pub(crate) const fn too_long(option: &'static str) -> Self {
        Self::InvalidOption { option, problem: "it is too long" }
    }
}
