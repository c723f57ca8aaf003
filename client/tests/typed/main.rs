//! What a client makes of answers, on a server that follows a script, and without waiting for any time to pass.
#![expect(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

mod activities;
mod interceptors;
mod operations;
mod schedules;
mod scripted;
mod standalone;
mod update_with_start;
mod values;

use bytes::Bytes;
use dacapo_client::{
    CallOptions, FailureKind, Meaning,
    convert::{Converter as _, Json},
    search::{Bool, Datetime, Int, Key, SearchAttributes},
    workflow::{QueryError, ResultOptions, StartError, StartOptions},
};
use dacapo_core::{
    rpc::{Call, Code, RetryPolicy, Status},
    time::WallTime,
};
use dacapo_proto::{
    google::rpc,
    temporal::api::{
        common::v1::Payloads,
        enums::v1::UpdateWorkflowExecutionLifecycleStage as Stage,
        errordetails::v1::{QueryFailedFailure, ResourceExhaustedFailure, WorkflowExecutionAlreadyStartedFailure},
        failure::v1::Failure,
        history::v1::{History, HistoryEvent, WorkflowExecutionCompletedEventAttributes, history_event::Attributes},
        workflowservice::v1::{
            GetSystemInfoRequest, GetWorkflowExecutionHistoryRequest, GetWorkflowExecutionHistoryResponse,
            SignalWorkflowExecutionRequest, StartWorkflowExecutionRequest, UpdateWorkflowExecutionResponse,
        },
    },
};
use prost::Message as _;
use scripted::{Script, World};
use serde_json::{Value, json};
use std::time::Duration;

fn failed(code: Code, name: &str, detail: &impl prost::Message) -> Status {
    let type_url = format!("type.googleapis.com/temporal.api.errordetails.v1.{name}");
    let detail = prost_types::Any { type_url, value: detail.encode_to_vec() };
    let details = rpc::Status { details: vec![detail], ..Default::default() }.encode_to_vec().into();
    Status { details, ..Status::new(code, "the server's words") }
}

#[test]
fn every_attempt_has_the_same_request_id_and_each_call_another() {
    let down = || Err(Status::new(Code::Unavailable, "down"));
    let script = Script::of([down(), down(), Ok(Bytes::new()), Ok(Bytes::new())]);
    let world = World::new(&script);
    let workflow = world.client.workflow("order");
    world.time.run(async {
        workflow.signal("pay", (42,)).await.unwrap();
        workflow.signal("pay", (42,)).await.unwrap();
    });
    let calls = script.calls();
    let ids = |call: &Call| SignalWorkflowExecutionRequest::decode(call.message.clone()).unwrap().request_id;
    let ids: Vec<_> = calls.iter().map(ids).collect();
    assert_eq!(ids.len(), 4);
    assert!(!ids[0].is_empty() && ids[0] == ids[1] && ids[1] == ids[2] && ids[2] != ids[3], "{ids:?}");
    assert_eq!(calls[0].metadata, [("temporal-namespace".into(), Bytes::from_static(b"shop"))]);
}

#[test]
fn several_calls_for_one_thing_have_one_deadline() {
    let lost = Err(Status::new(Code::Unavailable, "the answer is lost"));
    let ended = Err(Status::new(Code::NotFound, "it has ended"));
    let script = Script::of([lost, ended]);
    let world = World::new(&script);
    let hurried = world.client.with_calls(CallOptions::within(Duration::from_secs(5)));
    // Nobody says who ended it: what is known when the time is up counts.
    let terminated = world.time.run(hurried.workflow("order").terminate("enough", ()));
    assert!(terminated.unwrap_err().to_string().contains("it has ended"));
    let calls = script.calls();
    assert_eq!(calls.len(), 3);
    let left: Vec<_> = calls.iter().map(|call| call.timeout).collect();
    assert!(left[0] == Duration::from_secs(5) && left[1] < left[0] && left[2] <= left[1], "{left:?}");
}

#[test]
fn a_start_that_is_refused_names_the_run_that_exists() {
    let detail = WorkflowExecutionAlreadyStartedFailure {
        run_id: "run-1".to_owned(),
        start_request_id: "request-1".to_owned(),
        ..Default::default()
    };
    let script = Script::of([Err(failed(Code::AlreadyExists, "WorkflowExecutionAlreadyStartedFailure", &detail))]);
    let world = World::new(&script);
    let start = world.client.start_workflow("Order", (), StartOptions::new("order", "queue"));
    let started = world.time.run(start);
    let Err(StartError::AlreadyStarted(there)) = started else { unreachable!("{started:?}") };
    assert_eq!((there.run_id.as_str(), there.request_id.as_str()), ("run-1", "request-1"));
    let sent = StartWorkflowExecutionRequest::decode(script.calls()[0].message.clone()).unwrap();
    assert_eq!((sent.namespace.as_str(), sent.identity.as_str(), sent.input), ("shop", "me", None));
}

#[test]
fn a_query_that_fails_has_the_failure_of_the_workflow() {
    let failure = Failure { message: "no such query".to_owned(), ..Default::default() };
    let detail = QueryFailedFailure { failure: Some(failure) };
    let script = Script::of([Err(failed(Code::InvalidArgument, "QueryFailedFailure", &detail))]);
    let world = World::new(&script);
    let answer = world.time.run(world.client.workflow("order").query::<Value>("state", ()));
    let Err(QueryError::Failed { failure, .. }) = answer else { unreachable!("{answer:?}") };
    assert_eq!((failure.message.as_str(), &failure.kind), ("no such query", &FailureKind::Unknown));
}

#[test]
fn a_result_is_waited_for_through_silence_and_broken_connections() {
    let page = |token: &'static [u8], result: Option<Value>| {
        let completed = |value| {
            Attributes::WorkflowExecutionCompletedEventAttributes(WorkflowExecutionCompletedEventAttributes {
                result: Some(Payloads { payloads: vec![Json.encode(&value).unwrap()] }),
                ..Default::default()
            })
        };
        let event = |value| HistoryEvent { attributes: Some(completed(value)), ..Default::default() };
        let history = Some(History { events: result.map(event).into_iter().collect() });
        let next_page_token = Bytes::from_static(token);
        Ok(GetWorkflowExecutionHistoryResponse { history, next_page_token, ..Default::default() }
            .encode_to_vec()
            .into())
    };
    let reset = Err(Status::new(Code::Unavailable, "reset"));
    let script = Script::of([page(b"one", None), reset, page(b"two", None), page(b"", Some(json!("done")))]);
    let world = World::new(&script);
    let result = world.time.run(world.client.workflow("order").of_run("run-1").result::<String>());
    assert_eq!(result.unwrap(), "done");
    let sent = |call: &Call| GetWorkflowExecutionHistoryRequest::decode(call.message.clone()).unwrap().next_page_token;
    assert_eq!(script.calls().iter().map(sent).collect::<Vec<_>>(), ["", "one", "one", "two"]);
}

#[test]
fn a_call_that_is_never_answered_ends_at_its_deadline() {
    let script = Script::of([]);
    let world = World::new(&script);
    let client = world.client.with_calls(CallOptions::within(Duration::from_secs(7)));
    let error = world.time.run(client.call(&GetSystemInfoRequest::default())).unwrap_err();
    assert_eq!((error.meaning(), error.attempts()), (&Meaning::DeadlineExceeded, 1));
    assert_eq!(script.calls()[0].timeout, Duration::from_secs(7));
    let error = world.time.run(client.workflow("order").closed(ResultOptions::default())).unwrap_err();
    assert!(error.to_string().contains("GetWorkflowExecutionHistory at shop:7233"), "{error}");
}

#[test]
fn all_calls_of_an_operation_have_one_deadline() {
    // [CLIENT-1]
    let accepted = UpdateWorkflowExecutionResponse { stage: Stage::Accepted.into(), ..Default::default() };
    let down = Err(Status::new(Code::Unavailable, "down"));
    let script = Script::of([down, Ok(accepted.encode_to_vec().into())]);
    let world = World::new(&script);
    let client = world.client.with_calls(CallOptions::within(Duration::from_secs(7)));
    let error = world.time.run(client.workflow("order").update::<()>("pay", ())).unwrap_err();
    assert!(error.to_string().contains("PollWorkflowExecutionUpdate at shop:7233 failed after 1 attempt"), "{error}");
    let given: Vec<_> = script.calls().iter().map(|call| call.timeout).collect();
    assert_eq!((given.len(), given[0]), (3, Duration::from_secs(7)));
    assert!(given[1] < given[0] && given[2] == given[1], "what is left: {given:?}");
}

#[test]
fn limits_and_nonsense_are_told_apart() {
    let detail = ResourceExhaustedFailure { cause: 1, scope: 1 };
    let exhausted = failed(Code::ResourceExhausted, "ResourceExhaustedFailure", &detail);
    let once = CallOptions { retry: RetryPolicy::NEVER, ..CallOptions::default() };
    let meaning = |end| {
        let world = World::new(&Script::of([end]));
        let client = world.client.with_calls(once.clone());
        world.time.run(client.call(&GetSystemInfoRequest::default())).unwrap_err()
    };
    let limited = meaning(Err(exhausted));
    assert!(
        matches!(limited.meaning(), Meaning::ResourceExhausted { cause, scope } if cause.as_str_name().ends_with("RPS_LIMIT") && scope.as_str_name().ends_with("NAMESPACE")),
        "{limited:?}"
    );
    let large = meaning(Err(Status::new(Code::ResourceExhausted, "grpc: received message larger than max (5 vs. 4)")));
    assert_eq!(large.meaning(), &Meaning::TooLarge);
    assert_eq!(meaning(Ok(Bytes::from_static(b"<html>"))).meaning(), &Meaning::Malformed);
}

#[test]
fn search_attributes_have_the_type_of_their_keys() {
    const SIZE: Key<Int> = Key::new("Size");
    const AT: Key<Datetime> = Key::new("At");
    let at = WallTime { seconds: 1_700_000_000, nanos: 5_000_000 };
    let attributes = SearchAttributes::new().with(SIZE, 7).with(AT, at);
    assert_eq!((attributes.value(SIZE), attributes.value(AT)), (Some(7), Some(at)));
    assert_eq!(attributes.value(Key::<Bool>::new("Size")), None);
    assert_eq!(attributes.names().collect::<Vec<_>>(), ["At", "Size"]);
}
