//! Decides what workflow code does with an activation, where the code is a program: a [`Host`] is one run of it.

mod cancel;
mod command;
mod handlers;
mod pending;
mod perform;
mod resolve;
mod strand;

use crate::{
    program::{BadProgram, Program},
    value::ApplicationFailure,
};
use core::mem;
use dacapo_core::{
    command::host::{Completion, HostCommand, HostKind, Success},
    id::{Seq, Text},
    workflow::activation::{Activation, InitializeWorkflow, Job},
};
use dacapo_proto::temporal::api::enums::v1::WorkflowTaskFailedCause;
use pending::Pending;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use strand::{Origin, Strand, StrandId};

/// One run of a program: activations in, completions out, and nothing else.
#[derive(Debug, Default)]
pub struct Host {
    program: Program,
    /// What is run in place of the input.
    code: Option<Program>,
    workflow_id: Text,
    workflow_type: Text,
    state: BTreeMap<String, Value>,
    /// What came of signals without a handler that nobody has waited for yet.
    inbox: BTreeMap<String, VecDeque<Value>>,
    patches: Patches,
    strands: BTreeMap<StrandId, Strand>,
    ready: VecDeque<StrandId>,
    pending: BTreeMap<Seq, Pending>,
    /// Nexus operations of which no start was told yet. One that was canceled may have ended before that.
    unstarted: BTreeSet<Seq>,
    last_seq: Seq,
    last_strand: StrandId,
    is_replaying: bool,
    is_cancel_requested: bool,
    /// Whether the state or the pending commands changed since strands that wait for them were asked.
    is_changed: bool,
    end: Option<End>,
    success: Success,
}

#[derive(Debug)]
enum End {
    Closed,
    TaskFailed(String),
}

#[derive(Debug, Default)]
struct Patches {
    /// Those that history has.
    notified: BTreeSet<Text>,
    /// What was said of each that was asked for, and stays so.
    said: BTreeMap<String, bool>,
}

impl Host {
    /// A run that has not begun.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A run that has not begun, of code that does not come with its input.
    #[must_use]
    pub fn of(code: Program) -> Self {
        Self { code: Some(code), ..Self::default() }
    }

    /// Takes the jobs of an activation, runs until nothing can go on, and says what was done.
    pub fn activate(&mut self, activation: &Activation) -> Completion {
        self.is_replaying = activation.is_replaying;
        for job in &activation.jobs {
            self.apply(job);
        }
        self.run();
        let mut success = mem::take(&mut self.success);
        if let Some(End::TaskFailed(message)) = &self.end {
            return failed_task(message);
        }
        success.versioning_behavior = self.program.versioning_behavior;
        Completion::Succeeded(Box::new(success))
    }

    /// The state that the program has set.
    #[must_use]
    pub const fn state(&self) -> &BTreeMap<String, Value> {
        &self.state
    }

    fn apply(&mut self, job: &Job) {
        if let Job::QueryWorkflow(query) = job {
            return self.answer(query);
        }
        if self.end.is_some() {
            return;
        }
        match job {
            Job::InitializeWorkflow(start) => self.initialize(start),
            Job::NotifyHasPatch { patch_id } => drop(self.patches.notified.insert(patch_id.clone())),
            Job::SignalWorkflow(signal) => self.signal(signal),
            Job::DoUpdate(update) => self.update(update),
            Job::CancelWorkflow { .. } => {
                // What came before it goes as far as it can: one that comes with the start cancels what is awaited first.
                self.run();
                self.cancel_requested();
            }
            Job::UpdateRandomSeed { .. } | Job::RemoveFromCache { .. } | Job::QueryWorkflow(_) => {}
            other => self.resolve(other),
        }
    }

    fn initialize(&mut self, start: &InitializeWorkflow) {
        let started = &start.started;
        self.workflow_id = started.workflow_id.clone();
        self.workflow_type = started.workflow_type.clone();
        let read = || Program::parse(&started.input.iter().next().map(|first| first.data()).unwrap_or_default());
        match self.code.take().map_or_else(read, Ok) {
            Ok(program) => {
                self.state.clone_from(&program.state);
                self.spawn(Origin::Main, program.actions.clone());
                self.program = program;
            }
            Err(error) => self.bad_program(&error),
        }
    }

    /// Closes a workflow that cannot be run, so that whoever started it learns why.
    fn bad_program(&mut self, error: &BadProgram) {
        let failure = ApplicationFailure::fatal("BadProgram", error.to_string()).encode();
        self.close(HostKind::FailWorkflow { failure });
    }

    fn close(&mut self, command: HostKind) {
        self.push(command);
        self.stop(End::Closed);
    }

    fn fail_task(&mut self, message: String) {
        self.stop(End::TaskFailed(message));
    }

    fn stop(&mut self, end: End) {
        self.end = Some(end);
        self.strands.clear();
        self.ready.clear();
        self.pending.clear();
    }

    fn push(&mut self, command: impl Into<HostCommand>) {
        self.success.commands.push(command.into());
    }

    const fn next_seq(&mut self) -> Seq {
        self.last_seq = Seq(self.last_seq.0.wrapping_add(1));
        self.last_seq
    }
}

/// A completion that fails the workflow task.
pub(crate) fn failed_task(message: &str) -> Completion {
    let failure = ApplicationFailure { message: message.to_owned(), ..ApplicationFailure::default() };
    Completion::Failed { failure: failure.encode(), cause: WorkflowTaskFailedCause::WorkflowWorkerUnhandledFailure }
}
