//! Decides how the server is told that an activity goes on, and what it answers.

use super::{ActivityError, ActivityHandle, handle::Name};
use crate::convert::{Arguments, Converter};
use dacapo_proto::temporal::api::workflowservice::v1::{
    RecordActivityTaskHeartbeatByIdRequest, RecordActivityTaskHeartbeatRequest,
};
use dacapo_runtime::{Runtime, Transport};

/// What the server wants of an activity that goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Heartbeat {
    /// Somebody has asked it to cancel: end it by `cancel`.
    pub is_cancel_requested: bool,
    /// Somebody has paused it: end this attempt by `fail`, and the next one waits.
    pub is_paused: bool,
    /// Somebody wants it to begin anew: end this attempt by `fail`.
    pub is_reset: bool,
}

impl<R: Runtime, T: Transport, C: Converter> ActivityHandle<R, T, C> {
    /// Says that the activity goes on. The next attempt gets the details.
    ///
    /// # Errors
    ///
    /// Nobody waits for it any more, the details cannot be written, or the call failed.
    pub async fn heartbeat(&self, details: impl Arguments) -> Result<Heartbeat, ActivityError> {
        let details = self.client.payloads(&details)?;
        let (namespace, identity) = self.names();
        let (is_cancel_requested, is_paused, is_reset) = match self.name.clone() {
            Name::Token(task_token) => {
                let request = RecordActivityTaskHeartbeatRequest {
                    task_token,
                    details,
                    identity,
                    namespace,
                    ..Default::default()
                };
                let answer = self.client.call(&request).await.map_err(|call| self.failed(call))?;
                (answer.cancel_requested, answer.activity_paused, answer.activity_reset)
            }
            Name::Id { execution, activity_id } => {
                let request = RecordActivityTaskHeartbeatByIdRequest {
                    namespace,
                    workflow_id: execution.workflow_id,
                    run_id: execution.run_id,
                    activity_id,
                    details,
                    identity,
                    ..Default::default()
                };
                let answer = self.client.call(&request).await.map_err(|call| self.failed(call))?;
                (answer.cancel_requested, answer.activity_paused, answer.activity_reset)
            }
        };
        Ok(Heartbeat { is_cancel_requested, is_paused, is_reset })
    }
}
