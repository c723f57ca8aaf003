//! Holds heartbeats against the server's throttle and its answers.

use super::{
    Harness,
    bench::{payloads_message, seconds, status},
    response, token,
};
use crate::{
    payload::Payloads,
    rpc::Code,
    worker::{
        host::{ActivityCancelReason as Reason, ActivityCancellationDetails as Details, ActivityOutcome as Outcome},
        observe::Level,
    },
};
use core::time::Duration;
use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::workflowservice::v1::{
        PollActivityTaskQueueResponse, RecordActivityTaskHeartbeatRequest as Request,
        RecordActivityTaskHeartbeatResponse as Response,
    },
};
use prost::Message;

/// [RUN-ACTIVITY-1]
#[test]
fn the_first_heartbeat_is_sent_at_once() {
    let mut at = Harness::new(|_| {});
    at.start("token");

    at.beat("token", "one");

    let request: Request = at.bench.told().request(method::RECORD_ACTIVITY_TASK_HEARTBEAT);
    let sent = Request {
        task_token: "token".into(),
        details: Some(payloads_message("one")),
        identity: "me".into(),
        namespace: "default".into(),
        ..Request::default()
    };
    assert_eq!(request, sent);
}

/// [RUN-ACTIVITY-2]
#[test]
fn of_heartbeats_that_come_too_soon_only_the_newest_is_sent_when_the_interval_is_over() {
    let mut at = Harness::new(|_| {});
    at.start("token");
    at.beat("token", "one");
    at.answer_heartbeat(&Response::default());
    for details in ["two", "three", "four"] {
        at.bench.pass(seconds(1));
        at.beat("token", details);
    }
    assert!(at.bench.told().calls.is_empty());
    assert_eq!(at.due(), Some(seconds(5)), "0.8 of 10 s after the first");

    at.tick_after(seconds(5));

    let request: Request = at.bench.told().request(method::RECORD_ACTIVITY_TASK_HEARTBEAT);
    assert_eq!(request.details, Some(payloads_message("four")));
}

/// [RUN-ACTIVITY-1]
#[test]
fn with_nothing_held_back_the_next_heartbeat_is_sent_at_once_again() {
    let mut at = Harness::new(|_| {});
    at.start("token");
    at.beat("token", "one");
    at.answer_heartbeat(&Response::default());
    at.tick_after(seconds(8));
    assert!(at.bench.told().calls.is_empty());

    at.beat("token", "two");

    assert_eq!(at.bench.told().calls.len(), 1);
}

/// [RUN-ACTIVITY-1]
#[test]
fn the_interval_follows_the_time_out_or_the_default_up_to_a_maximum() {
    let interval = |timeout: Option<i64>| {
        let mut at = Harness::new(|config| config.local_timeout_buffer = seconds(10_000));
        let heartbeat_timeout = timeout.map(|seconds| prost_types::Duration { seconds, nanos: 0 });
        at.receive(&PollActivityTaskQueueResponse { heartbeat_timeout, ..response("token") }, false);
        at.beat("token", "one");
        at.due()
    };

    assert_eq!(interval(Some(10)), Some(seconds(8)));
    assert_eq!(interval(Some(1000)), Some(seconds(60)));
    assert_eq!(interval(None), Some(seconds(30)), "the default");
    assert_eq!(interval(Some(0)), interval(None));
}

/// [RUN-ACTIVITY-2]
#[test]
fn no_heartbeat_is_sent_while_another_is_on_its_way() {
    let mut at = Harness::new(|_| {});
    at.start("token");
    at.beat("token", "one");
    let first = at.bench.told().call();
    at.beat("token", "two");
    at.tick_after(seconds(8));
    assert!(at.bench.told().calls.is_empty());

    at.answer(first, Ok(Response::default().encode_to_vec().into()));

    let request: Request = at.bench.told().request(method::RECORD_ACTIVITY_TASK_HEARTBEAT);
    assert_eq!(request.details, Some(payloads_message("two")));
    assert_eq!(at.due(), Some(seconds(7)), "the time-out and its buffer, before the next interval of 8 s");
}

/// [RUN-ACTIVITY-4]
#[test]
fn the_answer_to_a_heartbeat_says_why_to_stop_the_strongest_reason_first() {
    let answered = |cancel_requested, activity_reset, activity_paused| {
        let mut at = Harness::new(|_| {});
        at.start("token");
        at.beat("token", "one");
        at.answer_heartbeat(&Response { cancel_requested, activity_paused, activity_reset });
        at.bench.told().canceled.into_iter().map(|(_, reason, details)| (reason, details)).next()
    };
    let details = |is_canceled, is_reset, is_paused| Details { is_canceled, is_reset, is_paused, ..Details::default() };

    assert_eq!(answered(false, false, false), None);
    assert_eq!(answered(true, true, true), Some((Reason::Canceled, details(true, true, true))));
    assert_eq!(answered(false, true, true), Some((Reason::Reset, details(false, true, true))));
    assert_eq!(answered(false, false, true), Some((Reason::Paused, details(false, false, true))));
}

/// [RUN-ACTIVITY-5]
#[test]
fn an_activity_that_was_told_to_stop_goes_on_heartbeating_and_is_not_told_again() {
    let mut at = Harness::new(|_| {});
    at.start("token");
    at.beat("token", "one");
    at.answer_heartbeat(&Response { activity_paused: true, ..Response::default() });
    assert_eq!(at.bench.told().canceled.len(), 1);

    at.tick_after(seconds(8));
    at.beat("token", "two");
    at.answer_heartbeat(&Response { cancel_requested: true, ..Response::default() });

    assert!(at.bench.told().canceled.is_empty());
}

/// [RUN-ACTIVITY-8]
#[test]
fn an_activity_that_the_server_does_not_know_is_told_so_and_nothing_more_is_sent_for_it() {
    let mut at = Harness::new(|_| {});
    at.start("token");
    at.beat("token", "one");
    let call = at.bench.told().call();

    at.answer(call, status(Code::NotFound));
    let told = at.bench.told();
    let details = Details { is_not_found: true, ..Details::default() };
    assert_eq!(told.canceled, [(token("token"), Reason::NotFound, details)]);
    at.beat("token", "two");
    at.tick_after(seconds(8));
    assert!(at.end("token", Outcome::Canceled(Payloads::default())));

    assert!(at.bench.told().calls.is_empty());
    assert!(at.activities.is_idle());
}

/// [RUN-ACTIVITY-8]
#[test]
fn one_that_is_found_missing_after_it_was_told_to_stop_is_not_reported_either() {
    let mut at = Harness::new(|_| {});
    at.start("token");
    at.activities.stop(&mut at.bench.desk, at.bench.now);
    at.beat("token", "one");
    let told = at.bench.told();

    at.answer(told.call(), status(Code::NotFound));
    at.end("token", Outcome::Completed(None));

    let told = at.bench.told();
    assert!(told.canceled.is_empty() && told.calls.is_empty());
}

#[test]
fn a_heartbeat_that_fails_otherwise_is_logged_and_the_next_one_is_sent_in_its_turn() {
    let mut at = Harness::new(|_| {});
    at.start("token");
    at.beat("token", "one");
    let call = at.bench.told().call();

    at.answer(call, status(Code::FailedPrecondition));
    let told = at.bench.told();
    assert!(told.has_logged(Level::Warn) && told.calls.is_empty() && told.canceled.is_empty());
    at.beat("token", "two");
    at.tick_after(seconds(8));

    assert_eq!(at.bench.told().calls.len(), 1);
}

/// [RUN-ACTIVITY-2]
#[test]
fn details_that_did_not_reach_the_server_are_sent_again_in_the_next_turn() {
    let mut at = Harness::new(|_| {});
    at.start("token");
    at.beat("token", "one");
    let call = at.bench.told().call();
    at.answer(call, status(Code::InvalidArgument));
    at.tick_after(seconds(7));
    assert!(at.bench.told().calls.is_empty());

    at.tick_after(seconds(1));

    let request: Request = at.bench.told().request(method::RECORD_ACTIVITY_TASK_HEARTBEAT);
    assert_eq!(request.details, Some(payloads_message("one")));
}

#[test]
fn a_heartbeat_of_what_does_not_run_is_logged() {
    let mut at = Harness::new(|_| {});

    at.beat("token", "one");

    let told = at.bench.told();
    assert!(told.calls.is_empty() && told.has_logged(Level::Warn));
}

#[test]
fn an_interval_of_no_length_holds_nothing_back() {
    let mut at = Harness::new(|config| config.max_heartbeat_throttle_interval = Duration::ZERO);
    at.start("token");
    at.beat("token", "one");
    at.tick_after(Duration::ZERO);
    at.answer_heartbeat(&Response::default());

    at.beat("token", "two");

    let request: Request = at.bench.told().request(method::RECORD_ACTIVITY_TASK_HEARTBEAT);
    assert_eq!(request.details, Some(payloads_message("two")));
}

impl Harness {
    /// Answers the only heartbeat that was sent.
    pub(super) fn answer_heartbeat(&mut self, response: &Response) {
        let call = self.bench.told().call();
        self.answer(call, Ok(response.encode_to_vec().into()));
    }
}
