// Written by `cargo xtask proto`; do not edit.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct AddSearchAttributesRequest {
    #[prost(
        btree_map = "string, enumeration(super::super::enums::v1::IndexedValueType)",
        tag = "1"
    )]
    pub search_attributes: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        i32,
    >,
    #[prost(string, tag = "2")]
    pub namespace: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct AddSearchAttributesResponse {}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct RemoveSearchAttributesRequest {
    #[prost(string, repeated, tag = "1")]
    pub search_attributes: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
    #[prost(string, tag = "2")]
    pub namespace: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct RemoveSearchAttributesResponse {}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListSearchAttributesRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ListSearchAttributesResponse {
    #[prost(
        btree_map = "string, enumeration(super::super::enums::v1::IndexedValueType)",
        tag = "1"
    )]
    pub custom_attributes: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        i32,
    >,
    #[prost(
        btree_map = "string, enumeration(super::super::enums::v1::IndexedValueType)",
        tag = "2"
    )]
    pub system_attributes: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        i32,
    >,
    #[prost(btree_map = "string, string", tag = "3")]
    pub storage_schema: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        ::prost::alloc::string::String,
    >,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DeleteNamespaceRequest {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub namespace_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "3")]
    pub namespace_delete_delay: ::core::option::Option<::prost_types::Duration>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DeleteNamespaceResponse {
    #[prost(string, tag = "1")]
    pub deleted_namespace: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct AddOrUpdateRemoteClusterRequest {
    #[prost(string, tag = "1")]
    pub frontend_address: ::prost::alloc::string::String,
    #[prost(bool, tag = "2")]
    pub enable_remote_cluster_connection: bool,
    #[prost(string, tag = "3")]
    pub frontend_http_address: ::prost::alloc::string::String,
    #[prost(bool, tag = "4")]
    pub enable_replication: bool,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct AddOrUpdateRemoteClusterResponse {}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct RemoveRemoteClusterRequest {
    #[prost(string, tag = "1")]
    pub cluster_name: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct RemoveRemoteClusterResponse {}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListClustersRequest {
    #[prost(int32, tag = "1")]
    pub page_size: i32,
    #[prost(bytes = "bytes", tag = "2")]
    pub next_page_token: ::prost::bytes::Bytes,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ListClustersResponse {
    #[prost(message, repeated, tag = "1")]
    pub clusters: ::prost::alloc::vec::Vec<ClusterMetadata>,
    #[prost(bytes = "bytes", tag = "4")]
    pub next_page_token: ::prost::bytes::Bytes,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ClusterMetadata {
    #[prost(string, tag = "1")]
    pub cluster_name: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub cluster_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub address: ::prost::alloc::string::String,
    #[prost(string, tag = "7")]
    pub http_address: ::prost::alloc::string::String,
    #[prost(int64, tag = "4")]
    pub initial_failover_version: i64,
    #[prost(int32, tag = "5")]
    pub history_shard_count: i32,
    #[prost(bool, tag = "6")]
    pub is_connection_enabled: bool,
    #[prost(bool, tag = "8")]
    pub is_replication_enabled: bool,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct GetNexusEndpointRequest {
    #[prost(string, tag = "1")]
    pub id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct GetNexusEndpointResponse {
    #[prost(message, optional, tag = "1")]
    pub endpoint: ::core::option::Option<super::super::nexus::v1::Endpoint>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct CreateNexusEndpointRequest {
    #[prost(message, optional, tag = "1")]
    pub spec: ::core::option::Option<super::super::nexus::v1::EndpointSpec>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct CreateNexusEndpointResponse {
    #[prost(message, optional, tag = "1")]
    pub endpoint: ::core::option::Option<super::super::nexus::v1::Endpoint>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct UpdateNexusEndpointRequest {
    #[prost(string, tag = "1")]
    pub id: ::prost::alloc::string::String,
    #[prost(int64, tag = "2")]
    pub version: i64,
    #[prost(message, optional, tag = "3")]
    pub spec: ::core::option::Option<super::super::nexus::v1::EndpointSpec>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct UpdateNexusEndpointResponse {
    #[prost(message, optional, tag = "1")]
    pub endpoint: ::core::option::Option<super::super::nexus::v1::Endpoint>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DeleteNexusEndpointRequest {
    #[prost(string, tag = "1")]
    pub id: ::prost::alloc::string::String,
    #[prost(int64, tag = "2")]
    pub version: i64,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DeleteNexusEndpointResponse {}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListNexusEndpointsRequest {
    #[prost(int32, tag = "1")]
    pub page_size: i32,
    #[prost(bytes = "bytes", tag = "2")]
    pub next_page_token: ::prost::bytes::Bytes,
    #[prost(string, tag = "3")]
    pub name: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ListNexusEndpointsResponse {
    #[prost(bytes = "bytes", tag = "1")]
    pub next_page_token: ::prost::bytes::Bytes,
    #[prost(message, repeated, tag = "2")]
    pub endpoints: ::prost::alloc::vec::Vec<super::super::nexus::v1::Endpoint>,
}
