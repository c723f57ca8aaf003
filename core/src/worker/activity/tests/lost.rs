//! Holds what becomes of activities that the server takes for lost, and of a host that never ends one.

use super::{
    Harness,
    bench::{payloads, payloads_message, seconds, status},
    response, token,
};
use crate::{
    rpc::{Code, Status},
    worker::{
        host::{ActivityCancelReason as Reason, ActivityCancellationDetails as Details, ActivityOutcome as Outcome},
        observe::Level,
        slots::SlotKind,
    },
};
use bytes::Bytes;
use core::time::Duration;
use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::workflowservice::v1::{
        PollActivityTaskQueueResponse, RecordActivityTaskHeartbeatRequest, RecordActivityTaskHeartbeatResponse,
        RespondActivityTaskCanceledRequest,
    },
};

/// [RUN-ACTIVITY-6]
#[test]
fn an_activity_that_the_server_takes_for_lost_is_told_to_stop_after_the_buffer() {
    let mut at = Harness::new(|_| {});
    at.start("token");
    assert_eq!(at.due(), Some(seconds(15)));

    at.tick_after(seconds(15) - Duration::from_nanos(1));
    assert!(at.bench.told().canceled.is_empty());
    at.tick_after(Duration::from_nanos(1));

    let details = Details { is_not_found: true, is_timed_out: true, ..Details::default() };
    assert_eq!(at.bench.told().canceled, [(token("token"), Reason::TimedOut, details)]);
    assert_eq!(at.activities.open(), 1, "its end is awaited all the same");
    assert_eq!(at.due(), None);
}

/// [RUN-ACTIVITY-6]
#[test]
fn a_heartbeat_gives_an_activity_more_time_but_not_more_than_it_may_run() {
    let mut at = Harness::new(|_| {});
    at.start("token");
    for _ in 0..10 {
        at.tick_after(seconds(10));
        at.beat("token", "alive");
        let told = at.bench.told();
        assert!(told.canceled.is_empty());
        at.answer(told.call(), Ok(Bytes::new()));
    }

    at.tick_after(seconds(4));
    assert!(at.bench.told().canceled.is_empty());
    at.tick_after(seconds(1));

    assert_eq!(at.bench.told().canceled.len(), 1, "100 s and the buffer are over");
}

/// [RUN-ACTIVITY-6]
#[test]
fn a_heartbeat_that_does_not_reach_the_server_gives_no_more_time() {
    let mut at = Harness::new(|_| {});
    at.start("token");

    at.tick_after(seconds(14));
    at.beat("token", "alive");
    let call = at.bench.told().call();
    at.answer(call, status(Code::FailedPrecondition));
    at.tick_after(seconds(1));

    assert_eq!(at.bench.told().canceled.len(), 1);
}

/// [RUN-ACTIVITY-6]
#[test]
fn an_activity_without_time_outs_is_never_taken_for_lost() {
    let mut at = Harness::new(|_| {});
    let zero = prost_types::Duration::default();
    at.receive(
        &PollActivityTaskQueueResponse {
            heartbeat_timeout: Some(zero),
            start_to_close_timeout: Some(zero),
            schedule_to_close_timeout: Some(prost_types::Duration { seconds: 1, nanos: 0 }),
            ..response("token")
        },
        false,
    );

    assert_eq!(at.due(), None);
}

/// An activity whose time is up, and that was told so.
fn lost() -> Harness {
    let mut at = Harness::new(|_| {});
    at.start("token");
    at.tick_after(seconds(15));
    assert_eq!(at.bench.told().canceled.len(), 1);
    at
}

/// [RUN-ACTIVITY-15]
#[test]
fn one_that_its_host_never_ends_keeps_its_slot() {
    let mut at = lost();

    at.tick_after(seconds(1_000_000));

    let told = at.bench.told();
    assert!(told.calls.is_empty() && told.canceled.is_empty(), "{told:?}");
    assert_eq!((at.bench.used(SlotKind::Activity), at.activities.open()), (1, 1), "it may still run");
    // Shutdown does not wait for it.
    at.activities.stop(&mut at.bench.desk, at.bench.now);
    assert!(at.bench.told().canceled.is_empty(), "it was told to stop");
    assert_eq!(at.activities.hand_back(&mut at.bench.desk, at.bench.now), 1);
    assert_eq!((at.bench.used(SlotKind::Activity), at.activities.open()), (0, 0));
}

/// [RUN-ACTIVITY-15]
#[test]
fn a_late_heartbeat_is_sent_and_the_server_says_what_it_is_worth() {
    let mut at = lost();

    at.beat("token", "late");
    let told = at.bench.told();
    let request: RecordActivityTaskHeartbeatRequest = told.request(method::RECORD_ACTIVITY_TASK_HEARTBEAT);
    assert_eq!(request.details, Some(payloads_message("late")));
    at.answer(told.call(), status(Code::NotFound));

    assert!(at.bench.told().canceled.is_empty(), "it is told to stop once");
    assert_eq!(at.bench.used(SlotKind::Activity), 1);
    assert!(at.end("token", Outcome::Canceled(payloads("why"))));
    assert!(at.bench.told().calls.is_empty(), "the server would not know what it is about");
    assert_eq!(at.bench.used(SlotKind::Activity), 0);
}

/// [RUN-ACTIVITY-15]
#[test]
fn a_late_end_is_reported_as_it_is_and_may_be_refused() {
    let mut at = lost();

    assert!(at.end("token", Outcome::Canceled(payloads("why"))));
    assert_eq!(at.bench.used(SlotKind::Activity), 0);
    let told = at.bench.told();
    let request: RespondActivityTaskCanceledRequest = told.request(method::RESPOND_ACTIVITY_TASK_CANCELED);
    assert_eq!(request.details, Some(payloads_message("why")));
    // What a server says that has not given it up, and was not asked to cancel it.
    let refusal = "unable to mark activity as canceled without activity being request canceled first";
    at.answer(told.call(), Err(Status::new(Code::InvalidArgument, refusal)));

    let told = at.bench.told();
    assert!(told.calls.is_empty() && told.has_logged(Level::Warn) && !told.has_logged(Level::Error), "{told:?}");
    assert!(at.activities.is_idle());
}

/// [RUN-ACTIVITY-15]
#[test]
fn what_is_said_of_one_that_was_paused_or_reset_is_reported_as_it_is() {
    let answers = [
        RecordActivityTaskHeartbeatResponse { activity_paused: true, ..Default::default() },
        RecordActivityTaskHeartbeatResponse { activity_reset: true, ..Default::default() },
    ];
    for answer in answers {
        let mut at = Harness::new(|_| {});
        at.start("token");
        at.beat("token", "alive");
        at.answer_heartbeat(&answer);
        assert_eq!(at.bench.told().canceled.len(), 1);

        at.end("token", Outcome::Canceled(payloads("why")));

        let request: RespondActivityTaskCanceledRequest =
            at.bench.told().request(method::RESPOND_ACTIVITY_TASK_CANCELED);
        assert_eq!(request.details, Some(payloads_message("why")));
    }
}
