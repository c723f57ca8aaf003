//! What becomes of an execution whose code does not do what history says.

use crate::driven::{Driven, event, task, with};
use bytes::Bytes;
use dacapo_core::{
    rpc::Call,
    worker::config::WorkflowTypes,
    workflow::activation::{EvictionReason, Job},
};
use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::{
        command::v1::command::Attributes as CommandAttributes,
        common::v1::WorkflowType,
        enums::v1::{EventType, WorkflowTaskFailedCause as Cause},
        history::v1::history_event::Attributes,
        workflowservice::v1::{
            PollWorkflowTaskQueueResponse, RespondWorkflowTaskCompletedRequest, RespondWorkflowTaskFailedRequest,
        },
    },
};
use prost::Message;

#[test]
fn an_execution_fails_where_its_worker_wants_that() {
    // [TASK-8]
    for types in [WorkflowTypes::All, named("Strict")] {
        let (mut worker, call) = diverged(types, 1);
        assert_eq!(call.method, method::RESPOND_WORKFLOW_TASK_COMPLETED);
        let request = RespondWorkflowTaskCompletedRequest::decode(call.message).unwrap();
        let [command] = request.commands.as_slice() else { panic!("{request:?}") };
        let Some(CommandAttributes::FailWorkflowExecutionCommandAttributes(failed)) = &command.attributes else {
            panic!("{command:?}")
        };
        assert!(failed.failure.as_ref().unwrap().message.starts_with("[TMPRL1100] Nondeterminism error: "));
        let evicted = worker.activations();
        let [Job::RemoveFromCache { reason, .. }] = evicted[0].jobs.as_slice() else { panic!("{evicted:?}") };
        assert_eq!(*reason, EvictionReason::Nondeterminism);
    }
}

#[test]
fn a_task_fails_otherwise() {
    // [TASK-5] [TASK-8]
    let (_, call) = diverged(named("Another"), 1);
    assert_eq!(call.method, method::RESPOND_WORKFLOW_TASK_FAILED);
    let request = RespondWorkflowTaskFailedRequest::decode(call.message).unwrap();
    assert_eq!(request.cause(), Cause::NonDeterministicError);
}

#[test]
fn a_later_attempt_fails_neither() {
    // [TASK-6] [TASK-8]
    let mut worker = given(WorkflowTypes::All, 2);
    worker.complete(vec![]);
    assert!(worker.reports().is_empty());
}

fn named(workflow_type: &'static str) -> WorkflowTypes {
    WorkflowTypes::Named([workflow_type.into()].into())
}

/// A worker with a run that did not start the timer that its history has; and what the server is told.
fn diverged(types: WorkflowTypes, attempt: i32) -> (Driven, Call) {
    let mut worker = given(types, attempt);
    worker.complete(vec![]);
    let (report, call) = worker.report();
    worker.ended(report, Ok(Bytes::new()));
    (worker, call)
}

fn given(types: WorkflowTypes, attempt: i32) -> Driven {
    let mut worker = Driven::started(with(|config| config.fails_on_nondeterminism = types));
    let mut first = task(attempt);
    let events = &mut first.history.as_mut().unwrap().events;
    let timer = dacapo_proto::temporal::api::history::v1::TimerStartedEventAttributes {
        timer_id: "1".into(),
        workflow_task_completed_event_id: 4,
        ..Default::default()
    };
    events.extend([
        event(
            4,
            EventType::WorkflowTaskCompleted,
            Attributes::WorkflowTaskCompletedEventAttributes(Default::default()),
        ),
        event(5, EventType::TimerStarted, Attributes::TimerStartedEventAttributes(timer)),
        event(
            6,
            EventType::WorkflowTaskScheduled,
            Attributes::WorkflowTaskScheduledEventAttributes(Default::default()),
        ),
        event(7, EventType::WorkflowTaskStarted, Attributes::WorkflowTaskStartedEventAttributes(Default::default())),
    ]);
    worker.give_task(PollWorkflowTaskQueueResponse {
        workflow_type: Some(WorkflowType { name: "Strict".into() }),
        previous_started_event_id: 3,
        started_event_id: 7,
        ..first
    });
    worker
}
