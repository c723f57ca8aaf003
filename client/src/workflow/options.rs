//! Decides what can be chosen about a workflow that is started.

use super::{Priority, WorkflowIdConflictPolicy, WorkflowIdReusePolicy};
use crate::{search::SearchAttributes, time::length};
use dacapo_proto::temporal::api::{
    common::v1::{Payload, RetryPolicy},
    deployment::v1::WorkerDeploymentVersion,
    workflow::v1::{
        self as wire,
        versioning_override::{Override, PinnedOverride, PinnedOverrideBehavior},
    },
};
use std::{collections::BTreeMap, time::Duration};

/// How a workflow is started. `StartOptions::new` has what must be said; the rest is the server's default.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a caller fills it")]
pub struct StartOptions {
    /// Its id, unique among the open workflows of the namespace.
    pub workflow_id: String,
    /// The task queue of its workers.
    pub task_queue: String,
    /// Whether the id may be that of a closed workflow.
    pub id_reuse_policy: WorkflowIdReusePolicy,
    /// What happens where a workflow of the id is open.
    pub id_conflict_policy: WorkflowIdConflictPolicy,
    /// By what the server knows the request again; `None` for a new name, which all attempts have.
    pub request_id: Option<String>,
    /// How long it may take with all its runs.
    pub execution_timeout: Option<Duration>,
    /// How long each run may take.
    pub run_timeout: Option<Duration>,
    /// How long a workflow task may take.
    pub task_timeout: Option<Duration>,
    /// Whether a run that failed is followed by another.
    pub retry_policy: Option<WorkflowRetryPolicy>,
    /// When it runs again and again, such as `0 12 * * MON`; empty for once.
    pub cron_schedule: String,
    /// After which time its first task comes.
    pub start_delay: Option<Duration>,
    /// What people are to see of it, and nobody searches. `Client::payload` writes values.
    pub memo: BTreeMap<String, Payload>,
    /// What it is found by.
    pub search_attributes: SearchAttributes,
    /// What interceptors of workers read.
    pub headers: BTreeMap<String, Payload>,
    /// Which of the tasks that wait come first.
    pub priority: Option<Priority>,
    /// Which worker deployment version it runs on, whatever its task queue's is.
    pub versioning_override: Option<VersioningOverride>,
    /// One line for people.
    pub summary: Option<String>,
    /// More for people.
    pub details: Option<String>,
}

impl StartOptions {
    /// An id and a task queue.
    #[must_use]
    pub fn new(workflow_id: impl Into<String>, task_queue: impl Into<String>) -> Self {
        Self { workflow_id: workflow_id.into(), task_queue: task_queue.into(), ..Self::default() }
    }
}

/// Whether a run that failed is followed by another.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a caller fills it")]
pub struct WorkflowRetryPolicy {
    /// The wait before the second run; `None` for the server's default.
    pub initial_interval: Option<Duration>,
    /// By how much each wait is longer than the one before; 1 or more.
    pub backoff_coefficient: f64,
    /// The longest wait; `None` for a hundred times the first.
    pub maximum_interval: Option<Duration>,
    /// How many runs there are at most; 0 for any number.
    pub maximum_attempts: i32,
    /// Types of application failures after which there is no other.
    pub non_retryable_types: Vec<String>,
}

impl Default for WorkflowRetryPolicy {
    fn default() -> Self {
        Self {
            initial_interval: None,
            backoff_coefficient: 2.0,
            maximum_interval: None,
            maximum_attempts: 0,
            non_retryable_types: Vec::new(),
        }
    }
}

impl WorkflowRetryPolicy {
    pub(crate) fn to_wire(&self) -> Option<RetryPolicy> {
        Some(RetryPolicy {
            initial_interval: length(self.initial_interval)?,
            backoff_coefficient: self.backoff_coefficient,
            maximum_interval: length(self.maximum_interval)?,
            maximum_attempts: self.maximum_attempts,
            non_retryable_error_types: self.non_retryable_types.clone(),
        })
    }
}

/// Which worker deployment version a workflow runs on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "there is no third")]
pub enum VersioningOverride {
    /// This one, until the override is taken back.
    Pinned {
        /// The deployment.
        deployment_name: String,
        /// The version in it.
        build_id: String,
    },
    /// Whichever is current.
    AutoUpgrade,
}

impl VersioningOverride {
    pub(super) fn to_wire(&self) -> wire::VersioningOverride {
        let chosen = match self {
            Self::Pinned { deployment_name, build_id } => Override::Pinned(PinnedOverride {
                behavior: PinnedOverrideBehavior::Pinned.into(),
                version: Some(WorkerDeploymentVersion {
                    deployment_name: deployment_name.clone(),
                    build_id: build_id.clone(),
                }),
            }),
            Self::AutoUpgrade => Override::AutoUpgrade(true),
        };
        wire::VersioningOverride { r#override: Some(chosen), ..Default::default() }
    }
}
