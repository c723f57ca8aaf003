// Written by `cargo xtask proto`; do not edit.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct WorkflowActivationCompletion {
    #[prost(string, tag = "1")]
    pub run_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "4")]
    pub payload_download_metrics: ::core::option::Option<
        super::common::ExternalStorageMetrics,
    >,
    #[prost(message, optional, tag = "5")]
    pub payload_upload_metrics: ::core::option::Option<
        super::common::ExternalStorageMetrics,
    >,
    #[prost(oneof = "workflow_activation_completion::Status", tags = "2, 3")]
    pub status: ::core::option::Option<workflow_activation_completion::Status>,
}
/// Nested message and enum types in `WorkflowActivationCompletion`.
pub mod workflow_activation_completion {
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Status {
        #[prost(message, tag = "2")]
        Successful(super::Success),
        #[prost(message, tag = "3")]
        Failed(super::Failure),
    }
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Success {
    #[prost(message, repeated, tag = "1")]
    pub commands: ::prost::alloc::vec::Vec<super::workflow_commands::WorkflowCommand>,
    #[prost(uint32, repeated, tag = "6")]
    pub used_internal_flags: ::prost::alloc::vec::Vec<u32>,
    #[prost(
        enumeration = "super::super::temporal::api::enums::v1::VersioningBehavior",
        tag = "7"
    )]
    pub versioning_behavior: i32,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Failure {
    #[prost(message, optional, tag = "1")]
    pub failure: ::core::option::Option<
        super::super::temporal::api::failure::v1::Failure,
    >,
    #[prost(
        enumeration = "super::super::temporal::api::enums::v1::WorkflowTaskFailedCause",
        tag = "2"
    )]
    pub force_cause: i32,
}
