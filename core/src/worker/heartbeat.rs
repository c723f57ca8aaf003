//! Decides what the server is told of the worker itself, from time to time: its slots, its pollers, its cache.

use super::{
    Worker,
    config::{SlotSupply, Versioning},
    desk::Terms,
    poller::PollerKind,
    purpose::Purpose,
    slots::{SlotKind, Tally},
};
use crate::{
    machine::Deadline,
    rpc::RetryPolicy,
    time::{MonoTime, Now, WallTime, duration_to_wire},
};
use alloc::{string::ToString, vec};
use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::{
        deployment::v1::WorkerDeploymentVersion,
        enums::v1::WorkerStatus,
        worker::v1::{WorkerHeartbeat, WorkerHostInfo, WorkerPollerInfo, WorkerSlotsInfo},
        workflowservice::v1::RecordWorkerHeartbeatRequest,
    },
};
use prost::Message;

/// When the worker was begun, and when the server was last told of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Heartbeats {
    began: Option<WallTime>,
    last: Option<Now>,
    /// What had become of tasks then, by kind of slot.
    told: [Tally; SlotKind::ALL.len()],
    next: Option<MonoTime>,
}

impl Heartbeats {
    /// The server takes heartbeats: the first one is due at once.
    pub(crate) fn start(&mut self, now: Now) {
        self.began = Some(now.wall);
        self.next = Some(now.mono);
    }

    pub(crate) fn deadline(&self) -> Option<Deadline> {
        self.next.map(|at| Deadline { at, why: "the server is told of the worker" })
    }
}

impl Worker {
    /// Tells the server of the worker where that is due [WORKER-8].
    pub(super) fn beat(&mut self, now: Now) {
        let Some(interval) = self.desk.config.worker_heartbeat_interval else { return };
        if self.heartbeats.next.is_none_or(|at| at > now.mono) {
            return;
        }
        let request = RecordWorkerHeartbeatRequest {
            namespace: self.desk.config.namespace.to_string(),
            identity: self.desk.config.identity.to_string(),
            worker_heartbeat: vec![self.state(now)],
            ..Default::default()
        };
        let message = (method::RECORD_WORKER_HEARTBEAT, request.encode_to_vec().into());
        let terms = Terms::new(&self.desk.config, RetryPolicy::NEVER);
        self.desk.call(now, terms, Purpose::WorkerHeartbeat, message);
        self.heartbeats.last = Some(now);
        self.heartbeats.told = SlotKind::ALL.map(|kind| self.desk.slots.tally(kind));
        self.heartbeats.next = (!self.desk.is_draining).then(|| now.mono.plus(interval));
    }

    /// What the worker is doing, as the server wants to know it.
    pub(super) fn state(&self, now: Now) -> WorkerHeartbeat {
        let config = &self.desk.config;
        let status = if self.desk.is_draining { WorkerStatus::ShuttingDown } else { WorkerStatus::Running };
        let counts = self.runs.counts();
        let small = |count: u64| i32::try_from(count).unwrap_or(i32::MAX);
        let elapsed = self.heartbeats.last.map(|last| duration_to_wire(now.mono.since(last.mono)));
        WorkerHeartbeat {
            worker_instance_key: self.desk.instance_key.to_string(),
            worker_identity: config.identity.to_string(),
            host_info: self.host_info(),
            task_queue: config.task_queue.to_string(),
            deployment_version: self.deployment_version(),
            sdk_name: config.sdk_name.to_string(),
            sdk_version: config.sdk_version.to_string(),
            status: status.into(),
            start_time: self.heartbeats.began.map(WallTime::to_wire),
            heartbeat_time: Some(now.wall.to_wire()),
            elapsed_since_last_heartbeat: elapsed,
            workflow_task_slots_info: self.slots_of(SlotKind::Workflow, config.workflow_slots),
            activity_task_slots_info: self.slots_of(SlotKind::Activity, config.activity_slots),
            nexus_task_slots_info: self.slots_of(SlotKind::Nexus, config.nexus_slots),
            local_activity_slots_info: self.slots_of(SlotKind::LocalActivity, config.local_activity_slots),
            workflow_poller_info: self.poller_info(PollerKind::Workflow),
            workflow_sticky_poller_info: self.poller_info(PollerKind::StickyWorkflow),
            activity_poller_info: self.poller_info(PollerKind::Activity),
            nexus_poller_info: self.poller_info(PollerKind::Nexus),
            total_sticky_cache_hit: small(counts.hits),
            total_sticky_cache_miss: small(counts.misses),
            current_sticky_cache_size: i32::try_from(self.runs.len()).unwrap_or(i32::MAX),
            ..Default::default()
        }
    }

    fn deployment_version(&self) -> Option<WorkerDeploymentVersion> {
        let Versioning::Deployment { deployment_name, build_id, .. } = &self.desk.config.versioning else {
            return None;
        };
        Some(WorkerDeploymentVersion { deployment_name: deployment_name.to_string(), build_id: build_id.to_string() })
    }

    /// What the host says of the machine and the process; nothing where it says nothing.
    fn host_info(&self) -> Option<WorkerHostInfo> {
        let host = &self.desk.config.host;
        let load = self.desk.load.unwrap_or_default();
        let info = WorkerHostInfo {
            host_name: host.host_name.to_string(),
            worker_grouping_key: host.grouping_key.to_string(),
            process_id: host.process_id.to_string(),
            current_host_cpu_usage: share(load.cpu),
            current_host_mem_usage: share(load.memory),
        };
        (info != WorkerHostInfo::default()).then_some(info)
    }

    #[expect(clippy::unnecessary_wraps, reason = "the message wants an option")]
    fn slots_of(&self, kind: SlotKind, supply: SlotSupply) -> Option<WorkerSlotsInfo> {
        let used = self.desk.slots.busy(kind);
        let small = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
        let few = |count: u64| i32::try_from(count).unwrap_or(i32::MAX);
        let tally = self.desk.slots.tally(kind);
        let place = SlotKind::ALL.into_iter().position(|of| of == kind);
        let before = place.and_then(|place| self.heartbeats.told.get(place)).copied().unwrap_or_default();
        let supplier = match supply {
            SlotSupply::Fixed(_) => "Fixed",
            SlotSupply::Resources(_) => "ResourceBased",
            SlotSupply::Custom => "Custom",
        };
        Some(WorkerSlotsInfo {
            current_available_slots: self.desk.slots.total(kind).map_or(0, |total| small(total.saturating_sub(used))),
            current_used_slots: small(used),
            slot_supplier_kind: supplier.into(),
            total_processed_tasks: few(tally.processed),
            total_failed_tasks: few(tally.failed),
            last_interval_processed_tasks: few(tally.processed.saturating_sub(before.processed)),
            last_interval_failure_tasks: few(tally.failed.saturating_sub(before.failed)),
        })
    }

    fn poller_info(&self, kind: PollerKind) -> Option<WorkerPollerInfo> {
        let (current, last, is_autoscaling) = self.pollers.info(kind)?;
        Some(WorkerPollerInfo {
            current_pollers: i32::try_from(current).unwrap_or(i32::MAX),
            last_successful_poll_time: last.map(WallTime::to_wire),
            is_autoscaling,
        })
    }
}

/// A share as the message has it.
#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "no other conversion rounds")]
const fn share(of: f64) -> f32 {
    of as f32
}
