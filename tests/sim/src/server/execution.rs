//! Decides what a model execution is: its history, what is pending in it, and which events wait for its open task.

use super::{
    Server,
    activity::Activity,
    child::{Child, Parent},
    history::Events,
    nexus::Operation,
    task::{Kind, Stage, Task},
    update::Updates,
};
use dacapo_core::time::{MonoTime, WallTime};
use dacapo_proto::temporal::api::{
    common::v1::{Payload, WorkflowExecution},
    enums::v1::EventType,
    history::v1::history_event::Attributes,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

/// How long a worker may take for a workflow task.
pub(super) const TASK_TIMEOUT: Duration = Duration::from_secs(10);

/// A run, by its number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Run(pub(super) usize);

impl Run {
    const PREFIX: &str = "00000000-0000-4000-8000-";

    pub(super) fn parse(run_id: &str) -> Option<Self> {
        usize::from_str_radix(run_id.strip_prefix(Self::PREFIX)?, 16).ok().map(Self)
    }

    pub(super) fn id(self) -> String {
        format!("{}{:012x}", Self::PREFIX, self.0)
    }
}

/// One execution.
#[derive(Clone, Debug, Default)]
pub(super) struct Execution {
    pub(super) workflow_id: String,
    pub(super) run: Run,
    /// The request that started it, and those of its signals.
    pub(super) request_id: String,
    pub(super) signal_requests: BTreeSet<String>,
    pub(super) first_run_id: String,
    pub(super) workflow_type: String,
    pub(super) began: WallTime,
    pub(super) events: Events,
    /// Events that wait until the task that is being worked on ends.
    pub(super) buffered: Vec<(EventType, Attributes)>,
    pub(super) task: Option<Task>,
    /// A completion is being written: events that are not its own wait.
    pub(super) is_completing: bool,
    /// The first workflow task waits for the end of a back-off.
    pub(super) is_backing_off: bool,
    pub(super) attempt: i32,
    /// The event that the last completed task started with.
    pub(super) last_started: i64,
    /// When its first task was completed.
    pub(super) first_completed: WallTime,
    /// The queue of the worker that has the run, and how long a task waits there.
    pub(super) sticky: Option<(String, Duration)>,
    pub(super) activities: BTreeMap<i64, Activity>,
    /// Timers that run: their ids, by the events that started them.
    pub(super) timers: BTreeMap<i64, String>,
    pub(super) children: BTreeMap<i64, Child>,
    pub(super) parent: Option<Parent>,
    pub(super) operations: BTreeMap<i64, Operation>,
    pub(super) updates: Updates,
    /// Queries that wait for a workflow task to go with.
    pub(super) queries: Vec<u64>,
    pub(super) memo: BTreeMap<String, Payload>,
    pub(super) search_attributes: BTreeMap<String, Payload>,
    pub(super) is_cancel_requested: bool,
    /// How it ended.
    pub(super) outcome: Option<String>,
    /// When it did.
    pub(super) closed: MonoTime,
}

impl Execution {
    pub(super) const fn is_open(&self) -> bool {
        self.outcome.is_none()
    }

    /// How it ended, and what it left.
    pub(super) fn outcome_in_full(&self) -> Option<String> {
        let text = |fields: &BTreeMap<String, Payload>| {
            let all = fields.iter().map(|(key, value)| format!(" {key}={}", String::from_utf8_lossy(&value.data)));
            all.collect::<String>()
        };
        Some(format!("{};{};{}", self.outcome.as_ref()?, text(&self.memo), text(&self.search_attributes)))
    }

    /// What names it on the wire.
    pub(super) fn wire(&self) -> WorkflowExecution {
        WorkflowExecution { workflow_id: self.workflow_id.clone(), run_id: self.run.id() }
    }
}

impl Server {
    pub(super) fn at(&self, run: Run) -> Option<&Execution> {
        self.runs.get(run.0)
    }

    pub(super) fn at_mut(&mut self, run: Run) -> Option<&mut Execution> {
        self.runs.get_mut(run.0)
    }

    /// An execution that is open.
    pub(super) fn open(&self, run: Run) -> Option<&Execution> {
        self.at(run).filter(|execution| execution.is_open())
    }

    /// The run of a workflow that is open, or was last; the run that is named, where one is.
    pub(super) fn find(&self, workflow_id: &str, run_id: &str) -> Option<Run> {
        if run_id.is_empty() {
            return self.current.get(workflow_id).copied();
        }
        let run = Run::parse(run_id)?;
        self.at(run).is_some_and(|execution| execution.workflow_id == workflow_id).then_some(run)
    }

    /// Writes an event; its id.
    pub(super) fn append(&mut self, run: Run, kind: EventType, attributes: Attributes) -> i64 {
        let time = self.wall();
        self.append_at(run, time, (kind, attributes))
    }

    pub(super) fn append_at(&mut self, run: Run, time: WallTime, (kind, attributes): (EventType, Attributes)) -> i64 {
        let Some(execution) = self.at_mut(run) else { return 0 };
        execution.events.push(time, kind, attributes)
    }

    /// Something happens to an execution that its workflow has to hear of: it is written at once, or when the task that
    /// is being worked on ends.
    pub(super) fn happen(&mut self, run: Run, kind: EventType, attributes: Attributes) {
        if self.record(run, kind, attributes) {
            self.schedule_task(run);
        }
    }

    /// The same, but by itself it brings no task about. Whether it is written.
    pub(super) fn record(&mut self, run: Run, kind: EventType, attributes: Attributes) -> bool {
        if self.open(run).is_none() {
            return false;
        }
        self.persist(run);
        let Some(execution) = self.at_mut(run) else { return false };
        let is_started = execution.task.as_ref().is_some_and(|task| task.stage != Stage::Scheduled);
        if is_started || execution.is_completing {
            execution.buffered.push((kind, attributes));
            return false;
        }
        self.append(run, kind, attributes);
        true
    }

    /// Whatever is kept of a run makes a speculative task a normal one, as that is not kept.
    pub(super) fn persist(&mut self, run: Run) {
        let task = self.at(run).and_then(|execution| execution.task.clone());
        let Some(task) = task.filter(|task| task.kind == Kind::Speculative) else { return };
        self.write_virtual(run, &task);
        if let Some(kept) = self.at_mut(run).and_then(|execution| execution.task.as_mut()) {
            kept.kind = Kind::Normal;
        }
    }

    /// Writes the events that waited: ends of what was pending behind all others. Whether there were any.
    pub(super) fn flush(&mut self, run: Run) -> bool {
        let Some(execution) = self.at_mut(run) else { return false };
        let buffered = std::mem::take(&mut execution.buffered);
        let has_news = !buffered.is_empty();
        let (ends, others): (Vec<_>, Vec<_>) = buffered.into_iter().partition(|(kind, _)| is_end(*kind));
        let mut started = BTreeMap::new();
        for (kind, mut attributes) in others.into_iter().chain(ends) {
            link(&mut attributes, &started);
            let of = begins(&attributes);
            let id = self.append(run, kind, attributes);
            let Some(of) = of else { continue };
            started.insert(of, id);
            if let Some(child) = self.at_mut(run).and_then(|execution| execution.children.get_mut(&of)) {
                child.started = id;
            }
        }
        has_news
    }
}

/// Whether an event ends something that was pending.
const fn is_end(kind: EventType) -> bool {
    matches!(
        kind,
        EventType::ActivityTaskCompleted
            | EventType::ActivityTaskFailed
            | EventType::ActivityTaskTimedOut
            | EventType::ActivityTaskCanceled
            | EventType::ChildWorkflowExecutionCompleted
            | EventType::ChildWorkflowExecutionFailed
            | EventType::ChildWorkflowExecutionCanceled
            | EventType::ChildWorkflowExecutionTerminated
            | EventType::NexusOperationCompleted
            | EventType::NexusOperationFailed
            | EventType::NexusOperationCanceled
            | EventType::NexusOperationTimedOut
    )
}

/// What an event says has started, by the event that asked for it.
const fn begins(attributes: &Attributes) -> Option<i64> {
    match attributes {
        Attributes::ActivityTaskStartedEventAttributes(started) => Some(started.scheduled_event_id),
        Attributes::ChildWorkflowExecutionStartedEventAttributes(started) => Some(started.initiated_event_id),
        _ => None,
    }
}

/// Fills in which event an end's beginning became, where both waited.
fn link(attributes: &mut Attributes, started: &BTreeMap<i64, i64>) {
    let (of, into) = match attributes {
        Attributes::ActivityTaskCompletedEventAttributes(end) => (end.scheduled_event_id, &mut end.started_event_id),
        Attributes::ActivityTaskFailedEventAttributes(end) => (end.scheduled_event_id, &mut end.started_event_id),
        Attributes::ActivityTaskTimedOutEventAttributes(end) => (end.scheduled_event_id, &mut end.started_event_id),
        Attributes::ActivityTaskCanceledEventAttributes(end) => (end.scheduled_event_id, &mut end.started_event_id),
        Attributes::ChildWorkflowExecutionCompletedEventAttributes(end) => {
            (end.initiated_event_id, &mut end.started_event_id)
        }
        Attributes::ChildWorkflowExecutionFailedEventAttributes(end) => {
            (end.initiated_event_id, &mut end.started_event_id)
        }
        Attributes::ChildWorkflowExecutionCanceledEventAttributes(end) => {
            (end.initiated_event_id, &mut end.started_event_id)
        }
        Attributes::ChildWorkflowExecutionTerminatedEventAttributes(end) => {
            (end.initiated_event_id, &mut end.started_event_id)
        }
        _ => return,
    };
    if let Some(id) = started.get(&of) {
        *into = *id;
    }
}
