//! Decides how the end of a standalone activity is waited for.

use super::{Ask, Operation};
use dacapo_proto::temporal::api::workflowservice::v1::{PollActivityExecutionRequest, PollActivityExecutionResponse};
use prost::Message;

impl Operation {
    /// Waits for the outcome of an activity that belongs to no workflow [CLIENT-7].
    #[must_use]
    pub fn activity_outcome(request: &PollActivityExecutionRequest) -> Self {
        let ask = Ask::long_poll(request, |request, answer| {
            let answer = PollActivityExecutionResponse::decode(answer.clone()).ok()?;
            answer.outcome.is_none().then(|| request.clone())
        });
        Self::new(ask, |_, _| None)
    }
}
