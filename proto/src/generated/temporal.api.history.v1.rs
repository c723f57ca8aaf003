// Written by `cargo xtask proto`; do not edit.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct WorkflowExecutionStartedEventAttributes {
    #[prost(message, optional, tag = "1")]
    pub workflow_type: ::core::option::Option<super::super::common::v1::WorkflowType>,
    #[prost(string, tag = "2")]
    pub parent_workflow_namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "27")]
    pub parent_workflow_namespace_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "3")]
    pub parent_workflow_execution: ::core::option::Option<
        super::super::common::v1::WorkflowExecution,
    >,
    #[prost(int64, tag = "4")]
    pub parent_initiated_event_id: i64,
    #[prost(message, optional, tag = "5")]
    pub task_queue: ::core::option::Option<super::super::taskqueue::v1::TaskQueue>,
    #[prost(message, optional, tag = "6")]
    pub input: ::core::option::Option<super::super::common::v1::Payloads>,
    #[prost(message, optional, tag = "7")]
    pub workflow_execution_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "8")]
    pub workflow_run_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "9")]
    pub workflow_task_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(string, tag = "10")]
    pub continued_execution_run_id: ::prost::alloc::string::String,
    #[prost(enumeration = "super::super::enums::v1::ContinueAsNewInitiator", tag = "11")]
    pub initiator: i32,
    #[prost(message, optional, tag = "12")]
    pub continued_failure: ::core::option::Option<super::super::failure::v1::Failure>,
    #[prost(message, optional, tag = "13")]
    pub last_completion_result: ::core::option::Option<
        super::super::common::v1::Payloads,
    >,
    #[prost(string, tag = "14")]
    pub original_execution_run_id: ::prost::alloc::string::String,
    #[prost(string, tag = "15")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "16")]
    pub first_execution_run_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "17")]
    pub retry_policy: ::core::option::Option<super::super::common::v1::RetryPolicy>,
    #[prost(int32, tag = "18")]
    pub attempt: i32,
    #[prost(message, optional, tag = "19")]
    pub workflow_execution_expiration_time: ::core::option::Option<
        ::prost_types::Timestamp,
    >,
    #[prost(string, tag = "20")]
    pub cron_schedule: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "21")]
    pub first_workflow_task_backoff: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "22")]
    pub memo: ::core::option::Option<super::super::common::v1::Memo>,
    #[prost(message, optional, tag = "23")]
    pub search_attributes: ::core::option::Option<
        super::super::common::v1::SearchAttributes,
    >,
    #[prost(message, optional, tag = "24")]
    pub prev_auto_reset_points: ::core::option::Option<
        super::super::workflow::v1::ResetPoints,
    >,
    #[prost(message, optional, tag = "25")]
    pub header: ::core::option::Option<super::super::common::v1::Header>,
    #[prost(int64, tag = "26")]
    pub parent_initiated_event_version: i64,
    #[prost(string, tag = "28")]
    pub workflow_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "29")]
    pub source_version_stamp: ::core::option::Option<
        super::super::common::v1::WorkerVersionStamp,
    >,
    #[prost(message, repeated, tag = "30")]
    pub completion_callbacks: ::prost::alloc::vec::Vec<
        super::super::common::v1::Callback,
    >,
    #[prost(message, optional, tag = "31")]
    pub root_workflow_execution: ::core::option::Option<
        super::super::common::v1::WorkflowExecution,
    >,
    #[prost(string, tag = "32")]
    pub inherited_build_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "33")]
    pub versioning_override: ::core::option::Option<
        super::super::workflow::v1::VersioningOverride,
    >,
    #[prost(string, tag = "34")]
    pub parent_pinned_worker_deployment_version: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "35")]
    pub priority: ::core::option::Option<super::super::common::v1::Priority>,
    #[prost(message, optional, tag = "37")]
    pub inherited_pinned_version: ::core::option::Option<
        super::super::deployment::v1::WorkerDeploymentVersion,
    >,
    #[prost(message, optional, tag = "39")]
    pub inherited_auto_upgrade_info: ::core::option::Option<
        super::super::deployment::v1::InheritedAutoUpgradeInfo,
    >,
    #[prost(bool, tag = "38")]
    pub eager_execution_accepted: bool,
    #[prost(message, optional, tag = "40")]
    pub declined_target_version_upgrade: ::core::option::Option<
        DeclinedTargetVersionUpgrade,
    >,
    #[prost(message, optional, tag = "41")]
    pub time_skipping_config: ::core::option::Option<
        super::super::common::v1::TimeSkippingConfig,
    >,
    #[prost(message, optional, tag = "43")]
    pub time_skipping_state_propagation: ::core::option::Option<
        super::super::common::v1::TimeSkippingStatePropagation,
    >,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DeclinedTargetVersionUpgrade {
    #[prost(message, optional, tag = "1")]
    pub deployment_version: ::core::option::Option<
        super::super::deployment::v1::WorkerDeploymentVersion,
    >,
    #[prost(int64, tag = "2")]
    pub revision_number: i64,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct WorkflowExecutionCompletedEventAttributes {
    #[prost(message, optional, tag = "1")]
    pub result: ::core::option::Option<super::super::common::v1::Payloads>,
    #[prost(int64, tag = "2")]
    pub workflow_task_completed_event_id: i64,
    #[prost(string, tag = "3")]
    pub new_execution_run_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct WorkflowExecutionFailedEventAttributes {
    #[prost(message, optional, tag = "1")]
    pub failure: ::core::option::Option<super::super::failure::v1::Failure>,
    #[prost(enumeration = "super::super::enums::v1::RetryState", tag = "2")]
    pub retry_state: i32,
    #[prost(int64, tag = "3")]
    pub workflow_task_completed_event_id: i64,
    #[prost(string, tag = "4")]
    pub new_execution_run_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct WorkflowExecutionTimedOutEventAttributes {
    #[prost(enumeration = "super::super::enums::v1::RetryState", tag = "1")]
    pub retry_state: i32,
    #[prost(string, tag = "2")]
    pub new_execution_run_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct WorkflowExecutionContinuedAsNewEventAttributes {
    #[prost(string, tag = "1")]
    pub new_execution_run_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub workflow_type: ::core::option::Option<super::super::common::v1::WorkflowType>,
    #[prost(message, optional, tag = "3")]
    pub task_queue: ::core::option::Option<super::super::taskqueue::v1::TaskQueue>,
    #[prost(message, optional, tag = "4")]
    pub input: ::core::option::Option<super::super::common::v1::Payloads>,
    #[prost(message, optional, tag = "5")]
    pub workflow_run_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "6")]
    pub workflow_task_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(int64, tag = "7")]
    pub workflow_task_completed_event_id: i64,
    #[prost(message, optional, tag = "8")]
    pub backoff_start_interval: ::core::option::Option<::prost_types::Duration>,
    #[prost(enumeration = "super::super::enums::v1::ContinueAsNewInitiator", tag = "9")]
    pub initiator: i32,
    #[prost(message, optional, tag = "10")]
    pub failure: ::core::option::Option<super::super::failure::v1::Failure>,
    #[prost(message, optional, tag = "11")]
    pub last_completion_result: ::core::option::Option<
        super::super::common::v1::Payloads,
    >,
    #[prost(message, optional, tag = "12")]
    pub header: ::core::option::Option<super::super::common::v1::Header>,
    #[prost(message, optional, tag = "13")]
    pub memo: ::core::option::Option<super::super::common::v1::Memo>,
    #[prost(message, optional, tag = "14")]
    pub search_attributes: ::core::option::Option<
        super::super::common::v1::SearchAttributes,
    >,
    #[prost(bool, tag = "15")]
    pub inherit_build_id: bool,
    #[prost(
        enumeration = "super::super::enums::v1::ContinueAsNewVersioningBehavior",
        tag = "16"
    )]
    pub initial_versioning_behavior: i32,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct WorkflowTaskScheduledEventAttributes {
    #[prost(message, optional, tag = "1")]
    pub task_queue: ::core::option::Option<super::super::taskqueue::v1::TaskQueue>,
    #[prost(message, optional, tag = "2")]
    pub start_to_close_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(int32, tag = "3")]
    pub attempt: i32,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct WorkflowTaskStartedEventAttributes {
    #[prost(int64, tag = "1")]
    pub scheduled_event_id: i64,
    #[prost(string, tag = "2")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub request_id: ::prost::alloc::string::String,
    #[prost(bool, tag = "4")]
    pub suggest_continue_as_new: bool,
    #[prost(
        enumeration = "super::super::enums::v1::SuggestContinueAsNewReason",
        repeated,
        tag = "8"
    )]
    pub suggest_continue_as_new_reasons: ::prost::alloc::vec::Vec<i32>,
    #[prost(bool, tag = "9")]
    pub target_worker_deployment_version_changed: bool,
    #[prost(int64, tag = "5")]
    pub history_size_bytes: i64,
    #[prost(message, optional, tag = "6")]
    pub worker_version: ::core::option::Option<
        super::super::common::v1::WorkerVersionStamp,
    >,
    #[prost(int64, tag = "7")]
    pub build_id_redirect_counter: i64,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct WorkflowTaskCompletedEventAttributes {
    #[prost(int64, tag = "1")]
    pub scheduled_event_id: i64,
    #[prost(int64, tag = "2")]
    pub started_event_id: i64,
    #[prost(string, tag = "3")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub binary_checksum: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "5")]
    pub worker_version: ::core::option::Option<
        super::super::common::v1::WorkerVersionStamp,
    >,
    #[prost(message, optional, tag = "6")]
    pub sdk_metadata: ::core::option::Option<
        super::super::sdk::v1::WorkflowTaskCompletedMetadata,
    >,
    #[prost(message, optional, tag = "13")]
    pub metering_metadata: ::core::option::Option<
        super::super::common::v1::MeteringMetadata,
    >,
    #[prost(message, optional, tag = "7")]
    pub deployment: ::core::option::Option<super::super::deployment::v1::Deployment>,
    #[prost(enumeration = "super::super::enums::v1::VersioningBehavior", tag = "8")]
    pub versioning_behavior: i32,
    #[prost(string, tag = "9")]
    pub worker_deployment_version: ::prost::alloc::string::String,
    #[prost(string, tag = "10")]
    pub worker_deployment_name: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "11")]
    pub deployment_version: ::core::option::Option<
        super::super::deployment::v1::WorkerDeploymentVersion,
    >,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct WorkflowTaskTimedOutEventAttributes {
    #[prost(int64, tag = "1")]
    pub scheduled_event_id: i64,
    #[prost(int64, tag = "2")]
    pub started_event_id: i64,
    #[prost(enumeration = "super::super::enums::v1::TimeoutType", tag = "3")]
    pub timeout_type: i32,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct WorkflowTaskFailedEventAttributes {
    #[prost(int64, tag = "1")]
    pub scheduled_event_id: i64,
    #[prost(int64, tag = "2")]
    pub started_event_id: i64,
    #[prost(enumeration = "super::super::enums::v1::WorkflowTaskFailedCause", tag = "3")]
    pub cause: i32,
    #[prost(message, optional, tag = "4")]
    pub failure: ::core::option::Option<super::super::failure::v1::Failure>,
    #[prost(string, tag = "5")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub base_run_id: ::prost::alloc::string::String,
    #[prost(string, tag = "7")]
    pub new_run_id: ::prost::alloc::string::String,
    #[prost(int64, tag = "8")]
    pub fork_event_version: i64,
    #[prost(string, tag = "9")]
    pub binary_checksum: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "10")]
    pub worker_version: ::core::option::Option<
        super::super::common::v1::WorkerVersionStamp,
    >,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ActivityTaskScheduledEventAttributes {
    #[prost(string, tag = "1")]
    pub activity_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub activity_type: ::core::option::Option<super::super::common::v1::ActivityType>,
    #[prost(message, optional, tag = "4")]
    pub task_queue: ::core::option::Option<super::super::taskqueue::v1::TaskQueue>,
    #[prost(message, optional, tag = "5")]
    pub header: ::core::option::Option<super::super::common::v1::Header>,
    #[prost(message, optional, tag = "6")]
    pub input: ::core::option::Option<super::super::common::v1::Payloads>,
    #[prost(message, optional, tag = "7")]
    pub schedule_to_close_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "8")]
    pub schedule_to_start_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "9")]
    pub start_to_close_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "10")]
    pub heartbeat_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(int64, tag = "11")]
    pub workflow_task_completed_event_id: i64,
    #[prost(message, optional, tag = "12")]
    pub retry_policy: ::core::option::Option<super::super::common::v1::RetryPolicy>,
    #[prost(bool, tag = "13")]
    pub use_workflow_build_id: bool,
    #[prost(message, optional, tag = "14")]
    pub priority: ::core::option::Option<super::super::common::v1::Priority>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ActivityTaskStartedEventAttributes {
    #[prost(int64, tag = "1")]
    pub scheduled_event_id: i64,
    #[prost(string, tag = "2")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub request_id: ::prost::alloc::string::String,
    #[prost(int32, tag = "4")]
    pub attempt: i32,
    #[prost(message, optional, tag = "5")]
    pub last_failure: ::core::option::Option<super::super::failure::v1::Failure>,
    #[prost(message, optional, tag = "6")]
    pub worker_version: ::core::option::Option<
        super::super::common::v1::WorkerVersionStamp,
    >,
    #[prost(int64, tag = "7")]
    pub build_id_redirect_counter: i64,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ActivityTaskCompletedEventAttributes {
    #[prost(message, optional, tag = "1")]
    pub result: ::core::option::Option<super::super::common::v1::Payloads>,
    #[prost(int64, tag = "2")]
    pub scheduled_event_id: i64,
    #[prost(int64, tag = "3")]
    pub started_event_id: i64,
    #[prost(string, tag = "4")]
    pub identity: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "5")]
    pub worker_version: ::core::option::Option<
        super::super::common::v1::WorkerVersionStamp,
    >,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ActivityTaskFailedEventAttributes {
    #[prost(message, optional, tag = "1")]
    pub failure: ::core::option::Option<super::super::failure::v1::Failure>,
    #[prost(int64, tag = "2")]
    pub scheduled_event_id: i64,
    #[prost(int64, tag = "3")]
    pub started_event_id: i64,
    #[prost(string, tag = "4")]
    pub identity: ::prost::alloc::string::String,
    #[prost(enumeration = "super::super::enums::v1::RetryState", tag = "5")]
    pub retry_state: i32,
    #[prost(message, optional, tag = "6")]
    pub worker_version: ::core::option::Option<
        super::super::common::v1::WorkerVersionStamp,
    >,
    #[prost(enumeration = "super::super::enums::v1::ActivityTaskFailedCause", tag = "7")]
    pub cause: i32,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ActivityTaskTimedOutEventAttributes {
    #[prost(message, optional, tag = "1")]
    pub failure: ::core::option::Option<super::super::failure::v1::Failure>,
    #[prost(int64, tag = "2")]
    pub scheduled_event_id: i64,
    #[prost(int64, tag = "3")]
    pub started_event_id: i64,
    #[prost(enumeration = "super::super::enums::v1::RetryState", tag = "4")]
    pub retry_state: i32,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ActivityTaskCancelRequestedEventAttributes {
    #[prost(int64, tag = "1")]
    pub scheduled_event_id: i64,
    #[prost(int64, tag = "2")]
    pub workflow_task_completed_event_id: i64,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ActivityTaskCanceledEventAttributes {
    #[prost(message, optional, tag = "1")]
    pub details: ::core::option::Option<super::super::common::v1::Payloads>,
    #[prost(int64, tag = "2")]
    pub latest_cancel_requested_event_id: i64,
    #[prost(int64, tag = "3")]
    pub scheduled_event_id: i64,
    #[prost(int64, tag = "4")]
    pub started_event_id: i64,
    #[prost(string, tag = "5")]
    pub identity: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "6")]
    pub worker_version: ::core::option::Option<
        super::super::common::v1::WorkerVersionStamp,
    >,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct TimerStartedEventAttributes {
    #[prost(string, tag = "1")]
    pub timer_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub start_to_fire_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(int64, tag = "3")]
    pub workflow_task_completed_event_id: i64,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct TimerFiredEventAttributes {
    #[prost(string, tag = "1")]
    pub timer_id: ::prost::alloc::string::String,
    #[prost(int64, tag = "2")]
    pub started_event_id: i64,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct TimerCanceledEventAttributes {
    #[prost(string, tag = "1")]
    pub timer_id: ::prost::alloc::string::String,
    #[prost(int64, tag = "2")]
    pub started_event_id: i64,
    #[prost(int64, tag = "3")]
    pub workflow_task_completed_event_id: i64,
    #[prost(string, tag = "4")]
    pub identity: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct WorkflowExecutionCancelRequestedEventAttributes {
    #[prost(string, tag = "1")]
    pub cause: ::prost::alloc::string::String,
    #[prost(int64, tag = "2")]
    pub external_initiated_event_id: i64,
    #[prost(message, optional, tag = "3")]
    pub external_workflow_execution: ::core::option::Option<
        super::super::common::v1::WorkflowExecution,
    >,
    #[prost(string, tag = "4")]
    pub identity: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct WorkflowExecutionCanceledEventAttributes {
    #[prost(int64, tag = "1")]
    pub workflow_task_completed_event_id: i64,
    #[prost(message, optional, tag = "2")]
    pub details: ::core::option::Option<super::super::common::v1::Payloads>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct MarkerRecordedEventAttributes {
    #[prost(string, tag = "1")]
    pub marker_name: ::prost::alloc::string::String,
    #[prost(btree_map = "string, message", tag = "2")]
    pub details: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        super::super::common::v1::Payloads,
    >,
    #[prost(int64, tag = "3")]
    pub workflow_task_completed_event_id: i64,
    #[prost(message, optional, tag = "4")]
    pub header: ::core::option::Option<super::super::common::v1::Header>,
    #[prost(message, optional, tag = "5")]
    pub failure: ::core::option::Option<super::super::failure::v1::Failure>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct WorkflowExecutionSignaledEventAttributes {
    #[prost(string, tag = "1")]
    pub signal_name: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub input: ::core::option::Option<super::super::common::v1::Payloads>,
    #[prost(string, tag = "3")]
    pub identity: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "4")]
    pub header: ::core::option::Option<super::super::common::v1::Header>,
    #[prost(bool, tag = "5")]
    pub skip_generate_workflow_task: bool,
    #[prost(message, optional, tag = "6")]
    pub external_workflow_execution: ::core::option::Option<
        super::super::common::v1::WorkflowExecution,
    >,
    #[prost(string, tag = "7")]
    pub request_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct WorkflowExecutionTerminatedEventAttributes {
    #[prost(string, tag = "1")]
    pub reason: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub details: ::core::option::Option<super::super::common::v1::Payloads>,
    #[prost(string, tag = "3")]
    pub identity: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct RequestCancelExternalWorkflowExecutionInitiatedEventAttributes {
    #[prost(int64, tag = "1")]
    pub workflow_task_completed_event_id: i64,
    #[prost(string, tag = "2")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "7")]
    pub namespace_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "3")]
    pub workflow_execution: ::core::option::Option<
        super::super::common::v1::WorkflowExecution,
    >,
    #[prost(string, tag = "4")]
    pub control: ::prost::alloc::string::String,
    #[prost(bool, tag = "5")]
    pub child_workflow_only: bool,
    #[prost(string, tag = "6")]
    pub reason: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct RequestCancelExternalWorkflowExecutionFailedEventAttributes {
    #[prost(
        enumeration = "super::super::enums::v1::CancelExternalWorkflowExecutionFailedCause",
        tag = "1"
    )]
    pub cause: i32,
    #[prost(int64, tag = "2")]
    pub workflow_task_completed_event_id: i64,
    #[prost(string, tag = "3")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "7")]
    pub namespace_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "4")]
    pub workflow_execution: ::core::option::Option<
        super::super::common::v1::WorkflowExecution,
    >,
    #[prost(int64, tag = "5")]
    pub initiated_event_id: i64,
    #[prost(string, tag = "6")]
    pub control: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ExternalWorkflowExecutionCancelRequestedEventAttributes {
    #[prost(int64, tag = "1")]
    pub initiated_event_id: i64,
    #[prost(string, tag = "2")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub namespace_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "3")]
    pub workflow_execution: ::core::option::Option<
        super::super::common::v1::WorkflowExecution,
    >,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct SignalExternalWorkflowExecutionInitiatedEventAttributes {
    #[prost(int64, tag = "1")]
    pub workflow_task_completed_event_id: i64,
    #[prost(string, tag = "2")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "9")]
    pub namespace_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "3")]
    pub workflow_execution: ::core::option::Option<
        super::super::common::v1::WorkflowExecution,
    >,
    #[prost(string, tag = "4")]
    pub signal_name: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "5")]
    pub input: ::core::option::Option<super::super::common::v1::Payloads>,
    #[prost(string, tag = "6")]
    pub control: ::prost::alloc::string::String,
    #[prost(bool, tag = "7")]
    pub child_workflow_only: bool,
    #[prost(message, optional, tag = "8")]
    pub header: ::core::option::Option<super::super::common::v1::Header>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct SignalExternalWorkflowExecutionFailedEventAttributes {
    #[prost(
        enumeration = "super::super::enums::v1::SignalExternalWorkflowExecutionFailedCause",
        tag = "1"
    )]
    pub cause: i32,
    #[prost(int64, tag = "2")]
    pub workflow_task_completed_event_id: i64,
    #[prost(string, tag = "3")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "7")]
    pub namespace_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "4")]
    pub workflow_execution: ::core::option::Option<
        super::super::common::v1::WorkflowExecution,
    >,
    #[prost(int64, tag = "5")]
    pub initiated_event_id: i64,
    #[prost(string, tag = "6")]
    pub control: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ExternalWorkflowExecutionSignaledEventAttributes {
    #[prost(int64, tag = "1")]
    pub initiated_event_id: i64,
    #[prost(string, tag = "2")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub namespace_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "3")]
    pub workflow_execution: ::core::option::Option<
        super::super::common::v1::WorkflowExecution,
    >,
    #[prost(string, tag = "4")]
    pub control: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct UpsertWorkflowSearchAttributesEventAttributes {
    #[prost(int64, tag = "1")]
    pub workflow_task_completed_event_id: i64,
    #[prost(message, optional, tag = "2")]
    pub search_attributes: ::core::option::Option<
        super::super::common::v1::SearchAttributes,
    >,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct WorkflowPropertiesModifiedEventAttributes {
    #[prost(int64, tag = "1")]
    pub workflow_task_completed_event_id: i64,
    #[prost(message, optional, tag = "2")]
    pub upserted_memo: ::core::option::Option<super::super::common::v1::Memo>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct StartChildWorkflowExecutionInitiatedEventAttributes {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "18")]
    pub namespace_id: ::prost::alloc::string::String,
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
    #[prost(enumeration = "super::super::enums::v1::ParentClosePolicy", tag = "9")]
    pub parent_close_policy: i32,
    #[prost(string, tag = "10")]
    pub control: ::prost::alloc::string::String,
    #[prost(int64, tag = "11")]
    pub workflow_task_completed_event_id: i64,
    #[prost(enumeration = "super::super::enums::v1::WorkflowIdReusePolicy", tag = "12")]
    pub workflow_id_reuse_policy: i32,
    #[prost(message, optional, tag = "13")]
    pub retry_policy: ::core::option::Option<super::super::common::v1::RetryPolicy>,
    #[prost(string, tag = "14")]
    pub cron_schedule: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "15")]
    pub header: ::core::option::Option<super::super::common::v1::Header>,
    #[prost(message, optional, tag = "16")]
    pub memo: ::core::option::Option<super::super::common::v1::Memo>,
    #[prost(message, optional, tag = "17")]
    pub search_attributes: ::core::option::Option<
        super::super::common::v1::SearchAttributes,
    >,
    #[prost(bool, tag = "19")]
    pub inherit_build_id: bool,
    #[prost(message, optional, tag = "20")]
    pub priority: ::core::option::Option<super::super::common::v1::Priority>,
    #[prost(message, optional, tag = "21")]
    pub time_skipping_config: ::core::option::Option<
        super::super::common::v1::TimeSkippingConfig,
    >,
    #[prost(message, optional, tag = "23")]
    pub time_skipping_state_propagation: ::core::option::Option<
        super::super::common::v1::TimeSkippingStatePropagation,
    >,
    #[prost(message, optional, tag = "24")]
    pub versioning_override: ::core::option::Option<
        super::super::workflow::v1::VersioningOverride,
    >,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct StartChildWorkflowExecutionFailedEventAttributes {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "8")]
    pub namespace_id: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub workflow_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "3")]
    pub workflow_type: ::core::option::Option<super::super::common::v1::WorkflowType>,
    #[prost(
        enumeration = "super::super::enums::v1::StartChildWorkflowExecutionFailedCause",
        tag = "4"
    )]
    pub cause: i32,
    #[prost(string, tag = "5")]
    pub control: ::prost::alloc::string::String,
    #[prost(int64, tag = "6")]
    pub initiated_event_id: i64,
    #[prost(int64, tag = "7")]
    pub workflow_task_completed_event_id: i64,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ChildWorkflowExecutionStartedEventAttributes {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub namespace_id: ::prost::alloc::string::String,
    #[prost(int64, tag = "2")]
    pub initiated_event_id: i64,
    #[prost(message, optional, tag = "3")]
    pub workflow_execution: ::core::option::Option<
        super::super::common::v1::WorkflowExecution,
    >,
    #[prost(message, optional, tag = "4")]
    pub workflow_type: ::core::option::Option<super::super::common::v1::WorkflowType>,
    #[prost(message, optional, tag = "5")]
    pub header: ::core::option::Option<super::super::common::v1::Header>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ChildWorkflowExecutionCompletedEventAttributes {
    #[prost(message, optional, tag = "1")]
    pub result: ::core::option::Option<super::super::common::v1::Payloads>,
    #[prost(string, tag = "2")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "7")]
    pub namespace_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "3")]
    pub workflow_execution: ::core::option::Option<
        super::super::common::v1::WorkflowExecution,
    >,
    #[prost(message, optional, tag = "4")]
    pub workflow_type: ::core::option::Option<super::super::common::v1::WorkflowType>,
    #[prost(int64, tag = "5")]
    pub initiated_event_id: i64,
    #[prost(int64, tag = "6")]
    pub started_event_id: i64,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ChildWorkflowExecutionFailedEventAttributes {
    #[prost(message, optional, tag = "1")]
    pub failure: ::core::option::Option<super::super::failure::v1::Failure>,
    #[prost(string, tag = "2")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "8")]
    pub namespace_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "3")]
    pub workflow_execution: ::core::option::Option<
        super::super::common::v1::WorkflowExecution,
    >,
    #[prost(message, optional, tag = "4")]
    pub workflow_type: ::core::option::Option<super::super::common::v1::WorkflowType>,
    #[prost(int64, tag = "5")]
    pub initiated_event_id: i64,
    #[prost(int64, tag = "6")]
    pub started_event_id: i64,
    #[prost(enumeration = "super::super::enums::v1::RetryState", tag = "7")]
    pub retry_state: i32,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ChildWorkflowExecutionCanceledEventAttributes {
    #[prost(message, optional, tag = "1")]
    pub details: ::core::option::Option<super::super::common::v1::Payloads>,
    #[prost(string, tag = "2")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "7")]
    pub namespace_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "3")]
    pub workflow_execution: ::core::option::Option<
        super::super::common::v1::WorkflowExecution,
    >,
    #[prost(message, optional, tag = "4")]
    pub workflow_type: ::core::option::Option<super::super::common::v1::WorkflowType>,
    #[prost(int64, tag = "5")]
    pub initiated_event_id: i64,
    #[prost(int64, tag = "6")]
    pub started_event_id: i64,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ChildWorkflowExecutionTimedOutEventAttributes {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "7")]
    pub namespace_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub workflow_execution: ::core::option::Option<
        super::super::common::v1::WorkflowExecution,
    >,
    #[prost(message, optional, tag = "3")]
    pub workflow_type: ::core::option::Option<super::super::common::v1::WorkflowType>,
    #[prost(int64, tag = "4")]
    pub initiated_event_id: i64,
    #[prost(int64, tag = "5")]
    pub started_event_id: i64,
    #[prost(enumeration = "super::super::enums::v1::RetryState", tag = "6")]
    pub retry_state: i32,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ChildWorkflowExecutionTerminatedEventAttributes {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub namespace_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub workflow_execution: ::core::option::Option<
        super::super::common::v1::WorkflowExecution,
    >,
    #[prost(message, optional, tag = "3")]
    pub workflow_type: ::core::option::Option<super::super::common::v1::WorkflowType>,
    #[prost(int64, tag = "4")]
    pub initiated_event_id: i64,
    #[prost(int64, tag = "5")]
    pub started_event_id: i64,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct WorkflowExecutionOptionsUpdatedEventAttributes {
    #[prost(message, optional, tag = "1")]
    pub versioning_override: ::core::option::Option<
        super::super::workflow::v1::VersioningOverride,
    >,
    #[prost(bool, tag = "2")]
    pub unset_versioning_override: bool,
    #[prost(string, tag = "3")]
    pub attached_request_id: ::prost::alloc::string::String,
    #[prost(message, repeated, tag = "4")]
    pub attached_completion_callbacks: ::prost::alloc::vec::Vec<
        super::super::common::v1::Callback,
    >,
    #[prost(string, tag = "5")]
    pub identity: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "6")]
    pub priority: ::core::option::Option<super::super::common::v1::Priority>,
    #[prost(message, optional, tag = "7")]
    pub time_skipping_config: ::core::option::Option<
        super::super::common::v1::TimeSkippingConfig,
    >,
    #[prost(bool, tag = "9")]
    pub time_skipping_config_updated: bool,
    #[prost(message, repeated, tag = "8")]
    pub workflow_update_options: ::prost::alloc::vec::Vec<
        workflow_execution_options_updated_event_attributes::WorkflowUpdateOptionsUpdate,
    >,
}
/// Nested message and enum types in `WorkflowExecutionOptionsUpdatedEventAttributes`.
pub mod workflow_execution_options_updated_event_attributes {
    #[derive(Clone, PartialEq, ::prost::Message)]
    pub struct WorkflowUpdateOptionsUpdate {
        #[prost(string, tag = "1")]
        pub update_id: ::prost::alloc::string::String,
        #[prost(string, tag = "2")]
        pub attached_request_id: ::prost::alloc::string::String,
        #[prost(message, repeated, tag = "3")]
        pub attached_completion_callbacks: ::prost::alloc::vec::Vec<
            super::super::super::common::v1::Callback,
        >,
    }
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct WorkflowPropertiesModifiedExternallyEventAttributes {
    #[prost(string, tag = "1")]
    pub new_task_queue: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub new_workflow_task_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "3")]
    pub new_workflow_run_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "4")]
    pub new_workflow_execution_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "5")]
    pub upserted_memo: ::core::option::Option<super::super::common::v1::Memo>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ActivityPropertiesModifiedExternallyEventAttributes {
    #[prost(int64, tag = "1")]
    pub scheduled_event_id: i64,
    #[prost(message, optional, tag = "2")]
    pub new_retry_policy: ::core::option::Option<super::super::common::v1::RetryPolicy>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct WorkflowExecutionUpdateAcceptedEventAttributes {
    #[prost(string, tag = "1")]
    pub protocol_instance_id: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub accepted_request_message_id: ::prost::alloc::string::String,
    #[prost(int64, tag = "3")]
    pub accepted_request_sequencing_event_id: i64,
    #[prost(message, optional, tag = "4")]
    pub accepted_request: ::core::option::Option<super::super::update::v1::Request>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct WorkflowExecutionUpdateCompletedEventAttributes {
    #[prost(message, optional, tag = "1")]
    pub meta: ::core::option::Option<super::super::update::v1::Meta>,
    #[prost(int64, tag = "3")]
    pub accepted_event_id: i64,
    #[prost(message, optional, tag = "2")]
    pub outcome: ::core::option::Option<super::super::update::v1::Outcome>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct WorkflowExecutionUpdateRejectedEventAttributes {
    #[prost(string, tag = "1")]
    pub protocol_instance_id: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub rejected_request_message_id: ::prost::alloc::string::String,
    #[prost(int64, tag = "3")]
    pub rejected_request_sequencing_event_id: i64,
    #[prost(message, optional, tag = "4")]
    pub rejected_request: ::core::option::Option<super::super::update::v1::Request>,
    #[prost(message, optional, tag = "5")]
    pub failure: ::core::option::Option<super::super::failure::v1::Failure>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct WorkflowExecutionUpdateAdmittedEventAttributes {
    #[prost(message, optional, tag = "1")]
    pub request: ::core::option::Option<super::super::update::v1::Request>,
    #[prost(
        enumeration = "super::super::enums::v1::UpdateAdmittedEventOrigin",
        tag = "2"
    )]
    pub origin: i32,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct WorkflowExecutionPausedEventAttributes {
    #[prost(string, tag = "1")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub reason: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub request_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct WorkflowExecutionUnpausedEventAttributes {
    #[prost(string, tag = "1")]
    pub identity: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub reason: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub request_id: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct WorkflowExecutionTimeSkippingTransitionedEventAttributes {
    #[prost(message, optional, tag = "1")]
    pub target_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(bool, tag = "2")]
    pub disabled_after_fast_forward: bool,
    #[prost(message, optional, tag = "3")]
    pub wall_clock_time: ::core::option::Option<::prost_types::Timestamp>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct NexusOperationScheduledEventAttributes {
    #[prost(string, tag = "1")]
    pub endpoint: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub service: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub operation: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "4")]
    pub input: ::core::option::Option<super::super::common::v1::Payload>,
    #[prost(message, optional, tag = "5")]
    pub schedule_to_close_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(btree_map = "string, string", tag = "6")]
    pub nexus_header: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        ::prost::alloc::string::String,
    >,
    #[prost(int64, tag = "7")]
    pub workflow_task_completed_event_id: i64,
    #[prost(string, tag = "8")]
    pub request_id: ::prost::alloc::string::String,
    #[prost(string, tag = "9")]
    pub endpoint_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "10")]
    pub schedule_to_start_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "11")]
    pub start_to_close_timeout: ::core::option::Option<::prost_types::Duration>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct NexusOperationStartedEventAttributes {
    #[prost(int64, tag = "1")]
    pub scheduled_event_id: i64,
    #[prost(string, tag = "3")]
    pub operation_id: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub request_id: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub operation_token: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct NexusOperationCompletedEventAttributes {
    #[prost(int64, tag = "1")]
    pub scheduled_event_id: i64,
    #[prost(message, optional, tag = "2")]
    pub result: ::core::option::Option<super::super::common::v1::Payload>,
    #[prost(string, tag = "3")]
    pub request_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct NexusOperationFailedEventAttributes {
    #[prost(int64, tag = "1")]
    pub scheduled_event_id: i64,
    #[prost(message, optional, tag = "2")]
    pub failure: ::core::option::Option<super::super::failure::v1::Failure>,
    #[prost(string, tag = "3")]
    pub request_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct NexusOperationTimedOutEventAttributes {
    #[prost(int64, tag = "1")]
    pub scheduled_event_id: i64,
    #[prost(message, optional, tag = "2")]
    pub failure: ::core::option::Option<super::super::failure::v1::Failure>,
    #[prost(string, tag = "3")]
    pub request_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct NexusOperationCanceledEventAttributes {
    #[prost(int64, tag = "1")]
    pub scheduled_event_id: i64,
    #[prost(message, optional, tag = "2")]
    pub failure: ::core::option::Option<super::super::failure::v1::Failure>,
    #[prost(string, tag = "3")]
    pub request_id: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct NexusOperationCancelRequestedEventAttributes {
    #[prost(int64, tag = "1")]
    pub scheduled_event_id: i64,
    #[prost(int64, tag = "2")]
    pub workflow_task_completed_event_id: i64,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct NexusOperationCancelRequestCompletedEventAttributes {
    #[prost(int64, tag = "1")]
    pub requested_event_id: i64,
    #[prost(int64, tag = "2")]
    pub workflow_task_completed_event_id: i64,
    #[prost(int64, tag = "3")]
    pub scheduled_event_id: i64,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct NexusOperationCancelRequestFailedEventAttributes {
    #[prost(int64, tag = "1")]
    pub requested_event_id: i64,
    #[prost(int64, tag = "2")]
    pub workflow_task_completed_event_id: i64,
    #[prost(message, optional, tag = "3")]
    pub failure: ::core::option::Option<super::super::failure::v1::Failure>,
    #[prost(int64, tag = "4")]
    pub scheduled_event_id: i64,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct HistoryEvent {
    #[prost(int64, tag = "1")]
    pub event_id: i64,
    #[prost(message, optional, tag = "2")]
    pub event_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(enumeration = "super::super::enums::v1::EventType", tag = "3")]
    pub event_type: i32,
    #[prost(int64, tag = "4")]
    pub version: i64,
    #[prost(int64, tag = "5")]
    pub task_id: i64,
    #[prost(bool, tag = "300")]
    pub worker_may_ignore: bool,
    #[prost(message, optional, tag = "301")]
    pub user_metadata: ::core::option::Option<super::super::sdk::v1::UserMetadata>,
    #[prost(message, repeated, tag = "302")]
    pub links: ::prost::alloc::vec::Vec<super::super::common::v1::Link>,
    #[prost(message, optional, tag = "303")]
    pub principal: ::core::option::Option<super::super::common::v1::Principal>,
    #[prost(message, repeated, tag = "304")]
    pub event_group_markers: ::prost::alloc::vec::Vec<
        super::super::sdk::v1::EventGroupMarker,
    >,
    #[prost(
        oneof = "history_event::Attributes",
        tags = "6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65"
    )]
    pub attributes: ::core::option::Option<history_event::Attributes>,
}
/// Nested message and enum types in `HistoryEvent`.
pub mod history_event {
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Attributes {
        #[prost(message, tag = "6")]
        WorkflowExecutionStartedEventAttributes(
            super::WorkflowExecutionStartedEventAttributes,
        ),
        #[prost(message, tag = "7")]
        WorkflowExecutionCompletedEventAttributes(
            super::WorkflowExecutionCompletedEventAttributes,
        ),
        #[prost(message, tag = "8")]
        WorkflowExecutionFailedEventAttributes(
            super::WorkflowExecutionFailedEventAttributes,
        ),
        #[prost(message, tag = "9")]
        WorkflowExecutionTimedOutEventAttributes(
            super::WorkflowExecutionTimedOutEventAttributes,
        ),
        #[prost(message, tag = "10")]
        WorkflowTaskScheduledEventAttributes(
            super::WorkflowTaskScheduledEventAttributes,
        ),
        #[prost(message, tag = "11")]
        WorkflowTaskStartedEventAttributes(super::WorkflowTaskStartedEventAttributes),
        #[prost(message, tag = "12")]
        WorkflowTaskCompletedEventAttributes(
            super::WorkflowTaskCompletedEventAttributes,
        ),
        #[prost(message, tag = "13")]
        WorkflowTaskTimedOutEventAttributes(super::WorkflowTaskTimedOutEventAttributes),
        #[prost(message, tag = "14")]
        WorkflowTaskFailedEventAttributes(super::WorkflowTaskFailedEventAttributes),
        #[prost(message, tag = "15")]
        ActivityTaskScheduledEventAttributes(
            super::ActivityTaskScheduledEventAttributes,
        ),
        #[prost(message, tag = "16")]
        ActivityTaskStartedEventAttributes(super::ActivityTaskStartedEventAttributes),
        #[prost(message, tag = "17")]
        ActivityTaskCompletedEventAttributes(
            super::ActivityTaskCompletedEventAttributes,
        ),
        #[prost(message, tag = "18")]
        ActivityTaskFailedEventAttributes(super::ActivityTaskFailedEventAttributes),
        #[prost(message, tag = "19")]
        ActivityTaskTimedOutEventAttributes(super::ActivityTaskTimedOutEventAttributes),
        #[prost(message, tag = "20")]
        TimerStartedEventAttributes(super::TimerStartedEventAttributes),
        #[prost(message, tag = "21")]
        TimerFiredEventAttributes(super::TimerFiredEventAttributes),
        #[prost(message, tag = "22")]
        ActivityTaskCancelRequestedEventAttributes(
            super::ActivityTaskCancelRequestedEventAttributes,
        ),
        #[prost(message, tag = "23")]
        ActivityTaskCanceledEventAttributes(super::ActivityTaskCanceledEventAttributes),
        #[prost(message, tag = "24")]
        TimerCanceledEventAttributes(super::TimerCanceledEventAttributes),
        #[prost(message, tag = "25")]
        MarkerRecordedEventAttributes(super::MarkerRecordedEventAttributes),
        #[prost(message, tag = "26")]
        WorkflowExecutionSignaledEventAttributes(
            super::WorkflowExecutionSignaledEventAttributes,
        ),
        #[prost(message, tag = "27")]
        WorkflowExecutionTerminatedEventAttributes(
            super::WorkflowExecutionTerminatedEventAttributes,
        ),
        #[prost(message, tag = "28")]
        WorkflowExecutionCancelRequestedEventAttributes(
            super::WorkflowExecutionCancelRequestedEventAttributes,
        ),
        #[prost(message, tag = "29")]
        WorkflowExecutionCanceledEventAttributes(
            super::WorkflowExecutionCanceledEventAttributes,
        ),
        #[prost(message, tag = "30")]
        RequestCancelExternalWorkflowExecutionInitiatedEventAttributes(
            super::RequestCancelExternalWorkflowExecutionInitiatedEventAttributes,
        ),
        #[prost(message, tag = "31")]
        RequestCancelExternalWorkflowExecutionFailedEventAttributes(
            super::RequestCancelExternalWorkflowExecutionFailedEventAttributes,
        ),
        #[prost(message, tag = "32")]
        ExternalWorkflowExecutionCancelRequestedEventAttributes(
            super::ExternalWorkflowExecutionCancelRequestedEventAttributes,
        ),
        #[prost(message, tag = "33")]
        WorkflowExecutionContinuedAsNewEventAttributes(
            super::WorkflowExecutionContinuedAsNewEventAttributes,
        ),
        #[prost(message, tag = "34")]
        StartChildWorkflowExecutionInitiatedEventAttributes(
            super::StartChildWorkflowExecutionInitiatedEventAttributes,
        ),
        #[prost(message, tag = "35")]
        StartChildWorkflowExecutionFailedEventAttributes(
            super::StartChildWorkflowExecutionFailedEventAttributes,
        ),
        #[prost(message, tag = "36")]
        ChildWorkflowExecutionStartedEventAttributes(
            super::ChildWorkflowExecutionStartedEventAttributes,
        ),
        #[prost(message, tag = "37")]
        ChildWorkflowExecutionCompletedEventAttributes(
            super::ChildWorkflowExecutionCompletedEventAttributes,
        ),
        #[prost(message, tag = "38")]
        ChildWorkflowExecutionFailedEventAttributes(
            super::ChildWorkflowExecutionFailedEventAttributes,
        ),
        #[prost(message, tag = "39")]
        ChildWorkflowExecutionCanceledEventAttributes(
            super::ChildWorkflowExecutionCanceledEventAttributes,
        ),
        #[prost(message, tag = "40")]
        ChildWorkflowExecutionTimedOutEventAttributes(
            super::ChildWorkflowExecutionTimedOutEventAttributes,
        ),
        #[prost(message, tag = "41")]
        ChildWorkflowExecutionTerminatedEventAttributes(
            super::ChildWorkflowExecutionTerminatedEventAttributes,
        ),
        #[prost(message, tag = "42")]
        SignalExternalWorkflowExecutionInitiatedEventAttributes(
            super::SignalExternalWorkflowExecutionInitiatedEventAttributes,
        ),
        #[prost(message, tag = "43")]
        SignalExternalWorkflowExecutionFailedEventAttributes(
            super::SignalExternalWorkflowExecutionFailedEventAttributes,
        ),
        #[prost(message, tag = "44")]
        ExternalWorkflowExecutionSignaledEventAttributes(
            super::ExternalWorkflowExecutionSignaledEventAttributes,
        ),
        #[prost(message, tag = "45")]
        UpsertWorkflowSearchAttributesEventAttributes(
            super::UpsertWorkflowSearchAttributesEventAttributes,
        ),
        #[prost(message, tag = "46")]
        WorkflowExecutionUpdateAcceptedEventAttributes(
            super::WorkflowExecutionUpdateAcceptedEventAttributes,
        ),
        #[prost(message, tag = "47")]
        WorkflowExecutionUpdateRejectedEventAttributes(
            super::WorkflowExecutionUpdateRejectedEventAttributes,
        ),
        #[prost(message, tag = "48")]
        WorkflowExecutionUpdateCompletedEventAttributes(
            super::WorkflowExecutionUpdateCompletedEventAttributes,
        ),
        #[prost(message, tag = "49")]
        WorkflowPropertiesModifiedExternallyEventAttributes(
            super::WorkflowPropertiesModifiedExternallyEventAttributes,
        ),
        #[prost(message, tag = "50")]
        ActivityPropertiesModifiedExternallyEventAttributes(
            super::ActivityPropertiesModifiedExternallyEventAttributes,
        ),
        #[prost(message, tag = "51")]
        WorkflowPropertiesModifiedEventAttributes(
            super::WorkflowPropertiesModifiedEventAttributes,
        ),
        #[prost(message, tag = "52")]
        WorkflowExecutionUpdateAdmittedEventAttributes(
            super::WorkflowExecutionUpdateAdmittedEventAttributes,
        ),
        #[prost(message, tag = "53")]
        NexusOperationScheduledEventAttributes(
            super::NexusOperationScheduledEventAttributes,
        ),
        #[prost(message, tag = "54")]
        NexusOperationStartedEventAttributes(
            super::NexusOperationStartedEventAttributes,
        ),
        #[prost(message, tag = "55")]
        NexusOperationCompletedEventAttributes(
            super::NexusOperationCompletedEventAttributes,
        ),
        #[prost(message, tag = "56")]
        NexusOperationFailedEventAttributes(super::NexusOperationFailedEventAttributes),
        #[prost(message, tag = "57")]
        NexusOperationCanceledEventAttributes(
            super::NexusOperationCanceledEventAttributes,
        ),
        #[prost(message, tag = "58")]
        NexusOperationTimedOutEventAttributes(
            super::NexusOperationTimedOutEventAttributes,
        ),
        #[prost(message, tag = "59")]
        NexusOperationCancelRequestedEventAttributes(
            super::NexusOperationCancelRequestedEventAttributes,
        ),
        #[prost(message, tag = "60")]
        WorkflowExecutionOptionsUpdatedEventAttributes(
            super::WorkflowExecutionOptionsUpdatedEventAttributes,
        ),
        #[prost(message, tag = "61")]
        NexusOperationCancelRequestCompletedEventAttributes(
            super::NexusOperationCancelRequestCompletedEventAttributes,
        ),
        #[prost(message, tag = "62")]
        NexusOperationCancelRequestFailedEventAttributes(
            super::NexusOperationCancelRequestFailedEventAttributes,
        ),
        #[prost(message, tag = "63")]
        WorkflowExecutionPausedEventAttributes(
            super::WorkflowExecutionPausedEventAttributes,
        ),
        #[prost(message, tag = "64")]
        WorkflowExecutionUnpausedEventAttributes(
            super::WorkflowExecutionUnpausedEventAttributes,
        ),
        #[prost(message, tag = "65")]
        WorkflowExecutionTimeSkippingTransitionedEventAttributes(
            super::WorkflowExecutionTimeSkippingTransitionedEventAttributes,
        ),
    }
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct History {
    #[prost(message, repeated, tag = "1")]
    pub events: ::prost::alloc::vec::Vec<HistoryEvent>,
}
