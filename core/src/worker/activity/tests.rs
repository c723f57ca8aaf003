//! Holds the rules of activities [RUN-ACTIVITY-1] to [RUN-ACTIVITY-15] against what is sent and told.

pub(crate) mod bench;
mod ends;
mod heartbeats;
mod lives;
mod lost;

use super::{Activities, polled_hints};
use crate::{
    command::host::RetryPolicy,
    id::TaskToken,
    machine::Deadline,
    rpc::{CallEnd, CallId},
    wire::put_len,
    worker::{
        config::Config,
        host::{ActivityCancelReason as Reason, ActivityCancellationDetails as Details, ActivityOutcome as Outcome},
        observe::{Level, Value},
        purpose::Purpose,
        slots::SlotKind,
    },
};
use alloc::{string::ToString, vec};
use bench::{Bench, EPOCH, payloads, payloads_message, seconds};
use bytes::{Bytes, BytesMut};
use core::time::Duration;
use dacapo_proto::temporal::api::{common::v1 as common, workflowservice::v1::PollActivityTaskQueueResponse};
use prost::Message;

/// A host is told all that the server says of an activity, and that it is not local.
#[test]
fn a_task_is_told_as_it_came() {
    let mut at = Harness::new(|_| {});
    let sent = PollActivityTaskQueueResponse {
        workflow_namespace: "other".into(),
        header: Some(common::Header { fields: [("key".into(), bench::payload("head"))].into() }),
        heartbeat_details: Some(payloads_message("before")),
        schedule_to_close_timeout: Some(prost_types::Duration { seconds: 60, nanos: 0 }),
        retry_policy: Some(common::RetryPolicy {
            initial_interval: Some(prost_types::Duration { seconds: 3, nanos: 0 }),
            backoff_coefficient: 1.5,
            maximum_interval: Some(prost_types::Duration { seconds: 9, nanos: 0 }),
            maximum_attempts: 4,
            non_retryable_error_types: vec!["Bad".into()],
        }),
        priority: Some(common::Priority { priority_key: 2, ..Default::default() }),
        attempt: 3,
        ..response("token")
    };

    at.receive(&sent, false);

    let told = at.bench.told();
    let [task] = &told.started[..] else { panic!("{told:?}") };
    assert_eq!(task.task_token, token("token"));
    let names = [&task.workflow_namespace, &task.workflow_type, &task.activity_id, &task.activity_type];
    assert_eq!(names.map(|name| name.as_str()), ["other", "workflow", "1", "activity"]);
    assert_eq!((&task.workflow_execution.workflow_id[..], &task.workflow_execution.run_id[..]), ("w", "r"));
    assert_eq!(task.input, payloads("input"));
    assert_eq!(task.heartbeat_details, payloads("before"));
    assert_eq!(task.header.iter().count(), 1);
    let times = [task.scheduled_time, task.current_attempt_scheduled_time, task.started_time];
    assert_eq!(times, [0, 1, 3].map(|after| Some(EPOCH.plus(seconds(after)))));
    assert_eq!(task.attempt, 3);
    let lengths = [task.schedule_to_close_timeout, task.start_to_close_timeout, task.heartbeat_timeout];
    assert_eq!(lengths, [60, 100, 10].map(|length| Some(seconds(length))));
    let policy = RetryPolicy {
        initial_interval: Some(seconds(3)),
        backoff_coefficient: 1.5,
        maximum_interval: Some(seconds(9)),
        maximum_attempts: 4,
        non_retryable_error_types: vec!["Bad".into()],
    };
    assert_eq!(task.retry_policy, Some(policy));
    assert_eq!(task.priority.as_ref().unwrap().priority_key, 2);
    assert!(!task.is_local);
}

#[test]
fn an_activity_of_no_workflow_has_a_run_of_its_own() {
    let mut at = Harness::new(|_| {});

    at.receive(
        &PollActivityTaskQueueResponse {
            workflow_type: None,
            workflow_execution: None,
            activity_run_id: "own".into(),
            ..response("token")
        },
        false,
    );

    let told = at.bench.told();
    assert_eq!(told.started[0].activity_run_id, "own");
    assert!(told.started[0].workflow_execution.run_id.is_empty());
}

#[test]
fn the_input_stays_the_bytes_that_came_and_what_outlives_it_is_a_copy() {
    let mut at = Harness::new(|_| {});
    let encoded = Bytes::from(response("token").encode_to_vec());
    let is_inside = |part: &[u8]| encoded.as_ptr_range().contains(&part.as_ptr());

    at.bench.reserve(SlotKind::Activity);
    at.activities.received(&mut at.bench.desk, at.bench.now, &encoded, false);

    let task = &at.bench.told().started[0];
    assert!(is_inside(task.input.encoded()));
    let (held, running) = at.activities.running.first_key_value().unwrap();
    assert!(!is_inside(&held.0));
    assert!(!is_inside(running.activity_type.as_bytes()));
    assert!(!is_inside(running.workflow_type.as_bytes()));
}

#[test]
fn a_received_task_is_measured() {
    let mut at = Harness::new(|_| {});

    at.receive(&response("token"), true);

    let told = at.bench.told();
    let labels = &told.metric("activity_task_received").unwrap().labels;
    assert_eq!((&labels.activity_type[..], &labels.workflow_type[..]), ("activity", "workflow"));
    assert_eq!(labels.other, Some(("eager", "true")));
    let latency = told.metric("activity_schedule_to_start_latency").unwrap();
    assert_eq!(latency.value, Value::Latency(seconds(2)));
}

#[test]
fn a_task_that_cannot_be_read_gives_its_slot_back() {
    let mut at = Harness::new(|_| {});
    at.bench.reserve(SlotKind::Activity);

    at.activities.received(&mut at.bench.desk, at.bench.now, &Bytes::from_static(&[0x0a, 9, 1]), false);

    assert_eq!(at.bench.used(SlotKind::Activity), 0);
    let told = at.bench.told();
    assert!(told.started.is_empty() && told.has_logged(Level::Error));
}

/// [RUN-ACTIVITY-13]
#[test]
fn a_task_that_is_given_out_twice_runs_once() {
    let mut at = Harness::new(|_| {});
    at.start("token");

    at.receive(&response("token"), false);
    let told = at.bench.told();
    assert!(told.started.is_empty() && told.has_logged(Level::Warn));
    at.end("token", Outcome::Completed(None));
    at.receive(&response("token"), false);

    assert!(at.bench.told().started.is_empty(), "its report is still on its way");
    assert_eq!(at.bench.used(SlotKind::Activity), 0);
}

#[test]
fn a_response_says_whether_it_has_a_task_and_what_the_server_advises() {
    // The advice is a message whose first field is a number, as that of a number by itself is.
    let mut empty = BytesMut::new();
    put_len(&mut empty, 18, &(-2_i32).encode_to_vec());

    let (has_task, hints) = polled_hints(&empty.freeze()).unwrap();
    assert_eq!((has_task, hints.advice), (false, Some(-2)));
    let (has_task, hints) = polled_hints(&response("token").encode_to_vec().into()).unwrap();
    assert_eq!((has_task, hints.advice), (true, None));
    assert!(polled_hints(&Bytes::from_static(&[0x0a, 9])).is_err());
}

/// [RUN-ACTIVITY-9]
#[test]
fn once_the_grace_period_is_over_every_activity_is_told_to_stop_and_later_ones_right_after_their_start() {
    let mut at = Harness::new(|_| {});
    at.start("first");

    at.activities.stop(&mut at.bench.desk, at.bench.now);
    at.receive(&response("second"), false);

    let details = Details { is_worker_shutdown: true, ..Details::default() };
    let told = at.bench.told();
    assert_eq!(told.started.len(), 1);
    let each = ["first", "second"].map(|name| (token(name), Reason::WorkerShutdown, details));
    assert_eq!(told.canceled, each);
}

/// [RUN-ACTIVITY-5]
#[test]
fn an_activity_is_told_to_stop_once() {
    let mut at = Harness::new(|_| {});
    at.start("token");
    at.tick_after(seconds(15));
    assert_eq!(at.bench.told().canceled.len(), 1);

    at.activities.stop(&mut at.bench.desk, at.bench.now);
    at.tick_after(seconds(100));

    assert!(at.bench.told().canceled.is_empty());
}

/// Activities on a bench.
pub(super) struct Harness {
    pub(super) bench: Bench,
    pub(super) activities: Activities,
}

impl Harness {
    pub(super) fn new(change: impl FnOnce(&mut Config)) -> Self {
        let bench = Bench::new(change);
        let activities = Activities::new(bench.requests());
        Self { bench, activities }
    }

    pub(super) fn receive(&mut self, response: &PollActivityTaskQueueResponse, is_eager: bool) {
        self.bench.reserve(SlotKind::Activity);
        self.activities.received(&mut self.bench.desk, self.bench.now, &response.encode_to_vec().into(), is_eager);
    }

    /// One that runs; what was said of its start is dropped.
    pub(super) fn start(&mut self, name: &'static str) {
        self.receive(&response(name), false);
        assert_eq!(self.bench.told().started.len(), 1);
    }

    pub(super) fn beat(&mut self, name: &'static str, details: &'static str) {
        self.activities.heartbeat(&mut self.bench.desk, self.bench.now, &token(name), payloads(details));
    }

    pub(super) fn end(&mut self, name: &'static str, outcome: Outcome) -> bool {
        self.activities.ended(&mut self.bench.desk, self.bench.now, &token(name), outcome)
    }

    pub(super) fn tick_after(&mut self, length: Duration) {
        self.bench.pass(length);
        self.activities.tick(&mut self.bench.desk, self.bench.now);
    }

    /// Ends a call, and hands its end to whom it is for.
    #[expect(clippy::wildcard_enum_match_arm, reason = "no other purpose is one of an activity")]
    pub(super) fn answer(&mut self, id: CallId, end: CallEnd) {
        let (purpose, end) = self.bench.done(id, end);
        let (desk, now) = (&mut self.bench.desk, self.bench.now);
        match purpose {
            Purpose::ActivityHeartbeat(token) => self.activities.heartbeat_answered(desk, now, &token, end),
            Purpose::ActivityEnded(token) => self.activities.end_answered(desk, now, &token, end),
            other => panic!("activities make no call for {other:?}"),
        }
    }

    /// When something is due, from now.
    pub(super) fn due(&self) -> Option<Duration> {
        self.activities.deadline().map(|Deadline { at, .. }| at.since(self.bench.now.mono))
    }
}

pub(super) fn token(name: &'static str) -> TaskToken {
    TaskToken(Bytes::from_static(name.as_bytes()))
}

/// An activity with 10 s between heartbeats and 100 s in all.
pub(super) fn response(name: &'static str) -> PollActivityTaskQueueResponse {
    let after = |length: u64| Some(EPOCH.plus(seconds(length)).to_wire());
    PollActivityTaskQueueResponse {
        task_token: Bytes::from_static(name.as_bytes()),
        workflow_type: Some(common::WorkflowType { name: "workflow".into() }),
        workflow_execution: Some(common::WorkflowExecution { workflow_id: "w".into(), run_id: "r".to_string() }),
        activity_type: Some(common::ActivityType { name: "activity".into() }),
        activity_id: "1".into(),
        input: Some(payloads_message("input")),
        scheduled_time: after(0),
        current_attempt_scheduled_time: after(1),
        started_time: after(3),
        attempt: 1,
        start_to_close_timeout: Some(prost_types::Duration { seconds: 100, nanos: 0 }),
        heartbeat_timeout: Some(prost_types::Duration { seconds: 10, nanos: 0 }),
        ..PollActivityTaskQueueResponse::default()
    }
}
