//! Queries: alone, with a workflow task, of a workflow that is closed, and those that fail.

use dacapo_core::rpc::Code;
use dacapo_runtime::Runtime;
use dacapo_server_tests::{Lab, program, scenarios};
use futures_util::future::join;
use serde_json::{Value, json};

scenarios! {
    a_query_alone_leaves_no_trace
    a_query_with_a_task_is_answered_with_it
    a_closed_workflow_answers_a_worker_that_never_saw_it
}

fn asked() -> Value {
    json!({
        "actions": [{ "set_state": { "at": "waiting" } }, { "await_signal": "go" }, { "set_state": { "at": "gone" } },
            { "await_signal": "end" }, { "return": "ended" }],
        "queries": { "at": { "state": "at" }, "echo": { "echo": {} }, "broken": { "fail": "on purpose" } }
    })
}

async fn a_query_alone_leaves_no_trace<R: Runtime>(lab: Lab<R>) {
    let (client, worker, id) = (lab.client(), lab.worker(), lab.id("asked"));
    let run = client.start(&id, &program(asked())).await.unwrap();
    lab.until(|| !worker.record.activations_of(&run).is_empty()).await;
    assert_eq!(client.query(&id, "at", &Value::Null).await.unwrap(), "\"waiting\"");
    let before = client.history(&id).await.unwrap();
    assert_eq!(client.query(&id, "echo", &json!({ "deep": [1] })).await.unwrap(), r#"[{"deep":[1]}]"#);
    for (name, message) in [("broken", "on purpose"), ("nothing", "no query handler nothing")] {
        let refused = client.query(&id, name, &Value::Null).await.unwrap_err();
        assert_eq!(refused.code, Code::InvalidArgument);
        assert!(refused.message.contains(message), "{refused}");
    }
    assert_eq!(client.history(&id).await.unwrap(), before, "queries are no events");
    let jobs: Vec<_> = worker.record.activations_of(&run).into_iter().map(|activated| activated.jobs).collect();
    assert_eq!(jobs[0], ["InitializeWorkflow"]);
    assert_eq!(jobs[1..], [["QueryWorkflow"]; 4]);
    assert_eq!(worker.record.counter("sticky_cache_miss"), 0, "the run was in the cache for all of them");
    assert_eq!(worker.record.calls(dacapo_proto::rpc::workflow_service::RESPOND_QUERY_TASK_COMPLETED), 4);
    client.signal(&id, "go", &Value::Null).await.unwrap();
    client.signal(&id, "end", &Value::Null).await.unwrap();
    assert_eq!(client.outcome(&id).await.unwrap(), "\"ended\"");
    worker.shut_down().await;
}

async fn a_query_with_a_task_is_answered_with_it<R: Runtime>(lab: Lab<R>) {
    let (client, id) = (lab.client(), lab.id("asked"));
    let first = lab.worker();
    let run = client.start(&id, &program(asked())).await.unwrap();
    lab.until(|| !first.record.activations_of(&run).is_empty()).await;
    assert_eq!(client.query(&id, "at", &Value::Null).await.unwrap(), "\"waiting\"");
    first.shut_down().await;

    // A task waits when the question is asked: the question joins it, and sees what the task brings.
    client.signal(&id, "go", &Value::Null).await.unwrap();
    let worker = async {
        lab.runtime.sleep(core::time::Duration::from_millis(300)).await;
        lab.worker()
    };
    let (answer, worker) = join(client.query(&id, "at", &Value::Null), worker).await;
    assert_eq!(answer.unwrap(), "\"gone\"");
    let seen = worker.record.activations_of(&run);
    assert_eq!(seen.last().unwrap().jobs, ["QueryWorkflow"]);
    assert_eq!(seen.iter().filter(|activated| activated.jobs == ["QueryWorkflow"]).count(), 1);
    assert!(seen[0].is_replaying && !seen[seen.len() - 2].is_replaying, "{seen:?}");
    assert_eq!(worker.record.calls(dacapo_proto::rpc::workflow_service::RESPOND_QUERY_TASK_COMPLETED), 0);
    client.signal(&id, "end", &Value::Null).await.unwrap();
    assert_eq!(client.outcome(&id).await.unwrap(), "\"ended\"");
    worker.shut_down().await;
}

async fn a_closed_workflow_answers_a_worker_that_never_saw_it<R: Runtime>(lab: Lab<R>) {
    let (client, id) = (lab.client(), lab.id("closed"));
    let first = lab.worker();
    let mut closed = asked();
    closed["actions"] = json!([{ "activity": { "does": [{ "return": 4 }] }, "save_as": "at" }, { "timer": "0.1s" }]);
    let run = client.start(&id, &program(closed)).await.unwrap();
    assert_eq!(client.outcome(&id).await.unwrap(), "");
    first.shut_down().await;

    let second = lab.worker();
    assert_eq!(client.query(&id, "at", &Value::Null).await.unwrap(), "4");
    let seen = second.record.activations_of(&run);
    assert!(seen.iter().all(|activated| activated.is_replaying), "{seen:?}");
    assert_eq!(second.record.read(|seen| seen.activities.len()), 0);
    assert_eq!(client.query(&id, "echo", &json!(1)).await.unwrap(), "[1]");
    let refused = client.query(&id, "broken", &Value::Null).await.unwrap_err();
    assert_eq!(refused.code, Code::InvalidArgument);
    second.shut_down().await;
}
