//! What comes without a poll: the first task of an execution with the answer to its start, activities with the answer to
//! the completion that scheduled them.

use dacapo_core::rpc::{Call, CallEnd};
use dacapo_proto::{
    rpc::workflow_service::{POLL_ACTIVITY_TASK_QUEUE, POLL_WORKFLOW_TASK_QUEUE},
    temporal::api::{enums::v1::TimeoutType, workflowservice::v1::StartWorkflowExecutionRequest},
};
use dacapo_runtime::{EagerStart, Runtime, Transport};
use dacapo_server_tests::{Lab, RunningWorker, events, program, scenarios};
use futures_util::future::pending;
use prost::Message;
use serde_json::{Value, json};

scenarios! {
    an_eager_start_needs_no_poll
    an_eager_task_that_nobody_runs_comes_by_a_poll
    eager_activities_need_no_poll
    activities_are_as_eager_as_the_worker_says
}

/// A transport that makes no calls of one method: they stay open.
#[derive(Clone, Debug)]
struct Without<T> {
    inner: T,
    method: &'static str,
}

impl<T: Transport> Transport for Without<T> {
    async fn call(&self, call: Call) -> CallEnd {
        if call.method == self.method {
            return pending().await;
        }
        self.inner.call(call).await
    }
}

/// A worker whose polls of a kind never reach the server.
fn worker_without<R: Runtime>(lab: &Lab<R>, method: &'static str) -> RunningWorker {
    lab.start_worker_over(Without { inner: lab.transport(), method }, lab.config())
}

async fn reserve<R: Runtime>(lab: &Lab<R>, worker: &RunningWorker) -> EagerStart {
    lab.eventually(async || worker.handle.reserve_eager_start().await.unwrap()).await
}

/// Makes a start eager: whoever starts is the worker.
fn eagerly<R: Runtime>(lab: &Lab<R>, start: StartWorkflowExecutionRequest) -> StartWorkflowExecutionRequest {
    StartWorkflowExecutionRequest { request_eager_execution: true, identity: lab.id("eager"), ..start }
}

async fn an_eager_start_needs_no_poll<R: Runtime>(lab: Lab<R>) {
    let (client, id) = (lab.client(), lab.id("eager-start"));
    let worker = worker_without(&lab, POLL_WORKFLOW_TASK_QUEUE);
    let slot = reserve(&lab, &worker).await;
    let start = eagerly(&lab, client.start_request(&id, &program(json!([{ "return": "at once" }]))));
    let started = client.start_as(&start).await.unwrap();
    let task = started.eager_workflow_task.unwrap();
    slot.run(task.encode_to_vec().into());
    assert_eq!(client.outcome(&id).await.unwrap(), "\"at once\"");

    let history = client.history(&id).await.unwrap();
    assert_eq!(
        history.kinds(),
        [
            "WORKFLOW_EXECUTION_STARTED",
            "WORKFLOW_TASK_SCHEDULED",
            "WORKFLOW_TASK_STARTED",
            "WORKFLOW_TASK_COMPLETED",
            "WORKFLOW_EXECUTION_COMPLETED"
        ]
    );
    assert!(events!(history, WorkflowExecutionStartedEventAttributes)[0].eager_execution_accepted);
    assert_eq!(events!(history, WorkflowTaskStartedEventAttributes)[0].identity, lab.id("eager"));
    let seen = worker.record.activations_of(&started.run_id);
    assert!(seen.len() == 1 && !seen[0].is_replaying, "{seen:?}");
    assert_eq!(worker.record.counter("workflow_task_queue_poll_succeed"), 0);
    let report = worker.shut_down().await;
    assert_eq!((report.canceled, report.handed_back), (0, 0), "{report:?}");
}

async fn an_eager_task_that_nobody_runs_comes_by_a_poll<R: Runtime>(lab: Lab<R>) {
    let (client, worker, id) = (lab.client(), lab.worker(), lab.id("left"));
    let slot = reserve(&lab, &worker).await;
    let mut start = eagerly(&lab, client.start_request(&id, &program(json!([{ "return": "later" }]))));
    start.workflow_task_timeout = Some(prost_types::Duration { seconds: 2, nanos: 0 });
    let started = client.start_as(&start).await.unwrap();
    assert!(started.eager_workflow_task.is_some());
    drop(slot);
    assert_eq!(client.outcome(&id).await.unwrap(), "\"later\"");
    let history = client.history(&id).await.unwrap();
    let timed_out = events!(history, WorkflowTaskTimedOutEventAttributes);
    let is_lost = timed_out.first().is_some_and(|first| first.timeout_type() == TimeoutType::StartToClose);
    assert!(is_lost, "{}", history.story());
    assert!(worker.record.counter("workflow_task_queue_poll_succeed") > 0);
    worker.shut_down().await;
}

/// A workflow of `count` activities at the same time.
fn side_by_side(count: usize, options: &Value) -> Value {
    let one = |number: usize| {
        let mut activity = json!({ "activity_id": format!("{number}"), "does": [{ "return": number }] });
        for (name, value) in options.as_object().unwrap() {
            activity[name] = value.clone();
        }
        json!({ "activity": activity, "expect": { "completed": number } })
    };
    json!([{ "concurrent": (0..count).map(one).collect::<Vec<_>>() }, { "return": "all" }])
}

async fn eager_activities_need_no_poll<R: Runtime>(lab: Lab<R>) {
    let (client, id) = (lab.client(), lab.id("eager-activities"));
    let worker = worker_without(&lab, POLL_ACTIVITY_TASK_QUEUE);
    client.start(&id, &program(side_by_side(3, &json!({})))).await.unwrap();
    assert_eq!(client.outcome(&id).await.unwrap(), "\"all\"");
    let history = client.history(&id).await.unwrap();
    let completed = events!(history, WorkflowTaskCompletedEventAttributes);
    let started = events!(history, ActivityTaskStartedEventAttributes);
    assert_eq!(started.len(), 3);
    assert!(started.iter().all(|started| started.attempt == 1 && started.identity == completed[0].identity));
    assert_eq!(worker.record.counter("activity_task_received{eager=true}"), 3);
    assert_eq!(worker.record.counter("activity_task_received{eager=false}"), 0);
    let report = worker.shut_down().await;
    assert_eq!((report.canceled, report.handed_back), (0, 0), "{report:?}");
}

async fn activities_are_as_eager_as_the_worker_says<R: Runtime>(lab: Lab<R>) {
    for (most, options, eager) in
        [(3, json!({}), 3), (1, json!({}), 1), (0, json!({}), 0), (3, json!({ "do_not_eagerly_execute": true }), 0)]
    {
        let lab = lab.with_queue(&format!("{most}-{}", options.as_object().unwrap().len()));
        let (client, id) = (lab.client(), lab.id("activities"));
        let mut config = lab.config();
        config.max_eager_activities = most;
        let worker = lab.start_worker(config);
        client.start(&id, &program(side_by_side(5, &options))).await.unwrap();
        assert_eq!(client.outcome(&id).await.unwrap(), "\"all\"");
        let received = |label: &str| worker.record.counter(&format!("activity_task_received{{eager={label}}}"));
        assert_eq!((received("true"), received("false")), (eager, 5 - eager), "{most}, {options}");
        worker.shut_down().await;
    }
}
