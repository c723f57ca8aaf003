//! What the server is told of the worker itself.

use crate::driven::{Driven, activity_task, task, with};
use bytes::Bytes;
use core::time::Duration;
use dacapo_core::{
    failure::Failure,
    worker::{
        Input, Load,
        config::{Config, HostFacts, Pollers, ResourceSlots, SlotSupply, Versioning},
        host::ActivityOutcome,
    },
};
use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::{
        deployment::v1::WorkerDeploymentVersion,
        enums::v1::{VersioningBehavior, WorkerStatus},
        namespace::v1::{NamespaceInfo, namespace_info::Capabilities},
        worker::v1::{WorkerHeartbeat, WorkerHostInfo, WorkerPollerInfo, WorkerSlotsInfo},
        workflowservice::v1::{DescribeNamespaceResponse, RecordWorkerHeartbeatRequest},
    },
};
use prost::Message;

#[test]
fn the_server_is_told_all_there_is_to_know() {
    // [WORKER-8]
    let mut worker = started(|config| {
        config.sdk_name = "temporal-test".into();
        config.sdk_version = "1.2.3".into();
        config.host = HostFacts { host_name: "host".into(), process_id: "7".into(), grouping_key: "group".into() };
        config.versioning = Versioning::Deployment {
            deployment_name: Default::default(),
            build_id: "b1".into(),
            is_routed: true,
            default_behavior: VersioningBehavior::Pinned,
        };
        config.activity_pollers = Pollers::Autoscaling { minimum: 1, maximum: 3, initial: 2 };
    });
    let told = beat(&mut worker);
    let key = worker.worker.instance_key().to_string();
    assert_eq!((told.worker_instance_key, &told.worker_identity[..], &told.task_queue[..]), (key, "me", "queue"));
    assert_eq!((&told.sdk_name[..], &told.sdk_version[..]), ("temporal-test", "1.2.3"));
    let version = WorkerDeploymentVersion { deployment_name: "queue-deployment".into(), build_id: "b1".into() };
    assert_eq!(told.deployment_version, Some(version));
    assert_eq!(told.status, i32::from(WorkerStatus::Running));
    assert!(told.start_time.is_some() && told.heartbeat_time == told.start_time);
    assert_eq!(told.elapsed_since_last_heartbeat, None);
    let host = WorkerHostInfo {
        host_name: "host".into(),
        worker_grouping_key: "group".into(),
        process_id: "7".into(),
        ..Default::default()
    };
    assert_eq!(told.host_info, Some(host));
    let pollers =
        |current_pollers, is_autoscaling| WorkerPollerInfo { current_pollers, is_autoscaling, ..Default::default() };
    assert_eq!(told.workflow_poller_info, Some(pollers(1, false)));
    assert_eq!(told.workflow_sticky_poller_info, Some(pollers(4, false)));
    assert_eq!(told.activity_poller_info, Some(pollers(2, true)));
    assert_eq!(told.nexus_poller_info, None);
    // Polls have slots, which no task uses.
    let slots =
        WorkerSlotsInfo { current_available_slots: 100, slot_supplier_kind: "Fixed".into(), ..Default::default() };
    assert_eq!(told.workflow_task_slots_info.as_ref(), Some(&slots));
    assert_eq!(told.activity_task_slots_info, Some(slots));
}

#[test]
fn what_became_of_tasks_is_told_in_all_and_since_the_last_time() {
    // [WORKER-8] [WORKER-6]
    let mut worker = started(|_| {});
    beat(&mut worker);
    let fail = |worker: &mut Driven| {
        let activity = worker.give_activity(activity_task());
        let outcome = ActivityOutcome::Failed(Failure::from_encoded(Bytes::new()));
        worker.input(Input::ActivityEnded { token: activity.task_token, outcome });
        let (report, _) = worker.report();
        worker.ended(report, Ok(Bytes::new()));
    };
    fail(&mut worker);
    worker.give_task(task(1));
    let told = beat(&mut worker);
    assert_eq!(told.elapsed_since_last_heartbeat.unwrap().seconds, 60);
    assert_eq!((told.total_sticky_cache_hit, told.total_sticky_cache_miss, told.current_sticky_cache_size), (0, 0, 1));
    let workflows = told.workflow_task_slots_info.unwrap();
    assert_eq!((workflows.current_used_slots, workflows.current_available_slots), (1, 99));
    assert_eq!(workflows.total_processed_tasks, 0);
    let counts = |slots: WorkerSlotsInfo| {
        let last = (slots.last_interval_processed_tasks, slots.last_interval_failure_tasks);
        ((slots.total_processed_tasks, slots.total_failed_tasks), last)
    };
    assert_eq!(counts(told.activity_task_slots_info.unwrap()), ((1, 1), (1, 1)));
    assert_eq!(counts(beat(&mut worker).activity_task_slots_info.unwrap()), ((1, 1), (0, 0)));
}

#[test]
fn the_load_that_the_host_reports_is_told() {
    // [WORKER-8]
    let slots =
        ResourceSlots { minimum: 2, maximum: 5, ramp_throttle: Duration::ZERO, target_memory: 0.8, target_cpu: 0.9 };
    let mut worker = started(|config| config.workflow_slots = SlotSupply::Resources(slots));
    beat(&mut worker);
    worker.input(Input::Load(Load { memory: 0.5, cpu: 0.25 }));
    let told = beat(&mut worker);
    let host = told.host_info.unwrap();
    assert_eq!((host.current_host_mem_usage, host.current_host_cpu_usage), (0.5, 0.25));
    assert_eq!(told.workflow_task_slots_info.unwrap().slot_supplier_kind, "ResourceBased");
}

#[test]
fn nothing_is_told_where_the_namespace_takes_no_heartbeats_or_the_host_wants_none() {
    // [WORKER-8]
    let mut worker = Driven::started(with(|config| config.worker_heartbeat_interval = Some(Duration::from_secs(60))));
    assert!(worker.next_call(method::RECORD_WORKER_HEARTBEAT, Duration::from_secs(70)).is_none());
    let mut worker = started(|config| config.worker_heartbeat_interval = None);
    assert!(worker.next_call(method::RECORD_WORKER_HEARTBEAT, Duration::from_secs(70)).is_none());
}

/// A worker of workflows and activities whose namespace takes heartbeats.
fn started(change: impl FnOnce(&mut Config)) -> Driven {
    let mut worker = Driven::new(with(|config| {
        config.tasks.activities = true;
        config.worker_heartbeat_interval = Some(Duration::from_secs(60));
        change(config);
    }));
    let capabilities = Capabilities { worker_heartbeats: true, ..Capabilities::default() };
    let info = NamespaceInfo { capabilities: Some(capabilities), ..NamespaceInfo::default() };
    worker.answer_startup_with(DescribeNamespaceResponse { namespace_info: Some(info), ..Default::default() });
    worker
}

/// The next heartbeat.
fn beat(worker: &mut Driven) -> WorkerHeartbeat {
    let (id, call) = worker.next_call(method::RECORD_WORKER_HEARTBEAT, Duration::from_secs(60)).unwrap();
    worker.ended(id, Ok(Bytes::new()));
    let mut request = RecordWorkerHeartbeatRequest::decode(call.message).unwrap();
    assert_eq!((&request.namespace[..], &request.identity[..], request.worker_heartbeat.len()), ("default", "me", 1));
    request.worker_heartbeat.remove(0)
}
