//! An update that starts its workflow: what is sent, and which of the two is to blame.

use crate::{
    failed,
    scripted::{Script, World},
};
use bytes::Bytes;
use dacapo_client::{
    CallOptions, Meaning,
    workflow::{
        StartError, StartOptions, UpdateError, UpdateOptions, UpdateWithStartError, WaitStage, WorkflowError,
        WorkflowIdConflictPolicy,
    },
};
use dacapo_core::rpc::{CallEnd, Code, Status};
use dacapo_proto::temporal::api::{
    common::v1::Payloads,
    enums::v1::UpdateWorkflowExecutionLifecycleStage as Stage,
    errordetails::v1::{
        MultiOperationExecutionFailure, WorkflowExecutionAlreadyStartedFailure,
        multi_operation_execution_failure::OperationStatus,
    },
    update::v1::{Outcome, outcome::Value},
    workflowservice::v1::{
        ExecuteMultiOperationRequest, ExecuteMultiOperationResponse, StartWorkflowExecutionResponse,
        UpdateWorkflowExecutionResponse,
        execute_multi_operation_request::operation::Operation,
        execute_multi_operation_response::{Response, response},
    },
};
use prost::Message as _;
use std::time::Duration;

fn start() -> StartOptions {
    let id_conflict_policy = WorkflowIdConflictPolicy::UseExisting;
    StartOptions { id_conflict_policy, ..StartOptions::new("cart", "shop") }
}

fn answer(stage: Stage, outcome: Option<Outcome>) -> CallEnd {
    let started = StartWorkflowExecutionResponse { run_id: "run-1".to_owned(), started: true, ..Default::default() };
    let updated = UpdateWorkflowExecutionResponse { stage: stage.into(), outcome, ..Default::default() };
    let responses = [response::Response::StartWorkflow(started), response::Response::UpdateWorkflow(updated)];
    let responses = responses.map(|response| Response { response: Some(response) }).into();
    Ok(ExecuteMultiOperationResponse { responses }.encode_to_vec().into())
}

fn aborted() -> OperationStatus {
    let type_url = "type.googleapis.com/temporal.api.failure.v1.MultiOperationExecutionAborted".to_owned();
    let details = vec![prost_types::Any { type_url, ..Default::default() }];
    OperationStatus { code: 10, message: "Operation was aborted.".to_owned(), details }
}

fn refused(statuses: [OperationStatus; 2]) -> CallEnd {
    let detail = MultiOperationExecutionFailure { statuses: statuses.into() };
    Err(failed(Code::InvalidArgument, "MultiOperationExecutionFailure", &detail))
}

/// The error of an update with a start that ends like this.
fn error(end: CallEnd) -> UpdateWithStartError {
    let world = World::new(&Script::of([end]));
    let client = world.client.with_calls(CallOptions::within(Duration::from_secs(5)));
    let options = UpdateOptions { update_id: Some("add-1".to_owned()), ..UpdateOptions::default() };
    world.time.run(client.update_with_start(("add", (1,)), ("Cart", ()), start(), options)).unwrap_err()
}

#[test]
fn attempts_and_questions_have_the_same_ids() {
    let down = Err(Status::new(Code::Unavailable, "down"));
    let outcome = Outcome { value: Some(Value::Success(Payloads::default())) };
    let script =
        Script::of([down, answer(Stage::Admitted, None), answer(Stage::Completed, Some(outcome)), Ok(Bytes::new())]);
    let world = World::new(&script);
    let options = UpdateOptions { wait_stage: WaitStage::Completed, ..UpdateOptions::default() };
    let update = world.client.update_with_start(("add", (1,)), ("Cart", ("x",)), start(), options);
    let mut update = world.time.run(update).unwrap();
    assert!(update.has_outcome());
    assert_eq!((update.workflow().workflow_id(), update.workflow().run_id()), ("cart", "run-1"));
    world.time.run(update.result::<()>()).unwrap();
    let calls = script.calls();
    assert_eq!((calls.len(), calls[0].timeout), (3, Duration::from_secs(70)));
    assert!(calls.iter().all(|call| call.message == calls[0].message));
    let sent = ExecuteMultiOperationRequest::decode(calls[0].message.clone()).unwrap();
    let mut parts = sent.operations.into_iter().filter_map(|part| part.operation);
    let Some(Operation::StartWorkflow(start)) = parts.next() else { unreachable!() };
    let Some(Operation::UpdateWorkflow(sent)) = parts.next() else { unreachable!() };
    assert_eq!((start.request_id.is_empty(), start.input.unwrap().payloads.len()), (false, 1));
    assert_eq!(sent.request.unwrap().meta.unwrap().update_id, update.update_id());
    assert_eq!(sent.workflow_execution.unwrap().workflow_id, "cart");
}

#[test]
fn the_part_that_was_refused_is_the_one_that_is_named() {
    let detail = WorkflowExecutionAlreadyStartedFailure { run_id: "run-0".to_owned(), ..Default::default() };
    let type_url = "type.googleapis.com/temporal.api.errordetails.v1.WorkflowExecutionAlreadyStartedFailure".to_owned();
    let details = vec![prost_types::Any { type_url, value: detail.encode_to_vec() }];
    let exists = OperationStatus { code: 6, message: "it runs".to_owned(), details };
    let refusal = error(refused([exists, aborted()]));
    let UpdateWithStartError::Start(StartError::AlreadyStarted(there)) = &refusal else { unreachable!("{refusal:?}") };
    assert_eq!((there.workflow_id.as_str(), there.run_id.as_str()), ("cart", "run-0"));
    assert_eq!(there.call.status().message, "it runs");

    let limited = OperationStatus { code: 8, message: "too many updates".to_owned(), ..Default::default() };
    let refusal = error(refused([aborted(), limited.clone()]));
    let UpdateWithStartError::Update(UpdateError::Workflow(WorkflowError::Call(call))) = &refusal else {
        unreachable!("{refusal:?}")
    };
    assert!(matches!(call.meaning(), Meaning::ResourceExhausted { .. }) && call.rpc() == "ExecuteMultiOperation");
    let refusal = error(refused([limited, aborted()]));
    assert!(matches!(refusal, UpdateWithStartError::Start(StartError::Call(_))), "{refusal:?}");
    let gone = OperationStatus { code: 5, message: "it is closed".to_owned(), ..Default::default() };
    let refusal = error(refused([aborted(), gone]));
    assert!(
        matches!(&refusal, UpdateWithStartError::Update(UpdateError::Workflow(WorkflowError::NotFound(none))) if none.workflow_id == "cart"),
        "{refusal:?}"
    );
    let whole = error(Err(Status::new(Code::PermissionDenied, "not you")));
    assert!(matches!(whole, UpdateWithStartError::Start(StartError::Call(_))), "{whole:?}");
}

#[test]
fn an_update_that_is_not_accepted_in_time_is_named_by_its_id() {
    let late = error(answer(Stage::Admitted, None));
    let UpdateWithStartError::Update(UpdateError::NotAccepted { update_id, call, .. }) = &late else {
        unreachable!("{late:?}")
    };
    assert_eq!((update_id.as_str(), call.meaning()), ("add-1", &Meaning::DeadlineExceeded));
}

#[test]
fn a_conflict_policy_has_to_be_said() {
    let script = Script::of([]);
    let world = World::new(&script);
    let update = world.client.update_with_start(
        ("add", ()),
        ("Cart", ()),
        StartOptions::new("cart", "shop"),
        UpdateOptions::default(),
    );
    let error = world.time.run(update).unwrap_err();
    assert!(error.to_string().starts_with("id_conflict_policy: say what happens"), "{error}");
    assert!(script.calls().is_empty());
}
