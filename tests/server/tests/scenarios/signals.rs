//! Timers, signals and cancellation: what the world and the clock tell a workflow.

use dacapo_runtime::Runtime;
use dacapo_server_tests::{Lab, events, program, scenarios};
use serde_json::json;

scenarios! {
    timers_fire_in_order_and_canceled_ones_do_not
    signals_arrive_in_order_whenever_they_come
    workflows_signal_and_cancel_each_other
    a_canceled_workflow_ends_as_it_says
}

async fn timers_fire_in_order_and_canceled_ones_do_not<R: Runtime>(lab: Lab<R>) {
    let (client, worker, id) = (lab.client(), lab.worker(), lab.id("timers"));
    let actions = json!([
        { "concurrent": [
            { "sequence": [{ "timer": "2s", "summary": "the long one" }, { "set_state": { "last": "long" } }] },
            { "sequence": [{ "timer": "0.1s" }, { "set_state": { "last": "short" } }] },
            { "timer": "60s", "await": "cancel_after_started", "expect": "canceled" },
            { "timer": "60s", "await": "cancel_before_sent", "expect": "canceled" }
        ] },
        { "return_state": "last" }
    ]);
    client.start(&id, &program(actions)).await.unwrap();
    assert_eq!(client.outcome(&id).await.unwrap(), "\"long\"");
    let history = client.history(&id).await.unwrap();
    // Two for the program, one to be canceled, and the moment after which it is.
    assert_eq!(history.count("TIMER_STARTED"), 4, "{}", history.story());
    assert_eq!((history.count("TIMER_FIRED"), history.count("TIMER_CANCELED")), (3, 1));
    let summaries: Vec<_> =
        history.0.iter().filter_map(|event| event.user_metadata.as_ref()?.summary.as_ref()).collect();
    assert_eq!(summaries.len(), 1);
    assert_eq!(&*summaries[0].data, b"\"the long one\"");
    assert!(worker.record.counter("sticky_cache_hit") > 0, "its later tasks came to the run in the cache");
    assert_eq!(worker.record.counter("sticky_cache_miss"), 0);
    worker.shut_down().await;
}

async fn signals_arrive_in_order_whenever_they_come<R: Runtime>(lab: Lab<R>) {
    let (client, id) = (lab.client(), lab.id("signals"));
    let actions = json!([
        { "await_signal": "first", "save_as": "a" }, { "await_signal": "second", "save_as": "b" },
        { "set_state": { "at": "waiting" } }, { "await_signal": "third", "save_as": "c" },
        { "await_state": { "key": "handled", "value": true } }, { "return": "went" }
    ]);
    let program = program(json!({ "actions": actions, "signals": { "handled": [{ "timer": "0.1s" },
        { "set_state": { "handled": true } }] } }));
    client.start(&id, &program).await.unwrap();
    // Nobody works on it yet: both come with its first task, in the other order than it waits for them.
    client.signal(&id, "second", &json!(2)).await.unwrap();
    client.signal(&id, "first", &json!(1)).await.unwrap();
    let worker = lab.worker();
    lab.eventually(async || client.state(&id).await.ok().filter(|state| state.contains("waiting"))).await;
    client.signal(&id, "handled", &json!(null)).await.unwrap();
    client.signal(&id, "third", &json!({ "deep": [3] })).await.unwrap();
    assert_eq!(client.outcome(&id).await.unwrap(), "\"went\"");
    let state = r#"{"a":1,"at":"waiting","b":2,"c":{"deep":[3]},"handled":true}"#;
    assert_eq!(client.state(&id).await.unwrap(), state);
    let history = client.history(&id).await.unwrap();
    let names: Vec<_> =
        events!(history, WorkflowExecutionSignaledEventAttributes).iter().map(|s| &*s.signal_name).collect();
    assert_eq!(names, ["second", "first", "handled", "third"]);
    assert_eq!(
        history.kinds()[..4],
        [
            "WORKFLOW_EXECUTION_STARTED",
            "WORKFLOW_TASK_SCHEDULED",
            "WORKFLOW_EXECUTION_SIGNALED",
            "WORKFLOW_EXECUTION_SIGNALED"
        ]
    );
    worker.shut_down().await;
}

async fn workflows_signal_and_cancel_each_other<R: Runtime>(lab: Lab<R>) {
    let (client, worker) = (lab.client(), lab.worker());
    let (waiting, canceled, caller) = (lab.id("waiting"), lab.id("canceled"), lab.id("caller"));
    client
        .start(&waiting, &program(json!([{ "await_signal": "go", "save_as": "n" }, { "return_state": "n" }])))
        .await
        .unwrap();
    client.start(&canceled, &program(json!([{ "timer": "60s" }]))).await.unwrap();
    let actions = json!([
        { "signal_external": { "workflow_id": waiting, "signal_name": "go", "arguments": [5] } },
        { "cancel_external": { "workflow_id": canceled, "reason": "enough" } },
        { "signal_external": { "workflow_id": lab.id("nobody"), "signal_name": "go" }, "expect": { "failed": "" } },
        { "cancel_external": { "workflow_id": lab.id("nobody") }, "expect": { "failed": "" } },
        { "return": "told all" }
    ]);
    client.start(&caller, &program(actions)).await.unwrap();
    assert_eq!(client.outcome(&caller).await.unwrap(), "\"told all\"");
    assert_eq!(client.outcome(&waiting).await.unwrap(), "5");
    assert_eq!(client.outcome(&canceled).await.unwrap(), "WORKFLOW_EXECUTION_CANCELED");
    let history = client.history(&caller).await.unwrap();
    for (kind, count) in [
        ("EXTERNAL_WORKFLOW_EXECUTION_SIGNALED", 1),
        ("EXTERNAL_WORKFLOW_EXECUTION_CANCEL_REQUESTED", 1),
        ("SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED", 1),
        ("REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED", 1),
    ] {
        assert_eq!(history.count(kind), count, "{kind} in\n{}", history.story());
    }
    let history = client.history(&canceled).await.unwrap();
    let requests = events!(history, WorkflowExecutionCancelRequestedEventAttributes);
    assert_eq!(requests[0].external_workflow_execution.clone().unwrap().workflow_id, caller);
    worker.shut_down().await;
}

async fn a_canceled_workflow_ends_as_it_says<R: Runtime>(lab: Lab<R>) {
    let (client, worker) = (lab.client(), lab.worker());
    let (obeys, insists, details) = (lab.id("obeys"), lab.id("insists"), lab.id("details"));
    let cleanup = json!({ "activity": { "does": [{ "return": "clean" }] }, "expect": { "completed": "clean" } });
    client.start(&obeys, &program(json!([{ "timer": "60s" }, { "return": "not reached" }]))).await.unwrap();
    client
        .start(&insists, &program(json!([{ "timer": "60s", "expect": "any" }, cleanup, { "return": "after all" }])))
        .await
        .unwrap();
    let on_cancel =
        program(json!({ "actions": [{ "timer": "60s" }], "on_cancel": [cleanup, { "cancel": ["why", 1] }] }));
    client.start(&details, &on_cancel).await.unwrap();
    for id in [&obeys, &insists, &details] {
        lab.eventually(async || {
            let history = client.history(id).await.unwrap();
            (history.count("TIMER_STARTED") == 1).then_some(())
        })
        .await;
        client.cancel(id).await.unwrap();
        // A second request changes nothing.
        client.cancel(id).await.unwrap();
    }
    assert_eq!(client.outcome(&obeys).await.unwrap(), "WORKFLOW_EXECUTION_CANCELED");
    assert_eq!(client.outcome(&insists).await.unwrap(), "\"after all\"");
    assert_eq!(client.outcome(&details).await.unwrap(), "WORKFLOW_EXECUTION_CANCELED");
    for id in [&obeys, &insists] {
        let history = client.history(id).await.unwrap();
        assert_eq!((history.count("TIMER_CANCELED"), history.count("WORKFLOW_EXECUTION_CANCEL_REQUESTED")), (1, 1));
    }
    let history = client.history(&details).await.unwrap();
    let closed = events!(history, WorkflowExecutionCanceledEventAttributes);
    assert_eq!(dacapo_server_tests::client::text(closed[0].details.as_ref()), "\"why\"1");
    worker.shut_down().await;
}
