// Written by `cargo xtask proto`; do not edit.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ScheduleActivityTaskCommandAttributes {
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
    #[prost(message, optional, tag = "11")]
    pub retry_policy: ::core::option::Option<super::super::common::v1::RetryPolicy>,
    #[prost(bool, tag = "12")]
    pub request_eager_execution: bool,
    #[prost(bool, tag = "13")]
    pub use_workflow_build_id: bool,
    #[prost(message, optional, tag = "14")]
    pub priority: ::core::option::Option<super::super::common::v1::Priority>,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct RequestCancelActivityTaskCommandAttributes {
    #[prost(int64, tag = "1")]
    pub scheduled_event_id: i64,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct StartTimerCommandAttributes {
    #[prost(string, tag = "1")]
    pub timer_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub start_to_fire_timeout: ::core::option::Option<::prost_types::Duration>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct CompleteWorkflowExecutionCommandAttributes {
    #[prost(message, optional, tag = "1")]
    pub result: ::core::option::Option<super::super::common::v1::Payloads>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct FailWorkflowExecutionCommandAttributes {
    #[prost(message, optional, tag = "1")]
    pub failure: ::core::option::Option<super::super::failure::v1::Failure>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CancelTimerCommandAttributes {
    #[prost(string, tag = "1")]
    pub timer_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct CancelWorkflowExecutionCommandAttributes {
    #[prost(message, optional, tag = "1")]
    pub details: ::core::option::Option<super::super::common::v1::Payloads>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct RequestCancelExternalWorkflowExecutionCommandAttributes {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub workflow_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub run_id: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub control: ::prost::alloc::string::String,
    #[prost(bool, tag = "5")]
    pub child_workflow_only: bool,
    #[prost(string, tag = "6")]
    pub reason: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct SignalExternalWorkflowExecutionCommandAttributes {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub execution: ::core::option::Option<super::super::common::v1::WorkflowExecution>,
    #[prost(string, tag = "3")]
    pub signal_name: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "4")]
    pub input: ::core::option::Option<super::super::common::v1::Payloads>,
    #[prost(string, tag = "5")]
    pub control: ::prost::alloc::string::String,
    #[prost(bool, tag = "6")]
    pub child_workflow_only: bool,
    #[prost(message, optional, tag = "7")]
    pub header: ::core::option::Option<super::super::common::v1::Header>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct UpsertWorkflowSearchAttributesCommandAttributes {
    #[prost(message, optional, tag = "1")]
    pub search_attributes: ::core::option::Option<
        super::super::common::v1::SearchAttributes,
    >,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ModifyWorkflowPropertiesCommandAttributes {
    #[prost(message, optional, tag = "1")]
    pub upserted_memo: ::core::option::Option<super::super::common::v1::Memo>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct RecordMarkerCommandAttributes {
    #[prost(string, tag = "1")]
    pub marker_name: ::prost::alloc::string::String,
    #[prost(btree_map = "string, message", tag = "2")]
    pub details: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        super::super::common::v1::Payloads,
    >,
    #[prost(message, optional, tag = "3")]
    pub header: ::core::option::Option<super::super::common::v1::Header>,
    #[prost(message, optional, tag = "4")]
    pub failure: ::core::option::Option<super::super::failure::v1::Failure>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ContinueAsNewWorkflowExecutionCommandAttributes {
    #[prost(message, optional, tag = "1")]
    pub workflow_type: ::core::option::Option<super::super::common::v1::WorkflowType>,
    #[prost(message, optional, tag = "2")]
    pub task_queue: ::core::option::Option<super::super::taskqueue::v1::TaskQueue>,
    #[prost(message, optional, tag = "3")]
    pub input: ::core::option::Option<super::super::common::v1::Payloads>,
    #[prost(message, optional, tag = "4")]
    pub workflow_run_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "5")]
    pub workflow_task_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "6")]
    pub backoff_start_interval: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "7")]
    pub retry_policy: ::core::option::Option<super::super::common::v1::RetryPolicy>,
    #[prost(enumeration = "super::super::enums::v1::ContinueAsNewInitiator", tag = "8")]
    pub initiator: i32,
    #[prost(message, optional, tag = "9")]
    pub failure: ::core::option::Option<super::super::failure::v1::Failure>,
    #[prost(message, optional, tag = "10")]
    pub last_completion_result: ::core::option::Option<
        super::super::common::v1::Payloads,
    >,
    #[prost(string, tag = "11")]
    pub cron_schedule: ::prost::alloc::string::String,
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
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct StartChildWorkflowExecutionCommandAttributes {
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
    #[prost(enumeration = "super::super::enums::v1::ParentClosePolicy", tag = "9")]
    pub parent_close_policy: i32,
    #[prost(string, tag = "10")]
    pub control: ::prost::alloc::string::String,
    #[prost(enumeration = "super::super::enums::v1::WorkflowIdReusePolicy", tag = "11")]
    pub workflow_id_reuse_policy: i32,
    #[prost(message, optional, tag = "12")]
    pub retry_policy: ::core::option::Option<super::super::common::v1::RetryPolicy>,
    #[prost(string, tag = "13")]
    pub cron_schedule: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "14")]
    pub header: ::core::option::Option<super::super::common::v1::Header>,
    #[prost(message, optional, tag = "15")]
    pub memo: ::core::option::Option<super::super::common::v1::Memo>,
    #[prost(message, optional, tag = "16")]
    pub search_attributes: ::core::option::Option<
        super::super::common::v1::SearchAttributes,
    >,
    #[prost(bool, tag = "17")]
    pub inherit_build_id: bool,
    #[prost(message, optional, tag = "18")]
    pub priority: ::core::option::Option<super::super::common::v1::Priority>,
    #[prost(message, optional, tag = "19")]
    pub versioning_override: ::core::option::Option<
        super::super::workflow::v1::VersioningOverride,
    >,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ProtocolMessageCommandAttributes {
    #[prost(string, tag = "1")]
    pub message_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ScheduleNexusOperationCommandAttributes {
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
    #[prost(message, optional, tag = "7")]
    pub schedule_to_start_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "8")]
    pub start_to_close_timeout: ::core::option::Option<::prost_types::Duration>,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct RequestCancelNexusOperationCommandAttributes {
    #[prost(int64, tag = "1")]
    pub scheduled_event_id: i64,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Command {
    #[prost(enumeration = "super::super::enums::v1::CommandType", tag = "1")]
    pub command_type: i32,
    #[prost(message, optional, tag = "301")]
    pub user_metadata: ::core::option::Option<super::super::sdk::v1::UserMetadata>,
    #[prost(message, repeated, tag = "302")]
    pub event_group_markers: ::prost::alloc::vec::Vec<
        super::super::sdk::v1::EventGroupMarker,
    >,
    #[prost(
        oneof = "command::Attributes",
        tags = "2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 18, 19"
    )]
    pub attributes: ::core::option::Option<command::Attributes>,
}
/// Nested message and enum types in `Command`.
pub mod command {
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Attributes {
        #[prost(message, tag = "2")]
        ScheduleActivityTaskCommandAttributes(
            super::ScheduleActivityTaskCommandAttributes,
        ),
        #[prost(message, tag = "3")]
        StartTimerCommandAttributes(super::StartTimerCommandAttributes),
        #[prost(message, tag = "4")]
        CompleteWorkflowExecutionCommandAttributes(
            super::CompleteWorkflowExecutionCommandAttributes,
        ),
        #[prost(message, tag = "5")]
        FailWorkflowExecutionCommandAttributes(
            super::FailWorkflowExecutionCommandAttributes,
        ),
        #[prost(message, tag = "6")]
        RequestCancelActivityTaskCommandAttributes(
            super::RequestCancelActivityTaskCommandAttributes,
        ),
        #[prost(message, tag = "7")]
        CancelTimerCommandAttributes(super::CancelTimerCommandAttributes),
        #[prost(message, tag = "8")]
        CancelWorkflowExecutionCommandAttributes(
            super::CancelWorkflowExecutionCommandAttributes,
        ),
        #[prost(message, tag = "9")]
        RequestCancelExternalWorkflowExecutionCommandAttributes(
            super::RequestCancelExternalWorkflowExecutionCommandAttributes,
        ),
        #[prost(message, tag = "10")]
        RecordMarkerCommandAttributes(super::RecordMarkerCommandAttributes),
        #[prost(message, tag = "11")]
        ContinueAsNewWorkflowExecutionCommandAttributes(
            super::ContinueAsNewWorkflowExecutionCommandAttributes,
        ),
        #[prost(message, tag = "12")]
        StartChildWorkflowExecutionCommandAttributes(
            super::StartChildWorkflowExecutionCommandAttributes,
        ),
        #[prost(message, tag = "13")]
        SignalExternalWorkflowExecutionCommandAttributes(
            super::SignalExternalWorkflowExecutionCommandAttributes,
        ),
        #[prost(message, tag = "14")]
        UpsertWorkflowSearchAttributesCommandAttributes(
            super::UpsertWorkflowSearchAttributesCommandAttributes,
        ),
        #[prost(message, tag = "15")]
        ProtocolMessageCommandAttributes(super::ProtocolMessageCommandAttributes),
        #[prost(message, tag = "17")]
        ModifyWorkflowPropertiesCommandAttributes(
            super::ModifyWorkflowPropertiesCommandAttributes,
        ),
        #[prost(message, tag = "18")]
        ScheduleNexusOperationCommandAttributes(
            super::ScheduleNexusOperationCommandAttributes,
        ),
        #[prost(message, tag = "19")]
        RequestCancelNexusOperationCommandAttributes(
            super::RequestCancelNexusOperationCommandAttributes,
        ),
    }
}
