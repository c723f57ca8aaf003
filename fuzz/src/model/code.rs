//! Runs workflow code as a language side would: it takes jobs one after the other and answers with commands.
//!
//! The code depends on nothing but the jobs it was given, whatever activations they came in. It notices when an outcome
//! is told twice, or of what was not asked for.

mod commands;

use super::script::{Op, Script};
use dacapo_core::{
    command::host::{HostCommand, HostKind, UpdateResponse},
    failure::Failure,
    id::{Seq, Text},
    payload::Payload,
    workflow::activation::{Activation, ActivityResolution, ChildWorkflowStart, DoUpdate, Job, NexusOperationStart},
};
use std::collections::{BTreeMap, BTreeSet};

/// How many operations code runs at most: whatever its blocks lead to, it comes to an end.
const FUEL: usize = 80;

/// What can be asked for, and has numbers of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A timer.
    Timer,
    /// An activity.
    Activity,
    /// A local activity.
    LocalActivity,
    /// A child workflow.
    Child,
    /// A signal to another execution.
    Signal,
    /// The cancellation of another execution.
    CancelExternal,
    /// A Nexus operation.
    Nexus,
}

/// What was asked for and has no outcome.
#[derive(Clone, Debug)]
struct Waiting {
    /// The block to run then.
    then: usize,
    /// The block to run when it was started, while that is not known.
    started: Option<usize>,
    /// Its cancellation was asked for.
    is_canceled: bool,
    /// The first attempt's command, for a local activity that goes on after a timer.
    again: Option<HostKind>,
}

/// One instance of workflow code, for one run in one cache.
#[derive(Clone, Debug)]
pub struct Code<'s> {
    script: &'s Script,
    /// Whether this is a newer build, which asks for patches.
    is_new: bool,
    /// Whether a command that closes the run has to be the last: core drops what follows where no flag says otherwise.
    closes_last: bool,
    fuel: usize,
    used: BTreeMap<What, u32>,
    waiting: BTreeMap<(What, Seq), Waiting>,
    /// Local activities to schedule again when a timer fires.
    backoffs: BTreeMap<Seq, HostKind>,
    /// Timers canceled in this activation, which may have fired in it too.
    canceled_now: BTreeSet<Seq>,
    open_updates: Vec<Text>,
    notified: BTreeSet<Text>,
    patches: BTreeMap<Text, bool>,
    is_replaying: bool,
    is_finished: bool,
    /// Updates that were rejected: history has no trace of them.
    pub rejected: BTreeSet<Text>,
    /// What it was told and cannot be: a fault of the run, unless its jobs come in another order than they were.
    pub surprise: Option<String>,
    out: Vec<HostCommand>,
}

impl<'s> Code<'s> {
    /// Code that was told nothing yet.
    #[must_use]
    pub const fn new(script: &'s Script, is_new: bool, closes_last: bool) -> Self {
        Self {
            script,
            is_new,
            closes_last,
            fuel: FUEL,
            used: BTreeMap::new(),
            waiting: BTreeMap::new(),
            backoffs: BTreeMap::new(),
            canceled_now: BTreeSet::new(),
            open_updates: Vec::new(),
            notified: BTreeSet::new(),
            patches: BTreeMap::new(),
            is_replaying: false,
            is_finished: false,
            rejected: BTreeSet::new(),
            surprise: None,
            out: Vec::new(),
        }
    }

    /// Whether it waits for a local activity.
    #[must_use]
    pub fn awaits_local_activity(&self) -> bool {
        !self.is_finished && self.waiting.keys().any(|(what, _)| *what == What::LocalActivity)
    }

    /// Does what follows from the jobs of an activation.
    pub fn answer(&mut self, activation: &Activation) -> Vec<HostCommand> {
        if self.is_finished || self.surprise.is_some() {
            return Vec::new();
        }
        self.is_replaying = activation.is_replaying;
        self.canceled_now.clear();
        // No code runs before it is known which patches it may use.
        for job in &activation.jobs {
            if let Job::NotifyHasPatch { patch_id } = job {
                self.notified.insert(patch_id.clone());
            }
        }
        for job in &activation.jobs {
            self.take(job);
        }
        let mut out = std::mem::take(&mut self.out);
        if self.closes_last {
            out.sort_by_key(|command| command.kind.is_terminal());
        }
        out
    }

    fn take(&mut self, job: &Job) {
        match job {
            Job::InitializeWorkflow(_) => self.run(0),
            Job::SignalWorkflow(signal) => self.run(number(&signal.signal_name)),
            Job::CancelWorkflow { .. } => self.run(5),
            Job::DoUpdate(update) => self.update(update),
            Job::FireTimer { seq } => self.fired(*seq),
            Job::ResolveActivity { seq, result, is_local } => {
                let what = if *is_local { What::LocalActivity } else { What::Activity };
                let Some(waiting) = self.ended(what, *seq) else { return };
                match (result, waiting.again) {
                    (ActivityResolution::Ended(_), _) => self.run(waiting.then),
                    (ActivityResolution::Backoff { attempt, original_schedule_time, .. }, Some(mut again)) => {
                        if let HostKind::ScheduleLocalActivity(local) = &mut again {
                            local.attempt = *attempt;
                            local.original_schedule_time = *original_schedule_time;
                        }
                        self.back_off(again, waiting.then);
                    }
                    (_, None) => self.be_surprised(&format!("{what:?} {seq} has no later attempt")),
                }
            }
            Job::ResolveChildWorkflowStart { seq, result } => match result {
                ChildWorkflowStart::Succeeded { .. } => self.started(What::Child, *seq),
                ChildWorkflowStart::Failed { .. } | ChildWorkflowStart::Canceled(_) => {
                    self.not_started(What::Child, *seq);
                }
            },
            Job::ResolveChildWorkflow { seq, .. } => self.resolved(What::Child, *seq),
            Job::ResolveNexusOperationStart { seq, result } => match result {
                // An operation that the code canceled may be started after the code was told of the end.
                _ if !self.waiting.contains_key(&(What::Nexus, *seq)) => {}
                NexusOperationStart::Started(_) | NexusOperationStart::Sync => self.started(What::Nexus, *seq),
                NexusOperationStart::Failed(_) => self.not_started(What::Nexus, *seq),
            },
            Job::ResolveNexusOperation { seq, .. } => self.resolved(What::Nexus, *seq),
            Job::ResolveSignalExternal { seq, .. } => self.resolved(What::Signal, *seq),
            Job::ResolveRequestCancelExternal { seq, .. } => self.resolved(What::CancelExternal, *seq),
            Job::NotifyHasPatch { .. }
            | Job::UpdateRandomSeed { .. }
            | Job::QueryWorkflow(_)
            | Job::RemoveFromCache { .. } => {}
        }
    }

    fn be_surprised(&mut self, text: &str) {
        self.surprise.get_or_insert_with(|| text.to_owned());
    }

    fn ended(&mut self, what: What, seq: Seq) -> Option<Waiting> {
        let waiting = self.waiting.remove(&(what, seq));
        if waiting.is_none() {
            self.be_surprised(&format!("{what:?} {seq} ended, but is not awaited"));
        }
        waiting
    }

    fn started(&mut self, what: What, seq: Seq) {
        let started = self.waiting.get_mut(&(what, seq)).and_then(|waiting| waiting.started.take());
        match started {
            Some(block) => self.run(block),
            None => self.be_surprised(&format!("{what:?} {seq} was started twice, or is not awaited")),
        }
    }

    fn not_started(&mut self, what: What, seq: Seq) {
        let Some(waiting) = self.ended(what, seq) else { return };
        if waiting.started.is_none() {
            self.be_surprised(&format!("{what:?} {seq} was started before"));
        }
        self.run(waiting.then);
    }

    fn resolved(&mut self, what: What, seq: Seq) {
        let Some(waiting) = self.ended(what, seq) else { return };
        if waiting.started.is_some() && !waiting.is_canceled {
            self.be_surprised(&format!("{what:?} {seq} ended before it was started"));
        }
        self.run(waiting.then);
    }

    fn fired(&mut self, seq: Seq) {
        if self.canceled_now.contains(&seq) {
            return;
        }
        let Some(Waiting { then, .. }) = self.ended(What::Timer, seq) else { return };
        match self.backoffs.remove(&seq) {
            Some(again) => self.schedule_local(again, then),
            None => self.run(then),
        }
    }

    /// Validates, accepts or rejects, and completes at once or later; by the update's name.
    fn update(&mut self, update: &DoUpdate) {
        let instance = update.protocol_instance_id.clone();
        let number = number(&update.request.name);
        let respond = |response| HostKind::UpdateResponse { protocol_instance_id: instance.clone(), response };
        if number % 4 == 3 {
            if !update.run_validator {
                self.be_surprised("history has an update that was rejected");
            }
            self.rejected.insert(instance.clone());
            self.out.push(respond(UpdateResponse::Rejected(failure("rejected"))).into());
            return;
        }
        self.out.push(respond(UpdateResponse::Accepted).into());
        match number % 4 {
            0 => {
                self.run(number);
                let result = Some(Payload::from_message(&super::event::payload("update")));
                self.out.push(respond(UpdateResponse::Completed(result)).into());
            }
            1 => {
                self.open_updates.push(instance);
                self.run(number);
            }
            _ => self.out.push(respond(UpdateResponse::Completed(None)).into()),
        }
    }

    fn run(&mut self, block: usize) {
        for op in self.script.block(block) {
            if self.fuel == 0 {
                return;
            }
            self.fuel -= 1;
            self.perform(*op);
        }
    }

    /// What `patched` tells code: whether it does the new thing here. The first answer stays.
    fn is_patched(&mut self, patch_id: &Text, deprecated: bool) -> bool {
        if let Some(known) = self.patches.get(patch_id) {
            return *known;
        }
        let uses = !self.is_replaying || self.notified.contains(patch_id);
        self.patches.insert(patch_id.clone(), uses);
        if uses {
            self.out.push(HostKind::SetPatchMarker { patch_id: patch_id.clone(), deprecated }.into());
        }
        uses
    }

    fn perform(&mut self, op: Op) {
        match op {
            Op::Patched { id, yes, no } => {
                let id = Text::from(format!("patch-{id}"));
                let block = if self.is_new && self.is_patched(&id, false) { yes } else { no };
                self.run(block);
            }
            Op::DeprecatePatch { id } => {
                if self.is_new {
                    let _ = self.is_patched(&Text::from(format!("old-patch-{id}")), true);
                }
            }
            Op::CompleteUpdate { nth, succeeds } => {
                if self.open_updates.is_empty() {
                    return;
                }
                let protocol_instance_id = self.open_updates.remove(nth % self.open_updates.len());
                let response = if succeeds {
                    UpdateResponse::Completed(Some(Payload::from_message(&super::event::payload("later"))))
                } else {
                    UpdateResponse::Rejected(failure("update"))
                };
                self.out.push(HostKind::UpdateResponse { protocol_instance_id, response }.into());
            }
            op => self.command(op),
        }
    }
}

/// The number in a name.
fn number(name: &str) -> usize {
    name.trim_start_matches(|c: char| !c.is_ascii_digit()).parse().unwrap_or_default()
}

fn failure(message: &str) -> Failure {
    Failure::from_message(&super::event::failed(message))
}
