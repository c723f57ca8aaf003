// Written by `cargo xtask proto`; do not edit.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct OnCompleteRequest {
    #[prost(message, optional, tag = "3")]
    pub source_context: ::core::option::Option<super::super::common::v1::Payload>,
    #[prost(oneof = "on_complete_request::Result", tags = "1, 2")]
    pub result: ::core::option::Option<on_complete_request::Result>,
}
/// Nested message and enum types in `OnCompleteRequest`.
pub mod on_complete_request {
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Result {
        #[prost(message, tag = "1")]
        Success(super::super::super::common::v1::Payload),
        #[prost(message, tag = "2")]
        Failure(super::super::super::failure::v1::Failure),
    }
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct OnCompleteResponse {}
