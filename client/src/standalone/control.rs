//! Decides how standalone activities are ended, held back, let go again, begun anew and changed.

use super::StandaloneActivity;
use crate::{
    activity::{ActivityChanges, ActivityError, ActivityOptions, ResetActivities},
    convert::Converter,
    time,
};
use dacapo_proto::temporal::api::workflowservice::v1::{
    DeleteActivityExecutionRequest, PauseActivityExecutionRequest, RequestCancelActivityExecutionRequest,
    ResetActivityExecutionRequest, TerminateActivityExecutionRequest, UnpauseActivityExecutionRequest,
    UpdateActivityExecutionOptionsRequest,
};
use dacapo_runtime::{Runtime, Transport};
use std::time::Duration;

impl<R: Runtime, T: Transport, C: Converter> StandaloneActivity<R, T, C> {
    /// Asks the activity to cancel: its worker is told at its next heartbeat, and its code decides. One that waits is canceled
    /// at once.
    ///
    /// # Errors
    ///
    /// There is no such activity, it has ended, or the call failed.
    pub async fn cancel(&self, reason: &str) -> Result<(), ActivityError> {
        let request = RequestCancelActivityExecutionRequest {
            namespace: self.client.namespace().to_owned(),
            activity_id: self.activity_id.clone(),
            run_id: self.run_id.clone(),
            identity: self.client.identity().to_owned(),
            request_id: self.client.request_id(),
            reason: reason.to_owned(),
        };
        self.client.call(&request).await.map(drop).map_err(|call| self.failed(call))
    }

    /// Ends the activity without asking its code.
    ///
    /// # Errors
    ///
    /// There is no such activity, it has ended, or the call failed.
    pub async fn terminate(&self, reason: &str) -> Result<(), ActivityError> {
        let request = TerminateActivityExecutionRequest {
            namespace: self.client.namespace().to_owned(),
            activity_id: self.activity_id.clone(),
            run_id: self.run_id.clone(),
            identity: self.client.identity().to_owned(),
            request_id: self.client.request_id(),
            reason: reason.to_owned(),
        };
        self.client.call(&request).await.map(drop).map_err(|call| self.failed(call))
    }

    /// Deletes the activity; where it is open it is terminated first. The server does that after it has answered.
    ///
    /// # Errors
    ///
    /// There is no such activity, or the call failed.
    pub async fn delete(&self) -> Result<(), ActivityError> {
        let request = DeleteActivityExecutionRequest {
            namespace: self.client.namespace().to_owned(),
            activity_id: self.activity_id.clone(),
            run_id: self.run_id.clone(),
        };
        self.client.call(&request).await.map(drop).map_err(|call| self.failed(call))
    }

    /// Holds the next attempt back, and has a running one told at its next heartbeat.
    ///
    /// # Errors
    ///
    /// There is no such activity, it has ended, or the call failed.
    pub async fn pause(&self, reason: &str) -> Result<(), ActivityError> {
        let request = PauseActivityExecutionRequest {
            namespace: self.client.namespace().to_owned(),
            activity_id: self.activity_id.clone(),
            run_id: self.run_id.clone(),
            identity: self.client.identity().to_owned(),
            reason: reason.to_owned(),
            request_id: self.client.request_id(),
            ..Default::default()
        };
        self.client.call(&request).await.map(drop).map_err(|call| self.failed(call))
    }

    /// Lets a paused activity go on; the next attempt is later by at most `jitter`, at random.
    ///
    /// # Errors
    ///
    /// There is no such activity, it has ended, or the call failed.
    pub async fn unpause(&self, reason: &str, jitter: Option<Duration>) -> Result<(), ActivityError> {
        let request = UnpauseActivityExecutionRequest {
            namespace: self.client.namespace().to_owned(),
            activity_id: self.activity_id.clone(),
            run_id: self.run_id.clone(),
            identity: self.client.identity().to_owned(),
            reason: reason.to_owned(),
            jitter: time::length(jitter).ok_or_else(|| ActivityError::too_long("jitter"))?,
            request_id: self.client.request_id(),
            ..Default::default()
        };
        self.client.call(&request).await.map(drop).map_err(|call| self.failed(call))
    }

    /// Has the activity begin anew: attempts are counted from 1, and the next one comes at once.
    ///
    /// # Errors
    ///
    /// There is no such activity, it has ended, or the call failed.
    pub async fn reset(&self, how: ResetActivities) -> Result<(), ActivityError> {
        let request = ResetActivityExecutionRequest {
            namespace: self.client.namespace().to_owned(),
            activity_id: self.activity_id.clone(),
            run_id: self.run_id.clone(),
            identity: self.client.identity().to_owned(),
            keep_paused: how.keeps_paused,
            jitter: time::length(how.jitter).ok_or_else(|| ActivityError::too_long("jitter"))?,
            restore_original_options: how.restores_options,
            reset_heartbeat: how.resets_heartbeat,
            request_id: self.client.request_id(),
            ..Default::default()
        };
        self.client.call(&request).await.map(drop).map_err(|call| self.failed(call))
    }

    /// Changes options of the activity; says what they are then.
    ///
    /// # Errors
    ///
    /// There is no such activity, it has ended, an option cannot be what it is, or the call failed.
    pub async fn update_options(&self, changes: ActivityChanges) -> Result<ActivityOptions, ActivityError> {
        let (options, mask) = changes.into_wire()?;
        self.change(UpdateActivityExecutionOptionsRequest {
            activity_options: Some(options),
            update_mask: Some(mask),
            ..Default::default()
        })
        .await
    }

    /// Has the options be again what the start said; says what they are then.
    ///
    /// # Errors
    ///
    /// There is no such activity, it has ended, or the call failed.
    pub async fn restore_options(&self) -> Result<ActivityOptions, ActivityError> {
        self.change(UpdateActivityExecutionOptionsRequest { restore_original: true, ..Default::default() }).await
    }

    async fn change(&self, change: UpdateActivityExecutionOptionsRequest) -> Result<ActivityOptions, ActivityError> {
        let request = UpdateActivityExecutionOptionsRequest {
            namespace: self.client.namespace().to_owned(),
            activity_id: self.activity_id.clone(),
            run_id: self.run_id.clone(),
            identity: self.client.identity().to_owned(),
            request_id: self.client.request_id(),
            ..change
        };
        let answer = self.client.call(&request).await.map_err(|call| self.failed(call))?;
        Ok(answer.activity_options.unwrap_or_default())
    }
}
