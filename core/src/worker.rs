//! Decides what a worker of many runs does next: which polls are open, which run or activity a task goes to, what the
//! server and the host are told. It composes parts that each decide one of these, and knows no socket and no clock.

mod activity;
mod calls;
pub mod config;
mod desk;
mod heartbeat;
pub mod host;
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

pub use desk::Load;
pub use runs::Counts;
pub use shutdown::ShutdownReport;
pub use slots::SlotKind;

use crate::{
    command::host::Completion,
    id::{TaskToken, Text},
    machine::{Deadline, Machine},
    payload::Payloads,
    rng::Random,
    rpc::{Call, CallEnd, CallId, Code, Status},
    time::Now,
    workflow::{
        activation::{Activation, EvictionReason},
        task::RunConfig,
    },
};
use activity::Activities;
use alloc::{boxed::Box, collections::VecDeque, vec::Vec};
use bytes::Bytes;
use calls::{Calls, Ended};
use config::{Checked, Versioning};
use desk::{Capabilities, Desk};
use heartbeat::Heartbeats;
use host::{
    ActivityCancelReason, ActivityCancellationDetails, ActivityName, ActivityOutcome, ActivityReport, ActivityTask,
    NexusCancelReason, NexusOutcome, NexusTask, WantedCancellation,
};
use local_activity::LocalActivities;
use nexus::NexusTasks;
use observe::{Labels, Observation};
use polled::PolledTask;
use poller::{Polled, PollerId, PollerKind, PollerState, Pollers};
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

/// What can happen to a worker.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Input {
    /// Time has passed.
    Tick,
    /// A call that it asked for has ended.
    CallEnded(CallId, CallEnd),
    /// The host answered the outstanding activation of a run.
    ActivationCompleted {
        /// The run.
        run_id: Text,
        /// The answer.
        completion: Completion,
    },
    /// An activity ended, local or not.
    ActivityEnded {
        /// Its token.
        token: TaskToken,
        /// How.
        outcome: ActivityOutcome,
    },
    /// An activity is alive, and has something to tell.
    ActivityHeartbeat {
        /// Its token.
        token: TaskToken,
        /// What its next attempt is to know.
        details: Payloads,
    },
    /// Somebody who need not run an activity says something of it; the answer is [`Output::ActivityReported`].
    ReportActivity {
        /// The number that the answer has.
        number: u64,
        /// Which activity.
        activity: ActivityName,
        /// What is said of it.
        report: ActivityReport,
    },
    /// A Nexus task ended.
    NexusEnded {
        /// Its token.
        token: TaskToken,
        /// How.
        outcome: NexusOutcome,
    },
    /// The server gave out the first workflow task of an execution with the answer to its start.
    EagerWorkflowTask {
        /// The encoded `PollWorkflowTaskQueueResponse`; `None` where the server gave none, and the slot is free again.
        response: Option<Bytes>,
    },
    /// The machine's load, for slots that depend on it.
    Load(Load),
    /// How many slots of a kind there are, where the host decides that.
    SetSlots {
        /// The kind.
        kind: SlotKind,
        /// Their number.
        count: usize,
    },
    /// The host wants to let go of a run.
    Evict {
        /// The run.
        run_id: Text,
    },
    /// Take no more tasks, finish those there are, and end.
    Shutdown,
}

/// What a worker asks for.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_enums, reason = "a driver that passes over an output would hang")]
pub enum Output {
    /// Make a call; its end is [`Input::CallEnded`].
    Call(CallId, Call),
    /// Let go of a call: its end does not matter any more.
    CancelCall(CallId),
    /// Hand this to the host; its answer is [`Input::ActivationCompleted`].
    Activate(Box<Activation>),
    /// Run an activity; its end is [`Input::ActivityEnded`].
    StartActivity(Box<ActivityTask>),
    /// Ask an activity to stop; its end is awaited all the same.
    CancelActivity {
        /// Its token.
        token: TaskToken,
        /// Why, in one word.
        reason: ActivityCancelReason,
        /// Why, in full.
        details: ActivityCancellationDetails,
    },
    /// What the server says to [`Input::ReportActivity`].
    ActivityReported {
        /// The number of the report.
        number: u64,
        /// Whether it was taken, and whether the activity has to stop.
        answer: Result<WantedCancellation, Status>,
    },
    /// Work on a Nexus task; its end is [`Input::NexusEnded`].
    StartNexus(Box<NexusTask>),
    /// Ask for a Nexus task to be stopped.
    CancelNexus {
        /// Its token.
        token: TaskToken,
        /// Why.
        reason: NexusCancelReason,
    },
    /// A poller does something else than before.
    PollerChanged {
        /// Which.
        poller: PollerId,
        /// What.
        state: PollerState,
    },
    /// A poller stopped for good: what it asks for, the server will never give. Somebody has to look.
    PollerFailed {
        /// Which.
        poller: PollerId,
        /// Why.
        why: Status,
    },
    /// Something to show an operator.
    Observed(Observation),
    /// Shutdown is complete; nothing follows.
    Drained(ShutdownReport),
}

/// The caller broke a worker's contract; what it said was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Misuse {
    /// There is no such run: it was evicted, or never was.
    #[error("run {0:?} is not here")]
    UnknownRun(Text),
    /// A run's contract was broken.
    #[error("run {0:?}: {1}")]
    Run(Text, crate::error::Misuse),
    /// The outcome of a Nexus task is none that its request can have; the caller hears of it when its time is up.
    #[error("the outcome of a Nexus task: {0}")]
    MalformedNexusOutcome(&'static str),
    /// The worker has ended.
    #[error("the worker has ended")]
    Ended,
}

/// Eager activities: slots taken for them, and those that came.
#[derive(Clone, Debug, Default)]
pub(crate) struct Eager {
    reserved: usize,
    tasks: Vec<Bytes>,
}

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

/// Nothing follows from a report that was not taken, but an operator may want to know.
fn report_refused(desk: &mut Desk, run_id: &Text, end: CallEnd) {
    if let Err(status) = end {
        desk.log(observe::Level::Warn, || alloc::format!("a report of run {run_id} was not taken: {status}"));
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

impl Worker {
    fn take(&mut self, now: Now, input: Input) -> Result<(), Misuse> {
        let desk = &mut self.desk;
        match input {
            Input::Tick => self.tick(now),
            Input::CallEnded(id, end) => self.attempt_ended(now, id, end),
            Input::ActivationCompleted { run_id, completion } => {
                self.runs.completed(desk, &mut self.local_activities, now, (run_id, completion))?;
            }
            Input::ActivityEnded { token, outcome } => {
                if self.local_activities.owns(&token) {
                    self.local_activities.ended(desk, now, &token, outcome);
                } else {
                    // One that is not known has ended already; there is nothing to undo.
                    let _was_known = self.activities.ended(desk, now, &token, outcome);
                }
            }
            Input::ActivityHeartbeat { token, details } => {
                if !self.local_activities.owns(&token) {
                    self.activities.heartbeat(desk, now, &token, details);
                }
            }
            Input::ReportActivity { number, activity, report } => {
                self.activities.report_elsewhere(desk, now, number, (&activity, &report));
            }
            Input::NexusEnded { token, outcome } => {
                let ended = self.nexus_tasks.ended(desk, now, &token, outcome);
                ended.map_err(Misuse::MalformedNexusOutcome)?;
            }
            Input::EagerWorkflowTask { response } => self.eager_start(now, response.as_ref()),
            Input::Load(load) => desk.take_load(load),
            Input::SetSlots { kind, count } => desk.slots.set(kind, count),
            Input::Evict { run_id } => {
                let why = (&run_id, EvictionReason::LangRequested, "the host lets go of the run");
                self.runs.evict(desk, &mut self.local_activities, now, why);
            }
            Input::Shutdown => self.begin_shutdown(now),
        }
        Ok(())
    }

    fn attempt_ended(&mut self, now: Now, id: CallId, end: CallEnd) {
        match self.desk.attempt_ended(now, id, end) {
            Ended::Done(purpose, end) => self.call_ended(now, purpose, end),
            Ended::Waits | Ended::Unknown => {}
        }
    }

    fn tick(&mut self, now: Now) {
        while let Some(id) = self.desk.calls.lost(now) {
            self.desk.tell(Output::CancelCall(id));
            self.attempt_ended(now, id, Err(Status::new(Code::DeadlineExceeded, "the transport did not end the call")));
        }
        let desk = &mut self.desk;
        while let Some((id, call)) = desk.calls.due(now) {
            desk.attempt(id, call);
        }
        desk.slots.tick(now.mono);
        self.startup.tick(desk, now);
        self.pollers.tick(desk, now);
        self.runs.tick(desk, &mut self.local_activities, now);
        self.activities.tick(desk, now);
        self.local_activities.tick(desk, now);
        self.nexus_tasks.tick(desk, now);
        self.beat(now);
    }

    /// Does what follows from any input: ends of local activities go to their runs, polls begin, shutdown goes on.
    fn settle(&mut self, now: Now) {
        self.local_activities.fill(&mut self.desk, now);
        self.take_local_ends(now);
        self.pollers.fill(&mut self.desk, now);
        if self.desk.is_draining {
            self.drain(now);
            self.take_local_ends(now);
        }
    }

    fn take_local_ends(&mut self, now: Now) {
        while let Some(end) = self.local_activities.take_end() {
            self.runs.local_activity_ended(&mut self.desk, &mut self.local_activities, now, end);
        }
    }

    fn call_ended(&mut self, now: Now, purpose: Purpose, end: CallEnd) {
        let desk = &mut self.desk;
        match purpose {
            Purpose::SystemInfo => {
                self.startup.system_info(desk, &mut self.pollers, now, end);
                self.learn(now);
            }
            Purpose::Namespace => {
                self.startup.namespace(desk, &mut self.pollers, now, end);
                self.learn(now);
            }
            Purpose::Poll(id) => self.poll_ended(now, id, end),
            Purpose::HistoryPage(run_id) => self.runs.page(desk, &mut self.local_activities, now, (run_id, end)),
            Purpose::WorkflowTaskCompleted(number) => {
                let eager = self.runs.answered(desk, &mut self.local_activities, now, (number, end));
                self.take_eager(now, eager);
            }
            Purpose::CompletionPage(number) => {
                if let Some(end) = self.runs.page_answered(desk, now, number, end) {
                    self.call_ended(now, Purpose::WorkflowTaskCompleted(number), end);
                }
            }
            Purpose::WorkflowTaskReported(run_id) => report_refused(desk, &run_id, end),
            Purpose::QueryAnswered(run_id, asked) => {
                if end.as_ref().is_err_and(Status::is_too_large) {
                    self.runs.answer_too_large(desk, now, &run_id, &asked);
                }
                report_refused(desk, &run_id, end);
            }
            Purpose::ActivityHeartbeat(token) => self.activities.heartbeat_answered(desk, now, &token, end),
            Purpose::ActivityEnded(token) => self.activities.end_answered(desk, now, &token, end),
            Purpose::ActivityReported(number) => activity::reported(desk, number, end),
            Purpose::NexusEnded(token) => self.nexus_tasks.end_answered(desk, now, &token, end),
            Purpose::RunDescribed(run_id) => self.runs.described(desk, &mut self.local_activities, now, (&run_id, end)),
            Purpose::ShutdownWorker => self.shutdown_told(&end),
            Purpose::WorkerHeartbeat => {}
        }
    }

    /// Once it is known what the server can do, requests say it, and polls begin.
    fn learn(&mut self, now: Now) {
        if !self.startup.just_done() {
            return;
        }
        let desk = &mut self.desk;
        let requests = Requests::new(&desk.config, &desk.instance_key, desk.capabilities);
        self.runs.learn(desk.capabilities.sdk_metadata, requests.clone());
        self.activities.learn(requests.clone());
        self.nexus_tasks.learn(requests);
        let (config, key, capabilities) = (desk.config.clone(), desk.instance_key.clone(), desk.capabilities);
        self.pollers.learn_requests(|kind| request::poll(&config, &key, capabilities, kind));
        self.pollers.start(&mut self.desk);
        if capabilities.worker_heartbeats && self.desk.config.worker_heartbeat_interval.is_some() {
            self.heartbeats.start(now);
        }
        self.desk.log_plan();
        self.pollers.fill(&mut self.desk, now);
        self.beat(now);
    }

    fn poll_ended(&mut self, now: Now, id: PollerId, end: CallEnd) {
        let Polled::Response(response) = self.pollers.ended(&mut self.desk, now, id, end) else { return };
        let (has_task, hints, polled) = match id.kind {
            PollerKind::Workflow | PollerKind::StickyWorkflow => match PolledTask::read(&response) {
                Ok(polled) => (!polled.token.0.is_empty(), polled.hints, Some(polled)),
                Err(error) => return self.unreadable(id, error.what),
            },
            PollerKind::Activity => match activity::polled_hints(&response) {
                Ok((has_task, hints)) => (has_task, hints, None),
                Err(error) => return self.unreadable(id, error.what),
            },
            PollerKind::Nexus => match nexus::polled_hints(&response) {
                Ok((has_task, hints)) => (has_task, hints, None),
                Err(error) => return self.unreadable(id, error.what),
            },
        };
        self.pollers.learn(now.mono, id.kind, has_task, hints);
        let desk = &mut self.desk;
        if !has_task {
            desk.count(id.kind.counters().0, Labels::default);
            return desk.slots.give_back(id.kind.slot());
        }
        desk.arrived(now, id.kind.slot());
        if let Some(counter) = id.kind.counters().1 {
            desk.count(counter, Labels::default);
        }
        match (id.kind, polled) {
            (_, Some(polled)) => self.runs.received(desk, &mut self.local_activities, now, polled),
            (PollerKind::Nexus, None) => self.nexus_tasks.received(desk, now, &response),
            (PollerKind::Workflow | PollerKind::StickyWorkflow | PollerKind::Activity, None) => {
                self.activities.received(desk, now, &response, false);
            }
        }
    }

    fn unreadable(&mut self, id: PollerId, what: &'static str) {
        self.desk.slots.give_back(id.kind.slot());
        self.desk.log(observe::Level::Error, || {
            alloc::format!("the answer to a {} poll cannot be read: {what}", id.kind.poller_type())
        });
    }

    fn take_eager(&mut self, now: Now, eager: Eager) {
        let mut left = eager.reserved;
        for task in eager.tasks {
            if left == 0 {
                self.desk.log(observe::Level::Error, || "the server gave out more eager activities than asked".into());
                break;
            }
            left = left.saturating_sub(1);
            self.desk.arrived(now, SlotKind::Activity);
            self.activities.received(&mut self.desk, now, &task, true);
        }
        for _ in 0..left {
            self.desk.slots.give_back(SlotKind::Activity);
        }
    }

    fn eager_start(&mut self, now: Now, response: Option<&Bytes>) {
        let Some(left) = self.eager_starts.checked_sub(1) else {
            return self.desk.log(observe::Level::Error, || "an eager start came for which no slot is taken".into());
        };
        self.eager_starts = left;
        match response.map(PolledTask::read) {
            Some(Ok(polled)) if !polled.token.0.is_empty() => {
                self.desk.arrived(now, SlotKind::Workflow);
                self.runs.received(&mut self.desk, &mut self.local_activities, now, polled);
            }
            Some(_) | None => self.desk.slots.give_back(SlotKind::Workflow),
        }
    }
}
