// Written by `cargo xtask proto`; do not edit.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct LocalActivityMarkerData {
    #[prost(uint32, tag = "1")]
    pub seq: u32,
    #[prost(uint32, tag = "2")]
    pub attempt: u32,
    #[prost(string, tag = "3")]
    pub activity_id: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub activity_type: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "5")]
    pub complete_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(message, optional, tag = "6")]
    pub backoff: ::core::option::Option<::prost_types::Duration>,
    #[prost(message, optional, tag = "7")]
    pub original_schedule_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(uint64, optional, tag = "8")]
    pub activation_index: ::core::option::Option<u64>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct PatchedMarkerData {
    #[prost(string, tag = "1")]
    pub id: ::prost::alloc::string::String,
    #[prost(bool, tag = "2")]
    pub deprecated: bool,
}
