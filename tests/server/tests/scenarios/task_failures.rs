//! Workflow tasks that fail: told once with the right cause, tried again, and mended by other code.

use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::{common::v1::WorkflowType, enums::v1::WorkflowTaskFailedCause as Cause},
};
use dacapo_runtime::Runtime;
use dacapo_server_tests::{Lab, events, program, scenarios};
use serde_json::{Value, json};

scenarios! {
    a_failing_task_is_told_once_and_recovers
    what_differs_from_history_is_told_as_such
    a_run_that_fails_leaves_others_alone
}

async fn a_failing_task_is_told_once_and_recovers<R: Runtime>(lab: Lab<R>) {
    let (client, worker, id) = (lab.client(), lab.worker(), lab.id("failing"));
    // What it waits for is expected to fail: until it does, each task fails.
    let actions =
        json!([{ "await_signal": "go", "save_as": "n", "expect": { "completed": 1 } }, { "return_state": "n" }]);
    let mut request = client.start_request(&id, &program(actions));
    request.workflow_task_timeout = Some(prost_types::Duration { seconds: 1, nanos: 0 });
    let run = client.start_as(&request).await.unwrap().run_id;
    lab.until(|| !worker.record.activations_of(&run).is_empty()).await;
    client.signal(&id, "go", &json!(2)).await.unwrap();
    lab.until(|| worker.record.read(|seen| seen.task_failures.len()) > 2).await;
    let history = client.history(&id).await.unwrap();
    let failed = events!(history, WorkflowTaskFailedEventAttributes);
    // The server counts anew once the task has failed in the sticky queue: there are two first attempts.
    let scheduled = events!(history, WorkflowTaskScheduledEventAttributes);
    assert!(
        scheduled.iter().all(|scheduled| scheduled.attempt == 1),
        "attempts that follow leave nothing: {}",
        history.story()
    );
    assert_eq!(failed.len(), 2, "{}", history.story());
    assert_eq!(failed[0].cause(), Cause::WorkflowWorkerUnhandledFailure);
    let message = failed[0].failure.clone().unwrap().message;
    assert!(message.starts_with("actions[0].await_signal: expected"), "{message}");
    assert_eq!(worker.record.calls(method::RESPOND_WORKFLOW_TASK_FAILED), 2, "only first attempts are told");
    assert!(worker.record.counter("workflow_task_execution_failed{failure_reason=WorkflowError}") > 2);
    client.terminate(&id).await.unwrap();
    let (_, faults) = worker.shut_down_with_faults().await;
    assert!(faults.is_empty(), "{faults:?}");
}

async fn what_differs_from_history_is_told_as_such<R: Runtime>(lab: Lab<R>) {
    let (client, id) = (lab.client(), lab.id("differs"));
    let right =
        || [("Changing", program(json!([{ "timer": "0.1s" }, { "await_signal": "go" }, { "return": "done" }])))];
    let wrong = [("Changing", program(json!([{ "activity": { "does": [{ "return": 1 }] } }])))];
    let old = lab.start_worker_with(lab.config(), right());
    let mut request = client.start_request(&id, &program(json!([])));
    request.workflow_type = Some(WorkflowType { name: "Changing".into() });
    client.start_as(&request).await.unwrap();
    lab.eventually(async || {
        let history = client.history(&id).await.ok()?;
        (history.count("TIMER_FIRED") == 1 && history.count("WORKFLOW_TASK_COMPLETED") == 2).then_some(())
    })
    .await;
    old.shut_down().await;

    let new = lab.start_worker_with(lab.config(), wrong);
    client.signal(&id, "go", &Value::Null).await.unwrap();
    let history = lab
        .eventually(async || {
            client.history(&id).await.ok().filter(|history| history.count("WORKFLOW_TASK_FAILED") == 1)
        })
        .await;
    let failed = events!(history, WorkflowTaskFailedEventAttributes);
    assert_eq!(failed[0].cause(), Cause::NonDeterministicError);
    let message = failed[0].failure.clone().unwrap().message;
    assert!(message.starts_with("[TMPRL1100]"), "{message}");
    assert!(new.record.counter("workflow_task_execution_failed{failure_reason=NonDeterminismError}") > 0);
    assert_eq!(new.record.read(|seen| seen.activities.len()), 0, "what is wrong is not done");
    new.shut_down().await;

    // The code that wrote it takes it up again.
    let third = lab.start_worker_with(lab.config(), right());
    assert_eq!(client.outcome(&id).await.unwrap(), "\"done\"");
    third.shut_down().await;
}

async fn a_run_that_fails_leaves_others_alone<R: Runtime>(lab: Lab<R>) {
    let (client, worker) = (lab.client(), lab.worker());
    let (broken, healthy) = (lab.id("broken"), lab.id("healthy"));
    client.start(&broken, &program(json!([{ "fail_task": "broken code" }]))).await.unwrap();
    let actions = json!([{ "repeat": { "times": 5, "actions": [{ "activity": { "does": [{ "return": 1 }] } }] } }]);
    let run = client.start(&healthy, &program(actions)).await.unwrap();
    assert_eq!(client.outcome(&healthy).await.unwrap(), "");
    let seen = worker.record.activations_of(&run);
    assert!(seen.iter().all(|activated| !activated.is_replaying), "it was never let go of: {seen:?}");
    lab.eventually(async || {
        let history = client.history(&broken).await.ok()?;
        (history.count("WORKFLOW_TASK_FAILED") == 1).then_some(())
    })
    .await;
    client.terminate(&broken).await.unwrap();
    worker.shut_down().await;
}
