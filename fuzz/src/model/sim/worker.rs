//! Is the worker: it keeps one run, answers what the run asks for, and runs local activities.

use super::{Entry, Observer, Polled, Sim};
use crate::{
    model::{
        code::Code,
        event,
        server::{self, Task},
    },
    transcript::Act,
};
use bytes::Bytes;
use dacapo_core::{
    command::host::{Completion, HostCommand, HostKind, QueryAnswer, ScheduleLocalActivity, Success},
    failure::Failure,
    history::event::UpdateRequest,
    id::{EventId, Seq, Text},
    machine::Machine,
    payload::{Payload, PayloadMap, Payloads},
    time::WallTime,
    workflow::{
        LEGACY_QUERY, Run,
        activation::{Activation, EvictionReason, Job, Query},
        task::{
            Fetch, Input, LocalActivityEnd, LocalActivityOutcome, Output, RunConfig, TaskEnd, UpdateMessage,
            WorkflowTask,
        },
    },
};
use dacapo_proto::temporal::api::{enums::v1::WorkflowTaskFailedCause, update::v1::Request};
use prost::Message as _;
use std::{collections::BTreeMap, time::Duration};

/// A run in the cache of a worker.
#[derive(Debug)]
pub(super) struct Cached<'s> {
    pub(super) run: Run,
    pub(super) config: RunConfig,
    pub(super) code: Code<'s>,
    /// Every activation since the first event.
    pub(super) told: Vec<Act>,
    /// How many of them the open task had.
    pub(super) told_in_task: usize,
    pub(super) outstanding: Option<Box<Activation>>,
    pub(super) has_task: bool,
    pub(super) local: Local,
    /// Whether what it told was compared with the run before it.
    pub(super) is_checked: bool,
    pub(super) inputs: Vec<Input>,
    observer: Observer,
    fetch: Option<Fetch>,
    ended: Option<Box<TaskEnd>>,
    is_gone: bool,
}

/// The local activities of a worker.
#[derive(Clone, Debug, Default)]
pub(super) struct Local {
    running: BTreeMap<Seq, Running>,
    /// Those that nobody waits for, with their attempts.
    dropped: Vec<(Seq, u32)>,
}

#[derive(Clone, Debug)]
struct Running {
    command: Box<ScheduleLocalActivity>,
    is_canceled: bool,
}

impl Local {
    pub(super) fn is_running(&self) -> bool {
        !self.running.is_empty()
    }
}

impl<'s> Cached<'s> {
    fn new(config: RunConfig, code: Code<'s>, observer: Observer) -> Self {
        Self {
            run: Run::new(config.clone()),
            config,
            code,
            told: Vec::new(),
            told_in_task: 0,
            outstanding: None,
            has_task: false,
            local: Local { running: BTreeMap::new(), dropped: Vec::new() },
            is_checked: false,
            inputs: Vec::new(),
            observer,
            fetch: None,
            ended: None,
            is_gone: false,
        }
    }

    /// Gives the run an input and takes its outputs.
    fn give(&mut self, input: Input) {
        (self.observer)(&Entry::Input(&input));
        self.inputs.push(input.clone());
        if let Err(misuse) = self.run.handle((), input) {
            panic!("{misuse}: {:?}", self.inputs.last());
        }
        while let Some(output) = self.run.poll() {
            self.take(output);
        }
    }

    fn take(&mut self, output: Output) {
        match output {
            Output::Activate(activation) => {
                assert!(self.outstanding.is_none(), "two activations at once");
                if let Some(act) = Act::of(&activation) {
                    self.told.push(act);
                    self.told_in_task += 1;
                }
                self.outstanding = Some(activation);
            }
            Output::FetchHistory(fetch) => {
                assert!(self.fetch.is_none(), "two fetches at once");
                self.fetch = Some(fetch);
            }
            Output::TaskEnded(end) => {
                assert!(self.has_task && self.ended.is_none(), "a task ended that was not open: {end:?}");
                self.has_task = false;
                self.ended = Some(end);
            }
            Output::RunLocalActivity(task) => {
                let seq = task.command.seq;
                let known = self.local.running.insert(seq, Running { command: task.command, is_canceled: false });
                assert!(known.is_none(), "local activity {seq} runs twice");
            }
            Output::CancelLocalActivity { seq, is_awaited: true } => {
                let running = self.local.running.get_mut(&seq).expect("a running local activity is canceled");
                running.is_canceled = true;
            }
            Output::CancelLocalActivity { seq, is_awaited: false } => {
                let running = self.local.running.remove(&seq).expect("a running local activity is let go");
                self.local.dropped.push((seq, running.command.attempt));
            }
            Output::Evicted => self.is_gone = true,
        }
    }
}

impl Sim<'_, '_> {
    /// Gives the run an input, and does all that follows without a choice.
    pub(super) fn give(&mut self, input: Input) {
        let Some(cached) = &mut self.cached else { return };
        if matches!(&input, Input::Completed(_) | Input::LocalActivityEnded(_)) {
            self.tally.activations += 1;
        }
        cached.give(input);
        self.settle();
    }

    fn settle(&mut self) {
        loop {
            let Some(cached) = &mut self.cached else { return };
            if let Some(end) = cached.ended.take() {
                self.end_task(*end);
            } else if let Some(fetch) = cached.fetch.take() {
                self.fetch(fetch);
            } else if cached.is_gone {
                return self.lose_run(false);
            } else if is_eviction(cached.outstanding.as_deref()) {
                cached.outstanding = None;
                cached.give(Input::Completed(Success::with(Vec::new())));
            } else {
                return;
            }
        }
    }

    pub(super) fn evict(&mut self, reason: EvictionReason) {
        self.give(Input::Evict { reason, message: "model".into() });
    }

    /// A worker takes the task that the server started, with the history that its cache lacks, or all of it.
    pub(super) fn begin(&mut self, polled: &Polled, is_partial: bool, queries: Vec<Query>) {
        let from = if is_partial { usize::try_from(polled.previous).unwrap_or_default() } else { 0 };
        let events = self.server.visible_pages(from);
        // A worker without the run fetches history from its start, which lacks the events of a task that is not
        // written: these come with the task.
        let (history, pages) = if is_partial && self.cached.is_none() {
            (server::joined(&events), Vec::new())
        } else {
            self.split(&events)
        };
        self.pages = pages;
        self.take_task(WorkflowTask {
            attempt: polled.attempt,
            history,
            has_more: !self.pages.is_empty(),
            previous_started_event_id: EventId(polled.previous),
            started_event_id: EventId(polled.started),
            queries,
            legacy_query: None,
            messages: polled.updates.iter().map(|(sequencing, request)| message(*sequencing, request)).collect(),
        });
    }

    /// Cuts events into a first page and later ones, the last of them first.
    fn split(&mut self, events: &[Bytes]) -> (Bytes, Vec<Bytes>) {
        if events.len() < 2 || !self.choices.one_in(3) {
            return (server::joined(events), Vec::new());
        }
        let size = 1 + self.choices.below(events.len());
        let mut pages: Vec<Bytes> = events.chunks(size).map(server::joined).collect();
        let first = pages.remove(0);
        pages.reverse();
        (first, pages)
    }

    pub(super) fn take_task(&mut self, task: WorkflowTask) {
        let (config, code, observer) = (self.config(), self.code(), self.observer);
        let cached = self.cached.get_or_insert_with(|| Cached::new(config, code, observer));
        cached.has_task = true;
        cached.told_in_task = 0;
        self.give(Input::Task(Box::new(task)));
    }

    /// Gives the run the page it asked for.
    fn fetch(&mut self, fetch: Fetch) {
        if self.choices.one_in(24) {
            return self.give(Input::PageFailed { message: "model".into() });
        }
        if fetch == Fetch::FromStart {
            // The history that can be fetched lacks the events of a task that is not written.
            let events = self.server.pages.clone();
            let (first, rest) = self.split(&events);
            self.pages = rest;
            self.pages.push(first);
        }
        let history = self.pages.pop().expect("a page is asked for that was announced");
        let has_more = !self.pages.is_empty();
        self.give(Input::Page { history, has_more });
    }

    /// The host answers the outstanding activation, or fails at it.
    pub(super) fn answer(&mut self, fails: bool) {
        let forgets = self.choices.one_in(8);
        let Some(cached) = &mut self.cached else { return };
        let Some(activation) = cached.outstanding.take() else { return };
        let completion = if let Some(answers) = answers(&activation, forgets) {
            Success::with(answers)
        } else if fails {
            let failure = Failure::from_message(&event::failed("code"));
            Completion::Failed { failure, cause: WorkflowTaskFailedCause::WorkflowWorkerUnhandledFailure }
        } else {
            let used_flags = vec![u32::try_from(activation.jobs.len()).unwrap_or_default()];
            let commands = cached.code.answer(&activation);
            (cached.observer)(&Entry::Answer(&activation, &commands));
            if let Some(surprise) = cached.code.surprise.clone() {
                assert!(self.is_unprovable(), "{surprise}: {activation:#?}");
                self.is_over = true;
                return;
            }
            Completion::Succeeded(Box::new(Success { commands, used_flags, ..Success::default() }))
        };
        self.give(Input::Completed(completion));
    }

    /// A local activity that the worker runs ends, or one that it was told to forget.
    pub(super) fn end_local_activity(&mut self) {
        let now = self.server.now();
        let way = self.choices.below(12);
        let Some(cached) = &mut self.cached else { return };
        if way == 11
            && let Some((seq, attempt)) = cached.local.dropped.pop()
        {
            let outcome = LocalActivityOutcome::Completed(None);
            return self.give(Input::LocalActivityEnded(Box::new(end(seq, attempt, outcome, now))));
        }
        let seqs: Vec<Seq> = cached.local.running.keys().copied().collect();
        let Some(seq) = self.choices.pick(&seqs) else { return };
        let Some(Running { command, is_canceled }) = cached.local.running.remove(&seq) else { return };
        let outcome = match (way, is_canceled) {
            (0..=5, true) => LocalActivityOutcome::Canceled(Failure::from_message(&event::canceled("local"))),
            (7, _) => LocalActivityOutcome::Completed(None),
            (8, _) => LocalActivityOutcome::Failed(Failure::from_message(&event::failed("local"))),
            (9, _) => LocalActivityOutcome::TimedOut(Failure::from_message(&event::timed_out("local"))),
            (10, _) => LocalActivityOutcome::Backoff {
                failure: Failure::from_message(&event::failed("local")),
                backoff: Duration::from_secs(60),
            },
            _ => LocalActivityOutcome::Completed(Some(Payload::from_message(&event::payload("local")))),
        };
        let attempt = command.attempt.max(1) + u32::from(way.is_multiple_of(3));
        self.server.pass(5_000_000);
        self.give(Input::LocalActivityEnded(Box::new(end(seq, attempt, outcome, now))));
    }

    /// The open task is about to time out.
    pub(super) fn heartbeat(&mut self) {
        let Some(cached) = &self.cached else { return };
        // Jobs of a task that history shows no command of come with the next one in a replay, which may sort them
        // otherwise. That is a fault of the protocol; few of the lives here are spent on it.
        let folds = cached.told_in_task > 0 && cached.run.unconfirmed().next().is_none();
        if cached.has_task && (self.may_fold || !folds || cached.told.len() == 1) {
            self.give(Input::HeartbeatDue);
        }
    }

    /// Whether the worker has the task that the server started.
    pub(super) fn is_open_here(&self) -> bool {
        self.cached.as_ref().is_some_and(|cached| cached.has_task) && matches!(self.server.task, Task::Started { .. })
    }
}

fn is_eviction(activation: Option<&Activation>) -> bool {
    activation.is_some_and(|a| matches!(a.jobs.first(), Some(Job::RemoveFromCache { .. })))
}

/// The answers to queries, where the activation asks some; where the host `forgets`, the last one is missing.
fn answers(activation: &Activation, forgets: bool) -> Option<Vec<HostCommand>> {
    let Some(Job::QueryWorkflow(first)) = activation.jobs.first() else { return None };
    let mut answers: Vec<HostCommand> = Vec::new();
    for job in &activation.jobs {
        let Job::QueryWorkflow(query) = job else { panic!("a query comes with another job: {job:?}") };
        let answer = QueryAnswer::Succeeded(Payload::from_message(&event::payload("answer")));
        answers.push(HostKind::RespondToQuery { query_id: query.query_id.clone(), answer }.into());
    }
    assert!(first.query_id != LEGACY_QUERY || answers.len() == 1, "a legacy query comes with another");
    if forgets {
        answers.pop();
    }
    Some(answers)
}

fn end(seq: Seq, attempt: u32, outcome: LocalActivityOutcome, now: i64) -> LocalActivityEnd {
    let ran_for = Duration::from_millis(u64::from(seq.0 % 7) * 333);
    let nanos = u32::try_from(now % 1_000_000_000).unwrap_or_default();
    let original_schedule_time = Some(WallTime { seconds: now / 1_000_000_000, nanos });
    LocalActivityEnd { seq, attempt, outcome, ran_for, original_schedule_time }
}

/// The protocol message that brings an update's request.
fn message(sequencing: i64, request: &Request) -> UpdateMessage {
    let meta = request.meta.clone().unwrap_or_default();
    let input = request.input.clone().unwrap_or_default();
    let mut known = UpdateRequest::default();
    known.update_id = meta.update_id.clone().into();
    known.identity = meta.identity.into();
    known.name = input.name.into();
    known.input = input.args.map(|m| Payloads::from_encoded(m.encode_to_vec().into())).unwrap_or_default();
    known.header = input.header.map(|m| PayloadMap::from_encoded(m.encode_to_vec().into())).unwrap_or_default();
    known.encoded = request.encode_to_vec().into();
    UpdateMessage {
        id: format!("{}/request", meta.update_id).into(),
        protocol_instance_id: Text::from(meta.update_id),
        sequencing: EventId(sequencing),
        request: known,
    }
}
