//! Decides what a worker of many runs does next: which polls are open, which run or activity a task goes to, what the
//! server and the host are told. It composes parts that each decide one of these, and knows no socket and no clock.

mod activity;
mod arrive;
mod calls;
pub mod config;
mod desk;
mod heartbeat;
pub mod host;
mod io;
mod local_activity;
mod nexus;
pub mod observe;
mod polled;
pub mod poller;
mod purpose;
mod report;
mod request;
mod runs;
mod shutdown;
mod slots;
mod startup;
mod turn;

pub use desk::Load;
pub use io::{Input, Misuse, Output};
pub use runs::Counts;
pub use shutdown::ShutdownReport;
pub use slots::SlotKind;

use crate::{
    id::Text,
    machine::{Deadline, Machine},
    rng::Random,
    time::Now,
    workflow::task::RunConfig,
};
use activity::Activities;
use alloc::collections::VecDeque;
use arrive::Eager;
use calls::Calls;
use config::{Checked, Versioning, WorkerDeploymentOptions};
use desk::{Capabilities, Desk};
use heartbeat::Heartbeats;
use local_activity::LocalActivities;
use nexus::NexusTasks;
use observe::Labels;
use poller::{PollerId, PollerKind, PollerState, Pollers};
use purpose::Purpose;
use request::Requests;
use runs::Runs;
use shutdown::Shutdown;
use slots::Slots;
use startup::Startup;

/// A worker: it takes tasks from one task queue and has them worked on.
///
/// Give it [`Input`]s as they happen, a [`Input::Tick`] at its [`deadline`](Machine::deadline), and act on every
/// [`Output`]. Its first input begins it. After [`Output::Drained`] it can be dropped.
#[derive(Debug)]
pub struct Worker {
    desk: Desk,
    startup: Startup,
    pollers: Pollers,
    runs: Runs,
    activities: Activities,
    local_activities: LocalActivities,
    nexus_tasks: NexusTasks,
    heartbeats: Heartbeats,
    shutdown: Shutdown,
    /// Slots taken for executions that are about to be started.
    eager_starts: usize,
}

const _: () = {
    const fn is_send<T: Send>() {}
    is_send::<Worker>();
};

/// What a worker is made of beside its configuration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a driver fills it")]
pub struct Options {
    /// Where its random numbers begin: jitter, and the key that tells it from other workers.
    pub seed: u64,
    /// Whether it makes observations.
    pub observes: bool,
}

impl Worker {
    /// A worker that does nothing before its first input.
    #[must_use]
    pub fn new(config: Checked, options: Options) -> Self {
        let mut random = Random::new(options.seed);
        let instance_key = random.uuid();
        let capabilities = Capabilities::default();
        let requests = Requests::new(&config, &instance_key, capabilities);
        let pollers = Pollers::new(&config, |kind| request::poll(&config, &instance_key, capabilities, kind));
        Self {
            startup: Startup::default(),
            pollers,
            runs: Runs::new(template(&config), requests.clone()),
            activities: Activities::new(requests.clone()),
            local_activities: LocalActivities::new(),
            nexus_tasks: NexusTasks::new(requests),
            heartbeats: Heartbeats::default(),
            shutdown: Shutdown::default(),
            eager_starts: 0,
            desk: Desk {
                slots: Slots::new(&config),
                capabilities,
                instance_key,
                random,
                calls: Calls::default(),
                outputs: VecDeque::new(),
                load: None,
                observes: options.observes,
                is_draining: false,
                last_work: None,
                report_time: core::time::Duration::ZERO,
                config,
            },
        }
    }

    /// The key that tells this worker from any other.
    #[must_use]
    pub const fn instance_key(&self) -> &Text {
        &self.desk.instance_key
    }

    /// The namespace and the task queue that it takes tasks from.
    #[must_use]
    pub fn place(&self) -> (&Text, &Text) {
        (&self.desk.config.namespace, &self.desk.config.task_queue)
    }

    /// Which version it is of, as its requests say.
    #[must_use]
    pub fn deployment_options(&self) -> Option<WorkerDeploymentOptions> {
        request::deployment(&self.desk.config)
    }

    /// What each poller is doing.
    pub fn pollers(&self) -> impl Iterator<Item = (PollerId, &PollerState)> {
        self.pollers.states()
    }

    /// How many polls of a kind are open.
    #[must_use]
    pub fn open_polls(&self, kind: PollerKind) -> usize {
        self.pollers.info(kind).map_or(0, |(open, _, _)| open)
    }

    /// How many runs are in the cache.
    #[must_use]
    pub fn cached_runs(&self) -> usize {
        self.runs.len()
    }

    /// What became of tasks and runs so far.
    #[must_use]
    pub const fn counts(&self) -> Counts {
        self.runs.counts()
    }

    /// How many slots of a kind are taken.
    #[must_use]
    pub const fn slots_used(&self, kind: SlotKind) -> usize {
        self.desk.slots.used(kind)
    }

    /// How many slots of a kind all that is open stands for: polls, tasks, and what is reserved. Between two inputs this
    /// is [`slots_used`](Self::slots_used); where it is not, there is a bug, and slots get lost.
    #[must_use]
    pub fn slots_accounted(&self, kind: SlotKind) -> usize {
        let held = match kind {
            SlotKind::Workflow => self.runs.slots().saturating_add(self.eager_starts),
            SlotKind::Activity => self.activities.open().saturating_add(self.runs.eager_slots()),
            SlotKind::LocalActivity => self.local_activities.slots(),
            SlotKind::Nexus => self.nexus_tasks.open(),
        };
        self.pollers.open(kind).saturating_add(held)
    }

    /// Takes a workflow slot for an execution that is about to be started, so that the server may give out its first
    /// task with the answer; [`Input::EagerWorkflowTask`] must follow. `false` where there is none.
    #[must_use]
    pub fn reserve_eager_start(&mut self, now: Now) -> bool {
        let may = self.startup.is_done() && !self.desk.is_draining && self.desk.config.tasks.workflows;
        let is_reserved = may && self.desk.slots.reserve_waiting(now.mono, SlotKind::Workflow);
        self.eager_starts = self.eager_starts.saturating_add(usize::from(is_reserved));
        is_reserved
    }
}

fn template(config: &Checked) -> RunConfig {
    let (version, default_versioning_behavior) = match &config.versioning {
        Versioning::Unversioned { build_id } => (version(&Text::default(), build_id), Default::default()),
        Versioning::Deployment { deployment_name, build_id, default_behavior, .. } => {
            (version(deployment_name, build_id), *default_behavior)
        }
    };
    RunConfig {
        namespace: config.namespace.clone(),
        task_queue: config.task_queue.clone(),
        sdk_name: config.sdk_name.clone(),
        sdk_version: config.sdk_version.clone(),
        version,
        default_versioning_behavior,
        keeps_snapshot: config.keeps_snapshots,
        ..RunConfig::default()
    }
}

fn version(deployment_name: &Text, build_id: &Text) -> crate::history::event::DeploymentVersion {
    crate::history::event::DeploymentVersion { deployment_name: deployment_name.clone(), build_id: build_id.clone() }
}

impl Machine for Worker {
    type Now = Now;
    type Input = Input;
    type Output = Output;
    type Misuse = Misuse;

    fn handle(&mut self, now: Now, input: Input) -> Result<(), Misuse> {
        if self.shutdown.is_over() {
            return Err(Misuse::Ended);
        }
        if !self.startup.is_begun() {
            self.startup.begin(&mut self.desk, now);
            self.desk.count("worker_start", Labels::default);
        }
        let taken = self.take(now, input);
        self.settle(now);
        taken
    }

    fn poll(&mut self) -> Option<Output> {
        self.desk.outputs.pop_front()
    }

    fn deadline(&self) -> Option<Deadline> {
        [
            self.desk.calls.deadline(),
            self.startup.deadline(),
            self.pollers.deadline(&self.desk),
            self.runs.deadline(&self.desk),
            self.activities.deadline(),
            self.local_activities.deadline(),
            self.nexus_tasks.deadline(),
            self.heartbeats.deadline(),
            self.shutdown.deadline(&self.desk),
        ]
        .into_iter()
        .flatten()
        .min()
    }
}
