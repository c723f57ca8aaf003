//! Decides the life of an activity in the model until it ends: scheduled, given out, heartbeating, asked to cancel.

mod end;

use super::{Alarm, Server, command::bad, execution::Run, gone, length, token, token_of, unreadable};
use bytes::Bytes;
use dacapo_core::{
    rpc::{CallEnd, Status},
    time::WallTime,
};
use dacapo_proto::temporal::api::{
    command::v1::ScheduleActivityTaskCommandAttributes as Asked,
    common::v1::{Payload, Payloads, WorkflowType},
    enums::v1::EventType,
    failure::v1::Failure,
    history::v1::{
        ActivityTaskCancelRequestedEventAttributes, ActivityTaskScheduledEventAttributes, history_event::Attributes,
    },
    workflowservice::v1::{
        PollActivityTaskQueueResponse, RecordActivityTaskHeartbeatRequest, RecordActivityTaskHeartbeatResponse,
    },
};
use end::ends;
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

    pub(super) fn retry_activity(&mut self, run: Run, (scheduled, stamp): (i64, u64)) {
        self.queues.push_activity((run, scheduled, stamp));
    }
}
