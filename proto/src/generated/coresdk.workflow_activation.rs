// Written by `cargo xtask proto`; do not edit.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct WorkflowActivation {
    #[prost(string, tag = "1")]
    pub run_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub timestamp: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(bool, tag = "3")]
    pub is_replaying: bool,
    #[prost(uint32, tag = "4")]
    pub history_length: u32,
    #[prost(message, repeated, tag = "5")]
    pub jobs: ::prost::alloc::vec::Vec<WorkflowActivationJob>,
    #[prost(uint32, repeated, tag = "6")]
    pub available_internal_flags: ::prost::alloc::vec::Vec<u32>,
    #[prost(uint64, tag = "7")]
    pub history_size_bytes: u64,
    #[prost(bool, tag = "8")]
    pub continue_as_new_suggested: bool,
    #[prost(message, optional, tag = "9")]
    pub deployment_version_for_current_task: ::core::option::Option<
        super::common::WorkerDeploymentVersion,
    >,
    #[prost(string, tag = "10")]
    pub last_sdk_version: ::prost::alloc::string::String,
    #[prost(
        enumeration = "super::super::temporal::api::enums::v1::SuggestContinueAsNewReason",
        repeated,
        tag = "11"
    )]
    pub suggest_continue_as_new_reasons: ::prost::alloc::vec::Vec<i32>,
    #[prost(bool, tag = "12")]
    pub target_worker_deployment_version_changed: bool,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct WorkflowActivationJob {
    #[prost(
        oneof = "workflow_activation_job::Variant",
        tags = "1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 50"
    )]
    pub variant: ::core::option::Option<workflow_activation_job::Variant>,
}
/// Nested message and enum types in `WorkflowActivationJob`.
pub mod workflow_activation_job {
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Variant {
        #[prost(message, tag = "1")]
        InitializeWorkflow(super::InitializeWorkflow),
        #[prost(message, tag = "2")]
        FireTimer(super::FireTimer),
        #[prost(message, tag = "4")]
        UpdateRandomSeed(super::UpdateRandomSeed),
        #[prost(message, tag = "5")]
        QueryWorkflow(super::QueryWorkflow),
        #[prost(message, tag = "6")]
        CancelWorkflow(super::CancelWorkflow),
        #[prost(message, tag = "7")]
        SignalWorkflow(super::SignalWorkflow),
        #[prost(message, tag = "8")]
        ResolveActivity(super::ResolveActivity),
        #[prost(message, tag = "9")]
        NotifyHasPatch(super::NotifyHasPatch),
        #[prost(message, tag = "10")]
        ResolveChildWorkflowExecutionStart(super::ResolveChildWorkflowExecutionStart),
        #[prost(message, tag = "11")]
        ResolveChildWorkflowExecution(super::ResolveChildWorkflowExecution),
        #[prost(message, tag = "12")]
        ResolveSignalExternalWorkflow(super::ResolveSignalExternalWorkflow),
        #[prost(message, tag = "13")]
        ResolveRequestCancelExternalWorkflow(
            super::ResolveRequestCancelExternalWorkflow,
        ),
        #[prost(message, tag = "14")]
        DoUpdate(super::DoUpdate),
        #[prost(message, tag = "15")]
        ResolveNexusOperationStart(super::ResolveNexusOperationStart),
        #[prost(message, tag = "16")]
        ResolveNexusOperation(super::ResolveNexusOperation),
        #[prost(message, tag = "50")]
        RemoveFromCache(super::RemoveFromCache),
    }
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct InitializeWorkflow {
    #[prost(string, tag = "1")]
    pub workflow_type: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub workflow_id: ::prost::alloc::string::String,
    #[prost(message, repeated, tag = "3")]
    pub arguments: ::prost::alloc::vec::Vec<
        super::super::temporal::api::common::v1::Payload,
    >,
    #[prost(uint64, tag = "4")]
    pub randomness_seed: u64,
    #[prost(btree_map = "string, message", tag = "5")]
    pub headers: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        super::super::temporal::api::common::v1::Payload,
    >,
    #[prost(string, tag = "6")]
    pub identity: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "7")]
    pub parent_workflow_info: ::core::option::Option<
        super::common::NamespacedWorkflowExecution,
    >,
    #[prost(message, optional, tag = "8")]
    pub workflow_execution_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "9")]
    pub workflow_run_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "10")]
    pub workflow_task_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(string, tag = "11")]
    pub continued_from_execution_run_id: ::prost::alloc::string::String,
    #[prost(
        enumeration = "super::super::temporal::api::enums::v1::ContinueAsNewInitiator",
        tag = "12"
    )]
    pub continued_initiator: i32,
    #[prost(message, optional, tag = "13")]
    pub continued_failure: ::core::option::Option<
        super::super::temporal::api::failure::v1::Failure,
    >,
    #[prost(message, optional, tag = "14")]
    pub last_completion_result: ::core::option::Option<
        super::super::temporal::api::common::v1::Payloads,
    >,
    #[prost(string, tag = "15")]
    pub first_execution_run_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "16")]
    pub retry_policy: ::core::option::Option<
        super::super::temporal::api::common::v1::RetryPolicy,
    >,
    #[prost(int32, tag = "17")]
    pub attempt: i32,
    #[prost(string, tag = "18")]
    pub cron_schedule: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "19")]
    pub workflow_execution_expiration_time: ::core::option::Option<
        ::prost_types::Timestamp,
    >,
    #[prost(message, optional, tag = "20")]
    pub cron_schedule_to_schedule_interval: ::core::option::Option<
        ::prost_types::Duration,
    >,
    #[prost(message, optional, tag = "21")]
    pub memo: ::core::option::Option<super::super::temporal::api::common::v1::Memo>,
    #[prost(message, optional, tag = "22")]
    pub search_attributes: ::core::option::Option<
        super::super::temporal::api::common::v1::SearchAttributes,
    >,
    #[prost(message, optional, tag = "23")]
    pub start_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(message, optional, tag = "24")]
    pub root_workflow: ::core::option::Option<
        super::super::temporal::api::common::v1::WorkflowExecution,
    >,
    #[prost(message, optional, tag = "25")]
    pub priority: ::core::option::Option<
        super::super::temporal::api::common::v1::Priority,
    >,
    #[prost(string, tag = "26")]
    pub original_execution_run_id: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct FireTimer {
    #[prost(uint32, tag = "1")]
    pub seq: u32,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ResolveActivity {
    #[prost(uint32, tag = "1")]
    pub seq: u32,
    #[prost(message, optional, tag = "2")]
    pub result: ::core::option::Option<super::activity_result::ActivityResolution>,
    #[prost(bool, tag = "3")]
    pub is_local: bool,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ResolveChildWorkflowExecutionStart {
    #[prost(uint32, tag = "1")]
    pub seq: u32,
    #[prost(oneof = "resolve_child_workflow_execution_start::Status", tags = "2, 3, 4")]
    pub status: ::core::option::Option<resolve_child_workflow_execution_start::Status>,
}
/// Nested message and enum types in `ResolveChildWorkflowExecutionStart`.
pub mod resolve_child_workflow_execution_start {
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Status {
        #[prost(message, tag = "2")]
        Succeeded(super::ResolveChildWorkflowExecutionStartSuccess),
        #[prost(message, tag = "3")]
        Failed(super::ResolveChildWorkflowExecutionStartFailure),
        #[prost(message, tag = "4")]
        Cancelled(super::ResolveChildWorkflowExecutionStartCancelled),
    }
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ResolveChildWorkflowExecutionStartSuccess {
    #[prost(string, tag = "1")]
    pub run_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ResolveChildWorkflowExecutionStartFailure {
    #[prost(string, tag = "1")]
    pub workflow_id: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub workflow_type: ::prost::alloc::string::String,
    #[prost(
        enumeration = "super::child_workflow::StartChildWorkflowExecutionFailedCause",
        tag = "3"
    )]
    pub cause: i32,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ResolveChildWorkflowExecutionStartCancelled {
    #[prost(message, optional, tag = "1")]
    pub failure: ::core::option::Option<
        super::super::temporal::api::failure::v1::Failure,
    >,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ResolveChildWorkflowExecution {
    #[prost(uint32, tag = "1")]
    pub seq: u32,
    #[prost(message, optional, tag = "2")]
    pub result: ::core::option::Option<super::child_workflow::ChildWorkflowResult>,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UpdateRandomSeed {
    #[prost(uint64, tag = "1")]
    pub randomness_seed: u64,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryWorkflow {
    #[prost(string, tag = "1")]
    pub query_id: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub query_type: ::prost::alloc::string::String,
    #[prost(message, repeated, tag = "3")]
    pub arguments: ::prost::alloc::vec::Vec<
        super::super::temporal::api::common::v1::Payload,
    >,
    #[prost(btree_map = "string, message", tag = "5")]
    pub headers: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        super::super::temporal::api::common::v1::Payload,
    >,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CancelWorkflow {
    #[prost(string, tag = "1")]
    pub reason: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct SignalWorkflow {
    #[prost(string, tag = "1")]
    pub signal_name: ::prost::alloc::string::String,
    #[prost(message, repeated, tag = "2")]
    pub input: ::prost::alloc::vec::Vec<
        super::super::temporal::api::common::v1::Payload,
    >,
    #[prost(string, tag = "3")]
    pub identity: ::prost::alloc::string::String,
    #[prost(btree_map = "string, message", tag = "5")]
    pub headers: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        super::super::temporal::api::common::v1::Payload,
    >,
    #[prost(int64, tag = "6")]
    pub originating_event_id: i64,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct NotifyHasPatch {
    #[prost(string, tag = "1")]
    pub patch_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ResolveSignalExternalWorkflow {
    #[prost(uint32, tag = "1")]
    pub seq: u32,
    #[prost(message, optional, tag = "2")]
    pub failure: ::core::option::Option<
        super::super::temporal::api::failure::v1::Failure,
    >,
    #[prost(
        enumeration = "super::super::temporal::api::enums::v1::SignalExternalWorkflowExecutionFailedCause",
        tag = "3"
    )]
    pub cause: i32,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ResolveRequestCancelExternalWorkflow {
    #[prost(uint32, tag = "1")]
    pub seq: u32,
    #[prost(message, optional, tag = "2")]
    pub failure: ::core::option::Option<
        super::super::temporal::api::failure::v1::Failure,
    >,
    #[prost(
        enumeration = "super::super::temporal::api::enums::v1::CancelExternalWorkflowExecutionFailedCause",
        tag = "3"
    )]
    pub cause: i32,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct DoUpdate {
    #[prost(string, tag = "1")]
    pub id: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub protocol_instance_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub name: ::prost::alloc::string::String,
    #[prost(message, repeated, tag = "4")]
    pub input: ::prost::alloc::vec::Vec<
        super::super::temporal::api::common::v1::Payload,
    >,
    #[prost(btree_map = "string, message", tag = "5")]
    pub headers: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        super::super::temporal::api::common::v1::Payload,
    >,
    #[prost(message, optional, tag = "6")]
    pub meta: ::core::option::Option<super::super::temporal::api::update::v1::Meta>,
    #[prost(bool, tag = "7")]
    pub run_validator: bool,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ResolveNexusOperationStart {
    #[prost(uint32, tag = "1")]
    pub seq: u32,
    #[prost(oneof = "resolve_nexus_operation_start::Status", tags = "2, 3, 4")]
    pub status: ::core::option::Option<resolve_nexus_operation_start::Status>,
}
/// Nested message and enum types in `ResolveNexusOperationStart`.
pub mod resolve_nexus_operation_start {
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Status {
        #[prost(string, tag = "2")]
        OperationToken(::prost::alloc::string::String),
        #[prost(bool, tag = "3")]
        StartedSync(bool),
        #[prost(message, tag = "4")]
        Failed(super::super::super::temporal::api::failure::v1::Failure),
    }
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ResolveNexusOperation {
    #[prost(uint32, tag = "1")]
    pub seq: u32,
    #[prost(message, optional, tag = "2")]
    pub result: ::core::option::Option<super::nexus::NexusOperationResult>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct RemoveFromCache {
    #[prost(string, tag = "1")]
    pub message: ::prost::alloc::string::String,
    #[prost(enumeration = "remove_from_cache::EvictionReason", tag = "2")]
    pub reason: i32,
}
/// Nested message and enum types in `RemoveFromCache`.
pub mod remove_from_cache {
    #[derive(
        Clone,
        Copy,
        Debug,
        PartialEq,
        Eq,
        Hash,
        PartialOrd,
        Ord,
        ::prost::Enumeration
    )]
    #[repr(i32)]
    pub enum EvictionReason {
        Unspecified = 0,
        CacheFull = 1,
        CacheMiss = 2,
        Nondeterminism = 3,
        LangFail = 4,
        LangRequested = 5,
        TaskNotFound = 6,
        UnhandledCommand = 7,
        Fatal = 8,
        PaginationOrHistoryFetch = 9,
        WorkflowExecutionEnding = 10,
    }
    impl EvictionReason {
        /// String value of the enum field names used in the ProtoBuf definition.
        ///
        /// The values are not transformed in any way and thus are considered stable
        /// (if the ProtoBuf definition does not change) and safe for programmatic use.
        pub fn as_str_name(&self) -> &'static str {
            match self {
                Self::Unspecified => "UNSPECIFIED",
                Self::CacheFull => "CACHE_FULL",
                Self::CacheMiss => "CACHE_MISS",
                Self::Nondeterminism => "NONDETERMINISM",
                Self::LangFail => "LANG_FAIL",
                Self::LangRequested => "LANG_REQUESTED",
                Self::TaskNotFound => "TASK_NOT_FOUND",
                Self::UnhandledCommand => "UNHANDLED_COMMAND",
                Self::Fatal => "FATAL",
                Self::PaginationOrHistoryFetch => "PAGINATION_OR_HISTORY_FETCH",
                Self::WorkflowExecutionEnding => "WORKFLOW_EXECUTION_ENDING",
            }
        }
        /// Creates an enum from field names used in the ProtoBuf definition.
        pub fn from_str_name(value: &str) -> ::core::option::Option<Self> {
            match value {
                "UNSPECIFIED" => Some(Self::Unspecified),
                "CACHE_FULL" => Some(Self::CacheFull),
                "CACHE_MISS" => Some(Self::CacheMiss),
                "NONDETERMINISM" => Some(Self::Nondeterminism),
                "LANG_FAIL" => Some(Self::LangFail),
                "LANG_REQUESTED" => Some(Self::LangRequested),
                "TASK_NOT_FOUND" => Some(Self::TaskNotFound),
                "UNHANDLED_COMMAND" => Some(Self::UnhandledCommand),
                "FATAL" => Some(Self::Fatal),
                "PAGINATION_OR_HISTORY_FETCH" => Some(Self::PaginationOrHistoryFetch),
                "WORKFLOW_EXECUTION_ENDING" => Some(Self::WorkflowExecutionEnding),
                _ => None,
            }
        }
    }
}
