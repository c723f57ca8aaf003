//! Decides what can be chosen about a standalone activity that is started.

use super::{ActivityIdConflictPolicy, ActivityIdReusePolicy};
use crate::{
    search::SearchAttributes,
    workflow::{Priority, WorkflowRetryPolicy},
};
use dacapo_proto::temporal::api::common::v1::Payload;
use std::{collections::BTreeMap, time::Duration};

/// How a standalone activity is started. `StandaloneOptions::new` has what must be said; beside that the server wants to know
/// how long it may take at most, from its start to its close or from its schedule to its close.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a caller fills it")]
pub struct StandaloneOptions {
    /// Its id, unique among the open standalone activities of the namespace.
    pub activity_id: String,
    /// The task queue of its workers.
    pub task_queue: String,
    /// Whether the id may be that of a closed activity.
    pub id_reuse_policy: ActivityIdReusePolicy,
    /// What happens where an activity of the id is open.
    pub id_conflict_policy: ActivityIdConflictPolicy,
    /// By what the server knows the request again; `None` for a new name, which all attempts have.
    pub request_id: Option<String>,
    /// How long it may take with all attempts.
    pub schedule_to_close_timeout: Option<Duration>,
    /// How long an attempt may wait for a worker.
    pub schedule_to_start_timeout: Option<Duration>,
    /// How long an attempt may take.
    pub start_to_close_timeout: Option<Duration>,
    /// How far apart heartbeats may be.
    pub heartbeat_timeout: Option<Duration>,
    /// When an attempt follows another; `None` for the server's default.
    pub retry_policy: Option<WorkflowRetryPolicy>,
    /// After which time its first attempt comes.
    pub start_delay: Option<Duration>,
    /// What it is found by.
    pub search_attributes: SearchAttributes,
    /// What interceptors of workers read.
    pub headers: BTreeMap<String, Payload>,
    /// Which of the tasks that wait come first.
    pub priority: Option<Priority>,
    /// One line for people.
    pub summary: Option<String>,
    /// More for people.
    pub details: Option<String>,
}

impl StandaloneOptions {
    /// An id, a task queue, and how long an attempt may take.
    #[must_use]
    pub fn new(activity_id: impl Into<String>, task_queue: impl Into<String>, start_to_close: Duration) -> Self {
        let start_to_close_timeout = Some(start_to_close);
        Self {
            activity_id: activity_id.into(),
            task_queue: task_queue.into(),
            start_to_close_timeout,
            ..Self::default()
        }
    }
}
