//! Decides how tests act on activities from outside: by id, by token, and on those that wait for their next attempt.

use super::{Client, IDENTITY, NAMESPACE, execution, payloads};
use dacapo_core::rpc::Status;
use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::{
        activity::v1::ActivityOptions,
        workflow::v1::PendingActivityInfo,
        workflowservice::v1::{
            PauseActivityRequest, PauseActivityResponse, ResetActivityRequest, ResetActivityResponse,
            RespondActivityTaskCompletedByIdRequest, RespondActivityTaskCompletedByIdResponse,
            RespondActivityTaskCompletedRequest, RespondActivityTaskCompletedResponse, UnpauseActivityRequest,
            UnpauseActivityResponse, UpdateActivityOptionsRequest, UpdateActivityOptionsResponse,
            pause_activity_request, reset_activity_request, unpause_activity_request, update_activity_options_request,
        },
    },
};
use dacapo_runtime::Transport;
use prost_types::FieldMask;
use serde_json::Value;

impl<T: Transport> Client<T> {
    /// Completes an activity by its token.
    ///
    /// # Errors
    ///
    /// The server refused.
    pub async fn complete_activity(&self, token: &[u8], result: &Value) -> Result<(), Status> {
        let request = RespondActivityTaskCompletedRequest {
            namespace: NAMESPACE.into(),
            task_token: token.to_vec().into(),
            result: Some(payloads(result)),
            identity: IDENTITY.into(),
            ..Default::default()
        };
        let RespondActivityTaskCompletedResponse {} =
            self.call(method::RESPOND_ACTIVITY_TASK_COMPLETED, &request).await?;
        Ok(())
    }

    /// Completes an activity by its workflow's id and its own.
    ///
    /// # Errors
    ///
    /// The server refused.
    pub async fn complete_activity_by_id(&self, ids: (&str, &str), result: &Value) -> Result<(), Status> {
        let (workflow_id, activity_id) = ids;
        let request = RespondActivityTaskCompletedByIdRequest {
            namespace: NAMESPACE.into(),
            workflow_id: workflow_id.into(),
            activity_id: activity_id.into(),
            result: Some(payloads(result)),
            identity: IDENTITY.into(),
            ..Default::default()
        };
        let RespondActivityTaskCompletedByIdResponse {} =
            self.call(method::RESPOND_ACTIVITY_TASK_COMPLETED_BY_ID, &request).await?;
        Ok(())
    }

    /// Holds an activity's next attempt back, and has the running one told.
    ///
    /// # Errors
    ///
    /// The server refused.
    pub async fn pause_activity(&self, workflow_id: &str, activity_id: &str) -> Result<(), Status> {
        let request = PauseActivityRequest {
            namespace: NAMESPACE.into(),
            execution: Some(execution(workflow_id)),
            identity: IDENTITY.into(),
            activity: Some(pause_activity_request::Activity::Id(activity_id.into())),
            ..Default::default()
        };
        let PauseActivityResponse {} = self.call(method::PAUSE_ACTIVITY, &request).await?;
        Ok(())
    }

    /// Lets an activity that was paused go on.
    ///
    /// # Errors
    ///
    /// The server refused.
    pub async fn unpause_activity(&self, workflow_id: &str, activity_id: &str) -> Result<(), Status> {
        let request = UnpauseActivityRequest {
            namespace: NAMESPACE.into(),
            execution: Some(execution(workflow_id)),
            identity: IDENTITY.into(),
            activity: Some(unpause_activity_request::Activity::Id(activity_id.into())),
            ..Default::default()
        };
        let UnpauseActivityResponse {} = self.call(method::UNPAUSE_ACTIVITY, &request).await?;
        Ok(())
    }

    /// Has an activity begin anew, as its first attempt, and the running one told; `how` says what else it forgets.
    ///
    /// # Errors
    ///
    /// The server refused.
    pub async fn reset_activity(
        &self,
        workflow_id: &str,
        activity_id: &str,
        how: ResetActivityRequest,
    ) -> Result<(), Status> {
        let request = ResetActivityRequest {
            namespace: NAMESPACE.into(),
            execution: Some(execution(workflow_id)),
            identity: IDENTITY.into(),
            activity: Some(reset_activity_request::Activity::Id(activity_id.into())),
            ..how
        };
        let ResetActivityResponse {} = self.call(method::RESET_ACTIVITY, &request).await?;
        Ok(())
    }

    /// Changes those options of an activity that `paths` name.
    ///
    /// # Errors
    ///
    /// The server refused.
    pub async fn change_activity(
        &self,
        workflow_id: &str,
        activity_id: &str,
        (options, paths): (ActivityOptions, &[&str]),
    ) -> Result<(), Status> {
        let request = UpdateActivityOptionsRequest {
            namespace: NAMESPACE.into(),
            execution: Some(execution(workflow_id)),
            identity: IDENTITY.into(),
            activity: Some(update_activity_options_request::Activity::Id(activity_id.into())),
            activity_options: Some(options),
            update_mask: Some(FieldMask { paths: paths.iter().map(|path| (*path).to_owned()).collect() }),
            ..Default::default()
        };
        let UpdateActivityOptionsResponse { .. } = self.call(method::UPDATE_ACTIVITY_OPTIONS, &request).await?;
        Ok(())
    }

    /// What the server knows of an activity that has not ended.
    ///
    /// # Errors
    ///
    /// The server does not say.
    pub async fn pending_activity(
        &self,
        workflow_id: &str,
        activity_id: &str,
    ) -> Result<Option<PendingActivityInfo>, Status> {
        let pending = self.describe(workflow_id).await?.pending_activities;
        Ok(pending.into_iter().find(|activity| activity.activity_id == activity_id))
    }
}
