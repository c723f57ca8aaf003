// Written by `cargo xtask proto`; do not edit.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ClusterReplicationConfig {
    #[prost(string, tag = "1")]
    pub cluster_name: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub replication_ramp_duration: ::core::option::Option<::prost_types::Duration>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct NamespaceReplicationConfig {
    #[prost(string, tag = "1")]
    pub active_cluster_name: ::prost::alloc::string::String,
    #[prost(message, repeated, tag = "2")]
    pub clusters: ::prost::alloc::vec::Vec<ClusterReplicationConfig>,
    #[prost(enumeration = "super::super::enums::v1::ReplicationState", tag = "3")]
    pub state: i32,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct FailoverStatus {
    #[prost(message, optional, tag = "1")]
    pub failover_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(int64, tag = "2")]
    pub failover_version: i64,
}
