//! Holds outcomes against what was asked for, and against what whoever asked can read.

use super::{Harness, cancel_request, start_request};
use crate::{
    failure::Failure,
    worker::{
        activity::tests::bench::{payload, payloads_message},
        host::NexusOutcome as Outcome,
        nexus::json,
        slots::SlotKind,
    },
};
use alloc::{boxed::Box, string::String, vec};
use bytes::Bytes;
use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::{
        common::v1 as common,
        enums::v1::{ApplicationErrorCategory, NexusHandlerErrorRetryBehavior, RetryState, TimeoutType},
        failure::v1::{self as proto, failure::FailureInfo},
        nexus::v1::{
            CancelOperationResponse, Request, Response, StartOperationResponse, UnsuccessfulOperationError, request,
            response, start_operation_response as start,
        },
        workflowservice::v1::{
            RespondNexusTaskCompletedRequest as CompletedRequest, RespondNexusTaskFailedRequest as FailedRequest,
        },
    },
};
use prost::Message;

/// [RUN-NEXUS-5]
#[test]
fn a_response_is_sent_as_it_is_with_the_poller_group_of_its_task() {
    let mut at = opened(&start_request());
    let sent = started(start::Variant::SyncSuccess(start::Sync { payload: Some(payload("result")), links: vec![] }));

    assert_eq!(at.end("token", Outcome::Completed(sent.clone())), Ok(true));

    assert_eq!(at.bench.used(SlotKind::Nexus), 0);
    let told = at.bench.told();
    assert!(told.metric("nexus_task_execution_failed").is_none());
    let request: CompletedRequest = told.request(method::RESPOND_NEXUS_TASK_COMPLETED);
    let expected = CompletedRequest {
        namespace: "default".into(),
        identity: "me".into(),
        task_token: "token".into(),
        response: Some(Response::decode(sent).unwrap()),
        poller_group_id: "group".into(),
    };
    assert_eq!(request, expected);
}

/// [RUN-NEXUS-5]
#[test]
fn a_task_that_was_stopped_as_it_was_told_is_not_answered() {
    let mut at = opened(&start_request());

    assert_eq!(at.end("token", Outcome::AckCancel), Ok(true));

    let told = at.bench.told();
    assert!(told.calls.is_empty() && at.tasks.is_idle());
    assert_eq!(failure_reason(&told), Some("timeout"));
    assert_eq!(at.bench.used(SlotKind::Nexus), 0);
}

/// [RUN-NEXUS-3]
#[test]
fn a_response_to_something_else_is_refused_and_ends_the_task() {
    let sync = || started(start::Variant::SyncSuccess(start::Sync::default()));
    let none = || Response::default().encode_to_vec().into();
    let empty = || {
        let variant = Some(response::Variant::StartOperation(StartOperationResponse::default()));
        Bytes::from(Response { variant }.encode_to_vec())
    };
    let other = |info: Option<FailureInfo>| started(start::Variant::Failure(failed("no", info)));
    let timeout = FailureInfo::TimeoutFailureInfo(proto::TimeoutFailureInfo::default());
    let unknown = Request { variant: None, ..start_request() };
    let wrong: [(Request, Bytes); 9] = [
        (start_request(), canceled()),
        (cancel_request(), sync()),
        (unknown.clone(), sync()),
        (unknown, canceled()),
        (start_request(), none()),
        (start_request(), empty()),
        (start_request(), other(None)),
        (start_request(), other(Some(timeout))),
        (start_request(), Bytes::from_static(&[0x0a, 9])),
    ];
    for (request, response) in wrong {
        let mut at = opened(&request);

        let refused = at.end("token", Outcome::Completed(response.clone()));

        assert!(refused.is_err(), "{request:?} {response:?}");
        assert!(at.bench.told().calls.is_empty() && at.tasks.is_idle());
        assert_eq!(at.bench.used(SlotKind::Nexus), 0);
    }
}

/// [RUN-NEXUS-3]
#[test]
fn a_failure_that_is_not_a_handlers_is_refused() {
    let mut at = opened(&start_request());
    let info = FailureInfo::ApplicationFailureInfo(proto::ApplicationFailureInfo::default());

    let refused = at.end("token", Outcome::Failed(Failure::from_message(&failed("no", Some(info)))));

    assert!(refused.is_err());
    assert!(at.bench.told().calls.is_empty());
}

#[test]
fn a_failure_goes_as_it_is_to_whoever_reads_it() {
    let mut at = opened(&cancel_request());
    let failure = handler_failure("NOT_FOUND");

    at.end("token", Outcome::Failed(Failure::from_message(&failure))).unwrap();

    let told = at.bench.told();
    assert_eq!(failure_reason(&told), Some("handler_error_NOT_FOUND"));
    let request: FailedRequest = told.request(method::RESPOND_NEXUS_TASK_FAILED);
    assert_eq!((request.failure, request.error), (Some(failure), None));
    assert_eq!((&request.task_token[..], &request.poller_group_id[..]), (&b"token"[..], "group"));
}

/// [RUN-NEXUS-4]
#[test]
fn a_handlers_failure_becomes_a_handler_error_for_others() {
    let mut at = opened(&for_others(start_request()));

    at.end("token", Outcome::Failed(Failure::from_message(&handler_failure("INTERNAL")))).unwrap();

    let request: FailedRequest = at.bench.told().request(method::RESPOND_NEXUS_TASK_FAILED);
    assert_eq!(request.failure, None);
    let error = request.error.unwrap();
    assert_eq!(error.error_type, "INTERNAL");
    assert_eq!(error.retry_behavior(), NexusHandlerErrorRetryBehavior::NonRetryable);
    let failure = error.failure.unwrap();
    assert_eq!((&failure.message[..], &failure.stack_trace[..]), ("handler", "stack"));
    assert_eq!(failure.metadata, [("type".into(), "temporal.api.failure.v1.Failure".into())].into());
    let info = r#""nexusHandlerFailureInfo":{"retryBehavior":"NEXUS_HANDLER_ERROR_RETRY_BEHAVIOR_NON_RETRYABLE","type":"INTERNAL"}"#;
    let details = alloc::format!(r#"{{"cause":{{"message":"inside"}},{info},"stackTrace":"stack"}}"#);
    assert_eq!(failure.details, details.as_bytes());
}

/// [RUN-NEXUS-4]
#[test]
fn an_operations_failure_becomes_an_unsuccessful_operation_for_others() {
    let application = FailureInfo::ApplicationFailureInfo(proto::ApplicationFailureInfo::default());
    let canceled = FailureInfo::CanceledFailureInfo(proto::CanceledFailureInfo::default());
    for (info, state, reason) in
        [(application, "failed", "operation_failed"), (canceled, "canceled", "operation_canceled")]
    {
        let sent = started(start::Variant::Failure(failed("no", Some(info))));
        let mut at = opened(&for_others(start_request()));

        at.end("token", Outcome::Completed(sent.clone())).unwrap();

        let told = at.bench.told();
        assert_eq!(failure_reason(&told), Some(reason));
        let request: CompletedRequest = told.request(method::RESPOND_NEXUS_TASK_COMPLETED);
        let Some(start::Variant::OperationError(error)) = start_of(request) else { panic!("it is converted") };
        assert_eq!((&error.operation_state[..], &error.failure.unwrap().message[..]), (state, "no"));

        let mut at = opened(&start_request());
        at.end("token", Outcome::Completed(sent.clone())).unwrap();
        let request: CompletedRequest = at.bench.told().request(method::RESPOND_NEXUS_TASK_COMPLETED);
        assert_eq!(request.response, Some(Response::decode(sent).unwrap()), "others read it as it is");
    }
}

#[test]
fn an_unsuccessful_operation_of_the_hosts_is_sent_as_it_is() {
    let error = UnsuccessfulOperationError { operation_state: "canceled".into(), failure: None };
    let sent = started(start::Variant::OperationError(error));
    let mut at = opened(&start_request());

    at.end("token", Outcome::Completed(sent.clone())).unwrap();

    let told = at.bench.told();
    assert_eq!(failure_reason(&told), Some("operation_canceled"));
    let request: CompletedRequest = told.request(method::RESPOND_NEXUS_TASK_COMPLETED);
    assert_eq!(request.response, Some(Response::decode(sent).unwrap()));
}

/// [RUN-NEXUS-6]
#[test]
fn what_does_not_end_is_handed_back_as_unavailable() {
    let mut at = opened(&start_request());

    assert_eq!(at.tasks.hand_back(&mut at.bench.desk, at.bench.now), 1);

    let request: FailedRequest = at.bench.told().request(method::RESPOND_NEXUS_TASK_FAILED);
    let Some(FailureInfo::NexusHandlerFailureInfo(info)) = request.failure.unwrap().failure_info else { panic!() };
    assert_eq!(info.r#type, "UNAVAILABLE");
    assert_eq!(info.retry_behavior(), NexusHandlerErrorRetryBehavior::Retryable);
    assert_eq!(at.bench.used(SlotKind::Nexus), 0);
    assert_eq!(at.end("token", Outcome::AckCancel), Ok(false));
}

#[test]
fn a_handler_error_that_nexus_does_not_define_has_a_label_of_its_own() {
    let mut at = opened(&start_request());

    at.end("token", Outcome::Failed(Failure::from_message(&handler_failure("MINE")))).unwrap();

    assert_eq!(failure_reason(&at.bench.told()), Some("handler_error_UNKNOWN"));
}

/// [RUN-NEXUS-4]
#[test]
fn every_kind_of_failure_has_its_json() {
    let mut lines = String::new();
    for info in all_kinds() {
        lines.push_str(core::str::from_utf8(&json::failure(&failed("", Some(info)))).unwrap());
        lines.push('\n');
    }

    assert_eq!(lines, include_str!("failures.jsonl"));
}

fn all_kinds() -> [FailureInfo; 10] {
    let name = || String::from("n");
    [
        FailureInfo::ApplicationFailureInfo(proto::ApplicationFailureInfo {
            r#type: "T".into(),
            non_retryable: true,
            details: Some(payloads_message("a\u{ff}b")),
            next_retry_delay: Some(prost_types::Duration { seconds: 1, nanos: 500_000_000 }),
            category: ApplicationErrorCategory::Benign.into(),
        }),
        FailureInfo::TimeoutFailureInfo(proto::TimeoutFailureInfo {
            timeout_type: TimeoutType::Heartbeat.into(),
            last_heartbeat_details: Some(payloads_message("1")),
        }),
        FailureInfo::CanceledFailureInfo(proto::CanceledFailureInfo {
            details: Some(common::Payloads::default()),
            identity: name(),
        }),
        FailureInfo::TerminatedFailureInfo(proto::TerminatedFailureInfo { identity: name() }),
        FailureInfo::ServerFailureInfo(proto::ServerFailureInfo { non_retryable: true }),
        FailureInfo::ResetWorkflowFailureInfo(proto::ResetWorkflowFailureInfo {
            last_heartbeat_details: Some(payloads_message("12")),
        }),
        FailureInfo::ActivityFailureInfo(proto::ActivityFailureInfo {
            scheduled_event_id: 5,
            started_event_id: 6,
            identity: name(),
            activity_type: Some(common::ActivityType { name: "A".into() }),
            activity_id: "1".into(),
            retry_state: RetryState::Timeout.into(),
        }),
        FailureInfo::ChildWorkflowExecutionFailureInfo(proto::ChildWorkflowExecutionFailureInfo {
            namespace: name(),
            workflow_execution: Some(common::WorkflowExecution { workflow_id: "w".into(), run_id: "r".into() }),
            workflow_type: Some(common::WorkflowType { name: "W".into() }),
            initiated_event_id: 7,
            started_event_id: i64::MAX,
            retry_state: 99,
        }),
        FailureInfo::NexusOperationExecutionFailureInfo(proto::NexusOperationFailureInfo {
            scheduled_event_id: 8,
            endpoint: "e".into(),
            service: "s".into(),
            operation: "o".into(),
            operation_id: "i".into(),
            operation_token: "t".into(),
        }),
        FailureInfo::NexusHandlerFailureInfo(proto::NexusHandlerFailureInfo::default()),
    ]
}

fn opened(request: &Request) -> Harness {
    let mut at = Harness::new();
    at.receive("token", request);
    at.bench.told();
    at
}

/// The same request by somebody who does not say that failures of Temporal are understood.
fn for_others(request: Request) -> Request {
    Request { capabilities: Some(request::Capabilities::default()), ..request }
}

fn started(variant: start::Variant) -> Bytes {
    let variant = Some(response::Variant::StartOperation(StartOperationResponse { variant: Some(variant) }));
    Response { variant }.encode_to_vec().into()
}

pub(super) fn canceled() -> Bytes {
    let variant = Some(response::Variant::CancelOperation(CancelOperationResponse {}));
    Response { variant }.encode_to_vec().into()
}

fn start_of(request: CompletedRequest) -> Option<start::Variant> {
    match request.response?.variant? {
        response::Variant::StartOperation(start) => start.variant,
        response::Variant::CancelOperation(_) => None,
    }
}

fn failed(message: &str, failure_info: Option<FailureInfo>) -> proto::Failure {
    proto::Failure { message: message.into(), failure_info, ..proto::Failure::default() }
}

fn handler_failure(kind: &str) -> proto::Failure {
    let info = proto::NexusHandlerFailureInfo {
        r#type: kind.into(),
        retry_behavior: NexusHandlerErrorRetryBehavior::NonRetryable.into(),
    };
    proto::Failure {
        stack_trace: "stack".into(),
        cause: Some(Box::new(failed("inside", None))),
        ..failed("handler", Some(FailureInfo::NexusHandlerFailureInfo(info)))
    }
}

fn failure_reason(told: &crate::worker::activity::tests::bench::Told) -> Option<&'static str> {
    told.metric("nexus_task_execution_failed").and_then(|metric| metric.labels.other).map(|(_, reason)| reason)
}
