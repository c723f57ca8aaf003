//! Decides what is the same in every task and answer of the script.

use dacapo_proto::temporal::api::{
    enums::v1::{EventType, TaskQueueKind, WorkflowExecutionStatus},
    history::v1::{HistoryEvent, history_event::Attributes},
    namespace::v1::{NamespaceInfo, namespace_info},
    taskqueue::v1::TaskQueue,
    workflow::v1::WorkflowExecutionInfo,
    workflowservice::v1::{
        DescribeNamespaceResponse, DescribeWorkflowExecutionResponse, GetSystemInfoResponse, get_system_info_response,
    },
};
use prost_types::{Duration, Timestamp};

/// When everything happens: a script needs no clock.
pub(super) const TIME: Option<Timestamp> = Some(Timestamp { seconds: 1_790_000_000, nanos: 0 });

const FIRST_TASK_ID: i64 = 1_048_576;

#[expect(clippy::unnecessary_wraps, reason = "a message field is an option")]
pub(super) const fn seconds(seconds: i64) -> Option<Duration> {
    Some(Duration { seconds, nanos: 0 })
}

#[expect(clippy::unnecessary_wraps, reason = "a message field is an option")]
pub(super) fn queue() -> Option<TaskQueue> {
    Some(TaskQueue { name: crate::TASK_QUEUE.into(), kind: TaskQueueKind::Normal.into(), ..Default::default() })
}

pub(super) fn event(id: i64, event_type: EventType, attributes: Attributes) -> HistoryEvent {
    HistoryEvent {
        event_id: id,
        event_time: TIME,
        event_type: event_type.into(),
        task_id: FIRST_TASK_ID.saturating_add(id),
        attributes: Some(attributes),
        ..Default::default()
    }
}

/// What a server of 2026 can do.
pub(super) fn system_info() -> GetSystemInfoResponse {
    let capabilities = get_system_info_response::Capabilities {
        signal_and_query_header: true,
        internal_error_differentiation: true,
        activity_failure_include_heartbeat: true,
        supports_schedules: true,
        encoded_failure_attributes: true,
        build_id_based_versioning: true,
        upsert_memo: true,
        eager_workflow_start: true,
        sdk_metadata: true,
        count_group_by_execution_status: true,
        nexus: true,
        ..Default::default()
    };
    GetSystemInfoResponse { server_version: "1.30.0".into(), capabilities: Some(capabilities) }
}

pub(super) fn namespace(worker_heartbeats: bool) -> DescribeNamespaceResponse {
    let capabilities = namespace_info::Capabilities { worker_heartbeats, ..Default::default() };
    let info = NamespaceInfo {
        name: crate::NAMESPACE.into(),
        id: "32049b68-7872-4094-8e63-d0dd59896a83".into(),
        capabilities: Some(capabilities),
        ..Default::default()
    };
    DescribeNamespaceResponse { namespace_info: Some(info), ..Default::default() }
}

/// What is said of an execution: workers ask about those that nothing happens to.
pub(super) fn running() -> DescribeWorkflowExecutionResponse {
    let info = WorkflowExecutionInfo { status: WorkflowExecutionStatus::Running.into(), ..Default::default() };
    DescribeWorkflowExecutionResponse { workflow_execution_info: Some(info), ..Default::default() }
}
