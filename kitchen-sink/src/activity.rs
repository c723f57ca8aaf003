//! Decides what an activity does: its input says it, and whoever runs it is told step by step.

use crate::{
    program::{Empty, parse},
    value::{ApplicationFailure, Length, payload, payloads},
};
use core::time::Duration;
use dacapo_core::{
    payload::Payloads,
    worker::host::{ActivityOutcome, ActivityTask},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One thing that an activity does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActivityAction {
    /// Lets time pass.
    Sleep(Length),
    /// Sends a heartbeat with these details.
    Heartbeat(Vec<Value>),
    /// Waits until it is asked to cancel, or for so long.
    WaitForCancel(WaitForCancel),
    /// Fails, as long as it was not tried more often than this.
    FailAttempts(FailAttempts),
    /// Ends with a result.
    Return(Value),
    /// Ends with the number of the attempt as its result.
    ReturnAttempt(Empty),
    /// Ends with the details of the last attempt's heartbeat as its result, as a list.
    ReturnHeartbeatDetails(Empty),
    /// Fails.
    Fail(ApplicationFailure),
    /// Ends as canceled, with details.
    Cancel(Vec<Value>),
    /// Leaves its end to others.
    CompleteAsync(Empty),
}

/// How long an activity waits until it is asked to cancel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaitForCancel {
    /// `None` for no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<Length>,
    /// The last attempt that waits at all; `None` where all do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempts: Option<u32>,
}

/// How often an activity fails, and how.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FailAttempts {
    /// The last attempt that fails.
    pub attempts: u32,
    /// The failure.
    #[serde(default)]
    pub failure: ApplicationFailure,
}

/// What whoever runs an activity does next.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Let so much time pass.
    Sleep(Duration),
    /// Send a heartbeat with these details.
    Heartbeat(Payloads),
    /// Wait until the activity is asked to cancel, or for so long.
    WaitForCancel(Option<Duration>),
    /// Report this. No step follows.
    End(ActivityOutcome),
}

/// What an activity does, from its beginning to its end: the first of its arguments says it, a list of
/// [`ActivityAction`]s.
#[must_use]
pub fn steps(task: &ActivityTask) -> Vec<Step> {
    let data = task.input.iter().next().map(|first| first.data()).unwrap_or_else(|| "[]".into());
    let actions: Vec<ActivityAction> = match parse(&data) {
        Ok(actions) => actions,
        Err(error) => {
            let failure = ApplicationFailure::fatal("BadProgram", error.to_string());
            return vec![Step::End(ActivityOutcome::Failed(failure.encode()))];
        }
    };
    let mut steps: Vec<Step> = Vec::with_capacity(actions.len().saturating_add(1));
    for step in actions.iter().filter_map(|action| action.step(task)) {
        let is_end = matches!(step, Step::End(_));
        steps.push(step);
        if is_end {
            return steps;
        }
    }
    steps.push(Step::End(ActivityOutcome::Completed(None)));
    steps
}

impl ActivityAction {
    /// The step that this takes, if any.
    fn step(&self, task: &ActivityTask) -> Option<Step> {
        let completed = |payload| Step::End(ActivityOutcome::Completed(Some(payload)));
        Some(match self {
            Self::Sleep(length) => Step::Sleep(length.0),
            Self::Heartbeat(details) => Step::Heartbeat(payloads(details)),
            Self::WaitForCancel(wait) if wait.attempts.is_some_and(|last| task.attempt > last) => return None,
            Self::WaitForCancel(wait) => Step::WaitForCancel(wait.at_most.map(|length| length.0)),
            Self::FailAttempts(fail) if task.attempt > fail.attempts => return None,
            Self::FailAttempts(fail) => Step::End(ActivityOutcome::Failed(fail.failure.encode())),
            Self::Return(value) => completed(payload(value)),
            Self::ReturnAttempt(_) => completed(payload(&task.attempt)),
            Self::ReturnHeartbeatDetails(_) => {
                let details: Vec<Value> = task.heartbeat_details.iter().map(|one| crate::value::value(&one)).collect();
                completed(payload(&details))
            }
            Self::Fail(failure) => Step::End(ActivityOutcome::Failed(failure.encode())),
            Self::Cancel(details) => Step::End(ActivityOutcome::Canceled(payloads(details))),
            Self::CompleteAsync(_) => Step::End(ActivityOutcome::WillCompleteAsync),
        })
    }
}
