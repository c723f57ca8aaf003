//! Decides what one workflow execution does next: a run takes history and a host's completions, and gives activations
//! and the answers to workflow tasks. It knows no clock, no server and no other run.

pub mod activation;
mod advance;
mod apply;
mod commands;
pub(crate) mod confirm;
mod entity;
mod fail;
mod local_activity;
mod look_ahead;
mod resolve;
pub(crate) mod rest;
mod route;
pub mod task;
mod update;
mod view;

use crate::{
    command::{Command, host::Completion},
    divergence::Matched,
    error::Misuse,
    guard::Snapshot,
    history::Buffer,
    id::{EventId, Text},
    limits,
    machine::{Deadline, Machine},
};
use activation::{EvictionReason, Job, Query};
use alloc::{boxed::Box, collections::VecDeque, vec::Vec};
use entity::{Entities, Entity};
use look_ahead::Ahead;
use task::{Fetch, Input, LocalActivityEnd, Output, RunConfig, TaskEnd, UpdateMessage, WorkflowTask};
use view::View;

/// The id of the query that is answered instead of a workflow task.
pub const LEGACY_QUERY: &str = "legacy_query";

/// One execution's machine.
///
/// Give it [`Input`]s as they happen and act on every [`Output`]. At most one activation is outstanding at a time, and
/// each workflow task ends with one [`TaskEnd`]. After [`Output::Evicted`] it can be dropped: a new one, given the
/// history from the start, comes to the same state.
#[derive(Debug)]
pub struct Run {
    config: RunConfig,
    history: Buffer,
    view: View,
    entities: Entities,
    /// Commands that no event has confirmed, in the order of the host.
    queue: VecDeque<Queued>,
    /// What the next activation will tell.
    jobs: Vec<Job>,
    ahead: Ahead,
    task: Option<OpenTask>,
    outstanding: Option<Outstanding>,
    is_fetching: bool,
    /// Set when the run cannot go on; nothing but eviction follows.
    is_broken: bool,
    eviction: Option<(EvictionReason, Text)>,
    is_evicted: bool,
    /// Local activities that ended while it was not known whether the outstanding activation counts.
    held_ends: Vec<LocalActivityEnd>,
    outputs: VecDeque<Output>,
    /// The last confirmed commands, for the explanation of a divergence.
    matched: VecDeque<Matched>,
    snapshot: Option<Box<Snapshot>>,
}

const _: () = {
    const fn is_send<T: Send>() {}
    is_send::<Run>();
};

/// A command that waits to be sent or confirmed.
#[derive(Clone, Debug)]
struct Queued {
    by: Entity,
    /// The event that started the workflow task it was issued in.
    issued_in: EventId,
    command: Command,
}

/// The workflow task that the run is working on.
#[derive(Clone, Debug)]
struct OpenTask {
    attempt: i32,
    started_event_id: EventId,
    previous_started_event_id: EventId,
    /// Requests of updates that came with it and are not delivered.
    requests: Vec<UpdateMessage>,
    queries: Vec<Query>,
    legacy_query: Option<Query>,
    /// Whether it brought no history and only asks a query.
    is_query_only: bool,
    answers: Vec<(Text, crate::command::host::QueryAnswer)>,
    /// Whether any of its events were applied: what a local activity told before that waits for them.
    is_applied: bool,
    /// Whether the host was told anything in it but queries.
    is_told: bool,
    /// Whether it must be answered though local activities run.
    heartbeat_due: bool,
    /// Protocol messages that this task's answer carries.
    messages: Vec<bytes::Bytes>,
    used_flags: crate::flags::FlagSet,
    versioning_behavior: dacapo_proto::temporal::api::enums::v1::VersioningBehavior,
}

/// What the host was last told and has not answered: one thing at a time [ACTIVATION-3].
#[derive(Clone, Debug, PartialEq, Eq)]
enum Outstanding {
    Jobs,
    /// Nothing but requests of updates, which leave no trace if all are rejected.
    Updates(Vec<Text>),
    Queries(Vec<Text>),
    LegacyQuery,
    Eviction,
}

impl Run {
    /// A run of which nothing is known yet; its first input is a workflow task.
    #[must_use]
    pub fn new(config: RunConfig) -> Self {
        let snapshot = config.keeps_snapshot.then(|| Box::new(Snapshot::new(&config)));
        Self {
            history: Buffer::default(),
            view: View { keeps_flags: config.server_keeps_flags, ..View::default() },
            entities: Entities::default(),
            queue: VecDeque::new(),
            jobs: Vec::new(),
            ahead: Ahead::default(),
            task: None,
            outstanding: None,
            is_fetching: false,
            is_broken: false,
            eviction: None,
            is_evicted: false,
            held_ends: Vec::new(),
            outputs: VecDeque::new(),
            matched: VecDeque::new(),
            snapshot,
            config,
        }
    }

    /// The last event applied; 0 for none.
    #[must_use]
    pub const fn last_event_id(&self) -> EventId {
        self.view.applied
    }

    /// When the execution was started; `None` before that is known.
    #[must_use]
    pub const fn start_time(&self) -> Option<crate::time::WallTime> {
        self.view.start_time
    }

    /// Whether an event closed the execution.
    #[must_use]
    pub const fn is_closed(&self) -> bool {
        self.view.is_closed
    }

    /// How long a workflow task may take, as the run was started with: local activities that take longer need
    /// [`Input::HeartbeatDue`] before that.
    #[must_use]
    pub const fn workflow_task_timeout(&self) -> Option<core::time::Duration> {
        self.view.inherited.workflow_task_timeout
    }

    /// How many entities are open and how many commands are not confirmed: what a cached run holds on to.
    #[must_use]
    pub fn held(&self) -> (usize, usize) {
        let e = &self.entities;
        let entities = [
            e.timers.len(),
            e.activities.len(),
            e.local_activities.len(),
            e.children.len(),
            e.signals.len(),
            e.cancels.len(),
            e.nexus_operations.len(),
            e.updates.len(),
        ];
        (entities.iter().sum(), self.queue.len())
    }

    /// About how many bytes this run holds on to between its tasks: its own, those of what is open, and those of
    /// commands that wait. What these share with a page of history is counted with none.
    #[must_use]
    pub fn estimated_bytes(&self) -> usize {
        let (entities, commands) = self.held();
        let each = size_of::<Entity>().saturating_add(limits::ENTITY_BYTES);
        let waiting = commands.saturating_mul(size_of::<Queued>().saturating_add(limits::ENTITY_BYTES));
        let matched = self.matched.len().saturating_mul(size_of::<Matched>());
        size_of::<Self>().saturating_add(entities.saturating_mul(each)).saturating_add(waiting).saturating_add(matched)
    }

    /// The determinism snapshot so far, where the run keeps one.
    #[must_use]
    pub fn snapshot(&self) -> Option<&Snapshot> {
        self.snapshot.as_deref()
    }

    /// Commands that were issued and that no event has confirmed.
    pub fn unconfirmed(&self) -> impl Iterator<Item = &Command> {
        self.queue.iter().map(|queued| &queued.command)
    }
}

impl Machine for Run {
    /// Replay cannot depend on a clock: there is none here.
    type Now = ();
    type Input = Input;
    type Output = Output;
    type Misuse = Misuse;

    fn handle(&mut self, (): (), input: Input) -> Result<(), Misuse> {
        if self.is_evicted {
            return Err(Misuse::Evicted);
        }
        match input {
            Input::Task(task) => self.begin_task(*task)?,
            Input::Page { history, has_more } => {
                self.fetched()?;
                self.history.add(history, has_more);
            }
            Input::PageFailed { message } => {
                self.fetched()?;
                self.fail_fetch(&message);
            }
            Input::Completed(completion) => self.complete(completion)?,
            Input::LocalActivityEnded(end) => self.end_local_activity(*end)?,
            Input::HeartbeatDue => {
                if let Some(task) = &mut self.task {
                    task.heartbeat_due = true;
                }
            }
            Input::TaskAccepted { reset_history_event_id } => self.task_accepted(reset_history_event_id),
            Input::Evict { reason, message } => self.request_eviction(reason, message),
        }
        self.go_on();
        Ok(())
    }

    fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    fn deadline(&self) -> Option<Deadline> {
        None
    }
}

impl Run {
    fn begin_task(&mut self, task: WorkflowTask) -> Result<(), Misuse> {
        if self.task.is_some() || self.is_fetching {
            return Err(Misuse::TaskOpen);
        }
        if self.outstanding.is_some() {
            // Without a task, only an eviction can be outstanding.
            return Err(Misuse::BeingEvicted);
        }
        let is_query_only = task.started_event_id == EventId(0) && task.legacy_query.is_some();
        self.view.is_replaying = task.previous_started_event_id > EventId(0);
        self.receive_history(&task);
        self.task = Some(OpenTask {
            attempt: task.attempt,
            started_event_id: task.started_event_id,
            previous_started_event_id: task.previous_started_event_id,
            requests: task.messages,
            queries: task.queries,
            legacy_query: task.legacy_query,
            is_query_only,
            answers: Vec::new(),
            is_applied: false,
            is_told: false,
            heartbeat_due: false,
            messages: Vec::new(),
            used_flags: crate::flags::FlagSet::default(),
            versioning_behavior: self.config.default_versioning_behavior,
        });
        Ok(())
    }

    /// Takes the history that came with a task; where the run knows nothing and the history does not begin with its
    /// first event, the rest is fetched first [HISTORY-2].
    fn receive_history(&mut self, task: &WorkflowTask) {
        let first = crate::history::Events::new(task.history.clone()).next();
        let starts_later = first.as_ref().is_none_or(|event| event.as_ref().is_ok_and(|e| e.id > EventId(1)));
        if self.view.applied == EventId(0) && starts_later {
            self.history.set_aside(task.history.clone(), task.started_event_id);
            self.is_fetching = true;
            self.outputs.push_back(Output::FetchHistory(Fetch::FromStart));
        } else {
            let history = task.history.clone();
            self.history.begin(history, task.has_more, self.view.applied, task.started_event_id);
        }
    }

    const fn fetched(&mut self) -> Result<(), Misuse> {
        if !self.is_fetching {
            return Err(Misuse::NoFetch);
        }
        self.is_fetching = false;
        Ok(())
    }

    fn complete(&mut self, completion: Completion) -> Result<(), Misuse> {
        let outstanding = self.outstanding.as_ref().ok_or(Misuse::NoActivation)?;
        self.check_completion(outstanding, &completion)?;
        let Some(answered) = self.outstanding.take() else { return Err(Misuse::NoActivation) };
        match (answered, completion) {
            (Outstanding::Eviction, _) => {
                self.is_evicted = true;
                self.outputs.push_back(Output::Evicted);
            }
            (_, Completion::Failed { failure, cause }) => self.fail_by_host(failure, cause),
            (answered, Completion::Succeeded(success)) => {
                if let Err(fault) = self.feed(&answered, *success) {
                    self.fail(fault);
                } else if let Outstanding::Updates(updates) = &answered {
                    self.updates_answered(updates);
                }
            }
        }
        Ok(())
    }

    fn task_accepted(&mut self, reset_history_event_id: Option<EventId>) {
        if let Some(event) = reset_history_event_id.filter(|event| *event > EventId(0)) {
            self.view.rewind(event);
        }
        if self.view.is_finished && self.eviction.is_none() {
            self.request_eviction(EvictionReason::WorkflowExecutionEnding, Text::from_static("Workflow completed"));
        }
    }

    fn request_eviction(&mut self, reason: EvictionReason, message: Text) {
        if !matches!(reason, EvictionReason::CacheFull | EvictionReason::WorkflowExecutionEnding)
            && let Some(task) = &mut self.task
        {
            task.queries.clear();
        }
        self.eviction = Some((reason, message));
    }

    fn end_task(&mut self, end: TaskEnd) {
        self.task = None;
        self.outputs.push_back(Output::TaskEnded(Box::new(end)));
    }
}
