//! Lives through one execution: a server, a worker with a cached run, workflow code, and whatever happens to them.
//!
//! Every run that is made anew from history has to tell again what the run before it told.

mod happen;
mod worker;

use super::{
    check::{self, Checked},
    choice::Choices,
    code::Code,
    script::Script,
    server::{Polled, Reply, Server, Task},
};
use crate::transcript::Act;
use bytes::Bytes;
use dacapo_core::{
    command::host::HostCommand,
    id::{EventId, Text},
    workflow::{
        activation::{Activation, EvictionReason},
        task::{Input, RunConfig, TaskCompletion, TaskEnd},
    },
};
use std::collections::BTreeSet;
use worker::Cached;

/// How many things happen at most.
const STEPS: usize = 400;
/// How many things happen at most after the choices are used up.
const LAST_STEPS: usize = 300;

/// Something that a run was given, or that its host answered.
#[derive(Debug)]
#[non_exhaustive]
pub enum Entry<'a> {
    /// A run was given this.
    Input(&'a Input),
    /// Code was told this and asked for that.
    Answer(&'a Activation, &'a [HostCommand]),
}

/// Is told what happens, for people who look for the cause of a finding.
pub type Observer = fn(&Entry<'_>);

/// An execution that is lived through.
#[derive(Debug)]
pub struct Sim<'s, 'c> {
    choices: Choices<'c>,
    script: &'s Script,
    /// The server.
    pub server: Server,
    config: RunConfig,
    cached: Option<Cached<'s>>,
    /// Whether workers have the newer build.
    is_new: bool,
    /// Whether something may happen before a task that only continues a task without commands.
    may_fold: bool,
    /// Whether that is the open task.
    folds: bool,
    /// What the last run told, and which updates its code rejected, once that run is gone.
    told: Vec<Act>,
    rejected: BTreeSet<Text>,
    /// Pages that were announced and not fetched, the last one first.
    pages: Vec<Bytes>,
    count: usize,
    observer: Observer,
    /// Whether the rest cannot be checked, so that nothing more happens.
    pub is_over: bool,
    /// What came of it.
    pub tally: Tally,
    /// What the runs were made with and given, one list for each.
    pub inputs: Vec<(RunConfig, Vec<Input>)>,
}

/// What came of living through an execution.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is a count of what its name says")]
pub struct Tally {
    pub events: usize,
    pub tasks: usize,
    pub activations: usize,
    pub failed_tasks: usize,
    pub heartbeats: usize,
    pub evictions: usize,
    pub resets: usize,
    pub exact: usize,
    pub flat: usize,
    pub gave_up: usize,
    /// The types of the events, each as the bit of its number.
    pub kinds: u64,
}

impl Tally {
    /// Adds another one to it.
    pub const fn add(&mut self, other: &Self) {
        self.events += other.events;
        self.tasks += other.tasks;
        self.activations += other.activations;
        self.failed_tasks += other.failed_tasks;
        self.heartbeats += other.heartbeats;
        self.evictions += other.evictions;
        self.resets += other.resets;
        self.exact += other.exact;
        self.flat += other.flat;
        self.gave_up += other.gave_up;
        self.kinds |= other.kinds;
    }
}

impl<'s, 'c> Sim<'s, 'c> {
    /// Begins.
    #[must_use]
    pub fn new(script: &'s Script, mut choices: Choices<'c>, observer: Observer) -> Self {
        let config = RunConfig {
            namespace: "default".into(),
            task_queue: "queue".into(),
            workflow_id: "workflow".into(),
            run_id: "first-run".into(),
            sdk_name: "dacapo-model".into(),
            sdk_version: "1".into(),
            server_keeps_flags: !choices.one_in(16),
            ..RunConfig::default()
        };
        let may_fold = choices.one_in(16);
        let is_new = !choices.one_in(4);
        Self {
            choices,
            script,
            server: Server::new(config.clone()),
            config,
            cached: None,
            is_new,
            may_fold,
            folds: false,
            told: Vec::new(),
            rejected: BTreeSet::new(),
            pages: Vec::new(),
            count: 0,
            observer,
            is_over: false,
            tally: Tally::default(),
            inputs: Vec::new(),
        }
    }

    /// Lives until the choices are used up and nothing is under way.
    pub fn live(&mut self) {
        for _ in 0..STEPS {
            if self.choices.is_used_up() || self.is_over {
                break;
            }
            self.step();
        }
        let mut left = LAST_STEPS;
        while left > 0 && !self.is_over && self.progress() {
            left -= 1;
        }
        // What is still open then is let go: its task is not in the history.
        self.lose_run(false);
        self.tally.events = self.server.events.len();
        self.tally.kinds = self.server.events.iter().fold(0, |kinds, event| kinds | 1 << event.event_type);
    }

    /// The code that a replay of the history has to be given.
    #[must_use]
    pub const fn code(&self) -> Code<'s> {
        Code::new(self.script, self.is_new, !self.config.server_keeps_flags)
    }

    /// The worker, as replays have to be configured.
    #[must_use]
    pub fn config(&self) -> RunConfig {
        self.config.clone()
    }

    /// Compares a cold replay with what was told live.
    pub fn compare(&mut self, replayed: &[Act]) -> Checked {
        let last = self.server.last_completed_start;
        let checked = check::same(&self.told, replayed, &self.server.events, &self.rejected, last);
        self.count_checked(checked);
        checked
    }

    const fn count_checked(&mut self, checked: Checked) {
        self.tally.exact += checked.exact;
        self.tally.flat += checked.flat;
        self.tally.gave_up += checked.gave_up as usize;
    }

    /// The next thing that the worker or the server does of itself; `false` where all is quiet.
    fn progress(&mut self) -> bool {
        if let Some(cached) = &self.cached {
            if cached.outstanding.is_some() {
                self.answer(false);
                return true;
            }
            if cached.local.is_running() && cached.has_task {
                self.end_local_activity();
                return true;
            }
            assert!(!cached.has_task, "a workflow task is open, and nothing is awaited: {:#?}", cached.run);
        }
        if matches!(self.server.task, Task::Scheduled { .. }) {
            self.poll();
            return true;
        }
        self.move_world()
    }

    /// Something happens, mostly what has to happen anyway.
    fn step(&mut self) {
        match self.choices.below(48) {
            0..=17 => drop(self.progress()),
            18..=21 => self.end_local_activity(),
            22 | 23 => self.signal(),
            24..=26 => drop(self.move_world()),
            27..=30 => self.move_activity(),
            31..=33 => drop(self.move_other()),
            34 | 35 => self.send_update(),
            36 | 37 => self.heartbeat(),
            38 => self.query(),
            39 => self.evict_run(),
            40 => self.time_out(),
            41 => self.request_cancel(),
            42 => self.answer(true),
            43 => self.change_options(),
            44 => self.server.pass(500_000_000),
            45 => self.deploy(),
            46 if self.choices.one_in(8) => self.terminate(),
            47 if self.choices.one_in(6) => self.reset(),
            _ => {}
        }
    }

    /// A worker polls: the one with the cached run, or any.
    fn poll(&mut self) {
        if self.cached.as_ref().is_some_and(|cached| cached.has_task) {
            return;
        }
        let queries = self.attached_queries();
        let is_sticky = self.server.is_sticky;
        let Some(polled) = self.server.start_task() else { return };
        self.tally.tasks += 1;
        self.folds = false;
        self.begin(&polled, is_sticky && polled.previous > 0, queries);
    }

    /// Keeps what the run told and forgets the run. `may_fold` is of no use after that.
    fn lose_run(&mut self, keeps_task: bool) {
        let Some(cached) = self.cached.take() else { return };
        self.tally.evictions += 1;
        let last = self.server.last_completed_start;
        if cached.is_checked {
            self.told = cached.told;
            self.told.retain(|act| act.at <= last);
            self.rejected = cached.code.rejected;
        }
        self.inputs.push((cached.config, cached.inputs));
        if cached.has_task && !keeps_task {
            self.server.time_out_task();
        }
    }

    /// The first time a run is past what others did before it, it has to have told the same.
    fn check_replay(&mut self) {
        let last = self.server.last_completed_start;
        let Some(cached) = &mut self.cached else { return };
        if cached.is_checked {
            return;
        }
        cached.is_checked = true;
        let mut rejected = std::mem::take(&mut self.rejected);
        let events = self.server.visible();
        let told = std::mem::take(&mut self.told);
        let checked = check::same(&told, &cached.told, &events, &rejected, last);
        // Rejected updates are known by name, and names are not used again.
        cached.code.rejected.append(&mut rejected);
        self.count_checked(checked);
    }

    /// Whether the run replays tasks whose jobs, in the order of a replay, code may answer otherwise than live.
    pub(super) fn is_unprovable(&self) -> bool {
        let is_replay = self.cached.as_ref().is_some_and(|cached| !cached.is_checked);
        let (events, last) = (self.server.visible(), self.server.last_completed_start);
        is_replay && check::is_unprovable(&self.told, &events, &self.rejected, last)
    }

    /// The run said how its task ended: the server takes it.
    fn end_task(&mut self, end: TaskEnd) {
        match end {
            TaskEnd::Completed(completion) => {
                self.check_replay();
                self.folds = completion.force_create_new_workflow_task
                    && completion.commands.is_empty()
                    && self.cached.as_ref().is_some_and(|cached| cached.told_in_task > 0);
                self.tally.heartbeats += usize::from(completion.force_create_new_workflow_task);
                self.check_liveness(&completion);
                match self.server.complete(&completion, &self.config.task_queue) {
                    Reply::Accepted => self.give(Input::TaskAccepted { reset_history_event_id: None }),
                    Reply::Dropped(event) => {
                        self.give(Input::TaskAccepted { reset_history_event_id: Some(EventId(event)) });
                    }
                    Reply::UnhandledCommand => {
                        self.tally.failed_tasks += 1;
                        self.evict(EvictionReason::UnhandledCommand);
                    }
                    Reply::NotFound => self.evict(EvictionReason::TaskNotFound),
                }
            }
            TaskEnd::Failed(failure) => {
                if failure.fault.is_some() && self.is_unprovable() {
                    self.is_over = true;
                    return;
                }
                assert!(failure.fault.is_none(), "a live task failed: {failure:#?}");
                self.tally.failed_tasks += 1;
                if failure.is_reported {
                    let message = failure.failure.to_message().expect("a failure can be decoded");
                    self.server.fail_task(failure.cause, Some(message));
                } else {
                    self.server.time_out_task();
                }
            }
            TaskEnd::QueryAnswered(_) | TaskEnd::Silent => {}
        }
    }

    /// A workflow that waits for a local activity is only waiting while its task is open.
    fn check_liveness(&self, completion: &TaskCompletion) {
        let Some(cached) = &self.cached else { return };
        let goes_on = completion.force_create_new_workflow_task || self.server.world.is_closed;
        assert!(
            goes_on || !cached.code.awaits_local_activity(),
            "a task is completed while a local activity is awaited, and no other follows"
        );
    }
}
