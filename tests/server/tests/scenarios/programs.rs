//! What workflows are made of: signals, timers, activities and children, side by side in one worker.

use dacapo_kitchen_sink::Program;
use dacapo_runtime::Runtime;
use dacapo_server_tests::{Lab, scenarios};
use futures_util::future::join_all;
use serde_json::{Value, json};

scenarios! {
    workflows_of_many_kinds_complete
}

async fn workflows_of_many_kinds_complete<R: Runtime>(lab: Lab<R>) {
    let (client, worker) = (lab.client(), lab.worker());
    let programs = [
        ("timer", json!([{ "timer": "0.2s" }, { "return": "timer" }]), "\"timer\""),
        (
            "activity",
            json!([{ "activity": { "does": [{ "return": 7 }] }, "save_as": "n" }, { "return_state": "n" }]),
            "7",
        ),
        (
            "side_by_side",
            json!([
                { "concurrent": [
                    { "activity": { "does": [{ "return": 1 }] }, "expect": { "completed": 1 } },
                    { "local_activity": { "does": [{ "return": 2 }] }, "expect": { "completed": 2 } },
                    { "timer": "0.1s" },
                    { "timer": "60s", "await": "cancel_after_started", "expect": "canceled" }
                ] },
                { "return": "all" }
            ]),
            "\"all\"",
        ),
        (
            "failing",
            json!([{ "fail": { "message": "on purpose", "non_retryable": true } }]),
            "WORKFLOW_EXECUTION_FAILED: on purpose",
        ),
    ];
    let runs = programs.into_iter().map(|(name, actions, expected)| {
        let (client, id) = (&client, lab.id(name));
        async move {
            client.start(&id, &program(actions)).await.unwrap();
            assert_eq!(client.outcome(&id).await.unwrap(), expected, "{name}");
        }
    });
    join_all(runs).await;
    let report = worker.shut_down().await;
    assert_eq!((report.canceled, report.handed_back), (0, 0));
}

fn program(actions: Value) -> Program {
    Program::parse(json!({ "actions": actions }).to_string().as_bytes()).unwrap()
}
