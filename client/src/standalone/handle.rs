//! Decides what a handle of a standalone activity is, and what is known of one at a glance.

use super::ActivityExecutionStatus;
use crate::{
    CallError, Client,
    activity::{ActivityError, ActivityHandle},
    convert::Converter,
    error::Meaning,
    search::SearchAttributes,
};
use dacapo_proto::temporal::api::{
    common::v1::WorkflowExecution,
    workflowservice::v1::{DescribeActivityExecutionRequest, DescribeActivityExecutionResponse},
};
use dacapo_runtime::{Runtime, Transport};
use std::fmt;

/// One standalone activity, by its id, and by a run where that is known. Having a handle says nothing of whether there is such
/// an activity.
#[derive(Clone)]
pub struct StandaloneActivity<R, T, C> {
    pub(super) client: Client<R, T, C>,
    pub(super) activity_id: String,
    /// The run that is meant; empty for the current one.
    pub(super) run_id: String,
}

impl<R, T, C> fmt::Debug for StandaloneActivity<R, T, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StandaloneActivity")
            .field("activity_id", &self.activity_id)
            .field("run_id", &self.run_id)
            .finish_non_exhaustive()
    }
}

/// What the server knows of a standalone activity.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct StandaloneDescription {
    /// Its run id.
    pub run_id: String,
    /// Its type.
    pub activity_type: String,
    /// Its status.
    pub status: ActivityExecutionStatus,
    /// Its task queue.
    pub task_queue: String,
    /// The number of its last attempt, from 1.
    pub attempt: i32,
    /// What it is found by.
    pub search_attributes: SearchAttributes,
    /// All that the server said: its options, times, last heartbeat and last failure too.
    pub answer: DescribeActivityExecutionResponse,
}

impl<R: Runtime, T: Transport, C: Converter> Client<R, T, C> {
    /// A handle of the current run of a standalone activity.
    #[must_use]
    pub fn standalone_activity(&self, activity_id: impl Into<String>) -> StandaloneActivity<R, T, C> {
        StandaloneActivity { client: self.clone(), activity_id: activity_id.into(), run_id: String::new() }
    }
}

impl<R: Runtime, T: Transport, C: Converter> StandaloneActivity<R, T, C> {
    /// The same activity, and this run alone.
    #[must_use]
    pub fn of_run(&self, run_id: impl Into<String>) -> Self {
        Self { run_id: run_id.into(), ..self.clone() }
    }

    /// The activity's id.
    #[must_use]
    pub fn activity_id(&self) -> &str {
        &self.activity_id
    }

    /// The run that was started, or that is meant; empty for the current one.
    #[must_use]
    pub fn run_id(&self) -> &str {
        &self.run_id
    }

    /// The attempt there is, which is ended from outside where its worker has left that to others.
    #[must_use]
    pub fn attempt(&self) -> ActivityHandle<R, T, C> {
        let execution = WorkflowExecution { workflow_id: String::new(), run_id: self.run_id.clone() };
        ActivityHandle::of_id(&self.client, execution, self.activity_id.clone())
    }

    /// Asks the server what it knows of the activity.
    ///
    /// # Errors
    ///
    /// There is no such activity, or the call failed.
    pub async fn describe(&self) -> Result<StandaloneDescription, ActivityError> {
        let request = DescribeActivityExecutionRequest {
            namespace: self.client.namespace().to_owned(),
            activity_id: self.activity_id.clone(),
            run_id: self.run_id.clone(),
            include_input: true,
            include_outcome: true,
            include_heartbeat_details: true,
            include_last_failure: true,
            ..Default::default()
        };
        let answer = self.client.call(&request).await.map_err(|call| self.failed(call))?;
        let known = answer.info.clone().unwrap_or_default();
        Ok(StandaloneDescription {
            run_id: answer.run_id.clone(),
            status: known.status(),
            activity_type: known.activity_type.unwrap_or_default().name,
            task_queue: known.task_queue,
            attempt: known.attempt,
            search_attributes: SearchAttributes::of_wire(known.search_attributes),
            answer,
        })
    }

    /// Why a call about it failed.
    pub(super) fn failed(&self, call: CallError) -> ActivityError {
        if *call.meaning() != Meaning::NotFound {
            return call.into();
        }
        ActivityError::NotFound { activity: format!("standalone activity {:?}", self.activity_id), call }
    }
}
