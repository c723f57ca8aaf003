//! Decides how a host runs workflows that are `async` functions, and activities: no more than an SDK must do, and no less.

mod context;
mod gauges;
pub mod workflows;

pub use gauges::{Counted, Gauges};

use bytes::Bytes;
use context::Context;
use core::{
    future::Future,
    pin::Pin,
    task::{self, Waker},
};
use dacapo_core::{
    command::host::{Completion, HostKind, Success},
    failure::Failure,
    id::{TaskToken, Text},
    payload::{Payload, Payloads},
    rpc::Status,
    worker::{
        Misuse,
        host::{
            ActivityCancelReason, ActivityCancellationDetails, ActivityOutcome, ActivityTask, NexusCancelReason,
            NexusTask,
        },
        observe::Observation,
        poller::{PollerId, PollerState},
    },
    workflow::activation::{Activation, ActivityResolution, Job, Resolution},
};
use dacapo_proto::temporal::api::{enums::v1::WorkflowTaskFailedCause, failure::v1 as proto};
use dacapo_runtime::{Handle, Host, Runtime};
use serde::{Serialize, de::DeserializeOwned};
use std::{
    collections::BTreeMap,
    fmt,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

type Code = Pin<Box<dyn Future<Output = Payload> + Send>>;

/// Runs the workflows of [`workflows`], and activities of any type, which return their argument.
pub struct LightHost<R> {
    runtime: R,
    runs: BTreeMap<Text, Execution>,
    gauges: Gauges,
    faults: Arc<AtomicUsize>,
}

/// A workflow that has begun.
struct Execution {
    context: Context,
    code: Code,
    _counted: Counted,
}

impl<R> fmt::Debug for LightHost<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LightHost").field("runs", &self.runs.len()).finish_non_exhaustive()
    }
}

impl<R: Runtime> LightHost<R> {
    /// A host without runs. `faults` counts what no host of a healthy worker is told.
    pub fn new(runtime: R, faults: Arc<AtomicUsize>) -> Self {
        Self { runtime, runs: BTreeMap::new(), gauges: Gauges::default(), faults }
    }

    /// How many workflows it holds, from here on.
    #[must_use]
    pub fn gauges(&self) -> Gauges {
        self.gauges.clone()
    }

    fn fault(&self, what: &dyn fmt::Display) {
        eprintln!("a fault of the worker or its host: {what}");
        self.faults.fetch_add(1, Ordering::Relaxed);
    }
}

impl<R: Runtime> Host for LightHost<R> {
    fn activate(&mut self, _: &Handle, activation: Activation) -> Option<Completion> {
        for job in activation.jobs {
            let known = match job {
                Job::InitializeWorkflow(start) => {
                    let begun = Execution::begin(&start.started.workflow_type, &start.started.input, &self.gauges);
                    let is_known = begun.is_some();
                    self.runs.extend(begun.map(|begun| (activation.run_id.clone(), begun)));
                    is_known
                }
                Job::FireTimer { seq } => self.runs.get(&activation.run_id).is_some_and(|run| run.context.fired(seq)),
                Job::ResolveActivity { seq, result, .. } => {
                    let run = self.runs.get(&activation.run_id);
                    run.zip(completed(result)).is_some_and(|(run, result)| run.context.resolved(seq, result))
                }
                Job::SignalWorkflow(signal) => {
                    let run = self.runs.get(&activation.run_id);
                    run.map(|run| run.context.signaled(signal.signal_name)).is_some()
                }
                Job::RemoveFromCache { .. } => {
                    self.runs.remove(&activation.run_id);
                    return Some(Success::with(Vec::new()));
                }
                _ => false,
            };
            if !known {
                self.fault(&"a job that no workflow here can have");
                return Some(failed());
            }
        }
        let run = self.runs.get_mut(&activation.run_id)?;
        Some(run.go_on())
    }

    fn start_activity(&mut self, worker: &Handle, task: ActivityTask) {
        let worker = worker.clone();
        self.runtime.spawn(async move {
            let outcome = match argument::<String>(&task.input) {
                Some(argument) => ActivityOutcome::Completed(Some(payload(&argument))),
                None => ActivityOutcome::Failed(failure("there is no argument")),
            };
            // A worker that has ended has handed the activity back.
            let _ended = worker.end_activity(task.task_token, outcome).await;
        });
    }

    fn cancel_activity(&mut self, _: TaskToken, _: ActivityCancelReason, _: ActivityCancellationDetails) {}

    fn start_nexus(&mut self, _: &Handle, _: NexusTask) {
        self.fault(&"a Nexus task");
    }

    fn cancel_nexus(&mut self, _: TaskToken, _: NexusCancelReason) {}

    fn observed(&mut self, _: Observation) {}

    fn poller_changed(&mut self, _: PollerId, _: &PollerState) {}

    fn poller_failed(&mut self, _: PollerId, why: Status) {
        self.fault(&why);
    }

    fn misused(&mut self, misuse: Misuse) {
        self.fault(&misuse);
    }
}

impl Execution {
    fn begin(workflow_type: &str, arguments: &Payloads, gauges: &Gauges) -> Option<Self> {
        let context = Context::new(gauges.clone());
        let code = workflows::begin(workflow_type, context.clone(), arguments)?;
        Some(Self { context, code, _counted: gauges.run() })
    }

    /// Runs the workflow until it waits or ends.
    fn go_on(&mut self) -> Completion {
        let ended = self.code.as_mut().poll(&mut task::Context::from_waker(Waker::noop()));
        let mut commands = self.context.take_commands();
        if let task::Poll::Ready(result) = ended {
            commands.push(HostKind::CompleteWorkflow { result: Some(result) }.into());
        }
        Success::with(commands)
    }
}

/// The result of an activity that completed.
fn completed(resolution: ActivityResolution) -> Option<Payload> {
    match resolution {
        ActivityResolution::Ended(Resolution::Completed(result)) => result,
        ActivityResolution::Ended(Resolution::Failed(_) | Resolution::Canceled(_))
        | ActivityResolution::Backoff { .. } => None,
    }
}

fn failed() -> Completion {
    let failure = failure("the host cannot go on");
    Completion::Failed { failure, cause: WorkflowTaskFailedCause::WorkflowWorkerUnhandledFailure }
}

fn failure(message: &str) -> Failure {
    Failure::from_message(&proto::Failure { message: message.into(), ..Default::default() })
}

fn argument<T: DeserializeOwned>(arguments: &Payloads) -> Option<T> {
    arguments.iter().next().and_then(|first| value(&first))
}

/// Decodes `json/plain`.
fn value<T: DeserializeOwned>(payload: &Payload) -> Option<T> {
    serde_json::from_slice(&payload.data()).ok()
}

/// Encodes as `json/plain`.
fn payload(value: &impl Serialize) -> Payload {
    let data = serde_json::to_vec(value).unwrap_or_default();
    Payload::with_encoding("json/plain", Bytes::from(data))
}
