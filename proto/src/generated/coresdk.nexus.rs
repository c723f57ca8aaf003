// Written by `cargo xtask proto`; do not edit.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct NexusOperationResult {
    #[prost(oneof = "nexus_operation_result::Status", tags = "1, 2, 3, 4")]
    pub status: ::core::option::Option<nexus_operation_result::Status>,
}
/// Nested message and enum types in `NexusOperationResult`.
pub mod nexus_operation_result {
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Status {
        #[prost(message, tag = "1")]
        Completed(super::super::super::temporal::api::common::v1::Payload),
        #[prost(message, tag = "2")]
        Failed(super::super::super::temporal::api::failure::v1::Failure),
        #[prost(message, tag = "3")]
        Cancelled(super::super::super::temporal::api::failure::v1::Failure),
        #[prost(message, tag = "4")]
        TimedOut(super::super::super::temporal::api::failure::v1::Failure),
    }
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct NexusTaskCompletion {
    #[prost(bytes = "bytes", tag = "1")]
    pub task_token: ::prost::bytes::Bytes,
    #[prost(oneof = "nexus_task_completion::Status", tags = "2, 3, 4, 5")]
    pub status: ::core::option::Option<nexus_task_completion::Status>,
}
/// Nested message and enum types in `NexusTaskCompletion`.
pub mod nexus_task_completion {
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Status {
        #[prost(message, tag = "2")]
        Completed(super::super::super::temporal::api::nexus::v1::Response),
        #[prost(message, tag = "3")]
        Error(super::super::super::temporal::api::nexus::v1::HandlerError),
        #[prost(bool, tag = "4")]
        AckCancel(bool),
        #[prost(message, tag = "5")]
        Failure(super::super::super::temporal::api::failure::v1::Failure),
    }
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct NexusTask {
    #[prost(message, optional, tag = "3")]
    pub request_deadline: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(string, tag = "4")]
    pub endpoint: ::prost::alloc::string::String,
    #[prost(oneof = "nexus_task::Variant", tags = "1, 2")]
    pub variant: ::core::option::Option<nexus_task::Variant>,
}
/// Nested message and enum types in `NexusTask`.
pub mod nexus_task {
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Variant {
        #[prost(message, tag = "1")]
        Task(
            super::super::super::temporal::api::workflowservice::v1::PollNexusTaskQueueResponse,
        ),
        #[prost(message, tag = "2")]
        CancelTask(super::CancelNexusTask),
    }
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CancelNexusTask {
    #[prost(bytes = "bytes", tag = "1")]
    pub task_token: ::prost::bytes::Bytes,
    #[prost(enumeration = "NexusTaskCancelReason", tag = "2")]
    pub reason: i32,
}
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum NexusTaskCancelReason {
    TimedOut = 0,
    WorkerShutdown = 1,
}
impl NexusTaskCancelReason {
    /// String value of the enum field names used in the ProtoBuf definition.
    ///
    /// The values are not transformed in any way and thus are considered stable
    /// (if the ProtoBuf definition does not change) and safe for programmatic use.
    pub fn as_str_name(&self) -> &'static str {
        match self {
            Self::TimedOut => "TIMED_OUT",
            Self::WorkerShutdown => "WORKER_SHUTDOWN",
        }
    }
    /// Creates an enum from field names used in the ProtoBuf definition.
    pub fn from_str_name(value: &str) -> ::core::option::Option<Self> {
        match value {
            "TIMED_OUT" => Some(Self::TimedOut),
            "WORKER_SHUTDOWN" => Some(Self::WorkerShutdown),
            _ => None,
        }
    }
}
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum NexusOperationCancellationType {
    WaitCancellationCompleted = 0,
    Abandon = 1,
    TryCancel = 2,
    WaitCancellationRequested = 3,
}
impl NexusOperationCancellationType {
    /// String value of the enum field names used in the ProtoBuf definition.
    ///
    /// The values are not transformed in any way and thus are considered stable
    /// (if the ProtoBuf definition does not change) and safe for programmatic use.
    pub fn as_str_name(&self) -> &'static str {
        match self {
            Self::WaitCancellationCompleted => "WAIT_CANCELLATION_COMPLETED",
            Self::Abandon => "ABANDON",
            Self::TryCancel => "TRY_CANCEL",
            Self::WaitCancellationRequested => "WAIT_CANCELLATION_REQUESTED",
        }
    }
    /// Creates an enum from field names used in the ProtoBuf definition.
    pub fn from_str_name(value: &str) -> ::core::option::Option<Self> {
        match value {
            "WAIT_CANCELLATION_COMPLETED" => Some(Self::WaitCancellationCompleted),
            "ABANDON" => Some(Self::Abandon),
            "TRY_CANCEL" => Some(Self::TryCancel),
            "WAIT_CANCELLATION_REQUESTED" => Some(Self::WaitCancellationRequested),
            _ => None,
        }
    }
}
