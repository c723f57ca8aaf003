// Written by `cargo xtask proto`; do not edit.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ComputeProvider {
    #[prost(string, tag = "1")]
    pub r#type: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub details: ::core::option::Option<super::super::common::v1::Payload>,
    #[prost(string, tag = "10")]
    pub nexus_endpoint: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ComputeScaler {
    #[prost(string, tag = "1")]
    pub r#type: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub details: ::core::option::Option<super::super::common::v1::Payload>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ComputeConfigScalingGroup {
    #[prost(enumeration = "super::super::enums::v1::TaskQueueType", repeated, tag = "1")]
    pub task_queue_types: ::prost::alloc::vec::Vec<i32>,
    #[prost(message, optional, tag = "3")]
    pub provider: ::core::option::Option<ComputeProvider>,
    #[prost(message, optional, tag = "4")]
    pub scaler: ::core::option::Option<ComputeScaler>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ComputeConfig {
    #[prost(btree_map = "string, message", tag = "1")]
    pub scaling_groups: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        ComputeConfigScalingGroup,
    >,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ComputeConfigScalingGroupUpdate {
    #[prost(message, optional, tag = "1")]
    pub scaling_group: ::core::option::Option<ComputeConfigScalingGroup>,
    #[prost(message, optional, tag = "2")]
    pub update_mask: ::core::option::Option<::prost_types::FieldMask>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ComputeConfigSummary {
    #[prost(btree_map = "string, message", tag = "1")]
    pub scaling_groups: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        ComputeConfigScalingGroupSummary,
    >,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ComputeConfigScalingGroupSummary {
    #[prost(enumeration = "super::super::enums::v1::TaskQueueType", repeated, tag = "1")]
    pub task_queue_types: ::prost::alloc::vec::Vec<i32>,
    #[prost(string, tag = "2")]
    pub provider_type: ::prost::alloc::string::String,
}
