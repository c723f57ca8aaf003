//! Decides what can be done with workflows: starting them, and all that a handle of one is for.

mod change;
mod describe;
mod eager;
mod error;
mod handle;
mod history;
mod list;
mod options;
mod pause;
mod query;
mod reset;
mod result;
mod signal;
mod start;
mod update;
mod update_with_start;

pub use describe::Description;
pub use error::{
    AlreadyStarted, QueryError, ResultError, StartError, UpdateError, UpdateWithStartError, WorkflowError,
    WorkflowFailed, WorkflowNotFound,
};
pub use handle::WorkflowHandle;
pub use history::HistoryPages;
pub use options::{StartOptions, VersioningOverride, WorkflowRetryPolicy};
pub use query::QueryOptions;
pub use reset::{ResetOptions, ResetPoint};
pub use result::{Closed, ResultOptions};
pub use update::{UpdateHandle, UpdateOptions, WaitStage};

pub use dacapo_proto::temporal::api::{
    common::v1::Priority,
    enums::v1::{
        QueryRejectCondition, ResetReapplyExcludeType, WorkflowExecutionStatus, WorkflowIdConflictPolicy,
        WorkflowIdReusePolicy,
    },
};
