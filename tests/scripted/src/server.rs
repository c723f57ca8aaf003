//! Decides how a server in memory keeps executions going: which task each call brings about, and who gets it.

mod execution;
mod queue;
mod tasks;

use bytes::Bytes;
use core::fmt;
use dacapo_proto::temporal::api::{
    command::v1::{Command, command::Attributes},
    enums::v1::TaskQueueKind,
    workflowservice::v1::{
        PollWorkflowTaskQueueRequest, RespondActivityTaskCompletedRequest, RespondActivityTaskCompletedResponse,
        RespondWorkflowTaskCompletedRequest, RespondWorkflowTaskCompletedResponse,
    },
};
use execution::Execution;
use futures_channel::oneshot;
use prost::Message;
use queue::Queue;
use std::sync::{Arc, Mutex, PoisonError};

/// What the server does.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a caller fills it")]
pub struct Plan {
    /// The type of all executions.
    pub workflow_type: &'static str,
    /// Their argument, in JSON.
    pub argument: &'static str,
    /// How many of them are open at a time.
    pub concurrency: usize,
    /// How activities reach a worker.
    pub activities: Activities,
    /// Whether the namespace takes heartbeats of workers.
    pub worker_heartbeats: bool,
}

/// How activities reach a worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a caller chooses")]
pub enum Activities {
    /// With the answer to the workflow task that scheduled them, where the worker asks for that.
    Eager,
    /// By polls alone.
    Polled,
    /// Not at all: executions stay open.
    Withheld,
}

/// Is told how executions come and go.
pub trait Watch: Send + 'static {
    /// The execution at `place`, one of as many as are open at a time, began.
    fn began(&mut self, place: usize);

    /// It has done a workflow task that began with the event `started`.
    fn task_completed(&mut self, place: usize, started: i64);

    /// It ended. Says whether another one takes its place.
    fn ended(&mut self, place: usize) -> bool;

    /// Something happened that no healthy worker does.
    fn fault(&mut self, what: &str);
}

/// The answer to a call.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "a call is answered at once or waits")]
pub enum Answer {
    /// The encoded response.
    Now(Bytes),
    /// A poll, which is answered when there is a task. Dropping it takes the poll back.
    Later(oneshot::Receiver<Bytes>),
}

/// A server; clones are the same one.
#[derive(Clone)]
pub struct Server(Arc<Mutex<State>>);

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Server")
    }
}

struct State {
    plan: Plan,
    watch: Box<dyn Watch>,
    /// The execution at each place.
    executions: Vec<Execution>,
    /// How many executions began.
    begun: u64,
    calls: u64,
    normal: Queue,
    sticky: Queue,
    activities: Queue,
}

impl Server {
    /// A server on which nothing was started.
    #[must_use]
    pub fn new(plan: Plan, watch: impl Watch) -> Self {
        let executions = (0..plan.concurrency).map(|_| Execution::default()).collect();
        let (normal, sticky, activities) = Default::default();
        Self(Arc::new(Mutex::new(State {
            plan,
            watch: Box::new(watch),
            executions,
            begun: 0,
            calls: 0,
            normal,
            sticky,
            activities,
        })))
    }

    /// Starts as many executions as the plan says.
    pub fn start(&self) {
        self.with(|state| (0..state.plan.concurrency).for_each(|place| state.begin(place)));
    }

    /// Answers a call; `method` may be a whole path.
    #[must_use]
    pub fn call(&self, method: &str, request: Bytes) -> Answer {
        let name = method.rsplit('/').next().unwrap_or_default();
        self.with(|state| {
            state.calls = state.calls.saturating_add(1);
            state.call(name, request).unwrap_or_else(|| state.fault(name))
        })
    }

    /// How many calls were made so far.
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.with(|state| state.calls)
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl State {
    /// `None` for what no healthy worker asks.
    fn call(&mut self, name: &str, request: Bytes) -> Option<Answer> {
        Some(match name {
            "GetSystemInfo" => now(&tasks::system_info()),
            "DescribeNamespace" => now(&tasks::namespace(self.plan.worker_heartbeats)),
            "PollWorkflowTaskQueue" => self.poll(request)?,
            "PollActivityTaskQueue" => self.activities.poll(),
            "RespondWorkflowTaskCompleted" => self.workflow_task_completed(request)?,
            "RespondActivityTaskCompleted" => self.activity_completed(request)?,
            "DescribeWorkflowExecution" => now(&tasks::running()),
            "RecordWorkerHeartbeat" | "ShutdownWorker" => Answer::Now(Bytes::new()),
            _ => return None,
        })
    }

    fn fault(&mut self, name: &str) -> Answer {
        self.watch.fault(name);
        Answer::Now(Bytes::new())
    }

    fn poll(&mut self, request: Bytes) -> Option<Answer> {
        let request = PollWorkflowTaskQueueRequest::decode(request).ok()?;
        let is_sticky = request.task_queue.is_some_and(|queue| queue.kind() == TaskQueueKind::Sticky);
        Some(if is_sticky { self.sticky.poll() } else { self.normal.poll() })
    }

    fn begin(&mut self, place: usize) {
        let Some(execution) = self.executions.get_mut(place) else { return };
        self.begun = self.begun.saturating_add(1);
        self.watch.began(place);
        *execution = Execution::begin((place, self.begun), &self.plan);
        let task = execution.task(self.plan.workflow_type);
        self.normal.give(task);
    }

    fn workflow_task_completed(&mut self, request: Bytes) -> Option<Answer> {
        let request = RespondWorkflowTaskCompletedRequest::decode(request).ok()?;
        let execution = Execution::of(&mut self.executions, &request.task_token)?;
        let started = execution.workflow_task_completed();
        let place = execution.place();
        self.watch.task_completed(place, started);
        let mut response = RespondWorkflowTaskCompletedResponse::default();
        for Command { attributes, .. } in request.commands {
            let execution = self.executions.get_mut(place)?;
            match attributes? {
                Attributes::ScheduleActivityTaskCommandAttributes(activity) => {
                    let is_eager = activity.request_eager_execution;
                    let task = execution.schedule(activity, self.plan.workflow_type);
                    match self.plan.activities {
                        Activities::Eager if is_eager => response.activity_tasks.push(task),
                        Activities::Eager | Activities::Polled => self.activities.give(task.encode_to_vec().into()),
                        Activities::Withheld => execution.forget_events(),
                    }
                }
                Attributes::StartTimerCommandAttributes(timer) => {
                    execution.fire(timer);
                    let task = execution.task(self.plan.workflow_type);
                    self.sticky.give(task);
                }
                Attributes::RecordMarkerCommandAttributes(marker) => execution.record(marker),
                Attributes::CompleteWorkflowExecutionCommandAttributes(_) => {
                    if self.watch.ended(place) {
                        self.begin(place);
                    }
                }
                _ => return None,
            }
        }
        Some(now(&response))
    }

    fn activity_completed(&mut self, request: Bytes) -> Option<Answer> {
        let request = RespondActivityTaskCompletedRequest::decode(request).ok()?;
        let execution = Execution::of(&mut self.executions, &request.task_token)?;
        execution.activity_completed(request.result);
        let task = execution.task(self.plan.workflow_type);
        self.sticky.give(task);
        Some(now(&RespondActivityTaskCompletedResponse::default()))
    }
}

fn now(response: &impl Message) -> Answer {
    Answer::Now(response.encode_to_vec().into())
}
