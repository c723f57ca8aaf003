//! Holds what becomes of runs that meet a bug [WORKER-16].

use super::Runs;
use crate::{
    id::Text,
    machine::Machine,
    rpc::CallId,
    worker::{
        Output, activity::tests::bench::Bench, local_activity::LocalActivities, polled::PolledTask, slots::SlotKind,
    },
    workflow::{
        activation::EvictionReason,
        task::{Input, RunConfig},
    },
};
use alloc::{vec, vec::Vec};
use bytes::Bytes;
use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::{
        common::v1::WorkflowExecution,
        enums::v1::{EventType, WorkflowTaskFailedCause as Cause},
        history::v1::{self as history, HistoryEvent, history_event::Attributes},
        workflowservice::v1::{PollWorkflowTaskQueueResponse, RespondWorkflowTaskFailedRequest},
    },
};
use prost::Message;

/// [WORKER-16]
#[test]
fn a_run_that_does_not_take_its_task_goes_alone_and_is_made_anew() {
    let mut at = Harness::new();
    at.give("other", "t1");
    at.give("run", "t2");
    at.close("run");
    at.told();
    // Nobody but a bug has a run go behind the worker's back.
    let cached = at.runs.runs.get_mut(&Text::from("run")).unwrap();
    let eviction = Input::Evict { reason: EvictionReason::Fatal, message: Text::default() };
    cached.run.handle((), eviction).unwrap();
    while cached.run.poll().is_some() {}

    at.give("run", "t3");

    let told = at.told();
    let failed: Vec<_> = told.iter().filter_map(failed).collect();
    let [failed] = &failed[..] else { panic!("{told:?}") };
    assert_eq!((failed.cause(), &failed.task_token[..]), (Cause::WorkflowWorkerUnhandledFailure, &b"t3"[..]));
    assert!(!at.runs.runs.contains_key(&Text::from("run")));
    assert_eq!(at.runs.runs[&Text::from("other")].task.as_ref().map(|task| &task.token.0[..]), Some(&b"t1"[..]));
    assert_eq!(at.bench.used(SlotKind::Workflow), 1, "that of the other run");
    at.give("run", "t4");
    let told = at.told();
    assert!(told.iter().any(|output| matches!(output, Output::Activate(activation) if activation.run_id == "run")));
}

/// [WORKER-16]
#[test]
fn a_run_that_does_not_take_an_input_goes_too() {
    let mut at = Harness::new();
    at.give("run", "t1");
    at.told();

    // A page that it did not ask for.
    let page = ("run".into(), Ok(Bytes::new()));
    at.runs.page(&mut at.bench.desk, &mut at.locals, at.bench.now, page);

    let told = at.told();
    assert_eq!(told.iter().filter_map(failed).count(), 1, "{told:?}");
    assert_eq!((at.runs.len(), at.bench.used(SlotKind::Workflow)), (0, 0));
}

struct Harness {
    bench: Bench,
    runs: Runs,
    locals: LocalActivities,
}

impl Harness {
    fn new() -> Self {
        let bench = Bench::new(|_| {});
        let runs = Runs::new(RunConfig::default(), bench.requests());
        Self { bench, runs, locals: LocalActivities::new() }
    }

    /// Gives out the first task of a run.
    fn give(&mut self, run: &str, token: &'static str) {
        self.bench.reserve(SlotKind::Workflow);
        let polled = PolledTask::read(&task(run, token).encode_to_vec().into()).unwrap();
        self.runs.received(&mut self.bench.desk, &mut self.locals, self.bench.now, polled);
    }

    /// Takes the open task from a run, so that it waits for the next.
    fn close(&mut self, run: &str) {
        let completion = crate::command::host::Success::with(vec![]);
        let (desk, locals, now) = (&mut self.bench.desk, &mut self.locals, self.bench.now);
        self.runs.completed(desk, locals, now, (run.into(), completion)).unwrap();
        let number = self.runs.reports;
        self.runs.answered(desk, locals, now, (number, Ok(Bytes::new())));
    }

    fn told(&mut self) -> Vec<Output> {
        self.bench.desk.outputs.drain(..).collect()
    }
}

fn failed(output: &Output) -> Option<RespondWorkflowTaskFailedRequest> {
    let Output::Call(CallId(_), call) = output else { return None };
    let is_failure = call.method == method::RESPOND_WORKFLOW_TASK_FAILED;
    is_failure.then(|| RespondWorkflowTaskFailedRequest::decode(call.message.clone()).unwrap())
}

fn task(run: &str, token: &'static str) -> PollWorkflowTaskQueueResponse {
    let event = |event_id, kind: EventType, attributes| HistoryEvent {
        event_id,
        event_type: kind.into(),
        attributes: Some(attributes),
        ..HistoryEvent::default()
    };
    let events = vec![
        event(
            1,
            EventType::WorkflowExecutionStarted,
            Attributes::WorkflowExecutionStartedEventAttributes(Default::default()),
        ),
        event(
            2,
            EventType::WorkflowTaskScheduled,
            Attributes::WorkflowTaskScheduledEventAttributes(Default::default()),
        ),
        event(3, EventType::WorkflowTaskStarted, Attributes::WorkflowTaskStartedEventAttributes(Default::default())),
    ];
    PollWorkflowTaskQueueResponse {
        task_token: Bytes::from_static(token.as_bytes()),
        workflow_execution: Some(WorkflowExecution { workflow_id: run.into(), run_id: run.into() }),
        started_event_id: 3,
        attempt: 1,
        history: Some(history::History { events }),
        ..PollWorkflowTaskQueueResponse::default()
    }
}
