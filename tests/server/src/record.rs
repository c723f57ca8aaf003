//! Decides what is kept of what a worker tells its host, for scenarios to look at.

use core::fmt;
use dacapo_core::{
    command::host::Completion,
    id::{TaskToken, Text},
    time::MonoTime,
    worker::{
        host::{ActivityCancelReason, ActivityCancellationDetails, ActivityTask, NexusCancelReason, NexusTask},
        observe::{Level, Log, Metric, Observation, Value},
        poller::{PollerId, PollerState},
    },
    workflow::activation::{Activation, EvictionReason, Job},
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

/// How many of a kind are shown where a scenario fails.
const SHOWN: usize = 20;

/// What one worker has told; clones are the same record.
#[derive(Clone, Debug, Default)]
pub struct Record(Arc<Mutex<Seen>>);

/// What is kept.
#[derive(Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "scenarios look at it")]
pub struct Seen {
    /// What pollers did, in turn.
    pub pollers: Vec<PollerChange>,
    /// Counters, by name, and once more by name and label, as in `name{label=value}`.
    pub counters: BTreeMap<String, u64>,
    /// How often each method of the API was called.
    pub calls: BTreeMap<&'static str, u64>,
    /// Log records.
    pub logs: Vec<Log>,
    /// Activations, in turn.
    pub activations: Vec<Activated>,
    /// Why the host failed workflow tasks, by their messages, in turn.
    pub task_failures: Vec<String>,
    /// Activities that were begun, local ones among them.
    pub activities: Vec<ActivityTask>,
    /// Activities that were told to stop.
    pub cancels: Vec<(TaskToken, ActivityCancelReason, ActivityCancellationDetails)>,
    /// Nexus tasks that were begun.
    pub nexus_tasks: Vec<NexusTask>,
    /// Nexus tasks that were told to stop.
    pub nexus_cancels: Vec<(TaskToken, NexusCancelReason)>,
    /// What never happens in a healthy worker.
    pub faults: Vec<String>,
}

/// A poller entered a state.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "when, which and what")]
pub struct PollerChange {
    /// When.
    pub at: MonoTime,
    /// Which.
    pub poller: PollerId,
    /// Which state.
    pub state: PollerState,
}

/// What an activation was.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "scenarios look at it")]
pub struct Activated {
    /// The run.
    pub run_id: Text,
    /// Whether history told all of it before.
    pub is_replaying: bool,
    /// The names of its jobs.
    pub jobs: Vec<&'static str>,
    /// Why the run was let go of, where it was.
    pub evicted: Option<EvictionReason>,
}

impl Record {
    /// Looks at what is kept.
    pub fn read<T>(&self, look: impl FnOnce(&Seen) -> T) -> T {
        look(&self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What a counter has come to: `name`, or `name{label=value}`.
    #[must_use]
    pub fn counter(&self, name: &str) -> u64 {
        self.read(|seen| seen.counters.get(name).copied().unwrap_or_default())
    }

    /// How often a method of the API was called.
    #[must_use]
    pub fn calls(&self, method: &str) -> u64 {
        self.read(|seen| seen.calls.get(method).copied().unwrap_or_default())
    }

    /// The activations of a run that did not merely let go of it.
    #[must_use]
    pub fn activations_of(&self, run_id: &str) -> Vec<Activated> {
        let is_of = |activated: &&Activated| activated.run_id == run_id && activated.evicted.is_none();
        self.read(|seen| seen.activations.iter().filter(is_of).cloned().collect())
    }

    /// Attempts of the activity with this id that were begun, in turn.
    #[must_use]
    pub fn attempts_of(&self, activity_id: &str) -> Vec<ActivityTask> {
        self.read(|seen| seen.activities.iter().filter(|task| task.activity_id == activity_id).cloned().collect())
    }

    fn write(&self, change: impl FnOnce(&mut Seen)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    pub(crate) fn called(&self, method: &'static str) {
        self.write(|seen| {
            let calls = seen.calls.entry(method).or_default();
            *calls = calls.saturating_add(1);
        });
    }

    pub(crate) fn fault(&self, what: String) {
        eprintln!("a fault of the worker or its host: {what}");
        self.write(|seen| seen.faults.push(what));
    }

    pub(crate) fn activated(&self, activation: &Activation) {
        let evicted = activation.jobs.iter().find_map(|job| match job {
            Job::RemoveFromCache { reason, .. } => Some(*reason),
            _ => None,
        });
        let jobs = activation.jobs.iter().map(Job::name).collect();
        let (run_id, is_replaying) = (activation.run_id.clone(), activation.is_replaying);
        self.write(|seen| seen.activations.push(Activated { run_id, is_replaying, jobs, evicted }));
    }

    /// What the host answered an activation with.
    pub(crate) fn completed(&self, completion: &Completion) {
        if let Completion::Failed { failure, .. } = completion {
            let message = failure.to_message().map(|failure| failure.message).unwrap_or_default();
            self.write(|seen| seen.task_failures.push(message));
        }
    }

    pub(crate) fn started(&self, task: &ActivityTask) {
        self.write(|seen| seen.activities.push(task.clone()));
    }

    pub(crate) fn canceled(&self, cancel: (TaskToken, ActivityCancelReason, ActivityCancellationDetails)) {
        self.write(|seen| seen.cancels.push(cancel));
    }

    pub(crate) fn started_nexus(&self, task: &NexusTask) {
        self.write(|seen| seen.nexus_tasks.push(task.clone()));
    }

    pub(crate) fn canceled_nexus(&self, cancel: (TaskToken, NexusCancelReason)) {
        self.write(|seen| seen.nexus_cancels.push(cancel));
    }

    pub(crate) fn poller_changed(&self, change: PollerChange) {
        self.write(|seen| seen.pollers.push(change));
    }

    pub(crate) fn observed(&self, observation: Observation) {
        match observation {
            Observation::Log(log) if log.level == Level::Error => self.fault(log.message),
            Observation::Log(log) => self.write(|seen| seen.logs.push(log)),
            Observation::Metric(Metric { name, value: Value::Counter(by), labels }) => self.write(|seen| {
                let labeled = labels.other.map(|(label, value)| format!("{name}{{{label}={value}}}"));
                for key in labeled.into_iter().chain([name.to_owned()]) {
                    let counter = seen.counters.entry(key).or_default();
                    *counter = counter.saturating_add(by);
                }
            }),
            Observation::Metric(_) => {}
        }
    }
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(f, "faults: {:?}", seen.faults)?;
        for PollerChange { at, poller, state } in seen.pollers.iter().rev().take(SHOWN).rev() {
            writeln!(f, "{at:?} {poller:?} {state:?}")?;
        }
        for log in seen.logs.iter().rev().take(SHOWN).rev() {
            writeln!(f, "{:?}: {}", log.level, log.message)?;
        }
        for message in seen.task_failures.iter().take(SHOWN) {
            writeln!(f, "a workflow task failed: {message}")?;
        }
        for activated in seen.activations.iter().rev().take(SHOWN).rev() {
            let Activated { run_id, is_replaying, jobs, evicted } = activated;
            writeln!(f, "{run_id}: {jobs:?}, replaying: {is_replaying}, evicted: {evicted:?}")?;
        }
        write!(f, "{} activities were begun; {:?}", seen.activities.len(), seen.counters)
    }
}
