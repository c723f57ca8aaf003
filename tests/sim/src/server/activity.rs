//! Decides the life of an activity in the model: given out, heartbeating, retried, ended, timed out.

use super::{Alarm, NOTHING, Server, command::bad, execution::Run, gone, length, token, token_of, unreadable};
use bytes::Bytes;
use dacapo_core::{
    rpc::{CallEnd, Code, Status},
    time::WallTime,
};
use dacapo_proto::temporal::api::{
    command::v1::ScheduleActivityTaskCommandAttributes as Asked,
    common::v1::{Payload, Payloads, WorkflowType},
    enums::v1::{EventType, RetryState, TimeoutType},
    failure::v1::{Failure, TimeoutFailureInfo, failure::FailureInfo},
    history::v1::{
        ActivityTaskCancelRequestedEventAttributes, ActivityTaskCanceledEventAttributes,
        ActivityTaskCompletedEventAttributes, ActivityTaskFailedEventAttributes, ActivityTaskScheduledEventAttributes,
        ActivityTaskStartedEventAttributes, ActivityTaskTimedOutEventAttributes, history_event::Attributes,
    },
    workflowservice::v1::{
        PollActivityTaskQueueResponse, RecordActivityTaskHeartbeatRequest, RecordActivityTaskHeartbeatResponse,
        RespondActivityTaskCanceledRequest, RespondActivityTaskCompletedRequest, RespondActivityTaskFailedRequest,
    },
};
use prost::Message;
use std::time::Duration;

/// How long the model waits before it tries an activity again.
const BACKOFF: Duration = Duration::from_secs(1);

/// An activity that has not ended.
#[derive(Clone, Debug)]
pub(super) struct Activity {
    asked: Box<Asked>,
    attempt: i32,
    started: Option<WallTime>,
    scheduled_time: WallTime,
    cancel_requested: Option<i64>,
    details: Option<Payloads>,
    last_failure: Option<Failure>,
    /// What every attempt and every heartbeat changes, so that an old alarm rings in vain.
    stamp: u64,
}

/// How an attempt did not end well.
#[derive(Clone, Debug)]
enum Bad {
    Failed(Box<Failure>),
    TimedOut(TimeoutType),
}

impl Server {
    pub(super) fn schedule_activity(&mut self, run: Run, completed: i64, asked: Asked) -> Result<(i64, u64), Status> {
        let is_known = |activity: &Activity| activity.asked.activity_id == asked.activity_id;
        if self.at(run).is_some_and(|execution| execution.activities.values().any(is_known)) {
            return Err(bad(format!("ScheduleActivityDuplicateId: ActivityId={}", asked.activity_id)));
        }
        let event = ActivityTaskScheduledEventAttributes {
            activity_id: asked.activity_id.clone(),
            activity_type: asked.activity_type.clone(),
            task_queue: asked.task_queue.clone(),
            header: asked.header.clone(),
            input: asked.input.clone(),
            schedule_to_close_timeout: asked.schedule_to_close_timeout,
            schedule_to_start_timeout: asked.schedule_to_start_timeout,
            start_to_close_timeout: asked.start_to_close_timeout,
            heartbeat_timeout: asked.heartbeat_timeout,
            workflow_task_completed_event_id: completed,
            retry_policy: asked.retry_policy.clone(),
            ..Default::default()
        };
        let attributes = Attributes::ActivityTaskScheduledEventAttributes(event);
        let scheduled = self.append(run, EventType::ActivityTaskScheduled, attributes);
        let (stamp, scheduled_time) = (self.number(), self.wall());
        let activity = Activity {
            asked: Box::new(asked),
            attempt: 1,
            started: None,
            scheduled_time,
            cancel_requested: None,
            details: None,
            last_failure: None,
            stamp,
        };
        if let Some(execution) = self.at_mut(run) {
            execution.activities.insert(scheduled, activity);
        }
        Ok((scheduled, stamp))
    }

    pub(super) fn request_cancel_activity(&mut self, run: Run, completed: i64, scheduled: i64) -> Result<(), Status> {
        let Some(execution) = self.at_mut(run) else { return Ok(()) };
        let has_ended = execution.buffered.iter().any(|(_, attributes)| ends(attributes) == Some(scheduled));
        let activity = execution.activities.get(&scheduled);
        if activity.is_some_and(|activity| activity.cancel_requested.is_some()) || (activity.is_none() && !has_ended) {
            return Err(bad(format!("BadRequestCancelActivityAttributes: ScheduledEventID: {scheduled}")));
        }
        let requested = ActivityTaskCancelRequestedEventAttributes {
            scheduled_event_id: scheduled,
            workflow_task_completed_event_id: completed,
        };
        let attributes = Attributes::ActivityTaskCancelRequestedEventAttributes(requested);
        let event = self.append(run, EventType::ActivityTaskCancelRequested, attributes);
        let activity = self.at_mut(run).and_then(|execution| execution.activities.get_mut(&scheduled));
        if let Some(activity) = activity {
            activity.cancel_requested = Some(event);
            if activity.started.is_none() {
                let text = Bytes::from_static(b"\"ACTIVITY_ID_NOT_STARTED\"");
                let details = Payloads { payloads: vec![Payload { data: text, ..Default::default() }] };
                self.end_canceled(run, scheduled, Some(details));
            }
        }
        Ok(())
    }

    /// Gives an activity to a worker, unless it is not there any more.
    pub(super) fn start_activity(
        &mut self,
        run: Run,
        scheduled: i64,
        stamp: u64,
    ) -> Option<PollActivityTaskQueueResponse> {
        let wall = self.wall();
        self.open(run)?.activities.get(&scheduled).filter(|known| known.stamp == stamp && known.started.is_none())?;
        self.persist(run);
        let execution = self.at_mut(run)?;
        let (workflow_execution, workflow_type) = (execution.wire(), execution.workflow_type.clone());
        let activity = execution.activities.get_mut(&scheduled)?;
        activity.started = Some(wall);
        let asked = &activity.asked;
        let response = PollActivityTaskQueueResponse {
            task_token: token_of('a', run, (scheduled, u64::try_from(activity.attempt).unwrap_or_default())),
            workflow_namespace: "default".into(),
            workflow_type: Some(WorkflowType { name: workflow_type }),
            workflow_execution: Some(workflow_execution),
            activity_type: asked.activity_type.clone(),
            activity_id: asked.activity_id.clone(),
            header: asked.header.clone(),
            input: asked.input.clone(),
            heartbeat_details: activity.details.clone(),
            scheduled_time: Some(activity.scheduled_time.to_wire()),
            current_attempt_scheduled_time: Some(activity.scheduled_time.to_wire()),
            started_time: Some(wall.to_wire()),
            attempt: activity.attempt,
            start_to_close_timeout: asked.start_to_close_timeout,
            heartbeat_timeout: asked.heartbeat_timeout,
            ..Default::default()
        };
        let timeouts = [length(asked.start_to_close_timeout), length(asked.heartbeat_timeout)];
        let shortest = timeouts.into_iter().filter(|timeout| !timeout.is_zero()).min();
        if let Some(timeout) = shortest {
            self.alarm(timeout, Alarm::ActivityTimesOut { run, scheduled, stamp });
        }
        Some(response)
    }

    /// The running activity that a token names.
    fn open_activity(&self, task_token: &Bytes) -> Result<(Run, i64), Status> {
        let unknown = || gone("invalid activityID or activity already timed out or invoking workflow is completed");
        let (run, scheduled, attempt) = token(task_token, 'a').ok_or_else(unknown)?;
        let activity = self.open(run).and_then(|execution| execution.activities.get(&scheduled)).ok_or_else(unknown)?;
        if activity.started.is_none() || u64::try_from(activity.attempt) != Ok(attempt) {
            return Err(unknown());
        }
        Ok((run, scheduled))
    }

    pub(super) fn complete_activity(&mut self, message: Bytes) -> CallEnd {
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

    pub(super) fn fail_activity(&mut self, message: Bytes) -> CallEnd {
        let request = RespondActivityTaskFailedRequest::decode(message).map_err(|error| unreadable(&error))?;
        let (run, scheduled) = self.open_activity(&request.task_token)?;
        let failure = request.failure.unwrap_or_default();
        if !matches!(failure.failure_info, Some(FailureInfo::ApplicationFailureInfo(_))) {
            return Err(Status::new(Code::InvalidArgument, "Failure must be of type ApplicationFailure"));
        }
        self.ended_badly(run, scheduled, Bad::Failed(Box::new(failure)));
        Ok(NOTHING)
    }

    pub(super) fn cancel_activity(&mut self, message: Bytes) -> CallEnd {
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

    fn end_canceled(&mut self, run: Run, scheduled: i64, details: Option<Payloads>) {
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

    pub(super) fn heartbeat_activity(&mut self, message: Bytes) -> CallEnd {
        let request = RecordActivityTaskHeartbeatRequest::decode(message).map_err(|error| unreadable(&error))?;
        let (run, scheduled) = self.open_activity(&request.task_token)?;
        self.persist(run);
        let stamp = self.number();
        let activity = self.at_mut(run).and_then(|execution| execution.activities.get_mut(&scheduled));
        let Some(activity) = activity else { return Err(gone("activity task not found")) };
        activity.details = request.details;
        let cancel_requested = activity.cancel_requested.is_some();
        let timeout = length(activity.asked.heartbeat_timeout);
        if !timeout.is_zero() {
            // It times out when its heartbeats do, or its whole time is over, whichever is first.
            let whole = length(activity.asked.start_to_close_timeout);
            let began = activity.started.unwrap_or_default();
            activity.stamp = stamp;
            let left = whole.saturating_sub(self.wall().since(began));
            self.alarm(timeout.min(left), Alarm::ActivityTimesOut { run, scheduled, stamp });
        }
        let response = RecordActivityTaskHeartbeatResponse { cancel_requested, ..Default::default() };
        Ok(response.encode_to_vec().into())
    }

    pub(super) fn activity_timed_out(&mut self, run: Run, (scheduled, stamp): (i64, u64)) {
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

    pub(super) fn retry_activity(&mut self, run: Run, (scheduled, stamp): (i64, u64)) {
        self.queues.push_activity((run, scheduled, stamp));
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
const fn ends(attributes: &Attributes) -> Option<i64> {
    match attributes {
        Attributes::ActivityTaskCompletedEventAttributes(end) => Some(end.scheduled_event_id),
        Attributes::ActivityTaskFailedEventAttributes(end) => Some(end.scheduled_event_id),
        Attributes::ActivityTaskTimedOutEventAttributes(end) => Some(end.scheduled_event_id),
        Attributes::ActivityTaskCanceledEventAttributes(end) => Some(end.scheduled_event_id),
        _ => None,
    }
}
