//! Standalone activities: what is sent of them, and how their ends are read.

use crate::{
    failed,
    scripted::{Script, World},
};
use bytes::Bytes;
use dacapo_client::{
    FailureKind,
    activity::ActivityChanges,
    standalone::{ActivityResultError, StandaloneOptions, StartActivityError},
};
use dacapo_core::rpc::{Code, Status};
use dacapo_proto::temporal::api::{
    activity::v1::{ActivityExecutionOutcome, activity_execution_outcome::Value},
    enums::v1::RetryState,
    errordetails::v1::ActivityExecutionAlreadyStartedFailure,
    failure::v1::{CanceledFailureInfo, Failure, failure::FailureInfo},
    workflowservice::v1::{
        PollActivityExecutionRequest, PollActivityExecutionResponse, RespondActivityTaskCompletedByIdRequest,
        StartActivityExecutionRequest, StartActivityExecutionResponse, UpdateActivityExecutionOptionsRequest,
    },
};
use prost::Message as _;
use std::time::Duration;

fn encoded(message: &impl prost::Message) -> Bytes {
    message.encode_to_vec().into()
}

#[test]
fn a_start_that_is_made_again_is_the_same_request_and_one_that_is_refused_names_the_run() {
    let detail =
        ActivityExecutionAlreadyStartedFailure { run_id: "there".to_owned(), start_request_id: "theirs".to_owned() };
    let started = StartActivityExecutionResponse { run_id: "run-1".to_owned(), ..Default::default() };
    let script = Script::of([
        Err(Status::new(Code::Unavailable, "down")),
        Ok(encoded(&started)),
        Err(failed(Code::AlreadyExists, "ActivityExecutionAlreadyStartedFailure", &detail)),
    ]);
    let world = World::new(&script);
    let start = || {
        let options = StandaloneOptions::new("charge", "payments", Duration::from_millis(1500));
        world.time.run(world.client.start_activity("Charge", ("book", 2), options))
    };
    let activity = start().unwrap();
    assert_eq!((activity.activity_id(), activity.run_id()), ("charge", "run-1"));
    let refused = start();
    let Err(StartActivityError::AlreadyStarted(there)) = &refused else { unreachable!("{refused:?}") };
    assert_eq!((there.run_id.as_str(), there.request_id.as_str()), ("there", "theirs"));
    let sent = |at: usize| StartActivityExecutionRequest::decode(script.calls()[at].message.clone()).unwrap();
    assert_eq!(sent(0), sent(1));
    assert!(!sent(0).request_id.is_empty() && sent(0).request_id != sent(2).request_id);
    assert_eq!(
        (sent(0).input.unwrap().payloads.len(), sent(0).start_to_close_timeout.unwrap().nanos),
        (2, 500_000_000)
    );
}

#[test]
fn an_end_is_waited_for_and_read() {
    let failure = Failure {
        message: "enough".to_owned(),
        failure_info: Some(FailureInfo::CanceledFailureInfo(CanceledFailureInfo::default())),
        ..Default::default()
    };
    let outcome = ActivityExecutionOutcome {
        retry_state: RetryState::CancelRequested.into(),
        value: Some(Value::Failure(failure)),
    };
    let canceled = PollActivityExecutionResponse { run_id: "run-1".to_owned(), outcome: Some(outcome) };
    let nothing = PollActivityExecutionResponse {
        outcome: Some(ActivityExecutionOutcome { value: None, ..Default::default() }),
        ..Default::default()
    };
    // An answer without an outcome is asked for again.
    let script = Script::of([Ok(Bytes::new()), Ok(encoded(&canceled)), Ok(encoded(&nothing))]);
    let world = World::new(&script);
    let activity = world.client.standalone_activity("charge");
    let ended = world.time.run(activity.result::<i32>());
    let Err(ActivityResultError::Failed(failed)) = &ended else { unreachable!("{ended:?}") };
    assert_eq!((failed.run_id.as_str(), failed.retry_state), ("run-1", RetryState::CancelRequested));
    assert!(matches!(failed.failure.kind, FailureKind::Canceled { .. }), "{failed}");
    assert_eq!(world.time.run(activity.of_run("run-2").result::<()>()), Ok(()));
    let asked: Vec<_> = script.calls().into_iter().map(|call| call.message).collect();
    let runs = asked.into_iter().map(|asked| PollActivityExecutionRequest::decode(asked).unwrap().run_id);
    assert_eq!(runs.collect::<Vec<_>>(), ["", "", "run-2"]);
}

#[test]
fn its_attempt_is_named_without_a_workflow() {
    let script = Script::of([Ok(Bytes::new()), Ok(Bytes::new())]);
    let world = World::new(&script);
    let activity = world.client.standalone_activity("charge").of_run("run-1");
    world.time.run(activity.attempt().complete("done")).unwrap();
    let sent = RespondActivityTaskCompletedByIdRequest::decode(script.calls()[0].message.clone()).unwrap();
    assert_eq!((&sent.workflow_id[..], &sent.run_id[..], &sent.activity_id[..]), ("", "run-1", "charge"));
    let changes = ActivityChanges { heartbeat_timeout: Some(Duration::from_secs(9)), ..ActivityChanges::default() };
    world.time.run(activity.update_options(changes)).unwrap();
    let sent = UpdateActivityExecutionOptionsRequest::decode(script.calls()[1].message.clone()).unwrap();
    assert_eq!((&sent.run_id[..], sent.update_mask.unwrap().paths), ("run-1", vec!["heartbeat_timeout".to_owned()]));
    assert!(!sent.request_id.is_empty() && !sent.restore_original);
}
