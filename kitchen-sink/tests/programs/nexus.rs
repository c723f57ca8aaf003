//! What Nexus operations do.

use bytes::Bytes;
use dacapo_core::worker::host::{NexusOutcome, NexusTask};
use dacapo_kitchen_sink::{NexusStep, nexus_steps};
use dacapo_proto::temporal::api::{
    common::v1::Payload,
    enums::v1::NexusHandlerErrorRetryBehavior as Retry,
    failure::v1::failure::FailureInfo,
    nexus::v1::{
        CancelOperationRequest, Request, Response, StartOperationRequest, request::Variant as Asked,
        response::Variant as Answered, start_operation_response::Variant as Started,
    },
};
use prost::Message;
use serde_json::{Value, json};

#[test]
fn an_operation_ends_as_its_input_says() {
    let steps = started(&json!([{ "sleep": "0.5s" }, { "wait_for_cancel": {} }, { "return": 3 }]));
    assert_eq!(steps[..2], [NexusStep::Sleep(core::time::Duration::from_millis(500)), NexusStep::WaitForCancel]);
    let Started::SyncSuccess(success) = response(&steps[2]) else { panic!("{steps:?}") };
    assert_eq!(&*success.payload.expect("it can be read").data, b"3");

    let steps = started(&json!([{ "fail": { "message": "no", "type": "Refused" } }]));
    let Started::Failure(failure) = response(&steps[0]) else { panic!("{steps:?}") };
    assert_eq!(failure.message, "no");
    assert!(
        matches!(failure.failure_info, Some(FailureInfo::ApplicationFailureInfo(info)) if info.r#type == "Refused")
    );

    let steps = started(&json!([{ "cancel": "enough" }]));
    let Started::Failure(failure) = response(&steps[0]) else { panic!("{steps:?}") };
    assert!(matches!(failure.failure_info, Some(FailureInfo::CanceledFailureInfo(_))));
}

#[test]
fn an_operation_that_says_nothing_succeeds() {
    let Started::SyncSuccess(success) = response(&started(&json!([]))[0]) else { panic!("it succeeds") };
    assert_eq!(success.payload, None);
}

#[test]
fn an_operation_with_a_workflow_behind_it_hands_the_callback_on() {
    let steps = started(&json!([{ "start_workflow": { "workflow_id": "a/w", "program": { "actions": [] } } }]));
    let [NexusStep::StartWorkflow(workflow, callback), end, ..] = &steps[..] else { panic!("{steps:?}") };
    assert_eq!((&*workflow.workflow_id, &*callback.url, &*callback.request_id), ("a/w", "http://there", "once"));
    assert_eq!(callback.header["token"], "secret");
    let Started::AsyncSuccess(started) = response(end) else { panic!("{end:?}") };
    // A server puts it into a path.
    assert!(!started.operation_token.contains(['/', '%', '?']), "{}", started.operation_token);
    assert_eq!(nexus_steps(&cancel(&started.operation_token))[0], NexusStep::CancelWorkflow("a/w".into()));
    assert_eq!(refusal(&nexus_steps(&cancel("workflow:a/w"))[0]), ("NOT_FOUND".into(), Retry::NonRetryable));
}

#[test]
fn an_operation_acknowledges_that_it_is_canceled_unless_it_is_stubborn() {
    let steps = nexus_steps(&cancel("anything"));
    let [NexusStep::End(NexusOutcome::Completed(encoded))] = &steps[..] else { panic!("{steps:?}") };
    let response = Response::decode(encoded.clone()).expect("it can be read");
    assert!(matches!(response.variant, Some(Answered::CancelOperation(_))));
    assert_eq!(refusal(&nexus_steps(&cancel("stubborn"))[0]), ("NOT_FOUND".into(), Retry::NonRetryable));
}

#[test]
fn a_handler_fails_as_it_is_told_and_where_it_cannot_read() {
    let told = json!([{ "handler_error": { "type": "INTERNAL", "retryable": true } }]);
    assert_eq!(refusal(&started(&told)[0]), ("INTERNAL".into(), Retry::Retryable));
    let told = json!([{ "handler_error": { "type": "INTERNAL" } }]);
    assert_eq!(refusal(&started(&told)[0]), ("INTERNAL".into(), Retry::Unspecified));
    assert_eq!(refusal(&started(&json!([{ "dance": 1 }]))[0]), ("BAD_REQUEST".into(), Retry::NonRetryable));
    assert_eq!(refusal(&nexus_steps(&NexusTask::default())[0]).0, "NOT_IMPLEMENTED");
}

fn started(input: &Value) -> Vec<NexusStep> {
    nexus_steps(&task(Asked::StartOperation(StartOperationRequest {
        payload: Some(Payload { data: input.to_string().into(), ..Default::default() }),
        callback: "http://there".into(),
        callback_header: [("token".to_owned(), "secret".to_owned())].into(),
        request_id: "once".into(),
        ..Default::default()
    })))
}

fn cancel(token: &str) -> NexusTask {
    task(Asked::CancelOperation(CancelOperationRequest { operation_token: token.into(), ..Default::default() }))
}

fn task(variant: Asked) -> NexusTask {
    let request = Request { variant: Some(variant), ..Default::default() };
    let mut task = NexusTask::default();
    task.request = Bytes::from(request.encode_to_vec());
    task
}

fn response(step: &NexusStep) -> Started {
    let NexusStep::End(NexusOutcome::Completed(encoded)) = step else { panic!("{step:?}") };
    match Response::decode(encoded.clone()).expect("it can be read").variant {
        Some(Answered::StartOperation(start)) => start.variant.expect("it can be read"),
        other => panic!("{other:?}"),
    }
}

fn refusal(step: &NexusStep) -> (String, Retry) {
    let NexusStep::End(NexusOutcome::Failed(failure)) = step else { panic!("{step:?}") };
    match failure.to_message().expect("it can be read").failure_info {
        Some(FailureInfo::NexusHandlerFailureInfo(info)) => (info.r#type.clone(), info.retry_behavior()),
        other => panic!("{other:?}"),
    }
}
