//! Holds what is reported of an activity's end against what the host said, and against what the server has not got.

use super::{
    Harness,
    bench::{payload, payloads, payloads_message, seconds, status},
    response, token,
};
use crate::{
    failure::Failure,
    payload::{Payload, Payloads},
    rpc::{Code, Status},
    time::MonoTime,
    worker::{
        calls::Ended,
        host::ActivityOutcome as Outcome,
        observe::{Level, Value},
        slots::SlotKind,
    },
};
use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::{
        enums::v1::{ActivityTaskFailedCause, ApplicationErrorCategory},
        failure::v1::{self as proto, ApplicationFailureInfo, failure::FailureInfo},
        workflowservice::v1::{
            RecordActivityTaskHeartbeatRequest as HeartbeatRequest, RecordActivityTaskHeartbeatResponse,
            RespondActivityTaskCanceledRequest as CanceledRequest,
            RespondActivityTaskCompletedRequest as CompletedRequest, RespondActivityTaskFailedRequest as FailedRequest,
        },
    },
};

/// [RUN-ACTIVITY-11]
#[test]
fn a_result_is_reported_and_its_slot_is_free_before_the_server_answers() {
    let mut at = Harness::new(|_| {});
    at.start("token");

    assert!(at.end("token", Outcome::Completed(Some(Payload::from_message(&payload("result"))))));

    assert_eq!(at.bench.used(SlotKind::Activity), 0);
    let told = at.bench.told();
    let request: CompletedRequest = told.request(method::RESPOND_ACTIVITY_TASK_COMPLETED);
    let sent = CompletedRequest {
        task_token: "token".into(),
        result: Some(payloads_message("result")),
        identity: "me".into(),
        namespace: "default".into(),
        ..CompletedRequest::default()
    };
    assert_eq!(request, sent);
    assert!(!at.activities.is_idle());
    at.answer(told.call(), Ok(bytes::Bytes::new()));
    assert!(at.activities.is_idle());
}

#[test]
fn a_large_result_is_reported_as_it_is() {
    let mut at = Harness::new(|_| {});
    at.start("token");
    let large =
        dacapo_proto::temporal::api::common::v1::Payload { data: alloc::vec![7; 100_000].into(), ..payload("") };

    at.end("token", Outcome::Completed(Some(Payload::from_message(&large))));

    let request: CompletedRequest = at.bench.told().request(method::RESPOND_ACTIVITY_TASK_COMPLETED);
    assert_eq!(request.result.unwrap().payloads, [large]);
}

#[test]
fn an_activity_that_returns_nothing_is_reported_without_a_result() {
    let mut at = Harness::new(|_| {});
    at.start("token");

    at.end("token", Outcome::Completed(None));

    let request: CompletedRequest = at.bench.told().request(method::RESPOND_ACTIVITY_TASK_COMPLETED);
    assert_eq!(request.result, None);
}

/// [RUN-ACTIVITY-3]
#[test]
fn a_failure_carries_the_details_that_were_held_back() {
    let mut at = Harness::new(|_| {});
    at.start("token");
    at.beat("token", "one");
    at.answer_heartbeat(&RecordActivityTaskHeartbeatResponse::default());
    at.beat("token", "two");

    at.end("token", Outcome::Failed(failed("boom", ApplicationFailureInfo::default())));

    let request: FailedRequest = at.bench.told().request(method::RESPOND_ACTIVITY_TASK_FAILED);
    assert_eq!(request.cause(), ActivityTaskFailedCause::ActivityWorkerUnhandledFailure);
    assert_eq!(request.failure.unwrap().message, "boom");
    assert_eq!(request.last_heartbeat_details, Some(payloads_message("two")));
    assert_eq!((&request.task_token[..], &request.identity[..]), (&b"token"[..], "me"));
    assert_eq!(at.due(), None, "no timer is left");
}

/// [RUN-ACTIVITY-3]
#[test]
fn a_failure_carries_details_that_are_on_their_way_and_these_are_let_go() {
    let mut at = Harness::new(|_| {});
    at.start("token");
    at.beat("token", "one");
    let heartbeat = at.bench.told().call();

    at.end("token", Outcome::Failed(failed("boom", ApplicationFailureInfo::default())));

    let told = at.bench.told();
    assert_eq!(told.canceled_calls, [heartbeat]);
    let request: FailedRequest = told.request(method::RESPOND_ACTIVITY_TASK_FAILED);
    assert_eq!(request.last_heartbeat_details, Some(payloads_message("one")));
}

/// [RUN-ACTIVITY-3]
#[test]
fn a_failure_carries_no_details_that_the_server_has() {
    let mut at = Harness::new(|_| {});
    at.start("token");
    at.beat("token", "one");
    at.answer_heartbeat(&RecordActivityTaskHeartbeatResponse::default());

    at.end("token", Outcome::Failed(failed("boom", ApplicationFailureInfo::default())));

    let request: FailedRequest = at.bench.told().request(method::RESPOND_ACTIVITY_TASK_FAILED);
    assert_eq!(request.last_heartbeat_details, None);
}

/// [RUN-ACTIVITY-3]
#[test]
fn before_a_cancellation_the_details_that_were_held_back_are_sent_once_more() {
    let mut at = Harness::new(|_| {});
    at.start("token");
    at.beat("token", "one");
    at.answer_heartbeat(&RecordActivityTaskHeartbeatResponse { cancel_requested: true, ..Default::default() });
    at.beat("token", "two");
    at.bench.told();

    at.end("token", Outcome::Canceled(payloads("why")));
    let told = at.bench.told();
    let request: HeartbeatRequest = told.request(method::RECORD_ACTIVITY_TASK_HEARTBEAT);
    assert_eq!(request.details, Some(payloads_message("two")));
    at.answer(told.call(), status(Code::Unavailable));

    let told = at.bench.told();
    let request: CanceledRequest = told.request(method::RESPOND_ACTIVITY_TASK_CANCELED);
    assert_eq!(request.details, Some(payloads_message("why")));
    assert!(!at.activities.is_idle());
    at.answer(told.call(), Ok(bytes::Bytes::new()));
    assert!(at.activities.is_idle());
}

/// [RUN-ACTIVITY-3]
#[test]
fn a_cancellation_is_not_reported_where_the_server_turns_out_not_to_know_the_activity() {
    let mut at = Harness::new(|_| {});
    at.start("token");
    at.beat("token", "one");
    at.bench.told();

    at.end("token", Outcome::Canceled(Payloads::default()));
    let heartbeat = at.bench.told().call();
    at.answer(heartbeat, status(Code::NotFound));

    assert!(at.bench.told().calls.is_empty());
    assert!(at.activities.is_idle());
}

#[test]
fn a_cancellation_with_nothing_held_back_is_reported_at_once_without_empty_details() {
    let mut at = Harness::new(|_| {});
    at.start("token");

    at.end("token", Outcome::Canceled(Payloads::default()));

    let request: CanceledRequest = at.bench.told().request(method::RESPOND_ACTIVITY_TASK_CANCELED);
    assert_eq!((request.details, &request.namespace[..]), (None, "default"));
}

/// [RUN-ACTIVITY-11]
#[test]
fn an_activity_that_somebody_else_completes_frees_its_slot_and_is_not_reported() {
    let mut at = Harness::new(|_| {});
    at.start("token");

    assert!(at.end("token", Outcome::WillCompleteAsync));

    assert_eq!(at.bench.used(SlotKind::Activity), 0);
    assert!(at.bench.told().calls.is_empty());
    assert!(at.activities.is_idle());
}

/// [RUN-ACTIVITY-3]
#[test]
fn details_of_one_that_somebody_else_completes_are_sent_once_more() {
    let mut at = Harness::new(|_| {});
    at.start("token");
    at.beat("token", "one");
    at.answer_heartbeat(&RecordActivityTaskHeartbeatResponse::default());
    at.beat("token", "two");

    at.end("token", Outcome::WillCompleteAsync);

    let told = at.bench.told();
    let request: HeartbeatRequest = told.request(method::RECORD_ACTIVITY_TASK_HEARTBEAT);
    assert_eq!(request.details, Some(payloads_message("two")));
    at.answer(told.call(), Ok(bytes::Bytes::new()));
    assert!(at.bench.told().calls.is_empty() && at.activities.is_idle());
}

/// [RPC-4]
#[test]
fn a_result_outlasts_an_outage_for_as_long_as_the_server_waits_for_it() {
    let outage =
        [Code::Unavailable, Code::Canceled, Code::DeadlineExceeded, Code::PermissionDenied, Code::Unauthenticated];
    let mut at = Harness::new(|_| {});
    at.start("token");
    at.bench.pass(seconds(40));
    at.end("token", Outcome::Completed(Some(Payload::from_message(&payload("result")))));
    let mut call = at.bench.told().calls.pop();
    let (mut attempts, mut codes) = (0, outage.into_iter().cycle());
    while let Some((id, request)) = call.take() {
        attempts += 1;
        assert_eq!((request.method, request.timeout), (method::RESPOND_ACTIVITY_TASK_COMPLETED, seconds(30)));
        let Some(code) = codes.next() else { break };
        match at.bench.desk.calls.ended(at.bench.now, id, status(code)) {
            Ended::Waits => {}
            Ended::Done(_, end) => {
                assert_eq!(end, status(code));
                break;
            }
            Ended::Unknown => panic!("somebody waits for the call"),
        }
        let again = at.bench.desk.calls.deadline().unwrap().at;
        at.bench.pass(again.since(at.bench.now.mono));
        call = at.bench.desk.calls.due(at.bench.now);
    }
    // Start-to-close is 100 s, and the buffer 5 s; the last wait would have ended after that.
    let passed = at.bench.now.mono.since(MonoTime(0));
    assert!(passed > seconds(98) && passed <= seconds(105), "{passed:?}");
    assert!(attempts > 10, "{attempts}");
}

/// [RPC-4]
#[test]
fn a_result_that_the_server_does_not_know_is_not_reported_again() {
    for code in [Code::NotFound, Code::InvalidArgument] {
        let mut at = Harness::new(|_| {});
        at.start("token");
        at.end("token", Outcome::Completed(None));
        let report = at.bench.told().call();
        at.answer(report, status(code));
        assert!(at.activities.is_idle());
    }
}

/// [RPC-5]
#[test]
fn a_heartbeat_whose_answer_is_lost_makes_room_for_the_next() {
    let mut at = Harness::new(|_| {});
    at.start("token");
    at.beat("token", "one");
    let [(_, call)] = &at.bench.told().calls[..] else { panic!("a heartbeat is sent") };
    assert_eq!(call.timeout, seconds(8));
}

/// [RUN-ACTIVITY-11]
#[test]
fn an_activity_ends_once() {
    let mut at = Harness::new(|_| {});
    at.start("token");
    assert!(at.end("token", Outcome::Completed(None)));
    at.bench.told();

    assert!(!at.end("token", Outcome::Failed(Failure::default())));

    let told = at.bench.told();
    assert!(told.calls.is_empty() && told.has_logged(Level::Warn));
    assert_eq!(at.bench.used(SlotKind::Activity), 0);
}

/// [RUN-ACTIVITY-7]
#[test]
fn what_the_workers_shutdown_canceled_is_reported_as_a_failure_that_is_retried() {
    let mut at = Harness::new(|_| {});
    at.start("token");
    at.activities.stop(&mut at.bench.desk, at.bench.now);
    at.bench.told();

    at.end("token", Outcome::Canceled(Payloads::default()));

    let request: FailedRequest = at.bench.told().request(method::RESPOND_ACTIVITY_TASK_FAILED);
    assert_is_shutdown(&request);
}

/// [RUN-ACTIVITY-7]
#[test]
fn what_the_server_canceled_too_is_reported_as_canceled() {
    let mut at = Harness::new(|_| {});
    at.start("token");
    at.activities.stop(&mut at.bench.desk, at.bench.now);
    at.bench.told();
    at.beat("token", "one");
    at.answer_heartbeat(&RecordActivityTaskHeartbeatResponse { cancel_requested: true, ..Default::default() });
    assert!(at.bench.told().canceled.is_empty());

    at.end("token", Outcome::Canceled(payloads("why")));

    let request: CanceledRequest = at.bench.told().request(method::RESPOND_ACTIVITY_TASK_CANCELED);
    assert_eq!(request.details, Some(payloads_message("why")));
}

/// [RUN-ACTIVITY-7]
#[test]
fn what_ends_otherwise_after_the_workers_shutdown_is_reported_as_it_is() {
    let mut at = Harness::new(|_| {});
    at.start("token");
    at.activities.stop(&mut at.bench.desk, at.bench.now);
    at.bench.told();

    at.end("token", Outcome::Completed(None));

    let request: CompletedRequest = at.bench.told().request(method::RESPOND_ACTIVITY_TASK_COMPLETED);
    assert_eq!(&request.task_token[..], b"token");
}

/// [RUN-ACTIVITY-10]
#[test]
fn what_does_not_end_is_handed_back_as_a_failure_that_is_retried() {
    let mut at = Harness::new(|_| {});
    at.start("token");
    at.beat("token", "one");
    at.answer_heartbeat(&RecordActivityTaskHeartbeatResponse::default());
    at.beat("token", "two");

    assert_eq!(at.activities.hand_back(&mut at.bench.desk, at.bench.now), 1);

    let request: FailedRequest = at.bench.told().request(method::RESPOND_ACTIVITY_TASK_FAILED);
    assert_is_shutdown(&request);
    assert_eq!(request.last_heartbeat_details, Some(payloads_message("two")));
    assert_eq!((at.bench.used(SlotKind::Activity), at.activities.open()), (0, 0));
    assert!(!at.end("token", Outcome::Completed(None)), "the host may still end it");
    assert!(at.bench.told().calls.is_empty());
}

/// [RUN-ACTIVITY-12]
#[test]
fn a_report_that_is_too_large_is_replaced_by_one_that_says_so_and_only_once() {
    let mut at = Harness::new(|_| {});
    at.start("token");
    at.end("token", Outcome::Completed(None));
    let too_large = || Err(Status::new(Code::ResourceExhausted, "grpc: received message larger than max (9 vs. 4)"));
    let call = at.bench.told().call();

    at.answer(call, too_large());
    let told = at.bench.told();
    let request: FailedRequest = told.request(method::RESPOND_ACTIVITY_TASK_FAILED);
    assert_eq!(request.cause(), ActivityTaskFailedCause::PayloadsTooLarge);
    let failure = request.failure.unwrap();
    let Some(FailureInfo::ApplicationFailureInfo(info)) = failure.failure_info else { panic!("{failure:?}") };
    assert_eq!((&info.r#type[..], info.non_retryable), ("PayloadsTooLarge", false));
    at.answer(told.call(), too_large());

    assert!(at.bench.told().calls.is_empty());
    assert!(at.activities.is_idle());
}

#[test]
fn a_report_that_is_not_taken_is_logged() {
    let mut at = Harness::new(|_| {});
    at.start("token");
    at.end("token", Outcome::Completed(None));
    let call = at.bench.told().call();

    at.answer(call, status(Code::NotFound));

    let told = at.bench.told();
    assert!(told.calls.is_empty() && told.has_logged(Level::Warn));
    assert!(at.activities.is_idle());
}

#[test]
fn success_and_failure_are_measured() {
    let ended = |outcome: Outcome| {
        let mut at = Harness::new(|_| {});
        at.start("token");
        at.bench.pass(seconds(7));
        at.end("token", outcome);
        at.bench.told()
    };

    let told = ended(Outcome::Completed(None));
    assert_eq!(told.metric("activity_execution_latency").unwrap().value, Value::Latency(seconds(7)));
    assert!(told.metric("activity_execution_failed").is_none());
    let told = ended(Outcome::Failed(failed("boom", ApplicationFailureInfo::default())));
    assert!(told.metric("activity_execution_latency").is_some());
    let labels = &told.metric("activity_execution_failed").unwrap().labels;
    assert_eq!((&labels.activity_type[..], labels.other), ("activity", Some(("failure_reason", "ActivityError"))));
    let category = ApplicationErrorCategory::Benign.into();
    let told = ended(Outcome::Failed(failed("boom", ApplicationFailureInfo { category, ..Default::default() })));
    assert!(told.metric("activity_execution_failed").is_none());
}

#[test]
fn success_is_measured_from_schedule_to_the_servers_answer() {
    let mut at = Harness::new(|_| {});
    at.start("token");
    at.bench.pass(seconds(7));
    at.end("token", Outcome::Completed(None));
    let told = at.bench.told();
    assert!(told.metric("activity_succeed_endtoend_latency").is_none());
    at.bench.pass(seconds(1));

    at.answer(told.call(), Ok(bytes::Bytes::new()));

    let told = at.bench.told();
    assert_eq!(told.metric("activity_succeed_endtoend_latency").unwrap().value, Value::Latency(seconds(8)));
}

/// [RUN-ACTIVITY-12]
#[test]
fn what_is_larger_than_the_namespace_takes_is_reported_as_that() {
    let large = || Payload::from_message(&payload("larger than sixteen bytes"));
    for outcome in [Outcome::Completed(Some(large())), Outcome::Canceled(Payloads::from_iter([large()]))] {
        let mut at = Harness::new(|_| {});
        at.bench.desk.capabilities.blob_size_limit = 16;
        at.start("token");

        at.end("token", outcome);

        let told = at.bench.told();
        let request: FailedRequest = told.request(method::RESPOND_ACTIVITY_TASK_FAILED);
        assert_eq!(request.cause(), ActivityTaskFailedCause::PayloadsTooLarge);
        let reason = told.metric("activity_execution_failed").unwrap().labels.other;
        assert_eq!(reason, Some(("failure_reason", "PayloadsTooLarge")));
    }
}

/// [RUN-ACTIVITY-12]
#[test]
fn details_that_are_larger_than_the_namespace_takes_do_not_go_with_a_failure() {
    let mut at = Harness::new(|_| {});
    at.bench.desk.capabilities.blob_size_limit = 16;
    at.start("token");
    at.beat("token", "larger than sixteen bytes");
    at.bench.told();

    at.end("token", Outcome::Failed(failed("boom", ApplicationFailureInfo::default())));

    let request: FailedRequest = at.bench.told().request(method::RESPOND_ACTIVITY_TASK_FAILED);
    assert_eq!((request.last_heartbeat_details, &request.failure.unwrap().message[..]), (None, "boom"));
}

#[test]
fn other_activities_are_left_alone() {
    let mut at = Harness::new(|_| {});
    at.start("first");
    at.receive(&response("second"), false);
    at.bench.told();

    at.end("first", Outcome::Completed(None));

    assert_eq!((at.activities.open(), at.bench.used(SlotKind::Activity)), (1, 1));
    assert!(at.activities.running.contains_key(&token("second")));
    assert_eq!(at.due(), Some(seconds(15)));
}

fn failed(message: &str, info: ApplicationFailureInfo) -> Failure {
    Failure::from_message(&proto::Failure {
        message: message.into(),
        failure_info: Some(FailureInfo::ApplicationFailureInfo(info)),
        ..proto::Failure::default()
    })
}

fn assert_is_shutdown(request: &FailedRequest) {
    let failure = request.failure.as_ref().unwrap();
    assert_eq!(failure.message, "Worker is shutting down and this activity did not complete in time");
    let Some(FailureInfo::ApplicationFailureInfo(info)) = &failure.failure_info else { panic!("{failure:?}") };
    assert_eq!((&info.r#type[..], info.non_retryable), ("WorkerShutdown", false));
}
