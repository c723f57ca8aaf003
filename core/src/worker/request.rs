//! Decides how requests are written: what is the same in all of one kind is encoded once, and appended to what differs.

use super::{
    config::{Checked, Versioning, WorkerDeploymentOptions},
    desk::Capabilities,
    poller::{PollerKind, sticky_queue},
};
use crate::{id::Text, time::duration_to_wire, wire::put_len};
use alloc::string::ToString;
use bytes::{Bytes, BytesMut};
use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::{
        common::v1::{WorkerVersionCapabilities, WorkerVersionStamp},
        enums::v1::{TaskQueueKind, WorkerVersioningMode},
        taskqueue::v1::{StickyExecutionAttributes, TaskQueue, TaskQueueMetadata},
        workflowservice::v1::{
            PollActivityTaskQueueRequest, PollNexusTaskQueueRequest, PollWorkflowTaskQueueRequest,
            RecordActivityTaskHeartbeatRequest, RespondActivityTaskCanceledRequest,
            RespondActivityTaskCompletedRequest, RespondActivityTaskFailedRequest, RespondNexusTaskCompletedRequest,
            RespondNexusTaskFailedRequest, RespondQueryTaskCompletedRequest, RespondWorkflowTaskCompletedRequest,
            RespondWorkflowTaskFailedRequest, respond_workflow_task_completed_request,
        },
    },
};
use prost::Message;

/// The parts of each request that are the same in all of its kind: who this worker is.
#[derive(Clone, Debug)]
pub(crate) struct Requests {
    pub(crate) workflow_task_completed: Bytes,
    /// The same for a worker that shuts down.
    pub(crate) last_workflow_task_completed: Bytes,
    pub(crate) workflow_task_failed: Bytes,
    pub(crate) query_completed: Bytes,
    pub(crate) activity_completed: Bytes,
    pub(crate) activity_failed: Bytes,
    pub(crate) activity_canceled: Bytes,
    pub(crate) activity_heartbeat: Bytes,
    pub(crate) nexus_completed: Bytes,
    pub(crate) nexus_failed: Bytes,
}

impl Requests {
    pub(crate) fn new(config: &Checked, instance_key: &Text, capabilities: Capabilities) -> Self {
        let who = Who { config, instance_key, capabilities };
        let (namespace, identity) = (config.namespace.to_string(), config.identity.to_string());
        let deployment_options = who.deployment();
        let worker_version = who.stamp();
        Self {
            workflow_task_completed: who.workflow_task_completed(config.max_cached_workflows > 0),
            last_workflow_task_completed: who.workflow_task_completed(false),
            workflow_task_failed: encoded(&RespondWorkflowTaskFailedRequest {
                namespace: namespace.clone(),
                identity: identity.clone(),
                binary_checksum: who.checksum(),
                worker_version: worker_version.clone(),
                deployment_options: deployment_options.clone(),
                ..Default::default()
            }),
            query_completed: encoded(&RespondQueryTaskCompletedRequest {
                namespace: namespace.clone(),
                ..Default::default()
            }),
            activity_completed: encoded(&RespondActivityTaskCompletedRequest {
                namespace: namespace.clone(),
                identity: identity.clone(),
                worker_version: worker_version.clone(),
                deployment_options: deployment_options.clone(),
                ..Default::default()
            }),
            activity_failed: encoded(&RespondActivityTaskFailedRequest {
                namespace: namespace.clone(),
                identity: identity.clone(),
                worker_version: worker_version.clone(),
                deployment_options: deployment_options.clone(),
                ..Default::default()
            }),
            activity_canceled: encoded(&RespondActivityTaskCanceledRequest {
                namespace: namespace.clone(),
                identity: identity.clone(),
                worker_version,
                deployment_options,
                ..Default::default()
            }),
            activity_heartbeat: encoded(&RecordActivityTaskHeartbeatRequest {
                namespace: namespace.clone(),
                identity: identity.clone(),
                ..Default::default()
            }),
            nexus_completed: encoded(&RespondNexusTaskCompletedRequest {
                namespace: namespace.clone(),
                identity: identity.clone(),
                ..Default::default()
            }),
            nexus_failed: encoded(&RespondNexusTaskFailedRequest { namespace, identity, ..Default::default() }),
        }
    }
}

/// The call of a poll: the same every time.
pub(crate) fn poll(
    config: &Checked,
    instance_key: &Text,
    capabilities: Capabilities,
    kind: PollerKind,
) -> (&'static str, Bytes) {
    let who = Who { config, instance_key, capabilities };
    match kind {
        PollerKind::Workflow => (method::POLL_WORKFLOW_TASK_QUEUE, who.poll_workflow(who.queue())),
        PollerKind::StickyWorkflow => (method::POLL_WORKFLOW_TASK_QUEUE, who.poll_workflow(who.sticky_queue())),
        PollerKind::Activity => (method::POLL_ACTIVITY_TASK_QUEUE, who.poll_activity()),
        PollerKind::Nexus => (method::POLL_NEXUS_TASK_QUEUE, who.poll_nexus()),
    }
}

/// Begins a request of about `length` bytes with what is the same in all of its kind.
pub(crate) fn begin(common: &Bytes, length: usize) -> BytesMut {
    let mut out = BytesMut::with_capacity(common.len().saturating_add(length).saturating_add(16));
    out.extend_from_slice(common);
    out
}

/// Appends a message that is empty or is not there as nothing.
pub(crate) fn put_unless_empty(out: &mut BytesMut, number: u32, value: &[u8]) {
    if !value.is_empty() {
        put_len(out, number, value);
    }
}

fn encoded(message: &impl Message) -> Bytes {
    message.encode_to_vec().into()
}

/// Who a worker is, as requests say it [WORKER-13].
struct Who<'a> {
    config: &'a Checked,
    instance_key: &'a Text,
    capabilities: Capabilities,
}

impl Who<'_> {
    fn queue(&self) -> TaskQueue {
        let kind = TaskQueueKind::Normal.into();
        TaskQueue { name: self.config.task_queue.to_string(), kind, normal_name: Default::default() }
    }

    fn sticky_queue(&self) -> TaskQueue {
        TaskQueue {
            name: sticky_queue(&self.config.identity, self.instance_key).to_string(),
            kind: TaskQueueKind::Sticky.into(),
            normal_name: self.config.task_queue.to_string(),
        }
    }

    fn build_id(&self) -> alloc::string::String {
        match &self.config.versioning {
            Versioning::Unversioned { build_id } | Versioning::Deployment { build_id, .. } => build_id.to_string(),
        }
    }

    /// What told builds apart before versions did; servers that know versions want it empty.
    fn checksum(&self) -> alloc::string::String {
        if self.capabilities.build_id_based_versioning { Default::default() } else { self.build_id() }
    }

    fn stamp(&self) -> Option<WorkerVersionStamp> {
        let build_id = self.build_id();
        let is_told = self.capabilities.build_id_based_versioning && !build_id.is_empty();
        is_told.then_some(WorkerVersionStamp { build_id, use_versioning: false })
    }

    fn version_capabilities(&self) -> Option<WorkerVersionCapabilities> {
        let build_id = self.build_id();
        let is_told = self.capabilities.build_id_based_versioning && !build_id.is_empty();
        is_told.then(|| WorkerVersionCapabilities { build_id, ..Default::default() })
    }

    fn deployment(&self) -> Option<WorkerDeploymentOptions> {
        deployment(self.config)
    }

    fn poll_workflow(&self, queue: TaskQueue) -> Bytes {
        encoded(&PollWorkflowTaskQueueRequest {
            namespace: self.config.namespace.to_string(),
            identity: self.config.identity.to_string(),
            task_queue: Some(queue),
            worker_instance_key: self.instance_key.to_string(),
            binary_checksum: self.checksum(),
            worker_version_capabilities: self.version_capabilities(),
            deployment_options: self.deployment(),
            ..Default::default()
        })
    }

    fn poll_activity(&self) -> Bytes {
        let rate = self.config.max_task_queue_activities_per_second;
        encoded(&PollActivityTaskQueueRequest {
            namespace: self.config.namespace.to_string(),
            identity: self.config.identity.to_string(),
            task_queue: Some(self.queue()),
            task_queue_metadata: rate.map(|rate| TaskQueueMetadata { max_tasks_per_second: Some(rate) }),
            worker_instance_key: self.instance_key.to_string(),
            worker_version_capabilities: self.version_capabilities(),
            deployment_options: self.deployment(),
            ..Default::default()
        })
    }

    fn poll_nexus(&self) -> Bytes {
        encoded(&PollNexusTaskQueueRequest {
            namespace: self.config.namespace.to_string(),
            identity: self.config.identity.to_string(),
            task_queue: Some(self.queue()),
            worker_instance_key: self.instance_key.to_string(),
            worker_version_capabilities: self.version_capabilities(),
            deployment_options: self.deployment(),
            ..Default::default()
        })
    }

    fn workflow_task_completed(&self, is_sticky: bool) -> Bytes {
        let sticky_attributes = is_sticky.then(|| StickyExecutionAttributes {
            worker_task_queue: Some(self.sticky_queue()),
            schedule_to_start_timeout: Some(duration_to_wire(self.config.sticky_schedule_to_start_timeout)),
        });
        let capabilities = respond_workflow_task_completed_request::Capabilities {
            discard_speculative_workflow_task_with_events: true,
        };
        encoded(&RespondWorkflowTaskCompletedRequest {
            namespace: self.config.namespace.to_string(),
            identity: self.config.identity.to_string(),
            sticky_attributes,
            return_new_workflow_task: is_sticky,
            binary_checksum: self.checksum(),
            worker_version_stamp: self.stamp(),
            capabilities: Some(capabilities),
            deployment_options: self.deployment(),
            worker_instance_key: self.instance_key.to_string(),
            ..Default::default()
        })
    }
}

/// The version that a worker is of, as every request of its says.
pub(crate) fn deployment(config: &Checked) -> Option<WorkerDeploymentOptions> {
    let Versioning::Deployment { deployment_name, build_id, is_routed, .. } = &config.versioning else {
        return None;
    };
    let mode = if *is_routed { WorkerVersioningMode::Versioned } else { WorkerVersioningMode::Unversioned };
    Some(WorkerDeploymentOptions {
        deployment_name: deployment_name.to_string(),
        build_id: build_id.to_string(),
        worker_versioning_mode: mode.into(),
    })
}
