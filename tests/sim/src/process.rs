//! Decides what one worker process is in a world: a worker, the host of its workflows, and what else it runs.

mod activities;
mod books;
mod given;
mod nexus;

pub use given::{Answer, Asked, Given, hex};

use crate::{
    knobs::Knobs,
    rule::{Rule, Violation},
    server::wall,
};
use activities::Activities;
use dacapo_core::{
    command::host::Completion,
    failure::Failure,
    id::Text,
    machine::Machine,
    rpc::{Call, CallId},
    time::{MonoTime, Now, WallTime},
    worker::{
        Input, Options, Output, ShutdownReport, Worker,
        config::Checked,
        observe::{Level, Observation},
        poller::{PollerId, PollerState},
    },
    workflow::activation::{Activation, EvictionReason, Job},
};
use dacapo_kitchen_sink::Hosts;
use dacapo_proto::temporal::api::failure::v1::{self as proto, ApplicationFailureInfo, failure::FailureInfo};
use nexus::NexusTasks;
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

/// One process, until it crashes or has shut down.
#[derive(Debug)]
pub struct Process {
    worker: Worker,
    hosts: Hosts,
    /// Runs that were given an activation and have not answered, with what they will.
    active: BTreeMap<Text, Completion>,
    /// Runs that are in the host's cache, as it was told.
    cached: BTreeSet<Text>,
    activities: Activities,
    nexus: NexusTasks,
    /// Calls that have not ended: what they call.
    calls: BTreeMap<CallId, &'static str>,
    /// When it began.
    pub began: MonoTime,
    /// When it was told to shut down.
    pub told_to_end: Option<MonoTime>,
    /// What it said when it had.
    pub report: Option<ShutdownReport>,
    /// By how many seconds its wall clock is wrong.
    pub skew: i64,
    knobs: Knobs,
    /// When the worker wants to be told the time, which only what it is given changes.
    deadline: Option<MonoTime>,
}

impl Process {
    /// A process that has just started.
    ///
    /// # Errors
    ///
    /// The configuration is refused.
    pub fn start(name: &str, seed: u64, (knobs, began): (Knobs, MonoTime)) -> Result<Self, Violation> {
        let checked =
            Checked::try_from(knobs.config(name)).map_err(|error| Violation::new(Rule::NO_ERROR, error.to_string()))?;
        Ok(Self {
            worker: Worker::new(checked, Options { seed, observes: true }),
            hosts: Hosts::new(),
            active: BTreeMap::new(),
            cached: BTreeSet::new(),
            activities: Activities::default(),
            nexus: NexusTasks::default(),
            calls: BTreeMap::new(),
            began,
            told_to_end: None,
            report: None,
            skew: 0,
            knobs,
            deadline: None,
        })
    }

    /// When the worker wants to be told the time.
    pub const fn deadline(&self) -> Option<MonoTime> {
        self.deadline
    }

    /// What each poller is doing.
    pub fn pollers(&self) -> impl Iterator<Item = (PollerId, &PollerState)> {
        self.worker.pollers()
    }

    /// A run in the cache, the one whose turn it is.
    pub fn some_run(&self, turn: u64) -> Option<Text> {
        let count = u64::try_from(self.cached.len()).ok().filter(|count| *count > 0)?;
        self.cached.iter().nth(usize::try_from(turn % count).ok()?).cloned()
    }

    /// Whether a call has not ended.
    pub fn has_call(&self, call: CallId) -> bool {
        self.calls.contains_key(&call)
    }

    /// The calls that have not ended, and what they call.
    pub fn calls(&self) -> impl Iterator<Item = (CallId, &'static str)> {
        self.calls.iter().map(|(id, method)| (*id, *method))
    }

    /// Whether nothing is open but polls.
    pub fn is_quiet(&self) -> bool {
        self.active.is_empty() && self.activities.is_empty() && self.nexus.is_empty()
    }

    /// Something happens to the process; what it asks for. What it has to say is appended to `said`, if anybody listens.
    ///
    /// # Errors
    ///
    /// Something that must hold does not.
    pub fn give(
        &mut self,
        now: MonoTime,
        given: Given,
        said: Option<&mut Vec<String>>,
    ) -> Result<Vec<Asked>, Violation> {
        if self.report.is_some() {
            return Ok(Vec::new());
        }
        let mut asked = Vec::new();
        let is_tick = given == Given::Tick;
        let wall = wall(now);
        let now = Now { mono: now, wall: WallTime { seconds: wall.seconds + self.skew, ..wall } };
        if let Some(input) = self.input(now, given, &mut asked) {
            let taken = self.worker.handle(now, input);
            taken.map_err(|misuse| Violation::new(Rule::ONE_ACTIVATION, misuse.to_string()))?;
        }
        self.deadline = self.worker.deadline().map(|deadline| deadline.at);
        if is_tick && self.deadline.is_some_and(|at| at <= now.mono) {
            return Err(Violation::new(Rule::DEADLINES, format!("{:?}", self.worker.deadline())));
        }
        let mut said = said;
        while let Some(output) = self.worker.poll() {
            if let Some(said) = &mut said {
                said.push(format!("{output:?}"));
            }
            self.take(output, &mut asked)?;
        }
        if self.report.is_some() {
            self.deadline = None;
        }
        self.check()?;
        Ok(asked)
    }

    /// What the worker is told when something happens to its process; nothing where it need not know.
    fn input(&mut self, now: Now, given: Given, asked: &mut Vec<Asked>) -> Option<Input> {
        match given {
            Given::Tick => Some(Input::Tick),
            Given::Answer(answer) => {
                let call = CallId(answer.call);
                self.calls.remove(&call)?;
                Some(Input::CallEnded(call, answer.end()))
            }
            Given::Complete { run_id, fails } => {
                let run_id = Text::from(run_id);
                let completion = self.active.remove(&run_id)?;
                let completion = if fails { broken(completion) } else { completion };
                Some(Input::ActivationCompleted { run_id, completion })
            }
            Given::Step { token } => self.activities.step(&token, asked),
            Given::Nexus { token, fails } => self.nexus.end(&token, fails),
            Given::Evict { run_id } => Some(Input::Evict { run_id: run_id.into() }),
            Given::Reserve => {
                if self.worker.reserve_eager_start(now) {
                    asked.push(Asked::EagerStart);
                }
                None
            }
            Given::EagerTask(response) => {
                Some(Input::EagerWorkflowTask { response: response.map(|hex| given::bytes(&hex)) })
            }
            Given::Shutdown => {
                self.told_to_end.get_or_insert(now.mono);
                Some(Input::Shutdown)
            }
        }
    }

    fn take(&mut self, output: Output, asked: &mut Vec<Asked>) -> Result<(), Violation> {
        match output {
            Output::Call(id, call) => return self.call(id, call, asked),
            Output::CancelCall(id) => {
                if self.calls.remove(&id).is_none() {
                    return Err(Violation::new(Rule::CALLS, format!("{id:?} is canceled and not open")));
                }
                asked.push(Asked::Cancel(id));
            }
            Output::Activate(activation) => return self.activate(&activation, asked),
            Output::StartActivity(task) => return self.activities.start(*task, asked),
            Output::CancelActivity { token, reason, .. } => {
                return self.activities.cancel((&token, reason), asked);
            }
            Output::StartNexus(task) => return self.nexus.start(*task, asked),
            Output::CancelNexus { token, .. } => return self.nexus.cancel(&token, asked),
            Output::PollerChanged { .. } | Output::ActivityReported { .. } => {}
            Output::PollerFailed { poller, why } => {
                return Err(Violation::new(Rule::NO_ERROR, format!("{poller:?}: {why}")));
            }
            Output::Observed(Observation::Log(log)) if log.level == Level::Error => {
                return Err(Violation::new(Rule::NO_ERROR, log.message));
            }
            Output::Observed(_) => {}
            Output::Drained(report) => self.report = Some(report),
        }
        Ok(())
    }

    fn call(&mut self, id: CallId, call: Call, asked: &mut Vec<Asked>) -> Result<(), Violation> {
        if self.calls.insert(id, call.method).is_some() {
            return Err(Violation::new(Rule::CALLS, format!("{id:?} is begun while it is open")));
        }
        asked.push(Asked::Call(id, call));
        Ok(())
    }

    fn activate(&mut self, activation: &Activation, asked: &mut Vec<Asked>) -> Result<(), Violation> {
        let run_id = activation.run_id.clone();
        if self.active.contains_key(&run_id) {
            return Err(Violation::new(Rule::ONE_ACTIVATION, format!("{activation:?}")));
        }
        let begins = matches!(activation.jobs.first(), Some(Job::InitializeWorkflow(_)));
        let eviction = activation.jobs.iter().find_map(|job| match job {
            Job::RemoveFromCache { reason, message } => Some((*reason, message)),
            _ => None,
        });
        if begins && !self.cached.insert(run_id.clone()) {
            return Err(Violation::new(Rule::CACHED_ONCE, run_id.to_string()));
        }
        if let Some((reason, message)) = eviction {
            self.cached.remove(&run_id);
            // Workflows do the same every time, so that none is ever taken for one that does not.
            if reason == EvictionReason::Nondeterminism {
                return Err(Violation::new(Rule::NO_ERROR, format!("run {run_id}: {message}")));
            }
        }
        let completion = self.hosts.activate(activation);
        // Programs fail a task only where something did not end as it has to.
        if let Completion::Failed { failure, .. } = &completion {
            let why = failure.to_message().map(|failure| failure.message).unwrap_or_default();
            return Err(Violation::new(Rule::OUTCOMES, format!("run {run_id}: {why}")));
        }
        self.active.insert(run_id.clone(), completion);
        asked.push(Asked::Complete { run_id, may_fail: eviction.is_none() });
        Ok(())
    }
}

/// What a host says whose code has a bug.
fn broken(completion: Completion) -> Completion {
    let failure = application("a bug");
    match completion {
        Completion::Failed { .. } => completion,
        Completion::Succeeded(_) => Completion::Failed { failure, cause: Default::default() },
    }
}

/// A failure of an application.
fn application(message: &str) -> Failure {
    let info = ApplicationFailureInfo::default();
    Failure::from_message(&proto::Failure {
        message: message.into(),
        failure_info: Some(FailureInfo::ApplicationFailureInfo(info)),
        ..Default::default()
    })
}

/// A moment, for what takes no time.
const AT_ONCE: Duration = Duration::ZERO;
