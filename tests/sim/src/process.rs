//! Decides what one worker process is in a world: a worker, the host of its workflows, and the activities it runs.

use crate::world::Violation;
use dacapo_core::{
    command::host::Completion,
    id::{TaskToken, Text},
    machine::Machine,
    rpc::{Call, CallId},
    time::{MonoTime, Now, WallTime},
    worker::{
        Input, Options, Output, ShutdownReport, SlotKind, Worker,
        config::{Checked, Config, SlotSupply},
        host::{ActivityOutcome, ActivityTask},
        observe::{Level, Observation},
        poller::{PollerId, PollerState},
    },
    workflow::activation::{Activation, Job},
};
use dacapo_kitchen_sink::{self as sink, Hosts, Step};
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    time::Duration,
};

/// One process, until it crashes or has shut down.
#[derive(Debug)]
pub struct Process {
    worker: Worker,
    hosts: Hosts,
    /// Runs that were given an activation and have not answered.
    active: BTreeSet<Text>,
    /// Runs that are in the host's cache, as it was told.
    cached: BTreeSet<Text>,
    activities: BTreeMap<TaskToken, Running>,
    /// Calls that have not ended.
    pub calls: BTreeSet<CallId>,
    /// What it said when it had shut down.
    pub report: Option<ShutdownReport>,
    /// By how much its wall clock is wrong.
    pub skew: i64,
    most_cached: usize,
}

/// An activity that runs.
#[derive(Debug)]
struct Running {
    steps: VecDeque<Step>,
    waits_for_cancel: bool,
    is_canceled: bool,
}

/// What a process asks of its world.
#[derive(Debug)]
pub enum Asked {
    /// Make a call.
    Call(CallId, Call),
    /// Give this answer to the worker, after the time that the host takes.
    Complete(Text, Completion),
    /// Let the activity go on after that time.
    Wait(TaskToken, Duration),
}

impl Process {
    /// A process that has just started.
    ///
    /// # Errors
    ///
    /// The configuration is refused.
    pub fn start(name: &str, seed: u64, knobs: Knobs) -> Result<Self, Violation> {
        let mut config = Config::new("default", "queue", name);
        config.max_cached_workflows = knobs.cache;
        config.workflow_slots = SlotSupply::Fixed(knobs.slots);
        config.activity_slots = SlotSupply::Fixed(knobs.slots);
        config.local_activity_slots = SlotSupply::Fixed(knobs.slots);
        config.worker_heartbeat_interval = None;
        let checked = Checked::try_from(config).map_err(|error| Violation::new("configuration", error.to_string()))?;
        Ok(Self {
            worker: Worker::new(checked, Options { seed, observes: true }),
            hosts: Hosts::new(),
            active: BTreeSet::new(),
            cached: BTreeSet::new(),
            activities: BTreeMap::new(),
            calls: BTreeSet::new(),
            report: None,
            skew: 0,
            most_cached: if knobs.cache == 0 { knobs.slots } else { knobs.cache },
        })
    }

    /// When the worker wants to be told the time.
    pub fn deadline(&self) -> Option<MonoTime> {
        self.worker.deadline().map(|deadline| deadline.at)
    }

    /// What each poller is doing.
    pub fn pollers(&self) -> Vec<(PollerId, PollerState)> {
        self.worker.pollers().map(|(id, state)| (id, state.clone())).collect()
    }

    /// A run in the cache, the one whose turn it is.
    pub fn some_run(&self, turn: u64) -> Option<Text> {
        let count = u64::try_from(self.cached.len()).ok().filter(|count| *count > 0)?;
        self.cached.iter().nth(usize::try_from(turn % count).ok()?).cloned()
    }

    /// How many slots of a kind are taken.
    pub fn slots_used(&self, kind: SlotKind) -> usize {
        self.worker.slots_used(kind)
    }

    /// How many activities run.
    pub fn running(&self) -> usize {
        self.activities.len()
    }

    /// Whether no run has an activation that is not answered.
    pub fn is_quiet(&self) -> bool {
        self.active.is_empty() && self.activities.is_empty()
    }

    /// Gives the worker an input; what it asks for.
    ///
    /// # Errors
    ///
    /// Something that must hold does not.
    pub fn give(&mut self, now: MonoTime, input: Input) -> Result<Vec<Asked>, Violation> {
        match &input {
            Input::ActivationCompleted { run_id, .. } => {
                self.active.remove(run_id);
            }
            Input::CallEnded(id, _) => {
                self.calls.remove(id);
            }
            _ => {}
        }
        if self.report.is_some() {
            return Ok(Vec::new());
        }
        let wall = WallTime { seconds: 1_700_000_000 + self.skew, nanos: 0 }.plus(now.since(MonoTime(0)));
        let (what, is_tick) = (format!("{input:?}"), matches!(input, Input::Tick));
        let given = self.worker.handle(Now { mono: now, wall }, input);
        given.map_err(|misuse| Violation::new("the worker takes what its host says", format!("{misuse}: {what}")))?;
        if is_tick && self.deadline().is_some_and(|at| at <= now) {
            return Err(Violation::new("a deadline that has passed is none", format!("{:?}", self.worker.deadline())));
        }
        let mut asked = Vec::new();
        while let Some(output) = self.worker.poll() {
            self.take(output, &mut asked)?;
        }
        let runs = self.worker.cached_runs();
        if runs > self.most_cached {
            return Err(Violation::new("the cache is bounded", format!("{runs} runs of {}", self.most_cached)));
        }
        Ok(asked)
    }

    fn take(&mut self, output: Output, asked: &mut Vec<Asked>) -> Result<(), Violation> {
        match output {
            Output::Call(id, call) => {
                self.calls.insert(id);
                asked.push(Asked::Call(id, call));
            }
            Output::CancelCall(id) => {
                if !self.calls.remove(&id) {
                    return Err(Violation::new("a call that is canceled is open", format!("{id:?}")));
                }
            }
            Output::Activate(activation) => self.activate(*activation, asked)?,
            Output::StartActivity(task) => self.start_activity(*task, asked)?,
            Output::CancelActivity { token, .. } => {
                let Some(running) = self.activities.get_mut(&token) else {
                    return Err(Violation::new("an activity that is canceled runs", format!("{token:?}")));
                };
                if std::mem::replace(&mut running.is_canceled, true) {
                    return Err(Violation::new("an activity is canceled once", format!("{token:?}")));
                }
                if running.waits_for_cancel {
                    asked.push(Asked::Wait(token, Duration::ZERO));
                }
            }
            Output::StartNexus(_)
            | Output::CancelNexus { .. }
            | Output::PollerChanged { .. }
            | Output::ActivityReported { .. } => {}
            Output::PollerFailed { poller, why } => {
                return Err(Violation::new("no poller gives up", format!("{poller:?}: {why}")));
            }
            Output::Observed(Observation::Log(log)) if log.level == Level::Error => {
                return Err(Violation::new("no error is logged", log.message));
            }
            Output::Observed(_) => {}
            Output::Drained(report) => self.report = Some(report),
        }
        Ok(())
    }

    fn activate(&mut self, activation: Activation, asked: &mut Vec<Asked>) -> Result<(), Violation> {
        let run_id = activation.run_id.clone();
        if !self.active.insert(run_id.clone()) {
            return Err(Violation::new("one activation at a time", format!("{activation:?}")));
        }
        let begins = matches!(activation.jobs.first(), Some(Job::InitializeWorkflow(_)));
        let ends = activation.jobs.iter().any(|job| matches!(job, Job::RemoveFromCache { .. }));
        if begins && !self.cached.insert(run_id.clone()) {
            return Err(Violation::new("no run is in the cache twice", run_id.to_string()));
        }
        if ends {
            self.cached.remove(&run_id);
        }
        let completion = self.hosts.activate(&activation);
        asked.push(Asked::Complete(run_id, completion));
        Ok(())
    }

    fn start_activity(&mut self, task: ActivityTask, asked: &mut Vec<Asked>) -> Result<(), Violation> {
        let steps = sink::steps(&task);
        let running = Running { steps: steps.into(), waits_for_cancel: false, is_canceled: false };
        let token = task.task_token;
        if self.activities.insert(token.clone(), running).is_some() {
            return Err(Violation::new("an activity is started once", format!("{token:?}")));
        }
        asked.push(Asked::Wait(token, Duration::ZERO));
        Ok(())
    }

    /// Lets an activity take its next step.
    ///
    /// # Errors
    ///
    /// Something that must hold does not.
    pub fn step(&mut self, now: MonoTime, token: TaskToken) -> Result<Vec<Asked>, Violation> {
        let Some(running) = self.activities.get_mut(&token) else { return Ok(Vec::new()) };
        let next = if running.is_canceled { None } else { running.steps.pop_front() };
        let outcome = match next {
            Some(Step::Sleep(length)) => return Ok(vec![Asked::Wait(token, length)]),
            Some(Step::WaitForCancel(at_most)) => {
                running.waits_for_cancel = true;
                return Ok(at_most.map(|length| Asked::Wait(token, length)).into_iter().collect());
            }
            Some(Step::Heartbeat(details)) => {
                let mut asked = self.give(now, Input::ActivityHeartbeat { token: token.clone(), details })?;
                asked.push(Asked::Wait(token, Duration::ZERO));
                return Ok(asked);
            }
            Some(Step::End(outcome)) => outcome,
            None => ActivityOutcome::Canceled(Default::default()),
        };
        self.activities.remove(&token);
        self.give(now, Input::ActivityEnded { token, outcome })
    }
}

/// How large a worker is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Knobs {
    /// How many runs its cache holds.
    pub cache: usize,
    /// How many slots of each kind it has.
    pub slots: usize,
}
