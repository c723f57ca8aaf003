// Written by `cargo xtask proto`; do not edit.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ActivityHeartbeat {
    #[prost(bytes = "bytes", tag = "1")]
    pub task_token: ::prost::bytes::Bytes,
    #[prost(message, repeated, tag = "2")]
    pub details: ::prost::alloc::vec::Vec<super::temporal::api::common::v1::Payload>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ActivityTaskCompletion {
    #[prost(bytes = "bytes", tag = "1")]
    pub task_token: ::prost::bytes::Bytes,
    #[prost(message, optional, tag = "2")]
    pub result: ::core::option::Option<activity_result::ActivityExecutionResult>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct WorkflowSlotInfo {
    #[prost(string, tag = "1")]
    pub workflow_type: ::prost::alloc::string::String,
    #[prost(bool, tag = "2")]
    pub is_sticky: bool,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ActivitySlotInfo {
    #[prost(string, tag = "1")]
    pub activity_type: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct LocalActivitySlotInfo {
    #[prost(string, tag = "1")]
    pub activity_type: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct NexusSlotInfo {
    #[prost(string, tag = "1")]
    pub service: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub operation: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct NamespaceInfo {
    #[prost(message, optional, tag = "1")]
    pub limits: ::core::option::Option<namespace_info::Limits>,
}
/// Nested message and enum types in `NamespaceInfo`.
pub mod namespace_info {
    #[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct Limits {
        #[prost(int64, tag = "1")]
        pub blob_size_limit_error: i64,
        #[prost(int64, tag = "2")]
        pub memo_size_limit_error: i64,
    }
}
