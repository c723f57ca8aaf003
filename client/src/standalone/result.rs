//! Decides how the end of a standalone activity is waited for.

use super::{ActivityFailed, ActivityResultError, StandaloneActivity};
use crate::{
    Failure,
    convert::{self, Converter},
};
use dacapo_core::client::Operation;
use dacapo_proto::temporal::api::{
    activity::v1::activity_execution_outcome::Value, workflowservice::v1::PollActivityExecutionRequest,
};
use dacapo_runtime::{Runtime, Transport};
use serde::de::DeserializeOwned;

impl<R: Runtime, T: Transport, C: Converter> StandaloneActivity<R, T, C> {
    /// Waits until the activity has ended, for as long as that takes or the client's deadline allows, and reads its result.
    ///
    /// # Errors
    ///
    /// It ended in another way, its result is of another type, or it could not be waited for.
    pub async fn result<V: DeserializeOwned>(&self) -> Result<V, ActivityResultError> {
        let client = &self.client;
        let request = PollActivityExecutionRequest {
            namespace: client.namespace().to_owned(),
            activity_id: self.activity_id.clone(),
            run_id: self.run_id.clone(),
        };
        let polled = client.operate(Operation::activity_outcome(&request)).await;
        let answer = polled.read::<PollActivityExecutionRequest>().map_err(|call| self.failed(call))?;
        let (run_id, outcome) = (answer.run_id, answer.outcome.unwrap_or_default());
        let retry_state = outcome.retry_state();
        match outcome.value {
            Some(Value::Failure(failure)) => {
                let failure = Failure::read(failure, client.converter());
                Err(Box::new(ActivityFailed { activity_id: self.activity_id.clone(), run_id, retry_state, failure })
                    .into())
            }
            Some(Value::Result(payloads)) => Ok(convert::one(client.converter(), Some(&payloads))?),
            None => Ok(convert::one(client.converter(), None)?),
        }
    }
}
