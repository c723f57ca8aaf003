//! Decides how the host under test answers: workflows and activities do what their programs say, and what the driver tells
//! it is noted.

use core::{
    future::Future,
    pin::pin,
    task::{Context, Waker},
    time::Duration,
};
use dacapo_core::{
    command::host::{Completion, Success},
    id::{TaskToken, Text},
    rpc::Status,
    time::MonoTime,
    worker::{
        Misuse,
        host::{
            ActivityCancelReason, ActivityCancellationDetails, ActivityOutcome, ActivityTask, NexusCancelReason,
            NexusOutcome, NexusTask,
        },
        observe::{Level, Observation},
        poller::{PollerId, PollerState},
    },
    workflow::activation::Activation,
};
use dacapo_kitchen_sink::{Hosts, NexusStep, Step, nexus_steps, steps};
use dacapo_runtime::{Handle, Host, Runtime};
use futures_lite::future::or;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// When workflow code answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Answers {
    /// At once.
    #[default]
    AtOnce,
    /// From another task.
    Late,
    /// When the check says so.
    Held,
}

/// How a host behaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Manners {
    pub(crate) answers: Answers,
    /// Activities go on though they are told to stop.
    pub(crate) is_deaf: bool,
}

/// What a host was told.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    pub(crate) activations: usize,
    pub(crate) held: Vec<(Text, Completion)>,
    pub(crate) activities: Vec<ActivityTask>,
    pub(crate) cancels: Vec<(ActivityCancelReason, MonoTime)>,
    pub(crate) states: Vec<(PollerId, PollerState)>,
    /// Pollers that stopped for good.
    pub(crate) stopped: Vec<(PollerId, Status)>,
    pub(crate) nexus: Vec<NexusTask>,
    pub(crate) nexus_cancels: Vec<NexusCancelReason>,
    /// The names of metrics, and the texts of logs that tell of nothing bad.
    pub(crate) observed: Vec<String>,
    pub(crate) misuses: Vec<Misuse>,
    /// What no host of a healthy worker is told.
    pub(crate) faults: Vec<String>,
    /// Where it says something again for every misuse it is told of, and how often it will.
    pub(crate) flood: Option<(Handle, usize)>,
}

/// The notes of a host, for the check.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told(Arc<Mutex<Notes>>);

impl Told {
    pub(crate) fn notes(&self) -> MutexGuard<'_, Notes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A host of kitchen-sink workflows and activities.
pub(crate) struct TestHost<R> {
    runtime: R,
    manners: Manners,
    told: Told,
    hosts: Hosts,
    /// What tells running activities and Nexus tasks to stop.
    cancels: BTreeMap<TaskToken, async_channel::Sender<()>>,
}

impl<R: Runtime> TestHost<R> {
    pub(crate) fn new(runtime: R, manners: Manners, told: Told) -> Self {
        Self { runtime, manners, told, hosts: Hosts::new(), cancels: BTreeMap::new() }
    }

    /// Somebody will run the task, who listens there.
    fn cancelable(&mut self, token: &TaskToken) -> async_channel::Receiver<()> {
        let (cancel, canceled) = async_channel::bounded(1);
        self.cancels.insert(token.clone(), cancel);
        canceled
    }

    fn cancel(&mut self, token: &TaskToken) {
        if let Some(cancel) = self.cancels.remove(token).filter(|_| !self.manners.is_deaf) {
            // One that has ended takes no notice.
            let _done = cancel.try_send(());
        }
    }
}

impl<R: Runtime> Host for TestHost<R> {
    fn activate(&mut self, worker: &Handle, activation: Activation) -> Option<Completion> {
        let run_id = activation.run_id.clone();
        let completion = self.hosts.activate(&activation);
        let mut notes = self.told.notes();
        notes.activations += 1;
        match self.manners.answers {
            Answers::AtOnce => return Some(completion),
            Answers::Held => notes.held.push((run_id, completion)),
            Answers::Late => {
                let worker = worker.clone();
                self.runtime.spawn(async move {
                    // A worker that has ended needs no answer.
                    let _done = worker.complete_activation(run_id, completion).await;
                });
            }
        }
        None
    }

    fn start_activity(&mut self, worker: &Handle, task: ActivityTask) {
        let canceled = self.cancelable(&task.task_token);
        self.told.notes().activities.push(task.clone());
        self.runtime.spawn(run(self.runtime.clone(), worker.clone(), task, canceled));
    }

    fn cancel_activity(&mut self, token: TaskToken, reason: ActivityCancelReason, _: ActivityCancellationDetails) {
        self.told.notes().cancels.push((reason, self.runtime.now().mono));
        self.cancel(&token);
    }

    fn start_nexus(&mut self, worker: &Handle, task: NexusTask) {
        let canceled = self.cancelable(&task.task_token);
        self.told.notes().nexus.push(task.clone());
        self.runtime.spawn(answer(self.runtime.clone(), worker.clone(), task, canceled));
    }

    fn cancel_nexus(&mut self, token: TaskToken, reason: NexusCancelReason) {
        self.told.notes().nexus_cancels.push(reason);
        self.cancel(&token);
    }

    fn observed(&mut self, observation: Observation) {
        let mut notes = self.told.notes();
        match observation {
            Observation::Log(log) if log.level == Level::Error => notes.faults.push(log.message),
            Observation::Log(log) => notes.observed.push(log.message),
            Observation::Metric(metric) => notes.observed.push(metric.name.into()),
        }
    }

    fn poller_changed(&mut self, poller: PollerId, state: &PollerState) {
        self.told.notes().states.push((poller, state.clone()));
    }

    fn poller_failed(&mut self, poller: PollerId, why: Status) {
        self.told.notes().stopped.push((poller, why));
    }

    fn misused(&mut self, misuse: Misuse) {
        let mut notes = self.told.notes();
        notes.misuses.push(misuse);
        let Some((worker, left)) = &mut notes.flood else { return };
        if let Some(fewer) = left.checked_sub(1) {
            *left = fewer;
            let worker = worker.clone();
            drop(notes);
            say_what_is_misuse(&worker);
        }
    }
}

/// Tells a worker something that it will not take, without waiting.
pub(crate) fn say_what_is_misuse(worker: &Handle) {
    let said = pin!(worker.complete_activation("nobody".into(), Success::with(Vec::new())));
    assert!(said.poll(&mut Context::from_waker(Waker::noop())).is_ready(), "there is room");
}

/// Takes an activity's steps, until its end or until it is told to stop.
async fn run<R: Runtime>(runtime: R, worker: Handle, task: ActivityTask, canceled: async_channel::Receiver<()>) {
    let token = task.task_token.clone();
    for step in steps(&task) {
        let wait = match step {
            Step::End(outcome) => {
                // A worker that has ended has handed the activity back.
                let _done = worker.end_activity(token, outcome).await;
                return;
            }
            Step::Heartbeat(details) => {
                let _done = worker.heartbeat(token.clone(), details).await;
                continue;
            }
            Step::Sleep(length) => Some(length),
            Step::WaitForCancel(at_most) => at_most,
        };
        if is_told(&runtime, wait, &canceled).await {
            let _done = worker.end_activity(token, ActivityOutcome::Canceled(Default::default())).await;
            return;
        }
    }
}

/// Takes a Nexus task's steps, until its end or until it is told to stop.
async fn answer<R: Runtime>(runtime: R, worker: Handle, task: NexusTask, canceled: async_channel::Receiver<()>) {
    let mut outcome = NexusOutcome::AckCancel;
    for step in nexus_steps(&task) {
        let wait = match step {
            NexusStep::End(end) => {
                outcome = end;
                break;
            }
            NexusStep::Sleep(length) => Some(length),
            NexusStep::WaitForCancel => None,
            NexusStep::StartWorkflow(..) | NexusStep::CancelWorkflow(_) => unreachable!("no check asks for {step:?}"),
        };
        if is_told(&runtime, wait, &canceled).await {
            break;
        }
    }
    // A worker that has ended has handed the task back.
    let _done = worker.end_nexus(task.task_token, outcome).await;
}

/// Waits for so long, if there is a length; whether whoever waits was told to stop meanwhile.
async fn is_told<R: Runtime>(runtime: &R, wait: Option<Duration>, canceled: &async_channel::Receiver<()>) -> bool {
    let over = async {
        match wait {
            Some(length) => runtime.sleep(length).await,
            None => core::future::pending().await,
        }
        false
    };
    let told = async {
        match canceled.recv().await {
            Ok(()) => true,
            Err(_) => core::future::pending().await,
        }
    };
    or(over, told).await
}
