//! Decides the life of one execution in the script: which events its history gets, and what its next task tells.

use super::{
    Plan,
    tasks::{TIME, event, queue, seconds},
};
use bytes::Bytes;
use dacapo_proto::temporal::api::{
    command::v1::{RecordMarkerCommandAttributes, ScheduleActivityTaskCommandAttributes, StartTimerCommandAttributes},
    common::v1::{Payload, Payloads, WorkflowExecution, WorkflowType},
    enums::v1::EventType,
    history::v1::{
        ActivityTaskCompletedEventAttributes, ActivityTaskScheduledEventAttributes, ActivityTaskStartedEventAttributes,
        History, HistoryEvent, MarkerRecordedEventAttributes, TimerFiredEventAttributes, TimerStartedEventAttributes,
        WorkflowExecutionStartedEventAttributes, WorkflowTaskCompletedEventAttributes,
        WorkflowTaskScheduledEventAttributes, WorkflowTaskStartedEventAttributes, history_event::Attributes,
    },
    workflowservice::v1::{PollActivityTaskQueueResponse, PollWorkflowTaskQueueResponse},
};
use prost::Message;

/// One execution at its place.
#[derive(Debug, Default)]
pub(super) struct Execution {
    place: usize,
    /// What tells it from others that were at its place.
    number: u64,
    /// The events that its worker was not told.
    events: Vec<HistoryEvent>,
    last: i64,
    /// The event that started its last workflow task, the one before that, and the one that completed it.
    started: i64,
    previous_started: i64,
    completed: i64,
    /// The event that scheduled its activity.
    activity: i64,
}

impl Execution {
    pub(super) fn begin((place, number): (usize, u64), plan: &Plan) -> Self {
        let mut begun = Self { place, number, ..Self::default() };
        let WorkflowExecution { workflow_id, run_id } = begun.id();
        let started = WorkflowExecutionStartedEventAttributes {
            workflow_type: Some(WorkflowType { name: plan.workflow_type.into() }),
            task_queue: queue(),
            input: Some(json(plan.argument)),
            workflow_task_timeout: seconds(10),
            original_execution_run_id: run_id.clone(),
            first_execution_run_id: run_id,
            identity: "client".into(),
            attempt: 1,
            workflow_id,
            ..Default::default()
        };
        let attributes = Attributes::WorkflowExecutionStartedEventAttributes(started);
        begun.append(EventType::WorkflowExecutionStarted, attributes);
        begun
    }

    /// The one that a token names; `None` where it has ended.
    pub(super) fn of<'a>(executions: &'a mut [Self], token: &Bytes) -> Option<&'a mut Self> {
        let (place, number) = token.split_first_chunk::<8>()?;
        let place = usize::try_from(u64::from_le_bytes(*place)).ok()?;
        executions.get_mut(place).filter(|execution| execution.number.to_le_bytes() == *number)
    }

    pub(super) const fn place(&self) -> usize {
        self.place
    }

    fn token(&self) -> Bytes {
        let place = u64::try_from(self.place).unwrap_or_default();
        [place.to_le_bytes(), self.number.to_le_bytes()].concat().into()
    }

    fn id(&self) -> WorkflowExecution {
        WorkflowExecution {
            workflow_id: format!("workflow-{}", self.number),
            run_id: format!("00000000-0000-4000-8000-{:012}", self.number),
        }
    }

    fn append(&mut self, event_type: EventType, attributes: Attributes) -> i64 {
        self.last = self.last.saturating_add(1);
        self.events.push(event(self.last, event_type, attributes));
        self.last
    }

    /// The next workflow task, encoded, with all events that were not told.
    pub(super) fn task(&mut self, workflow_type: &str) -> Bytes {
        let scheduled = WorkflowTaskScheduledEventAttributes {
            task_queue: queue(),
            start_to_close_timeout: seconds(10),
            attempt: 1,
        };
        let attributes = Attributes::WorkflowTaskScheduledEventAttributes(scheduled);
        let scheduled_event_id = self.append(EventType::WorkflowTaskScheduled, attributes);
        let started = WorkflowTaskStartedEventAttributes {
            scheduled_event_id,
            identity: "worker".into(),
            request_id: "e5a7a1c6-93c8-4b86-8a9c-6d7f0e5a2f11".into(),
            history_size_bytes: 600,
            ..Default::default()
        };
        self.previous_started = self.started;
        self.started =
            self.append(EventType::WorkflowTaskStarted, Attributes::WorkflowTaskStartedEventAttributes(started));
        let task = PollWorkflowTaskQueueResponse {
            task_token: self.token(),
            workflow_execution: Some(self.id()),
            workflow_type: Some(WorkflowType { name: workflow_type.into() }),
            previous_started_event_id: self.previous_started,
            started_event_id: self.started,
            attempt: 1,
            history: Some(History { events: std::mem::take(&mut self.events) }),
            workflow_execution_task_queue: queue(),
            scheduled_time: TIME,
            started_time: TIME,
            ..Default::default()
        };
        task.encode_to_vec().into()
    }

    /// Gives the event that started the task.
    pub(super) fn workflow_task_completed(&mut self) -> i64 {
        let completed = WorkflowTaskCompletedEventAttributes {
            scheduled_event_id: self.started.saturating_sub(1),
            started_event_id: self.started,
            identity: "worker".into(),
            ..Default::default()
        };
        let attributes = Attributes::WorkflowTaskCompletedEventAttributes(completed);
        self.completed = self.append(EventType::WorkflowTaskCompleted, attributes);
        self.started
    }

    /// Schedules an activity and gives its task.
    pub(super) fn schedule(
        &mut self,
        activity: ScheduleActivityTaskCommandAttributes,
        workflow_type: &str,
    ) -> PollActivityTaskQueueResponse {
        let scheduled = ActivityTaskScheduledEventAttributes {
            activity_id: activity.activity_id.clone(),
            activity_type: activity.activity_type.clone(),
            task_queue: queue(),
            input: activity.input.clone(),
            start_to_close_timeout: activity.start_to_close_timeout,
            workflow_task_completed_event_id: self.completed,
            ..Default::default()
        };
        let attributes = Attributes::ActivityTaskScheduledEventAttributes(scheduled);
        self.activity = self.append(EventType::ActivityTaskScheduled, attributes);
        PollActivityTaskQueueResponse {
            task_token: self.token(),
            workflow_namespace: crate::NAMESPACE.into(),
            workflow_type: Some(WorkflowType { name: workflow_type.into() }),
            workflow_execution: Some(self.id()),
            activity_type: activity.activity_type,
            activity_id: activity.activity_id,
            input: activity.input,
            scheduled_time: TIME,
            current_attempt_scheduled_time: TIME,
            started_time: TIME,
            attempt: 1,
            start_to_close_timeout: activity.start_to_close_timeout,
            ..Default::default()
        }
    }

    pub(super) fn activity_completed(&mut self, result: Option<Payloads>) {
        let started = ActivityTaskStartedEventAttributes {
            scheduled_event_id: self.activity,
            identity: "worker".into(),
            attempt: 1,
            ..Default::default()
        };
        let started_event_id =
            self.append(EventType::ActivityTaskStarted, Attributes::ActivityTaskStartedEventAttributes(started));
        let completed = ActivityTaskCompletedEventAttributes {
            result,
            scheduled_event_id: self.activity,
            started_event_id,
            identity: "worker".into(),
            ..Default::default()
        };
        self.append(EventType::ActivityTaskCompleted, Attributes::ActivityTaskCompletedEventAttributes(completed));
    }

    /// Starts a timer that fires at once.
    pub(super) fn fire(&mut self, timer: StartTimerCommandAttributes) {
        let StartTimerCommandAttributes { timer_id, start_to_fire_timeout } = timer;
        let started = TimerStartedEventAttributes {
            timer_id: timer_id.clone(),
            start_to_fire_timeout,
            workflow_task_completed_event_id: self.completed,
        };
        let started_event_id = self.append(EventType::TimerStarted, Attributes::TimerStartedEventAttributes(started));
        let fired = TimerFiredEventAttributes { timer_id, started_event_id };
        self.append(EventType::TimerFired, Attributes::TimerFiredEventAttributes(fired));
    }

    pub(super) fn record(&mut self, marker: RecordMarkerCommandAttributes) {
        let recorded = MarkerRecordedEventAttributes {
            marker_name: marker.marker_name,
            details: marker.details,
            workflow_task_completed_event_id: self.completed,
            header: marker.header,
            failure: marker.failure,
        };
        self.append(EventType::MarkerRecorded, Attributes::MarkerRecordedEventAttributes(recorded));
    }

    /// Gives up its memory: no task will tell what happened.
    pub(super) fn forget_events(&mut self) {
        self.events = Vec::new();
    }
}

fn json(value: &'static str) -> Payloads {
    let metadata = [("encoding".to_owned(), Bytes::from_static(b"json/plain"))].into();
    Payloads { payloads: vec![Payload { metadata, data: Bytes::from_static(value.as_bytes()), ..Default::default() }] }
}
