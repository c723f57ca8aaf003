//! Completions that are larger than the namespace takes.

use crate::driven::{Driven, config, task, with};
use bytes::Bytes;
use dacapo_core::{
    command::host::{HostKind, ScheduleActivity},
    id::Seq,
    payload::{Payload, PayloadMap, Payloads},
    rpc::{Call, Code, Status},
    worker::SlotKind,
    workflow::activation::{EvictionReason, Job},
};
use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::{
        enums::v1::WorkflowTaskFailedCause as Cause,
        namespace::v1::{NamespaceInfo, namespace_info::Limits},
        workflowservice::v1::{
            DescribeNamespaceResponse, RespondQueryTaskCompletedRequest, RespondWorkflowTaskFailedRequest,
        },
    },
};
use prost::Message;

#[test]
fn a_command_with_more_than_the_namespace_takes_fails_its_task() {
    // [WORKER-4]
    let mut worker = limited(Limits { blob_size_limit_error: 100, ..Limits::default() });
    worker.give_task(task(1));
    worker.complete(vec![result(200)]);
    let failed = failed(worker.report().1);
    assert_eq!(failed.cause(), Cause::PayloadsTooLarge);
    let message = failed.failure.unwrap().message;
    assert_eq!(
        message,
        format!(
            "[TMPRL1103] the result of command 0, COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION, has {} bytes, more than the 100 \
             that the namespace takes",
            size(200)
        )
    );
    let evicted = worker.activations();
    let [Job::RemoveFromCache { reason, .. }] = evicted[0].jobs.as_slice() else { panic!("{evicted:?}") };
    assert_eq!(*reason, EvictionReason::Fatal);
}

#[test]
fn what_is_as_large_as_the_namespace_takes_is_sent() {
    // [WORKER-4]
    let mut worker =
        limited(Limits { blob_size_limit_error: size(200), memo_size_limit_error: 1, ..Limits::default() });
    worker.give_task(task(1));
    worker.complete(vec![result(200)]);
    assert_eq!(worker.report().1.method, method::RESPOND_WORKFLOW_TASK_COMPLETED);
}

#[test]
fn a_later_attempt_that_is_too_large_is_told_to_nobody() {
    // [WORKER-4] [TASK-6]
    let mut worker = limited(Limits { blob_size_limit_error: 100, ..Limits::default() });
    worker.give_task(task(2));
    worker.complete(vec![result(200)]);
    assert!(worker.reports().is_empty());
    assert_eq!(worker.activations().len(), 1);
}

#[test]
fn a_memo_has_a_limit_of_its_own() {
    // [WORKER-4]
    let limits = Limits { blob_size_limit_error: 10, memo_size_limit_error: 1000, ..Limits::default() };
    let memo = |length| {
        let entries = [("key".into(), payload(length))];
        HostKind::ModifyWorkflowProperties { upserted_memo: PayloadMap::from_iter(entries) }
    };
    let mut worker = limited(limits);
    worker.give_task(task(1));
    worker.complete(vec![memo(900)]);
    assert_eq!(worker.report().1.method, method::RESPOND_WORKFLOW_TASK_COMPLETED);
    let mut worker = limited(limits);
    worker.give_task(task(1));
    worker.complete(vec![memo(1000)]);
    assert_eq!(failed(worker.report().1).cause(), Cause::PayloadsTooLarge);
}

#[test]
fn a_completion_larger_than_the_namespace_takes_fails_its_task() {
    // [WORKER-4]
    let limits = Limits { workflow_task_completion_size_limit_error: 1000, ..Limits::default() };
    let mut worker = Driven::new(with(|config| config.tasks.activities = true));
    worker.answer_startup_with(namespace(limits));
    worker.give_task(task(1));
    let taken = worker.slots(SlotKind::Activity);
    worker.complete((1..=20).map(activity).collect());
    let report = worker.report().1;
    assert_eq!(failed(report).cause(), Cause::RequestTooLarge);
    // Slots for eager activities were taken, and are free again.
    assert_eq!(worker.slots(SlotKind::Activity), taken);
}

#[test]
fn limits_can_be_left_to_the_server() {
    // [WORKER-4]
    let mut worker = Driven::new(with(|config| config.enforces_size_limits = false));
    worker.answer_startup_with(namespace(Limits { blob_size_limit_error: 100, ..Limits::default() }));
    worker.give_task(task(1));
    worker.complete(vec![result(200)]);
    assert_eq!(worker.report().1.method, method::RESPOND_WORKFLOW_TASK_COMPLETED);
}

#[test]
fn an_answer_to_a_query_that_is_too_large_is_told_as_a_failure_once() {
    // [WORKER-5] [WORKER-14]
    let mut worker = Driven::started(config());
    worker.give_task(task(1));
    worker.complete(vec![]);
    let (report, _) = worker.report();
    worker.ended(report, Ok(Bytes::new()));
    worker.give_query("one");
    worker.activations();
    worker.answer_query();
    let too_large = || Err(Status::new(Code::ResourceExhausted, "grpc: received message larger than max (9 vs. 4)"));
    let (report, call) = worker.report();
    assert_eq!(call.method, method::RESPOND_QUERY_TASK_COMPLETED);
    assert_eq!(RespondQueryTaskCompletedRequest::decode(call.message).unwrap().poller_group_id, "group");
    worker.ended(report, too_large());
    let (again, call) = worker.report();
    let answer = RespondQueryTaskCompletedRequest::decode(call.message).unwrap();
    assert_eq!((&answer.task_token[..], &answer.error_message[..]), (&b"query"[..], "GRPC Message too large"));
    assert_eq!((answer.cause(), &answer.poller_group_id[..]), (Cause::GrpcMessageTooLarge, "group"));
    worker.ended(again, too_large());
    assert!(worker.reports().is_empty());
}

fn limited(limits: Limits) -> Driven {
    let mut worker = Driven::new(config());
    worker.answer_startup_with(namespace(limits));
    worker
}

fn namespace(limits: Limits) -> DescribeNamespaceResponse {
    let info = NamespaceInfo { limits: Some(limits), ..NamespaceInfo::default() };
    DescribeNamespaceResponse { namespace_info: Some(info), ..DescribeNamespaceResponse::default() }
}

fn result(length: usize) -> HostKind {
    HostKind::CompleteWorkflow { result: Some(payload(length)) }
}

/// The bytes of a result of so many bytes of data.
fn size(length: usize) -> i64 {
    Payloads::from_iter([payload(length)]).encoded().len().try_into().unwrap()
}

fn payload(length: usize) -> Payload {
    Payload::with_encoding("e", Bytes::from(vec![0; length]))
}

fn activity(seq: u32) -> HostKind {
    let command = ScheduleActivity {
        seq: Seq(seq),
        activity_id: seq.to_string().into(),
        activity_type: "A".into(),
        arguments: Payloads::from_iter([payload(50)]),
        start_to_close_timeout: Some(core::time::Duration::from_secs(1)),
        ..ScheduleActivity::default()
    };
    HostKind::ScheduleActivity(Box::new(command))
}

fn failed(call: Call) -> RespondWorkflowTaskFailedRequest {
    assert_eq!(call.method, method::RESPOND_WORKFLOW_TASK_FAILED);
    RespondWorkflowTaskFailedRequest::decode(call.message).unwrap()
}
