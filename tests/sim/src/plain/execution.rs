//! Decides what a model execution is: its history, what is pending in it, and which events wait for its open task.

use super::{Alarm, Dispatch, PAGE, Server};
use bytes::Bytes;
use dacapo_proto::temporal::api::{
    common::v1::{Payloads, WorkflowExecution, WorkflowType},
    enums::v1::EventType,
    history::v1::{
        HistoryEvent, WorkflowExecutionSignaledEventAttributes, WorkflowExecutionStartedEventAttributes,
        history_event::Attributes,
    },
    taskqueue::v1::TaskQueue,
};
use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

/// How long a worker may take for a workflow task.
pub(super) const TASK_TIMEOUT: Duration = Duration::from_secs(10);

/// One execution.
#[derive(Clone, Debug, Default)]
pub(super) struct Execution {
    pub(super) workflow_id: String,
    pub(super) run_id: String,
    pub(super) workflow_type: String,
    pub(super) events: Vec<HistoryEvent>,
    /// Events that wait until the task that is being worked on ends.
    pub(super) buffered: Vec<(EventType, Attributes)>,
    pub(super) task: Task,
    pub(super) attempt: i32,
    /// The event that the last completed task started with.
    pub(super) last_started: i64,
    /// The queue of the worker that has the run, and how long a task waits there.
    pub(super) sticky: Option<(String, Duration)>,
    pub(super) activities: BTreeMap<i64, Activity>,
    /// Timers that run: their ids, by the events that started them.
    pub(super) timers: BTreeMap<i64, String>,
    pub(super) outcome: Option<String>,
    pub(super) queries: VecDeque<u64>,
    pub(super) answered_queries: usize,
}

/// The workflow task of an execution.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Task {
    #[default]
    None,
    /// It waits for a worker. One that is transient is not in history.
    Scheduled { scheduled: i64, is_transient: bool },
    /// A worker has it.
    Started { scheduled: i64, is_transient: bool },
}

/// An activity that has not ended.
#[derive(Clone, Debug, Default)]
pub(super) struct Activity {
    pub(super) id: String,
    pub(super) activity_type: String,
    pub(super) input: Option<Payloads>,
    pub(super) attempt: i32,
    pub(super) is_started: bool,
    pub(super) cancel_requested: Option<i64>,
    pub(super) start_to_close: Duration,
    pub(super) heartbeat: Duration,
    pub(super) maximum_attempts: i32,
    pub(super) details: Option<Payloads>,
    /// What every heartbeat changes, so that an old alarm rings in vain.
    pub(super) beats: i32,
}

impl Execution {
    pub(super) fn next_id(&self) -> i64 {
        i64::try_from(self.events.len()).unwrap_or(i64::MAX - 1) + 1
    }

    /// A part of history, and the token of the next one.
    pub(super) fn page(&self, token: &Bytes) -> (Vec<HistoryEvent>, Bytes) {
        let from = std::str::from_utf8(token).ok().and_then(|text| text.parse().ok()).unwrap_or(0_usize);
        let to = (from + PAGE).min(self.events.len());
        let next = if to < self.events.len() { Bytes::from(to.to_string()) } else { Bytes::new() };
        (self.events.get(from..to).unwrap_or_default().to_vec(), next)
    }
}

impl Server {
    /// Starts an execution.
    pub fn start(&mut self, workflow_id: &str, workflow_type: &str, input: Option<Payloads>) -> String {
        self.runs += 1;
        let run_id = format!("00000000-0000-4000-8000-{:012x}", self.runs);
        let execution = Execution {
            workflow_id: workflow_id.into(),
            run_id: run_id.clone(),
            workflow_type: workflow_type.into(),
            attempt: 1,
            ..Execution::default()
        };
        self.executions.insert(run_id.clone(), execution);
        let started = WorkflowExecutionStartedEventAttributes {
            workflow_type: Some(WorkflowType { name: workflow_type.into() }),
            workflow_id: workflow_id.into(),
            task_queue: Some(TaskQueue { name: "queue".into(), ..Default::default() }),
            input,
            workflow_task_timeout: prost_types::Duration::try_from(TASK_TIMEOUT).ok(),
            original_execution_run_id: run_id.clone(),
            first_execution_run_id: run_id.clone(),
            attempt: 1,
            ..Default::default()
        };
        self.append(
            &run_id,
            EventType::WorkflowExecutionStarted,
            Attributes::WorkflowExecutionStartedEventAttributes(started),
        );
        self.schedule_task(&run_id);
        self.dispatch();
        run_id
    }

    /// Signals an execution that is open.
    pub fn signal(&mut self, run_id: &str, name: &str) {
        let signaled = WorkflowExecutionSignaledEventAttributes {
            signal_name: name.into(),
            input: Some(Payloads::default()),
            identity: "outside".into(),
            ..Default::default()
        };
        self.happen(
            run_id,
            EventType::WorkflowExecutionSignaled,
            Attributes::WorkflowExecutionSignaledEventAttributes(signaled),
        );
        self.dispatch();
    }

    /// Asks an execution a query; the answer is only counted.
    pub fn query(&mut self, run_id: &str, query: u64) {
        let Some(execution) = self.executions.get_mut(run_id) else { return };
        execution.queries.push_back(query);
        let sticky = execution.sticky.clone().map(|(queue, _)| queue);
        let dispatch = Dispatch::Query { run_id: run_id.into(), query };
        self.queue(sticky.as_deref(), dispatch);
        self.dispatch();
    }

    pub(super) fn queue(&mut self, sticky: Option<&str>, dispatch: Dispatch) {
        match sticky {
            Some(queue) => self.sticky.entry(queue.into()).or_default().push_back(dispatch),
            None => self.normal.push_back(dispatch),
        }
    }

    /// Something happens to an execution: at once, or when the task that is being worked on ends.
    pub(super) fn happen(&mut self, run_id: &str, kind: EventType, attributes: Attributes) {
        let Some(execution) = self.executions.get_mut(run_id) else { return };
        if execution.outcome.is_some() {
            return;
        }
        if matches!(execution.task, Task::Started { .. }) {
            execution.buffered.push((kind, attributes));
            return;
        }
        // A transient task is not in history, and what comes before it is not either.
        if matches!(execution.task, Task::Scheduled { is_transient: true, .. }) {
            execution.task = Task::None;
        }
        self.append(run_id, kind, attributes);
        self.schedule_task(run_id);
    }

    /// Writes an event; its id.
    pub(super) fn append(&mut self, run_id: &str, kind: EventType, attributes: Attributes) -> i64 {
        let time = self.wall().to_wire();
        let Some(execution) = self.executions.get_mut(run_id) else { return 0 };
        let event_id = execution.next_id();
        execution.events.push(HistoryEvent {
            event_id,
            event_time: Some(time),
            event_type: kind.into(),
            attributes: Some(attributes),
            ..Default::default()
        });
        event_id
    }

    pub(super) fn timer_fired(&mut self, run_id: &str, started: i64) {
        let Some(execution) = self.executions.get_mut(run_id) else { return };
        let Some(timer_id) = execution.timers.remove(&started) else { return };
        let fired =
            dacapo_proto::temporal::api::history::v1::TimerFiredEventAttributes { timer_id, started_event_id: started };
        self.happen(run_id, EventType::TimerFired, Attributes::TimerFiredEventAttributes(fired));
    }

    pub(super) fn start_timer(&mut self, run_id: &str, (started, timer_id): (i64, String), after: Duration) {
        let Some(execution) = self.executions.get_mut(run_id) else { return };
        execution.timers.insert(started, timer_id);
        self.alarm(after, Alarm::TimerFires { run_id: run_id.into(), started });
    }
}

impl Execution {
    /// What names it on the wire.
    pub(super) fn wire(&self) -> WorkflowExecution {
        WorkflowExecution { workflow_id: self.workflow_id.clone(), run_id: self.run_id.clone() }
    }
}
