//! Decides what can be done with schedules: making them, and all that a handle of one is for.

mod calendar;
mod create;
mod error;
mod handle;
mod list;
mod options;
mod spec;
mod update;

pub use calendar::{Calendar, Range};
pub use error::ScheduleError;
pub use handle::{Backfill, ScheduleDescription, ScheduleHandle};
pub use options::{Schedule, ScheduleOptions, SchedulePolicies};
pub use spec::{Interval, ScheduleSpec};

pub use dacapo_proto::temporal::api::{
    enums::v1::ScheduleOverlapPolicy, schedule::v1::ScheduleListEntry, workflow::v1::NewWorkflowExecutionInfo,
};
