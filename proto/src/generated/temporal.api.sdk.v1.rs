// Written by `cargo xtask proto`; do not edit.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct UserMetadata {
    #[prost(message, optional, tag = "1")]
    pub summary: ::core::option::Option<super::super::common::v1::Payload>,
    #[prost(message, optional, tag = "2")]
    pub details: ::core::option::Option<super::super::common::v1::Payload>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EventGroupMarker {
    #[prost(oneof = "event_group_marker::Variant", tags = "1, 2, 3")]
    pub variant: ::core::option::Option<event_group_marker::Variant>,
}
/// Nested message and enum types in `EventGroupMarker`.
pub mod event_group_marker {
    #[derive(Clone, PartialEq, ::prost::Message)]
    pub struct Label {
        #[prost(string, tag = "1")]
        pub id: ::prost::alloc::string::String,
        #[prost(message, optional, tag = "2")]
        pub label: ::core::option::Option<super::super::super::common::v1::Payload>,
    }
    #[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct InboundEvent {
        #[prost(int64, tag = "1")]
        pub inbound_event_id: i64,
    }
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct InboundUpdate {
        #[prost(string, tag = "1")]
        pub inbound_update_id: ::prost::alloc::string::String,
    }
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Variant {
        #[prost(message, tag = "1")]
        Label(Label),
        #[prost(message, tag = "2")]
        InboundEvent(InboundEvent),
        #[prost(message, tag = "3")]
        InboundUpdate(InboundUpdate),
    }
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct WorkflowTaskCompletedMetadata {
    #[prost(uint32, repeated, tag = "1")]
    pub core_used_flags: ::prost::alloc::vec::Vec<u32>,
    #[prost(uint32, repeated, tag = "2")]
    pub lang_used_flags: ::prost::alloc::vec::Vec<u32>,
    #[prost(string, tag = "3")]
    pub sdk_name: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub sdk_version: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EnhancedStackTrace {
    #[prost(message, optional, tag = "1")]
    pub sdk: ::core::option::Option<StackTraceSdkInfo>,
    #[prost(btree_map = "string, message", tag = "2")]
    pub sources: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        StackTraceFileSlice,
    >,
    #[prost(message, repeated, tag = "3")]
    pub stacks: ::prost::alloc::vec::Vec<StackTrace>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct StackTraceSdkInfo {
    #[prost(string, tag = "1")]
    pub name: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub version: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct StackTraceFileSlice {
    #[prost(uint32, tag = "1")]
    pub line_offset: u32,
    #[prost(string, tag = "2")]
    pub content: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct StackTraceFileLocation {
    #[prost(string, tag = "1")]
    pub file_path: ::prost::alloc::string::String,
    #[prost(int32, tag = "2")]
    pub line: i32,
    #[prost(int32, tag = "3")]
    pub column: i32,
    #[prost(string, tag = "4")]
    pub function_name: ::prost::alloc::string::String,
    #[prost(bool, tag = "5")]
    pub internal_code: bool,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct StackTrace {
    #[prost(message, repeated, tag = "1")]
    pub locations: ::prost::alloc::vec::Vec<StackTraceFileLocation>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ExternalStorageReference {
    #[prost(string, tag = "1")]
    pub driver_name: ::prost::alloc::string::String,
    #[prost(btree_map = "string, string", tag = "2")]
    pub claim_data: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        ::prost::alloc::string::String,
    >,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct WorkerConfig {
    #[prost(int32, tag = "1")]
    pub workflow_cache_size: i32,
    #[prost(oneof = "worker_config::PollerBehavior", tags = "2, 3")]
    pub poller_behavior: ::core::option::Option<worker_config::PollerBehavior>,
}
/// Nested message and enum types in `WorkerConfig`.
pub mod worker_config {
    #[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct SimplePollerBehavior {
        #[prost(int32, tag = "1")]
        pub max_pollers: i32,
    }
    #[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct AutoscalingPollerBehavior {
        #[prost(int32, tag = "1")]
        pub min_pollers: i32,
        #[prost(int32, tag = "2")]
        pub max_pollers: i32,
        #[prost(int32, tag = "3")]
        pub initial_pollers: i32,
    }
    #[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Oneof)]
    pub enum PollerBehavior {
        #[prost(message, tag = "2")]
        SimplePollerBehavior(SimplePollerBehavior),
        #[prost(message, tag = "3")]
        AutoscalingPollerBehavior(AutoscalingPollerBehavior),
    }
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct WorkflowMetadata {
    #[prost(message, optional, tag = "1")]
    pub definition: ::core::option::Option<WorkflowDefinition>,
    #[prost(string, tag = "2")]
    pub current_details: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct WorkflowDefinition {
    #[prost(string, tag = "1")]
    pub r#type: ::prost::alloc::string::String,
    #[prost(message, repeated, tag = "2")]
    pub query_definitions: ::prost::alloc::vec::Vec<WorkflowInteractionDefinition>,
    #[prost(message, repeated, tag = "3")]
    pub signal_definitions: ::prost::alloc::vec::Vec<WorkflowInteractionDefinition>,
    #[prost(message, repeated, tag = "4")]
    pub update_definitions: ::prost::alloc::vec::Vec<WorkflowInteractionDefinition>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct WorkflowInteractionDefinition {
    #[prost(string, tag = "1")]
    pub name: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub description: ::prost::alloc::string::String,
}
