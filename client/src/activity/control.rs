//! Decides how activities of a workflow are held back, let go again, and begun anew.

use super::ActivityError;
use crate::{convert::Converter, time, workflow::WorkflowHandle};
use dacapo_proto::temporal::api::workflowservice::v1::{
    PauseActivityRequest, ResetActivityRequest, UnpauseActivityRequest, pause_activity_request as pause,
    reset_activity_request as reset, unpause_activity_request as unpause,
};
use dacapo_runtime::{Runtime, Transport};
use std::time::Duration;

/// Which of a workflow's activities are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "there is no fourth")]
pub enum Activities {
    /// The one of this id.
    Id(String),
    /// All of this type.
    Type(String),
    /// All of them.
    All,
}

/// How paused activities go on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a caller fills it")]
pub struct UnpauseActivities {
    /// Whether attempts are counted from 1 again.
    pub resets_attempts: bool,
    /// Whether the details of the last heartbeat are forgotten.
    pub resets_heartbeat: bool,
    /// By how much at most the next attempt is later, at random.
    pub jitter: Option<Duration>,
}

/// How activities begin anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a caller fills it")]
pub struct ResetActivities {
    /// Whether the details of the last heartbeat are forgotten.
    pub resets_heartbeat: bool,
    /// Whether those that are paused stay so.
    pub keeps_paused: bool,
    /// Whether options that were changed are again what the workflow said.
    pub restores_options: bool,
    /// By how much at most the next attempt is later, at random.
    pub jitter: Option<Duration>,
}

impl<R: Runtime, T: Transport, C: Converter> WorkflowHandle<R, T, C> {
    /// Holds the next attempts of activities back, and has the running ones told at their next heartbeat. All of them at once
    /// cannot be paused.
    ///
    /// # Errors
    ///
    /// There is no such activity or workflow, or the call failed.
    pub async fn pause_activities(&self, which: Activities, reason: &str) -> Result<(), ActivityError> {
        let activity = match which.clone() {
            Activities::Id(id) => pause::Activity::Id(id),
            Activities::Type(name) => pause::Activity::Type(name),
            Activities::All => {
                let problem = "the server pauses one, or all of a type";
                return Err(ActivityError::InvalidOption { option: "which", problem });
            }
        };
        let request = PauseActivityRequest {
            namespace: self.client.namespace().to_owned(),
            execution: Some(self.execution()),
            identity: self.client.identity().to_owned(),
            reason: reason.to_owned(),
            request_id: self.client.request_id(),
            activity: Some(activity),
        };
        self.client.call(&request).await.map_err(|call| self.activity_failed(&which, call))?;
        Ok(())
    }

    /// Lets paused activities go on. Servers before 1.30 know no way to mean all of them.
    ///
    /// # Errors
    ///
    /// There is no such activity or workflow, or the call failed.
    pub async fn unpause_activities(&self, which: Activities, how: UnpauseActivities) -> Result<(), ActivityError> {
        let activity = match which.clone() {
            Activities::Id(id) => unpause::Activity::Id(id),
            Activities::Type(name) => unpause::Activity::Type(name),
            Activities::All => unpause::Activity::UnpauseAll(true),
        };
        let request = UnpauseActivityRequest {
            namespace: self.client.namespace().to_owned(),
            execution: Some(self.execution()),
            identity: self.client.identity().to_owned(),
            reset_attempts: how.resets_attempts,
            reset_heartbeat: how.resets_heartbeat,
            jitter: time::length(how.jitter).ok_or_else(|| ActivityError::too_long("jitter"))?,
            activity: Some(activity),
        };
        self.client.call(&request).await.map_err(|call| self.activity_failed(&which, call))?;
        Ok(())
    }

    /// Has activities begin anew: attempts are counted from 1, and the next one comes at once.
    ///
    /// # Errors
    ///
    /// There is no such activity or workflow, or the call failed.
    pub async fn reset_activities(&self, which: Activities, how: ResetActivities) -> Result<(), ActivityError> {
        let activity = match which.clone() {
            Activities::Id(id) => reset::Activity::Id(id),
            Activities::Type(name) => reset::Activity::Type(name),
            Activities::All => reset::Activity::MatchAll(true),
        };
        let request = ResetActivityRequest {
            namespace: self.client.namespace().to_owned(),
            execution: Some(self.execution()),
            identity: self.client.identity().to_owned(),
            reset_heartbeat: how.resets_heartbeat,
            keep_paused: how.keeps_paused,
            jitter: time::length(how.jitter).ok_or_else(|| ActivityError::too_long("jitter"))?,
            restore_original_options: how.restores_options,
            activity: Some(activity),
        };
        self.client.call(&request).await.map_err(|call| self.activity_failed(&which, call))?;
        Ok(())
    }
}
