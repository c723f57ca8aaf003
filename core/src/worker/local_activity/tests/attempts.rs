//! Holds retries against the policy, and what is spent here against what goes into history.

use super::{Harness, command, failed, kind_of, with_policy};
use crate::{
    command::host::{RetryPolicy, ScheduleLocalActivity},
    failure::Failure,
    id::TaskToken,
    worker::{
        activity::{failure::Application, tests::bench::seconds},
        host::ActivityOutcome,
        local_activity::retry,
        observe::Level,
        slots::SlotKind,
    },
    workflow::task::LocalActivityOutcome as Outcome,
};
use alloc::vec;
use core::time::Duration;
use dacapo_proto::temporal::api::failure::v1::ApplicationFailureInfo;

/// [RUN-LOCAL-4] [RUN-LOCAL-11]
#[test]
fn a_failed_attempt_is_followed_by_another_with_a_token_of_its_own() {
    let mut at = Harness::new(|_| {});
    let first = at.start(command(1));
    at.bench.pass(seconds(2));

    at.end(&first.task_token, ActivityOutcome::Failed(Failure::default()));
    assert_eq!(at.bench.used(SlotKind::LocalActivity), 0, "none while it backs off");
    assert_eq!(at.due(), Some(seconds(1)));
    at.tick_after(seconds(1));
    let second = at.started();
    assert_eq!((second.attempt, &second.task_token), (2, &TaskToken(b"local_act_\x02\0\0\0"[..].into())));
    at.bench.pass(seconds(3));
    at.end(&second.task_token, ActivityOutcome::Completed(None));

    let end = at.only_end();
    assert_eq!((end.attempt, end.outcome), (2, Outcome::Completed(None)));
    assert_eq!(end.ran_for, seconds(5), "the wait between them does not count");
}

/// [RUN-LOCAL-4]
#[test]
fn a_wait_up_to_the_threshold_is_spent_here_and_a_longer_one_in_history() {
    let ends_after = |threshold: Option<Duration>, delay: i64| {
        let mut at = Harness::new(|_| {});
        let task = at.start(ScheduleLocalActivity { local_retry_threshold: threshold, attempt: 4, ..command(1) });
        at.end(&task.task_token, ActivityOutcome::Failed(delayed(delay)));
        at.ends().pop()
    };

    assert!(ends_after(None, 60).is_none());
    let end = ends_after(None, 61).unwrap();
    assert_eq!(end.outcome, Outcome::Backoff { failure: delayed(61), backoff: seconds(61) });
    assert_eq!(end.attempt, 4, "the run asks for the fifth");
    assert!(ends_after(Some(seconds(5)), 5).is_none());
    assert!(ends_after(Some(seconds(5)), 6).is_some());
}

/// [RUN-LOCAL-4]
#[test]
fn the_last_attempt_of_the_policy_gives_its_failure() {
    let mut at = Harness::new(|_| {});
    let policy = RetryPolicy { maximum_attempts: 2, ..RetryPolicy::default() };
    let first = at.start(with_policy(command(1), policy));
    at.end(&first.task_token, ActivityOutcome::Failed(failed("one", ApplicationFailureInfo::default())));
    at.tick_after(seconds(1));
    let second = at.started();
    let failure = failed("two", ApplicationFailureInfo::default());

    at.end(&second.task_token, ActivityOutcome::Failed(failure.clone()));

    assert_eq!(at.only_end().outcome, Outcome::Failed(failure));
}

/// [RUN-LOCAL-3]
#[test]
fn waits_grow_as_the_policy_says() {
    let waits = |policy: RetryPolicy| [1, 2, 3, 4, 40, u32::MAX].map(|n| retry::wait(&policy, n, &other()).unwrap());
    let ms = Duration::from_millis;

    assert_eq!(waits(RetryPolicy::default()), [1, 2, 4, 8, 100, 100].map(seconds));
    let policy = RetryPolicy {
        initial_interval: Some(ms(100)),
        backoff_coefficient: 1.5,
        maximum_interval: Some(ms(300)),
        ..RetryPolicy::default()
    };
    assert_eq!(waits(policy), [100, 150, 225, 300, 300, 300].map(ms));
    let constant = RetryPolicy { backoff_coefficient: 1.0, ..RetryPolicy::default() };
    assert_eq!(waits(constant), [1; 6].map(seconds));
}

/// [RUN-LOCAL-3]
#[test]
fn what_makes_no_sense_in_a_policy_counts_as_its_default() {
    let wait = |policy: RetryPolicy| retry::wait(&policy, 2, &other()).unwrap();
    let coefficient = |backoff_coefficient| wait(RetryPolicy { backoff_coefficient, ..RetryPolicy::default() });

    for nonsense in [0.0, 0.5, -3.0, f64::NAN] {
        assert_eq!(coefficient(nonsense), seconds(2), "{nonsense}");
    }
    assert_eq!(coefficient(f64::INFINITY), seconds(100), "the longest wait");
    let short = RetryPolicy {
        initial_interval: Some(seconds(10)),
        maximum_interval: Some(seconds(3)),
        ..RetryPolicy::default()
    };
    assert_eq!(wait(short), seconds(10), "the longest is not shorter than the first");
    let zero = RetryPolicy { initial_interval: Some(Duration::ZERO), ..RetryPolicy::default() };
    assert_eq!(wait(zero), seconds(2));
    let huge = RetryPolicy { initial_interval: Some(Duration::MAX), ..RetryPolicy::default() };
    assert_eq!(wait(huge), Duration::MAX);
}

/// [RUN-LOCAL-3]
#[test]
fn a_failure_may_forbid_a_retry_or_say_when_it_is_due() {
    let policy = RetryPolicy { non_retryable_error_types: vec!["Fatal".into()], ..RetryPolicy::default() };
    let wait = |info: ApplicationFailureInfo| retry::wait(&policy, 1, &Application::of(&failed("boom", info)));
    let kind = |kind: &str| ApplicationFailureInfo { r#type: kind.into(), ..ApplicationFailureInfo::default() };

    assert_eq!(wait(kind("Other")), Some(seconds(1)));
    assert_eq!(wait(kind("fATAL")), None);
    assert_eq!(wait(ApplicationFailureInfo { non_retryable: true, ..kind("Other") }), None);
    let next_retry_delay = Some(prost_types::Duration { seconds: 7, nanos: 0 });
    assert_eq!(wait(ApplicationFailureInfo { next_retry_delay, ..kind("Other") }), Some(seconds(7)));
    let both = ApplicationFailureInfo { next_retry_delay, non_retryable: true, ..kind("Other") };
    assert_eq!(wait(both), None);
}

#[test]
fn a_name_in_the_policy_that_is_empty_forbids_nothing() {
    let policy = RetryPolicy { non_retryable_error_types: vec!["".into()], ..RetryPolicy::default() };

    assert!(retry::wait(&policy, 1, &Application::default()).is_some());
}

/// [RUN-LOCAL-10]
#[test]
fn one_that_nobody_else_can_complete_fails_and_is_not_tried_again() {
    let mut at = Harness::new(|_| {});
    let task = at.start(command(1));

    at.end(&task.task_token, ActivityOutcome::WillCompleteAsync);

    assert!(at.bench.told().has_logged(Level::Error));
    let Outcome::Failed(failure) = at.only_end().outcome else { panic!("it fails") };
    assert_eq!(kind_of(&failure), "LocalActivityCannotCompleteAsync");
    assert!(at.locals.is_idle());
}

#[test]
fn an_attempt_of_zero_counts_as_the_first() {
    let mut at = Harness::new(|_| {});
    let policy = RetryPolicy { maximum_attempts: 1, ..RetryPolicy::default() };

    let task = at.start(ScheduleLocalActivity { attempt: 0, ..with_policy(command(1), policy) });
    at.end(&task.task_token, ActivityOutcome::Failed(Failure::default()));

    assert_eq!(task.attempt, 1);
    assert!(matches!(at.only_end().outcome, Outcome::Failed(_)));
}

fn other() -> Application {
    Application { kind: "Other".into(), ..Application::default() }
}

/// A failure that says when the next attempt is due.
fn delayed(seconds: i64) -> Failure {
    let next_retry_delay = Some(prost_types::Duration { seconds, nanos: 0 });
    failed("later", ApplicationFailureInfo { next_retry_delay, ..ApplicationFailureInfo::default() })
}
