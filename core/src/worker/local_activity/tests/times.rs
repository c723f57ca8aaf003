//! Holds time-outs against both clocks, in every state that a local activity can be in.

use super::{Harness, command, failed, timeout_of, with_policy};
use crate::{
    command::host::{RetryPolicy, ScheduleLocalActivity},
    worker::{
        activity::tests::bench::{EPOCH, seconds},
        config::SlotSupply,
        host::{ActivityCancelReason as Reason, ActivityCancellationDetails as Details, ActivityOutcome},
        slots::SlotKind,
    },
    workflow::task::LocalActivityOutcome as Outcome,
};
use core::time::Duration;
use dacapo_proto::temporal::api::{enums::v1::TimeoutType, failure::v1::ApplicationFailureInfo};

/// [RUN-LOCAL-5]
#[test]
fn an_attempt_that_runs_too_long_is_told_to_stop_and_followed_by_another() {
    let mut at = Harness::new(|_| {});
    let first = at.start(command(1));
    assert_eq!(at.due(), Some(seconds(100)));

    at.tick_after(seconds(100));
    let details = Details { is_timed_out: true, ..Details::default() };
    assert_eq!(at.bench.told().canceled, [(first.task_token.clone(), Reason::TimedOut, details)]);
    assert_eq!(at.bench.used(SlotKind::LocalActivity), 1, "its host has not answered");
    at.tick_after(seconds(1));
    let second = at.started();
    assert_eq!((second.attempt, at.bench.used(SlotKind::LocalActivity)), (2, 2));
    at.end(&first.task_token, ActivityOutcome::Completed(None));
    assert!(at.ends().is_empty(), "what the first answers is dropped");
    assert_eq!(at.bench.used(SlotKind::LocalActivity), 1);
    at.bench.pass(seconds(5));
    at.end(&second.task_token, ActivityOutcome::Completed(None));

    let end = at.only_end();
    assert_eq!((end.attempt, end.ran_for), (2, seconds(105)));
}

/// [RUN-LOCAL-5]
#[test]
fn the_last_attempt_that_runs_too_long_times_out() {
    let mut at = Harness::new(|_| {});
    let policy = RetryPolicy { maximum_attempts: 1, ..RetryPolicy::default() };
    at.start(with_policy(command(1), policy));

    at.tick_after(seconds(100));

    let end = at.only_end();
    let Outcome::TimedOut(failure) = end.outcome else { panic!("{end:?}") };
    assert_eq!((timeout_of(&failure), end.ran_for), (TimeoutType::StartToClose, seconds(100)));
}

/// [RUN-LOCAL-5]
#[test]
fn an_attempt_that_runs_too_long_after_it_was_canceled_is_the_last() {
    let mut at = Harness::new(|_| {});
    at.start(command(1));
    at.cancel(1, true);
    at.bench.told();

    at.tick_after(seconds(100));

    assert!(at.bench.told().canceled.is_empty(), "it was told to stop before");
    assert!(matches!(at.only_end().outcome, Outcome::TimedOut(_)));
}

/// [RUN-LOCAL-5]
#[test]
fn start_to_close_is_no_longer_than_schedule_to_close() {
    let start_to_close = |start: Option<u64>, whole: Option<u64>| {
        let task = Harness::new(|_| {}).start(ScheduleLocalActivity {
            start_to_close_timeout: start.map(seconds),
            schedule_to_close_timeout: whole.map(seconds),
            ..command(1)
        });
        (task.start_to_close_timeout, task.schedule_to_close_timeout)
    };

    assert_eq!(start_to_close(Some(5), Some(9)), (Some(seconds(5)), Some(seconds(9))));
    assert_eq!(start_to_close(Some(9), Some(5)), (Some(seconds(5)), Some(seconds(5))));
    assert_eq!(start_to_close(None, Some(5)), (Some(seconds(5)), Some(seconds(5))));
    assert_eq!(start_to_close(Some(5), None), (Some(seconds(5)), Some(Duration::ZERO)));
    assert_eq!(start_to_close(Some(5), Some(0)), (Some(seconds(5)), Some(Duration::ZERO)));
}

/// [RUN-LOCAL-6]
#[test]
fn when_all_its_time_is_over_one_that_runs_is_told_to_stop_and_not_tried_again() {
    let mut at = Harness::new(|_| {});
    let task = at.start(within(10));

    at.tick_after(seconds(10));

    let told = at.bench.told();
    assert_eq!((&told.canceled[0].0, told.canceled[0].1), (&task.task_token, Reason::TimedOut));
    at.assert_timed_out(TimeoutType::ScheduleToClose);
    assert!(at.locals.owns(&task.task_token));
    at.end(&task.task_token, ActivityOutcome::Completed(None));
    assert!(at.ends().is_empty() && at.locals.is_idle());
}

/// [RUN-LOCAL-6]
#[test]
fn all_its_time_may_be_over_while_it_waits_for_a_slot() {
    let mut at = Harness::new(|config| config.local_activity_slots = SlotSupply::Custom);
    at.run(within(10));

    at.tick_after(seconds(10));

    at.assert_timed_out(TimeoutType::ScheduleToClose);
    at.bench.desk.slots.set(SlotKind::LocalActivity, 1);
    at.locals.fill(&mut at.bench.desk, at.bench.now);
    assert!(at.bench.told().started.is_empty(), "it left the queue");
}

/// [RUN-LOCAL-6]
#[test]
fn all_its_time_may_be_over_while_it_backs_off_and_the_last_failure_is_the_cause() {
    let mut at = Harness::new(|_| {});
    let policy = RetryPolicy { initial_interval: Some(seconds(30)), ..RetryPolicy::default() };
    let task = at.start(with_policy(within(10), policy));
    at.end(&task.task_token, ActivityOutcome::Failed(failed("boom", ApplicationFailureInfo::default())));
    assert_eq!(at.due(), Some(seconds(10)));

    at.tick_after(seconds(10));

    let end = at.only_end();
    let Outcome::TimedOut(failure) = end.outcome else { panic!("{end:?}") };
    assert_eq!(timeout_of(&failure), TimeoutType::ScheduleToClose);
    assert_eq!(failure.to_message().unwrap().cause.unwrap().message, "boom");
    assert_eq!(at.due(), None);
}

/// [RUN-LOCAL-6]
#[test]
fn all_its_time_runs_from_when_its_workflow_first_asked_for_it() {
    let mut at = Harness::new(|_| {});
    at.bench.pass(seconds(1000));
    let original_schedule_time = Some(EPOCH.plus(seconds(994)));

    let task = at.start(ScheduleLocalActivity { original_schedule_time, attempt: 2, ..within(10) });
    assert_eq!(task.scheduled_time, original_schedule_time);
    assert_eq!(at.due(), Some(seconds(4)));
    at.tick_after(seconds(4));

    let end = at.only_end();
    assert_eq!((end.attempt, end.original_schedule_time), (2, original_schedule_time));
    assert!(matches!(end.outcome, Outcome::TimedOut(_)));
}

/// [RUN-LOCAL-6]
#[test]
fn one_whose_time_was_over_before_it_was_asked_for_does_not_begin() {
    let mut at = Harness::new(|_| {});
    at.bench.pass(seconds(1000));

    at.run(ScheduleLocalActivity { original_schedule_time: Some(EPOCH), ..within(10) });

    assert!(at.bench.told().started.is_empty());
    at.assert_timed_out(TimeoutType::ScheduleToClose);
    assert_eq!(at.bench.used(SlotKind::LocalActivity), 0);
}

/// [RUN-LOCAL-6]
#[test]
fn one_that_waits_too_long_for_a_slot_times_out_and_is_not_tried_again() {
    let mut at = Harness::new(|config| config.local_activity_slots = SlotSupply::Custom);
    at.run(ScheduleLocalActivity { schedule_to_start_timeout: Some(seconds(3)), ..command(1) });

    at.tick_after(seconds(3));

    at.assert_timed_out(TimeoutType::ScheduleToStart);
}

/// [RUN-LOCAL-6]
#[test]
fn schedule_to_start_is_over_with_the_first_attempt() {
    let mut at = Harness::new(|_| {});
    let policy = RetryPolicy { initial_interval: Some(seconds(30)), ..RetryPolicy::default() };
    let first = with_policy(command(1), policy);
    let task = at.start(ScheduleLocalActivity { schedule_to_start_timeout: Some(seconds(3)), ..first });
    at.tick_after(seconds(3));
    at.end(&task.task_token, ActivityOutcome::Failed(failed("boom", ApplicationFailureInfo::default())));

    at.tick_after(seconds(30));

    assert!(at.ends().is_empty());
    assert_eq!(at.started().attempt, 2);
}

#[test]
fn one_that_ends_leaves_no_timer() {
    let mut at = Harness::new(|_| {});
    let task = at.start(within(10));

    at.end(&task.task_token, ActivityOutcome::Completed(None));
    at.ends();

    assert_eq!(at.due(), None);
}

impl Harness {
    fn assert_timed_out(&mut self, kind: TimeoutType) {
        let end = self.only_end();
        let Outcome::TimedOut(failure) = end.outcome else { panic!("{end:?}") };
        assert_eq!(timeout_of(&failure), kind);
    }
}

/// One that has to be over in so many seconds.
fn within(length: u64) -> ScheduleLocalActivity {
    ScheduleLocalActivity { schedule_to_close_timeout: Some(seconds(length)), ..command(1) }
}
