//! Which runs stay between their tasks, and which have to go.

use crate::driven::{Driven, event, task, with};
use bytes::Bytes;
use core::time::Duration;
use dacapo_core::{
    command::host::Success,
    id::Text,
    rpc::{CallId, Code, Status},
    worker::{Input, Output, config::Config},
    workflow::activation::{EvictionReason, Job},
};
use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::{
        common::v1::WorkflowExecution,
        enums::v1::{EventType, WorkflowExecutionStatus},
        history::v1::{History, history_event::Attributes},
        query::v1::WorkflowQuery,
        workflow::v1::WorkflowExecutionInfo,
        workflowservice::v1::{
            DescribeWorkflowExecutionRequest, DescribeWorkflowExecutionResponse, PollWorkflowTaskQueueResponse,
            RespondWorkflowTaskCompletedRequest,
        },
    },
};
use prost::Message;

const MINUTE: Duration = Duration::from_secs(60);

#[test]
fn the_run_that_was_not_used_for_longest_makes_room() {
    // [WORKER-10]
    let mut worker = with_runs(|config| config.max_cached_workflows = 3, &["a", "b", "c"]);
    play(&mut worker, &later("a", 4));
    give(&mut worker, &first("d"));
    assert_eq!(evicted(&mut worker), [("b".to_owned(), EvictionReason::CacheFull)]);
    assert!(worker.activations().is_empty(), "it waits until the host has let go of the other");
    answer(&mut worker, "b");
    let told = worker.activations();
    assert!(matches!(told.as_slice(), [one] if one.run_id == "d"), "{told:?}");
    assert_eq!(worker.worker.cached_runs(), 3);
    assert_eq!(worker.worker.counts().evictions, 1);
}

#[test]
fn runs_above_the_bound_in_bytes_go() {
    // [WORKER-10]
    let mut worker = with_runs(|config| config.max_cached_bytes = Some(1), &[]);
    play(&mut worker, &first("a"));
    assert_eq!(evicted(&mut worker), [("a".to_owned(), EvictionReason::CacheFull)]);
    let mut worker = with_runs(|config| config.max_cached_bytes = Some(1 << 20), &["a", "b"]);
    assert!(evicted(&mut worker).is_empty());
}

#[test]
fn a_run_that_nothing_happens_to_goes_after_its_time() {
    // [WORKER-10]
    let mut worker = with_runs(|config| config.cache_time_to_live = Some(MINUTE), &["a"]);
    worker.advance(MINUTE / 2);
    play(&mut worker, &later("a", 4));
    play(&mut worker, &first("b"));
    worker.advance(MINUTE / 2);
    assert!(evicted(&mut worker).is_empty());
    worker.advance(MINUTE / 2);
    let gone: Vec<String> = evicted(&mut worker).into_iter().map(|(run, _)| run).collect();
    assert_eq!(gone, ["a", "b"]);
}

#[test]
fn the_server_keeps_a_task_for_the_worker_no_longer_than_the_run_stays() {
    // [WORKER-10]
    let timeout = |time_to_live| {
        let mut worker = with_runs(|config| config.cache_time_to_live = time_to_live, &[]);
        give(&mut worker, &first("a"));
        worker.activations();
        answer(&mut worker, "a");
        let request = RespondWorkflowTaskCompletedRequest::decode(worker.report().1.message).unwrap();
        request.sticky_attributes.unwrap().schedule_to_start_timeout.unwrap().seconds
    };
    assert_eq!([None, Some(MINUTE), Some(Duration::from_secs(3))].map(timeout), [10, 10, 3]);
}

#[test]
fn without_a_cache_a_run_goes_with_its_task_and_nothing_is_sticky() {
    // [WORKER-10]
    let mut worker = with_runs(|config| config.max_cached_workflows = 0, &[]);
    give(&mut worker, &first("a"));
    worker.activations();
    answer(&mut worker, "a");
    let (report, call) = worker.report();
    let request = RespondWorkflowTaskCompletedRequest::decode(call.message).unwrap();
    assert_eq!((request.sticky_attributes, request.return_new_workflow_task), (None, false));
    worker.ended(report, Ok(Bytes::new()));
    assert_eq!(evicted(&mut worker), [("a".to_owned(), EvictionReason::CacheFull)]);
    answer(&mut worker, "a");
    assert_eq!(worker.worker.cached_runs(), 0);
}

#[test]
fn a_task_of_a_cached_run_needs_no_history_but_its_own() {
    // [WORKER-10]
    let mut worker = with_runs(|_| {}, &["a"]);
    give(&mut worker, &later("a", 4));
    assert_eq!(worker.activations().len(), 1);
    assert!(worker.reports().is_empty(), "no history is fetched");
    assert_eq!((worker.worker.counts().hits, worker.worker.counts().misses), (1, 0));
}

#[test]
fn a_task_of_a_run_that_is_gone_has_its_history_fetched() {
    // [WORKER-10]
    let mut worker = with_runs(|_| {}, &[]);
    give(&mut worker, &later("a", 4));
    assert_eq!(worker.report().1.method, method::GET_WORKFLOW_EXECUTION_HISTORY);
    assert_eq!((worker.worker.counts().hits, worker.worker.counts().misses), (0, 1));
}

#[test]
fn a_run_that_lacks_what_the_server_takes_for_known_is_made_anew() {
    // [WORKER-18]
    let unknown = later("a", 5);
    let query = PollWorkflowTaskQueueResponse {
        started_event_id: 0,
        previous_started_event_id: 4,
        history: None,
        query: Some(WorkflowQuery { query_type: "state".into(), ..Default::default() }),
        ..first("a")
    };
    for task in [unknown, query] {
        let mut worker = with_runs(|_| {}, &["a"]);
        give(&mut worker, &task);
        assert_eq!(evicted(&mut worker), [("a".to_owned(), EvictionReason::CacheMiss)]);
        answer(&mut worker, "a");
        assert_eq!(worker.report().1.method, method::GET_WORKFLOW_EXECUTION_HISTORY);
        assert_eq!(worker.worker.counts().heals, 1);
    }
}

#[test]
fn a_run_is_made_anew_after_a_task_that_somebody_else_had() {
    // [WORKER-18]
    let events = |task: PollWorkflowTaskQueueResponse| task.history.unwrap().events;
    let between = later("a", 4);
    let mut task = later("a", 8);
    task.history = Some(History { events: [events(first("a")), events(between), events(task.clone())].concat() });
    let mut worker = with_runs(|_| {}, &["a"]);
    give(&mut worker, &task);
    assert_eq!(evicted(&mut worker), [("a".to_owned(), EvictionReason::CacheMiss)]);
    answer(&mut worker, "a");
    let told = worker.activations();
    assert!(matches!(told.as_slice(), [one] if matches!(one.jobs[..], [Job::InitializeWorkflow(_)])), "{told:?}");
    assert_eq!((worker.worker.counts().heals, worker.worker.counts().hits), (1, 0));
    // Where nobody had one, it goes on, however much of its history comes with the task.
    let mut task = later("a", 4);
    task.history = Some(History { events: [events(first("a")), events(task.clone())].concat() });
    let mut worker = with_runs(|_| {}, &["a"]);
    give(&mut worker, &task);
    let told = worker.activations();
    assert!(matches!(told.as_slice(), [one] if matches!(one.jobs[..], [Job::SignalWorkflow(_)])), "{told:?}");
    assert_eq!(worker.worker.counts().heals, 0);
}

#[test]
fn the_run_before_goes_when_another_one_of_its_workflow_has_a_task() {
    // [WORKER-9]
    let mut worker = with_runs(|_| {}, &["a"]);
    let mut next = first("b");
    next.workflow_execution = Some(WorkflowExecution { workflow_id: "a".into(), run_id: "b".into() });
    give(&mut worker, &next);
    assert_eq!(evicted(&mut worker), [("a".to_owned(), EvictionReason::WorkflowExecutionEnding)]);
    assert_eq!(worker.worker.counts().evictions, 0, "it had ended");
}

#[test]
fn the_server_is_asked_about_runs_that_nothing_happens_to_one_after_the_other() {
    // [WORKER-9]
    let mut worker = with_runs(|_| {}, &["a", "b"]);
    assert!(worker.next_call(method::DESCRIBE_WORKFLOW_EXECUTION, 9 * MINUTE).is_none());
    let (id, run) = asked(&mut worker, 2 * MINUTE).unwrap();
    assert_eq!((run, worker.now.0), ("a".to_owned(), 600_000_000_000));
    assert!(asked(&mut worker, MINUTE / 2).is_none(), "one at a time");
    worker.ended(id, Ok(status(WorkflowExecutionStatus::Running)));
    let (id, run) = asked(&mut worker, Duration::from_secs(1)).unwrap();
    assert_eq!(run, "b");
    worker.ended(id, Ok(status(WorkflowExecutionStatus::Terminated)));
    assert_eq!(evicted(&mut worker), [("b".to_owned(), EvictionReason::WorkflowExecutionEnding)]);
    answer(&mut worker, "b");
    // And all over again.
    assert!(asked(&mut worker, 8 * MINUTE).is_none());
    let (id, run) = asked(&mut worker, 3 * MINUTE).unwrap();
    assert_eq!(run, "a");
    worker.ended(id, Err(Status::new(Code::NotFound, "gone")));
    assert_eq!(evicted(&mut worker), [("a".to_owned(), EvictionReason::WorkflowExecutionEnding)]);
}

#[test]
fn a_run_that_is_busy_when_the_answer_comes_stays() {
    // [WORKER-9]
    let mut worker = with_runs(|_| {}, &["a"]);
    let (id, _) = asked(&mut worker, 11 * MINUTE).unwrap();
    give(&mut worker, &later("a", 4));
    worker.activations();
    worker.ended(id, Ok(status(WorkflowExecutionStatus::Completed)));
    answer(&mut worker, "a");
    let (report, _) = worker.report();
    worker.ended(report, Ok(Bytes::new()));
    assert_eq!(evicted(&mut worker), []);
    assert_eq!(worker.worker.cached_runs(), 1);
}

#[test]
fn a_server_that_does_not_tell_is_asked_no_more() {
    // [WORKER-9]
    for (code, is_off) in [(Code::PermissionDenied, true), (Code::Unimplemented, true), (Code::Unavailable, false)] {
        let mut worker = with_runs(|_| {}, &["a", "b"]);
        let (id, _) = asked(&mut worker, 11 * MINUTE).unwrap();
        worker.ended(id, Err(Status::new(code, "model")));
        assert_eq!(asked(&mut worker, 20 * MINUTE).is_none(), is_off, "{code:?}");
        assert!(evicted(&mut worker).is_empty());
    }
}

/// A worker whose cache has runs.
fn with_runs(change: impl FnOnce(&mut Config), runs: &[&str]) -> Driven {
    let mut worker = Driven::started(with(change));
    for run in runs {
        play(&mut worker, &first(run));
    }
    worker
}

/// Gives a task, and takes it to its end.
fn play(worker: &mut Driven, task: &PollWorkflowTaskQueueResponse) {
    let run = task.workflow_execution.as_ref().unwrap().run_id.clone();
    give(worker, task);
    assert_eq!(worker.activations().len(), 1);
    answer(worker, &run);
    let (report, _) = worker.report();
    worker.ended(report, Ok(Bytes::new()));
}

fn give(worker: &mut Driven, task: &PollWorkflowTaskQueueResponse) {
    let (poll, _) = worker.next_call(method::POLL_WORKFLOW_TASK_QUEUE, Duration::ZERO).unwrap();
    worker.ended(poll, Ok(task.encode_to_vec().into()));
}

fn answer(worker: &mut Driven, run: &str) {
    worker.input(Input::ActivationCompleted { run_id: Text::from(run), completion: Success::with(vec![]) });
}

/// The runs whose hosts are to let go of them, and why.
fn evicted(worker: &mut Driven) -> Vec<(String, EvictionReason)> {
    let is_eviction = |output: &Output| matches!(output, Output::Activate(activation) if matches!(activation.jobs[..], [Job::RemoveFromCache { .. }]));
    let reason = |output| {
        let Output::Activate(activation) = output else { return None };
        let [Job::RemoveFromCache { reason, .. }] = activation.jobs[..] else { return None };
        Some((activation.run_id.to_string(), reason))
    };
    worker.take_if(is_eviction).into_iter().filter_map(reason).collect()
}

/// The next question about a run.
fn asked(worker: &mut Driven, within: Duration) -> Option<(CallId, String)> {
    let (id, call) = worker.next_call(method::DESCRIBE_WORKFLOW_EXECUTION, within)?;
    let request = DescribeWorkflowExecutionRequest::decode(call.message).unwrap();
    let execution = request.execution.unwrap();
    assert_eq!(execution.workflow_id, execution.run_id);
    Some((id, execution.run_id))
}

fn status(status: WorkflowExecutionStatus) -> Bytes {
    let info = WorkflowExecutionInfo { status: status.into(), ..Default::default() };
    let response = DescribeWorkflowExecutionResponse { workflow_execution_info: Some(info), ..Default::default() };
    response.encode_to_vec().into()
}

fn first(run: &str) -> PollWorkflowTaskQueueResponse {
    let execution = WorkflowExecution { workflow_id: run.into(), run_id: run.into() };
    PollWorkflowTaskQueueResponse { workflow_execution: Some(execution), ..task(1) }
}

/// A later task of a run, whose history begins with event `first`.
fn later(run: &str, from: i64) -> PollWorkflowTaskQueueResponse {
    let completed = Attributes::WorkflowTaskCompletedEventAttributes(Default::default());
    let signaled = Attributes::WorkflowExecutionSignaledEventAttributes(Default::default());
    let scheduled = Attributes::WorkflowTaskScheduledEventAttributes(Default::default());
    let started = Attributes::WorkflowTaskStartedEventAttributes(Default::default());
    let events = vec![
        event(from, EventType::WorkflowTaskCompleted, completed),
        event(from + 1, EventType::WorkflowExecutionSignaled, signaled),
        event(from + 2, EventType::WorkflowTaskScheduled, scheduled),
        event(from + 3, EventType::WorkflowTaskStarted, started),
    ];
    PollWorkflowTaskQueueResponse {
        previous_started_event_id: from - 1,
        started_event_id: from + 3,
        history: Some(History { events }),
        ..first(run)
    }
}
