//! Decides what the activities of a process do, local or not, and holds what a worker may say of them.

use super::{
    AT_ONCE,
    given::{Asked, hex},
};
use crate::rule::{Rule, Violation};
use dacapo_core::{
    id::TaskToken,
    worker::{
        Input,
        host::{ActivityCancelReason, ActivityOutcome, ActivityTask},
    },
};
use dacapo_kitchen_sink::{self as sink, Step};
use prost::Message;
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    mem,
};

/// The activities that run, by their tokens as digits.
#[derive(Debug, Default)]
pub(super) struct Activities {
    running: BTreeMap<String, Running>,
    /// The tokens of those that have ended.
    ended: BTreeSet<String>,
}

#[derive(Debug)]
struct Running {
    token: TaskToken,
    steps: VecDeque<Step>,
    is_local: bool,
    waits_for_cancel: bool,
    is_canceled: bool,
    /// The worker took it for lost: nobody asked for it to be canceled.
    is_late: bool,
}

impl Activities {
    pub(super) fn is_empty(&self) -> bool {
        self.running.is_empty()
    }

    /// How many run that are local, or are not.
    pub(super) fn count(&self, is_local: bool) -> usize {
        self.running.values().filter(|running| running.is_local == is_local).count()
    }

    pub(super) fn start(&mut self, task: ActivityTask, asked: &mut Vec<Asked>) -> Result<(), Violation> {
        let steps = sink::steps(&task).into();
        let token = task.task_token;
        let running = Running {
            token: token.clone(),
            steps,
            is_local: task.is_local,
            waits_for_cancel: false,
            is_canceled: false,
            is_late: false,
        };
        let digits = hex(&token.0);
        if self.ended.contains(&digits) || self.running.insert(digits, running).is_some() {
            return Err(Violation::new(Rule::ACTIVITY_ONCE, format!("{token:?} is started again")));
        }
        asked.push(Asked::Wait(token, AT_ONCE));
        Ok(())
    }

    pub(super) fn cancel(
        &mut self,
        (token, reason): (&TaskToken, ActivityCancelReason),
        asked: &mut Vec<Asked>,
    ) -> Result<(), Violation> {
        let Some(running) = self.running.get_mut(&hex(&token.0)) else {
            return Err(Violation::new(Rule::ACTIVITY_ONCE, format!("{token:?} is canceled and does not run")));
        };
        if mem::replace(&mut running.is_canceled, true) {
            return Err(Violation::new(Rule::ACTIVITY_ONCE, format!("{token:?} is canceled again")));
        }
        running.is_late = reason == ActivityCancelReason::TimedOut;
        if running.waits_for_cancel {
            asked.push(Asked::Wait(token.clone(), AT_ONCE));
        }
        Ok(())
    }

    /// Lets an activity take its next step; what the worker is told of it.
    pub(super) fn step(&mut self, digits: &str, asked: &mut Vec<Asked>) -> Option<Input> {
        let running = self.running.get_mut(digits)?;
        let token = running.token.clone();
        let next = if running.is_canceled { None } else { running.steps.pop_front() };
        let outcome = match next {
            Some(Step::Sleep(length)) => {
                asked.push(Asked::Wait(token, length));
                return None;
            }
            Some(Step::WaitForCancel(at_most)) => {
                running.waits_for_cancel = true;
                asked.extend(at_most.map(|length| Asked::Wait(token, length)));
                return None;
            }
            Some(Step::Heartbeat(details)) => {
                asked.push(Asked::Wait(token.clone(), AT_ONCE));
                return Some(Input::ActivityHeartbeat { token, details });
            }
            Some(Step::End(outcome)) => outcome,
            None if running.is_late => ActivityOutcome::Failed(super::application("it took too long")),
            None => ActivityOutcome::Canceled(Default::default()),
        };
        self.running.remove(digits);
        self.ended.insert(digits.to_owned());
        if let ActivityOutcome::Completed(result) = &outcome {
            let payloads = result.iter().filter_map(|payload| payload.to_message().ok()).collect();
            let payloads = dacapo_proto::temporal::api::common::v1::Payloads { payloads };
            asked.push(Asked::Returned(token.clone(), payloads.encode_to_vec().into()));
        }
        Some(Input::ActivityEnded { token, outcome })
    }
}
