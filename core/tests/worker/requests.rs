//! What requests say of the worker: which version it is, and nothing that its server does not know.

use crate::driven::{Driven, task, with};
use bytes::Bytes;
use core::time::Duration;
use dacapo_core::{
    command::host::{HostKind, ScheduleActivity},
    id::Seq,
    payload::{Payload, Payloads},
    rpc::Call,
    worker::config::{Config, Versioning},
};
use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::{
        command::v1::command::Attributes,
        common::v1::Priority,
        deployment::v1::WorkerDeploymentOptions,
        enums::v1::{TaskQueueKind, VersioningBehavior, WorkerVersioningMode},
        workflowservice::v1::{
            GetSystemInfoResponse, PollActivityTaskQueueRequest, PollActivityTaskQueueResponse,
            PollNexusTaskQueueRequest, PollWorkflowTaskQueueRequest, RespondWorkflowTaskCompletedRequest,
            get_system_info_response::Capabilities,
        },
    },
};
use prost::Message;

#[test]
fn a_worker_of_a_deployment_says_so_in_polls_and_completions() {
    // [WORKER-13]
    let mut worker = started(true, |config| config.versioning = deployment("name", true));
    let options = options("name", WorkerVersioningMode::Versioned);
    let (workflow, sticky, activity, nexus) = polls(&mut worker);
    assert_eq!((&workflow.deployment_options, &sticky.deployment_options), (&options, &options));
    assert_eq!((&activity.deployment_options, &nexus.deployment_options), (&options, &options));
    let completed = completed(&mut worker, vec![]);
    assert_eq!(completed.deployment_options, options);
    assert_eq!(completed.versioning_behavior(), VersioningBehavior::Pinned);
    assert_eq!(completed.deployment, None, "the older form is never written");
}

#[test]
fn a_deployment_without_a_name_is_named_after_its_task_queue() {
    // [WORKER-13]
    let mut worker = started(true, |config| config.versioning = deployment("", false));
    let (workflow, ..) = polls(&mut worker);
    assert_eq!(workflow.deployment_options, options("queue-deployment", WorkerVersioningMode::Unversioned));
}

#[test]
fn a_worker_of_no_deployment_names_its_build_as_its_server_knows_it() {
    // [WORKER-13]
    let unversioned = |config: &mut Config| config.versioning = Versioning::Unversioned { build_id: "b1".into() };
    let mut worker = started(false, unversioned);
    let (workflow, _, activity, _) = polls(&mut worker);
    assert_eq!((&workflow.binary_checksum[..], workflow.worker_version_capabilities), ("b1", None));
    assert_eq!(activity.worker_version_capabilities, None);
    let done = completed(&mut worker, vec![]);
    assert_eq!((&done.binary_checksum[..], done.worker_version_stamp), ("b1", None));
    let mut worker = started(true, unversioned);
    let (workflow, ..) = polls(&mut worker);
    assert_eq!((&workflow.binary_checksum[..], workflow.deployment_options), ("", None));
    let known = workflow.worker_version_capabilities.unwrap();
    assert_eq!((&known.build_id[..], known.use_versioning), ("b1", false), "never the deprecated version sets");
    let done = completed(&mut worker, vec![]);
    let stamp = done.worker_version_stamp.unwrap();
    assert_eq!((&done.binary_checksum[..], &stamp.build_id[..], stamp.use_versioning), ("", "b1", false));
}

#[test]
fn polls_name_their_queue_and_their_worker() {
    // [WORKER-13]
    let mut worker = started(true, |_| {});
    let key = worker.worker.instance_key().to_string();
    let (workflow, sticky, activity, nexus) = polls(&mut worker);
    let who = (&workflow.namespace[..], &workflow.identity[..], &workflow.worker_instance_key[..]);
    assert_eq!(who, ("default", "me", &key[..]));
    let queue = workflow.task_queue.unwrap();
    assert_eq!((&queue.name[..], queue.kind(), &queue.normal_name[..]), ("queue", TaskQueueKind::Normal, ""));
    let own = sticky.task_queue.unwrap();
    let name = format!("me-{}", key.replace('-', ""));
    assert_eq!((&own.name[..], own.kind(), &own.normal_name[..]), (&name[..], TaskQueueKind::Sticky, "queue"));
    assert_eq!((activity.task_queue.unwrap().name, nexus.task_queue.unwrap().name), ("queue".into(), "queue".into()));
    let completed = completed(&mut worker, vec![]);
    assert_eq!(completed.sticky_attributes.unwrap().worker_task_queue.unwrap().name, name);
    assert!(completed.capabilities.unwrap().discard_speculative_workflow_task_with_events);
}

#[test]
fn what_a_server_does_not_keep_is_not_told() {
    // [FLAG-2]
    let name = |config: &mut Config| config.sdk_name = "sdk".into();
    let done = completed(&mut started(true, name), vec![]);
    let metadata = done.sdk_metadata.unwrap();
    assert_eq!((&metadata.sdk_name[..], metadata.core_used_flags.is_empty()), ("sdk", false));
    assert_eq!(completed(&mut started(false, name), vec![]).sdk_metadata, None);
}

#[test]
fn priority_and_fairness_reach_the_command_and_the_activity() {
    // [WORKER-13]
    let priority = Priority { priority_key: 2, fairness_key: "tenant".into(), fairness_weight: 1.5 };
    let mut worker = started(true, |_| {});
    let command = ScheduleActivity {
        seq: Seq(1),
        activity_id: "1".into(),
        activity_type: "A".into(),
        arguments: Payloads::from_iter([Payload::default()]),
        start_to_close_timeout: Some(Duration::from_secs(1)),
        priority: Some(priority.clone()),
        ..ScheduleActivity::default()
    };
    let done = completed(&mut worker, vec![HostKind::ScheduleActivity(Box::new(command))]);
    let Some(Attributes::ScheduleActivityTaskCommandAttributes(scheduled)) = &done.commands[0].attributes else {
        panic!("{done:?}")
    };
    assert_eq!(scheduled.priority.as_ref(), Some(&priority));
    let given = PollActivityTaskQueueResponse { priority: Some(priority.clone()), ..crate::driven::activity_task() };
    assert_eq!(worker.give_activity(given).priority, Some(priority));
}

fn deployment(name: &'static str, is_routed: bool) -> Versioning {
    let default_behavior = if is_routed { VersioningBehavior::Pinned } else { VersioningBehavior::Unspecified };
    Versioning::Deployment { deployment_name: name.into(), build_id: "b1".into(), is_routed, default_behavior }
}

fn options(name: &str, mode: WorkerVersioningMode) -> Option<WorkerDeploymentOptions> {
    let (deployment_name, build_id) = (name.into(), "b1".into());
    Some(WorkerDeploymentOptions { deployment_name, build_id, worker_versioning_mode: mode.into() })
}

/// A worker of all tasks, whose server knows what newer ones know, or nothing.
fn started(is_new: bool, change: impl FnOnce(&mut Config)) -> Driven {
    let mut worker = Driven::new(with(|config| {
        config.tasks.activities = true;
        config.tasks.nexus = true;
        change(config);
    }));
    let capabilities = Capabilities { build_id_based_versioning: is_new, sdk_metadata: is_new, ..Default::default() };
    let known = GetSystemInfoResponse { capabilities: Some(capabilities), ..Default::default() };
    for (id, call) in worker.calls() {
        let is_system = call.method == method::GET_SYSTEM_INFO;
        worker.ended(id, Ok(if is_system { known.encode_to_vec().into() } else { Bytes::new() }));
    }
    worker
}

type Polls = (
    PollWorkflowTaskQueueRequest,
    PollWorkflowTaskQueueRequest,
    PollActivityTaskQueueRequest,
    PollNexusTaskQueueRequest,
);

/// A poll of each kind.
fn polls(worker: &mut Driven) -> Polls {
    let calls: Vec<Call> = worker.open_calls().into_iter().map(|(_, call)| call).collect();
    let of =
        |method: &'static str| calls.iter().filter(move |call| call.method == method).map(|call| call.message.clone());
    let workflow =
        of(method::POLL_WORKFLOW_TASK_QUEUE).map(|message| PollWorkflowTaskQueueRequest::decode(message).unwrap());
    let (sticky, normal): (Vec<_>, Vec<_>) =
        workflow.partition(|poll| poll.task_queue.as_ref().unwrap().kind() == TaskQueueKind::Sticky);
    (
        normal.into_iter().next().unwrap(),
        sticky.into_iter().next().unwrap(),
        PollActivityTaskQueueRequest::decode(of(method::POLL_ACTIVITY_TASK_QUEUE).next().unwrap()).unwrap(),
        PollNexusTaskQueueRequest::decode(of(method::POLL_NEXUS_TASK_QUEUE).next().unwrap()).unwrap(),
    )
}

/// The completion of a run's first task.
fn completed(worker: &mut Driven, commands: Vec<HostKind>) -> RespondWorkflowTaskCompletedRequest {
    worker.give_task(task(1));
    worker.complete(commands);
    RespondWorkflowTaskCompletedRequest::decode(worker.report().1.message).unwrap()
}
