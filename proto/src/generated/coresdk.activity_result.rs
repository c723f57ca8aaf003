// Written by `cargo xtask proto`; do not edit.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ActivityExecutionResult {
    #[prost(oneof = "activity_execution_result::Status", tags = "1, 2, 3, 4")]
    pub status: ::core::option::Option<activity_execution_result::Status>,
}
/// Nested message and enum types in `ActivityExecutionResult`.
pub mod activity_execution_result {
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Status {
        #[prost(message, tag = "1")]
        Completed(super::Success),
        #[prost(message, tag = "2")]
        Failed(super::Failure),
        #[prost(message, tag = "3")]
        Cancelled(super::Cancellation),
        #[prost(message, tag = "4")]
        WillCompleteAsync(super::WillCompleteAsync),
    }
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ActivityResolution {
    #[prost(oneof = "activity_resolution::Status", tags = "1, 2, 3, 4")]
    pub status: ::core::option::Option<activity_resolution::Status>,
}
/// Nested message and enum types in `ActivityResolution`.
pub mod activity_resolution {
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Status {
        #[prost(message, tag = "1")]
        Completed(super::Success),
        #[prost(message, tag = "2")]
        Failed(super::Failure),
        #[prost(message, tag = "3")]
        Cancelled(super::Cancellation),
        #[prost(message, tag = "4")]
        Backoff(super::DoBackoff),
    }
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Success {
    #[prost(message, optional, tag = "1")]
    pub result: ::core::option::Option<super::super::temporal::api::common::v1::Payload>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Failure {
    #[prost(message, optional, tag = "1")]
    pub failure: ::core::option::Option<
        super::super::temporal::api::failure::v1::Failure,
    >,
    #[prost(enumeration = "ActivityTaskFailedCause", tag = "2")]
    pub cause: i32,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Cancellation {
    #[prost(message, optional, tag = "1")]
    pub failure: ::core::option::Option<
        super::super::temporal::api::failure::v1::Failure,
    >,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct WillCompleteAsync {}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DoBackoff {
    #[prost(uint32, tag = "1")]
    pub attempt: u32,
    #[prost(message, optional, tag = "2")]
    pub backoff_duration: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "3")]
    pub original_schedule_time: ::core::option::Option<::prost_types::Timestamp>,
}
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum ActivityTaskFailedCause {
    Unspecified = 0,
    PayloadsTooLarge = 1,
    ExternalStorageFailure = 2,
    ActivityWorkerUnhandledFailure = 3,
}
impl ActivityTaskFailedCause {
    /// String value of the enum field names used in the ProtoBuf definition.
    ///
    /// The values are not transformed in any way and thus are considered stable
    /// (if the ProtoBuf definition does not change) and safe for programmatic use.
    pub fn as_str_name(&self) -> &'static str {
        match self {
            Self::Unspecified => "ACTIVITY_TASK_FAILED_CAUSE_UNSPECIFIED",
            Self::PayloadsTooLarge => "ACTIVITY_TASK_FAILED_CAUSE_PAYLOADS_TOO_LARGE",
            Self::ExternalStorageFailure => {
                "ACTIVITY_TASK_FAILED_CAUSE_EXTERNAL_STORAGE_FAILURE"
            }
            Self::ActivityWorkerUnhandledFailure => {
                "ACTIVITY_TASK_FAILED_CAUSE_ACTIVITY_WORKER_UNHANDLED_FAILURE"
            }
        }
    }
    /// Creates an enum from field names used in the ProtoBuf definition.
    pub fn from_str_name(value: &str) -> ::core::option::Option<Self> {
        match value {
            "ACTIVITY_TASK_FAILED_CAUSE_UNSPECIFIED" => Some(Self::Unspecified),
            "ACTIVITY_TASK_FAILED_CAUSE_PAYLOADS_TOO_LARGE" => {
                Some(Self::PayloadsTooLarge)
            }
            "ACTIVITY_TASK_FAILED_CAUSE_EXTERNAL_STORAGE_FAILURE" => {
                Some(Self::ExternalStorageFailure)
            }
            "ACTIVITY_TASK_FAILED_CAUSE_ACTIVITY_WORKER_UNHANDLED_FAILURE" => {
                Some(Self::ActivityWorkerUnhandledFailure)
            }
            _ => None,
        }
    }
}
