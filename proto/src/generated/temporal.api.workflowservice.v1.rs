// Written by `cargo xtask proto`; do not edit.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct RegisterNamespaceRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub description: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub owner_email: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "4")]
    pub workflow_execution_retention_period: ::core::option::Option<
        ::prost_types::Duration,
    >,
    #[prost(message, repeated, tag = "5")]
    pub clusters: ::prost::alloc::vec::Vec<
        super::super::replication::v1::ClusterReplicationConfig,
    >,
    #[prost(string, tag = "6")]
    pub active_cluster_name: ::prost::alloc::string::String,
    #[prost(btree_map = "string, string", tag = "7")]
    pub data: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        ::prost::alloc::string::String,
    >,
    #[prost(string, tag = "8")]
    pub security_token: ::prost::alloc::string::String,
    #[prost(bool, tag = "9")]
    pub is_global_namespace: bool,
    #[prost(enumeration = "super::super::enums::v1::ArchivalState", tag = "10")]
    pub history_archival_state: i32,
    #[prost(string, tag = "11")]
    pub history_archival_uri: ::prost::alloc::string::String,
    #[prost(enumeration = "super::super::enums::v1::ArchivalState", tag = "12")]
    pub visibility_archival_state: i32,
    #[prost(string, tag = "13")]
    pub visibility_archival_uri: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct RegisterNamespaceResponse {}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListNamespacesRequest {
    #[prost(int32, tag = "1")]
    pub page_size: i32,
    #[prost(bytes = "bytes", tag = "2")]
    pub next_page_token: ::prost::bytes::Bytes,
    #[prost(message, optional, tag = "3")]
    pub namespace_filter: ::core::option::Option<
        super::super::namespace::v1::NamespaceFilter,
    >,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ListNamespacesResponse {
    #[prost(message, repeated, tag = "1")]
    pub namespaces: ::prost::alloc::vec::Vec<DescribeNamespaceResponse>,
    #[prost(bytes = "bytes", tag = "2")]
    pub next_page_token: ::prost::bytes::Bytes,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DescribeNamespaceRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub id: ::prost::alloc::string::String,
    #[prost(bool, tag = "3")]
    pub weak_consistency: bool,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct DescribeNamespaceResponse {
    #[prost(message, optional, tag = "1")]
    pub namespace_info: ::core::option::Option<
        super::super::namespace::v1::NamespaceInfo,
    >,
    #[prost(message, optional, tag = "2")]
    pub config: ::core::option::Option<super::super::namespace::v1::NamespaceConfig>,
    #[prost(message, optional, tag = "3")]
    pub replication_config: ::core::option::Option<
        super::super::replication::v1::NamespaceReplicationConfig,
    >,
    #[prost(int64, tag = "4")]
    pub failover_version: i64,
    #[prost(bool, tag = "5")]
    pub is_global_namespace: bool,
    #[prost(message, repeated, tag = "6")]
    pub failover_history: ::prost::alloc::vec::Vec<
        super::super::replication::v1::FailoverStatus,
    >,
    #[prost(message, repeated, tag = "7")]
    pub poller_group_infos: ::prost::alloc::vec::Vec<
        super::super::taskqueue::v1::PollerGroupInfo,
    >,
    #[prost(message, optional, tag = "8")]
    pub poller_groups_info: ::core::option::Option<
        super::super::taskqueue::v1::PollerGroupsInfo,
    >,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct UpdateNamespaceRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub update_info: ::core::option::Option<
        super::super::namespace::v1::UpdateNamespaceInfo,
    >,
    #[prost(message, optional, tag = "3")]
    pub config: ::core::option::Option<super::super::namespace::v1::NamespaceConfig>,
    #[prost(message, optional, tag = "4")]
    pub replication_config: ::core::option::Option<
        super::super::replication::v1::NamespaceReplicationConfig,
    >,
    #[prost(string, tag = "5")]
    pub security_token: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub delete_bad_binary: ::prost::alloc::string::String,
    #[prost(bool, tag = "7")]
    pub promote_namespace: bool,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct UpdateNamespaceResponse {
    #[prost(message, optional, tag = "1")]
    pub namespace_info: ::core::option::Option<
        super::super::namespace::v1::NamespaceInfo,
    >,
    #[prost(message, optional, tag = "2")]
    pub config: ::core::option::Option<super::super::namespace::v1::NamespaceConfig>,
    #[prost(message, optional, tag = "3")]
    pub replication_config: ::core::option::Option<
        super::super::replication::v1::NamespaceReplicationConfig,
    >,
    #[prost(int64, tag = "4")]
    pub failover_version: i64,
    #[prost(bool, tag = "5")]
    pub is_global_namespace: bool,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DeprecateNamespaceRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub security_token: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DeprecateNamespaceResponse {}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct StartWorkflowExecutionRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub workflow_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "3")]
    pub workflow_type: ::core::option::Option<super::super::common::v1::WorkflowType>,
    #[prost(message, optional, tag = "4")]
    pub task_queue: ::core::option::Option<super::super::taskqueue::v1::TaskQueue>,
    #[prost(message, optional, tag = "5")]
    pub input: ::core::option::Option<super::super::common::v1::Payloads>,
    #[prost(message, optional, tag = "6")]
    pub workflow_execution_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "7")]
    pub workflow_run_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "8")]
    pub workflow_task_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(string, tag = "9")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "10")]
    pub request_id: ::prost::alloc::string::String,
    #[prost(enumeration = "super::super::enums::v1::WorkflowIdReusePolicy", tag = "11")]
    pub workflow_id_reuse_policy: i32,
    #[prost(
        enumeration = "super::super::enums::v1::WorkflowIdConflictPolicy",
        tag = "22"
    )]
    pub workflow_id_conflict_policy: i32,
    #[prost(message, optional, tag = "12")]
    pub retry_policy: ::core::option::Option<super::super::common::v1::RetryPolicy>,
    #[prost(string, tag = "13")]
    pub cron_schedule: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "14")]
    pub memo: ::core::option::Option<super::super::common::v1::Memo>,
    #[prost(message, optional, tag = "15")]
    pub search_attributes: ::core::option::Option<
        super::super::common::v1::SearchAttributes,
    >,
    #[prost(message, optional, tag = "16")]
    pub header: ::core::option::Option<super::super::common::v1::Header>,
    #[prost(bool, tag = "17")]
    pub request_eager_execution: bool,
    #[prost(message, optional, tag = "18")]
    pub continued_failure: ::core::option::Option<super::super::failure::v1::Failure>,
    #[prost(message, optional, tag = "19")]
    pub last_completion_result: ::core::option::Option<
        super::super::common::v1::Payloads,
    >,
    #[prost(message, optional, tag = "20")]
    pub workflow_start_delay: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, repeated, tag = "21")]
    pub completion_callbacks: ::prost::alloc::vec::Vec<
        super::super::common::v1::Callback,
    >,
    #[prost(message, optional, tag = "23")]
    pub user_metadata: ::core::option::Option<super::super::sdk::v1::UserMetadata>,
    #[prost(message, repeated, tag = "24")]
    pub links: ::prost::alloc::vec::Vec<super::super::common::v1::Link>,
    #[prost(message, optional, tag = "25")]
    pub versioning_override: ::core::option::Option<
        super::super::workflow::v1::VersioningOverride,
    >,
    #[prost(message, optional, tag = "26")]
    pub on_conflict_options: ::core::option::Option<
        super::super::workflow::v1::OnConflictOptions,
    >,
    #[prost(message, optional, tag = "27")]
    pub priority: ::core::option::Option<super::super::common::v1::Priority>,
    #[prost(message, optional, tag = "28")]
    pub eager_worker_deployment_options: ::core::option::Option<
        super::super::deployment::v1::WorkerDeploymentOptions,
    >,
    #[prost(message, optional, tag = "29")]
    pub time_skipping_config: ::core::option::Option<
        super::super::common::v1::TimeSkippingConfig,
    >,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct StartWorkflowExecutionResponse {
    #[prost(string, tag = "1")]
    pub run_id: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub first_execution_run_id: ::prost::alloc::string::String,
    #[prost(bool, tag = "3")]
    pub started: bool,
    #[prost(enumeration = "super::super::enums::v1::WorkflowExecutionStatus", tag = "5")]
    pub status: i32,
    #[prost(message, optional, tag = "2")]
    pub eager_workflow_task: ::core::option::Option<PollWorkflowTaskQueueResponse>,
    #[prost(message, optional, tag = "4")]
    pub link: ::core::option::Option<super::super::common::v1::Link>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct GetWorkflowExecutionHistoryRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub execution: ::core::option::Option<super::super::common::v1::WorkflowExecution>,
    #[prost(int32, tag = "3")]
    pub maximum_page_size: i32,
    #[prost(bytes = "bytes", tag = "4")]
    pub next_page_token: ::prost::bytes::Bytes,
    #[prost(bool, tag = "5")]
    pub wait_new_event: bool,
    #[prost(enumeration = "super::super::enums::v1::HistoryEventFilterType", tag = "6")]
    pub history_event_filter_type: i32,
    #[prost(bool, tag = "7")]
    pub skip_archival: bool,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct GetWorkflowExecutionHistoryResponse {
    #[prost(message, optional, tag = "1")]
    pub history: ::core::option::Option<super::super::history::v1::History>,
    #[prost(message, repeated, tag = "2")]
    pub raw_history: ::prost::alloc::vec::Vec<super::super::common::v1::DataBlob>,
    #[prost(bytes = "bytes", tag = "3")]
    pub next_page_token: ::prost::bytes::Bytes,
    #[prost(bool, tag = "4")]
    pub archived: bool,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct GetWorkflowExecutionHistoryReverseRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub execution: ::core::option::Option<super::super::common::v1::WorkflowExecution>,
    #[prost(int32, tag = "3")]
    pub maximum_page_size: i32,
    #[prost(bytes = "bytes", tag = "4")]
    pub next_page_token: ::prost::bytes::Bytes,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct GetWorkflowExecutionHistoryReverseResponse {
    #[prost(message, optional, tag = "1")]
    pub history: ::core::option::Option<super::super::history::v1::History>,
    #[prost(bytes = "bytes", tag = "3")]
    pub next_page_token: ::prost::bytes::Bytes,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct PollWorkflowTaskQueueRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub task_queue: ::core::option::Option<super::super::taskqueue::v1::TaskQueue>,
    #[prost(string, tag = "10")]
    pub poller_group_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "8")]
    pub worker_instance_key: ::prost::alloc::string::String,
    #[prost(string, tag = "9")]
    pub worker_control_task_queue: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub binary_checksum: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "5")]
    pub worker_version_capabilities: ::core::option::Option<
        super::super::common::v1::WorkerVersionCapabilities,
    >,
    #[prost(message, optional, tag = "6")]
    pub deployment_options: ::core::option::Option<
        super::super::deployment::v1::WorkerDeploymentOptions,
    >,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct PollWorkflowTaskQueueResponse {
    #[prost(bytes = "bytes", tag = "1")]
    pub task_token: ::prost::bytes::Bytes,
    #[prost(message, optional, tag = "2")]
    pub workflow_execution: ::core::option::Option<
        super::super::common::v1::WorkflowExecution,
    >,
    #[prost(message, optional, tag = "3")]
    pub workflow_type: ::core::option::Option<super::super::common::v1::WorkflowType>,
    #[prost(int64, tag = "4")]
    pub previous_started_event_id: i64,
    #[prost(int64, tag = "5")]
    pub started_event_id: i64,
    #[prost(int32, tag = "6")]
    pub attempt: i32,
    #[prost(int64, tag = "7")]
    pub backlog_count_hint: i64,
    #[prost(message, optional, tag = "8")]
    pub history: ::core::option::Option<super::super::history::v1::History>,
    #[prost(bytes = "bytes", tag = "9")]
    pub next_page_token: ::prost::bytes::Bytes,
    #[prost(message, optional, tag = "10")]
    pub query: ::core::option::Option<super::super::query::v1::WorkflowQuery>,
    #[prost(message, optional, tag = "11")]
    pub workflow_execution_task_queue: ::core::option::Option<
        super::super::taskqueue::v1::TaskQueue,
    >,
    #[prost(message, optional, tag = "12")]
    pub scheduled_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(message, optional, tag = "13")]
    pub started_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(btree_map = "string, message", tag = "14")]
    pub queries: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        super::super::query::v1::WorkflowQuery,
    >,
    #[prost(message, repeated, tag = "15")]
    pub messages: ::prost::alloc::vec::Vec<super::super::protocol::v1::Message>,
    #[prost(message, optional, tag = "16")]
    pub poller_scaling_decision: ::core::option::Option<
        super::super::taskqueue::v1::PollerScalingDecision,
    >,
    #[prost(string, tag = "17")]
    pub poller_group_id: ::prost::alloc::string::String,
    #[prost(message, repeated, tag = "18")]
    pub poller_group_infos: ::prost::alloc::vec::Vec<
        super::super::taskqueue::v1::PollerGroupInfo,
    >,
    #[prost(message, optional, tag = "19")]
    pub poller_groups_info: ::core::option::Option<
        super::super::taskqueue::v1::PollerGroupsInfo,
    >,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct RespondWorkflowTaskCompletedRequest {
    #[prost(bytes = "bytes", tag = "1")]
    pub task_token: ::prost::bytes::Bytes,
    #[prost(message, repeated, tag = "2")]
    pub commands: ::prost::alloc::vec::Vec<super::super::command::v1::Command>,
    #[prost(string, tag = "3")]
    pub identity: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "4")]
    pub sticky_attributes: ::core::option::Option<
        super::super::taskqueue::v1::StickyExecutionAttributes,
    >,
    #[prost(bool, tag = "5")]
    pub return_new_workflow_task: bool,
    #[prost(bool, tag = "6")]
    pub force_create_new_workflow_task: bool,
    #[prost(string, tag = "7")]
    pub binary_checksum: ::prost::alloc::string::String,
    #[prost(btree_map = "string, message", tag = "8")]
    pub query_results: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        super::super::query::v1::WorkflowQueryResult,
    >,
    #[prost(string, tag = "9")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "18")]
    pub resource_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "10")]
    pub worker_version_stamp: ::core::option::Option<
        super::super::common::v1::WorkerVersionStamp,
    >,
    #[prost(message, repeated, tag = "11")]
    pub messages: ::prost::alloc::vec::Vec<super::super::protocol::v1::Message>,
    #[prost(message, optional, tag = "12")]
    pub sdk_metadata: ::core::option::Option<
        super::super::sdk::v1::WorkflowTaskCompletedMetadata,
    >,
    #[prost(message, optional, tag = "13")]
    pub metering_metadata: ::core::option::Option<
        super::super::common::v1::MeteringMetadata,
    >,
    #[prost(message, optional, tag = "14")]
    pub capabilities: ::core::option::Option<
        respond_workflow_task_completed_request::Capabilities,
    >,
    #[prost(message, optional, tag = "15")]
    pub deployment: ::core::option::Option<super::super::deployment::v1::Deployment>,
    #[prost(enumeration = "super::super::enums::v1::VersioningBehavior", tag = "16")]
    pub versioning_behavior: i32,
    #[prost(message, optional, tag = "17")]
    pub deployment_options: ::core::option::Option<
        super::super::deployment::v1::WorkerDeploymentOptions,
    >,
    #[prost(string, tag = "19")]
    pub worker_instance_key: ::prost::alloc::string::String,
    #[prost(string, tag = "20")]
    pub worker_control_task_queue: ::prost::alloc::string::String,
    #[prost(int32, tag = "21")]
    pub page_number: i32,
    #[prost(bool, tag = "22")]
    pub intermediate_page: bool,
}
/// Nested message and enum types in `RespondWorkflowTaskCompletedRequest`.
pub mod respond_workflow_task_completed_request {
    #[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct Capabilities {
        #[prost(bool, tag = "1")]
        pub discard_speculative_workflow_task_with_events: bool,
    }
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct RespondWorkflowTaskCompletedResponse {
    #[prost(message, optional, tag = "1")]
    pub workflow_task: ::core::option::Option<PollWorkflowTaskQueueResponse>,
    #[prost(message, repeated, tag = "2")]
    pub activity_tasks: ::prost::alloc::vec::Vec<PollActivityTaskQueueResponse>,
    #[prost(int64, tag = "3")]
    pub reset_history_event_id: i64,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct RespondWorkflowTaskFailedRequest {
    #[prost(bytes = "bytes", tag = "1")]
    pub task_token: ::prost::bytes::Bytes,
    #[prost(enumeration = "super::super::enums::v1::WorkflowTaskFailedCause", tag = "2")]
    pub cause: i32,
    #[prost(message, optional, tag = "3")]
    pub failure: ::core::option::Option<super::super::failure::v1::Failure>,
    #[prost(string, tag = "4")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub binary_checksum: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "11")]
    pub resource_id: ::prost::alloc::string::String,
    #[prost(message, repeated, tag = "7")]
    pub messages: ::prost::alloc::vec::Vec<super::super::protocol::v1::Message>,
    #[prost(message, optional, tag = "8")]
    pub worker_version: ::core::option::Option<
        super::super::common::v1::WorkerVersionStamp,
    >,
    #[prost(message, optional, tag = "9")]
    pub deployment: ::core::option::Option<super::super::deployment::v1::Deployment>,
    #[prost(message, optional, tag = "10")]
    pub deployment_options: ::core::option::Option<
        super::super::deployment::v1::WorkerDeploymentOptions,
    >,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct RespondWorkflowTaskFailedResponse {}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct PollActivityTaskQueueRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub task_queue: ::core::option::Option<super::super::taskqueue::v1::TaskQueue>,
    #[prost(string, tag = "10")]
    pub poller_group_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "8")]
    pub worker_instance_key: ::prost::alloc::string::String,
    #[prost(string, tag = "9")]
    pub worker_control_task_queue: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "4")]
    pub task_queue_metadata: ::core::option::Option<
        super::super::taskqueue::v1::TaskQueueMetadata,
    >,
    #[prost(message, optional, tag = "5")]
    pub worker_version_capabilities: ::core::option::Option<
        super::super::common::v1::WorkerVersionCapabilities,
    >,
    #[prost(message, optional, tag = "6")]
    pub deployment_options: ::core::option::Option<
        super::super::deployment::v1::WorkerDeploymentOptions,
    >,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct PollActivityTaskQueueResponse {
    #[prost(bytes = "bytes", tag = "1")]
    pub task_token: ::prost::bytes::Bytes,
    #[prost(string, tag = "2")]
    pub workflow_namespace: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "3")]
    pub workflow_type: ::core::option::Option<super::super::common::v1::WorkflowType>,
    #[prost(message, optional, tag = "4")]
    pub workflow_execution: ::core::option::Option<
        super::super::common::v1::WorkflowExecution,
    >,
    #[prost(message, optional, tag = "5")]
    pub activity_type: ::core::option::Option<super::super::common::v1::ActivityType>,
    #[prost(string, tag = "6")]
    pub activity_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "7")]
    pub header: ::core::option::Option<super::super::common::v1::Header>,
    #[prost(message, optional, tag = "8")]
    pub input: ::core::option::Option<super::super::common::v1::Payloads>,
    #[prost(message, optional, tag = "9")]
    pub heartbeat_details: ::core::option::Option<super::super::common::v1::Payloads>,
    #[prost(message, optional, tag = "10")]
    pub scheduled_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(message, optional, tag = "11")]
    pub current_attempt_scheduled_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(message, optional, tag = "12")]
    pub started_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(int32, tag = "13")]
    pub attempt: i32,
    #[prost(message, optional, tag = "14")]
    pub schedule_to_close_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "15")]
    pub start_to_close_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "16")]
    pub heartbeat_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "17")]
    pub retry_policy: ::core::option::Option<super::super::common::v1::RetryPolicy>,
    #[prost(message, optional, tag = "18")]
    pub poller_scaling_decision: ::core::option::Option<
        super::super::taskqueue::v1::PollerScalingDecision,
    >,
    #[prost(message, optional, tag = "19")]
    pub priority: ::core::option::Option<super::super::common::v1::Priority>,
    #[prost(string, tag = "20")]
    pub activity_run_id: ::prost::alloc::string::String,
    #[prost(message, repeated, tag = "21")]
    pub poller_group_infos: ::prost::alloc::vec::Vec<
        super::super::taskqueue::v1::PollerGroupInfo,
    >,
    #[prost(message, optional, tag = "22")]
    pub poller_groups_info: ::core::option::Option<
        super::super::taskqueue::v1::PollerGroupsInfo,
    >,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct RecordActivityTaskHeartbeatRequest {
    #[prost(bytes = "bytes", tag = "1")]
    pub task_token: ::prost::bytes::Bytes,
    #[prost(message, optional, tag = "2")]
    pub details: ::core::option::Option<super::super::common::v1::Payloads>,
    #[prost(string, tag = "3")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub resource_id: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct RecordActivityTaskHeartbeatResponse {
    #[prost(bool, tag = "1")]
    pub cancel_requested: bool,
    #[prost(bool, tag = "2")]
    pub activity_paused: bool,
    #[prost(bool, tag = "3")]
    pub activity_reset: bool,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct RecordActivityTaskHeartbeatByIdRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub workflow_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub run_id: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub activity_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "5")]
    pub details: ::core::option::Option<super::super::common::v1::Payloads>,
    #[prost(string, tag = "6")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "7")]
    pub resource_id: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct RecordActivityTaskHeartbeatByIdResponse {
    #[prost(bool, tag = "1")]
    pub cancel_requested: bool,
    #[prost(bool, tag = "2")]
    pub activity_paused: bool,
    #[prost(bool, tag = "3")]
    pub activity_reset: bool,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct RespondActivityTaskCompletedRequest {
    #[prost(bytes = "bytes", tag = "1")]
    pub task_token: ::prost::bytes::Bytes,
    #[prost(message, optional, tag = "2")]
    pub result: ::core::option::Option<super::super::common::v1::Payloads>,
    #[prost(string, tag = "3")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "8")]
    pub resource_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "5")]
    pub worker_version: ::core::option::Option<
        super::super::common::v1::WorkerVersionStamp,
    >,
    #[prost(message, optional, tag = "6")]
    pub deployment: ::core::option::Option<super::super::deployment::v1::Deployment>,
    #[prost(message, optional, tag = "7")]
    pub deployment_options: ::core::option::Option<
        super::super::deployment::v1::WorkerDeploymentOptions,
    >,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct RespondActivityTaskCompletedResponse {}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct RespondActivityTaskCompletedByIdRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub workflow_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub run_id: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub activity_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "5")]
    pub result: ::core::option::Option<super::super::common::v1::Payloads>,
    #[prost(string, tag = "6")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "7")]
    pub resource_id: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct RespondActivityTaskCompletedByIdResponse {}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct RespondActivityTaskFailedRequest {
    #[prost(bytes = "bytes", tag = "1")]
    pub task_token: ::prost::bytes::Bytes,
    #[prost(message, optional, tag = "2")]
    pub failure: ::core::option::Option<super::super::failure::v1::Failure>,
    #[prost(string, tag = "3")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "9")]
    pub resource_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "5")]
    pub last_heartbeat_details: ::core::option::Option<
        super::super::common::v1::Payloads,
    >,
    #[prost(message, optional, tag = "6")]
    pub worker_version: ::core::option::Option<
        super::super::common::v1::WorkerVersionStamp,
    >,
    #[prost(message, optional, tag = "7")]
    pub deployment: ::core::option::Option<super::super::deployment::v1::Deployment>,
    #[prost(message, optional, tag = "8")]
    pub deployment_options: ::core::option::Option<
        super::super::deployment::v1::WorkerDeploymentOptions,
    >,
    #[prost(
        enumeration = "super::super::enums::v1::ActivityTaskFailedCause",
        tag = "10"
    )]
    pub cause: i32,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct RespondActivityTaskFailedResponse {
    #[prost(message, repeated, tag = "1")]
    pub failures: ::prost::alloc::vec::Vec<super::super::failure::v1::Failure>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct RespondActivityTaskFailedByIdRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub workflow_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub run_id: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub activity_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "5")]
    pub failure: ::core::option::Option<super::super::failure::v1::Failure>,
    #[prost(string, tag = "6")]
    pub identity: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "7")]
    pub last_heartbeat_details: ::core::option::Option<
        super::super::common::v1::Payloads,
    >,
    #[prost(string, tag = "8")]
    pub resource_id: ::prost::alloc::string::String,
    #[prost(enumeration = "super::super::enums::v1::ActivityTaskFailedCause", tag = "9")]
    pub cause: i32,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct RespondActivityTaskFailedByIdResponse {
    #[prost(message, repeated, tag = "1")]
    pub failures: ::prost::alloc::vec::Vec<super::super::failure::v1::Failure>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct RespondActivityTaskCanceledRequest {
    #[prost(bytes = "bytes", tag = "1")]
    pub task_token: ::prost::bytes::Bytes,
    #[prost(message, optional, tag = "2")]
    pub details: ::core::option::Option<super::super::common::v1::Payloads>,
    #[prost(string, tag = "3")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "8")]
    pub resource_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "5")]
    pub worker_version: ::core::option::Option<
        super::super::common::v1::WorkerVersionStamp,
    >,
    #[prost(message, optional, tag = "6")]
    pub deployment: ::core::option::Option<super::super::deployment::v1::Deployment>,
    #[prost(message, optional, tag = "7")]
    pub deployment_options: ::core::option::Option<
        super::super::deployment::v1::WorkerDeploymentOptions,
    >,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct RespondActivityTaskCanceledResponse {}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct RespondActivityTaskCanceledByIdRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub workflow_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub run_id: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub activity_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "5")]
    pub details: ::core::option::Option<super::super::common::v1::Payloads>,
    #[prost(string, tag = "6")]
    pub identity: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "7")]
    pub deployment_options: ::core::option::Option<
        super::super::deployment::v1::WorkerDeploymentOptions,
    >,
    #[prost(string, tag = "8")]
    pub resource_id: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct RespondActivityTaskCanceledByIdResponse {}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct RequestCancelWorkflowExecutionRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub workflow_execution: ::core::option::Option<
        super::super::common::v1::WorkflowExecution,
    >,
    #[prost(string, tag = "3")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub request_id: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub first_execution_run_id: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub reason: ::prost::alloc::string::String,
    #[prost(message, repeated, tag = "7")]
    pub links: ::prost::alloc::vec::Vec<super::super::common::v1::Link>,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct RequestCancelWorkflowExecutionResponse {}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct SignalWorkflowExecutionRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub workflow_execution: ::core::option::Option<
        super::super::common::v1::WorkflowExecution,
    >,
    #[prost(string, tag = "3")]
    pub signal_name: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "4")]
    pub input: ::core::option::Option<super::super::common::v1::Payloads>,
    #[prost(string, tag = "5")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub request_id: ::prost::alloc::string::String,
    #[prost(string, tag = "7")]
    pub control: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "8")]
    pub header: ::core::option::Option<super::super::common::v1::Header>,
    #[prost(message, repeated, tag = "10")]
    pub links: ::prost::alloc::vec::Vec<super::super::common::v1::Link>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct SignalWorkflowExecutionResponse {
    #[prost(message, optional, tag = "1")]
    pub link: ::core::option::Option<super::super::common::v1::Link>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct SignalWithStartWorkflowExecutionRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub workflow_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "3")]
    pub workflow_type: ::core::option::Option<super::super::common::v1::WorkflowType>,
    #[prost(message, optional, tag = "4")]
    pub task_queue: ::core::option::Option<super::super::taskqueue::v1::TaskQueue>,
    #[prost(message, optional, tag = "5")]
    pub input: ::core::option::Option<super::super::common::v1::Payloads>,
    #[prost(message, optional, tag = "6")]
    pub workflow_execution_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "7")]
    pub workflow_run_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "8")]
    pub workflow_task_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(string, tag = "9")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "10")]
    pub request_id: ::prost::alloc::string::String,
    #[prost(enumeration = "super::super::enums::v1::WorkflowIdReusePolicy", tag = "11")]
    pub workflow_id_reuse_policy: i32,
    #[prost(
        enumeration = "super::super::enums::v1::WorkflowIdConflictPolicy",
        tag = "22"
    )]
    pub workflow_id_conflict_policy: i32,
    #[prost(string, tag = "12")]
    pub signal_name: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "13")]
    pub signal_input: ::core::option::Option<super::super::common::v1::Payloads>,
    #[prost(string, tag = "14")]
    pub control: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "15")]
    pub retry_policy: ::core::option::Option<super::super::common::v1::RetryPolicy>,
    #[prost(string, tag = "16")]
    pub cron_schedule: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "17")]
    pub memo: ::core::option::Option<super::super::common::v1::Memo>,
    #[prost(message, optional, tag = "18")]
    pub search_attributes: ::core::option::Option<
        super::super::common::v1::SearchAttributes,
    >,
    #[prost(message, optional, tag = "19")]
    pub header: ::core::option::Option<super::super::common::v1::Header>,
    #[prost(message, optional, tag = "20")]
    pub workflow_start_delay: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "23")]
    pub user_metadata: ::core::option::Option<super::super::sdk::v1::UserMetadata>,
    #[prost(message, repeated, tag = "24")]
    pub links: ::prost::alloc::vec::Vec<super::super::common::v1::Link>,
    #[prost(message, optional, tag = "25")]
    pub versioning_override: ::core::option::Option<
        super::super::workflow::v1::VersioningOverride,
    >,
    #[prost(message, optional, tag = "26")]
    pub priority: ::core::option::Option<super::super::common::v1::Priority>,
    #[prost(message, optional, tag = "27")]
    pub time_skipping_config: ::core::option::Option<
        super::super::common::v1::TimeSkippingConfig,
    >,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct SignalWithStartWorkflowExecutionResponse {
    #[prost(string, tag = "1")]
    pub run_id: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub first_execution_run_id: ::prost::alloc::string::String,
    #[prost(bool, tag = "2")]
    pub started: bool,
    #[prost(message, optional, tag = "3")]
    pub signal_link: ::core::option::Option<super::super::common::v1::Link>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ResetWorkflowExecutionRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub workflow_execution: ::core::option::Option<
        super::super::common::v1::WorkflowExecution,
    >,
    #[prost(string, tag = "3")]
    pub reason: ::prost::alloc::string::String,
    #[prost(int64, tag = "4")]
    pub workflow_task_finish_event_id: i64,
    #[prost(string, tag = "5")]
    pub request_id: ::prost::alloc::string::String,
    #[prost(enumeration = "super::super::enums::v1::ResetReapplyType", tag = "6")]
    pub reset_reapply_type: i32,
    #[prost(
        enumeration = "super::super::enums::v1::ResetReapplyExcludeType",
        repeated,
        tag = "7"
    )]
    pub reset_reapply_exclude_types: ::prost::alloc::vec::Vec<i32>,
    #[prost(message, repeated, tag = "8")]
    pub post_reset_operations: ::prost::alloc::vec::Vec<
        super::super::workflow::v1::PostResetOperation,
    >,
    #[prost(string, tag = "9")]
    pub identity: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ResetWorkflowExecutionResponse {
    #[prost(string, tag = "1")]
    pub run_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct TerminateWorkflowExecutionRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub workflow_execution: ::core::option::Option<
        super::super::common::v1::WorkflowExecution,
    >,
    #[prost(string, tag = "3")]
    pub reason: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "4")]
    pub details: ::core::option::Option<super::super::common::v1::Payloads>,
    #[prost(string, tag = "5")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub first_execution_run_id: ::prost::alloc::string::String,
    #[prost(message, repeated, tag = "7")]
    pub links: ::prost::alloc::vec::Vec<super::super::common::v1::Link>,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct TerminateWorkflowExecutionResponse {}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DeleteWorkflowExecutionRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub workflow_execution: ::core::option::Option<
        super::super::common::v1::WorkflowExecution,
    >,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DeleteWorkflowExecutionResponse {}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListOpenWorkflowExecutionsRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(int32, tag = "2")]
    pub maximum_page_size: i32,
    #[prost(bytes = "bytes", tag = "3")]
    pub next_page_token: ::prost::bytes::Bytes,
    #[prost(message, optional, tag = "4")]
    pub start_time_filter: ::core::option::Option<
        super::super::filter::v1::StartTimeFilter,
    >,
    #[prost(oneof = "list_open_workflow_executions_request::Filters", tags = "5, 6")]
    pub filters: ::core::option::Option<list_open_workflow_executions_request::Filters>,
}
/// Nested message and enum types in `ListOpenWorkflowExecutionsRequest`.
pub mod list_open_workflow_executions_request {
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Oneof)]
    pub enum Filters {
        #[prost(message, tag = "5")]
        ExecutionFilter(super::super::super::filter::v1::WorkflowExecutionFilter),
        #[prost(message, tag = "6")]
        TypeFilter(super::super::super::filter::v1::WorkflowTypeFilter),
    }
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ListOpenWorkflowExecutionsResponse {
    #[prost(message, repeated, tag = "1")]
    pub executions: ::prost::alloc::vec::Vec<
        super::super::workflow::v1::WorkflowExecutionInfo,
    >,
    #[prost(bytes = "bytes", tag = "2")]
    pub next_page_token: ::prost::bytes::Bytes,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListClosedWorkflowExecutionsRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(int32, tag = "2")]
    pub maximum_page_size: i32,
    #[prost(bytes = "bytes", tag = "3")]
    pub next_page_token: ::prost::bytes::Bytes,
    #[prost(message, optional, tag = "4")]
    pub start_time_filter: ::core::option::Option<
        super::super::filter::v1::StartTimeFilter,
    >,
    #[prost(
        oneof = "list_closed_workflow_executions_request::Filters",
        tags = "5, 6, 7"
    )]
    pub filters: ::core::option::Option<
        list_closed_workflow_executions_request::Filters,
    >,
}
/// Nested message and enum types in `ListClosedWorkflowExecutionsRequest`.
pub mod list_closed_workflow_executions_request {
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Oneof)]
    pub enum Filters {
        #[prost(message, tag = "5")]
        ExecutionFilter(super::super::super::filter::v1::WorkflowExecutionFilter),
        #[prost(message, tag = "6")]
        TypeFilter(super::super::super::filter::v1::WorkflowTypeFilter),
        #[prost(message, tag = "7")]
        StatusFilter(super::super::super::filter::v1::StatusFilter),
    }
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ListClosedWorkflowExecutionsResponse {
    #[prost(message, repeated, tag = "1")]
    pub executions: ::prost::alloc::vec::Vec<
        super::super::workflow::v1::WorkflowExecutionInfo,
    >,
    #[prost(bytes = "bytes", tag = "2")]
    pub next_page_token: ::prost::bytes::Bytes,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListWorkflowExecutionsRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(int32, tag = "2")]
    pub page_size: i32,
    #[prost(bytes = "bytes", tag = "3")]
    pub next_page_token: ::prost::bytes::Bytes,
    #[prost(string, tag = "4")]
    pub query: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ListWorkflowExecutionsResponse {
    #[prost(message, repeated, tag = "1")]
    pub executions: ::prost::alloc::vec::Vec<
        super::super::workflow::v1::WorkflowExecutionInfo,
    >,
    #[prost(bytes = "bytes", tag = "2")]
    pub next_page_token: ::prost::bytes::Bytes,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListArchivedWorkflowExecutionsRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(int32, tag = "2")]
    pub page_size: i32,
    #[prost(bytes = "bytes", tag = "3")]
    pub next_page_token: ::prost::bytes::Bytes,
    #[prost(string, tag = "4")]
    pub query: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ListArchivedWorkflowExecutionsResponse {
    #[prost(message, repeated, tag = "1")]
    pub executions: ::prost::alloc::vec::Vec<
        super::super::workflow::v1::WorkflowExecutionInfo,
    >,
    #[prost(bytes = "bytes", tag = "2")]
    pub next_page_token: ::prost::bytes::Bytes,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ScanWorkflowExecutionsRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(int32, tag = "2")]
    pub page_size: i32,
    #[prost(bytes = "bytes", tag = "3")]
    pub next_page_token: ::prost::bytes::Bytes,
    #[prost(string, tag = "4")]
    pub query: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ScanWorkflowExecutionsResponse {
    #[prost(message, repeated, tag = "1")]
    pub executions: ::prost::alloc::vec::Vec<
        super::super::workflow::v1::WorkflowExecutionInfo,
    >,
    #[prost(bytes = "bytes", tag = "2")]
    pub next_page_token: ::prost::bytes::Bytes,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CountWorkflowExecutionsRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub query: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct CountWorkflowExecutionsResponse {
    #[prost(int64, tag = "1")]
    pub count: i64,
    #[prost(message, repeated, tag = "2")]
    pub groups: ::prost::alloc::vec::Vec<
        count_workflow_executions_response::AggregationGroup,
    >,
}
/// Nested message and enum types in `CountWorkflowExecutionsResponse`.
pub mod count_workflow_executions_response {
    #[derive(Clone, PartialEq, ::prost::Message)]
    pub struct AggregationGroup {
        #[prost(message, repeated, tag = "1")]
        pub group_values: ::prost::alloc::vec::Vec<
            super::super::super::common::v1::Payload,
        >,
        #[prost(int64, tag = "2")]
        pub count: i64,
    }
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct GetSearchAttributesRequest {}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct GetSearchAttributesResponse {
    #[prost(
        btree_map = "string, enumeration(super::super::enums::v1::IndexedValueType)",
        tag = "1"
    )]
    pub keys: ::prost::alloc::collections::BTreeMap<::prost::alloc::string::String, i32>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct RespondQueryTaskCompletedRequest {
    #[prost(bytes = "bytes", tag = "1")]
    pub task_token: ::prost::bytes::Bytes,
    #[prost(enumeration = "super::super::enums::v1::QueryResultType", tag = "2")]
    pub completed_type: i32,
    #[prost(message, optional, tag = "3")]
    pub query_result: ::core::option::Option<super::super::common::v1::Payloads>,
    #[prost(string, tag = "4")]
    pub error_message: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "7")]
    pub failure: ::core::option::Option<super::super::failure::v1::Failure>,
    #[prost(enumeration = "super::super::enums::v1::WorkflowTaskFailedCause", tag = "8")]
    pub cause: i32,
    #[prost(string, tag = "9")]
    pub poller_group_id: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct RespondQueryTaskCompletedResponse {}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ResetStickyTaskQueueRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub execution: ::core::option::Option<super::super::common::v1::WorkflowExecution>,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ResetStickyTaskQueueResponse {}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ShutdownWorkerRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub sticky_task_queue: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub reason: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "5")]
    pub worker_heartbeat: ::core::option::Option<
        super::super::worker::v1::WorkerHeartbeat,
    >,
    #[prost(string, tag = "6")]
    pub worker_instance_key: ::prost::alloc::string::String,
    #[prost(string, tag = "7")]
    pub task_queue: ::prost::alloc::string::String,
    #[prost(enumeration = "super::super::enums::v1::TaskQueueType", repeated, tag = "8")]
    pub task_queue_types: ::prost::alloc::vec::Vec<i32>,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ShutdownWorkerResponse {}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryWorkflowRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub execution: ::core::option::Option<super::super::common::v1::WorkflowExecution>,
    #[prost(message, optional, tag = "3")]
    pub query: ::core::option::Option<super::super::query::v1::WorkflowQuery>,
    #[prost(enumeration = "super::super::enums::v1::QueryRejectCondition", tag = "4")]
    pub query_reject_condition: i32,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryWorkflowResponse {
    #[prost(message, optional, tag = "1")]
    pub query_result: ::core::option::Option<super::super::common::v1::Payloads>,
    #[prost(message, optional, tag = "2")]
    pub query_rejected: ::core::option::Option<super::super::query::v1::QueryRejected>,
    #[prost(message, optional, tag = "3")]
    pub link: ::core::option::Option<super::super::common::v1::Link>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DescribeWorkflowExecutionRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub execution: ::core::option::Option<super::super::common::v1::WorkflowExecution>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct DescribeWorkflowExecutionResponse {
    #[prost(message, optional, tag = "1")]
    pub execution_config: ::core::option::Option<
        super::super::workflow::v1::WorkflowExecutionConfig,
    >,
    #[prost(message, optional, tag = "2")]
    pub workflow_execution_info: ::core::option::Option<
        super::super::workflow::v1::WorkflowExecutionInfo,
    >,
    #[prost(message, repeated, tag = "3")]
    pub pending_activities: ::prost::alloc::vec::Vec<
        super::super::workflow::v1::PendingActivityInfo,
    >,
    #[prost(message, repeated, tag = "4")]
    pub pending_children: ::prost::alloc::vec::Vec<
        super::super::workflow::v1::PendingChildExecutionInfo,
    >,
    #[prost(message, optional, tag = "5")]
    pub pending_workflow_task: ::core::option::Option<
        super::super::workflow::v1::PendingWorkflowTaskInfo,
    >,
    #[prost(message, repeated, tag = "6")]
    pub callbacks: ::prost::alloc::vec::Vec<super::super::workflow::v1::CallbackInfo>,
    #[prost(message, repeated, tag = "7")]
    pub pending_nexus_operations: ::prost::alloc::vec::Vec<
        super::super::workflow::v1::PendingNexusOperationInfo,
    >,
    #[prost(message, optional, tag = "8")]
    pub workflow_extended_info: ::core::option::Option<
        super::super::workflow::v1::WorkflowExecutionExtendedInfo,
    >,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DescribeTaskQueueRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub task_queue: ::core::option::Option<super::super::taskqueue::v1::TaskQueue>,
    #[prost(enumeration = "super::super::enums::v1::TaskQueueType", tag = "3")]
    pub task_queue_type: i32,
    #[prost(bool, tag = "8")]
    pub report_stats: bool,
    #[prost(bool, tag = "11")]
    pub report_config: bool,
    #[prost(bool, tag = "4")]
    pub include_task_queue_status: bool,
    #[prost(enumeration = "super::super::enums::v1::DescribeTaskQueueMode", tag = "5")]
    pub api_mode: i32,
    #[prost(message, optional, tag = "6")]
    pub versions: ::core::option::Option<
        super::super::taskqueue::v1::TaskQueueVersionSelection,
    >,
    #[prost(enumeration = "super::super::enums::v1::TaskQueueType", repeated, tag = "7")]
    pub task_queue_types: ::prost::alloc::vec::Vec<i32>,
    #[prost(bool, tag = "9")]
    pub report_pollers: bool,
    #[prost(bool, tag = "10")]
    pub report_task_reachability: bool,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct DescribeTaskQueueResponse {
    #[prost(message, repeated, tag = "1")]
    pub pollers: ::prost::alloc::vec::Vec<super::super::taskqueue::v1::PollerInfo>,
    #[prost(message, optional, tag = "5")]
    pub stats: ::core::option::Option<super::super::taskqueue::v1::TaskQueueStats>,
    #[prost(btree_map = "int32, message", tag = "8")]
    pub stats_by_priority_key: ::prost::alloc::collections::BTreeMap<
        i32,
        super::super::taskqueue::v1::TaskQueueStats,
    >,
    #[prost(message, optional, tag = "4")]
    pub versioning_info: ::core::option::Option<
        super::super::taskqueue::v1::TaskQueueVersioningInfo,
    >,
    #[prost(message, optional, tag = "6")]
    pub config: ::core::option::Option<super::super::taskqueue::v1::TaskQueueConfig>,
    #[prost(message, optional, tag = "7")]
    pub effective_rate_limit: ::core::option::Option<
        describe_task_queue_response::EffectiveRateLimit,
    >,
    #[prost(message, optional, tag = "2")]
    pub task_queue_status: ::core::option::Option<
        super::super::taskqueue::v1::TaskQueueStatus,
    >,
    #[prost(btree_map = "string, message", tag = "3")]
    pub versions_info: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        super::super::taskqueue::v1::TaskQueueVersionInfo,
    >,
}
/// Nested message and enum types in `DescribeTaskQueueResponse`.
pub mod describe_task_queue_response {
    #[derive(Clone, Copy, PartialEq, ::prost::Message)]
    pub struct EffectiveRateLimit {
        #[prost(float, tag = "1")]
        pub requests_per_second: f32,
        #[prost(
            enumeration = "super::super::super::enums::v1::RateLimitSource",
            tag = "2"
        )]
        pub rate_limit_source: i32,
    }
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct GetClusterInfoRequest {}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct GetClusterInfoResponse {
    #[prost(btree_map = "string, string", tag = "1")]
    pub supported_clients: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        ::prost::alloc::string::String,
    >,
    #[prost(string, tag = "2")]
    pub server_version: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub cluster_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "4")]
    pub version_info: ::core::option::Option<super::super::version::v1::VersionInfo>,
    #[prost(string, tag = "5")]
    pub cluster_name: ::prost::alloc::string::String,
    #[prost(int32, tag = "6")]
    pub history_shard_count: i32,
    #[prost(string, tag = "7")]
    pub persistence_store: ::prost::alloc::string::String,
    #[prost(string, tag = "8")]
    pub visibility_store: ::prost::alloc::string::String,
    #[prost(int64, tag = "9")]
    pub initial_failover_version: i64,
    #[prost(int64, tag = "10")]
    pub failover_version_increment: i64,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct GetSystemInfoRequest {}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct GetSystemInfoResponse {
    #[prost(string, tag = "1")]
    pub server_version: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub capabilities: ::core::option::Option<get_system_info_response::Capabilities>,
}
/// Nested message and enum types in `GetSystemInfoResponse`.
pub mod get_system_info_response {
    #[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct Capabilities {
        #[prost(bool, tag = "1")]
        pub signal_and_query_header: bool,
        #[prost(bool, tag = "2")]
        pub internal_error_differentiation: bool,
        #[prost(bool, tag = "3")]
        pub activity_failure_include_heartbeat: bool,
        #[prost(bool, tag = "4")]
        pub supports_schedules: bool,
        #[prost(bool, tag = "5")]
        pub encoded_failure_attributes: bool,
        #[prost(bool, tag = "6")]
        pub build_id_based_versioning: bool,
        #[prost(bool, tag = "7")]
        pub upsert_memo: bool,
        #[prost(bool, tag = "8")]
        pub eager_workflow_start: bool,
        #[prost(bool, tag = "9")]
        pub sdk_metadata: bool,
        #[prost(bool, tag = "10")]
        pub count_group_by_execution_status: bool,
        #[prost(bool, tag = "11")]
        pub nexus: bool,
        #[prost(bool, tag = "12")]
        pub server_scaled_deployments: bool,
        #[prost(bool, tag = "13")]
        pub server_scaled_provider_cloud_run: bool,
    }
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListTaskQueuePartitionsRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub task_queue: ::core::option::Option<super::super::taskqueue::v1::TaskQueue>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ListTaskQueuePartitionsResponse {
    #[prost(message, repeated, tag = "1")]
    pub activity_task_queue_partitions: ::prost::alloc::vec::Vec<
        super::super::taskqueue::v1::TaskQueuePartitionMetadata,
    >,
    #[prost(message, repeated, tag = "2")]
    pub workflow_task_queue_partitions: ::prost::alloc::vec::Vec<
        super::super::taskqueue::v1::TaskQueuePartitionMetadata,
    >,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct CreateScheduleRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub schedule_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "3")]
    pub schedule: ::core::option::Option<super::super::schedule::v1::Schedule>,
    #[prost(message, optional, tag = "4")]
    pub initial_patch: ::core::option::Option<super::super::schedule::v1::SchedulePatch>,
    #[prost(string, tag = "5")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub request_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "7")]
    pub memo: ::core::option::Option<super::super::common::v1::Memo>,
    #[prost(message, optional, tag = "8")]
    pub search_attributes: ::core::option::Option<
        super::super::common::v1::SearchAttributes,
    >,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CreateScheduleResponse {
    #[prost(bytes = "bytes", tag = "1")]
    pub conflict_token: ::prost::bytes::Bytes,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DescribeScheduleRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub schedule_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct DescribeScheduleResponse {
    #[prost(message, optional, tag = "1")]
    pub schedule: ::core::option::Option<super::super::schedule::v1::Schedule>,
    #[prost(message, optional, tag = "2")]
    pub info: ::core::option::Option<super::super::schedule::v1::ScheduleInfo>,
    #[prost(message, optional, tag = "3")]
    pub memo: ::core::option::Option<super::super::common::v1::Memo>,
    #[prost(message, optional, tag = "4")]
    pub search_attributes: ::core::option::Option<
        super::super::common::v1::SearchAttributes,
    >,
    #[prost(bytes = "bytes", tag = "5")]
    pub conflict_token: ::prost::bytes::Bytes,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct UpdateScheduleRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub schedule_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "3")]
    pub schedule: ::core::option::Option<super::super::schedule::v1::Schedule>,
    #[prost(bytes = "bytes", tag = "4")]
    pub conflict_token: ::prost::bytes::Bytes,
    #[prost(string, tag = "5")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub request_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "7")]
    pub search_attributes: ::core::option::Option<
        super::super::common::v1::SearchAttributes,
    >,
    #[prost(message, optional, tag = "8")]
    pub memo: ::core::option::Option<super::super::common::v1::Memo>,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UpdateScheduleResponse {}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct PatchScheduleRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub schedule_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "3")]
    pub patch: ::core::option::Option<super::super::schedule::v1::SchedulePatch>,
    #[prost(string, tag = "4")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub request_id: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct PatchScheduleResponse {}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListScheduleMatchingTimesRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub schedule_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "3")]
    pub start_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(message, optional, tag = "4")]
    pub end_time: ::core::option::Option<::prost_types::Timestamp>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ListScheduleMatchingTimesResponse {
    #[prost(message, repeated, tag = "1")]
    pub start_time: ::prost::alloc::vec::Vec<::prost_types::Timestamp>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DeleteScheduleRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub schedule_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub identity: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DeleteScheduleResponse {}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListSchedulesRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(int32, tag = "2")]
    pub maximum_page_size: i32,
    #[prost(bytes = "bytes", tag = "3")]
    pub next_page_token: ::prost::bytes::Bytes,
    #[prost(string, tag = "4")]
    pub query: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ListSchedulesResponse {
    #[prost(message, repeated, tag = "1")]
    pub schedules: ::prost::alloc::vec::Vec<
        super::super::schedule::v1::ScheduleListEntry,
    >,
    #[prost(bytes = "bytes", tag = "2")]
    pub next_page_token: ::prost::bytes::Bytes,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CountSchedulesRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub query: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct CountSchedulesResponse {
    #[prost(int64, tag = "1")]
    pub count: i64,
    #[prost(message, repeated, tag = "2")]
    pub groups: ::prost::alloc::vec::Vec<count_schedules_response::AggregationGroup>,
}
/// Nested message and enum types in `CountSchedulesResponse`.
pub mod count_schedules_response {
    #[derive(Clone, PartialEq, ::prost::Message)]
    pub struct AggregationGroup {
        #[prost(message, repeated, tag = "1")]
        pub group_values: ::prost::alloc::vec::Vec<
            super::super::super::common::v1::Payload,
        >,
        #[prost(int64, tag = "2")]
        pub count: i64,
    }
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UpdateWorkerBuildIdCompatibilityRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub task_queue: ::prost::alloc::string::String,
    #[prost(
        oneof = "update_worker_build_id_compatibility_request::Operation",
        tags = "3, 4, 5, 6, 7"
    )]
    pub operation: ::core::option::Option<
        update_worker_build_id_compatibility_request::Operation,
    >,
}
/// Nested message and enum types in `UpdateWorkerBuildIdCompatibilityRequest`.
pub mod update_worker_build_id_compatibility_request {
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct AddNewCompatibleVersion {
        #[prost(string, tag = "1")]
        pub new_build_id: ::prost::alloc::string::String,
        #[prost(string, tag = "2")]
        pub existing_compatible_build_id: ::prost::alloc::string::String,
        #[prost(bool, tag = "3")]
        pub make_set_default: bool,
    }
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct MergeSets {
        #[prost(string, tag = "1")]
        pub primary_set_build_id: ::prost::alloc::string::String,
        #[prost(string, tag = "2")]
        pub secondary_set_build_id: ::prost::alloc::string::String,
    }
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Oneof)]
    pub enum Operation {
        #[prost(string, tag = "3")]
        AddNewBuildIdInNewDefaultSet(::prost::alloc::string::String),
        #[prost(message, tag = "4")]
        AddNewCompatibleBuildId(AddNewCompatibleVersion),
        #[prost(string, tag = "5")]
        PromoteSetByBuildId(::prost::alloc::string::String),
        #[prost(string, tag = "6")]
        PromoteBuildIdWithinSet(::prost::alloc::string::String),
        #[prost(message, tag = "7")]
        MergeSets(MergeSets),
    }
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UpdateWorkerBuildIdCompatibilityResponse {}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct GetWorkerBuildIdCompatibilityRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub task_queue: ::prost::alloc::string::String,
    #[prost(int32, tag = "3")]
    pub max_sets: i32,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct GetWorkerBuildIdCompatibilityResponse {
    #[prost(message, repeated, tag = "1")]
    pub major_version_sets: ::prost::alloc::vec::Vec<
        super::super::taskqueue::v1::CompatibleVersionSet,
    >,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct UpdateWorkerVersioningRulesRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub task_queue: ::prost::alloc::string::String,
    #[prost(bytes = "bytes", tag = "3")]
    pub conflict_token: ::prost::bytes::Bytes,
    #[prost(
        oneof = "update_worker_versioning_rules_request::Operation",
        tags = "4, 5, 6, 7, 8, 9, 10"
    )]
    pub operation: ::core::option::Option<
        update_worker_versioning_rules_request::Operation,
    >,
}
/// Nested message and enum types in `UpdateWorkerVersioningRulesRequest`.
pub mod update_worker_versioning_rules_request {
    #[derive(Clone, PartialEq, ::prost::Message)]
    pub struct InsertBuildIdAssignmentRule {
        #[prost(int32, tag = "1")]
        pub rule_index: i32,
        #[prost(message, optional, tag = "2")]
        pub rule: ::core::option::Option<
            super::super::super::taskqueue::v1::BuildIdAssignmentRule,
        >,
    }
    #[derive(Clone, PartialEq, ::prost::Message)]
    pub struct ReplaceBuildIdAssignmentRule {
        #[prost(int32, tag = "1")]
        pub rule_index: i32,
        #[prost(message, optional, tag = "2")]
        pub rule: ::core::option::Option<
            super::super::super::taskqueue::v1::BuildIdAssignmentRule,
        >,
        #[prost(bool, tag = "3")]
        pub force: bool,
    }
    #[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct DeleteBuildIdAssignmentRule {
        #[prost(int32, tag = "1")]
        pub rule_index: i32,
        #[prost(bool, tag = "2")]
        pub force: bool,
    }
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct AddCompatibleBuildIdRedirectRule {
        #[prost(message, optional, tag = "1")]
        pub rule: ::core::option::Option<
            super::super::super::taskqueue::v1::CompatibleBuildIdRedirectRule,
        >,
    }
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct ReplaceCompatibleBuildIdRedirectRule {
        #[prost(message, optional, tag = "1")]
        pub rule: ::core::option::Option<
            super::super::super::taskqueue::v1::CompatibleBuildIdRedirectRule,
        >,
    }
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct DeleteCompatibleBuildIdRedirectRule {
        #[prost(string, tag = "1")]
        pub source_build_id: ::prost::alloc::string::String,
    }
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct CommitBuildId {
        #[prost(string, tag = "1")]
        pub target_build_id: ::prost::alloc::string::String,
        #[prost(bool, tag = "2")]
        pub force: bool,
    }
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Operation {
        #[prost(message, tag = "4")]
        InsertAssignmentRule(InsertBuildIdAssignmentRule),
        #[prost(message, tag = "5")]
        ReplaceAssignmentRule(ReplaceBuildIdAssignmentRule),
        #[prost(message, tag = "6")]
        DeleteAssignmentRule(DeleteBuildIdAssignmentRule),
        #[prost(message, tag = "7")]
        AddCompatibleRedirectRule(AddCompatibleBuildIdRedirectRule),
        #[prost(message, tag = "8")]
        ReplaceCompatibleRedirectRule(ReplaceCompatibleBuildIdRedirectRule),
        #[prost(message, tag = "9")]
        DeleteCompatibleRedirectRule(DeleteCompatibleBuildIdRedirectRule),
        #[prost(message, tag = "10")]
        CommitBuildId(CommitBuildId),
    }
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct UpdateWorkerVersioningRulesResponse {
    #[prost(message, repeated, tag = "1")]
    pub assignment_rules: ::prost::alloc::vec::Vec<
        super::super::taskqueue::v1::TimestampedBuildIdAssignmentRule,
    >,
    #[prost(message, repeated, tag = "2")]
    pub compatible_redirect_rules: ::prost::alloc::vec::Vec<
        super::super::taskqueue::v1::TimestampedCompatibleBuildIdRedirectRule,
    >,
    #[prost(bytes = "bytes", tag = "3")]
    pub conflict_token: ::prost::bytes::Bytes,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct GetWorkerVersioningRulesRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub task_queue: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct GetWorkerVersioningRulesResponse {
    #[prost(message, repeated, tag = "1")]
    pub assignment_rules: ::prost::alloc::vec::Vec<
        super::super::taskqueue::v1::TimestampedBuildIdAssignmentRule,
    >,
    #[prost(message, repeated, tag = "2")]
    pub compatible_redirect_rules: ::prost::alloc::vec::Vec<
        super::super::taskqueue::v1::TimestampedCompatibleBuildIdRedirectRule,
    >,
    #[prost(bytes = "bytes", tag = "3")]
    pub conflict_token: ::prost::bytes::Bytes,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct GetWorkerTaskReachabilityRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, repeated, tag = "2")]
    pub build_ids: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
    #[prost(string, repeated, tag = "3")]
    pub task_queues: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
    #[prost(enumeration = "super::super::enums::v1::TaskReachability", tag = "4")]
    pub reachability: i32,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct GetWorkerTaskReachabilityResponse {
    #[prost(message, repeated, tag = "1")]
    pub build_id_reachability: ::prost::alloc::vec::Vec<
        super::super::taskqueue::v1::BuildIdReachability,
    >,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct UpdateWorkflowExecutionRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub workflow_execution: ::core::option::Option<
        super::super::common::v1::WorkflowExecution,
    >,
    #[prost(string, tag = "3")]
    pub first_execution_run_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "4")]
    pub wait_policy: ::core::option::Option<super::super::update::v1::WaitPolicy>,
    #[prost(message, optional, tag = "5")]
    pub request: ::core::option::Option<super::super::update::v1::Request>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct UpdateWorkflowExecutionResponse {
    #[prost(message, optional, tag = "1")]
    pub update_ref: ::core::option::Option<super::super::update::v1::UpdateRef>,
    #[prost(message, optional, tag = "2")]
    pub outcome: ::core::option::Option<super::super::update::v1::Outcome>,
    #[prost(
        enumeration = "super::super::enums::v1::UpdateWorkflowExecutionLifecycleStage",
        tag = "3"
    )]
    pub stage: i32,
    #[prost(message, optional, tag = "4")]
    pub link: ::core::option::Option<super::super::common::v1::Link>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct StartBatchOperationRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub visibility_query: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub job_id: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub reason: ::prost::alloc::string::String,
    #[prost(message, repeated, tag = "5")]
    pub executions: ::prost::alloc::vec::Vec<
        super::super::common::v1::WorkflowExecution,
    >,
    #[prost(message, repeated, tag = "22")]
    pub target_executions: ::prost::alloc::vec::Vec<super::super::common::v1::Execution>,
    #[prost(float, tag = "6")]
    pub max_operations_per_second: f32,
    #[prost(
        oneof = "start_batch_operation_request::Operation",
        tags = "10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21"
    )]
    pub operation: ::core::option::Option<start_batch_operation_request::Operation>,
}
/// Nested message and enum types in `StartBatchOperationRequest`.
pub mod start_batch_operation_request {
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Operation {
        #[prost(message, tag = "10")]
        TerminationOperation(super::super::super::batch::v1::BatchOperationTermination),
        #[prost(message, tag = "11")]
        SignalOperation(super::super::super::batch::v1::BatchOperationSignal),
        #[prost(message, tag = "12")]
        CancellationOperation(
            super::super::super::batch::v1::BatchOperationCancellation,
        ),
        #[prost(message, tag = "13")]
        DeletionOperation(super::super::super::batch::v1::BatchOperationDeletion),
        #[prost(message, tag = "14")]
        ResetOperation(super::super::super::batch::v1::BatchOperationReset),
        #[prost(message, tag = "15")]
        UpdateWorkflowOptionsOperation(
            super::super::super::batch::v1::BatchOperationUpdateWorkflowExecutionOptions,
        ),
        #[prost(message, tag = "16")]
        UnpauseActivitiesOperation(
            super::super::super::batch::v1::BatchOperationUnpauseActivities,
        ),
        #[prost(message, tag = "17")]
        ResetActivitiesOperation(
            super::super::super::batch::v1::BatchOperationResetActivities,
        ),
        #[prost(message, tag = "18")]
        UpdateActivityOptionsOperation(
            super::super::super::batch::v1::BatchOperationUpdateActivityOptions,
        ),
        #[prost(message, tag = "19")]
        CancelActivitiesOperation(
            super::super::super::batch::v1::BatchOperationCancelActivities,
        ),
        #[prost(message, tag = "20")]
        TerminateActivitiesOperation(
            super::super::super::batch::v1::BatchOperationTerminateActivities,
        ),
        #[prost(message, tag = "21")]
        DeleteActivitiesOperation(
            super::super::super::batch::v1::BatchOperationDeleteActivities,
        ),
    }
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct StartBatchOperationResponse {}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct StopBatchOperationRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub job_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub reason: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub identity: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct StopBatchOperationResponse {}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DescribeBatchOperationRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub job_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct DescribeBatchOperationResponse {
    #[prost(enumeration = "super::super::enums::v1::BatchOperationType", tag = "1")]
    pub operation_type: i32,
    #[prost(string, tag = "2")]
    pub job_id: ::prost::alloc::string::String,
    #[prost(enumeration = "super::super::enums::v1::BatchOperationState", tag = "3")]
    pub state: i32,
    #[prost(message, optional, tag = "4")]
    pub start_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(message, optional, tag = "5")]
    pub close_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(int64, tag = "6")]
    pub total_operation_count: i64,
    #[prost(int64, tag = "7")]
    pub complete_operation_count: i64,
    #[prost(int64, tag = "8")]
    pub failure_operation_count: i64,
    #[prost(string, tag = "9")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "10")]
    pub reason: ::prost::alloc::string::String,
    #[prost(string, tag = "11")]
    pub query: ::prost::alloc::string::String,
    #[prost(message, repeated, tag = "12")]
    pub executions: ::prost::alloc::vec::Vec<super::super::common::v1::Execution>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListBatchOperationsRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(int32, tag = "2")]
    pub page_size: i32,
    #[prost(bytes = "bytes", tag = "3")]
    pub next_page_token: ::prost::bytes::Bytes,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ListBatchOperationsResponse {
    #[prost(message, repeated, tag = "1")]
    pub operation_info: ::prost::alloc::vec::Vec<
        super::super::batch::v1::BatchOperationInfo,
    >,
    #[prost(bytes = "bytes", tag = "2")]
    pub next_page_token: ::prost::bytes::Bytes,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct PollWorkflowExecutionUpdateRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub update_ref: ::core::option::Option<super::super::update::v1::UpdateRef>,
    #[prost(string, tag = "3")]
    pub identity: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "4")]
    pub wait_policy: ::core::option::Option<super::super::update::v1::WaitPolicy>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct PollWorkflowExecutionUpdateResponse {
    #[prost(message, optional, tag = "1")]
    pub outcome: ::core::option::Option<super::super::update::v1::Outcome>,
    #[prost(
        enumeration = "super::super::enums::v1::UpdateWorkflowExecutionLifecycleStage",
        tag = "2"
    )]
    pub stage: i32,
    #[prost(message, optional, tag = "3")]
    pub update_ref: ::core::option::Option<super::super::update::v1::UpdateRef>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct PollNexusTaskQueueRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "3")]
    pub task_queue: ::core::option::Option<super::super::taskqueue::v1::TaskQueue>,
    #[prost(string, tag = "9")]
    pub poller_group_id: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "8")]
    pub worker_instance_key: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "4")]
    pub worker_version_capabilities: ::core::option::Option<
        super::super::common::v1::WorkerVersionCapabilities,
    >,
    #[prost(message, optional, tag = "6")]
    pub deployment_options: ::core::option::Option<
        super::super::deployment::v1::WorkerDeploymentOptions,
    >,
    #[prost(message, repeated, tag = "7")]
    pub worker_heartbeat: ::prost::alloc::vec::Vec<
        super::super::worker::v1::WorkerHeartbeat,
    >,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct PollNexusTaskQueueResponse {
    #[prost(bytes = "bytes", tag = "1")]
    pub task_token: ::prost::bytes::Bytes,
    #[prost(message, optional, tag = "2")]
    pub request: ::core::option::Option<super::super::nexus::v1::Request>,
    #[prost(message, optional, tag = "3")]
    pub poller_scaling_decision: ::core::option::Option<
        super::super::taskqueue::v1::PollerScalingDecision,
    >,
    #[prost(string, tag = "4")]
    pub poller_group_id: ::prost::alloc::string::String,
    #[prost(message, repeated, tag = "5")]
    pub poller_group_infos: ::prost::alloc::vec::Vec<
        super::super::taskqueue::v1::PollerGroupInfo,
    >,
    #[prost(message, optional, tag = "6")]
    pub poller_groups_info: ::core::option::Option<
        super::super::taskqueue::v1::PollerGroupsInfo,
    >,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct RespondNexusTaskCompletedRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub identity: ::prost::alloc::string::String,
    #[prost(bytes = "bytes", tag = "3")]
    pub task_token: ::prost::bytes::Bytes,
    #[prost(message, optional, tag = "4")]
    pub response: ::core::option::Option<super::super::nexus::v1::Response>,
    #[prost(string, tag = "5")]
    pub poller_group_id: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct RespondNexusTaskCompletedResponse {}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct RespondNexusTaskFailedRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub identity: ::prost::alloc::string::String,
    #[prost(bytes = "bytes", tag = "3")]
    pub task_token: ::prost::bytes::Bytes,
    #[prost(message, optional, tag = "4")]
    pub error: ::core::option::Option<super::super::nexus::v1::HandlerError>,
    #[prost(message, optional, tag = "5")]
    pub failure: ::core::option::Option<super::super::failure::v1::Failure>,
    #[prost(string, tag = "6")]
    pub poller_group_id: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct RespondNexusTaskFailedResponse {}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ExecuteMultiOperationRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(message, repeated, tag = "2")]
    pub operations: ::prost::alloc::vec::Vec<execute_multi_operation_request::Operation>,
    #[prost(string, tag = "3")]
    pub resource_id: ::prost::alloc::string::String,
}
/// Nested message and enum types in `ExecuteMultiOperationRequest`.
pub mod execute_multi_operation_request {
    #[derive(Clone, PartialEq, ::prost::Message)]
    pub struct Operation {
        #[prost(oneof = "operation::Operation", tags = "1, 2")]
        pub operation: ::core::option::Option<operation::Operation>,
    }
    /// Nested message and enum types in `Operation`.
    pub mod operation {
        #[derive(Clone, PartialEq, ::prost::Oneof)]
        pub enum Operation {
            #[prost(message, tag = "1")]
            StartWorkflow(super::super::StartWorkflowExecutionRequest),
            #[prost(message, tag = "2")]
            UpdateWorkflow(super::super::UpdateWorkflowExecutionRequest),
        }
    }
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ExecuteMultiOperationResponse {
    #[prost(message, repeated, tag = "1")]
    pub responses: ::prost::alloc::vec::Vec<execute_multi_operation_response::Response>,
}
/// Nested message and enum types in `ExecuteMultiOperationResponse`.
pub mod execute_multi_operation_response {
    #[derive(Clone, PartialEq, ::prost::Message)]
    pub struct Response {
        #[prost(oneof = "response::Response", tags = "1, 2")]
        pub response: ::core::option::Option<response::Response>,
    }
    /// Nested message and enum types in `Response`.
    pub mod response {
        #[derive(Clone, PartialEq, ::prost::Oneof)]
        pub enum Response {
            #[prost(message, tag = "1")]
            StartWorkflow(super::super::StartWorkflowExecutionResponse),
            #[prost(message, tag = "2")]
            UpdateWorkflow(super::super::UpdateWorkflowExecutionResponse),
        }
    }
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct UpdateActivityOptionsRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub execution: ::core::option::Option<super::super::common::v1::WorkflowExecution>,
    #[prost(string, tag = "3")]
    pub identity: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "4")]
    pub activity_options: ::core::option::Option<
        super::super::activity::v1::ActivityOptions,
    >,
    #[prost(message, optional, tag = "5")]
    pub update_mask: ::core::option::Option<::prost_types::FieldMask>,
    #[prost(bool, tag = "8")]
    pub restore_original: bool,
    #[prost(oneof = "update_activity_options_request::Activity", tags = "6, 7, 9")]
    pub activity: ::core::option::Option<update_activity_options_request::Activity>,
}
/// Nested message and enum types in `UpdateActivityOptionsRequest`.
pub mod update_activity_options_request {
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Oneof)]
    pub enum Activity {
        #[prost(string, tag = "6")]
        Id(::prost::alloc::string::String),
        #[prost(string, tag = "7")]
        Type(::prost::alloc::string::String),
        #[prost(bool, tag = "9")]
        MatchAll(bool),
    }
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct UpdateActivityExecutionOptionsRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub workflow_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub activity_id: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub run_id: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub identity: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "6")]
    pub activity_options: ::core::option::Option<
        super::super::activity::v1::ActivityOptions,
    >,
    #[prost(message, optional, tag = "7")]
    pub update_mask: ::core::option::Option<::prost_types::FieldMask>,
    #[prost(bool, tag = "8")]
    pub restore_original: bool,
    #[prost(string, tag = "9")]
    pub resource_id: ::prost::alloc::string::String,
    #[prost(string, tag = "10")]
    pub request_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct UpdateActivityOptionsResponse {
    #[prost(message, optional, tag = "1")]
    pub activity_options: ::core::option::Option<
        super::super::activity::v1::ActivityOptions,
    >,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct UpdateActivityExecutionOptionsResponse {
    #[prost(message, optional, tag = "1")]
    pub activity_options: ::core::option::Option<
        super::super::activity::v1::ActivityOptions,
    >,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct PauseActivityRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub execution: ::core::option::Option<super::super::common::v1::WorkflowExecution>,
    #[prost(string, tag = "3")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub reason: ::prost::alloc::string::String,
    #[prost(string, tag = "7")]
    pub request_id: ::prost::alloc::string::String,
    #[prost(oneof = "pause_activity_request::Activity", tags = "4, 5")]
    pub activity: ::core::option::Option<pause_activity_request::Activity>,
}
/// Nested message and enum types in `PauseActivityRequest`.
pub mod pause_activity_request {
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Oneof)]
    pub enum Activity {
        #[prost(string, tag = "4")]
        Id(::prost::alloc::string::String),
        #[prost(string, tag = "5")]
        Type(::prost::alloc::string::String),
    }
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct PauseActivityExecutionRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub workflow_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub activity_id: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub run_id: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub reason: ::prost::alloc::string::String,
    #[prost(string, tag = "7")]
    pub resource_id: ::prost::alloc::string::String,
    #[prost(string, tag = "8")]
    pub request_id: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct PauseActivityResponse {}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct PauseActivityExecutionResponse {}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UnpauseActivityRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub execution: ::core::option::Option<super::super::common::v1::WorkflowExecution>,
    #[prost(string, tag = "3")]
    pub identity: ::prost::alloc::string::String,
    #[prost(bool, tag = "7")]
    pub reset_attempts: bool,
    #[prost(bool, tag = "8")]
    pub reset_heartbeat: bool,
    #[prost(message, optional, tag = "9")]
    pub jitter: ::core::option::Option<::prost_types::Duration>,
    #[prost(oneof = "unpause_activity_request::Activity", tags = "4, 5, 6")]
    pub activity: ::core::option::Option<unpause_activity_request::Activity>,
}
/// Nested message and enum types in `UnpauseActivityRequest`.
pub mod unpause_activity_request {
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Oneof)]
    pub enum Activity {
        #[prost(string, tag = "4")]
        Id(::prost::alloc::string::String),
        #[prost(string, tag = "5")]
        Type(::prost::alloc::string::String),
        #[prost(bool, tag = "6")]
        UnpauseAll(bool),
    }
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UnpauseActivityExecutionRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub workflow_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub activity_id: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub run_id: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "8")]
    pub reason: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "9")]
    pub jitter: ::core::option::Option<::prost_types::Duration>,
    #[prost(string, tag = "10")]
    pub resource_id: ::prost::alloc::string::String,
    #[prost(string, tag = "11")]
    pub request_id: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UnpauseActivityResponse {}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UnpauseActivityExecutionResponse {}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ResetActivityRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub execution: ::core::option::Option<super::super::common::v1::WorkflowExecution>,
    #[prost(string, tag = "3")]
    pub identity: ::prost::alloc::string::String,
    #[prost(bool, tag = "6")]
    pub reset_heartbeat: bool,
    #[prost(bool, tag = "7")]
    pub keep_paused: bool,
    #[prost(message, optional, tag = "8")]
    pub jitter: ::core::option::Option<::prost_types::Duration>,
    #[prost(bool, tag = "9")]
    pub restore_original_options: bool,
    #[prost(oneof = "reset_activity_request::Activity", tags = "4, 5, 10")]
    pub activity: ::core::option::Option<reset_activity_request::Activity>,
}
/// Nested message and enum types in `ResetActivityRequest`.
pub mod reset_activity_request {
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Oneof)]
    pub enum Activity {
        #[prost(string, tag = "4")]
        Id(::prost::alloc::string::String),
        #[prost(string, tag = "5")]
        Type(::prost::alloc::string::String),
        #[prost(bool, tag = "10")]
        MatchAll(bool),
    }
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ResetActivityExecutionRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub workflow_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub activity_id: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub run_id: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub identity: ::prost::alloc::string::String,
    #[prost(bool, tag = "6")]
    pub keep_paused: bool,
    #[prost(message, optional, tag = "7")]
    pub jitter: ::core::option::Option<::prost_types::Duration>,
    #[prost(bool, tag = "8")]
    pub restore_original_options: bool,
    #[prost(string, tag = "9")]
    pub resource_id: ::prost::alloc::string::String,
    #[prost(string, tag = "10")]
    pub request_id: ::prost::alloc::string::String,
    #[prost(bool, tag = "11")]
    pub reset_heartbeat: bool,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ResetActivityResponse {}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ResetActivityExecutionResponse {}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct UpdateWorkflowExecutionOptionsRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub workflow_execution: ::core::option::Option<
        super::super::common::v1::WorkflowExecution,
    >,
    #[prost(message, optional, tag = "3")]
    pub workflow_execution_options: ::core::option::Option<
        super::super::workflow::v1::WorkflowExecutionOptions,
    >,
    #[prost(message, optional, tag = "4")]
    pub update_mask: ::core::option::Option<::prost_types::FieldMask>,
    #[prost(string, tag = "5")]
    pub identity: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct UpdateWorkflowExecutionOptionsResponse {
    #[prost(message, optional, tag = "1")]
    pub workflow_execution_options: ::core::option::Option<
        super::super::workflow::v1::WorkflowExecutionOptions,
    >,
    #[prost(message, optional, tag = "2")]
    pub update_time: ::core::option::Option<::prost_types::Timestamp>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DescribeDeploymentRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub deployment: ::core::option::Option<super::super::deployment::v1::Deployment>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct DescribeDeploymentResponse {
    #[prost(message, optional, tag = "1")]
    pub deployment_info: ::core::option::Option<
        super::super::deployment::v1::DeploymentInfo,
    >,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DescribeWorkerDeploymentVersionRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub version: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "3")]
    pub deployment_version: ::core::option::Option<
        super::super::deployment::v1::WorkerDeploymentVersion,
    >,
    #[prost(bool, tag = "4")]
    pub report_task_queue_stats: bool,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct DescribeWorkerDeploymentVersionResponse {
    #[prost(message, optional, tag = "1")]
    pub worker_deployment_version_info: ::core::option::Option<
        super::super::deployment::v1::WorkerDeploymentVersionInfo,
    >,
    #[prost(message, repeated, tag = "2")]
    pub version_task_queues: ::prost::alloc::vec::Vec<
        describe_worker_deployment_version_response::VersionTaskQueue,
    >,
}
/// Nested message and enum types in `DescribeWorkerDeploymentVersionResponse`.
pub mod describe_worker_deployment_version_response {
    #[derive(Clone, PartialEq, ::prost::Message)]
    pub struct VersionTaskQueue {
        #[prost(string, tag = "1")]
        pub name: ::prost::alloc::string::String,
        #[prost(
            enumeration = "super::super::super::enums::v1::TaskQueueType",
            tag = "2"
        )]
        pub r#type: i32,
        #[prost(message, optional, tag = "3")]
        pub stats: ::core::option::Option<
            super::super::super::taskqueue::v1::TaskQueueStats,
        >,
        #[prost(btree_map = "int32, message", tag = "4")]
        pub stats_by_priority_key: ::prost::alloc::collections::BTreeMap<
            i32,
            super::super::super::taskqueue::v1::TaskQueueStats,
        >,
    }
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DescribeWorkerDeploymentRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub deployment_name: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct DescribeWorkerDeploymentResponse {
    #[prost(bytes = "bytes", tag = "1")]
    pub conflict_token: ::prost::bytes::Bytes,
    #[prost(message, optional, tag = "2")]
    pub worker_deployment_info: ::core::option::Option<
        super::super::deployment::v1::WorkerDeploymentInfo,
    >,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListDeploymentsRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(int32, tag = "2")]
    pub page_size: i32,
    #[prost(bytes = "bytes", tag = "3")]
    pub next_page_token: ::prost::bytes::Bytes,
    #[prost(string, tag = "4")]
    pub series_name: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ListDeploymentsResponse {
    #[prost(bytes = "bytes", tag = "1")]
    pub next_page_token: ::prost::bytes::Bytes,
    #[prost(message, repeated, tag = "2")]
    pub deployments: ::prost::alloc::vec::Vec<
        super::super::deployment::v1::DeploymentListInfo,
    >,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct SetCurrentDeploymentRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub deployment: ::core::option::Option<super::super::deployment::v1::Deployment>,
    #[prost(string, tag = "3")]
    pub identity: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "4")]
    pub update_metadata: ::core::option::Option<
        super::super::deployment::v1::UpdateDeploymentMetadata,
    >,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct SetCurrentDeploymentResponse {
    #[prost(message, optional, tag = "1")]
    pub current_deployment_info: ::core::option::Option<
        super::super::deployment::v1::DeploymentInfo,
    >,
    #[prost(message, optional, tag = "2")]
    pub previous_deployment_info: ::core::option::Option<
        super::super::deployment::v1::DeploymentInfo,
    >,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct SetWorkerDeploymentCurrentVersionRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub deployment_name: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub version: ::prost::alloc::string::String,
    #[prost(string, tag = "7")]
    pub build_id: ::prost::alloc::string::String,
    #[prost(bytes = "bytes", tag = "4")]
    pub conflict_token: ::prost::bytes::Bytes,
    #[prost(string, tag = "5")]
    pub identity: ::prost::alloc::string::String,
    #[prost(bool, tag = "6")]
    pub ignore_missing_task_queues: bool,
    #[prost(bool, tag = "9")]
    pub allow_no_pollers: bool,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct SetWorkerDeploymentCurrentVersionResponse {
    #[prost(bytes = "bytes", tag = "1")]
    pub conflict_token: ::prost::bytes::Bytes,
    #[prost(string, tag = "2")]
    pub previous_version: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "3")]
    pub previous_deployment_version: ::core::option::Option<
        super::super::deployment::v1::WorkerDeploymentVersion,
    >,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct SetWorkerDeploymentRampingVersionRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub deployment_name: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub version: ::prost::alloc::string::String,
    #[prost(string, tag = "8")]
    pub build_id: ::prost::alloc::string::String,
    #[prost(float, tag = "4")]
    pub percentage: f32,
    #[prost(bytes = "bytes", tag = "5")]
    pub conflict_token: ::prost::bytes::Bytes,
    #[prost(string, tag = "6")]
    pub identity: ::prost::alloc::string::String,
    #[prost(bool, tag = "7")]
    pub ignore_missing_task_queues: bool,
    #[prost(bool, tag = "10")]
    pub allow_no_pollers: bool,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct SetWorkerDeploymentRampingVersionResponse {
    #[prost(bytes = "bytes", tag = "1")]
    pub conflict_token: ::prost::bytes::Bytes,
    #[prost(string, tag = "2")]
    pub previous_version: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "4")]
    pub previous_deployment_version: ::core::option::Option<
        super::super::deployment::v1::WorkerDeploymentVersion,
    >,
    #[prost(float, tag = "3")]
    pub previous_percentage: f32,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CreateWorkerDeploymentRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub deployment_name: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub request_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CreateWorkerDeploymentResponse {
    #[prost(bytes = "bytes", tag = "1")]
    pub conflict_token: ::prost::bytes::Bytes,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListWorkerDeploymentsRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(int32, tag = "2")]
    pub page_size: i32,
    #[prost(bytes = "bytes", tag = "3")]
    pub next_page_token: ::prost::bytes::Bytes,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ListWorkerDeploymentsResponse {
    #[prost(bytes = "bytes", tag = "1")]
    pub next_page_token: ::prost::bytes::Bytes,
    #[prost(message, repeated, tag = "2")]
    pub worker_deployments: ::prost::alloc::vec::Vec<
        list_worker_deployments_response::WorkerDeploymentSummary,
    >,
}
/// Nested message and enum types in `ListWorkerDeploymentsResponse`.
pub mod list_worker_deployments_response {
    #[derive(Clone, PartialEq, ::prost::Message)]
    pub struct WorkerDeploymentSummary {
        #[prost(string, tag = "1")]
        pub name: ::prost::alloc::string::String,
        #[prost(message, optional, tag = "2")]
        pub create_time: ::core::option::Option<::prost_types::Timestamp>,
        #[prost(message, optional, tag = "3")]
        pub routing_config: ::core::option::Option<
            super::super::super::deployment::v1::RoutingConfig,
        >,
        #[prost(message, optional, tag = "4")]
        pub latest_version_summary: ::core::option::Option<
            super::super::super::deployment::v1::worker_deployment_info::WorkerDeploymentVersionSummary,
        >,
        #[prost(message, optional, tag = "5")]
        pub current_version_summary: ::core::option::Option<
            super::super::super::deployment::v1::worker_deployment_info::WorkerDeploymentVersionSummary,
        >,
        #[prost(message, optional, tag = "6")]
        pub ramping_version_summary: ::core::option::Option<
            super::super::super::deployment::v1::worker_deployment_info::WorkerDeploymentVersionSummary,
        >,
    }
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct CreateWorkerDeploymentVersionRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub deployment_version: ::core::option::Option<
        super::super::deployment::v1::WorkerDeploymentVersion,
    >,
    #[prost(message, optional, tag = "4")]
    pub compute_config: ::core::option::Option<super::super::compute::v1::ComputeConfig>,
    #[prost(string, tag = "3")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub request_id: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CreateWorkerDeploymentVersionResponse {}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DeleteWorkerDeploymentVersionRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub version: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "5")]
    pub deployment_version: ::core::option::Option<
        super::super::deployment::v1::WorkerDeploymentVersion,
    >,
    #[prost(bool, tag = "3")]
    pub skip_drainage: bool,
    #[prost(string, tag = "4")]
    pub identity: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DeleteWorkerDeploymentVersionResponse {}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DeleteWorkerDeploymentRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub deployment_name: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub identity: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DeleteWorkerDeploymentResponse {}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct UpdateWorkerDeploymentVersionComputeConfigRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub deployment_version: ::core::option::Option<
        super::super::deployment::v1::WorkerDeploymentVersion,
    >,
    #[prost(btree_map = "string, message", tag = "6")]
    pub compute_config_scaling_groups: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        super::super::compute::v1::ComputeConfigScalingGroupUpdate,
    >,
    #[prost(string, repeated, tag = "7")]
    pub remove_compute_config_scaling_groups: ::prost::alloc::vec::Vec<
        ::prost::alloc::string::String,
    >,
    #[prost(string, tag = "3")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub request_id: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UpdateWorkerDeploymentVersionComputeConfigResponse {}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ValidateWorkerDeploymentVersionComputeConfigRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub deployment_version: ::core::option::Option<
        super::super::deployment::v1::WorkerDeploymentVersion,
    >,
    #[prost(btree_map = "string, message", tag = "6")]
    pub compute_config_scaling_groups: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        super::super::compute::v1::ComputeConfigScalingGroupUpdate,
    >,
    #[prost(string, repeated, tag = "7")]
    pub remove_compute_config_scaling_groups: ::prost::alloc::vec::Vec<
        ::prost::alloc::string::String,
    >,
    #[prost(string, tag = "3")]
    pub identity: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ValidateWorkerDeploymentVersionComputeConfigResponse {}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct UpdateWorkerDeploymentVersionMetadataRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub version: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "5")]
    pub deployment_version: ::core::option::Option<
        super::super::deployment::v1::WorkerDeploymentVersion,
    >,
    #[prost(btree_map = "string, message", tag = "3")]
    pub upsert_entries: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        super::super::common::v1::Payload,
    >,
    #[prost(string, repeated, tag = "4")]
    pub remove_entries: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
    #[prost(string, tag = "6")]
    pub identity: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct UpdateWorkerDeploymentVersionMetadataResponse {
    #[prost(message, optional, tag = "1")]
    pub metadata: ::core::option::Option<super::super::deployment::v1::VersionMetadata>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct SetWorkerDeploymentManagerRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub deployment_name: ::prost::alloc::string::String,
    #[prost(bytes = "bytes", tag = "5")]
    pub conflict_token: ::prost::bytes::Bytes,
    #[prost(string, tag = "6")]
    pub identity: ::prost::alloc::string::String,
    #[prost(
        oneof = "set_worker_deployment_manager_request::NewManagerIdentity",
        tags = "3, 4"
    )]
    pub new_manager_identity: ::core::option::Option<
        set_worker_deployment_manager_request::NewManagerIdentity,
    >,
}
/// Nested message and enum types in `SetWorkerDeploymentManagerRequest`.
pub mod set_worker_deployment_manager_request {
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Oneof)]
    pub enum NewManagerIdentity {
        #[prost(string, tag = "3")]
        ManagerIdentity(::prost::alloc::string::String),
        #[prost(bool, tag = "4")]
        Self_(bool),
    }
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct SetWorkerDeploymentManagerResponse {
    #[prost(bytes = "bytes", tag = "1")]
    pub conflict_token: ::prost::bytes::Bytes,
    #[prost(string, tag = "2")]
    pub previous_manager_identity: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct GetCurrentDeploymentRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub series_name: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct GetCurrentDeploymentResponse {
    #[prost(message, optional, tag = "1")]
    pub current_deployment_info: ::core::option::Option<
        super::super::deployment::v1::DeploymentInfo,
    >,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct GetDeploymentReachabilityRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub deployment: ::core::option::Option<super::super::deployment::v1::Deployment>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct GetDeploymentReachabilityResponse {
    #[prost(message, optional, tag = "1")]
    pub deployment_info: ::core::option::Option<
        super::super::deployment::v1::DeploymentInfo,
    >,
    #[prost(enumeration = "super::super::enums::v1::DeploymentReachability", tag = "2")]
    pub reachability: i32,
    #[prost(message, optional, tag = "3")]
    pub last_update_time: ::core::option::Option<::prost_types::Timestamp>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct CreateWorkflowRuleRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub spec: ::core::option::Option<super::super::rules::v1::WorkflowRuleSpec>,
    #[prost(bool, tag = "3")]
    pub force_scan: bool,
    #[prost(string, tag = "4")]
    pub request_id: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub description: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct CreateWorkflowRuleResponse {
    #[prost(message, optional, tag = "1")]
    pub rule: ::core::option::Option<super::super::rules::v1::WorkflowRule>,
    #[prost(string, tag = "2")]
    pub job_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DescribeWorkflowRuleRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub rule_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct DescribeWorkflowRuleResponse {
    #[prost(message, optional, tag = "1")]
    pub rule: ::core::option::Option<super::super::rules::v1::WorkflowRule>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DeleteWorkflowRuleRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub rule_id: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DeleteWorkflowRuleResponse {}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListWorkflowRulesRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(bytes = "bytes", tag = "2")]
    pub next_page_token: ::prost::bytes::Bytes,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ListWorkflowRulesResponse {
    #[prost(message, repeated, tag = "1")]
    pub rules: ::prost::alloc::vec::Vec<super::super::rules::v1::WorkflowRule>,
    #[prost(bytes = "bytes", tag = "2")]
    pub next_page_token: ::prost::bytes::Bytes,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct TriggerWorkflowRuleRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub execution: ::core::option::Option<super::super::common::v1::WorkflowExecution>,
    #[prost(string, tag = "3")]
    pub identity: ::prost::alloc::string::String,
    #[prost(oneof = "trigger_workflow_rule_request::Rule", tags = "4, 5")]
    pub rule: ::core::option::Option<trigger_workflow_rule_request::Rule>,
}
/// Nested message and enum types in `TriggerWorkflowRuleRequest`.
pub mod trigger_workflow_rule_request {
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Rule {
        #[prost(string, tag = "4")]
        Id(::prost::alloc::string::String),
        #[prost(message, tag = "5")]
        Spec(super::super::super::rules::v1::WorkflowRuleSpec),
    }
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct TriggerWorkflowRuleResponse {
    #[prost(bool, tag = "1")]
    pub applied: bool,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct RecordWorkerHeartbeatRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub identity: ::prost::alloc::string::String,
    #[prost(message, repeated, tag = "3")]
    pub worker_heartbeat: ::prost::alloc::vec::Vec<
        super::super::worker::v1::WorkerHeartbeat,
    >,
    #[prost(string, tag = "4")]
    pub resource_id: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct RecordWorkerHeartbeatResponse {}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListWorkersRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(int32, tag = "2")]
    pub page_size: i32,
    #[prost(bytes = "bytes", tag = "3")]
    pub next_page_token: ::prost::bytes::Bytes,
    #[prost(string, tag = "4")]
    pub query: ::prost::alloc::string::String,
    #[prost(bool, tag = "5")]
    pub include_system_workers: bool,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ListWorkersResponse {
    #[prost(message, repeated, tag = "1")]
    pub workers_info: ::prost::alloc::vec::Vec<super::super::worker::v1::WorkerInfo>,
    #[prost(message, repeated, tag = "3")]
    pub workers: ::prost::alloc::vec::Vec<super::super::worker::v1::WorkerListInfo>,
    #[prost(bytes = "bytes", tag = "2")]
    pub next_page_token: ::prost::bytes::Bytes,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct UpdateTaskQueueConfigRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub task_queue: ::prost::alloc::string::String,
    #[prost(enumeration = "super::super::enums::v1::TaskQueueType", tag = "4")]
    pub task_queue_type: i32,
    #[prost(message, optional, tag = "5")]
    pub update_queue_rate_limit: ::core::option::Option<
        update_task_queue_config_request::RateLimitUpdate,
    >,
    #[prost(message, optional, tag = "6")]
    pub update_fairness_key_rate_limit_default: ::core::option::Option<
        update_task_queue_config_request::RateLimitUpdate,
    >,
    #[prost(btree_map = "string, float", tag = "7")]
    pub set_fairness_weight_overrides: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        f32,
    >,
    #[prost(string, repeated, tag = "8")]
    pub unset_fairness_weight_overrides: ::prost::alloc::vec::Vec<
        ::prost::alloc::string::String,
    >,
}
/// Nested message and enum types in `UpdateTaskQueueConfigRequest`.
pub mod update_task_queue_config_request {
    #[derive(Clone, PartialEq, ::prost::Message)]
    pub struct RateLimitUpdate {
        #[prost(message, optional, tag = "1")]
        pub rate_limit: ::core::option::Option<
            super::super::super::taskqueue::v1::RateLimit,
        >,
        #[prost(string, tag = "2")]
        pub reason: ::prost::alloc::string::String,
    }
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct UpdateTaskQueueConfigResponse {
    #[prost(message, optional, tag = "1")]
    pub config: ::core::option::Option<super::super::taskqueue::v1::TaskQueueConfig>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct FetchWorkerConfigRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub reason: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "6")]
    pub selector: ::core::option::Option<super::super::common::v1::WorkerSelector>,
    #[prost(string, tag = "7")]
    pub resource_id: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct FetchWorkerConfigResponse {
    #[prost(message, optional, tag = "1")]
    pub worker_config: ::core::option::Option<super::super::sdk::v1::WorkerConfig>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UpdateWorkerConfigRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub reason: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "4")]
    pub worker_config: ::core::option::Option<super::super::sdk::v1::WorkerConfig>,
    #[prost(message, optional, tag = "5")]
    pub update_mask: ::core::option::Option<::prost_types::FieldMask>,
    #[prost(message, optional, tag = "6")]
    pub selector: ::core::option::Option<super::super::common::v1::WorkerSelector>,
    #[prost(string, tag = "7")]
    pub resource_id: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UpdateWorkerConfigResponse {
    #[prost(oneof = "update_worker_config_response::Response", tags = "1")]
    pub response: ::core::option::Option<update_worker_config_response::Response>,
}
/// Nested message and enum types in `UpdateWorkerConfigResponse`.
pub mod update_worker_config_response {
    #[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Oneof)]
    pub enum Response {
        #[prost(message, tag = "1")]
        WorkerConfig(super::super::super::sdk::v1::WorkerConfig),
    }
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DescribeWorkerRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub worker_instance_key: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct DescribeWorkerResponse {
    #[prost(message, optional, tag = "1")]
    pub worker_info: ::core::option::Option<super::super::worker::v1::WorkerInfo>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CountWorkersRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub query: ::prost::alloc::string::String,
    #[prost(bool, tag = "3")]
    pub include_system_workers: bool,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CountWorkersResponse {
    #[prost(int64, tag = "1")]
    pub count: i64,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct PauseWorkflowExecutionRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub workflow_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub run_id: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub reason: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub request_id: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct PauseWorkflowExecutionResponse {}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UnpauseWorkflowExecutionRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub workflow_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub run_id: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub reason: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub request_id: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UnpauseWorkflowExecutionResponse {}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct StartActivityExecutionRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub request_id: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub activity_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "5")]
    pub activity_type: ::core::option::Option<super::super::common::v1::ActivityType>,
    #[prost(message, optional, tag = "6")]
    pub task_queue: ::core::option::Option<super::super::taskqueue::v1::TaskQueue>,
    #[prost(message, optional, tag = "7")]
    pub schedule_to_close_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "8")]
    pub schedule_to_start_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "9")]
    pub start_to_close_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "10")]
    pub heartbeat_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "11")]
    pub retry_policy: ::core::option::Option<super::super::common::v1::RetryPolicy>,
    #[prost(message, optional, tag = "12")]
    pub input: ::core::option::Option<super::super::common::v1::Payloads>,
    #[prost(enumeration = "super::super::enums::v1::ActivityIdReusePolicy", tag = "13")]
    pub id_reuse_policy: i32,
    #[prost(
        enumeration = "super::super::enums::v1::ActivityIdConflictPolicy",
        tag = "14"
    )]
    pub id_conflict_policy: i32,
    #[prost(message, optional, tag = "15")]
    pub search_attributes: ::core::option::Option<
        super::super::common::v1::SearchAttributes,
    >,
    #[prost(message, optional, tag = "16")]
    pub header: ::core::option::Option<super::super::common::v1::Header>,
    #[prost(message, optional, tag = "17")]
    pub user_metadata: ::core::option::Option<super::super::sdk::v1::UserMetadata>,
    #[prost(message, optional, tag = "18")]
    pub priority: ::core::option::Option<super::super::common::v1::Priority>,
    #[prost(message, repeated, tag = "19")]
    pub completion_callbacks: ::prost::alloc::vec::Vec<
        super::super::common::v1::Callback,
    >,
    #[prost(message, repeated, tag = "20")]
    pub links: ::prost::alloc::vec::Vec<super::super::common::v1::Link>,
    #[prost(message, optional, tag = "21")]
    pub on_conflict_options: ::core::option::Option<
        super::super::common::v1::OnConflictOptions,
    >,
    #[prost(message, optional, tag = "22")]
    pub start_delay: ::core::option::Option<::prost_types::Duration>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct StartActivityExecutionResponse {
    #[prost(string, tag = "1")]
    pub run_id: ::prost::alloc::string::String,
    #[prost(bool, tag = "2")]
    pub started: bool,
    #[prost(message, optional, tag = "3")]
    pub link: ::core::option::Option<super::super::common::v1::Link>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DescribeActivityExecutionRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub activity_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub run_id: ::prost::alloc::string::String,
    #[prost(bool, tag = "4")]
    pub include_input: bool,
    #[prost(bool, tag = "5")]
    pub include_outcome: bool,
    #[prost(bytes = "bytes", tag = "6")]
    pub long_poll_token: ::prost::bytes::Bytes,
    #[prost(bool, tag = "7")]
    pub include_heartbeat_details: bool,
    #[prost(bool, tag = "8")]
    pub include_last_failure: bool,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct DescribeActivityExecutionResponse {
    #[prost(string, tag = "1")]
    pub run_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub info: ::core::option::Option<super::super::activity::v1::ActivityExecutionInfo>,
    #[prost(message, optional, tag = "3")]
    pub input: ::core::option::Option<super::super::common::v1::Payloads>,
    #[prost(message, optional, tag = "4")]
    pub outcome: ::core::option::Option<
        super::super::activity::v1::ActivityExecutionOutcome,
    >,
    #[prost(bytes = "bytes", tag = "5")]
    pub long_poll_token: ::prost::bytes::Bytes,
    #[prost(message, repeated, tag = "6")]
    pub callbacks: ::prost::alloc::vec::Vec<super::super::activity::v1::CallbackInfo>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct PollActivityExecutionRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub activity_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub run_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct PollActivityExecutionResponse {
    #[prost(string, tag = "1")]
    pub run_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub outcome: ::core::option::Option<
        super::super::activity::v1::ActivityExecutionOutcome,
    >,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListActivityExecutionsRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(int32, tag = "2")]
    pub page_size: i32,
    #[prost(bytes = "bytes", tag = "3")]
    pub next_page_token: ::prost::bytes::Bytes,
    #[prost(string, tag = "4")]
    pub query: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ListActivityExecutionsResponse {
    #[prost(message, repeated, tag = "1")]
    pub executions: ::prost::alloc::vec::Vec<
        super::super::activity::v1::ActivityExecutionListInfo,
    >,
    #[prost(bytes = "bytes", tag = "2")]
    pub next_page_token: ::prost::bytes::Bytes,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct StartNexusOperationExecutionRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub request_id: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub operation_id: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub endpoint: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub service: ::prost::alloc::string::String,
    #[prost(string, tag = "7")]
    pub operation: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "8")]
    pub schedule_to_close_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "9")]
    pub schedule_to_start_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "10")]
    pub start_to_close_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "11")]
    pub input: ::core::option::Option<super::super::common::v1::Payload>,
    #[prost(
        enumeration = "super::super::enums::v1::NexusOperationIdReusePolicy",
        tag = "12"
    )]
    pub id_reuse_policy: i32,
    #[prost(
        enumeration = "super::super::enums::v1::NexusOperationIdConflictPolicy",
        tag = "13"
    )]
    pub id_conflict_policy: i32,
    #[prost(message, optional, tag = "17")]
    pub on_conflict_options: ::core::option::Option<
        super::super::nexusoperation::v1::OnConflictOptions,
    >,
    #[prost(message, optional, tag = "14")]
    pub search_attributes: ::core::option::Option<
        super::super::common::v1::SearchAttributes,
    >,
    #[prost(btree_map = "string, string", tag = "15")]
    pub nexus_header: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        ::prost::alloc::string::String,
    >,
    #[prost(message, optional, tag = "16")]
    pub user_metadata: ::core::option::Option<super::super::sdk::v1::UserMetadata>,
    #[prost(message, repeated, tag = "18")]
    pub completion_callbacks: ::prost::alloc::vec::Vec<
        super::super::common::v1::Callback,
    >,
    #[prost(message, repeated, tag = "19")]
    pub links: ::prost::alloc::vec::Vec<super::super::common::v1::Link>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct StartNexusOperationExecutionResponse {
    #[prost(string, tag = "1")]
    pub run_id: ::prost::alloc::string::String,
    #[prost(bool, tag = "2")]
    pub started: bool,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DescribeNexusOperationExecutionRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub operation_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub run_id: ::prost::alloc::string::String,
    #[prost(bool, tag = "4")]
    pub include_input: bool,
    #[prost(bool, tag = "5")]
    pub include_outcome: bool,
    #[prost(bytes = "bytes", tag = "6")]
    pub long_poll_token: ::prost::bytes::Bytes,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct DescribeNexusOperationExecutionResponse {
    #[prost(string, tag = "1")]
    pub run_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub info: ::core::option::Option<
        super::super::nexus::v1::NexusOperationExecutionInfo,
    >,
    #[prost(message, optional, tag = "3")]
    pub input: ::core::option::Option<super::super::common::v1::Payload>,
    #[prost(bytes = "bytes", tag = "6")]
    pub long_poll_token: ::prost::bytes::Bytes,
    #[prost(message, repeated, tag = "7")]
    pub completion_callbacks: ::prost::alloc::vec::Vec<
        super::super::nexusoperation::v1::CallbackInfo,
    >,
    #[prost(
        oneof = "describe_nexus_operation_execution_response::Outcome",
        tags = "4, 5"
    )]
    pub outcome: ::core::option::Option<
        describe_nexus_operation_execution_response::Outcome,
    >,
}
/// Nested message and enum types in `DescribeNexusOperationExecutionResponse`.
pub mod describe_nexus_operation_execution_response {
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Outcome {
        #[prost(message, tag = "4")]
        Result(super::super::super::common::v1::Payload),
        #[prost(message, tag = "5")]
        Failure(super::super::super::failure::v1::Failure),
    }
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct PollNexusOperationExecutionRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub operation_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub run_id: ::prost::alloc::string::String,
    #[prost(enumeration = "super::super::enums::v1::NexusOperationWaitStage", tag = "4")]
    pub wait_stage: i32,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct PollNexusOperationExecutionResponse {
    #[prost(string, tag = "1")]
    pub run_id: ::prost::alloc::string::String,
    #[prost(enumeration = "super::super::enums::v1::NexusOperationWaitStage", tag = "2")]
    pub wait_stage: i32,
    #[prost(string, tag = "3")]
    pub operation_token: ::prost::alloc::string::String,
    #[prost(oneof = "poll_nexus_operation_execution_response::Outcome", tags = "4, 5")]
    pub outcome: ::core::option::Option<
        poll_nexus_operation_execution_response::Outcome,
    >,
}
/// Nested message and enum types in `PollNexusOperationExecutionResponse`.
pub mod poll_nexus_operation_execution_response {
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Outcome {
        #[prost(message, tag = "4")]
        Result(super::super::super::common::v1::Payload),
        #[prost(message, tag = "5")]
        Failure(super::super::super::failure::v1::Failure),
    }
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListNexusOperationExecutionsRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(int32, tag = "2")]
    pub page_size: i32,
    #[prost(bytes = "bytes", tag = "3")]
    pub next_page_token: ::prost::bytes::Bytes,
    #[prost(string, tag = "4")]
    pub query: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ListNexusOperationExecutionsResponse {
    #[prost(message, repeated, tag = "1")]
    pub operations: ::prost::alloc::vec::Vec<
        super::super::nexus::v1::NexusOperationExecutionListInfo,
    >,
    #[prost(bytes = "bytes", tag = "2")]
    pub next_page_token: ::prost::bytes::Bytes,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CountActivityExecutionsRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub query: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct CountActivityExecutionsResponse {
    #[prost(int64, tag = "1")]
    pub count: i64,
    #[prost(message, repeated, tag = "2")]
    pub groups: ::prost::alloc::vec::Vec<
        count_activity_executions_response::AggregationGroup,
    >,
}
/// Nested message and enum types in `CountActivityExecutionsResponse`.
pub mod count_activity_executions_response {
    #[derive(Clone, PartialEq, ::prost::Message)]
    pub struct AggregationGroup {
        #[prost(message, repeated, tag = "1")]
        pub group_values: ::prost::alloc::vec::Vec<
            super::super::super::common::v1::Payload,
        >,
        #[prost(int64, tag = "2")]
        pub count: i64,
    }
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CountNexusOperationExecutionsRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub query: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct CountNexusOperationExecutionsResponse {
    #[prost(int64, tag = "1")]
    pub count: i64,
    #[prost(message, repeated, tag = "2")]
    pub groups: ::prost::alloc::vec::Vec<
        count_nexus_operation_executions_response::AggregationGroup,
    >,
}
/// Nested message and enum types in `CountNexusOperationExecutionsResponse`.
pub mod count_nexus_operation_executions_response {
    #[derive(Clone, PartialEq, ::prost::Message)]
    pub struct AggregationGroup {
        #[prost(message, repeated, tag = "1")]
        pub group_values: ::prost::alloc::vec::Vec<
            super::super::super::common::v1::Payload,
        >,
        #[prost(int64, tag = "2")]
        pub count: i64,
    }
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct RequestCancelActivityExecutionRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub activity_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub run_id: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub request_id: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub reason: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct RequestCancelActivityExecutionResponse {}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct TerminateActivityExecutionRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub activity_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub run_id: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub request_id: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub reason: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct TerminateActivityExecutionResponse {}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DeleteActivityExecutionRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub activity_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub run_id: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DeleteActivityExecutionResponse {}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct RequestCancelNexusOperationExecutionRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub operation_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub run_id: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub request_id: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub reason: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct RequestCancelNexusOperationExecutionResponse {}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct TerminateNexusOperationExecutionRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub operation_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub run_id: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub request_id: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub reason: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct TerminateNexusOperationExecutionResponse {}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DeleteNexusOperationExecutionRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub operation_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub run_id: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DeleteNexusOperationExecutionResponse {}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct PollWorkflowExecutionTimeSkippingRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub workflow_execution: ::core::option::Option<
        super::super::common::v1::WorkflowExecution,
    >,
    #[prost(string, tag = "3")]
    pub fast_forward_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct PollWorkflowExecutionTimeSkippingResponse {
    #[prost(
        enumeration = "super::super::enums::v1::FastForwardPollingResult",
        tag = "1"
    )]
    pub fast_forward_polling_result: i32,
    #[prost(string, tag = "2")]
    pub failed_reason: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "3")]
    pub fast_forward_info: ::core::option::Option<
        super::super::common::v1::TimeSkippingFastForwardInfo,
    >,
}
