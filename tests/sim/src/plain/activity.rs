//! Decides the life of an activity in the model: given out, heartbeating, retried, ended, timed out.

use super::{Alarm, Server, command::NOTHING, gone, token, token_of};
use bytes::Bytes;
use dacapo_core::rpc::{CallEnd, Status};
use dacapo_proto::temporal::api::{
    common::v1::{ActivityType, Payloads, WorkflowType},
    enums::v1::{EventType, RetryState, TimeoutType},
    failure::v1::{Failure, TimeoutFailureInfo, failure::FailureInfo},
    history::v1::{
        ActivityTaskCanceledEventAttributes, ActivityTaskCompletedEventAttributes, ActivityTaskFailedEventAttributes,
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

impl Server {
    /// Gives an activity to a worker, unless it has ended.
    pub(super) fn start_activity(&mut self, run_id: &str, scheduled: i64) -> Option<PollActivityTaskQueueResponse> {
        let wall = self.wall().to_wire();
        let execution = self.executions.get_mut(run_id)?;
        let (workflow_execution, workflow_type) = (execution.wire(), execution.workflow_type.clone());
        let activity = execution.activities.get_mut(&scheduled)?;
        if activity.is_started {
            return None;
        }
        activity.is_started = true;
        let attempt = activity.attempt;
        let response = PollActivityTaskQueueResponse {
            task_token: token_of(run_id, scheduled, attempt),
            workflow_namespace: "default".into(),
            workflow_type: Some(WorkflowType { name: workflow_type }),
            workflow_execution: Some(workflow_execution),
            activity_type: Some(ActivityType { name: activity.activity_type.clone() }),
            activity_id: activity.id.clone(),
            input: activity.input.clone(),
            heartbeat_details: activity.details.clone(),
            scheduled_time: Some(wall),
            current_attempt_scheduled_time: Some(wall),
            started_time: Some(wall),
            attempt,
            start_to_close_timeout: prost_types::Duration::try_from(activity.start_to_close).ok(),
            heartbeat_timeout: prost_types::Duration::try_from(activity.heartbeat).ok(),
            ..Default::default()
        };
        let timeouts = [activity.start_to_close, activity.heartbeat];
        let shortest = timeouts.into_iter().filter(|timeout| !timeout.is_zero()).min().unwrap_or(Duration::MAX);
        let beats = activity.beats;
        let attempt = pair(attempt, beats);
        self.alarm(shortest, Alarm::ActivityTimesOut { run_id: run_id.into(), scheduled, attempt });
        Some(response)
    }

    /// The running activity that a token names.
    fn open_activity(&self, task_token: &Bytes) -> Result<(String, i64), Status> {
        let unknown = || gone("activity task not found");
        let (run_id, scheduled, attempt) = token(task_token).ok_or_else(unknown)?;
        let execution = self.executions.get(&run_id).ok_or_else(unknown)?;
        let activity = execution.activities.get(&scheduled).ok_or_else(unknown)?;
        if !activity.is_started || activity.attempt != attempt {
            return Err(unknown());
        }
        Ok((run_id, scheduled))
    }

    pub(super) fn complete_activity(&mut self, message: &Bytes) -> CallEnd {
        let request = RespondActivityTaskCompletedRequest::decode(message.clone()).unwrap_or_default();
        let (run_id, scheduled) = self.open_activity(&request.task_token)?;
        let started = self.begin_end(&run_id, scheduled);
        let completed = ActivityTaskCompletedEventAttributes {
            result: request.result,
            scheduled_event_id: scheduled,
            started_event_id: started,
            ..Default::default()
        };
        let attributes = Attributes::ActivityTaskCompletedEventAttributes(completed);
        self.end(&run_id, scheduled, (EventType::ActivityTaskCompleted, attributes));
        Ok(NOTHING)
    }

    pub(super) fn fail_activity(&mut self, message: &Bytes) -> CallEnd {
        let request = RespondActivityTaskFailedRequest::decode(message.clone()).unwrap_or_default();
        let (run_id, scheduled) = self.open_activity(&request.task_token)?;
        let failure = request.failure.unwrap_or_default();
        let is_final = match &failure.failure_info {
            Some(FailureInfo::ApplicationFailureInfo(info)) => info.non_retryable,
            _ => false,
        };
        if is_final || !self.tries_again(&run_id, scheduled) {
            let started = self.begin_end(&run_id, scheduled);
            let failed = ActivityTaskFailedEventAttributes {
                failure: Some(failure),
                scheduled_event_id: scheduled,
                started_event_id: started,
                retry_state: RetryState::MaximumAttemptsReached.into(),
                ..Default::default()
            };
            let attributes = Attributes::ActivityTaskFailedEventAttributes(failed);
            self.end(&run_id, scheduled, (EventType::ActivityTaskFailed, attributes));
        }
        Ok(NOTHING)
    }

    pub(super) fn cancel_activity(&mut self, message: &Bytes) -> CallEnd {
        let request = RespondActivityTaskCanceledRequest::decode(message.clone()).unwrap_or_default();
        let (run_id, scheduled) = self.open_activity(&request.task_token)?;
        self.end_canceled(&run_id, scheduled, request.details);
        Ok(NOTHING)
    }

    pub(super) fn end_canceled(&mut self, run_id: &str, scheduled: i64, details: Option<Payloads>) {
        let requested = self.executions.get(run_id).and_then(|e| e.activities.get(&scheduled)?.cancel_requested);
        let started = self.begin_end(run_id, scheduled);
        let canceled = ActivityTaskCanceledEventAttributes {
            details,
            latest_cancel_requested_event_id: requested.unwrap_or_default(),
            scheduled_event_id: scheduled,
            started_event_id: started,
            ..Default::default()
        };
        let attributes = Attributes::ActivityTaskCanceledEventAttributes(canceled);
        self.end(run_id, scheduled, (EventType::ActivityTaskCanceled, attributes));
    }

    pub(super) fn heartbeat_activity(&mut self, message: &Bytes) -> CallEnd {
        let request = RecordActivityTaskHeartbeatRequest::decode(message.clone()).unwrap_or_default();
        let (run_id, scheduled) = self.open_activity(&request.task_token)?;
        let activity = self.executions.get_mut(&run_id).and_then(|e| e.activities.get_mut(&scheduled));
        let Some(activity) = activity else { return Err(gone("activity task not found")) };
        activity.details = request.details;
        let cancel_requested = activity.cancel_requested.is_some();
        if !activity.heartbeat.is_zero() {
            activity.beats += 1;
            let (timeout, attempt) = (activity.heartbeat, pair(activity.attempt, activity.beats));
            self.alarm(timeout, Alarm::ActivityTimesOut { run_id, scheduled, attempt });
        }
        let response = RecordActivityTaskHeartbeatResponse { cancel_requested, ..Default::default() };
        Ok(response.encode_to_vec().into())
    }

    pub(super) fn activity_timed_out(&mut self, run_id: &str, (scheduled, attempt): (i64, i32)) {
        let activity = self.executions.get(run_id).and_then(|e| e.activities.get(&scheduled));
        let is_meant = activity.is_some_and(|a| a.is_started && pair(a.attempt, a.beats) == attempt);
        if !is_meant || self.tries_again(run_id, scheduled) {
            return;
        }
        let started = self.begin_end(run_id, scheduled);
        let info = TimeoutFailureInfo { timeout_type: TimeoutType::StartToClose.into(), ..Default::default() };
        let failure = Failure {
            message: "activity StartToClose timeout".into(),
            failure_info: Some(FailureInfo::TimeoutFailureInfo(info)),
            ..Default::default()
        };
        let timed_out = ActivityTaskTimedOutEventAttributes {
            failure: Some(failure),
            scheduled_event_id: scheduled,
            started_event_id: started,
            retry_state: RetryState::MaximumAttemptsReached.into(),
        };
        let attributes = Attributes::ActivityTaskTimedOutEventAttributes(timed_out);
        self.end(run_id, scheduled, (EventType::ActivityTaskTimedOut, attributes));
    }

    /// Schedules another attempt, if one is left.
    fn tries_again(&mut self, run_id: &str, scheduled: i64) -> bool {
        let activity = self.executions.get_mut(run_id).and_then(|e| e.activities.get_mut(&scheduled));
        let Some(activity) = activity else { return false };
        let is_last = activity.maximum_attempts != 0 && activity.attempt >= activity.maximum_attempts;
        if is_last || activity.cancel_requested.is_some() {
            return false;
        }
        activity.attempt += 1;
        activity.is_started = false;
        let attempt = activity.attempt;
        self.alarm(BACKOFF, Alarm::ActivityRetries { run_id: run_id.into(), scheduled, attempt });
        true
    }

    pub(super) fn retry_activity(&mut self, run_id: String, (scheduled, attempt): (i64, i32)) {
        let activity = self.executions.get(&run_id).and_then(|e| e.activities.get(&scheduled));
        if activity.is_some_and(|activity| activity.attempt == attempt && !activity.is_started) {
            self.activities.push_back((run_id, scheduled));
        }
    }

    /// The event that says that the activity was started comes with its end; its id, as far as it is known by then.
    fn begin_end(&mut self, run_id: &str, scheduled: i64) -> i64 {
        let Some(execution) = self.executions.get(run_id) else { return 0 };
        let Some(activity) = execution.activities.get(&scheduled) else { return 0 };
        if activity.cancel_requested.is_some() && !activity.is_started {
            return 0;
        }
        let started = ActivityTaskStartedEventAttributes {
            scheduled_event_id: scheduled,
            attempt: activity.attempt,
            ..Default::default()
        };
        let started = Attributes::ActivityTaskStartedEventAttributes(started);
        if matches!(execution.task, super::execution::Task::Started { .. }) {
            self.happen(run_id, EventType::ActivityTaskStarted, started);
            return 0;
        }
        if let Some(execution) = self.executions.get_mut(run_id)
            && matches!(execution.task, super::execution::Task::Scheduled { is_transient: true, .. })
        {
            execution.task = super::execution::Task::None;
        }
        self.append(run_id, EventType::ActivityTaskStarted, started)
    }

    fn end(&mut self, run_id: &str, scheduled: i64, (kind, attributes): (EventType, Attributes)) {
        if let Some(execution) = self.executions.get_mut(run_id) {
            execution.activities.remove(&scheduled);
        }
        self.happen(run_id, kind, attributes);
    }
}

/// An attempt and its heartbeats in one number, so that an alarm knows which it was set for.
fn pair(attempt: i32, beats: i32) -> i32 {
    attempt.saturating_mul(100_000).saturating_add(beats)
}
