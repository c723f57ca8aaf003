// Written by `cargo xtask proto`; do not edit.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Failure {
    #[prost(string, tag = "1")]
    pub message: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub stack_trace: ::prost::alloc::string::String,
    #[prost(btree_map = "string, string", tag = "2")]
    pub metadata: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        ::prost::alloc::string::String,
    >,
    #[prost(bytes = "bytes", tag = "3")]
    pub details: ::prost::bytes::Bytes,
    #[prost(message, optional, boxed, tag = "5")]
    pub cause: ::core::option::Option<::prost::alloc::boxed::Box<Failure>>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct HandlerError {
    #[prost(string, tag = "1")]
    pub error_type: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub failure: ::core::option::Option<Failure>,
    #[prost(
        enumeration = "super::super::enums::v1::NexusHandlerErrorRetryBehavior",
        tag = "3"
    )]
    pub retry_behavior: i32,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct UnsuccessfulOperationError {
    #[prost(string, tag = "1")]
    pub operation_state: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub failure: ::core::option::Option<Failure>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct Link {
    #[prost(string, tag = "1")]
    pub url: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub r#type: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct StartOperationRequest {
    #[prost(string, tag = "1")]
    pub service: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub operation: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub request_id: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub callback: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "5")]
    pub payload: ::core::option::Option<super::super::common::v1::Payload>,
    #[prost(btree_map = "string, string", tag = "6")]
    pub callback_header: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        ::prost::alloc::string::String,
    >,
    #[prost(message, repeated, tag = "7")]
    pub links: ::prost::alloc::vec::Vec<Link>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CancelOperationRequest {
    #[prost(string, tag = "1")]
    pub service: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub operation: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub operation_id: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub operation_token: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Request {
    #[prost(btree_map = "string, string", tag = "1")]
    pub header: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        ::prost::alloc::string::String,
    >,
    #[prost(message, optional, tag = "2")]
    pub scheduled_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(message, optional, tag = "100")]
    pub capabilities: ::core::option::Option<request::Capabilities>,
    #[prost(string, tag = "10")]
    pub endpoint: ::prost::alloc::string::String,
    #[prost(oneof = "request::Variant", tags = "3, 4")]
    pub variant: ::core::option::Option<request::Variant>,
}
/// Nested message and enum types in `Request`.
pub mod request {
    #[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct Capabilities {
        #[prost(bool, tag = "1")]
        pub temporal_failure_responses: bool,
    }
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Variant {
        #[prost(message, tag = "3")]
        StartOperation(super::StartOperationRequest),
        #[prost(message, tag = "4")]
        CancelOperation(super::CancelOperationRequest),
    }
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct StartOperationResponse {
    #[prost(oneof = "start_operation_response::Variant", tags = "1, 2, 3, 4")]
    pub variant: ::core::option::Option<start_operation_response::Variant>,
}
/// Nested message and enum types in `StartOperationResponse`.
pub mod start_operation_response {
    #[derive(Clone, PartialEq, ::prost::Message)]
    pub struct Sync {
        #[prost(message, optional, tag = "1")]
        pub payload: ::core::option::Option<super::super::super::common::v1::Payload>,
        #[prost(message, repeated, tag = "2")]
        pub links: ::prost::alloc::vec::Vec<super::Link>,
    }
    #[derive(Clone, PartialEq, ::prost::Message)]
    pub struct Async {
        #[prost(string, tag = "1")]
        pub operation_id: ::prost::alloc::string::String,
        #[prost(message, repeated, tag = "2")]
        pub links: ::prost::alloc::vec::Vec<super::Link>,
        #[prost(string, tag = "3")]
        pub operation_token: ::prost::alloc::string::String,
    }
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Variant {
        #[prost(message, tag = "1")]
        SyncSuccess(Sync),
        #[prost(message, tag = "2")]
        AsyncSuccess(Async),
        #[prost(message, tag = "3")]
        OperationError(super::UnsuccessfulOperationError),
        #[prost(message, tag = "4")]
        Failure(super::super::super::failure::v1::Failure),
    }
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CancelOperationResponse {}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Response {
    #[prost(oneof = "response::Variant", tags = "1, 2")]
    pub variant: ::core::option::Option<response::Variant>,
}
/// Nested message and enum types in `Response`.
pub mod response {
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Variant {
        #[prost(message, tag = "1")]
        StartOperation(super::StartOperationResponse),
        #[prost(message, tag = "2")]
        CancelOperation(super::CancelOperationResponse),
    }
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Endpoint {
    #[prost(int64, tag = "1")]
    pub version: i64,
    #[prost(string, tag = "2")]
    pub id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "3")]
    pub spec: ::core::option::Option<EndpointSpec>,
    #[prost(message, optional, tag = "4")]
    pub created_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(message, optional, tag = "5")]
    pub last_modified_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(string, tag = "6")]
    pub url_prefix: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EndpointSpec {
    #[prost(string, tag = "1")]
    pub name: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub description: ::core::option::Option<super::super::common::v1::Payload>,
    #[prost(message, optional, tag = "3")]
    pub target: ::core::option::Option<EndpointTarget>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct EndpointTarget {
    #[prost(oneof = "endpoint_target::Variant", tags = "1, 2")]
    pub variant: ::core::option::Option<endpoint_target::Variant>,
}
/// Nested message and enum types in `EndpointTarget`.
pub mod endpoint_target {
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct Worker {
        #[prost(string, tag = "1")]
        pub namespace: ::prost::alloc::string::String,
        #[prost(string, tag = "2")]
        pub task_queue: ::prost::alloc::string::String,
    }
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct External {
        #[prost(string, tag = "1")]
        pub url: ::prost::alloc::string::String,
    }
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Oneof)]
    pub enum Variant {
        #[prost(message, tag = "1")]
        Worker(Worker),
        #[prost(message, tag = "2")]
        External(External),
    }
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct NexusOperationExecutionCancellationInfo {
    #[prost(message, optional, tag = "1")]
    pub requested_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(
        enumeration = "super::super::enums::v1::NexusOperationCancellationState",
        tag = "2"
    )]
    pub state: i32,
    #[prost(int32, tag = "3")]
    pub attempt: i32,
    #[prost(message, optional, tag = "4")]
    pub last_attempt_complete_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(message, optional, tag = "5")]
    pub last_attempt_failure: ::core::option::Option<super::super::failure::v1::Failure>,
    #[prost(message, optional, tag = "6")]
    pub next_attempt_schedule_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(string, tag = "7")]
    pub blocked_reason: ::prost::alloc::string::String,
    #[prost(string, tag = "8")]
    pub reason: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct NexusOperationExecutionInfo {
    #[prost(string, tag = "1")]
    pub operation_id: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub run_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub endpoint: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub service: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub operation: ::prost::alloc::string::String,
    #[prost(
        enumeration = "super::super::enums::v1::NexusOperationExecutionStatus",
        tag = "6"
    )]
    pub status: i32,
    #[prost(
        enumeration = "super::super::enums::v1::PendingNexusOperationState",
        tag = "7"
    )]
    pub state: i32,
    #[prost(message, optional, tag = "8")]
    pub schedule_to_close_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "9")]
    pub schedule_to_start_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "10")]
    pub start_to_close_timeout: ::core::option::Option<::prost_types::Duration>,
    #[prost(int32, tag = "11")]
    pub attempt: i32,
    #[prost(message, optional, tag = "12")]
    pub schedule_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(message, optional, tag = "13")]
    pub expiration_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(message, optional, tag = "14")]
    pub close_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(message, optional, tag = "15")]
    pub last_attempt_complete_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(message, optional, tag = "16")]
    pub last_attempt_failure: ::core::option::Option<super::super::failure::v1::Failure>,
    #[prost(message, optional, tag = "17")]
    pub next_attempt_schedule_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(message, optional, tag = "18")]
    pub execution_duration: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "19")]
    pub cancellation_info: ::core::option::Option<
        NexusOperationExecutionCancellationInfo,
    >,
    #[prost(string, tag = "20")]
    pub blocked_reason: ::prost::alloc::string::String,
    #[prost(string, tag = "21")]
    pub request_id: ::prost::alloc::string::String,
    #[prost(string, tag = "22")]
    pub operation_token: ::prost::alloc::string::String,
    #[prost(int64, tag = "23")]
    pub state_transition_count: i64,
    #[prost(message, optional, tag = "24")]
    pub search_attributes: ::core::option::Option<
        super::super::common::v1::SearchAttributes,
    >,
    #[prost(btree_map = "string, string", tag = "25")]
    pub nexus_header: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        ::prost::alloc::string::String,
    >,
    #[prost(message, optional, tag = "26")]
    pub user_metadata: ::core::option::Option<super::super::sdk::v1::UserMetadata>,
    #[prost(message, repeated, tag = "27")]
    pub links: ::prost::alloc::vec::Vec<super::super::common::v1::Link>,
    #[prost(string, tag = "28")]
    pub identity: ::prost::alloc::string::String,
    #[prost(int64, tag = "29")]
    pub state_size_bytes: i64,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct NexusOperationExecutionListInfo {
    #[prost(string, tag = "1")]
    pub operation_id: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub run_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub endpoint: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub service: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub operation: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "6")]
    pub schedule_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(message, optional, tag = "7")]
    pub close_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(
        enumeration = "super::super::enums::v1::NexusOperationExecutionStatus",
        tag = "8"
    )]
    pub status: i32,
    #[prost(message, optional, tag = "9")]
    pub search_attributes: ::core::option::Option<
        super::super::common::v1::SearchAttributes,
    >,
    #[prost(int64, tag = "10")]
    pub state_transition_count: i64,
    #[prost(message, optional, tag = "11")]
    pub execution_duration: ::core::option::Option<::prost_types::Duration>,
    #[prost(int64, tag = "12")]
    pub state_size_bytes: i64,
}
