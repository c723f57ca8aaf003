//! What a run holds on to between its tasks.

use crate::driven::{Driven, config, event, task};
use bytes::Bytes;
use core::time::Duration;
use dacapo_core::{
    command::host::{HostKind, StartTimer},
    id::Seq,
};
use dacapo_proto::temporal::api::{
    common::v1::{Memo, Payload, RetryPolicy, SearchAttributes, WorkflowType},
    enums::v1::EventType,
    history::v1::{
        History, HistoryEvent, TimerFiredEventAttributes, TimerStartedEventAttributes, history_event::Attributes,
    },
    workflowservice::v1::PollWorkflowTaskQueueResponse,
};
use prost::Message;

#[test]
fn a_cached_run_holds_on_to_no_answer_of_the_server() {
    // A part of an answer keeps the whole of it, and the buffer that it was read into.
    let mut worker = Driven::started(config());
    let first = give(&mut worker, false, &first());
    let timer = StartTimer { seq: Seq(1), start_to_fire_timeout: Duration::from_secs(1) };
    worker.complete(vec![HostKind::StartTimer(timer)]);
    assert!(!first.is_unique());
    accept(&mut worker);
    let fired = PollWorkflowTaskQueueResponse {
        started_event_id: 8,
        previous_started_event_id: 3,
        history: Some(History { events: timer_fired() }),
        ..task(1)
    };
    let second = give(&mut worker, true, &fired);
    worker.complete(vec![]);
    accept(&mut worker);
    assert_eq!(worker.worker.cached_runs(), 1);
    assert!(first.is_unique() && second.is_unique());
}

/// A first task of a workflow that was started with all that a run keeps.
fn first() -> PollWorkflowTaskQueueResponse {
    let mut task = PollWorkflowTaskQueueResponse { workflow_type: workflow_type(), ..task(1) };
    let first = task.history.as_mut().and_then(|history| history.events.first_mut());
    let attributes = first.and_then(|event| event.attributes.as_mut());
    let Some(Attributes::WorkflowExecutionStartedEventAttributes(started)) = attributes else {
        panic!("a history begins with the start");
    };
    started.workflow_type = workflow_type();
    started.memo = Some(Memo { fields: [("key".into(), Payload::default())].into() });
    started.search_attributes = Some(SearchAttributes { indexed_fields: [("key".into(), Payload::default())].into() });
    started.retry_policy = Some(RetryPolicy { maximum_attempts: 2, ..Default::default() });
    task
}

fn workflow_type() -> Option<WorkflowType> {
    Some(WorkflowType { name: "Type".into() })
}

/// Gives the worker a task, which it tells its host of; the answer that the task was in.
fn give(worker: &mut Driven, sticky: bool, task: &PollWorkflowTaskQueueResponse) -> Bytes {
    let (poll, _) = worker.first_poll(sticky);
    let answer = Bytes::from(task.encode_to_vec());
    worker.ended(poll, Ok(answer.clone()));
    assert_eq!(worker.activations().len(), 1);
    answer
}

/// Has the server take what the worker reports.
fn accept(worker: &mut Driven) {
    let (report, _) = worker.report();
    worker.ended(report, Ok(Bytes::default()));
}

/// What follows when the host has started timer 1.
fn timer_fired() -> Vec<HistoryEvent> {
    use Attributes as A;
    let started =
        TimerStartedEventAttributes { timer_id: "1".into(), workflow_task_completed_event_id: 4, ..Default::default() };
    let fired = TimerFiredEventAttributes { timer_id: "1".into(), started_event_id: 5 };
    vec![
        event(4, EventType::WorkflowTaskCompleted, A::WorkflowTaskCompletedEventAttributes(Default::default())),
        event(5, EventType::TimerStarted, A::TimerStartedEventAttributes(started)),
        event(6, EventType::TimerFired, A::TimerFiredEventAttributes(fired)),
        event(7, EventType::WorkflowTaskScheduled, A::WorkflowTaskScheduledEventAttributes(Default::default())),
        event(8, EventType::WorkflowTaskStarted, A::WorkflowTaskStartedEventAttributes(Default::default())),
    ]
}
