//! A worker whose calls a test answers, on a clock that the test moves.

use core::time::Duration;
use dacapo_core::{
    command::host::{Completion, HostKind, QueryAnswer, Success},
    id::Text,
    machine::Machine,
    payload::Payload,
    rpc::{Call, CallEnd, CallId},
    time::{MonoTime, Now, WallTime},
    worker::{
        Input, Options, Output, SlotKind, Worker,
        config::{Checked, Config},
        host::ActivityTask,
        poller::{PollerKind, PollerState},
    },
    workflow::{LEGACY_QUERY, activation::Activation},
};
use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::{
        common::v1::{ActivityType, WorkflowExecution, WorkflowType},
        enums::v1::EventType,
        history::v1::{self as history, History, HistoryEvent, history_event::Attributes},
        query::v1::WorkflowQuery,
        workflowservice::v1::{
            DescribeNamespaceResponse, PollActivityTaskQueueResponse, PollWorkflowTaskQueueRequest,
            PollWorkflowTaskQueueResponse,
        },
    },
};
use prost::Message;

pub(crate) fn config() -> Config {
    let mut config = Config::new("default", "queue", "me");
    config.worker_heartbeat_interval = None;
    config.tasks.activities = false;
    config
}

pub(crate) fn with(change: impl FnOnce(&mut Config)) -> Config {
    let mut config = config();
    change(&mut config);
    config
}

pub(crate) fn event(event_id: i64, kind: EventType, attributes: Attributes) -> HistoryEvent {
    HistoryEvent { event_id, event_type: kind.into(), attributes: Some(attributes), ..Default::default() }
}

/// The first task of run `run`.
pub(crate) fn task(attempt: i32) -> PollWorkflowTaskQueueResponse {
    let workflow_task_timeout = Some(prost_types::Duration { seconds: 10, nanos: 0 });
    let started = history::WorkflowExecutionStartedEventAttributes { workflow_task_timeout, ..Default::default() };
    let events = vec![
        event(1, EventType::WorkflowExecutionStarted, Attributes::WorkflowExecutionStartedEventAttributes(started)),
        event(
            2,
            EventType::WorkflowTaskScheduled,
            Attributes::WorkflowTaskScheduledEventAttributes(Default::default()),
        ),
        event(3, EventType::WorkflowTaskStarted, Attributes::WorkflowTaskStartedEventAttributes(Default::default())),
    ];
    PollWorkflowTaskQueueResponse {
        task_token: b"token".as_slice().into(),
        workflow_execution: Some(WorkflowExecution { workflow_id: "workflow".into(), run_id: "run".into() }),
        started_event_id: 3,
        attempt,
        history: Some(History { events }),
        ..Default::default()
    }
}

/// An activity with 10 s between heartbeats and 100 s in all.
pub(crate) fn activity_task() -> PollActivityTaskQueueResponse {
    let seconds = |seconds| Some(prost_types::Duration { seconds, nanos: 0 });
    PollActivityTaskQueueResponse {
        task_token: b"activity".as_slice().into(),
        activity_type: Some(ActivityType { name: "Activity".into() }),
        workflow_type: Some(WorkflowType { name: "Workflow".into() }),
        attempt: 1,
        start_to_close_timeout: seconds(100),
        heartbeat_timeout: seconds(10),
        ..Default::default()
    }
}

pub(crate) fn methods(calls: &[(CallId, Call)]) -> Vec<&'static str> {
    calls.iter().map(|(_, call)| call.method).collect()
}

pub(crate) fn is_sticky(call: &Call) -> bool {
    let request = PollWorkflowTaskQueueRequest::decode(call.message.clone()).unwrap_or_default();
    request.task_queue.is_some_and(|queue| !queue.normal_name.is_empty())
}

pub(crate) struct Driven {
    pub(crate) worker: Worker,
    pub(crate) now: MonoTime,
    /// What the wall clock shows, which stands still.
    pub(crate) wall: WallTime,
    taken: Vec<Output>,
    polls: Vec<(CallId, Call)>,
}

impl Driven {
    pub(crate) fn new(config: Config) -> Self {
        Self::with_options(config, Options { seed: 1, observes: false })
    }

    pub(crate) fn with_options(config: Config, options: Options) -> Self {
        let checked = Checked::try_from(config).unwrap_or_else(|error| panic!("{error}"));
        let worker = Worker::new(checked, options);
        let mut driven = Self { worker, now: MonoTime(0), wall: WallTime::default(), taken: vec![], polls: vec![] };
        driven.input(Input::Tick);
        driven
    }

    pub(crate) fn started(config: Config) -> Self {
        let mut driven = Self::new(config);
        driven.answer_startup();
        driven
    }

    pub(crate) fn answer_startup(&mut self) {
        self.answer_startup_with(DescribeNamespaceResponse::default());
    }

    /// Says what the namespace allows; the server can do nothing special.
    pub(crate) fn answer_startup_with(&mut self, namespace: DescribeNamespaceResponse) {
        for (id, call) in self.calls() {
            let is_namespace = call.method == method::DESCRIBE_NAMESPACE;
            let answer = if is_namespace { namespace.encode_to_vec() } else { vec![] };
            self.ended(id, Ok(answer.into()));
        }
    }

    pub(crate) fn input(&mut self, input: Input) {
        let now = Now { mono: self.now, wall: self.wall };
        assert_eq!(self.worker.handle(now, input), Ok(()));
        for kind in SlotKind::ALL {
            assert_eq!(self.worker.slots_used(kind), self.worker.slots_accounted(kind), "{kind:?}");
        }
    }

    pub(crate) fn advance(&mut self, by: Duration) {
        self.now = self.now.plus(by);
        self.input(Input::Tick);
    }

    pub(crate) fn ended(&mut self, id: CallId, end: CallEnd) {
        self.input(Input::CallEnded(id, end));
    }

    pub(crate) fn take(&mut self) -> Vec<Output> {
        let mut outputs = core::mem::take(&mut self.taken);
        outputs.extend(core::iter::from_fn(|| self.worker.poll()));
        outputs
    }

    /// Takes the outputs that are wanted, and leaves the rest.
    pub(crate) fn take_if(&mut self, is_wanted: impl Fn(&Output) -> bool) -> Vec<Output> {
        let (wanted, rest) = self.take().into_iter().partition(is_wanted);
        self.taken = rest;
        wanted
    }

    /// Takes the calls that were asked for, and leaves the rest.
    pub(crate) fn calls(&mut self) -> Vec<(CallId, Call)> {
        let (mut calls, mut rest) = (core::mem::take(&mut self.polls), vec![]);
        for output in self.take() {
            match output {
                Output::Call(id, call) => calls.push((id, call)),
                Output::CancelCall(id) => {
                    calls.retain(|(open, _)| *open != id);
                    rest.push(Output::CancelCall(id));
                }
                other => rest.push(other),
            }
        }
        self.taken = rest;
        calls
    }

    /// The calls that were asked for, which stay where they are.
    pub(crate) fn open_calls(&mut self) -> Vec<(CallId, Call)> {
        self.polls = self.calls();
        self.polls.clone()
    }

    pub(crate) fn first_poll(&mut self, sticky: bool) -> (CallId, Call) {
        let mut calls = self.calls();
        let is_wanted = |call: &Call| call.method == method::POLL_WORKFLOW_TASK_QUEUE && is_sticky(call) == sticky;
        let place = calls.iter().position(|(_, call)| is_wanted(call)).unwrap_or_else(|| panic!("no such poll"));
        let poll = calls.remove(place);
        self.polls = calls;
        poll
    }

    /// Lets time pass until the worker asks for a call, for `length` at most.
    pub(crate) fn next_call(&mut self, method: &str, length: Duration) -> Option<(CallId, Call)> {
        let end = self.now.plus(length);
        loop {
            let mut calls = self.calls();
            let place = calls.iter().position(|(_, call)| call.method == method);
            let found = place.map(|place| calls.remove(place));
            self.polls = calls;
            if found.is_some() {
                return found;
            }
            let next = self.worker.deadline().filter(|next| next.at <= end)?;
            self.now = self.now.max(next.at);
            self.input(Input::Tick);
        }
    }

    /// The call that reports something, of which there is one.
    pub(crate) fn report(&mut self) -> (CallId, Call) {
        let mut reports = self.reports();
        assert_eq!(reports.len(), 1, "{:?}", methods(&reports));
        reports.remove(0)
    }

    /// The calls that report something: neither polls nor that the worker shuts down.
    pub(crate) fn reports(&mut self) -> Vec<(CallId, Call)> {
        let is_other = |call: &Call| call.method.contains("Poll") || call.method.contains("Shut");
        let (others, reports): (Vec<_>, Vec<_>) = self.calls().into_iter().partition(|(_, call)| is_other(call));
        self.polls = others;
        reports
    }

    pub(crate) fn activations(&mut self) -> Vec<Activation> {
        let (mut activations, mut rest) = (vec![], vec![]);
        for output in self.take() {
            match output {
                Output::Activate(activation) => activations.push(*activation),
                other => rest.push(other),
            }
        }
        self.taken = rest;
        activations
    }

    pub(crate) fn give_task(&mut self, task: PollWorkflowTaskQueueResponse) -> Activation {
        let (poll, _) = self.first_poll(false);
        self.ended(poll, Ok(task.encode_to_vec().into()));
        let mut activations = self.activations();
        assert_eq!(activations.len(), 1);
        activations.remove(0)
    }

    pub(crate) fn give_activity(&mut self, task: PollActivityTaskQueueResponse) -> ActivityTask {
        let (poll, _) = self.next_call(method::POLL_ACTIVITY_TASK_QUEUE, Duration::ZERO).expect("a poll is open");
        self.ended(poll, Ok(task.encode_to_vec().into()));
        let (mut started, mut rest) = (vec![], vec![]);
        for output in self.take() {
            match output {
                Output::StartActivity(task) => started.push(*task),
                other => rest.push(other),
            }
        }
        self.taken = rest;
        assert_eq!(started.len(), 1);
        started.remove(0)
    }

    pub(crate) fn give_query(&mut self, query_type: &str) {
        let (poll, _) = self.first_poll(true);
        let query = PollWorkflowTaskQueueResponse {
            task_token: b"query".as_slice().into(),
            poller_group_id: "group".into(),
            started_event_id: 0,
            query: Some(WorkflowQuery { query_type: query_type.into(), ..Default::default() }),
            history: None,
            previous_started_event_id: 3,
            ..task(1)
        };
        self.ended(poll, Ok(query.encode_to_vec().into()));
    }

    pub(crate) fn complete(&mut self, commands: Vec<HostKind>) {
        let completion: Completion = Success::with(commands.into_iter().map(Into::into).collect());
        self.input(Input::ActivationCompleted { run_id: Text::from("run"), completion });
    }

    pub(crate) fn answer_query(&mut self) {
        let answer = QueryAnswer::Succeeded(Payload::default());
        self.complete(vec![HostKind::RespondToQuery { query_id: LEGACY_QUERY.into(), answer }]);
    }

    pub(crate) fn states(&self) -> Vec<(PollerKind, PollerState)> {
        self.worker.pollers().map(|(id, state)| (id.kind, state.clone())).collect()
    }

    pub(crate) fn slots(&self, kind: SlotKind) -> usize {
        self.worker.slots_used(kind)
    }
}
