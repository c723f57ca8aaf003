//! Standalone activities, which only a newer server has: started by our client, and done by our worker.

use crate::{TYPE, client, seed};
use dacapo_client::{
    FailureKind, Meaning,
    activity::{ActivityChanges, ActivityError, ApplicationFailure, ResetActivities},
    convert::Json,
    standalone::{
        ActivityExecutionStatus, ActivityIdConflictPolicy, ActivityIdReusePolicy, ActivityResultError,
        StandaloneActivity, StandaloneOptions, StartActivityError,
    },
    workflow::{Priority, WorkflowRetryPolicy},
};
use dacapo_proto::temporal::api::enums::v1::{PendingActivityState, RetryState};
use dacapo_runtime::Runtime;
use dacapo_server_tests::{Lab, Record, scenarios};
use dacapo_transport_hyper::HyperTransport;
use serde_json::{Value, json};
use std::time::Duration;

scenarios! {
    an_activity_needs_no_workflow
    an_id_is_taken_until_policies_say_otherwise
    an_activity_fails_as_often_as_it_may
    an_activity_is_canceled_terminated_and_deleted
    others_complete_an_activity
    an_activity_is_paused_changed_reset_and_let_go
}

type Activity<R> = StandaloneActivity<R, HyperTransport<R>, Json>;

/// Options for an activity of the lab's worker.
fn options<R: Runtime>(lab: &Lab<R>, name: &str) -> StandaloneOptions {
    StandaloneOptions::new(lab.id(name), lab.queue(), Duration::from_secs(60))
}

/// Starts an activity that does this.
async fn start<R: Runtime>(lab: &Lab<R>, does: Value, options: StandaloneOptions) -> Activity<R> {
    client(lab).start_activity(TYPE, (does,), options).await.unwrap()
}

/// Why an activity did not complete.
async fn failed<R: Runtime>(activity: &Activity<R>) -> (RetryState, dacapo_client::Failure) {
    let ended = activity.result::<Value>().await;
    let Err(ActivityResultError::Failed(failed)) = ended else { panic!("{ended:?}") };
    assert_eq!((failed.activity_id.as_str(), failed.run_id.as_str()), (activity.activity_id(), activity.run_id()));
    (failed.retry_state, failed.failure)
}

/// Waits until the worker has begun so many attempts of an activity.
async fn attempted<R: Runtime>(lab: &Lab<R>, record: &Record, activity: &Activity<R>, attempts: usize) {
    lab.until(|| record.attempts_of(activity.activity_id()).len() == attempts).await;
}

async fn an_activity_needs_no_workflow<R: Runtime>(lab: Lab<R>) {
    let (client, worker) = (client(&lab), lab.worker());
    let start = StandaloneOptions {
        headers: [("trace".to_owned(), client.payload(&7).unwrap())].into(),
        priority: Some(Priority { priority_key: 2, ..Priority::default() }),
        summary: Some("one line".to_owned()),
        ..options(&lab, "alone")
    };
    let activity = client.start_activity(TYPE, (json!([{ "return": { "deep": [3] } }]),), start).await.unwrap();
    assert_eq!(activity.result::<Value>().await.unwrap(), json!({ "deep": [3] }));
    let wrong = activity.result::<i32>().await;
    assert!(matches!(wrong, Err(ActivityResultError::Activity(ActivityError::Convert(_)))), "{wrong:?}");
    let known = activity.describe().await.unwrap();
    assert_eq!((known.status, known.activity_type.as_str()), (ActivityExecutionStatus::Completed, TYPE));
    assert_eq!((known.task_queue.as_str(), known.attempt, known.run_id.as_str()), (lab.queue(), 1, activity.run_id()));
    let info = known.answer.info.unwrap();
    assert_eq!(&*info.header.unwrap().fields["trace"].data, b"7");
    assert_eq!(&*info.user_metadata.unwrap().summary.unwrap().data, b"\"one line\"");
    // Somebody else needs no more than the id.
    let same = client.standalone_activity(activity.activity_id());
    assert_eq!(same.describe().await.unwrap().run_id, activity.run_id());
    let query = format!("ActivityId = '{}'", activity.activity_id());
    lab.eventually(async || client.count_activities(&query).await.ok().filter(|found| found.count == 1)).await;
    let found = client.list_activities(&query).next().await.unwrap().unwrap();
    assert_eq!((found.len(), found[0].run_id.as_str()), (1, activity.run_id()));
    let nobody = client.standalone_activity(lab.id("nobody"));
    let missing = nobody.describe().await.unwrap_err();
    assert!(matches!(&missing, ActivityError::NotFound { activity, .. } if activity.contains("nobody")), "{missing}");
    assert!(nobody.result::<Value>().await.is_err() && nobody.cancel("").await.is_err());
    worker.shut_down().await;
}

async fn an_id_is_taken_until_policies_say_otherwise<R: Runtime>(lab: Lab<R>) {
    let client = client(&lab);
    let request_id = Some(format!("request {}", seed(&lab)));
    let mine = || StandaloneOptions { request_id: request_id.clone(), ..options(&lab, "id") };
    let first = client.start_activity(TYPE, (), mine()).await.unwrap();
    assert_eq!(client.start_activity(TYPE, (), mine()).await.unwrap().run_id(), first.run_id(), "the same request");
    let refused = client.start_activity(TYPE, (), options(&lab, "id")).await;
    let Err(StartActivityError::AlreadyStarted(there)) = &refused else { panic!("{refused:?}") };
    assert_eq!((there.run_id.as_str(), Some(&there.request_id)), (first.run_id(), request_id.as_ref()));
    assert!(there.to_string().contains(first.run_id()), "{there}");
    let id_conflict_policy = ActivityIdConflictPolicy::UseExisting;
    let same = StandaloneOptions { id_conflict_policy, ..options(&lab, "id") };
    assert_eq!(client.start_activity(TYPE, (), same).await.unwrap().run_id(), first.run_id());
    first.terminate("enough").await.unwrap();
    let id_reuse_policy = ActivityIdReusePolicy::RejectDuplicate;
    let unique = StandaloneOptions { id_reuse_policy, ..options(&lab, "id") };
    let refused = client.start_activity(TYPE, (), unique).await;
    assert!(matches!(refused, Err(StartActivityError::AlreadyStarted(_))), "{refused:?}");
    let second = client.start_activity(TYPE, (), options(&lab, "id")).await.unwrap();
    assert_ne!(second.run_id(), first.run_id());
    second.terminate("enough").await.unwrap();
    let endless = StandaloneOptions { start_to_close_timeout: None, ..options(&lab, "endless") };
    let refused = client.start_activity(TYPE, (), endless).await;
    assert!(matches!(refused, Err(StartActivityError::Call(_))), "{refused:?}");
}

async fn an_activity_fails_as_often_as_it_may<R: Runtime>(lab: Lab<R>) {
    let worker = lab.worker();
    let quick = |maximum_attempts| {
        let initial_interval = Some(Duration::from_millis(50));
        Some(WorkflowRetryPolicy { initial_interval, maximum_attempts, ..WorkflowRetryPolicy::default() })
    };
    let fails = json!([{ "fail": { "message": "no luck", "type": "Luck", "details": [4] } }]);
    let twice = StandaloneOptions { retry_policy: quick(2), ..options(&lab, "twice") };
    let activity = start(&lab, fails, twice).await;
    let (retry_state, failure) = failed(&activity).await;
    assert_eq!(retry_state, RetryState::MaximumAttemptsReached);
    let FailureKind::Application { type_name, details, .. } = &failure.kind else { panic!("{failure:?}") };
    assert_eq!((type_name.as_str(), &*details.payloads[0].data), ("Luck", &b"4"[..]));
    assert_eq!(worker.record.attempts_of(activity.activity_id()).len(), 2);
    assert_eq!(activity.describe().await.unwrap().status, ActivityExecutionStatus::Failed);

    let flaky = json!([{ "fail_attempts": { "attempts": 2 } }, { "return_attempt": {} }]);
    let flaky = start(&lab, flaky, StandaloneOptions { retry_policy: quick(0), ..options(&lab, "flaky") }).await;
    assert_eq!(flaky.result::<i32>().await.unwrap(), 3);

    let once = StandaloneOptions {
        start_to_close_timeout: Some(Duration::from_millis(300)),
        retry_policy: quick(1),
        ..options(&lab, "late")
    };
    let late = start(&lab, json!([{ "sleep": "30s" }]), once).await;
    let (_, failure) = failed(&late).await;
    assert!(failure.to_string().starts_with("start-to-close time-out"), "{failure}");
    assert_eq!(late.describe().await.unwrap().status, ActivityExecutionStatus::TimedOut);
    worker.shut_down().await;
}

async fn an_activity_is_canceled_terminated_and_deleted<R: Runtime>(lab: Lab<R>) {
    let worker = lab.worker();
    let waits = json!([{ "wait_for_cancel": {} }]);
    // What the server wants of it is the answer to a heartbeat.
    let beating = |name| StandaloneOptions { heartbeat_timeout: Some(Duration::from_secs(2)), ..options(&lab, name) };
    let told = start(&lab, waits.clone(), beating("told")).await;
    attempted(&lab, &worker.record, &told, 1).await;
    told.cancel("no longer wanted").await.unwrap();
    let (_, failure) = failed(&told).await;
    assert!(matches!(failure.kind, FailureKind::Canceled { .. }), "{failure}");
    let known = told.describe().await.unwrap();
    assert_eq!(known.status, ActivityExecutionStatus::Canceled);
    assert_eq!(known.answer.info.unwrap().canceled_reason, "no longer wanted");

    let ended = start(&lab, waits, beating("ended")).await;
    attempted(&lab, &worker.record, &ended, 1).await;
    ended.terminate("enough").await.unwrap();
    let (_, failure) = failed(&ended).await;
    assert!(matches!(failure.kind, FailureKind::Terminated) && failure.message == "enough", "{failure:?}");
    assert_eq!(ended.describe().await.unwrap().status, ActivityExecutionStatus::Terminated);

    let gone = start(&lab, json!([{ "return": 1 }]), options(&lab, "gone")).await;
    assert_eq!(gone.result::<i32>().await.unwrap(), 1);
    gone.delete().await.unwrap();
    lab.eventually(async || gone.describe().await.err()).await;
    worker.shut_down().await;
}

async fn others_complete_an_activity<R: Runtime>(lab: Lab<R>) {
    let (client, worker) = (client(&lab), lab.worker());
    let left = json!([{ "complete_async": {} }]);
    let beating = |name| StandaloneOptions { heartbeat_timeout: Some(Duration::from_secs(60)), ..options(&lab, name) };
    let activity = start(&lab, left.clone(), beating("by-id")).await;
    attempted(&lab, &worker.record, &activity, 1).await;
    let attempt = activity.attempt();
    assert!(!attempt.heartbeat(("half", 50)).await.unwrap().is_cancel_requested);
    let details = activity.describe().await.unwrap().answer.info.unwrap().heartbeat_details.unwrap();
    assert_eq!(details.payloads.len(), 2);
    attempt.complete("by id").await.unwrap();
    assert_eq!(activity.result::<String>().await.unwrap(), "by id");
    let late = attempt.complete("again").await.unwrap_err();
    assert!(matches!(&late, ActivityError::Call(call) if *call.meaning() == Meaning::FailedPrecondition), "{late}");
    let nobody = client.standalone_activity(lab.id("nobody")).attempt().complete("").await.unwrap_err();
    assert!(nobody.to_string().starts_with("standalone activity"), "{nobody}");

    let activity = start(&lab, left, beating("by-token")).await;
    attempted(&lab, &worker.record, &activity, 1).await;
    let token = worker.record.attempts_of(activity.activity_id())[0].task_token.clone();
    let failure = ApplicationFailure { non_retryable: true, ..ApplicationFailure::new("no luck") };
    client.activity(token.0).fail(failure).await.unwrap();
    let (retry_state, failure) = failed(&activity).await;
    assert_eq!((retry_state, failure.message.as_str()), (RetryState::NonRetryableFailure, "no luck"));
    worker.shut_down().await;
}

async fn an_activity_is_paused_changed_reset_and_let_go<R: Runtime>(lab: Lab<R>) {
    let worker = lab.worker();
    let flaky = json!([{ "fail_attempts": { "attempts": 1 } }, { "return_attempt": {} }]);
    let retry_policy = Some(WorkflowRetryPolicy {
        initial_interval: Some(Duration::from_secs(100)),
        ..WorkflowRetryPolicy::default()
    });
    let activity = start(&lab, flaky, StandaloneOptions { retry_policy, ..options(&lab, "seen-to") }).await;
    let info = async || activity.describe().await.unwrap().answer.info.unwrap();
    lab.eventually(async || Some(info().await).filter(|info| info.attempt == 2)).await;
    activity.pause("on purpose").await.unwrap();
    assert_eq!(info().await.run_state(), PendingActivityState::Paused);
    let changes = ActivityChanges {
        start_to_close_timeout: Some(Duration::from_secs(33)),
        retry_policy: Some(WorkflowRetryPolicy {
            initial_interval: Some(Duration::from_millis(200)),
            maximum_attempts: 5,
            ..WorkflowRetryPolicy::default()
        }),
        ..ActivityChanges::default()
    };
    let now = activity.update_options(changes).await.unwrap();
    assert_eq!((now.start_to_close_timeout.unwrap().seconds, now.retry_policy.unwrap().maximum_attempts), (33, 5));
    let back = activity.restore_options().await.unwrap();
    assert_eq!(back.retry_policy.unwrap().initial_interval.unwrap().seconds, 100);
    activity.reset(ResetActivities { keeps_paused: true, ..ResetActivities::default() }).await.unwrap();
    assert_eq!(info().await.run_state(), PendingActivityState::Paused);
    activity.unpause("go on", None).await.unwrap();
    // Counted from 1 again.
    attempted(&lab, &worker.record, &activity, 2).await;
    assert_eq!(worker.record.attempts_of(activity.activity_id())[1].attempt, 1);
    activity.terminate("enough").await.unwrap();
    worker.shut_down().await;
}
