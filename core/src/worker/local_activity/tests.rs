//! Holds the rules of local activities [RUN-LOCAL-1] to [RUN-LOCAL-11] against what the host and the runs are told.

mod attempts;
mod lives;
mod shutdown;
mod times;

use super::{LocalActivities, Owner};
use crate::{
    command::host::{RetryPolicy, ScheduleLocalActivity},
    failure::{Failure, Origin},
    id::{Seq, TaskToken, Text},
    limits,
    machine::Deadline,
    payload::Payloads,
    worker::{
        activity::tests::bench::{Bench, EPOCH, payloads, seconds},
        config::{Config, ResourceSlots, SlotSupply},
        desk::Load,
        host::{ActivityCancelReason as Reason, ActivityCancellationDetails as Details, ActivityOutcome, ActivityTask},
        observe::Level,
        slots::SlotKind,
    },
    workflow::task::{LocalActivityEnd, LocalActivityOutcome as Outcome},
};
use alloc::vec::Vec;
use bytes::Bytes;
use core::time::Duration;
use dacapo_proto::temporal::api::{
    enums::v1::TimeoutType,
    failure::v1::{self as proto, ApplicationFailureInfo, failure::FailureInfo},
};

/// [RUN-LOCAL-2]
#[test]
fn the_host_is_told_of_an_attempt_as_the_official_core_tells_it() {
    let mut at = Harness::new(|_| {});

    let task = at.start(ScheduleLocalActivity { arguments: payloads("input"), ..command(1) });

    assert_eq!(task.task_token.0, Bytes::from_static(b"local_act_\x01\0\0\0"));
    assert_eq!(task.workflow_namespace, "default");
    assert_eq!(
        (&task.workflow_type[..], &task.activity_type[..], &task.activity_id[..]),
        ("workflow", "activity", "a")
    );
    assert_eq!((&task.workflow_execution.workflow_id[..], &task.workflow_execution.run_id[..]), ("w", "r"));
    assert_eq!(task.input, payloads("input"));
    assert_eq!((task.attempt, task.is_local), (1, true));
    assert_eq!(task.scheduled_time, Some(EPOCH));
    assert_eq!(task.current_attempt_scheduled_time, Some(EPOCH));
    assert_eq!(task.started_time, Some(EPOCH));
    assert_eq!(task.schedule_to_close_timeout, Some(Duration::ZERO));
    assert_eq!(task.start_to_close_timeout, Some(seconds(100)));
    assert_eq!(task.heartbeat_timeout, None);
}

/// [RUN-LOCAL-1]
#[test]
fn they_begin_in_their_order_as_slots_become_free() {
    let mut at = Harness::new(|config| config.local_activity_slots = SlotSupply::Fixed(2));
    for seq in 1..=4 {
        at.run(command(seq));
    }
    let first: Vec<ActivityTask> = at.bench.told().started;
    assert_eq!(first.len(), 2);

    at.bench.pass(seconds(2));
    at.end(&first[1].task_token, ActivityOutcome::Completed(None));
    let told = at.bench.told();
    assert_eq!(told.started.len(), 1);
    assert_eq!(told.started[0].current_attempt_scheduled_time, Some(EPOCH));
    assert_eq!(told.started[0].started_time, Some(EPOCH.plus(seconds(2))));
    at.end(&first[0].task_token, ActivityOutcome::Completed(None));
    assert_eq!(at.bench.told().started.len(), 1);

    let ended: Vec<Seq> = at.ends().into_iter().map(|end| end.seq).collect();
    assert_eq!(ended, [Seq(2), Seq(1)]);
    assert_eq!(at.bench.used(SlotKind::LocalActivity), 2);
}

/// [RUN-LOCAL-1]
#[test]
fn slots_that_the_host_adds_are_used() {
    let mut at = Harness::new(|config| config.local_activity_slots = SlotSupply::Custom);
    at.run(command(1));
    assert!(at.bench.told().started.is_empty());

    at.bench.desk.slots.set(SlotKind::LocalActivity, 1);
    at.locals.fill(&mut at.bench.desk, at.bench.now);

    assert_eq!(at.bench.told().started.len(), 1);
}

/// [RUN-LOCAL-1]
#[test]
fn a_slot_that_load_allows_later_is_waited_for_and_one_that_load_forbids_is_not() {
    let slots = ResourceSlots {
        minimum: 1,
        maximum: 10,
        ramp_throttle: Duration::from_millis(50),
        target_memory: 0.8,
        target_cpu: 0.8,
    };
    let mut at = Harness::new(|config| config.local_activity_slots = SlotSupply::Resources(slots));
    at.bench.desk.slots.load(Load { memory: 0.1, cpu: 0.1 });
    for seq in 1..=4 {
        at.run(command(seq));
    }
    assert_eq!(at.bench.told().started.len(), 2, "one that is always given, and one until the throttle ends");
    assert_eq!(at.due(), Some(slots.ramp_throttle));

    at.tick_after(slots.ramp_throttle);
    assert_eq!(at.bench.told().started.len(), 1);
    at.bench.desk.slots.load(Load { memory: 1.0, cpu: 1.0 });
    at.tick_after(slots.ramp_throttle);

    assert!(at.bench.told().started.is_empty());
    assert!(at.due() > Some(seconds(50)), "only a time-out is due, whatever the throttle says");
}

/// [RUN-LOCAL-1]
#[test]
fn what_does_not_fit_in_the_queue_goes_back_to_its_workflow() {
    let mut at = Harness::new(|config| config.local_activity_slots = SlotSupply::Custom);
    let most = u32::try_from(limits::LOCAL_ACTIVITIES_QUEUED).unwrap();
    for seq in 0..most {
        at.run(command(seq));
    }
    assert!(at.ends().is_empty());

    at.run(ScheduleLocalActivity { attempt: 5, ..command(most) });

    let [end] = &at.ends()[..] else { panic!("one goes back") };
    let Outcome::Backoff { failure, backoff } = &end.outcome else { panic!("{end:?}") };
    assert_eq!((kind_of(failure), *backoff), ("LocalActivityQueueFull".into(), seconds(16)));
    assert_eq!(end.attempt, 4, "the fifth attempt is still to be made");
}

#[test]
fn a_result_is_given_to_the_run_with_the_time_that_it_took() {
    let mut at = Harness::new(|_| {});
    let task = at.start(command(7));
    at.bench.pass(seconds(3));

    let result = payloads("result").single().unwrap();
    at.end(&task.task_token, ActivityOutcome::Completed(result.clone()));

    let (run_id, end) = at.locals.take_end().unwrap();
    assert_eq!(run_id, "r");
    assert_eq!((end.seq, end.attempt, end.ran_for), (Seq(7), 1, seconds(3)));
    assert_eq!(end.outcome, Outcome::Completed(result));
    assert_eq!(end.original_schedule_time, Some(EPOCH));
    assert!(at.locals.is_idle());
    assert_eq!(at.bench.used(SlotKind::LocalActivity), 0);
}

/// [RUN-LOCAL-7]
#[test]
fn one_that_runs_is_told_to_stop_and_its_answer_is_its_end() {
    let answered = |outcome: ActivityOutcome| {
        let mut at = Harness::new(|_| {});
        let task = at.start(command(1));
        at.cancel(1, true);
        at.cancel(1, true);
        let details = Details { is_canceled: true, ..Details::default() };
        assert_eq!(at.bench.told().canceled, [(task.task_token.clone(), Reason::Canceled, details)]);
        assert!(at.ends().is_empty() && at.locals.has_any(&"r".into()));
        at.end(&task.task_token, outcome);
        at.only_end().outcome
    };

    let Outcome::Canceled(failure) = answered(ActivityOutcome::Canceled(payloads("why"))) else { panic!() };
    assert_eq!(failure.origin(), Origin::Canceled);
    let Some(FailureInfo::CanceledFailureInfo(info)) = failure.to_message().unwrap().failure_info else { panic!() };
    assert_eq!(info.details.unwrap().payloads.len(), 1);
    assert_eq!(answered(ActivityOutcome::Completed(None)), Outcome::Completed(None));
    let failure = failed("boom", ApplicationFailureInfo::default());
    assert_eq!(answered(ActivityOutcome::Failed(failure.clone())), Outcome::Failed(failure), "it is not retried");
}

/// [RUN-LOCAL-7]
#[test]
fn one_that_waits_for_a_slot_is_canceled_at_once() {
    let mut at = Harness::new(|config| config.local_activity_slots = SlotSupply::Custom);
    at.run(ScheduleLocalActivity { attempt: 3, ..command(1) });

    at.cancel(1, true);

    let end = at.only_end();
    assert!(matches!(&end.outcome, Outcome::Canceled(failure) if failure.origin() == Origin::Canceled));
    assert_eq!((end.attempt, end.ran_for), (3, Duration::ZERO));
    at.bench.desk.slots.set(SlotKind::LocalActivity, 1);
    at.locals.fill(&mut at.bench.desk, at.bench.now);
    assert!(at.bench.told().started.is_empty(), "it left the queue");
}

/// [RUN-LOCAL-7]
#[test]
fn one_that_backs_off_is_canceled_at_once_and_not_tried_again() {
    let mut at = Harness::new(|_| {});
    let task = at.start(command(1));
    at.end(&task.task_token, ActivityOutcome::Failed(Failure::default()));

    at.cancel(1, true);
    let end = at.only_end();
    assert!(matches!(end.outcome, Outcome::Canceled(_)));
    at.tick_after(seconds(60));

    assert!(at.bench.told().started.is_empty());
    assert_eq!(at.due(), None);
}

/// [RUN-LOCAL-7]
#[test]
fn one_that_nobody_waits_for_is_told_to_stop_and_forgotten() {
    let mut at = Harness::new(|_| {});
    let task = at.start(command(1));

    at.cancel(1, false);
    assert_eq!(at.bench.told().canceled.len(), 1);
    assert!(!at.locals.has_any(&"r".into()));
    assert!(at.locals.owns(&task.task_token), "its host has not answered");
    assert!(!at.locals.is_idle());
    assert_eq!(at.bench.used(SlotKind::LocalActivity), 1);
    at.end(&task.task_token, ActivityOutcome::Failed(Failure::default()));

    assert!(at.ends().is_empty() && at.locals.is_idle());
    assert_eq!(at.bench.used(SlotKind::LocalActivity), 0);
    assert_eq!(at.due(), None);
}

#[test]
fn what_has_ended_is_not_canceled() {
    let mut at = Harness::new(|_| {});
    let task = at.start(command(1));
    at.end(&task.task_token, ActivityOutcome::Completed(None));
    at.ends();

    at.cancel(1, true);
    at.cancel(1, false);

    assert!(at.bench.told().canceled.is_empty() && at.ends().is_empty());
}

/// [RUN-LOCAL-8]
#[test]
fn all_of_a_run_that_goes_are_told_to_stop_and_their_ends_are_dropped() {
    let mut at = Harness::new(|config| config.local_activity_slots = SlotSupply::Fixed(2));
    let running = at.start(command(1));
    let failing = at.start(command(2));
    at.end(&failing.task_token, ActivityOutcome::Failed(Failure::default()));
    let ended = at.start(command(3));
    at.end(&ended.task_token, ActivityOutcome::Completed(None));
    let other = Owner { run_id: "other".into(), ..owner() };
    at.locals.run(&mut at.bench.desk, at.bench.now, other, command(1));
    at.run(command(4));
    at.bench.told();

    at.locals.forget_run(&mut at.bench.desk, &"r".into());

    let canceled: Vec<TaskToken> = at.bench.told().canceled.into_iter().map(|(token, ..)| token).collect();
    assert_eq!(canceled, core::slice::from_ref(&running.task_token));
    assert!(at.ends().is_empty());
    assert!(!at.locals.has_any(&"r".into()) && at.locals.has_any(&"other".into()));
    at.end(&running.task_token, ActivityOutcome::Completed(None));
    at.tick_after(seconds(10));
    assert!(at.ends().is_empty() && at.bench.told().started.is_empty());
    assert_eq!(at.bench.used(SlotKind::LocalActivity), 1, "that of the other run");
}

#[test]
fn an_end_that_the_run_has_not_heard_of_counts_as_one_that_it_waits_for() {
    let mut at = Harness::new(|_| {});
    let task = at.start(command(1));

    at.end(&task.task_token, ActivityOutcome::Completed(None));
    assert!(at.locals.has_any(&"r".into()) && !at.locals.is_idle());
    assert!(at.locals.deadline().is_some_and(|deadline| deadline.at <= at.bench.now.mono), "it is due at once");
    at.ends();

    assert!(!at.locals.has_any(&"r".into()) && at.locals.is_idle());
}

#[test]
fn the_end_of_an_attempt_that_is_not_known_changes_nothing() {
    let mut at = Harness::new(|_| {});
    let task = at.start(command(1));
    at.end(&task.task_token, ActivityOutcome::Completed(None));
    assert!(!at.locals.owns(&task.task_token));

    at.end(&task.task_token, ActivityOutcome::Completed(None));

    assert!(at.bench.told().has_logged(Level::Warn));
    assert_eq!((at.ends().len(), at.bench.used(SlotKind::LocalActivity)), (1, 0));
}

#[test]
fn the_life_of_a_local_activity_is_measured() {
    let mut at = Harness::new(|_| {});
    let task = at.start_keeping(command(1));
    assert_eq!(at.metrics(), ["local_activity_total"]);
    at.bench.pass(seconds(1));
    at.end(&task.task_token, ActivityOutcome::Failed(Failure::default()));
    assert_eq!(at.metrics(), ["local_activity_execution_latency", "local_activity_execution_failed"]);
    at.tick_after(seconds(1));
    let told = at.bench.told();
    at.end(&told.started[0].task_token, ActivityOutcome::Completed(None));

    assert_eq!(at.metrics(), ["local_activity_execution_latency", "local_activity_succeed_endtoend_latency"]);
    let task = at.start(command(2));
    at.end(&task.task_token, ActivityOutcome::Canceled(Payloads::default()));
    assert_eq!(at.metrics(), ["local_activity_execution_latency", "local_activity_execution_cancelled"]);
}

/// Local activities on a bench.
pub(super) struct Harness {
    pub(super) bench: Bench,
    pub(super) locals: LocalActivities,
}

impl Harness {
    pub(super) fn new(change: impl FnOnce(&mut Config)) -> Self {
        Self { bench: Bench::new(change), locals: LocalActivities::new() }
    }

    pub(super) fn run(&mut self, command: ScheduleLocalActivity) {
        self.locals.run(&mut self.bench.desk, self.bench.now, owner(), command);
    }

    /// One that begins at once; what was said of its start is dropped.
    pub(super) fn start(&mut self, command: ScheduleLocalActivity) -> ActivityTask {
        let task = self.start_keeping(command);
        self.bench.told();
        task
    }

    fn start_keeping(&mut self, command: ScheduleLocalActivity) -> ActivityTask {
        self.run(command);
        self.started()
    }

    /// The only attempt that began.
    pub(super) fn started(&mut self) -> ActivityTask {
        let position = |output: &crate::worker::Output| matches!(output, crate::worker::Output::StartActivity(_));
        let outputs = &mut self.bench.desk.outputs;
        let index = outputs.iter().position(position).expect("an attempt began");
        let Some(crate::worker::Output::StartActivity(task)) = outputs.remove(index) else { unreachable!() };
        assert!(!outputs.iter().any(position), "one attempt was expected");
        *task
    }

    pub(super) fn cancel(&mut self, seq: u32, is_awaited: bool) {
        self.locals.cancel(&mut self.bench.desk, self.bench.now, (&"r".into(), Seq(seq)), is_awaited);
    }

    pub(super) fn end(&mut self, token: &TaskToken, outcome: ActivityOutcome) {
        self.locals.ended(&mut self.bench.desk, self.bench.now, token, outcome);
    }

    pub(super) fn tick_after(&mut self, length: Duration) {
        self.bench.pass(length);
        self.locals.tick(&mut self.bench.desk, self.bench.now);
    }

    pub(super) fn ends(&mut self) -> Vec<LocalActivityEnd> {
        core::iter::from_fn(|| self.locals.take_end()).map(|(_, end)| end).collect()
    }

    pub(super) fn only_end(&mut self) -> LocalActivityEnd {
        let mut ends = self.ends();
        assert_eq!(ends.len(), 1, "{ends:?}");
        ends.remove(0)
    }

    /// When something is due, from now.
    pub(super) fn due(&self) -> Option<Duration> {
        self.locals.deadline().map(|Deadline { at, .. }| at.since(self.bench.now.mono))
    }

    /// The names of what was measured, but slots.
    fn metrics(&mut self) -> Vec<&'static str> {
        let names = self.bench.told().metrics.into_iter().map(|metric| metric.name);
        names.filter(|name| name.starts_with("local_activity")).collect()
    }
}

pub(super) fn owner() -> Owner {
    Owner { run_id: "r".into(), workflow_id: "w".into(), workflow_type: "workflow".into() }
}

/// A local activity whose attempts may take 100 s each.
pub(super) fn command(seq: u32) -> ScheduleLocalActivity {
    ScheduleLocalActivity {
        seq: Seq(seq),
        activity_id: "a".into(),
        activity_type: "activity".into(),
        start_to_close_timeout: Some(seconds(100)),
        ..ScheduleLocalActivity::default()
    }
}

pub(super) fn with_policy(command: ScheduleLocalActivity, policy: RetryPolicy) -> ScheduleLocalActivity {
    ScheduleLocalActivity { retry_policy: Some(policy), ..command }
}

pub(super) fn failed(message: &str, info: ApplicationFailureInfo) -> Failure {
    Failure::from_message(&proto::Failure {
        message: message.into(),
        failure_info: Some(FailureInfo::ApplicationFailureInfo(info)),
        ..proto::Failure::default()
    })
}

pub(super) fn kind_of(failure: &Failure) -> Text {
    let message = failure.to_message().unwrap();
    let Some(FailureInfo::ApplicationFailureInfo(info)) = message.failure_info else { panic!("{message:?}") };
    info.r#type.into()
}

pub(super) fn timeout_of(failure: &Failure) -> TimeoutType {
    assert_eq!(failure.origin(), Origin::TimedOut, "the run must know it for a time-out");
    let Some(FailureInfo::TimeoutFailureInfo(info)) = failure.to_message().unwrap().failure_info else { panic!() };
    info.timeout_type()
}
