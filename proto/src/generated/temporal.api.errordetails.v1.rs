// Written by `cargo xtask proto`; do not edit.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct NotFoundFailure {
    #[prost(string, tag = "1")]
    pub current_cluster: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub active_cluster: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct WorkflowExecutionAlreadyStartedFailure {
    #[prost(string, tag = "1")]
    pub start_request_id: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub run_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub first_execution_run_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct NamespaceNotActiveFailure {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub current_cluster: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub active_cluster: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct NamespaceUnavailableFailure {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct NamespaceInvalidStateFailure {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(enumeration = "super::super::enums::v1::NamespaceState", tag = "2")]
    pub state: i32,
    #[prost(
        enumeration = "super::super::enums::v1::NamespaceState",
        repeated,
        tag = "3"
    )]
    pub allowed_states: ::prost::alloc::vec::Vec<i32>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct NamespaceNotFoundFailure {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct NamespaceAlreadyExistsFailure {}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ClientVersionNotSupportedFailure {
    #[prost(string, tag = "1")]
    pub client_version: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub client_name: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub supported_versions: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ServerVersionNotSupportedFailure {
    #[prost(string, tag = "1")]
    pub server_version: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub client_supported_server_versions: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CancellationAlreadyRequestedFailure {}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryFailedFailure {
    #[prost(message, optional, tag = "1")]
    pub failure: ::core::option::Option<super::super::failure::v1::Failure>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct PermissionDeniedFailure {
    #[prost(string, tag = "1")]
    pub reason: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ResourceExhaustedFailure {
    #[prost(enumeration = "super::super::enums::v1::ResourceExhaustedCause", tag = "1")]
    pub cause: i32,
    #[prost(enumeration = "super::super::enums::v1::ResourceExhaustedScope", tag = "2")]
    pub scope: i32,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct SystemWorkflowFailure {
    #[prost(message, optional, tag = "1")]
    pub workflow_execution: ::core::option::Option<
        super::super::common::v1::WorkflowExecution,
    >,
    #[prost(string, tag = "2")]
    pub workflow_error: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct WorkflowNotReadyFailure {}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct NewerBuildExistsFailure {
    #[prost(string, tag = "1")]
    pub default_build_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct MultiOperationExecutionFailure {
    #[prost(message, repeated, tag = "1")]
    pub statuses: ::prost::alloc::vec::Vec<
        multi_operation_execution_failure::OperationStatus,
    >,
}
/// Nested message and enum types in `MultiOperationExecutionFailure`.
pub mod multi_operation_execution_failure {
    #[derive(Clone, PartialEq, ::prost::Message)]
    pub struct OperationStatus {
        #[prost(int32, tag = "1")]
        pub code: i32,
        #[prost(string, tag = "2")]
        pub message: ::prost::alloc::string::String,
        #[prost(message, repeated, tag = "3")]
        pub details: ::prost::alloc::vec::Vec<::prost_types::Any>,
    }
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ActivityExecutionAlreadyStartedFailure {
    #[prost(string, tag = "1")]
    pub start_request_id: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub run_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct NexusOperationExecutionAlreadyStartedFailure {
    #[prost(string, tag = "1")]
    pub start_request_id: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub run_id: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct WorkflowTaskCompletionBufferLostFailure {}
