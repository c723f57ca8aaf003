//! Activities of which somebody else than their worker tells the server.

use crate::driven::{Driven, activity_task, config, with};
use bytes::Bytes;
use dacapo_core::{
    failure::Failure,
    id::TaskToken,
    payload::{Payload, Payloads},
    rpc::{CallEnd, Code, Status},
    worker::{
        Input, Output,
        host::{
            ActivityCancelReason, ActivityCancellationDetails, ActivityName, ActivityOutcome, ActivityReport,
            WantedCancellation,
        },
    },
};
use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::{
        common::v1 as common, enums::v1::ActivityTaskFailedCause, failure::v1 as failure, workflowservice::v1 as api,
    },
};
use prost::Message;

#[test]
fn the_end_of_an_activity_that_somebody_else_completes_goes_by_its_token() {
    // [RUN-ACTIVITY-14]
    let mut worker = Driven::started(with(|config| config.tasks.activities = true));
    let token = worker.give_activity(activity_task()).task_token;
    worker.input(Input::ActivityEnded { token: token.clone(), outcome: ActivityOutcome::WillCompleteAsync });
    assert!(worker.reports().is_empty());
    let completed: api::RespondActivityTaskCompletedRequest = reported(
        &mut worker,
        (&ActivityName::Token(token.clone()), ActivityReport::Completed(Some(payload()))),
        method::RESPOND_ACTIVITY_TASK_COMPLETED,
    );
    assert_eq!((&completed.task_token[..], completed.result), (&b"activity"[..], Some(payloads())));
    assert_eq!((&completed.namespace[..], &completed.identity[..]), ("default", "me"));
    let name = ActivityName::Token(token);
    let failed: api::RespondActivityTaskFailedRequest =
        reported(&mut worker, (&name, ActivityReport::Failed(cause())), method::RESPOND_ACTIVITY_TASK_FAILED);
    assert_eq!(failed.failure.unwrap().message, "no");
    let canceled: api::RespondActivityTaskCanceledRequest = reported(
        &mut worker,
        (&name, ActivityReport::Canceled(Payloads::from_iter([payload()]))),
        method::RESPOND_ACTIVITY_TASK_CANCELED,
    );
    assert_eq!(canceled.details, Some(payloads()));
    let beat: api::RecordActivityTaskHeartbeatRequest = reported(
        &mut worker,
        (&name, ActivityReport::Heartbeat(Payloads::from_iter([payload()]))),
        method::RECORD_ACTIVITY_TASK_HEARTBEAT,
    );
    assert_eq!((&beat.task_token[..], beat.details), (&b"activity"[..], Some(payloads())));
}

#[test]
fn it_goes_by_ids_too() {
    // [RUN-ACTIVITY-14]
    let mut worker = Driven::started(config());
    let name = ActivityName::Id { workflow_id: "w".into(), run_id: "r".into(), activity_id: "a".into() };
    let completed: api::RespondActivityTaskCompletedByIdRequest = reported(
        &mut worker,
        (&name, ActivityReport::Completed(Some(payload()))),
        method::RESPOND_ACTIVITY_TASK_COMPLETED_BY_ID,
    );
    let expected = api::RespondActivityTaskCompletedByIdRequest {
        namespace: "default".into(),
        workflow_id: "w".into(),
        run_id: "r".into(),
        activity_id: "a".into(),
        result: Some(payloads()),
        identity: "me".into(),
        ..Default::default()
    };
    assert_eq!(completed, expected);
    let failed: api::RespondActivityTaskFailedByIdRequest =
        reported(&mut worker, (&name, ActivityReport::Failed(cause())), method::RESPOND_ACTIVITY_TASK_FAILED_BY_ID);
    assert_eq!(failed.cause(), ActivityTaskFailedCause::ActivityWorkerUnhandledFailure);
    assert_eq!((failed.failure.unwrap().message, failed.identity), ("no".to_owned(), "me".to_owned()));
    let canceled: api::RespondActivityTaskCanceledByIdRequest = reported(
        &mut worker,
        (&name, ActivityReport::Canceled(Payloads::from_iter([payload()]))),
        method::RESPOND_ACTIVITY_TASK_CANCELED_BY_ID,
    );
    assert_eq!((canceled.details, canceled.identity), (Some(payloads()), "me".to_owned()));
    let latest = ActivityName::Id { workflow_id: "w".into(), run_id: "".into(), activity_id: "a".into() };
    let beat: api::RecordActivityTaskHeartbeatByIdRequest = reported(
        &mut worker,
        (&latest, ActivityReport::Heartbeat(Payloads::from_iter([payload()]))),
        method::RECORD_ACTIVITY_TASK_HEARTBEAT_BY_ID,
    );
    assert_eq!((&beat.run_id[..], &beat.activity_id[..], beat.details), ("", "a", Some(payloads())));
}

#[test]
fn what_the_server_wants_of_the_activity_is_handed_on() {
    // [RUN-ACTIVITY-14]
    let response = api::RecordActivityTaskHeartbeatByIdResponse { activity_paused: true, ..Default::default() };
    let paused = ActivityCancellationDetails { is_paused: true, ..Default::default() };
    let answer = answered(Ok(response.encode_to_vec().into()));
    assert_eq!(answer, Ok(Some((ActivityCancelReason::Paused, paused))));
    assert_eq!(answered(Ok(Bytes::new())), Ok(None));
    let gone = Status::new(Code::NotFound, "no such activity");
    assert_eq!(answered(Err(gone.clone())), Err(gone));
}

/// What comes of a heartbeat that is answered so.
fn answered(end: CallEnd) -> Result<WantedCancellation, Status> {
    let mut worker = Driven::started(config());
    let activity = ActivityName::Token(TaskToken(Bytes::from_static(b"token")));
    let report = ActivityReport::Heartbeat(Payloads::default());
    worker.input(Input::ReportActivity { number: 7, activity, report });
    let (id, _) = worker.report();
    worker.ended(id, end);
    let told = worker.take_if(|output| matches!(output, Output::ActivityReported { .. })).pop();
    let Some(Output::ActivityReported { number: 7, answer }) = told else { panic!("{told:?}") };
    answer
}

/// Says something of an activity; gives the request.
fn reported<M: Message + Default>(
    worker: &mut Driven,
    (activity, report): (&ActivityName, ActivityReport),
    method: &str,
) -> M {
    worker.input(Input::ReportActivity { number: 1, activity: activity.clone(), report });
    let (_, call) = worker.report();
    assert_eq!(call.method, method);
    M::decode(call.message).unwrap()
}

fn cause() -> Failure {
    Failure::from_message(&failure::Failure { message: "no".into(), ..Default::default() })
}

fn payload() -> Payload {
    Payload::from_message(&common::Payload { data: Bytes::from_static(b"data"), ..Default::default() })
}

fn payloads() -> common::Payloads {
    common::Payloads { payloads: vec![payload().to_message().unwrap()] }
}
