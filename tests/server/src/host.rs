//! Decides how a worker's host does what kitchen-sink workflows and activities say, on any runtime.

use dacapo_core::{
    command::host::Completion,
    id::TaskToken,
    rpc::Status,
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
use dacapo_kitchen_sink::{Hosts, Step, steps};
use dacapo_runtime::{Handle, Host, Runtime};
use futures_channel::oneshot;
use futures_util::future::{Either, pending, select};
use std::{
    collections::{BTreeMap, VecDeque},
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

/// A host of kitchen-sink workflows and activities.
#[derive(Debug)]
pub struct SinkHost<R> {
    runtime: R,
    hosts: Hosts,
    /// What tells running activities to stop.
    cancels: BTreeMap<TaskToken, oneshot::Sender<()>>,
    faults: Arc<AtomicUsize>,
}

impl<R: Runtime> SinkHost<R> {
    /// A host without runs. `faults` counts what no host of a healthy worker is told.
    pub fn new(runtime: R, faults: Arc<AtomicUsize>) -> Self {
        Self { runtime, hosts: Hosts::new(), cancels: BTreeMap::new(), faults }
    }

    fn fault(&self, what: &str) {
        eprintln!("a fault of the worker or its host: {what}");
        self.faults.fetch_add(1, Ordering::Relaxed);
    }
}

impl<R: Runtime> Host for SinkHost<R> {
    fn activate(&mut self, _: &Handle, activation: Activation) -> Option<Completion> {
        Some(self.hosts.activate(&activation))
    }

    fn start_activity(&mut self, worker: &Handle, task: ActivityTask) {
        let (cancel, canceled) = oneshot::channel();
        self.cancels.retain(|_, cancel| !cancel.is_canceled());
        self.cancels.insert(task.task_token.clone(), cancel);
        self.runtime.spawn(run(self.runtime.clone(), worker.clone(), task, canceled));
    }

    fn cancel_activity(&mut self, token: TaskToken, _: ActivityCancelReason, _: ActivityCancellationDetails) {
        if let Some(cancel) = self.cancels.remove(&token) {
            // One that has ended takes no notice.
            let _sent = cancel.send(());
        }
    }

    fn start_nexus(&mut self, worker: &Handle, task: NexusTask) {
        let worker = worker.clone();
        self.runtime.spawn(async move {
            let _ended = worker.end_nexus(task.task_token, NexusOutcome::AckCancel).await;
        });
    }

    fn cancel_nexus(&mut self, _: TaskToken, _: NexusCancelReason) {}

    fn observed(&mut self, observation: Observation) {
        match observation {
            Observation::Log(log) if log.level == Level::Error => self.fault(&log.message),
            Observation::Log(_) | Observation::Metric(_) => {}
        }
    }

    fn poller_changed(&mut self, _: PollerId, _: &PollerState) {}

    fn poller_failed(&mut self, poller: PollerId, why: Status) {
        self.fault(&format!("{poller:?} stopped: {why}"));
    }

    fn misused(&mut self, misuse: Misuse) {
        self.fault(&misuse.to_string());
    }
}

/// Takes an activity's steps, until its end or until it is told to stop.
async fn run<R: Runtime>(runtime: R, worker: Handle, task: ActivityTask, mut canceled: oneshot::Receiver<()>) {
    let token = task.task_token.clone();
    let mut steps: VecDeque<Step> = steps(&task).into();
    let outcome = loop {
        let wait = match steps.pop_front() {
            Some(Step::End(outcome)) => break outcome,
            None => break ActivityOutcome::Completed(None),
            Some(Step::Heartbeat(details)) => {
                if worker.heartbeat(token.clone(), details).await.is_err() {
                    return;
                }
                continue;
            }
            Some(Step::Sleep(length)) => Some(length),
            Some(Step::WaitForCancel(at_most)) => at_most,
        };
        let sleep = pin!(async {
            match wait {
                Some(length) => runtime.sleep(length).await,
                None => pending().await,
            }
        });
        if let Either::Right((Ok(()), _)) = select(sleep, &mut canceled).await {
            break ActivityOutcome::Canceled(Default::default());
        }
    };
    // A worker that has ended has handed the activity back.
    let _ended = worker.end_activity(token, outcome).await;
}
