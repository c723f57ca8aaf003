//! Nexus operations, called by one worker and done by another: at once, by a workflow, or badly.

use dacapo_proto::{
    rpc::operator_service,
    temporal::api::{
        failure::v1::failure::FailureInfo,
        nexus::v1::{
            EndpointSpec, EndpointTarget,
            endpoint_target::{Variant, Worker},
        },
        operatorservice::v1::{CreateNexusEndpointRequest, CreateNexusEndpointResponse},
    },
};
use dacapo_runtime::{Runtime, Transport};
use dacapo_server_tests::{Client, History, Lab, RunningWorker, events, program, scenarios};
use serde_json::{Value, json};

scenarios! {
    operations_end_at_once
    operations_end_with_the_workflow_behind_them
}

/// An endpoint whose operations a worker with a task queue of its own does.
async fn endpoint<R: Runtime, T: Transport>(lab: &Lab<R>, client: &Client<T>) -> (String, RunningWorker) {
    let handlers = lab.with_queue("handlers");
    let mut config = handlers.config();
    config.tasks.nexus = true;
    let name = format!("{}-endpoint", lab.queue()).replace('_', "-");
    let target = Worker { namespace: "default".into(), task_queue: handlers.queue().into() };
    let spec = EndpointSpec {
        name: name.clone(),
        target: Some(EndpointTarget { variant: Some(Variant::Worker(target)) }),
        ..Default::default()
    };
    let request = CreateNexusEndpointRequest { spec: Some(spec) };
    let created: CreateNexusEndpointResponse =
        client.call(operator_service::CREATE_NEXUS_ENDPOINT, &request).await.unwrap();
    assert!(created.endpoint.is_some());
    (name, handlers.start_worker(config))
}

fn operation(endpoint: &str, input: &Value) -> Value {
    json!({ "endpoint": endpoint, "service": "sink", "operation": "do", "input": input, "schedule_to_close_timeout": "30s" })
}

/// Starts a caller. The server learns of a new endpoint a little later: until then the task that names it fails.
async fn call<R: Runtime, T: Transport>(lab: &Lab<R>, client: &Client<T>, actions: Value) -> History {
    let id = lab.id("caller");
    let mut request = client.start_request(&id, &program(actions));
    request.workflow_task_timeout = Some(prost_types::Duration { seconds: 1, nanos: 0 });
    client.start_as(&request).await.unwrap();
    assert_eq!(client.outcome(&id).await.unwrap(), "");
    client.history(&id).await.unwrap()
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
    let history = call(&lab, &client, actions).await;
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
    let actions = json!([{ "concurrent": [
        { "nexus_operation": backed("well", json!({ "actions": [{ "timer": "0.1s" }, { "return": 5 }] })),
            "expect": { "completed": 5 } },
        { "nexus_operation": backed("badly", json!({ "actions": [{ "fail": { "message": "behind", "non_retryable": true } }] })),
            "expect": { "failed": "behind" } }
    ] }]);
    let history = call(&lab, &client, actions).await;
    assert_eq!(history.count("NEXUS_OPERATION_STARTED"), 2, "{}", history.story());
    let started = events!(history, NexusOperationStartedEventAttributes);
    let mut tokens: Vec<_> = started.iter().map(|started| started.operation_token.clone()).collect();
    tokens.sort();
    assert_eq!(tokens, ["badly", "well"].map(|name| format!("workflow:{}", lab.id(name))));
    assert_eq!((history.count("NEXUS_OPERATION_COMPLETED"), history.count("NEXUS_OPERATION_FAILED")), (1, 1));
    assert_eq!(client.history(&lab.id("well")).await.unwrap().outcome(), "5");
    callers.shut_down().await;
    handlers.shut_down().await;
}
