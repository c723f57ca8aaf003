// Written by `cargo xtask proto`; do not edit.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ActivityTask {
    #[prost(bytes = "bytes", tag = "1")]
    pub task_token: ::prost::bytes::Bytes,
    #[prost(oneof = "activity_task::Variant", tags = "3, 4")]
    pub variant: ::core::option::Option<activity_task::Variant>,
}
/// Nested message and enum types in `ActivityTask`.
pub mod activity_task {
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Variant {
        #[prost(message, tag = "3")]
        Start(super::Start),
        #[prost(message, tag = "4")]
        Cancel(super::Cancel),
    }
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Start {
    #[prost(string, tag = "1")]
    pub workflow_namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub workflow_type: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "3")]
    pub workflow_execution: ::core::option::Option<
        super::super::temporal::api::common::v1::WorkflowExecution,
    >,
    #[prost(string, tag = "4")]
    pub activity_id: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub activity_type: ::prost::alloc::string::String,
    #[prost(btree_map = "string, message", tag = "6")]
    pub header_fields: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        super::super::temporal::api::common::v1::Payload,
    >,
    #[prost(message, repeated, tag = "7")]
    pub input: ::prost::alloc::vec::Vec<
        super::super::temporal::api::common::v1::Payload,
    >,
    #[prost(message, repeated, tag = "8")]
    pub heartbeat_details: ::prost::alloc::vec::Vec<
        super::super::temporal::api::common::v1::Payload,
    >,
    #[prost(message, optional, tag = "9")]
    pub scheduled_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(message, optional, tag = "10")]
    pub current_attempt_scheduled_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(message, optional, tag = "11")]
    pub started_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(uint32, tag = "12")]
    pub attempt: u32,
    #[prost(message, optional, tag = "13")]
    pub schedule_to_close_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "14")]
    pub start_to_close_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "15")]
    pub heartbeat_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "16")]
    pub retry_policy: ::core::option::Option<
        super::super::temporal::api::common::v1::RetryPolicy,
    >,
    #[prost(message, optional, tag = "18")]
    pub priority: ::core::option::Option<
        super::super::temporal::api::common::v1::Priority,
    >,
    #[prost(bool, tag = "17")]
    pub is_local: bool,
    #[prost(string, tag = "19")]
    pub run_id: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct Cancel {
    #[prost(enumeration = "ActivityCancelReason", tag = "1")]
    pub reason: i32,
    #[prost(message, optional, tag = "2")]
    pub details: ::core::option::Option<ActivityCancellationDetails>,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ActivityCancellationDetails {
    #[prost(bool, tag = "1")]
    pub is_not_found: bool,
    #[prost(bool, tag = "2")]
    pub is_cancelled: bool,
    #[prost(bool, tag = "3")]
    pub is_paused: bool,
    #[prost(bool, tag = "4")]
    pub is_timed_out: bool,
    #[prost(bool, tag = "5")]
    pub is_worker_shutdown: bool,
    #[prost(bool, tag = "6")]
    pub is_reset: bool,
}
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum ActivityCancelReason {
    NotFound = 0,
    Cancelled = 1,
    TimedOut = 2,
    WorkerShutdown = 3,
    Paused = 4,
    Reset = 5,
}
impl ActivityCancelReason {
    /// String value of the enum field names used in the ProtoBuf definition.
    ///
    /// The values are not transformed in any way and thus are considered stable
    /// (if the ProtoBuf definition does not change) and safe for programmatic use.
    pub fn as_str_name(&self) -> &'static str {
        match self {
            Self::NotFound => "NOT_FOUND",
            Self::Cancelled => "CANCELLED",
            Self::TimedOut => "TIMED_OUT",
            Self::WorkerShutdown => "WORKER_SHUTDOWN",
            Self::Paused => "PAUSED",
            Self::Reset => "RESET",
        }
    }
    /// Creates an enum from field names used in the ProtoBuf definition.
    pub fn from_str_name(value: &str) -> ::core::option::Option<Self> {
        match value {
            "NOT_FOUND" => Some(Self::NotFound),
            "CANCELLED" => Some(Self::Cancelled),
            "TIMED_OUT" => Some(Self::TimedOut),
            "WORKER_SHUTDOWN" => Some(Self::WorkerShutdown),
            "PAUSED" => Some(Self::Paused),
            "RESET" => Some(Self::Reset),
            _ => None,
        }
    }
}
