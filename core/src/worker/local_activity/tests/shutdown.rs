//! Holds what becomes of local activities when their worker ends against what another worker needs.

use super::{Harness, command, failed, kind_of, with_policy};
use crate::{
    command::host::{RetryPolicy, ScheduleLocalActivity},
    failure::Failure,
    payload::Payloads,
    worker::{
        activity::tests::bench::seconds,
        config::SlotSupply,
        host::{ActivityCancelReason as Reason, ActivityCancellationDetails as Details, ActivityOutcome},
        slots::SlotKind,
    },
    workflow::task::LocalActivityOutcome as Outcome,
};
use dacapo_proto::temporal::api::failure::v1::ApplicationFailureInfo;

/// [RUN-LOCAL-9]
#[test]
fn what_runs_when_the_grace_period_is_over_is_told_to_stop_and_may_still_end_well() {
    let mut at = Harness::new(|_| {});
    let task = at.start(command(1));

    at.stop();
    let details = Details { is_worker_shutdown: true, ..Details::default() };
    assert_eq!(at.bench.told().canceled, [(task.task_token.clone(), Reason::WorkerShutdown, details)]);
    assert_eq!(at.locals.open(), 1);
    at.end(&task.task_token, ActivityOutcome::Completed(None));

    assert_eq!(at.only_end().outcome, Outcome::Completed(None));
}

/// [RUN-LOCAL-9]
#[test]
fn what_the_workers_shutdown_canceled_is_tried_again_elsewhere() {
    let mut at = Harness::new(|_| {});
    let task = at.start(ScheduleLocalActivity { attempt: 3, ..command(1) });
    at.stop();

    at.end(&task.task_token, ActivityOutcome::Canceled(Payloads::default()));

    let end = at.only_end();
    let Outcome::Backoff { failure, backoff } = &end.outcome else { panic!("{end:?}") };
    assert_eq!((kind_of(failure), *backoff, end.attempt), ("WorkerShutdown".into(), seconds(4), 3));
}

/// [RUN-LOCAL-9]
#[test]
fn what_its_workflow_canceled_too_is_canceled() {
    let mut at = Harness::new(|_| {});
    let task = at.start(command(1));
    at.stop();
    at.cancel(1, true);
    assert_eq!(at.bench.told().canceled.len(), 1, "it is told to stop once");

    at.end(&task.task_token, ActivityOutcome::Canceled(Payloads::default()));

    assert!(matches!(at.only_end().outcome, Outcome::Canceled(_)));
}

/// [RUN-LOCAL-9]
#[test]
fn what_the_workers_shutdown_canceled_fails_where_its_policy_allows_no_other_attempt() {
    let mut at = Harness::new(|_| {});
    let policy = RetryPolicy { maximum_attempts: 1, ..RetryPolicy::default() };
    let task = at.start(with_policy(command(1), policy));
    at.stop();

    at.end(&task.task_token, ActivityOutcome::Canceled(Payloads::default()));

    assert!(matches!(at.only_end().outcome, Outcome::Failed(failure) if kind_of(&failure) == "WorkerShutdown"));
}

/// [RUN-LOCAL-9]
#[test]
fn what_fails_after_the_grace_period_is_tried_again_elsewhere_however_short_the_wait() {
    let mut at = Harness::new(|_| {});
    let task = at.start(command(1));
    at.stop();

    at.end(&task.task_token, ActivityOutcome::Failed(Failure::default()));

    assert!(matches!(at.only_end().outcome, Outcome::Backoff { backoff, .. } if backoff == seconds(1)));
}

/// [RUN-LOCAL-9]
#[test]
fn what_backs_off_waits_for_the_rest_in_history() {
    let mut at = Harness::new(|_| {});
    let policy = RetryPolicy { initial_interval: Some(seconds(30)), ..RetryPolicy::default() };
    let task = at.start(with_policy(command(1), policy));
    let failure = failed("boom", ApplicationFailureInfo::default());
    at.end(&task.task_token, ActivityOutcome::Failed(failure.clone()));
    at.bench.pass(seconds(10));

    at.stop();

    let end = at.only_end();
    assert_eq!((end.attempt, end.outcome), (1, Outcome::Backoff { failure, backoff: seconds(20) }));
    assert_eq!(at.due(), None);
}

/// [RUN-LOCAL-9]
#[test]
fn what_waits_for_a_slot_or_comes_later_goes_back_to_its_workflow() {
    let mut at = Harness::new(|config| config.local_activity_slots = SlotSupply::Custom);
    at.run(ScheduleLocalActivity { attempt: 2, ..command(1) });

    at.stop();
    at.bench.desk.slots.set(SlotKind::LocalActivity, 10);
    at.run(ScheduleLocalActivity { attempt: 2, ..command(2) });
    at.tick_after(seconds(100));

    assert!(at.bench.told().started.is_empty());
    let ends = at.ends();
    assert_eq!(ends.len(), 2);
    for end in ends {
        assert!(matches!(end.outcome, Outcome::Backoff { backoff, .. } if backoff == seconds(2)));
        assert_eq!(end.attempt, 1, "the second attempt is still to be made");
    }
}

/// [RUN-LOCAL-9]
#[test]
fn handing_back_lets_go_of_everything_and_its_slots() {
    let mut at = Harness::new(|config| config.local_activity_slots = SlotSupply::Fixed(2));
    let running = at.start(command(1));
    at.start(command(2));
    at.cancel(2, false);
    at.run(command(3));

    let count = at.locals.hand_back(&mut at.bench.desk, at.bench.now);

    assert_eq!((count, at.bench.used(SlotKind::LocalActivity)), (2, 0));
    assert!(at.locals.is_idle() && at.ends().is_empty());
    assert!(!at.locals.owns(&running.task_token) && !at.locals.has_any(&"r".into()));
    assert_eq!(at.due(), None);
}

impl Harness {
    fn stop(&mut self) {
        self.locals.stop(&mut self.bench.desk, self.bench.now);
    }
}
