//! Decides how an activity ends in the model, or an attempt that another follows.

use super::{
    super::{Alarm, NOTHING, Server, execution::Run, length, unreadable},
    Activity, BACKOFF,
};
use bytes::Bytes;
use dacapo_core::rpc::{CallEnd, Code, Status};
use dacapo_proto::temporal::api::{
    common::v1::Payloads,
    enums::v1::{EventType, RetryState, TimeoutType},
    failure::v1::{Failure, TimeoutFailureInfo, failure::FailureInfo},
    history::v1::{
        ActivityTaskCanceledEventAttributes, ActivityTaskCompletedEventAttributes, ActivityTaskFailedEventAttributes,
        ActivityTaskStartedEventAttributes, ActivityTaskTimedOutEventAttributes, history_event::Attributes,
    },
    workflowservice::v1::{
        RespondActivityTaskCanceledRequest, RespondActivityTaskCompletedRequest, RespondActivityTaskFailedRequest,
    },
};
use prost::Message;

/// How an attempt did not end well.
#[derive(Clone, Debug)]
enum Bad {
    Failed(Box<Failure>),
    TimedOut(TimeoutType),
}

impl Server {
    pub(in super::super) fn complete_activity(&mut self, message: Bytes) -> CallEnd {
        let request = RespondActivityTaskCompletedRequest::decode(message).map_err(|error| unreadable(&error))?;
        let (run, scheduled) = self.open_activity(&request.task_token)?;
        let result = request.result.as_ref().map(Message::encode_to_vec).unwrap_or_default();
        self.taken.push((request.task_token, result.into()));
        let started_event_id = self.begin_end(run, scheduled);
        let completed = ActivityTaskCompletedEventAttributes {
            result: request.result,
            scheduled_event_id: scheduled,
            started_event_id,
            ..Default::default()
        };
        let attributes = Attributes::ActivityTaskCompletedEventAttributes(completed);
        self.end(run, scheduled, (EventType::ActivityTaskCompleted, attributes));
        Ok(NOTHING)
    }

    pub(in super::super) fn fail_activity(&mut self, message: Bytes) -> CallEnd {
        let request = RespondActivityTaskFailedRequest::decode(message).map_err(|error| unreadable(&error))?;
        let (run, scheduled) = self.open_activity(&request.task_token)?;
        let failure = request.failure.unwrap_or_default();
        if !matches!(failure.failure_info, Some(FailureInfo::ApplicationFailureInfo(_))) {
            return Err(Status::new(Code::InvalidArgument, "Failure must be of type ApplicationFailure"));
        }
        self.ended_badly(run, scheduled, Bad::Failed(Box::new(failure)));
        Ok(NOTHING)
    }

    pub(in super::super) fn cancel_activity(&mut self, message: Bytes) -> CallEnd {
        let request = RespondActivityTaskCanceledRequest::decode(message).map_err(|error| unreadable(&error))?;
        let (run, scheduled) = self.open_activity(&request.task_token)?;
        let activity = self.at(run).and_then(|execution| execution.activities.get(&scheduled));
        if activity.is_some_and(|activity| activity.cancel_requested.is_none()) {
            let why = "unable to mark activity as canceled without activity being request canceled first";
            return Err(Status::new(Code::InvalidArgument, why));
        }
        self.end_canceled(run, scheduled, request.details);
        Ok(NOTHING)
    }

    pub(super) fn end_canceled(&mut self, run: Run, scheduled: i64, details: Option<Payloads>) {
        let requested = self.at(run).and_then(|execution| execution.activities.get(&scheduled)?.cancel_requested);
        let started_event_id = self.begin_end(run, scheduled);
        let canceled = ActivityTaskCanceledEventAttributes {
            details,
            latest_cancel_requested_event_id: requested.unwrap_or_default(),
            scheduled_event_id: scheduled,
            started_event_id,
            ..Default::default()
        };
        let attributes = Attributes::ActivityTaskCanceledEventAttributes(canceled);
        self.end(run, scheduled, (EventType::ActivityTaskCanceled, attributes));
    }

    pub(in super::super) fn activity_timed_out(&mut self, run: Run, (scheduled, stamp): (i64, u64)) {
        let activity = self.open(run).and_then(|execution| execution.activities.get(&scheduled));
        let Some(activity) = activity.filter(|activity| activity.stamp == stamp) else { return };
        let whole = length(activity.asked.start_to_close_timeout);
        let began = activity.started.unwrap_or_default();
        let is_over = !whole.is_zero() && self.wall().since(began) >= whole;
        let kind = if is_over { TimeoutType::StartToClose } else { TimeoutType::Heartbeat };
        self.ended_badly(run, scheduled, Bad::TimedOut(kind));
    }

    /// An attempt did not end well: another follows, or the activity has.
    fn ended_badly(&mut self, run: Run, scheduled: i64, bad: Bad) {
        let Some(activity) = self.at(run).and_then(|execution| execution.activities.get(&scheduled)) else { return };
        let Some(state) = activity.gives_up(&bad) else { return self.try_again(run, scheduled, bad) };
        let last_failure = activity.last_failure.clone().map(Box::new);
        let details = activity.details.clone();
        let started_event_id = self.begin_end(run, scheduled);
        let end = match bad {
            Bad::Failed(failure) => {
                let failed = ActivityTaskFailedEventAttributes {
                    failure: Some(*failure),
                    scheduled_event_id: scheduled,
                    started_event_id,
                    retry_state: state.into(),
                    ..Default::default()
                };
                (EventType::ActivityTaskFailed, Attributes::ActivityTaskFailedEventAttributes(failed))
            }
            Bad::TimedOut(kind) => {
                let info = TimeoutFailureInfo { timeout_type: kind.into(), last_heartbeat_details: details };
                let failure = Failure {
                    message: format!("activity {} timeout", kind.as_str_name()),
                    source: "Server".into(),
                    cause: last_failure,
                    failure_info: Some(FailureInfo::TimeoutFailureInfo(info)),
                    ..Default::default()
                };
                let timed_out = ActivityTaskTimedOutEventAttributes {
                    failure: Some(failure),
                    scheduled_event_id: scheduled,
                    started_event_id,
                    retry_state: state.into(),
                };
                (EventType::ActivityTaskTimedOut, Attributes::ActivityTaskTimedOutEventAttributes(timed_out))
            }
        };
        self.end(run, scheduled, end);
    }

    fn try_again(&mut self, run: Run, scheduled: i64, bad: Bad) {
        self.persist(run);
        let stamp = self.number();
        let activity = self.at_mut(run).and_then(|execution| execution.activities.get_mut(&scheduled));
        let Some(activity) = activity else { return };
        activity.attempt += 1;
        activity.started = None;
        activity.stamp = stamp;
        if let Bad::Failed(failure) = bad {
            activity.last_failure = Some(*failure);
        }
        self.alarm(BACKOFF, Alarm::ActivityRetries { run, scheduled, stamp });
    }

    /// The event that says that the activity was started comes with its end: its id, as far as it is known by then.
    fn begin_end(&mut self, run: Run, scheduled: i64) -> i64 {
        let activity = self.at(run).and_then(|execution| execution.activities.get(&scheduled));
        let Some(activity) = activity.filter(|activity| activity.started.is_some()) else { return 0 };
        let started = ActivityTaskStartedEventAttributes {
            scheduled_event_id: scheduled,
            attempt: activity.attempt,
            last_failure: activity.last_failure.clone(),
            ..Default::default()
        };
        let attributes = Attributes::ActivityTaskStartedEventAttributes(started);
        if self.record(run, EventType::ActivityTaskStarted, attributes) { self.last_event(run) } else { 0 }
    }

    fn end(&mut self, run: Run, scheduled: i64, (kind, attributes): (EventType, Attributes)) {
        if let Some(execution) = self.at_mut(run) {
            execution.activities.remove(&scheduled);
        }
        self.happen(run, kind, attributes);
    }
}

impl Activity {
    /// Why no other attempt follows, if none does.
    fn gives_up(&self, bad: &Bad) -> Option<RetryState> {
        let is_final = match bad {
            Bad::Failed(failure) => match &failure.failure_info {
                Some(FailureInfo::ApplicationFailureInfo(info)) => info.non_retryable,
                _ => false,
            },
            Bad::TimedOut(_) => false,
        };
        let most = self.asked.retry_policy.as_ref().map_or(0, |policy| policy.maximum_attempts);
        if self.cancel_requested.is_some() {
            Some(RetryState::CancelRequested)
        } else if is_final {
            Some(RetryState::NonRetryableFailure)
        } else if most != 0 && self.attempt >= most {
            Some(RetryState::MaximumAttemptsReached)
        } else {
            None
        }
    }
}

/// The activity that an event ends.
pub(super) const fn ends(attributes: &Attributes) -> Option<i64> {
    match attributes {
        Attributes::ActivityTaskCompletedEventAttributes(end) => Some(end.scheduled_event_id),
        Attributes::ActivityTaskFailedEventAttributes(end) => Some(end.scheduled_event_id),
        Attributes::ActivityTaskTimedOutEventAttributes(end) => Some(end.scheduled_event_id),
        Attributes::ActivityTaskCanceledEventAttributes(end) => Some(end.scheduled_event_id),
        _ => None,
    }
}
