// Written by `cargo xtask proto`; do not edit.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ReleaseInfo {
    #[prost(string, tag = "1")]
    pub version: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub release_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(string, tag = "3")]
    pub notes: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct Alert {
    #[prost(string, tag = "1")]
    pub message: ::prost::alloc::string::String,
    #[prost(enumeration = "super::super::enums::v1::Severity", tag = "2")]
    pub severity: i32,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct VersionInfo {
    #[prost(message, optional, tag = "1")]
    pub current: ::core::option::Option<ReleaseInfo>,
    #[prost(message, optional, tag = "2")]
    pub recommended: ::core::option::Option<ReleaseInfo>,
    #[prost(string, tag = "3")]
    pub instructions: ::prost::alloc::string::String,
    #[prost(message, repeated, tag = "4")]
    pub alerts: ::prost::alloc::vec::Vec<Alert>,
    #[prost(message, optional, tag = "5")]
    pub last_update_time: ::core::option::Option<::prost_types::Timestamp>,
}
