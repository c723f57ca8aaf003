// Written by `cargo xtask proto`; do not edit.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct WaitPolicy {
    #[prost(
        enumeration = "super::super::enums::v1::UpdateWorkflowExecutionLifecycleStage",
        tag = "1"
    )]
    pub lifecycle_stage: i32,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UpdateRef {
    #[prost(message, optional, tag = "1")]
    pub workflow_execution: ::core::option::Option<
        super::super::common::v1::WorkflowExecution,
    >,
    #[prost(string, tag = "2")]
    pub update_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Outcome {
    #[prost(oneof = "outcome::Value", tags = "1, 2")]
    pub value: ::core::option::Option<outcome::Value>,
}
/// Nested message and enum types in `Outcome`.
pub mod outcome {
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Value {
        #[prost(message, tag = "1")]
        Success(super::super::super::common::v1::Payloads),
        #[prost(message, tag = "2")]
        Failure(super::super::super::failure::v1::Failure),
    }
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct Meta {
    #[prost(string, tag = "1")]
    pub update_id: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub identity: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Input {
    #[prost(message, optional, tag = "1")]
    pub header: ::core::option::Option<super::super::common::v1::Header>,
    #[prost(string, tag = "2")]
    pub name: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "3")]
    pub args: ::core::option::Option<super::super::common::v1::Payloads>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Request {
    #[prost(message, optional, tag = "1")]
    pub meta: ::core::option::Option<Meta>,
    #[prost(message, optional, tag = "2")]
    pub input: ::core::option::Option<Input>,
    #[prost(string, tag = "3")]
    pub request_id: ::prost::alloc::string::String,
    #[prost(message, repeated, tag = "4")]
    pub completion_callbacks: ::prost::alloc::vec::Vec<
        super::super::common::v1::Callback,
    >,
    #[prost(message, repeated, tag = "5")]
    pub links: ::prost::alloc::vec::Vec<super::super::common::v1::Link>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Rejection {
    #[prost(string, tag = "1")]
    pub rejected_request_message_id: ::prost::alloc::string::String,
    #[prost(int64, tag = "2")]
    pub rejected_request_sequencing_event_id: i64,
    #[prost(message, optional, tag = "3")]
    pub rejected_request: ::core::option::Option<Request>,
    #[prost(message, optional, tag = "4")]
    pub failure: ::core::option::Option<super::super::failure::v1::Failure>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Acceptance {
    #[prost(string, tag = "1")]
    pub accepted_request_message_id: ::prost::alloc::string::String,
    #[prost(int64, tag = "2")]
    pub accepted_request_sequencing_event_id: i64,
    #[prost(message, optional, tag = "3")]
    pub accepted_request: ::core::option::Option<Request>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Response {
    #[prost(message, optional, tag = "1")]
    pub meta: ::core::option::Option<Meta>,
    #[prost(message, optional, tag = "2")]
    pub outcome: ::core::option::Option<Outcome>,
}
