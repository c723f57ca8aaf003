// Written by `cargo xtask proto`; do not edit.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct WorkflowCommand {
    #[prost(message, optional, tag = "100")]
    pub user_metadata: ::core::option::Option<
        super::super::temporal::api::sdk::v1::UserMetadata,
    >,
    #[prost(message, repeated, tag = "101")]
    pub event_group_markers: ::prost::alloc::vec::Vec<
        super::super::temporal::api::sdk::v1::EventGroupMarker,
    >,
    #[prost(
        oneof = "workflow_command::Variant",
        tags = "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22"
    )]
    pub variant: ::core::option::Option<workflow_command::Variant>,
}
/// Nested message and enum types in `WorkflowCommand`.
pub mod workflow_command {
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Variant {
        #[prost(message, tag = "1")]
        StartTimer(super::StartTimer),
        #[prost(message, tag = "2")]
        ScheduleActivity(super::ScheduleActivity),
        #[prost(message, tag = "3")]
        RespondToQuery(super::QueryResult),
        #[prost(message, tag = "4")]
        RequestCancelActivity(super::RequestCancelActivity),
        #[prost(message, tag = "5")]
        CancelTimer(super::CancelTimer),
        #[prost(message, tag = "6")]
        CompleteWorkflowExecution(super::CompleteWorkflowExecution),
        #[prost(message, tag = "7")]
        FailWorkflowExecution(super::FailWorkflowExecution),
        #[prost(message, tag = "8")]
        ContinueAsNewWorkflowExecution(super::ContinueAsNewWorkflowExecution),
        #[prost(message, tag = "9")]
        CancelWorkflowExecution(super::CancelWorkflowExecution),
        #[prost(message, tag = "10")]
        SetPatchMarker(super::SetPatchMarker),
        #[prost(message, tag = "11")]
        StartChildWorkflowExecution(super::StartChildWorkflowExecution),
        #[prost(message, tag = "12")]
        CancelChildWorkflowExecution(super::CancelChildWorkflowExecution),
        #[prost(message, tag = "13")]
        RequestCancelExternalWorkflowExecution(
            super::RequestCancelExternalWorkflowExecution,
        ),
        #[prost(message, tag = "14")]
        SignalExternalWorkflowExecution(super::SignalExternalWorkflowExecution),
        #[prost(message, tag = "15")]
        CancelSignalWorkflow(super::CancelSignalWorkflow),
        #[prost(message, tag = "16")]
        ScheduleLocalActivity(super::ScheduleLocalActivity),
        #[prost(message, tag = "17")]
        RequestCancelLocalActivity(super::RequestCancelLocalActivity),
        #[prost(message, tag = "18")]
        UpsertWorkflowSearchAttributes(super::UpsertWorkflowSearchAttributes),
        #[prost(message, tag = "19")]
        ModifyWorkflowProperties(super::ModifyWorkflowProperties),
        #[prost(message, tag = "20")]
        UpdateResponse(super::UpdateResponse),
        #[prost(message, tag = "21")]
        ScheduleNexusOperation(super::ScheduleNexusOperation),
        #[prost(message, tag = "22")]
        RequestCancelNexusOperation(super::RequestCancelNexusOperation),
    }
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct StartTimer {
    #[prost(uint32, tag = "1")]
    pub seq: u32,
    #[prost(message, optional, tag = "2")]
    pub start_to_fire_timeout: ::core::option::Option<::prost_types::Duration>,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CancelTimer {
    #[prost(uint32, tag = "1")]
    pub seq: u32,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ScheduleActivity {
    #[prost(uint32, tag = "1")]
    pub seq: u32,
    #[prost(string, tag = "2")]
    pub activity_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub activity_type: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub task_queue: ::prost::alloc::string::String,
    #[prost(btree_map = "string, message", tag = "6")]
    pub headers: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        super::super::temporal::api::common::v1::Payload,
    >,
    #[prost(message, repeated, tag = "7")]
    pub arguments: ::prost::alloc::vec::Vec<
        super::super::temporal::api::common::v1::Payload,
    >,
    #[prost(message, optional, tag = "8")]
    pub schedule_to_close_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "9")]
    pub schedule_to_start_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "10")]
    pub start_to_close_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "11")]
    pub heartbeat_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "12")]
    pub retry_policy: ::core::option::Option<
        super::super::temporal::api::common::v1::RetryPolicy,
    >,
    #[prost(enumeration = "ActivityCancellationType", tag = "13")]
    pub cancellation_type: i32,
    #[prost(bool, tag = "14")]
    pub do_not_eagerly_execute: bool,
    #[prost(enumeration = "super::common::VersioningIntent", tag = "15")]
    pub versioning_intent: i32,
    #[prost(message, optional, tag = "16")]
    pub priority: ::core::option::Option<
        super::super::temporal::api::common::v1::Priority,
    >,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ScheduleLocalActivity {
    #[prost(uint32, tag = "1")]
    pub seq: u32,
    #[prost(string, tag = "2")]
    pub activity_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub activity_type: ::prost::alloc::string::String,
    #[prost(uint32, tag = "4")]
    pub attempt: u32,
    #[prost(message, optional, tag = "5")]
    pub original_schedule_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(btree_map = "string, message", tag = "6")]
    pub headers: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        super::super::temporal::api::common::v1::Payload,
    >,
    #[prost(message, repeated, tag = "7")]
    pub arguments: ::prost::alloc::vec::Vec<
        super::super::temporal::api::common::v1::Payload,
    >,
    #[prost(message, optional, tag = "8")]
    pub schedule_to_close_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "9")]
    pub schedule_to_start_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "10")]
    pub start_to_close_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "11")]
    pub retry_policy: ::core::option::Option<
        super::super::temporal::api::common::v1::RetryPolicy,
    >,
    #[prost(message, optional, tag = "12")]
    pub local_retry_threshold: ::core::option::Option<::prost_types::Duration>,
    #[prost(enumeration = "ActivityCancellationType", tag = "13")]
    pub cancellation_type: i32,
    #[prost(bool, tag = "14")]
    pub include_arguments_in_marker: bool,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct RequestCancelActivity {
    #[prost(uint32, tag = "1")]
    pub seq: u32,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct RequestCancelLocalActivity {
    #[prost(uint32, tag = "1")]
    pub seq: u32,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryResult {
    #[prost(string, tag = "1")]
    pub query_id: ::prost::alloc::string::String,
    #[prost(oneof = "query_result::Variant", tags = "2, 3")]
    pub variant: ::core::option::Option<query_result::Variant>,
}
/// Nested message and enum types in `QueryResult`.
pub mod query_result {
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Variant {
        #[prost(message, tag = "2")]
        Succeeded(super::QuerySuccess),
        #[prost(message, tag = "3")]
        Failed(super::super::super::temporal::api::failure::v1::Failure),
    }
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QuerySuccess {
    #[prost(message, optional, tag = "1")]
    pub response: ::core::option::Option<
        super::super::temporal::api::common::v1::Payload,
    >,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct CompleteWorkflowExecution {
    #[prost(message, optional, tag = "1")]
    pub result: ::core::option::Option<super::super::temporal::api::common::v1::Payload>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct FailWorkflowExecution {
    #[prost(message, optional, tag = "1")]
    pub failure: ::core::option::Option<
        super::super::temporal::api::failure::v1::Failure,
    >,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ContinueAsNewWorkflowExecution {
    #[prost(string, tag = "1")]
    pub workflow_type: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub task_queue: ::prost::alloc::string::String,
    #[prost(message, repeated, tag = "3")]
    pub arguments: ::prost::alloc::vec::Vec<
        super::super::temporal::api::common::v1::Payload,
    >,
    #[prost(message, optional, tag = "4")]
    pub workflow_run_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "5")]
    pub workflow_task_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(btree_map = "string, message", tag = "6")]
    pub memo: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        super::super::temporal::api::common::v1::Payload,
    >,
    #[prost(btree_map = "string, message", tag = "7")]
    pub headers: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        super::super::temporal::api::common::v1::Payload,
    >,
    #[prost(message, optional, tag = "8")]
    pub search_attributes: ::core::option::Option<
        super::super::temporal::api::common::v1::SearchAttributes,
    >,
    #[prost(message, optional, tag = "9")]
    pub retry_policy: ::core::option::Option<
        super::super::temporal::api::common::v1::RetryPolicy,
    >,
    #[prost(enumeration = "super::common::VersioningIntent", tag = "10")]
    pub versioning_intent: i32,
    #[prost(
        enumeration = "super::super::temporal::api::enums::v1::ContinueAsNewVersioningBehavior",
        tag = "11"
    )]
    pub initial_versioning_behavior: i32,
    #[prost(message, optional, tag = "12")]
    pub backoff_start_interval: ::core::option::Option<::prost_types::Duration>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct CancelWorkflowExecution {
    #[prost(message, optional, tag = "1")]
    pub details: ::core::option::Option<
        super::super::temporal::api::common::v1::Payloads,
    >,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct SetPatchMarker {
    #[prost(string, tag = "1")]
    pub patch_id: ::prost::alloc::string::String,
    #[prost(bool, tag = "2")]
    pub deprecated: bool,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct StartChildWorkflowExecution {
    #[prost(uint32, tag = "1")]
    pub seq: u32,
    #[prost(string, tag = "2")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub workflow_id: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub workflow_type: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub task_queue: ::prost::alloc::string::String,
    #[prost(message, repeated, tag = "6")]
    pub input: ::prost::alloc::vec::Vec<
        super::super::temporal::api::common::v1::Payload,
    >,
    #[prost(message, optional, tag = "7")]
    pub workflow_execution_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "8")]
    pub workflow_run_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "9")]
    pub workflow_task_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(enumeration = "super::child_workflow::ParentClosePolicy", tag = "10")]
    pub parent_close_policy: i32,
    #[prost(
        enumeration = "super::super::temporal::api::enums::v1::WorkflowIdReusePolicy",
        tag = "12"
    )]
    pub workflow_id_reuse_policy: i32,
    #[prost(message, optional, tag = "13")]
    pub retry_policy: ::core::option::Option<
        super::super::temporal::api::common::v1::RetryPolicy,
    >,
    #[prost(string, tag = "14")]
    pub cron_schedule: ::prost::alloc::string::String,
    #[prost(btree_map = "string, message", tag = "15")]
    pub headers: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        super::super::temporal::api::common::v1::Payload,
    >,
    #[prost(btree_map = "string, message", tag = "16")]
    pub memo: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        super::super::temporal::api::common::v1::Payload,
    >,
    #[prost(message, optional, tag = "17")]
    pub search_attributes: ::core::option::Option<
        super::super::temporal::api::common::v1::SearchAttributes,
    >,
    #[prost(
        enumeration = "super::child_workflow::ChildWorkflowCancellationType",
        tag = "18"
    )]
    pub cancellation_type: i32,
    #[prost(enumeration = "super::common::VersioningIntent", tag = "19")]
    pub versioning_intent: i32,
    #[prost(message, optional, tag = "20")]
    pub priority: ::core::option::Option<
        super::super::temporal::api::common::v1::Priority,
    >,
    #[prost(message, optional, tag = "21")]
    pub versioning_override: ::core::option::Option<
        super::super::temporal::api::workflow::v1::VersioningOverride,
    >,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CancelChildWorkflowExecution {
    #[prost(uint32, tag = "1")]
    pub child_workflow_seq: u32,
    #[prost(string, tag = "2")]
    pub reason: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct RequestCancelExternalWorkflowExecution {
    #[prost(uint32, tag = "1")]
    pub seq: u32,
    #[prost(message, optional, tag = "2")]
    pub workflow_execution: ::core::option::Option<
        super::common::NamespacedWorkflowExecution,
    >,
    #[prost(string, tag = "3")]
    pub reason: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct SignalExternalWorkflowExecution {
    #[prost(uint32, tag = "1")]
    pub seq: u32,
    #[prost(string, tag = "4")]
    pub signal_name: ::prost::alloc::string::String,
    #[prost(message, repeated, tag = "5")]
    pub args: ::prost::alloc::vec::Vec<super::super::temporal::api::common::v1::Payload>,
    #[prost(btree_map = "string, message", tag = "6")]
    pub headers: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        super::super::temporal::api::common::v1::Payload,
    >,
    #[prost(oneof = "signal_external_workflow_execution::Target", tags = "2, 3")]
    pub target: ::core::option::Option<signal_external_workflow_execution::Target>,
}
/// Nested message and enum types in `SignalExternalWorkflowExecution`.
pub mod signal_external_workflow_execution {
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Oneof)]
    pub enum Target {
        #[prost(message, tag = "2")]
        WorkflowExecution(super::super::common::NamespacedWorkflowExecution),
        #[prost(string, tag = "3")]
        ChildWorkflowId(::prost::alloc::string::String),
    }
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CancelSignalWorkflow {
    #[prost(uint32, tag = "1")]
    pub seq: u32,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct UpsertWorkflowSearchAttributes {
    #[prost(message, optional, tag = "1")]
    pub search_attributes: ::core::option::Option<
        super::super::temporal::api::common::v1::SearchAttributes,
    >,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ModifyWorkflowProperties {
    #[prost(message, optional, tag = "1")]
    pub upserted_memo: ::core::option::Option<
        super::super::temporal::api::common::v1::Memo,
    >,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct UpdateResponse {
    #[prost(string, tag = "1")]
    pub protocol_instance_id: ::prost::alloc::string::String,
    #[prost(oneof = "update_response::Response", tags = "2, 3, 4")]
    pub response: ::core::option::Option<update_response::Response>,
}
/// Nested message and enum types in `UpdateResponse`.
pub mod update_response {
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Response {
        #[prost(message, tag = "2")]
        Accepted(()),
        #[prost(message, tag = "3")]
        Rejected(super::super::super::temporal::api::failure::v1::Failure),
        #[prost(message, tag = "4")]
        Completed(super::super::super::temporal::api::common::v1::Payload),
    }
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ScheduleNexusOperation {
    #[prost(uint32, tag = "1")]
    pub seq: u32,
    #[prost(string, tag = "2")]
    pub endpoint: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub service: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub operation: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "5")]
    pub input: ::core::option::Option<super::super::temporal::api::common::v1::Payload>,
    #[prost(message, optional, tag = "6")]
    pub schedule_to_close_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(btree_map = "string, string", tag = "7")]
    pub nexus_header: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        ::prost::alloc::string::String,
    >,
    #[prost(enumeration = "super::nexus::NexusOperationCancellationType", tag = "8")]
    pub cancellation_type: i32,
    #[prost(message, optional, tag = "9")]
    pub schedule_to_start_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "10")]
    pub start_to_close_timeout: ::core::option::Option<::prost_types::Duration>,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct RequestCancelNexusOperation {
    #[prost(uint32, tag = "1")]
    pub seq: u32,
}
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum ActivityCancellationType {
    TryCancel = 0,
    WaitCancellationCompleted = 1,
    Abandon = 2,
}
impl ActivityCancellationType {
    /// String value of the enum field names used in the ProtoBuf definition.
    ///
    /// The values are not transformed in any way and thus are considered stable
    /// (if the ProtoBuf definition does not change) and safe for programmatic use.
    pub fn as_str_name(&self) -> &'static str {
        match self {
            Self::TryCancel => "TRY_CANCEL",
            Self::WaitCancellationCompleted => "WAIT_CANCELLATION_COMPLETED",
            Self::Abandon => "ABANDON",
        }
    }
    /// Creates an enum from field names used in the ProtoBuf definition.
    pub fn from_str_name(value: &str) -> ::core::option::Option<Self> {
        match value {
            "TRY_CANCEL" => Some(Self::TryCancel),
            "WAIT_CANCELLATION_COMPLETED" => Some(Self::WaitCancellationCompleted),
            "ABANDON" => Some(Self::Abandon),
            _ => None,
        }
    }
}
