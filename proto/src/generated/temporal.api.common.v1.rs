// Written by `cargo xtask proto`; do not edit.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DataBlob {
    #[prost(enumeration = "super::super::enums::v1::EncodingType", tag = "1")]
    pub encoding_type: i32,
    #[prost(bytes = "bytes", tag = "2")]
    pub data: ::prost::bytes::Bytes,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Payloads {
    #[prost(message, repeated, tag = "1")]
    pub payloads: ::prost::alloc::vec::Vec<Payload>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Payload {
    #[prost(btree_map = "string, bytes", tag = "1")]
    pub metadata: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        ::prost::bytes::Bytes,
    >,
    #[prost(bytes = "bytes", tag = "2")]
    pub data: ::prost::bytes::Bytes,
    #[prost(message, repeated, tag = "3")]
    pub external_payloads: ::prost::alloc::vec::Vec<payload::ExternalPayloadDetails>,
}
/// Nested message and enum types in `Payload`.
pub mod payload {
    #[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct ExternalPayloadDetails {
        #[prost(int64, tag = "1")]
        pub size_bytes: i64,
    }
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct SearchAttributes {
    #[prost(btree_map = "string, message", tag = "1")]
    pub indexed_fields: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        Payload,
    >,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Memo {
    #[prost(btree_map = "string, message", tag = "1")]
    pub fields: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        Payload,
    >,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Header {
    #[prost(btree_map = "string, message", tag = "1")]
    pub fields: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        Payload,
    >,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct WorkflowExecution {
    #[prost(string, tag = "1")]
    pub workflow_id: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub run_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct Execution {
    #[prost(enumeration = "super::super::enums::v1::ExecutionType", tag = "1")]
    pub r#type: i32,
    #[prost(string, tag = "2")]
    pub business_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub run_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct WorkflowType {
    #[prost(string, tag = "1")]
    pub name: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ActivityType {
    #[prost(string, tag = "1")]
    pub name: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct RetryPolicy {
    #[prost(message, optional, tag = "1")]
    pub initial_interval: ::core::option::Option<::prost_types::Duration>,
    #[prost(double, tag = "2")]
    pub backoff_coefficient: f64,
    #[prost(message, optional, tag = "3")]
    pub maximum_interval: ::core::option::Option<::prost_types::Duration>,
    #[prost(int32, tag = "4")]
    pub maximum_attempts: i32,
    #[prost(string, repeated, tag = "5")]
    pub non_retryable_error_types: ::prost::alloc::vec::Vec<
        ::prost::alloc::string::String,
    >,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct MeteringMetadata {
    #[prost(uint32, tag = "13")]
    pub nonfirst_local_activity_execution_attempts: u32,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct WorkerVersionStamp {
    #[prost(string, tag = "1")]
    pub build_id: ::prost::alloc::string::String,
    #[prost(bool, tag = "3")]
    pub use_versioning: bool,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct WorkerVersionCapabilities {
    #[prost(string, tag = "1")]
    pub build_id: ::prost::alloc::string::String,
    #[prost(bool, tag = "2")]
    pub use_versioning: bool,
    #[prost(string, tag = "4")]
    pub deployment_series_name: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ResetOptions {
    #[prost(enumeration = "super::super::enums::v1::ResetReapplyType", tag = "10")]
    pub reset_reapply_type: i32,
    #[prost(bool, tag = "11")]
    pub current_run_only: bool,
    #[prost(
        enumeration = "super::super::enums::v1::ResetReapplyExcludeType",
        repeated,
        tag = "12"
    )]
    pub reset_reapply_exclude_types: ::prost::alloc::vec::Vec<i32>,
    #[prost(oneof = "reset_options::Target", tags = "1, 2, 3, 4")]
    pub target: ::core::option::Option<reset_options::Target>,
}
/// Nested message and enum types in `ResetOptions`.
pub mod reset_options {
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Oneof)]
    pub enum Target {
        #[prost(message, tag = "1")]
        FirstWorkflowTask(()),
        #[prost(message, tag = "2")]
        LastWorkflowTask(()),
        #[prost(int64, tag = "3")]
        WorkflowTaskId(i64),
        #[prost(string, tag = "4")]
        BuildId(::prost::alloc::string::String),
    }
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Callback {
    #[prost(message, repeated, tag = "100")]
    pub links: ::prost::alloc::vec::Vec<Link>,
    #[prost(oneof = "callback::Variant", tags = "2, 3, 4")]
    pub variant: ::core::option::Option<callback::Variant>,
}
/// Nested message and enum types in `Callback`.
pub mod callback {
    #[derive(Clone, PartialEq, ::prost::Message)]
    pub struct Nexus {
        #[prost(string, tag = "1")]
        pub url: ::prost::alloc::string::String,
        #[prost(btree_map = "string, string", tag = "2")]
        pub header: ::prost::alloc::collections::BTreeMap<
            ::prost::alloc::string::String,
            ::prost::alloc::string::String,
        >,
    }
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct Internal {
        #[prost(bytes = "bytes", tag = "1")]
        pub data: ::prost::bytes::Bytes,
    }
    #[derive(Clone, PartialEq, ::prost::Message)]
    pub struct NexusHandler {
        #[prost(string, tag = "1")]
        pub task_queue_name: ::prost::alloc::string::String,
        #[prost(string, tag = "2")]
        pub service: ::prost::alloc::string::String,
        #[prost(string, tag = "3")]
        pub operation: ::prost::alloc::string::String,
        #[prost(message, optional, tag = "4")]
        pub source_context: ::core::option::Option<super::Payload>,
    }
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Variant {
        #[prost(message, tag = "2")]
        Nexus(Nexus),
        #[prost(message, tag = "3")]
        Internal(Internal),
        #[prost(message, tag = "4")]
        NexusHandler(NexusHandler),
    }
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct Link {
    #[prost(oneof = "link::Variant", tags = "1, 2, 3, 4, 5, 6")]
    pub variant: ::core::option::Option<link::Variant>,
}
/// Nested message and enum types in `Link`.
pub mod link {
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct WorkflowEvent {
        #[prost(string, tag = "1")]
        pub namespace: ::prost::alloc::string::String,
        #[prost(string, tag = "2")]
        pub workflow_id: ::prost::alloc::string::String,
        #[prost(string, tag = "3")]
        pub run_id: ::prost::alloc::string::String,
        #[prost(oneof = "workflow_event::Reference", tags = "100, 101")]
        pub reference: ::core::option::Option<workflow_event::Reference>,
    }
    /// Nested message and enum types in `WorkflowEvent`.
    pub mod workflow_event {
        #[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
        pub struct EventReference {
            #[prost(int64, tag = "1")]
            pub event_id: i64,
            #[prost(
                enumeration = "super::super::super::super::enums::v1::EventType",
                tag = "2"
            )]
            pub event_type: i32,
        }
        #[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
        pub struct RequestIdReference {
            #[prost(string, tag = "1")]
            pub request_id: ::prost::alloc::string::String,
            #[prost(
                enumeration = "super::super::super::super::enums::v1::EventType",
                tag = "2"
            )]
            pub event_type: i32,
        }
        #[derive(Clone, PartialEq, Eq, Hash, ::prost::Oneof)]
        pub enum Reference {
            #[prost(message, tag = "100")]
            EventRef(EventReference),
            #[prost(message, tag = "101")]
            RequestIdRef(RequestIdReference),
        }
    }
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct BatchJob {
        #[prost(string, tag = "1")]
        pub job_id: ::prost::alloc::string::String,
    }
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct Activity {
        #[prost(string, tag = "1")]
        pub namespace: ::prost::alloc::string::String,
        #[prost(string, tag = "2")]
        pub activity_id: ::prost::alloc::string::String,
        #[prost(string, tag = "3")]
        pub run_id: ::prost::alloc::string::String,
    }
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct NexusOperation {
        #[prost(string, tag = "1")]
        pub namespace: ::prost::alloc::string::String,
        #[prost(string, tag = "2")]
        pub operation_id: ::prost::alloc::string::String,
        #[prost(string, tag = "3")]
        pub run_id: ::prost::alloc::string::String,
    }
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct Workflow {
        #[prost(string, tag = "1")]
        pub namespace: ::prost::alloc::string::String,
        #[prost(string, tag = "2")]
        pub workflow_id: ::prost::alloc::string::String,
        #[prost(string, tag = "3")]
        pub run_id: ::prost::alloc::string::String,
        #[prost(string, tag = "4")]
        pub reason: ::prost::alloc::string::String,
    }
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct Callback {
        #[prost(string, tag = "1")]
        pub namespace: ::prost::alloc::string::String,
        #[prost(message, optional, tag = "2")]
        pub execution: ::core::option::Option<super::Execution>,
        #[prost(string, repeated, tag = "3")]
        pub component_path: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
        #[prost(string, tag = "4")]
        pub request_id: ::prost::alloc::string::String,
    }
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Oneof)]
    pub enum Variant {
        #[prost(message, tag = "1")]
        WorkflowEvent(WorkflowEvent),
        #[prost(message, tag = "2")]
        BatchJob(BatchJob),
        #[prost(message, tag = "3")]
        Activity(Activity),
        #[prost(message, tag = "4")]
        NexusOperation(NexusOperation),
        #[prost(message, tag = "5")]
        Workflow(Workflow),
        #[prost(message, tag = "6")]
        Callback(Callback),
    }
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct Principal {
    #[prost(string, tag = "1")]
    pub r#type: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub name: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Priority {
    #[prost(int32, tag = "1")]
    pub priority_key: i32,
    #[prost(string, tag = "2")]
    pub fairness_key: ::prost::alloc::string::String,
    #[prost(float, tag = "3")]
    pub fairness_weight: f32,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct WorkerSelector {
    #[prost(oneof = "worker_selector::Selector", tags = "1")]
    pub selector: ::core::option::Option<worker_selector::Selector>,
}
/// Nested message and enum types in `WorkerSelector`.
pub mod worker_selector {
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Oneof)]
    pub enum Selector {
        #[prost(string, tag = "1")]
        WorkerInstanceKey(::prost::alloc::string::String),
    }
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct OnConflictOptions {
    #[prost(bool, tag = "1")]
    pub attach_request_id: bool,
    #[prost(bool, tag = "2")]
    pub attach_completion_callbacks: bool,
    #[prost(bool, tag = "3")]
    pub attach_links: bool,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct TimeSkippingConfig {
    #[prost(bool, tag = "1")]
    pub enabled: bool,
    #[prost(message, optional, tag = "2")]
    pub fast_forward_config: ::core::option::Option<FastForwardConfig>,
    #[prost(bool, tag = "3")]
    pub disable_propagation: bool,
    #[prost(int32, tag = "4")]
    pub max_session_skip_count: i32,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct FastForwardConfig {
    #[prost(string, tag = "1")]
    pub id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub duration: ::core::option::Option<::prost_types::Duration>,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct TimeSkippingStatePropagation {
    #[prost(message, optional, tag = "1")]
    pub initial_skipped_duration: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "2")]
    pub fast_forward_target_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(int32, tag = "3")]
    pub initial_skip_count: i32,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct TimeSkippingInfo {
    #[prost(message, optional, tag = "1")]
    pub current_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(message, optional, tag = "2")]
    pub effective_config: ::core::option::Option<TimeSkippingConfig>,
    #[prost(message, optional, tag = "4")]
    pub fast_forward_info: ::core::option::Option<TimeSkippingFastForwardInfo>,
    #[prost(int32, tag = "6")]
    pub current_session_skip_count: i32,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct TimeSkippingFastForwardInfo {
    #[prost(message, optional, tag = "1")]
    pub fast_forward_duration: ::core::option::Option<::prost_types::Duration>,
    #[prost(string, tag = "2")]
    pub fast_forward_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "3")]
    pub target_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(bool, tag = "4")]
    pub has_completed: bool,
}
