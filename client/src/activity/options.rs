//! Decides how the options of activities are changed while they run or wait.

use super::{Activities, ActivityError, ActivityOptions};
use crate::{
    CallError,
    convert::Converter,
    error::Meaning,
    time,
    workflow::{Priority, WorkflowHandle, WorkflowRetryPolicy},
};
use dacapo_proto::temporal::api::{
    taskqueue::v1::TaskQueue,
    workflowservice::v1::{UpdateActivityOptionsRequest, update_activity_options_request::Activity},
};
use dacapo_runtime::{Runtime, Transport};
use prost_types::FieldMask;
use std::time::Duration;

/// What is changed of activities; what is `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a caller fills it")]
pub struct ActivityChanges {
    /// The task queue of their workers.
    pub task_queue: Option<String>,
    /// How long one may take with all attempts.
    pub schedule_to_close_timeout: Option<Duration>,
    /// How long an attempt may wait for a worker.
    pub schedule_to_start_timeout: Option<Duration>,
    /// How long an attempt may take.
    pub start_to_close_timeout: Option<Duration>,
    /// How far apart heartbeats may be.
    pub heartbeat_timeout: Option<Duration>,
    /// When an attempt follows another. Types of failures that are not retried cannot be changed.
    pub retry_policy: Option<WorkflowRetryPolicy>,
    /// Which of the tasks that wait come first.
    pub priority: Option<Priority>,
}

impl ActivityChanges {
    /// The options, and which of them are changed.
    pub(crate) fn into_wire(self) -> Result<(ActivityOptions, FieldMask), ActivityError> {
        const RETRY_POLICY: [&str; 4] = [
            "retry_policy.initial_interval",
            "retry_policy.backoff_coefficient",
            "retry_policy.maximum_interval",
            "retry_policy.maximum_attempts",
        ];
        let mut wire = ActivityOptions::default();
        let mut paths: Vec<&str> = Vec::new();
        let lengths = [
            ("schedule_to_close_timeout", self.schedule_to_close_timeout, &mut wire.schedule_to_close_timeout),
            ("schedule_to_start_timeout", self.schedule_to_start_timeout, &mut wire.schedule_to_start_timeout),
            ("start_to_close_timeout", self.start_to_close_timeout, &mut wire.start_to_close_timeout),
            ("heartbeat_timeout", self.heartbeat_timeout, &mut wire.heartbeat_timeout),
        ];
        for (path, length, written) in lengths {
            *written = time::length(length).ok_or_else(|| ActivityError::too_long(path))?;
            paths.extend(written.is_some().then_some(path));
        }
        if let Some(name) = self.task_queue {
            wire.task_queue = Some(TaskQueue { name, ..Default::default() });
            paths.push("task_queue.name");
        }
        if let Some(policy) = self.retry_policy {
            wire.retry_policy = Some(policy.to_wire().ok_or_else(|| ActivityError::too_long("retry_policy"))?);
            paths.extend(RETRY_POLICY);
        }
        if let Some(priority) = self.priority {
            wire.priority = Some(priority);
            paths.push("priority");
        }
        Ok((wire, FieldMask { paths: paths.into_iter().map(str::to_owned).collect() }))
    }
}

impl<R: Runtime, T: Transport, C: Converter> WorkflowHandle<R, T, C> {
    /// Changes options of activities; says what they are then.
    ///
    /// # Errors
    ///
    /// There is no such activity or workflow, or the call failed.
    pub async fn update_activity_options(
        &self,
        which: Activities,
        changes: ActivityChanges,
    ) -> Result<ActivityOptions, ActivityError> {
        let (options, mask) = changes.into_wire()?;
        let request = UpdateActivityOptionsRequest {
            activity_options: Some(options),
            update_mask: Some(mask),
            ..self.changes_options(which.clone())
        };
        let answer = self.client.call(&request).await.map_err(|call| self.activity_failed(&which, call))?;
        Ok(answer.activity_options.unwrap_or_default())
    }

    /// Has the options of activities be again what the workflow said; says what they are then.
    ///
    /// # Errors
    ///
    /// There is no such activity or workflow, or the call failed.
    pub async fn restore_activity_options(&self, which: Activities) -> Result<ActivityOptions, ActivityError> {
        let request = UpdateActivityOptionsRequest { restore_original: true, ..self.changes_options(which.clone()) };
        let answer = self.client.call(&request).await.map_err(|call| self.activity_failed(&which, call))?;
        Ok(answer.activity_options.unwrap_or_default())
    }

    fn changes_options(&self, which: Activities) -> UpdateActivityOptionsRequest {
        let activity = match which {
            Activities::Id(id) => Activity::Id(id),
            Activities::Type(name) => Activity::Type(name),
            Activities::All => Activity::MatchAll(true),
        };
        UpdateActivityOptionsRequest {
            namespace: self.client.namespace().to_owned(),
            execution: Some(self.execution()),
            identity: self.client.identity().to_owned(),
            activity: Some(activity),
            ..Default::default()
        }
    }

    /// Why a call about its activities failed.
    pub(super) fn activity_failed(&self, which: &Activities, call: CallError) -> ActivityError {
        if *call.meaning() != Meaning::NotFound {
            return call.into();
        }
        let activities = match which {
            Activities::Id(id) => format!("activity {id:?}"),
            Activities::Type(name) => format!("activities of type {name:?}"),
            Activities::All => "all activities".to_owned(),
        };
        ActivityError::NotFound { activity: format!("{activities} of workflow {:?}", self.workflow_id()), call }
    }
}
