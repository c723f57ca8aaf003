//! Holds the rules of Nexus tasks [RUN-NEXUS-1] to [RUN-NEXUS-7] against what is sent and told.

mod answers;

use super::{NexusTasks, answer, header, polled_hints, task};
use crate::{
    id::TaskToken,
    machine::Deadline,
    rpc::{CallEnd, CallId, Code},
    time::MonoTime,
    wire::put_len,
    worker::{
        activity::tests::bench::{Bench, EPOCH, payload, seconds, status},
        host::{NexusCancelReason as Reason, NexusOutcome as Outcome},
        observe::{Level, Value},
        purpose::Purpose,
        slots::SlotKind,
    },
};
use bytes::{Bytes, BytesMut};
use core::time::Duration;
use dacapo_proto::temporal::api::{
    nexus::v1::{CancelOperationRequest, Request, StartOperationRequest, request},
    workflowservice::v1::PollNexusTaskQueueResponse,
};
use prost::Message;

#[test]
fn a_task_is_told_as_it_came() {
    let mut at = Harness::new();
    let sent = start_request();

    at.receive("token", &sent);

    let told = at.bench.told();
    let [task] = &told.nexus_started[..] else { panic!("{told:?}") };
    assert_eq!(task.task_token, token("token"));
    assert_eq!(task.endpoint, "endpoint");
    assert_eq!(task.deadline, None);
    assert_eq!(Request::decode(task.request.clone()).unwrap(), sent);
    let latency = told.metric("nexus_task_schedule_to_start_latency").unwrap();
    assert_eq!(latency.value, Value::Latency(Duration::ZERO));
}

#[test]
fn a_request_with_lower_case_headers_stays_the_bytes_that_came() {
    let mut at = Harness::new();
    let request = with_header(start_request(), "lower-case", "Value");
    let encoded = Bytes::from(polled("token", &request).encode_to_vec());

    at.bench.reserve(SlotKind::Nexus);
    at.tasks.received(&mut at.bench.desk, at.bench.now, &encoded);

    let task = &at.bench.told().nexus_started[0];
    let is_inside = |part: &[u8]| encoded.as_ptr_range().contains(&part.as_ptr());
    assert!(is_inside(&task.request));
    assert!(!is_inside(&at.tasks.running.first_key_value().unwrap().0.0), "what outlives it is a copy");
}

/// [RUN-NEXUS-1]
#[test]
fn names_of_headers_become_lower_case_and_nothing_else_changes() {
    let mut sent = with_header(start_request(), "X-Some-Name", "Some Value");
    sent.header.insert("other".into(), "OTHER".into());
    if let Some(request::Variant::StartOperation(start)) = &mut sent.variant {
        start.callback_header.insert("Token".into(), "T".into());
        start.callback_header.insert("b".into(), "B".into());
    }

    let encoded = header::lower_case(&sent.encode_to_vec().into()).unwrap();

    let mut expected = sent;
    expected.header.remove("X-Some-Name");
    expected.header.insert("x-some-name".into(), "Some Value".into());
    if let Some(request::Variant::StartOperation(start)) = &mut expected.variant {
        start.callback_header.remove("Token");
        start.callback_header.insert("token".into(), "T".into());
    }
    assert_eq!(Request::decode(encoded).unwrap(), expected);
}

#[test]
fn a_request_that_cannot_be_read_gives_its_slot_back() {
    let mut at = Harness::new();
    at.bench.reserve(SlotKind::Nexus);

    at.tasks.received(&mut at.bench.desk, at.bench.now, &Bytes::from_static(&[0x0a, 1, 7, 0x12, 2, 0x0a, 9]));

    assert_eq!(at.bench.used(SlotKind::Nexus), 0);
    let told = at.bench.told();
    assert!(told.nexus_started.is_empty() && told.has_logged(Level::Error));
}

/// [RUN-NEXUS-2]
#[test]
fn a_task_whose_caller_no_longer_waits_is_told_to_stop_once() {
    let mut at = Harness::new();
    at.receive("token", &with_header(start_request(), "Request-Timeout", "1.5s"));
    let deadline = MonoTime(1_500_000_000);
    assert_eq!(at.bench.told().nexus_started[0].deadline, Some(deadline));
    assert_eq!(at.tasks.deadline().map(|Deadline { at, .. }| at), Some(deadline));

    at.tick_after(Duration::from_millis(1500));

    assert_eq!(at.bench.told().nexus_canceled, [(token("token"), Reason::TimedOut)]);
    at.tasks.stop(&mut at.bench.desk, at.bench.now);
    assert!(at.bench.told().nexus_canceled.is_empty());
    assert_eq!(at.tasks.deadline(), None);
}

/// [RUN-NEXUS-2]
#[test]
fn a_task_that_ended_in_time_is_not_told_to_stop() {
    let mut at = Harness::new();
    at.receive("token", &with_header(cancel_request(), "request-timeout", "10s"));
    at.end("token", Outcome::Completed(answers::canceled())).unwrap();
    assert_eq!(at.tasks.deadline(), None);

    at.tick_after(seconds(10));

    assert!(at.bench.told().nexus_canceled.is_empty());
}

/// [RUN-NEXUS-2]
#[test]
fn lengths_are_decimal_numbers_of_three_units() {
    let read = task::length;

    assert_eq!(read("10s"), Some(seconds(10)));
    assert_eq!(read("250ms"), Some(Duration::from_millis(250)));
    assert_eq!(read("2m"), Some(seconds(120)));
    assert_eq!(read("0.5m"), Some(seconds(30)));
    for wrong in ["", "s", "10", "10h", "-1s", "+1s", "1e3s", "nans", "infs", "1.2.3s", " 1s", "1 s", "."] {
        assert_eq!(read(wrong), None, "{wrong:?}");
    }
    assert_eq!(read(&alloc::format!("{}m", "9".repeat(400))), None, "it is too long for any clock");
}

/// [RUN-NEXUS-2]
#[test]
fn a_time_out_that_is_no_length_is_passed_over() {
    let mut at = Harness::new();

    at.receive("token", &with_header(start_request(), "request-timeout", "soon"));

    let told = at.bench.told();
    assert_eq!(told.nexus_started[0].deadline, None);
    assert!(told.has_logged(Level::Warn));
}

/// [RUN-NEXUS-6]
#[test]
fn once_the_grace_period_is_over_every_task_is_told_to_stop_and_later_ones_right_after_their_start() {
    let mut at = Harness::new();
    at.receive("first", &start_request());

    at.tasks.stop(&mut at.bench.desk, at.bench.now);
    at.receive("second", &start_request());

    let told = at.bench.told();
    assert_eq!(told.nexus_started.len(), 2);
    assert_eq!(told.nexus_canceled, ["first", "second"].map(|name| (token(name), Reason::WorkerShutdown)));
}

/// [RUN-NEXUS-7]
#[test]
fn a_task_that_is_given_out_twice_runs_once() {
    let mut at = Harness::new();
    at.receive("token", &start_request());
    assert_eq!(at.bench.told().nexus_started.len(), 1);

    at.receive("token", &start_request());

    let told = at.bench.told();
    assert!(told.nexus_started.is_empty() && told.has_logged(Level::Warn));
    assert_eq!(at.bench.used(SlotKind::Nexus), 1);
}

#[test]
fn a_response_says_whether_it_has_a_task_and_what_the_server_advises() {
    // The advice is a message whose first field is a number, as that of a number by itself is.
    let mut empty = BytesMut::new();
    put_len(&mut empty, 3, &3_i32.encode_to_vec());

    let (has_task, hints) = polled_hints(&empty.freeze()).unwrap();
    assert_eq!((has_task, hints.advice), (false, Some(3)));
    let (has_task, hints) = polled_hints(&polled("token", &start_request()).encode_to_vec().into()).unwrap();
    assert_eq!((has_task, hints.advice), (true, None));
}

#[test]
fn the_end_of_a_task_that_is_not_open_is_logged() {
    let mut at = Harness::new();

    assert_eq!(at.end("token", Outcome::AckCancel), Ok(false));

    assert!(at.bench.told().has_logged(Level::Warn));
    assert_eq!(at.bench.used(SlotKind::Nexus), 0);
}

#[test]
fn an_answer_that_is_not_taken_is_logged_and_one_that_is_is_measured() {
    let ended = |end: CallEnd| {
        let mut at = Harness::new();
        at.receive("token", &cancel_request());
        at.bench.told();
        at.bench.pass(seconds(2));
        at.end("token", Outcome::Completed(answers::canceled())).unwrap();
        let told = at.bench.told();
        assert_eq!(told.metric("nexus_task_execution_latency").unwrap().value, Value::Latency(seconds(2)));
        assert!(!at.tasks.is_idle());
        at.bench.pass(seconds(1));
        at.answer(told.call(), end);
        assert!(at.tasks.is_idle());
        at.bench.told()
    };

    let told = ended(Ok(Bytes::new()));
    assert_eq!(told.metric("nexus_task_endtoend_latency").unwrap().value, Value::Latency(seconds(3)));
    assert!(told.logs.is_empty());
    let told = ended(status(Code::InvalidArgument));
    assert!(told.metrics.is_empty() && told.has_logged(Level::Warn));
}

/// [RPC-9]
#[test]
fn an_answer_that_is_there_before_the_server_waits_for_it_is_given_again() {
    let ends = [Outcome::Completed(answers::canceled()), Outcome::Failed(answer::shutdown_failure())];
    for end in ends {
        let mut at = Harness::new();
        at.receive("token", &cancel_request());
        at.end("token", end).unwrap();
        let id = at.bench.told().call();
        for _ in 0..3 {
            at.bench.again(id, status(Code::NotFound));
        }
        at.answer(id, status(Code::NotFound));
        assert!(at.tasks.is_idle());
    }
}

/// Nexus tasks on a bench.
pub(super) struct Harness {
    pub(super) bench: Bench,
    pub(super) tasks: NexusTasks,
}

impl Harness {
    pub(super) fn new() -> Self {
        let bench = Bench::new(|_| {});
        let tasks = NexusTasks::new(bench.requests());
        Self { bench, tasks }
    }

    pub(super) fn receive(&mut self, name: &'static str, request: &Request) {
        self.bench.reserve(SlotKind::Nexus);
        let response = polled(name, request).encode_to_vec().into();
        self.tasks.received(&mut self.bench.desk, self.bench.now, &response);
    }

    pub(super) fn end(&mut self, name: &'static str, outcome: Outcome) -> Result<bool, &'static str> {
        self.tasks.ended(&mut self.bench.desk, self.bench.now, &token(name), outcome)
    }

    pub(super) fn tick_after(&mut self, length: Duration) {
        self.bench.pass(length);
        self.tasks.tick(&mut self.bench.desk, self.bench.now);
    }

    /// Ends a call, and hands its end to whom it is for.
    pub(super) fn answer(&mut self, id: CallId, end: CallEnd) {
        let (purpose, end) = self.bench.done(id, end);
        let Purpose::NexusEnded(token) = purpose else { panic!("Nexus tasks make no call for {purpose:?}") };
        self.tasks.end_answered(&mut self.bench.desk, self.bench.now, &token, end);
    }
}

pub(super) fn token(name: &'static str) -> TaskToken {
    TaskToken(Bytes::from_static(name.as_bytes()))
}

fn polled(name: &'static str, request: &Request) -> PollNexusTaskQueueResponse {
    PollNexusTaskQueueResponse {
        task_token: Bytes::from_static(name.as_bytes()),
        request: Some(request.clone()),
        poller_group_id: "group".into(),
        ..PollNexusTaskQueueResponse::default()
    }
}

/// A request to start an operation by somebody who reads failures of Temporal.
pub(super) fn start_request() -> Request {
    let start = StartOperationRequest {
        service: "Service".into(),
        operation: "Operation".into(),
        payload: Some(payload("input")),
        ..StartOperationRequest::default()
    };
    Request {
        scheduled_time: Some(EPOCH.to_wire()),
        capabilities: Some(request::Capabilities { temporal_failure_responses: true }),
        endpoint: "endpoint".into(),
        variant: Some(request::Variant::StartOperation(start)),
        ..Request::default()
    }
}

pub(super) fn cancel_request() -> Request {
    let variant = Some(request::Variant::CancelOperation(CancelOperationRequest::default()));
    Request { variant, ..start_request() }
}

fn with_header(request: Request, name: &str, value: &str) -> Request {
    Request { header: [(name.into(), value.into())].into(), ..request }
}
