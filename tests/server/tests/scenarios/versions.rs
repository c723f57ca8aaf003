//! Versions of workers: which of them a workflow's tasks go to, and what history and the server say of it.

use dacapo_core::worker::config::{Config, Versioning};
use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::{
        enums::v1::{TaskQueueType, VersioningBehavior},
        taskqueue::v1::TaskQueue,
        workflow::v1::WorkflowExecutionVersioningInfo,
        workflowservice::v1::{
            DescribeTaskQueueRequest, DescribeTaskQueueResponse, SetWorkerDeploymentCurrentVersionRequest,
            SetWorkerDeploymentCurrentVersionResponse,
        },
    },
};
use dacapo_runtime::{Runtime, Transport};
use dacapo_server_tests::{Client, Lab, events, program, scenarios};
use serde_json::{Value, json};

scenarios! {
    pinned_runs_stay_and_others_follow_the_current_version
    unversioned_workers_are_routed_to_as_ever
}

/// A configuration of a version of the default deployment.
fn version<R: Runtime>(lab: &Lab<R>, build_id: &str) -> Config {
    let mut config = lab.config();
    config.versioning = Versioning::Deployment {
        deployment_name: "".into(),
        build_id: build_id.into(),
        is_routed: true,
        default_behavior: VersioningBehavior::AutoUpgrade,
    };
    config
}

/// Makes a version the current one, as soon as the server knows of it.
async fn make_current<R: Runtime, T: Transport>(lab: &Lab<R>, client: &Client<T>, build_id: &str) {
    let request = SetWorkerDeploymentCurrentVersionRequest {
        namespace: "default".into(),
        deployment_name: format!("{}-deployment", lab.queue()),
        build_id: build_id.into(),
        identity: "client".into(),
        ..Default::default()
    };
    lab.eventually(async || {
        let set: Result<SetWorkerDeploymentCurrentVersionResponse, _> =
            client.call(method::SET_WORKER_DEPLOYMENT_CURRENT_VERSION, &request).await;
        set.ok()
    })
    .await;
}

fn waiting(behavior: &str) -> Value {
    let actions = json!([{ "set_state": { "at": "waiting" } }, { "await_signal": "go" },
        { "activity": { "does": [{ "return": 1 }] } }, { "return": behavior }]);
    json!({ "actions": actions, "versioning_behavior": behavior })
}

async fn pinned_runs_stay_and_others_follow_the_current_version<R: Runtime>(lab: Lab<R>) {
    let client = lab.client();
    let first = lab.start_worker(version(&lab, "1.0"));
    make_current(&lab, &client, "1.0").await;
    // The third says nothing of itself: the worker's default is to follow.
    let behaviors = ["pinned", "auto_upgrade", "unspecified"];
    let mut runs = Vec::new();
    for behavior in behaviors {
        let id = lab.id(behavior);
        runs.push(client.start(&id, &program(waiting(behavior))).await.unwrap());
        lab.eventually(async || client.state(&id).await.ok().filter(|state| state.contains("waiting"))).await;
    }
    let second = lab.start_worker(version(&lab, "2.0"));
    make_current(&lab, &client, "2.0").await;
    for behavior in behaviors {
        let id = lab.id(behavior);
        client.signal(&id, "go", &Value::Null).await.unwrap();
        assert_eq!(client.outcome(&id).await.unwrap(), format!("\"{behavior}\""));
    }

    let build = |info: WorkflowExecutionVersioningInfo| {
        let version = info.deployment_version.clone().unwrap();
        assert_eq!(version.deployment_name, format!("{}-deployment", lab.queue()));
        (info.behavior(), version.build_id)
    };
    let expected = [
        (VersioningBehavior::Pinned, "1.0"),
        (VersioningBehavior::AutoUpgrade, "2.0"),
        (VersioningBehavior::AutoUpgrade, "2.0"),
    ];
    for ((behavior, run), (kind, build_id)) in behaviors.into_iter().zip(&runs).zip(expected) {
        let described = client.describe(&lab.id(behavior)).await.unwrap().workflow_execution_info.unwrap();
        assert_eq!(build(described.versioning_info.unwrap()), (kind, build_id.to_owned()), "{behavior}");
        let history = client.history(&lab.id(behavior)).await.unwrap();
        let completed = events!(history, WorkflowTaskCompletedEventAttributes);
        let by: Vec<_> = completed.iter().map(|done| done.deployment_version.clone().unwrap().build_id).collect();
        assert_eq!((by[0].as_str(), by.last().unwrap().as_str()), ("1.0", build_id), "{behavior}: {by:?}");
        assert_eq!(second.record.activations_of(run).is_empty(), behavior == "pinned");
        assert_eq!(history.count("WORKFLOW_TASK_FAILED"), 0);
    }
    first.shut_down().await;
    second.shut_down().await;
}

async fn unversioned_workers_are_routed_to_as_ever<R: Runtime>(lab: Lab<R>) {
    let (client, id) = (lab.client(), lab.id("unversioned"));
    let mut shown = lab.config();
    shown.versioning = Versioning::Unversioned { build_id: "shown".into() };
    let first = lab.start_worker(shown);
    client.start(&id, &program(waiting("unspecified"))).await.unwrap();
    lab.eventually(async || client.state(&id).await.ok().filter(|state| state.contains("waiting"))).await;
    first.shut_down().await;
    // One that names a version, but does not ask for tasks to be routed by it, gets them all the same.
    let mut named = version(&lab, "3.0");
    if let Versioning::Deployment { is_routed, default_behavior, .. } = &mut named.versioning {
        (*is_routed, *default_behavior) = (false, VersioningBehavior::Unspecified);
    }
    let second = lab.start_worker(named);
    client.signal(&id, "go", &Value::Null).await.unwrap();
    assert_eq!(client.outcome(&id).await.unwrap(), "\"unspecified\"");
    let described = client.describe(&id).await.unwrap().workflow_execution_info.unwrap();
    let info = described.versioning_info.unwrap_or_default();
    assert_eq!((info.behavior(), info.deployment_version), (VersioningBehavior::Unspecified, None));
    let history = client.history(&id).await.unwrap();
    let completed = events!(history, WorkflowTaskCompletedEventAttributes);
    assert_eq!(completed[0].worker_version.clone().unwrap().build_id, "shown");

    let request = DescribeTaskQueueRequest {
        namespace: "default".into(),
        task_queue: Some(TaskQueue { name: lab.queue().into(), ..Default::default() }),
        task_queue_type: TaskQueueType::Workflow.into(),
        ..Default::default()
    };
    let described: DescribeTaskQueueResponse = client.call(method::DESCRIBE_TASK_QUEUE, &request).await.unwrap();
    let options = described.pollers.iter().find_map(|poller| poller.deployment_options.as_ref()).unwrap();
    assert_eq!((options.deployment_name.clone(), &*options.build_id), (format!("{}-deployment", lab.queue()), "3.0"));
    second.shut_down().await;
}
