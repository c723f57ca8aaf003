//! Decides what can be done with activities from outside: ending those that a worker left to others, and seeing to those
//! that run or wait.

mod control;
mod end;
mod error;
mod failure;
mod handle;
mod heartbeat;
mod options;

pub use control::{Activities, ResetActivities, UnpauseActivities};
pub use error::ActivityError;
pub use failure::ApplicationFailure;
pub use handle::ActivityHandle;
pub use heartbeat::Heartbeat;
pub use options::ActivityChanges;

pub use dacapo_proto::temporal::api::activity::v1::ActivityOptions;
