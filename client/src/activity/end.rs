//! Decides how an activity is ended that its worker has left to others. An end that is reported twice is refused the second
//! time, also where the first report was an attempt whose answer was lost.

use super::{ActivityError, ActivityHandle, ApplicationFailure, handle::Name};
use crate::convert::{Arguments, Converter};
use dacapo_proto::temporal::api::{
    common::v1::Payloads,
    workflowservice::v1::{
        RespondActivityTaskCanceledByIdRequest, RespondActivityTaskCanceledRequest,
        RespondActivityTaskCompletedByIdRequest, RespondActivityTaskCompletedRequest,
        RespondActivityTaskFailedByIdRequest, RespondActivityTaskFailedRequest,
    },
};
use dacapo_runtime::{Runtime, Transport};
use serde::Serialize;

impl<R: Runtime, T: Transport, C: Converter> ActivityHandle<R, T, C> {
    /// Ends the activity with a result.
    ///
    /// # Errors
    ///
    /// Nobody waits for it, the result cannot be written, or the call failed.
    pub async fn complete<V: Serialize + ?Sized>(&self, result: &V) -> Result<(), ActivityError> {
        let result = Some(Payloads { payloads: vec![self.client.payload(result)?] });
        let (namespace, identity) = self.names();
        let ended = match self.name.clone() {
            Name::Token(task_token) => {
                let request = RespondActivityTaskCompletedRequest {
                    task_token,
                    result,
                    identity,
                    namespace,
                    ..Default::default()
                };
                self.client.call(&request).await.map(drop)
            }
            Name::Id { execution, activity_id } => {
                let request = RespondActivityTaskCompletedByIdRequest {
                    namespace,
                    workflow_id: execution.workflow_id,
                    run_id: execution.run_id,
                    activity_id,
                    result,
                    identity,
                    ..Default::default()
                };
                self.client.call(&request).await.map(drop)
            }
        };
        ended.map_err(|call| self.failed(call))
    }

    /// Ends the attempt with a failure, after which its retry policy may have another one follow.
    ///
    /// # Errors
    ///
    /// Nobody waits for it, or the call failed.
    pub async fn fail(&self, failure: ApplicationFailure) -> Result<(), ActivityError> {
        let failure = Some(failure.into_wire()?);
        let (namespace, identity) = self.names();
        let ended = match self.name.clone() {
            Name::Token(task_token) => {
                let request =
                    RespondActivityTaskFailedRequest { task_token, failure, identity, namespace, ..Default::default() };
                self.client.call(&request).await.map(drop)
            }
            Name::Id { execution, activity_id } => {
                let request = RespondActivityTaskFailedByIdRequest {
                    namespace,
                    workflow_id: execution.workflow_id,
                    run_id: execution.run_id,
                    activity_id,
                    failure,
                    identity,
                    ..Default::default()
                };
                self.client.call(&request).await.map(drop)
            }
        };
        ended.map_err(|call| self.failed(call))
    }

    /// Ends the activity as canceled, which the server takes where somebody has asked for that.
    ///
    /// # Errors
    ///
    /// Nobody waits for it, nobody has asked it to cancel, the details cannot be written, or the call failed.
    pub async fn cancel(&self, details: impl Arguments) -> Result<(), ActivityError> {
        let details = self.client.payloads(&details)?;
        let (namespace, identity) = self.names();
        let ended = match self.name.clone() {
            Name::Token(task_token) => {
                let request = RespondActivityTaskCanceledRequest {
                    task_token,
                    details,
                    identity,
                    namespace,
                    ..Default::default()
                };
                self.client.call(&request).await.map(drop)
            }
            Name::Id { execution, activity_id } => {
                let request = RespondActivityTaskCanceledByIdRequest {
                    namespace,
                    workflow_id: execution.workflow_id,
                    run_id: execution.run_id,
                    activity_id,
                    details,
                    identity,
                    ..Default::default()
                };
                self.client.call(&request).await.map(drop)
            }
        };
        ended.map_err(|call| self.failed(call))
    }
}
