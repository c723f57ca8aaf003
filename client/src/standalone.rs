//! Decides what can be done with standalone activities: those that a client starts, and no workflow. Servers before 1.31 have
//! none.

mod control;
mod error;
mod handle;
mod list;
mod options;
mod result;
mod start;

pub use error::{ActivityAlreadyStarted, ActivityFailed, ActivityResultError, StartActivityError};
pub use handle::{StandaloneActivity, StandaloneDescription};
pub use options::StandaloneOptions;

pub use dacapo_proto::temporal::api::{
    activity::v1::ActivityExecutionListInfo,
    enums::v1::{ActivityExecutionStatus, ActivityIdConflictPolicy, ActivityIdReusePolicy},
};
