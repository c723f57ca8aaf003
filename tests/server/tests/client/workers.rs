//! Who polls a task queue and what waits in it; worker deployments and their versions.

use crate::{TYPE, client, options};
use bytes::Bytes;
use dacapo_client::{
    CallOptions, Meaning,
    deployment::{Drainage, VersionChoice},
    task_queue::{Rate, TaskQueueChanges, TaskQueueType},
    workflow::VersioningOverride,
};
use dacapo_core::{
    rpc::RetryPolicy,
    worker::config::{Config, Versioning},
};
use dacapo_proto::temporal::api::enums::v1::VersioningBehavior;
use dacapo_runtime::Runtime;
use dacapo_server_tests::{DevServer, Lab, program, scenarios};
use serde_json::json;

scenarios! {
    a_task_queue_says_who_polls_and_what_waits
    a_task_queue_is_had_to_give_out_less
    a_deployments_versions_become_current_and_ramp
}

async fn a_task_queue_says_who_polls_and_what_waits<R: Runtime>(lab: Lab<R>) {
    let client = client(&lab);
    let returns = program(json!([{ "return": 1 }]));
    let workflow = client.start_workflow(TYPE, (returns,), options(&lab, "waits")).await.unwrap();
    let waiting = lab
        .eventually(async || {
            let found = client.describe_task_queue(lab.queue(), TaskQueueType::Workflow).await.unwrap();
            found.backlog.filter(|backlog| backlog.tasks == 1).map(|_| found.pollers)
        })
        .await;
    assert!(waiting.is_empty(), "{waiting:?}");
    let worker = lab.worker();
    workflow.result::<i32>().await.unwrap();
    let served = lab
        .eventually(async || {
            let found = client.describe_task_queue(lab.queue(), TaskQueueType::Workflow).await.unwrap();
            found.backlog.filter(|backlog| backlog.tasks == 0)?;
            (!found.pollers.is_empty()).then_some(found.pollers)
        })
        .await;
    assert!(served[0].identity.starts_with(lab.queue()) && served[0].last_access.is_some(), "{served:?}");
    let partitions = client.task_queue_partitions(lab.queue()).await.unwrap();
    assert!(!partitions.workflow_task_queue_partitions.is_empty());
    worker.shut_down().await;
}

async fn a_task_queue_is_had_to_give_out_less<R: Runtime>(lab: Lab<R>) {
    let client = client(&lab);
    let update = async |changes| client.update_task_queue(lab.queue(), TaskQueueType::Activity, changes).await.unwrap();
    let reason = "a small machine".to_owned();
    let weights = [("gold".to_owned(), Some(2.5)), ("lead".to_owned(), Some(0.5))].into();
    let slow = TaskQueueChanges { rate: Some(Rate::PerSecond(12.5)), weights, reason, ..TaskQueueChanges::default() };
    let limit = update(slow).await.queue_rate_limit.unwrap();
    assert!((limit.rate_limit.unwrap().requests_per_second - 12.5).abs() < 0.01);
    assert_eq!(limit.metadata.unwrap().reason, "a small machine");
    let lighter = [("lead".to_owned(), None)].into();
    let lighter = update(TaskQueueChanges { weights: lighter, ..TaskQueueChanges::default() }).await;
    let weights: Vec<_> = lighter.fairness_weight_overrides.into_keys().collect();
    assert_eq!(weights, if DevServer::is_newer() { vec!["gold"] } else { vec![] });
    assert!(lighter.queue_rate_limit.unwrap().rate_limit.is_some(), "what nobody changes stays");
    let fast = update(TaskQueueChanges { rate: Some(Rate::Unset), ..TaskQueueChanges::default() }).await;
    assert_eq!(fast.queue_rate_limit.unwrap_or_default().rate_limit, None);
    let changes = TaskQueueChanges { rate: Some(Rate::PerSecond(1.0)), ..TaskQueueChanges::default() };
    let refused = client.update_task_queue(lab.queue(), TaskQueueType::Workflow, changes).await.unwrap_err();
    assert_eq!(refused.meaning(), &Meaning::InvalidArgument);
}

/// A configuration of a version of the lab's deployment.
fn version<R: Runtime>(lab: &Lab<R>, build_id: &str) -> Config {
    let mut config = lab.config();
    config.versioning = Versioning::Deployment {
        deployment_name: lab.queue().into(),
        build_id: build_id.into(),
        is_routed: true,
        default_behavior: VersioningBehavior::AutoUpgrade,
    };
    config
}

async fn a_deployments_versions_become_current_and_ramp<R: Runtime>(lab: Lab<R>) {
    let client = client(&lab);
    let deployment = client.deployment(lab.queue());
    let missing = deployment.describe().await.unwrap_err();
    assert_eq!(missing.meaning(), &Meaning::NotFound);
    let (first, second) = (lab.start_worker(version(&lab, "1.0")), lab.start_worker(version(&lab, "2.0")));
    for build_id in ["1.0", "2.0"] {
        lab.eventually(async || deployment.describe_version(build_id).await.ok()).await;
    }
    deployment.set_current(Some("1.0"), VersionChoice::default()).await.unwrap();
    let there = deployment.describe().await.unwrap();
    let routing = there.info.routing_config.unwrap();
    assert_eq!(routing.current_deployment_version.unwrap().build_id, "1.0");
    // Whoever knows an older state changes nothing.
    let stale = VersionChoice { conflict_token: there.conflict_token, ..VersionChoice::default() };
    deployment.ramp(Some("2.0"), 25.0, stale.clone()).await.unwrap();
    let refused = deployment.ramp(Some("2.0"), 50.0, stale).await.unwrap_err();
    assert_eq!(refused.meaning(), &Meaning::FailedPrecondition, "{refused}");
    let routing = deployment.describe().await.unwrap().info.routing_config.unwrap();
    assert_eq!(routing.ramping_deployment_version.unwrap().build_id, "2.0");
    assert!((routing.ramping_version_percentage - 25.0).abs() < 0.01);
    let found = lab
        .eventually(async || {
            let mut pages = client.list_deployments();
            while let Some(page) = pages.next().await.unwrap() {
                if let Some(found) = page.into_iter().find(|it| it.name == lab.queue()) {
                    return Some(found);
                }
            }
            None
        })
        .await;
    assert!(found.create_time.is_some());
    let commit = || [("commit".to_owned(), client.payload("a7f").unwrap())].into();
    let written = deployment.update_version_metadata("1.0", commit(), []).await.unwrap();
    assert_eq!(written, commit());
    // A version may lack one of its task queues for a moment, of which the server says that there is no such thing.
    let described = lab.eventually(async || deployment.describe_version("1.0").await.ok()).await;
    assert_eq!(described.worker_deployment_version_info.unwrap().metadata.unwrap().entries, commit());
    let removed = deployment.update_version_metadata("1.0", [].into(), ["commit".to_owned()]).await.unwrap();
    assert!(removed.is_empty(), "{removed:?}");
    assert_eq!(deployment.set_manager(Some("boss"), Bytes::new()).await.unwrap(), "");
    let stranger = deployment.set_current(Some("2.0"), VersionChoice::default()).await.unwrap_err();
    assert_eq!(stranger.meaning(), &Meaning::FailedPrecondition, "{stranger}");
    assert_eq!(deployment.set_manager(None, Bytes::new()).await.unwrap(), "boss");
    let unknown = deployment.set_current(Some("3.0"), VersionChoice::default()).await.unwrap_err();
    assert!(matches!(unknown.meaning(), Meaning::NotFound | Meaning::FailedPrecondition), "{unknown}");
    let used = deployment.delete_version("1.0", Drainage::Ignored).await.unwrap_err();
    assert_eq!(used.meaning(), &Meaning::FailedPrecondition, "{used}");
    // One that has versions is not deleted; server 1.29 calls that an error of its own.
    let once = CallOptions { retry: RetryPolicy::NEVER, ..CallOptions::default() };
    client.with_calls(once).deployment(lab.queue()).delete().await.unwrap_err();
    // One workflow is pinned elsewhere, and let go again.
    let moved = client.start_workflow(TYPE, (program(json!([{ "await_signal": "end" }])),), options(&lab, "moved"));
    let moved = moved.await.unwrap();
    let pinned = VersioningOverride::Pinned { deployment_name: lab.queue().to_owned(), build_id: "2.0".to_owned() };
    let versioning = async || moved.describe().await.unwrap().answer.workflow_execution_info.unwrap().versioning_info;
    moved.set_versioning_override(Some(pinned)).await.unwrap();
    assert!(versioning().await.unwrap().versioning_override.is_some());
    moved.set_versioning_override(None).await.unwrap();
    assert_eq!(versioning().await.unwrap_or_default().versioning_override, None);
    moved.terminate("enough", ()).await.unwrap();
    first.shut_down().await;
    second.shut_down().await;
}
