//! Nexus operations, called by one worker and done by another: at once, by a workflow, badly, or not to the end.

use dacapo_kitchen_sink::operation_token;
use dacapo_proto::temporal::api::failure::v1::failure::FailureInfo;
use dacapo_runtime::{Runtime, Transport};
use dacapo_server_tests::{Client, History, Lab, RunningWorker, events, program, scenarios};
use serde_json::{Value, json};

scenarios! {
    operations_end_at_once
    operations_end_with_the_workflow_behind_them
    operations_under_way_are_canceled_as_the_caller_says
    operations_that_end_at_once_are_past_canceling
    a_token_that_the_server_cannot_deliver_is_refused_to_the_caller
}

/// An endpoint whose operations a worker with a task queue of its own does.
async fn endpoint<R: Runtime, T: Transport>(lab: &Lab<R>, client: &Client<T>) -> (String, RunningWorker) {
    let handlers = lab.with_queue("handlers");
    let mut config = handlers.config();
    config.tasks.nexus = true;
    let name = format!("{}-endpoint", lab.queue()).replace('_', "-");
    client.create_endpoint(&name, handlers.queue()).await.unwrap();
    (name, handlers.start_worker(config))
}

fn operation(endpoint: &str, input: &Value) -> Value {
    json!({ "endpoint": endpoint, "service": "sink", "operation": "do", "input": input, "schedule_to_close_timeout": "30s" })
}

/// Starts a caller. The server learns of a new endpoint a little later: until then the task that names it fails, and one
/// that fails twice is waited for.
async fn begin<R: Runtime, T: Transport>(lab: &Lab<R>, client: &Client<T>, actions: Value) -> String {
    let id = lab.id("caller");
    let mut request = client.start_request(&id, &program(actions));
    request.workflow_task_timeout = Some(prost_types::Duration { seconds: 3, nanos: 0 });
    client.start_as(&request).await.unwrap();
    id
}

/// Waits until a workflow's history has so many events of each of these kinds.
async fn has_come_to<R: Runtime, T: Transport>(lab: &Lab<R>, client: &Client<T>, id: &str, counts: &[(&str, usize)]) {
    lab.eventually(async || {
        let history = client.history(id).await.unwrap();
        counts.iter().all(|(kind, count)| history.count(kind) == *count).then_some(())
    })
    .await;
}

async fn operations_end_at_once<R: Runtime>(lab: Lab<R>) {
    let (client, callers) = (lab.client(), lab.worker());
    let (name, handlers) = endpoint(&lab, &client).await;
    let done = |input: Value| operation(&name, &input);
    let actions = json!([{ "concurrent": [
        { "nexus_operation": done(json!([{ "sleep": "0.1s" }, { "return": { "deep": [1] } }])),
            "expect": { "completed": { "deep": [1] } } },
        { "nexus_operation": done(json!([{ "fail": { "message": "refused", "type": "No" } }])),
            "expect": { "failed": "refused" } },
        { "nexus_operation": done(json!([{ "cancel": "gave up" }])), "expect": "canceled" },
        { "nexus_operation": done(json!([{ "handler_error": { "type": "BAD_REQUEST", "message": "what?" } }])),
            "expect": { "failed": "what?" } }
    ] }]);
    let id = begin(&lab, &client, actions).await;
    assert_eq!(client.outcome(&id).await.unwrap(), "");
    let history = client.history(&id).await.unwrap();
    for (kind, count) in [
        ("NEXUS_OPERATION_SCHEDULED", 4),
        ("NEXUS_OPERATION_STARTED", 0),
        ("NEXUS_OPERATION_COMPLETED", 1),
        ("NEXUS_OPERATION_FAILED", 2),
        ("NEXUS_OPERATION_CANCELED", 1),
    ] {
        assert_eq!(history.count(kind), count, "{kind} in\n{}", history.story());
    }
    let failed = events!(history, NexusOperationFailedEventAttributes);
    let causes = failed.iter().map(|failed| failed.failure.clone().unwrap().cause.unwrap());
    let (mut operations, mut handler_errors) = (0, 0);
    for cause in causes {
        match cause.failure_info {
            Some(FailureInfo::NexusHandlerFailureInfo(info)) if info.r#type == "BAD_REQUEST" => handler_errors += 1,
            Some(FailureInfo::ApplicationFailureInfo(_)) => operations += 1,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((operations, handler_errors), (1, 1));
    assert_eq!(handlers.record.read(|seen| seen.nexus_tasks.len()), 4);
    assert_eq!(handlers.record.counter("nexus_task_execution_failed"), 3);
    callers.shut_down().await;
    let report = handlers.shut_down().await;
    assert_eq!((report.canceled, report.handed_back), (0, 0), "{report:?}");
}

async fn operations_end_with_the_workflow_behind_them<R: Runtime>(lab: Lab<R>) {
    let (client, callers) = (lab.client(), lab.worker());
    let (name, handlers) = endpoint(&lab, &client).await;
    let backed = |name_of: &str, program: Value| {
        operation(&name, &json!([{ "start_workflow": { "workflow_id": lab.id(name_of), "program": program } }]))
    };
    let failing = json!({ "fail": { "message": "behind", "non_retryable": true } });
    let actions = json!([{ "concurrent": [
        { "nexus_operation": backed("well", json!({ "actions": [{ "await_signal": "go" }, { "return": 5 }] })),
            "expect": { "completed": 5 } },
        { "nexus_operation": backed("badly", json!({ "actions": [{ "await_signal": "go" }, failing] })),
            "expect": { "failed": "behind" } }
    ] }]);
    let id = begin(&lab, &client, actions).await;
    // One that ends before the server heard of its start has no token.
    has_come_to(&lab, &client, &id, &[("NEXUS_OPERATION_STARTED", 2)]).await;
    for backing in ["well", "badly"] {
        client.signal(&lab.id(backing), "go", &Value::Null).await.unwrap();
    }
    assert_eq!(client.outcome(&id).await.unwrap(), "");
    let history = client.history(&id).await.unwrap();
    let started = events!(history, NexusOperationStartedEventAttributes);
    let mut tokens: Vec<_> = started.iter().map(|started| started.operation_token.clone()).collect();
    tokens.sort();
    let mut expected = ["badly", "well"].map(|name| operation_token(&lab.id(name)));
    expected.sort();
    assert_eq!(tokens, expected);
    assert_eq!((history.count("NEXUS_OPERATION_COMPLETED"), history.count("NEXUS_OPERATION_FAILED")), (1, 1));
    assert_eq!(client.history(&lab.id("well")).await.unwrap().outcome(), "5");
    callers.shut_down().await;
    handlers.shut_down().await;
}

/// The tokens of operations that were asked to cancel, and whose handlers took that.
fn tokens_of_delivered(history: &History) -> Vec<String> {
    let delivered = events!(history, NexusOperationCancelRequestCompletedEventAttributes);
    let is_delivered = |scheduled| delivered.iter().any(|delivered| delivered.scheduled_event_id == scheduled);
    let started = events!(history, NexusOperationStartedEventAttributes);
    let started = started.iter().filter(|started| is_delivered(started.scheduled_event_id));
    started.map(|started| started.operation_token.clone()).collect()
}

/// An operation that is canceled in some way, and how it ends for its caller.
fn canceled(endpoint: &str, input: &Value, kind: &str, end: &Value) -> Value {
    let mut operation = operation(endpoint, input);
    operation["cancellation_type"] = json!(kind);
    json!({ "nexus_operation": operation, "expect": end })
}

async fn operations_under_way_are_canceled_as_the_caller_says<R: Runtime>(lab: Lab<R>) {
    let (client, callers) = (lab.client(), lab.worker());
    let (name, handlers) = endpoint(&lab, &client).await;
    let backed = |name_of: &str, actions: Value| {
        let program = json!({ "actions": actions });
        json!([{ "start_workflow": { "workflow_id": lab.id(name_of), "program": program } }])
    };
    let (obeys, insists) = (
        backed("obeys", json!([{ "timer": "60s" }])),
        backed("insists", json!([{ "timer": "60s", "expect": "any" }, { "return": "after all" }])),
    );
    let token = |token: &str| json!([{ "start_async": token }]);
    let mut concurrent = vec![
        canceled(&name, &obeys, "wait_cancellation_completed", &json!("canceled")),
        canceled(&name, &insists, "wait_cancellation_completed", &json!({ "completed": "after all" })),
        canceled(&name, &token("nobody"), "wait_cancellation_requested", &json!("canceled")),
        canceled(&name, &token("somebody"), "try_cancel", &json!("canceled")),
        canceled(&name, &token("stubborn"), "try_cancel", &json!("canceled")),
        canceled(&name, &token("abandoned"), "abandon", &json!("canceled")),
    ];
    for operation in &mut concurrent {
        operation["await"] = json!("cancel_after_started");
    }
    let mut unsent = canceled(&name, &json!([]), "try_cancel", &json!("canceled"));
    unsent["await"] = json!("cancel_before_sent");
    concurrent.push(unsent);
    let actions = json!([{ "concurrent": concurrent }, { "await_signal": "end" }]);
    let id = begin(&lab, &client, actions).await;
    // Not all of that is waited for by the workflow.
    lab.eventually(async || {
        let history = client.history(&id).await.unwrap();
        let ended = ["NEXUS_OPERATION_CANCELED", "NEXUS_OPERATION_COMPLETED"].map(|kind| history.count(kind));
        // Where a workflow ends the operation first, the server does not say how the request went.
        let delivered = tokens_of_delivered(&history);
        let are_told = ["nobody", "somebody"].iter().all(|token| delivered.iter().any(|of| of == token));
        (ended == [1, 1] && are_told && history.count("NEXUS_OPERATION_CANCEL_REQUEST_FAILED") == 1).then_some(())
    })
    .await;
    client.signal(&id, "end", &Value::Null).await.unwrap();
    assert_eq!(client.outcome(&id).await.unwrap(), "");

    let history = client.history(&id).await.unwrap();
    for (kind, count) in [
        ("NEXUS_OPERATION_SCHEDULED", 6),
        ("NEXUS_OPERATION_STARTED", 6),
        ("NEXUS_OPERATION_CANCEL_REQUESTED", 5),
        ("NEXUS_OPERATION_CANCELED", 1),
        ("NEXUS_OPERATION_COMPLETED", 1),
        ("NEXUS_OPERATION_FAILED", 0),
        ("NEXUS_OPERATION_TIMED_OUT", 0),
    ] {
        assert_eq!(history.count(kind), count, "{kind} in\n{}", history.story());
    }
    let backed = ["obeys", "insists"].map(|name| operation_token(&lab.id(name)));
    let delivered = tokens_of_delivered(&history);
    assert!(delivered.iter().all(|of| backed.contains(of) || of == "nobody" || of == "somebody"), "{delivered:?}");
    let refused = events!(history, NexusOperationCancelRequestFailedEventAttributes);
    let causes = refused.iter().map(|refused| refused.failure.clone().unwrap().cause.unwrap().message);
    assert_eq!(causes.collect::<Vec<_>>(), ["it does not cancel"]);
    assert_eq!(client.outcome(&lab.id("obeys")).await.unwrap(), "WORKFLOW_EXECUTION_CANCELED");
    assert_eq!(handlers.record.read(|seen| seen.nexus_tasks.len()), 11, "six begin, five are canceled");
    callers.shut_down().await;
    handlers.shut_down().await;
}

async fn operations_that_end_at_once_are_past_canceling<R: Runtime>(lab: Lab<R>) {
    let (client, callers) = (lab.client(), lab.worker());
    let (name, handlers) = endpoint(&lab, &client).await;
    // The handler works when the workflow is asked to cancel; its answer is the operation's end.
    let slow = json!([{ "sleep": "4s" }, { "return": "done" }]);
    let done = json!({ "completed": "done" });
    let actions = json!([
        { "concurrent": [
            canceled(&name, &slow, "wait_cancellation_completed", &done),
            canceled(&name, &slow, "wait_cancellation_requested", &done),
            canceled(&name, &slow, "try_cancel", &json!("canceled")),
            canceled(&name, &slow, "abandon", &json!("canceled"))
        ] },
        { "await_signal": "end" }
    ]);
    let id = begin(&lab, &client, actions).await;
    lab.until(|| handlers.record.read(|seen| seen.nexus_tasks.len()) == 4).await;
    client.cancel(&id).await.unwrap();
    has_come_to(&lab, &client, &id, &[("NEXUS_OPERATION_COMPLETED", 4)]).await;
    client.signal(&id, "end", &Value::Null).await.unwrap();
    assert_eq!(client.outcome(&id).await.unwrap(), "");

    let history = client.history(&id).await.unwrap();
    for (kind, count) in [
        ("NEXUS_OPERATION_CANCEL_REQUESTED", 3),
        ("NEXUS_OPERATION_CANCEL_REQUEST_COMPLETED", 0),
        ("NEXUS_OPERATION_CANCEL_REQUEST_FAILED", 0),
        ("NEXUS_OPERATION_STARTED", 0),
        ("NEXUS_OPERATION_CANCELED", 0),
    ] {
        assert_eq!(history.count(kind), count, "{kind} in\n{}", history.story());
    }
    assert_eq!(callers.record.counter("workflow_task_execution_failed"), 0, "{}", callers.record);
    assert_eq!(handlers.record.read(|seen| seen.nexus_tasks.len()), 4);
    callers.shut_down().await;
    handlers.shut_down().await;
}

async fn a_token_that_the_server_cannot_deliver_is_refused_to_the_caller<R: Runtime>(lab: Lab<R>) {
    let (client, callers) = (lab.client(), lab.worker());
    let (name, handlers) = endpoint(&lab, &client).await;
    // Who waits for the delivery is told that it failed; who does not went on before.
    let ends = [("wait_cancellation_requested", json!("any")), ("try_cancel", json!("canceled"))];
    let mut concurrent = ends.map(|(kind, end)| canceled(&name, &json!([{ "start_async": "a/b" }]), kind, &end));
    for operation in &mut concurrent {
        operation["await"] = json!("cancel_after_started");
    }
    let actions = json!([{ "concurrent": concurrent }, { "await_signal": "end" }]);
    let id = begin(&lab, &client, actions).await;
    let told = |history: &History| {
        ["COMPLETED", "FAILED"].map(|end| history.count(&format!("NEXUS_OPERATION_CANCEL_REQUEST_{end}")))
    };
    lab.eventually(async || {
        let told = told(&client.history(&id).await.unwrap());
        (told.iter().sum::<usize>() == 2).then_some(())
    })
    .await;
    client.signal(&id, "end", &Value::Null).await.unwrap();
    assert_eq!(client.outcome(&id).await.unwrap(), "");
    let history = client.history(&id).await.unwrap();
    // Server 1.29 puts the token into a path, and finds no operation there; those after it ask the handler.
    let asked = handlers.record.read(|seen| seen.nexus_tasks.len()) - 2;
    assert!([[2, 0], [0, 2]].contains(&told(&history)) && told(&history)[0] == asked, "{}", history.story());
    callers.shut_down().await;
    handlers.shut_down().await;
}
