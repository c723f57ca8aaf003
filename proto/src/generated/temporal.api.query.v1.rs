// Written by `cargo xtask proto`; do not edit.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct WorkflowQuery {
    #[prost(string, tag = "1")]
    pub query_type: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub query_args: ::core::option::Option<super::super::common::v1::Payloads>,
    #[prost(message, optional, tag = "3")]
    pub header: ::core::option::Option<super::super::common::v1::Header>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct WorkflowQueryResult {
    #[prost(enumeration = "super::super::enums::v1::QueryResultType", tag = "1")]
    pub result_type: i32,
    #[prost(message, optional, tag = "2")]
    pub answer: ::core::option::Option<super::super::common::v1::Payloads>,
    #[prost(string, tag = "3")]
    pub error_message: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "4")]
    pub failure: ::core::option::Option<super::super::failure::v1::Failure>,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct QueryRejected {
    #[prost(enumeration = "super::super::enums::v1::WorkflowExecutionStatus", tag = "1")]
    pub status: i32,
}
