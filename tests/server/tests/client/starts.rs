//! Starting workflows: what the server does with ids, options and requests that it gets twice.

use crate::{TYPE, client, options};
use dacapo_client::{
    convert::Json,
    deployment::VersionChoice,
    search::{Key, Keyword, KeywordList},
    workflow::{
        Priority, ResultError, StartError, StartOptions, WorkflowExecutionStatus, WorkflowHandle,
        WorkflowIdConflictPolicy, WorkflowIdReusePolicy, WorkflowRetryPolicy,
    },
};
use dacapo_core::worker::config::Versioning;
use dacapo_proto::temporal::api::{enums::v1::VersioningBehavior, history::v1::history_event::Attributes};
use dacapo_runtime::{Runtime, Transport};
use dacapo_server_tests::{Lab, program, scenarios};
use serde_json::{Value, json};
use std::time::Duration;

scenarios! {
    every_option_reaches_the_server
    an_id_is_taken_until_policies_say_otherwise
    the_same_request_starts_one_workflow
    a_signal_starts_what_it_does_not_find
    a_worker_gets_the_first_task_with_the_answer
}

const IDS: Key<KeywordList> = Key::new("BuildIds");
const COLOUR: Key<Keyword> = Key::new("CustomKeywordField");

async fn every_option_reaches_the_server<R: Runtime>(lab: Lab<R>) {
    let client = client(&lab);
    let start = StartOptions {
        run_timeout: Some(Duration::from_secs(60)),
        task_timeout: Some(Duration::from_millis(7500)),
        retry_policy: Some(WorkflowRetryPolicy {
            initial_interval: Some(Duration::from_secs(3)),
            maximum_attempts: 4,
            non_retryable_types: vec!["Bad".to_owned()],
            ..WorkflowRetryPolicy::default()
        }),
        start_delay: Some(Duration::from_secs(90)),
        memo: [("note".to_owned(), client.payload("by hand").unwrap())].into(),
        headers: [("trace".to_owned(), client.payload(&7).unwrap())].into(),
        priority: Some(Priority { priority_key: 2, ..Priority::default() }),
        summary: Some("one line".to_owned()),
        ..options(&lab, "options")
    };
    let workflow = client.start_workflow(TYPE, (1, "two"), start).await.unwrap();
    let first = workflow.history().next().await.unwrap().unwrap().remove(0);
    let summary = first.user_metadata.unwrap().summary.unwrap();
    assert_eq!(&*summary.data, b"\"one line\"");
    let Some(Attributes::WorkflowExecutionStartedEventAttributes(started)) = first.attributes else { panic!() };
    let arguments: Vec<_> = started.input.unwrap().payloads.into_iter().map(|payload| payload.data).collect();
    assert_eq!(arguments, ["1", "\"two\""]);
    assert_eq!(started.workflow_execution_timeout.unwrap().seconds, 120);
    assert_eq!(started.workflow_run_timeout.unwrap().seconds, 60);
    let task_timeout = started.workflow_task_timeout.unwrap();
    assert_eq!((task_timeout.seconds, task_timeout.nanos), (7, 500_000_000));
    let retry = started.retry_policy.unwrap();
    assert_eq!((retry.maximum_attempts, &retry.non_retryable_error_types[..]), (4, &["Bad".to_owned()][..]));
    assert_eq!((retry.initial_interval.unwrap().seconds, retry.backoff_coefficient), (3, 2.0));
    assert_eq!(started.first_workflow_task_backoff.unwrap().seconds, 90);
    assert_eq!(&*started.memo.unwrap().fields["note"].data, b"\"by hand\"");
    assert_eq!(&*started.header.unwrap().fields["trace"].data, b"7");
    assert_eq!(started.priority.unwrap().priority_key, 2);
    assert_eq!(started.identity, "typed client");
    workflow.terminate("seen", ()).await.unwrap();
    let cron = StartOptions { cron_schedule: "0 0 1 1 *".to_owned(), ..options(&lab, "cron") };
    let cron = client.start_workflow(TYPE, (), cron).await.unwrap();
    let first = cron.history().next().await.unwrap().unwrap().remove(0);
    let Some(Attributes::WorkflowExecutionStartedEventAttributes(started)) = first.attributes else { panic!() };
    assert_eq!((started.cron_schedule.as_str(), started.input), ("0 0 1 1 *", None));
    cron.terminate("seen", ()).await.unwrap();
}

async fn an_id_is_taken_until_policies_say_otherwise<R: Runtime>(lab: Lab<R>) {
    let client = client(&lab);
    let first = client.start_workflow(TYPE, (), options(&lab, "id")).await.unwrap();
    let refused = client.start_workflow(TYPE, (), options(&lab, "id")).await;
    let Err(StartError::AlreadyStarted(there)) = refused else { panic!("{refused:?}") };
    assert_eq!((there.workflow_id.as_str(), there.run_id.as_str()), (lab.id("id").as_str(), first.run_id()));
    assert_eq!((there.call.rpc(), there.call.attempts()), ("StartWorkflowExecution", 1));
    let text = there.to_string();
    assert!(text.contains(first.run_id()) && text.contains("the lab's server"), "{text}");

    let with = |id_conflict_policy| StartOptions { id_conflict_policy, ..options(&lab, "id") };
    let same = client.start_workflow(TYPE, (), with(WorkflowIdConflictPolicy::UseExisting)).await.unwrap();
    assert_eq!(same.run_id(), first.run_id());
    let other = client.start_workflow(TYPE, (), with(WorkflowIdConflictPolicy::TerminateExisting)).await.unwrap();
    assert_ne!(other.run_id(), first.run_id());
    assert!(matches!(first.result::<Value>().await, Err(ResultError::Failed(_))));

    other.terminate("enough", ()).await.unwrap();
    let unique = StartOptions { id_reuse_policy: WorkflowIdReusePolicy::RejectDuplicate, ..options(&lab, "id") };
    let refused = client.start_workflow(TYPE, (), unique).await;
    assert!(matches!(refused, Err(StartError::AlreadyStarted(_))), "{refused:?}");
}

async fn the_same_request_starts_one_workflow<R: Runtime>(lab: Lab<R>) {
    let client = client(&lab);
    let same = || StartOptions { request_id: Some(lab.id("request")), ..options(&lab, "once") };
    let first = client.start_workflow(TYPE, (), same()).await.unwrap();
    let again = client.start_workflow(TYPE, (), same()).await.unwrap();
    assert_eq!(first.run_id(), again.run_id());
    first.terminate("enough", ()).await.unwrap();
}

async fn a_signal_starts_what_it_does_not_find<R: Runtime>(lab: Lab<R>) {
    let (client, worker) = (client(&lab), lab.worker());
    let waits =
        program(json!([{ "await_signal": "a", "save_as": "a" }, { "await_signal": "b" }, { "return_state": "a" }]));
    let both = |signal: &'static str| {
        let start = StartOptions {
            search_attributes: dacapo_client::search::SearchAttributes::new().with(IDS, vec!["one".to_owned()]),
            ..options(&lab, "signaled")
        };
        client.signal_with_start((signal, ("payload",)), (TYPE, (&waits,)), start)
    };
    let first = both("a").await.unwrap();
    let second = both("b").await.unwrap();
    assert_eq!(first.run_id(), second.run_id());
    assert_eq!(second.result::<String>().await.unwrap(), "payload");
    let known = first.describe().await.unwrap();
    assert_eq!(known.status, WorkflowExecutionStatus::Completed);
    assert_eq!((known.workflow_type.as_str(), known.task_queue.as_str()), (TYPE, lab.queue()));
    assert!(known.search_attributes.value(IDS).is_some_and(|ids| ids.contains(&"one".to_owned())), "{known:?}");
    assert_eq!(known.search_attributes.value(COLOUR), None);
    worker.shut_down().await;
}

/// The first two events that say who got the first task, and by which version.
async fn eager_of<R: Runtime, T: Transport>(workflow: &WorkflowHandle<R, T, Json>) -> (bool, String) {
    let events = workflow.history().next().await.unwrap().unwrap();
    let (mut is_eager, mut build_id) = (false, String::new());
    for event in events {
        match event.attributes.unwrap() {
            Attributes::WorkflowExecutionStartedEventAttributes(started) => {
                is_eager = started.eager_execution_accepted;
            }
            Attributes::WorkflowTaskCompletedEventAttributes(completed) => {
                build_id = completed.deployment_version.unwrap_or_default().build_id;
            }
            _ => {}
        }
    }
    (is_eager, build_id)
}

async fn a_worker_gets_the_first_task_with_the_answer<R: Runtime>(lab: Lab<R>) {
    let client = client(&lab);
    let at_once = || (program(json!([{ "return": "at once" }])),);
    let worker = lab.worker();
    // A worker has no slot before it knows what the server can do.
    let slot = lab.eventually(async || worker.handle.reserve_eager_start().await.unwrap()).await;
    drop(slot);
    let elsewhere = StartOptions { task_queue: "another".to_owned(), ..options(&lab, "elsewhere") };
    let refused = client.start_workflow_eagerly(&worker.handle, TYPE, at_once(), elsewhere).await.unwrap_err();
    assert_eq!(refused.to_string(), "task_queue: the worker takes its tasks from another one");
    let workflow =
        client.start_workflow_eagerly(&worker.handle, TYPE, at_once(), options(&lab, "eager")).await.unwrap();
    assert_eq!(workflow.result::<String>().await.unwrap(), "at once");
    assert_eq!(eager_of(&workflow).await, (true, String::new()));
    let handle = worker.handle.clone();
    worker.shut_down().await;
    // It has ended: another one gets the task by a poll.
    let mut config = lab.config();
    config.versioning = Versioning::Deployment {
        deployment_name: "".into(),
        build_id: "1.0".into(),
        is_routed: true,
        default_behavior: VersioningBehavior::AutoUpgrade,
    };
    let versioned = lab.start_worker(config);
    let deployment = client.deployment(format!("{}-deployment", lab.queue()));
    lab.eventually(async || deployment.set_current(Some("1.0"), VersionChoice::default()).await.ok()).await;
    let polled = client.start_workflow_eagerly(&handle, TYPE, at_once(), options(&lab, "polled")).await.unwrap();
    assert_eq!(polled.result::<String>().await.unwrap(), "at once");
    assert_eq!(eager_of(&polled).await, (false, "1.0".to_owned()));
    let of_version =
        client.start_workflow_eagerly(&versioned.handle, TYPE, at_once(), options(&lab, "version")).await.unwrap();
    assert_eq!(of_version.result::<String>().await.unwrap(), "at once");
    assert_eq!(eager_of(&of_version).await, (true, "1.0".to_owned()));
    versioned.shut_down().await;
}
