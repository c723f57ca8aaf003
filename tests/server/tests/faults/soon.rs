//! Answers that the server refuses, since they come before it waits for them: a query's, and a Nexus task's [RPC-9].

use crate::subject::config;
use core::time::Duration;
use dacapo_core::rpc::{Code, Status};
use dacapo_proto::rpc::workflow_service as method;
use dacapo_runtime::Runtime;
use dacapo_server_tests::{
    Lab, program,
    proxy::{Fault, Relay, Rule},
    scenarios,
};
use serde_json::{Value, json};

scenarios! {
    an_answer_to_a_query
    an_answer_to_a_nexus_task
}

/// How often an answer comes too soon.
const TIMES: usize = 2;

fn too_soon(method: &'static str) -> Rule {
    Rule::next(method, TIMES, Fault::Answer(Status::new(Code::NotFound, "task not found, or already expired")))
}

async fn an_answer_to_a_query<R: Runtime>(lab: Lab<R>) {
    let (client, id, relay) = (lab.client(), lab.id("asked"), Relay::to(lab.port()));
    let worker = lab.start_worker_over(lab.through(relay.port).transport(), config(&lab));
    client.start(&id, &program(json!([{ "return": "done" }]))).await.unwrap();
    client.outcome(&id).await.unwrap();
    relay.rule(too_soon(method::RESPOND_QUERY_TASK_COMPLETED));
    // Whoever asks would wait until the time is up.
    assert_eq!(client.query(&id, "state", &Value::Null).await.unwrap(), "{}");
    assert_eq!(relay.seen(method::RESPOND_QUERY_TASK_COMPLETED).calls, TIMES + 1);
    let asked = |jobs: &[&str]| jobs.contains(&"QueryWorkflow");
    let count = worker.record.read(|seen| seen.activations.iter().filter(|one| asked(&one.jobs)).count());
    assert_eq!(count, 1);
    worker.shut_down().await;
}

async fn an_answer_to_a_nexus_task<R: Runtime>(lab: Lab<R>) {
    let (client, id, relay) = (lab.client(), lab.id("caller"), Relay::to(lab.port()));
    let (callers, handlers) = (lab.worker(), lab.with_queue("handlers"));
    let mut config = config(&handlers);
    config.tasks.nexus = true;
    let worker = handlers.start_worker_over(handlers.through(relay.port).transport(), config);
    let endpoint = format!("{}-endpoint", lab.queue()).replace('_', "-");
    client.create_endpoint(&endpoint, handlers.queue()).await.unwrap();
    relay.rule(too_soon(method::RESPOND_NEXUS_TASK_COMPLETED));
    let operation = json!({ "endpoint": endpoint, "service": "sink", "operation": "do", "input": [{ "return": 1 }],
        "schedule_to_close_timeout": "60s" });
    let mut start = client.start_request(&id, &program(json!([{ "nexus_operation": operation }, { "return": 1 }])));
    // The server may learn of the endpoint a little later, and a task that fails twice is waited for.
    start.workflow_task_timeout = Some(Duration::from_secs(3).try_into().unwrap());
    client.start_as(&start).await.unwrap();
    assert_eq!(client.outcome(&id).await.unwrap(), "1");
    assert_eq!(relay.seen(method::RESPOND_NEXUS_TASK_COMPLETED).calls, TIMES + 1);
    // The server would ask again, once the caller's time is up.
    assert_eq!(worker.record.read(|seen| seen.nexus_tasks.len()), 1);
    callers.shut_down().await;
    worker.shut_down().await;
}
