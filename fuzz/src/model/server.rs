//! Decides what a server writes into one history, and when it gives out workflow tasks.
//!
//! Ids, order, buffering, failed and timed-out tasks, and tasks that leave no trace are a real server's. What such a
//! server would refuse panics here: a run must never send it.

mod command;
mod events;

use super::{
    choice::Choices,
    event,
    world::{self, World},
};
use bytes::Bytes;
use dacapo_core::{
    id::Text,
    workflow::task::{RunConfig, TaskCompletion},
};
use dacapo_proto::temporal::api::{
    enums::v1::{TimeoutType, WorkflowTaskFailedCause as Cause},
    failure::v1::Failure,
    history::v1::{self as h, HistoryEvent, history_event::Attributes as A},
    protocol::v1::Message as ProtocolMessage,
    sdk::v1::UserMetadata,
    update::v1::Request,
};
use prost::Message as _;
use std::collections::BTreeMap;

/// A server that knows one execution.
#[derive(Clone, Debug)]
pub struct Server {
    /// The history.
    pub events: Vec<HistoryEvent>,
    /// The same, each event encoded as a history of its own.
    pub pages: Vec<Bytes>,
    /// What happened while a workflow task is started: it becomes history when the task ends.
    buffer: Vec<A>,
    /// What is under way.
    pub world: World,
    /// The `ActivityTaskStarted` and `ChildWorkflowExecutionStarted` events, by what they started.
    starts: BTreeMap<i64, i64>,
    /// The open workflow task.
    pub task: Task,
    attempt: i32,
    /// Whether the next task goes to the worker that had the last one.
    pub is_sticky: bool,
    /// The event that started the last completed task.
    pub last_completed_start: i64,
    /// Updates that no task has brought to the workflow.
    waiting: Vec<Request>,
    /// Updates that the open task brought.
    sent: Vec<Request>,
    /// Nanoseconds since a beginning.
    clock: i64,
    /// The worker, as tasks are completed by it.
    pub worker: RunConfig,
}

/// A workflow task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// There is none.
    None,
    /// It waits for a worker.
    #[expect(missing_docs, reason = "`seen` counts the events when it was scheduled without one of its own")]
    Scheduled { kind: Kind, event: i64, seen: usize },
    /// A worker has it.
    #[expect(missing_docs, reason = "`is_written` tells whether history has its two events")]
    Started { kind: Kind, scheduled: i64, started: i64, is_written: bool, time: i64 },
}

/// Why there is a workflow task, which decides what history shows of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Something happened.
    Normal,
    /// The last one failed: nothing is written unless this one is completed.
    Transient,
    /// It only brings updates: nothing is written if all are rejected.
    Speculative,
}

/// What a worker polls.
#[derive(Clone, Debug)]
pub struct Polled {
    /// Which attempt at the task this is.
    pub attempt: i32,
    /// The event that started the last completed task.
    pub previous: i64,
    /// The event that started this task.
    pub started: i64,
    /// Updates, to be handled after this event.
    pub updates: Vec<(i64, Request)>,
}

/// What a server answers to a completion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// It is history.
    Accepted,
    /// The task left no trace; history goes on after this event.
    Dropped(i64),
    /// Something happened that the workflow has to see before it closes.
    UnhandledCommand,
    /// There is no such task, or no longer.
    NotFound,
}

impl Server {
    /// Starts an execution.
    #[must_use]
    pub fn new(worker: RunConfig) -> Self {
        let mut server = Self {
            events: Vec::new(),
            pages: Vec::new(),
            buffer: Vec::new(),
            world: World::default(),
            starts: BTreeMap::new(),
            task: Task::None,
            attempt: 1,
            is_sticky: false,
            last_completed_start: 0,
            waiting: Vec::new(),
            sent: Vec::new(),
            clock: 1_700_000_000_000_000_000,
            worker,
        };
        server.write(events::started(&server.worker));
        server.want_task();
        server
    }

    /// The time.
    #[must_use]
    pub const fn now(&self) -> i64 {
        self.clock
    }

    /// Lets time pass.
    pub const fn pass(&mut self, nanos: i64) {
        self.clock += nanos;
    }

    fn next_id(&self) -> i64 {
        i64::try_from(self.events.len()).unwrap_or_default() + 1
    }

    fn write(&mut self, attributes: A) -> i64 {
        self.write_with(attributes, None)
    }

    fn write_with(&mut self, mut attributes: A, user_metadata: Option<UserMetadata>) -> i64 {
        let id = self.next_id();
        events::fill_start(&mut attributes, &self.starts);
        if let Some(start) = events::start_of(&attributes) {
            self.starts.insert(start, id);
        }
        self.world.take_note(id, &attributes);
        let event = events::event(id, self.clock, attributes, user_metadata);
        self.pages.push(page(&event));
        self.events.push(event);
        id
    }

    /// Something happened outside of a completion; `wakes` tells whether the workflow has to hear of it.
    pub fn happen(&mut self, attributes: A, wakes: bool) {
        if self.world.is_closed {
            return;
        }
        self.clock += 1_000_000;
        self.keep_speculative();
        if matches!(self.task, Task::Started { .. }) {
            self.world.take_note(0, &attributes);
            self.buffer.push(attributes);
        } else {
            self.write(attributes);
            if wakes {
                self.want_task();
            }
        }
    }

    /// A speculative task cannot stay unwritten when something else is written.
    fn keep_speculative(&mut self) {
        match self.task {
            Task::Scheduled { kind: Kind::Speculative, .. } => {
                self.task = Task::None;
                self.want_task();
            }
            Task::Started { kind: Kind::Speculative, is_written: false, .. } => self.write_task(),
            _ => {}
        }
    }

    /// Writes the two events of the started task, if history does not have them.
    fn write_task(&mut self) {
        let Task::Started { scheduled, is_written, time, .. } = &mut self.task else { return };
        if *is_written {
            return;
        }
        *is_written = true;
        let (scheduled, time, now, attempt) = (*scheduled, *time, self.clock, self.attempt);
        self.clock = time;
        self.write(events::task_scheduled(attempt));
        self.write(events::task_started(scheduled));
        self.clock = now;
    }

    fn want_task(&mut self) {
        if self.task == Task::None && !self.world.is_closed {
            self.attempt = 1;
            let event = self.write(events::task_scheduled(1));
            self.task = Task::Scheduled { kind: Kind::Normal, event, seen: self.events.len() };
        }
    }

    /// Someone sends an update.
    pub fn update(&mut self, request: Request) {
        if self.world.is_closed {
            return;
        }
        self.waiting.push(request);
        if self.task == Task::None {
            self.task = Task::Scheduled { kind: Kind::Speculative, event: 0, seen: self.events.len() };
        }
    }

    /// Gives the scheduled task to a worker.
    pub fn start_task(&mut self) -> Option<Polled> {
        let Task::Scheduled { kind, event, seen } = self.task else { return None };
        self.clock += 2_000_000;
        let time = self.clock;
        let (kind, scheduled, started, is_written) = match kind {
            Kind::Normal => (kind, event, self.write(events::task_started(event)), true),
            Kind::Transient if self.events.len() != seen => {
                self.attempt = 1;
                let scheduled = self.write(events::task_scheduled(1));
                (Kind::Normal, scheduled, self.write(events::task_started(scheduled)), true)
            }
            Kind::Transient | Kind::Speculative => (kind, self.next_id(), self.next_id() + 1, false),
        };
        self.task = Task::Started { kind, scheduled, started, is_written, time };
        self.sent = std::mem::take(&mut self.waiting);
        let updates = self.sent.iter().map(|request| (started - 1, request.clone())).collect();
        Some(Polled { attempt: self.attempt, previous: self.last_completed_start, started, updates })
    }

    /// The events that a worker with the open task can see: those of a task that is not written come last.
    #[must_use]
    pub fn visible(&self) -> Vec<HistoryEvent> {
        let mut visible = self.events.clone();
        visible.extend(self.unwritten());
        visible
    }

    /// The same as pages of one event, without the first `passed` ones.
    #[must_use]
    pub fn visible_pages(&self, passed: usize) -> Vec<Bytes> {
        let mut pages: Vec<Bytes> = self.pages.iter().skip(passed).cloned().collect();
        pages.extend(self.unwritten().iter().map(page));
        pages
    }

    fn unwritten(&self) -> Vec<HistoryEvent> {
        let Task::Started { scheduled, started, is_written: false, time, .. } = self.task else { return Vec::new() };
        vec![
            events::event(scheduled, time, events::task_scheduled(self.attempt), None),
            events::event(started, time, events::task_started(scheduled), None),
        ]
    }

    /// The worker completed the open task.
    ///
    /// # Panics
    ///
    /// A real server would refuse the completion.
    pub fn complete(&mut self, completion: &TaskCompletion, task_queue: &Text) -> Reply {
        let Task::Started { kind, scheduled, started, is_written, .. } = self.task else { return Reply::NotFound };
        self.clock += 3_000_000;
        let mut messages: BTreeMap<String, ProtocolMessage> = BTreeMap::new();
        for bytes in &completion.messages {
            let message = ProtocolMessage::decode(bytes.clone()).expect("a protocol message can be decoded");
            messages.insert(message.id.clone(), message);
        }
        self.check_answers(&messages);
        let only_rejects = completion.commands.is_empty() && messages.values().all(events::is_rejection);
        if kind == Kind::Speculative && !is_written && only_rejects && !completion.force_create_new_workflow_task {
            self.sent.clear();
            self.task = Task::None;
            self.want_speculative();
            return Reply::Dropped(self.last_completed_start);
        }
        if completion.commands.iter().any(|command| command.is_terminal()) && !self.buffer.is_empty() {
            self.write_task();
            self.write(events::task_failed(scheduled, started, Cause::UnhandledCommand, None));
            self.after_failure(true);
            return Reply::UnhandledCommand;
        }
        self.write_task();
        let completed = self.write(events::task_completed(scheduled, started, completion, &self.worker));
        self.last_completed_start = started;
        self.sent.clear();
        let mut canceled_unstarted = Vec::new();
        for command in &completion.commands {
            assert!(!self.world.is_closed, "the server refuses: a command after the one that closes");
            canceled_unstarted.extend(self.command(command, task_queue, completed, &mut messages));
        }
        assert!(messages.values().all(events::is_rejection), "the server refuses: messages without commands");
        self.buffer.extend(canceled_unstarted);
        let had_events = self.flush();
        self.task = Task::None;
        self.attempt = 1;
        self.is_sticky = true;
        if self.world.is_closed {
            self.waiting.clear();
        } else if completion.force_create_new_workflow_task || had_events {
            self.want_task();
        } else {
            self.want_speculative();
        }
        Reply::Accepted
    }

    fn want_speculative(&mut self) {
        if !self.waiting.is_empty() {
            self.task = Task::Scheduled { kind: Kind::Speculative, event: 0, seen: self.events.len() };
        }
    }

    /// A worker has to answer every update that a task brought, with that task.
    fn check_answers(&self, messages: &BTreeMap<String, ProtocolMessage>) {
        for request in &self.sent {
            let id = &request.meta.clone().unwrap_or_default().update_id;
            let is_answered = messages.values().any(|message| message.protocol_instance_id == *id);
            assert!(is_answered, "update {id} was delivered and is not answered: {messages:?}");
        }
    }

    /// Makes what was buffered history: ends of what was under way come last.
    fn flush(&mut self) -> bool {
        let (ends, others): (Vec<A>, Vec<A>) =
            std::mem::take(&mut self.buffer).into_iter().partition(|a| world::ended(a).is_some());
        let had_events = !ends.is_empty() || !others.is_empty();
        if self.world.is_closed {
            return had_events;
        }
        for attributes in others.into_iter().chain(ends) {
            self.write(attributes);
        }
        had_events
    }

    /// The worker, or the server for it, said that the open task failed.
    pub fn fail_task(&mut self, cause: Cause, failure: Option<Failure>) {
        let Task::Started { scheduled, started, .. } = self.task else { return };
        self.clock += 3_000_000;
        self.end_badly(events::task_failed(scheduled, started, cause, failure));
    }

    /// The worker did not answer in time.
    pub fn time_out_task(&mut self) {
        let Task::Started { scheduled, started, .. } = self.task else { return };
        self.clock += 10_000_000_000;
        self.end_badly(events::task_timed_out(scheduled, started, TimeoutType::StartToClose));
    }

    fn end_badly(&mut self, end: A) {
        let Task::Started { kind, .. } = self.task else { return };
        let is_first = kind != Kind::Transient;
        if is_first {
            self.write_task();
            self.write(end);
        }
        self.after_failure(false);
    }

    fn after_failure(&mut self, is_server_fault: bool) {
        let mut resent = std::mem::take(&mut self.sent);
        resent.append(&mut self.waiting);
        self.waiting = resent;
        let had_events = self.flush();
        self.task = Task::None;
        if had_events || self.is_sticky || is_server_fault {
            self.want_task();
        } else {
            self.attempt += 1;
            self.task = Task::Scheduled { kind: Kind::Transient, event: 0, seen: self.events.len() };
        }
        self.is_sticky = false;
    }

    /// The worker that had the last task does not poll for this one.
    pub fn time_out_stickiness(&mut self) {
        let Task::Scheduled { kind, event, .. } = self.task else { return };
        if !self.is_sticky || kind == Kind::Transient {
            return;
        }
        let event = if kind == Kind::Speculative { self.write(events::task_scheduled(1)) } else { event };
        self.write(events::task_timed_out(event, 0, TimeoutType::ScheduleToStart));
        self.is_sticky = false;
        self.task = Task::None;
        self.want_task();
    }

    /// Someone closes the execution.
    pub fn terminate(&mut self, attributes: A) {
        if self.world.is_closed {
            return;
        }
        if let Task::Started { scheduled, started, .. } = self.task {
            self.write_task();
            self.write(events::task_failed(scheduled, started, Cause::ForceCloseCommand, None));
            self.flush();
        }
        self.task = Task::None;
        self.waiting.clear();
        self.sent.clear();
        self.write(attributes);
    }

    /// Someone has the execution go on from an earlier task, as another run; `false` where there is none.
    pub fn reset(&mut self, choices: &mut Choices<'_>) -> bool {
        let completed: Vec<i64> = self.events.iter().filter_map(events::completed_start).collect();
        let Some(start) = choices.pick(&completed) else { return false };
        let base = self.worker.run_id.clone();
        self.worker.run_id = format!("reset-{}", self.events.len()).into();
        let kept = usize::try_from(start).unwrap_or_default();
        let lost = self.events.split_off(kept);
        self.pages.truncate(kept);
        self.buffer.clear();
        self.waiting.clear();
        self.sent.clear();
        self.world = World::default();
        self.starts.clear();
        for event in &self.events {
            let Some(attributes) = &event.attributes else { continue };
            self.world.take_note(event.event_id, attributes);
            if let Some(start) = events::start_of(attributes) {
                self.starts.insert(start, event.event_id);
            }
        }
        self.last_completed_start = self.events.iter().filter_map(events::completed_start).max().unwrap_or_default();
        let scheduled = events::scheduled_of(self.events.last());
        self.write(events::task_reset(scheduled, start, &base, &self.worker.run_id));
        for event in lost {
            if let Some(again) = events::reapplied(event) {
                self.write(again);
            }
        }
        self.task = Task::None;
        self.is_sticky = false;
        self.want_task();
        true
    }

    /// Whether an event is buffered that ends what began with the event `start`.
    fn ends_in_buffer(&self, start: i64) -> bool {
        self.buffer.iter().any(|attributes| world::ended(attributes) == Some(start))
    }
}

/// Encodes an event as a history of its own.
fn page(event: &HistoryEvent) -> Bytes {
    let mut page = Vec::new();
    prost::encoding::message::encode(1, event, &mut page);
    page.into()
}

/// Makes one history of several.
#[must_use]
pub fn joined(pages: &[Bytes]) -> Bytes {
    pages.concat().into()
}

/// The marker of nothing: an event that workers may pass over.
#[must_use]
pub fn options_updated() -> A {
    A::WorkflowExecutionOptionsUpdatedEventAttributes(h::WorkflowExecutionOptionsUpdatedEventAttributes {
        identity: event::payload("").encode_to_vec().len().to_string(),
        ..Default::default()
    })
}
