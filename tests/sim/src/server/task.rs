//! Decides the life of a workflow task in the model: scheduled, given out, failed, timed out; normal, transient where it
//! was tried before, speculative where only an update asks for it.

use super::{
    Alarm, Server,
    alarm::AlarmKey,
    execution::{Run, TASK_TIMEOUT},
    gone,
    history::event,
    queue::Dispatch,
    unreadable,
};
use bytes::Bytes;
use dacapo_core::{rpc::CallEnd, time::WallTime};
use dacapo_proto::temporal::api::{
    enums::v1::{EventType, TimeoutType, WorkflowTaskFailedCause as Cause},
    history::v1::{
        HistoryEvent, WorkflowTaskFailedEventAttributes, WorkflowTaskScheduledEventAttributes,
        WorkflowTaskStartedEventAttributes, WorkflowTaskTimedOutEventAttributes, history_event::Attributes,
    },
    workflowservice::v1::RespondWorkflowTaskFailedRequest,
};
use prost::Message;
use std::time::Duration;

/// How long a speculative task waits for a worker that is not bound to have the run.
const SPECULATIVE_TIMEOUT: Duration = Duration::from_secs(5);

/// The longest time-out that a task gets which failed again and again.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(600);

/// The workflow task of an execution.
#[derive(Clone, Debug)]
pub(super) struct Task {
    /// What tells it from all others.
    pub(super) number: u64,
    pub(super) kind: Kind,
    pub(super) stage: Stage,
    pub(super) attempt: i32,
    /// The event that it was scheduled with, or would have been.
    pub(super) scheduled: i64,
    pub(super) scheduled_time: WallTime,
    /// The same for its start.
    pub(super) started: i64,
    pub(super) started_time: WallTime,
    /// The queries that went with it.
    pub(super) queries: Vec<u64>,
    /// What rings if it is not taken, or not answered.
    pub(super) alarm: Option<AlarmKey>,
}

/// Which of its events are in history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// All.
    Normal,
    /// None before it has ended well: one before it did not.
    Transient,
    /// None before it has ended, and none at all if nothing comes of it.
    Speculative,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Scheduled,
    Started,
}

impl Task {
    /// The events that are not in history, as whoever works on the task sees them.
    pub(super) fn virtual_events(&self) -> Vec<HistoryEvent> {
        if self.kind == Kind::Normal {
            return Vec::new();
        }
        vec![
            event(self.scheduled, self.scheduled_time, EventType::WorkflowTaskScheduled, scheduled(self.attempt)),
            event(self.started, self.started_time, EventType::WorkflowTaskStarted, started(self.scheduled)),
        ]
    }
}

impl Server {
    /// Schedules a task unless there is one, or a back-off is waited for.
    pub(super) fn schedule_task(&mut self, run: Run) {
        let kind = match self.open(run) {
            Some(execution) if execution.attempt > 1 => Kind::Transient,
            Some(_) => Kind::Normal,
            None => return,
        };
        self.schedule(run, kind);
    }

    pub(super) fn schedule(&mut self, run: Run, kind: Kind) {
        let Some(execution) = self.open(run) else { return };
        let waits = execution.is_backing_off && kind != Kind::Speculative;
        if execution.task.is_some() || execution.is_completing || waits {
            return;
        }
        let attempt = if kind == Kind::Transient { execution.attempt } else { 1 };
        let sticky = execution.sticky.clone();
        let scheduled = match kind {
            Kind::Normal => self.append(run, EventType::WorkflowTaskScheduled, scheduled(1)),
            Kind::Transient | Kind::Speculative => execution.events.next_id(),
        };
        let (number, now) = (self.number(), self.wall());
        let dispatch = Dispatch::Task { run, number };
        let alive = sticky.as_ref().filter(|(queue, _)| self.queues.is_alive(queue, self.now));
        let waits = match &sticky {
            Some((_, timeout)) => Some(*timeout),
            None if kind == Kind::Speculative => Some(SPECULATIVE_TIMEOUT),
            None => None,
        };
        // A queue that nobody asks any more is passed over, though the event names it.
        self.queues.push(alive.map(|(queue, _)| queue.as_str()), dispatch);
        let alarm = waits.map(|timeout| self.alarm(timeout, Alarm::TaskNotTaken { run, number }));
        let Some(execution) = self.at_mut(run) else { return };
        execution.task = Some(Task {
            number,
            kind,
            stage: Stage::Scheduled,
            attempt,
            scheduled,
            scheduled_time: now,
            started: 0,
            started_time: now,
            queries: Vec::new(),
            alarm,
        });
    }

    /// Notes that a worker has the task from now on; `None` where it is not there any more.
    pub(super) fn begin_task(&mut self, run: Run, number: u64) -> Option<Task> {
        let execution = self.open(run)?;
        let mut task = execution.task.clone().filter(|task| task.number == number && task.stage == Stage::Scheduled)?;
        if let Some(key) = task.alarm.take() {
            self.alarms.remove(&key);
        }
        // Something is in history by now that comes before the task: it is another one, not another try.
        if task.kind == Kind::Transient && self.at(run)?.events.next_id() != task.scheduled {
            task.kind = Kind::Normal;
            task.attempt = 1;
            task.scheduled = self.append(run, EventType::WorkflowTaskScheduled, scheduled(1));
            self.at_mut(run)?.attempt = 1;
        }
        task.stage = Stage::Started;
        task.started_time = self.wall();
        task.started = match task.kind {
            Kind::Normal => self.append(run, EventType::WorkflowTaskStarted, started(task.scheduled)),
            Kind::Transient | Kind::Speculative => task.scheduled + 1,
        };
        task.alarm = Some(self.alarm(time_out(task.attempt), Alarm::TaskTimesOut { run, number }));
        let execution = self.at_mut(run)?;
        task.queries = std::mem::take(&mut execution.queries);
        execution.task = Some(task.clone());
        Some(task)
    }

    /// Writes the events of a task that were not in history.
    pub(super) fn write_virtual(&mut self, run: Run, task: &Task) {
        if task.kind == Kind::Normal {
            return;
        }
        let kind = EventType::WorkflowTaskScheduled;
        self.append_at(run, task.scheduled_time, (kind, scheduled(task.attempt)));
        if task.stage == Stage::Started {
            self.append_at(run, task.started_time, (EventType::WorkflowTaskStarted, started(task.scheduled)));
        }
    }

    pub(super) fn fail_task(&mut self, message: Bytes) -> CallEnd {
        let request = RespondWorkflowTaskFailedRequest::decode(message).map_err(|error| unreadable(&error))?;
        let (run, task) = self.open_task(&request.task_token)?;
        self.fail_open(run, task, request.cause());
        Ok(super::NOTHING)
    }

    pub(super) fn fail_open(&mut self, run: Run, task: Task, cause: Cause) {
        let failed = failed(&task, cause);
        let failures = if cause == Cause::UnhandledCommand { 0 } else { 1 };
        self.end_unwell(run, task, (EventType::WorkflowTaskFailed, failed, failures));
    }

    pub(super) fn task_timed_out(&mut self, run: Run, number: u64) {
        let task = self.open(run).and_then(|execution| execution.task.clone());
        let Some(task) = task.filter(|task| task.number == number && task.stage == Stage::Started) else { return };
        let attributes = timed_out((task.scheduled, task.started), TimeoutType::StartToClose);
        self.end_unwell(run, task, (EventType::WorkflowTaskTimedOut, attributes, 1));
    }

    /// Nobody asked for it on its worker's queue: it goes to everybody's.
    pub(super) fn task_not_taken(&mut self, run: Run, number: u64) {
        let task = self.open(run).and_then(|execution| execution.task.clone());
        let Some(task) = task.filter(|task| task.number == number && task.stage == Stage::Scheduled) else { return };
        if task.kind != Kind::Transient {
            self.write_virtual(run, &task);
            let attributes = timed_out((task.scheduled, 0), TimeoutType::ScheduleToStart);
            self.append(run, EventType::WorkflowTaskTimedOut, attributes);
        }
        if let Some(execution) = self.at_mut(run) {
            execution.sticky = None;
            execution.task = None;
        }
        self.schedule_task(run);
    }

    /// A task that did not end well is tried again, by any worker. Only the first try is in history; where a worker had the
    /// run, the next one counts as the first again.
    fn end_unwell(&mut self, run: Run, task: Task, (kind, attributes, failures): (EventType, Attributes, i32)) {
        if task.kind != Kind::Transient {
            self.write_virtual(run, &Task { kind: task.kind, ..task.clone() });
            self.append(run, kind, attributes);
        }
        if let Some(key) = task.alarm {
            self.alarms.remove(&key);
        }
        let Some(execution) = self.at_mut(run) else { return };
        execution.task = None;
        let was_sticky = execution.sticky.take().is_some();
        execution.attempt = if was_sticky || failures == 0 { 1 } else { task.attempt + failures };
        execution.updates.send_again();
        execution.queries.splice(0..0, task.queries);
        if self.flush(run)
            && let Some(execution) = self.at_mut(run)
        {
            // Something new is in history: this is another task, not another try.
            execution.attempt = 1;
        }
        self.schedule_task(run);
    }

    /// The started task that a token names.
    pub(super) fn open_task(&self, task_token: &Bytes) -> Result<(Run, Task), dacapo_core::rpc::Status> {
        let (run, _, number) = super::token(task_token, 'w').ok_or_else(|| gone("Workflow task not found."))?;
        let execution = self.at(run).ok_or_else(|| gone("Workflow task not found."))?;
        if !execution.is_open() {
            return Err(gone("workflow execution already completed"));
        }
        let task = execution.task.as_ref().filter(|task| task.number == number && task.stage == Stage::Started);
        task.cloned().map(|task| (run, task)).ok_or_else(|| gone("Workflow task not found."))
    }
}

pub(super) fn scheduled(attempt: i32) -> Attributes {
    let start_to_close_timeout = prost_types::Duration::try_from(TASK_TIMEOUT).ok();
    let scheduled = WorkflowTaskScheduledEventAttributes { attempt, start_to_close_timeout, ..Default::default() };
    Attributes::WorkflowTaskScheduledEventAttributes(scheduled)
}

fn started(scheduled: i64) -> Attributes {
    let started = WorkflowTaskStartedEventAttributes { scheduled_event_id: scheduled, ..Default::default() };
    Attributes::WorkflowTaskStartedEventAttributes(started)
}

pub(super) fn failed(task: &Task, cause: Cause) -> Attributes {
    Attributes::WorkflowTaskFailedEventAttributes(WorkflowTaskFailedEventAttributes {
        scheduled_event_id: task.scheduled,
        started_event_id: task.started,
        cause: cause.into(),
        ..Default::default()
    })
}

fn timed_out((scheduled, started): (i64, i64), kind: TimeoutType) -> Attributes {
    Attributes::WorkflowTaskTimedOutEventAttributes(WorkflowTaskTimedOutEventAttributes {
        scheduled_event_id: scheduled,
        started_event_id: started,
        timeout_type: kind.into(),
    })
}

/// A task that failed again and again gets more time.
fn time_out(attempt: i32) -> Duration {
    let doublings = u32::try_from(attempt - 4).unwrap_or_default().min(8);
    let more = if attempt > 3 { Duration::from_secs(5 << doublings) } else { Duration::ZERO };
    (TASK_TIMEOUT + more).min(LONGEST_TIMEOUT)
}
