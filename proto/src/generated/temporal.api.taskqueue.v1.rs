// Written by `cargo xtask proto`; do not edit.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct TaskQueue {
    #[prost(string, tag = "1")]
    pub name: ::prost::alloc::string::String,
    #[prost(enumeration = "super::super::enums::v1::TaskQueueKind", tag = "2")]
    pub kind: i32,
    #[prost(string, tag = "3")]
    pub normal_name: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, ::prost::Message)]
pub struct TaskQueueMetadata {
    #[prost(message, optional, tag = "1")]
    pub max_tasks_per_second: ::core::option::Option<f64>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct TaskQueueVersioningInfo {
    #[prost(message, optional, tag = "7")]
    pub current_deployment_version: ::core::option::Option<
        super::super::deployment::v1::WorkerDeploymentVersion,
    >,
    #[prost(string, tag = "1")]
    pub current_version: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "9")]
    pub ramping_deployment_version: ::core::option::Option<
        super::super::deployment::v1::WorkerDeploymentVersion,
    >,
    #[prost(string, tag = "2")]
    pub ramping_version: ::prost::alloc::string::String,
    #[prost(float, tag = "3")]
    pub ramping_version_percentage: f32,
    #[prost(message, optional, tag = "4")]
    pub update_time: ::core::option::Option<::prost_types::Timestamp>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct TaskQueueVersionSelection {
    #[prost(string, repeated, tag = "1")]
    pub build_ids: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
    #[prost(bool, tag = "2")]
    pub unversioned: bool,
    #[prost(bool, tag = "3")]
    pub all_active: bool,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct TaskQueueVersionInfo {
    #[prost(btree_map = "int32, message", tag = "1")]
    pub types_info: ::prost::alloc::collections::BTreeMap<i32, TaskQueueTypeInfo>,
    #[prost(enumeration = "super::super::enums::v1::BuildIdTaskReachability", tag = "2")]
    pub task_reachability: i32,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct TaskQueueTypeInfo {
    #[prost(message, repeated, tag = "1")]
    pub pollers: ::prost::alloc::vec::Vec<PollerInfo>,
    #[prost(message, optional, tag = "2")]
    pub stats: ::core::option::Option<TaskQueueStats>,
}
#[derive(Clone, Copy, PartialEq, ::prost::Message)]
pub struct TaskQueueStats {
    #[prost(int64, tag = "1")]
    pub approximate_backlog_count: i64,
    #[prost(message, optional, tag = "2")]
    pub approximate_backlog_age: ::core::option::Option<::prost_types::Duration>,
    #[prost(float, tag = "3")]
    pub tasks_add_rate: f32,
    #[prost(float, tag = "4")]
    pub tasks_dispatch_rate: f32,
    #[prost(bool, tag = "5")]
    pub rate_limiting_active: bool,
}
#[derive(Clone, Copy, PartialEq, ::prost::Message)]
pub struct TaskQueueStatus {
    #[prost(int64, tag = "1")]
    pub backlog_count_hint: i64,
    #[prost(int64, tag = "2")]
    pub read_level: i64,
    #[prost(int64, tag = "3")]
    pub ack_level: i64,
    #[prost(double, tag = "4")]
    pub rate_per_second: f64,
    #[prost(message, optional, tag = "5")]
    pub task_id_block: ::core::option::Option<TaskIdBlock>,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct TaskIdBlock {
    #[prost(int64, tag = "1")]
    pub start_id: i64,
    #[prost(int64, tag = "2")]
    pub end_id: i64,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct TaskQueuePartitionMetadata {
    #[prost(string, tag = "1")]
    pub key: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub owner_host_name: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct PollerInfo {
    #[prost(message, optional, tag = "1")]
    pub last_access_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(string, tag = "2")]
    pub identity: ::prost::alloc::string::String,
    #[prost(double, tag = "3")]
    pub rate_per_second: f64,
    #[prost(message, optional, tag = "4")]
    pub worker_version_capabilities: ::core::option::Option<
        super::super::common::v1::WorkerVersionCapabilities,
    >,
    #[prost(message, optional, tag = "5")]
    pub deployment_options: ::core::option::Option<
        super::super::deployment::v1::WorkerDeploymentOptions,
    >,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct StickyExecutionAttributes {
    #[prost(message, optional, tag = "1")]
    pub worker_task_queue: ::core::option::Option<TaskQueue>,
    #[prost(message, optional, tag = "2")]
    pub schedule_to_start_timeout: ::core::option::Option<::prost_types::Duration>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CompatibleVersionSet {
    #[prost(string, repeated, tag = "1")]
    pub build_ids: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct TaskQueueReachability {
    #[prost(string, tag = "1")]
    pub task_queue: ::prost::alloc::string::String,
    #[prost(
        enumeration = "super::super::enums::v1::TaskReachability",
        repeated,
        tag = "2"
    )]
    pub reachability: ::prost::alloc::vec::Vec<i32>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct BuildIdReachability {
    #[prost(string, tag = "1")]
    pub build_id: ::prost::alloc::string::String,
    #[prost(message, repeated, tag = "2")]
    pub task_queue_reachability: ::prost::alloc::vec::Vec<TaskQueueReachability>,
}
#[derive(Clone, Copy, PartialEq, ::prost::Message)]
pub struct RampByPercentage {
    #[prost(float, tag = "1")]
    pub ramp_percentage: f32,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct BuildIdAssignmentRule {
    #[prost(string, tag = "1")]
    pub target_build_id: ::prost::alloc::string::String,
    #[prost(oneof = "build_id_assignment_rule::Ramp", tags = "3")]
    pub ramp: ::core::option::Option<build_id_assignment_rule::Ramp>,
}
/// Nested message and enum types in `BuildIdAssignmentRule`.
pub mod build_id_assignment_rule {
    #[derive(Clone, Copy, PartialEq, ::prost::Oneof)]
    pub enum Ramp {
        #[prost(message, tag = "3")]
        PercentageRamp(super::RampByPercentage),
    }
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CompatibleBuildIdRedirectRule {
    #[prost(string, tag = "1")]
    pub source_build_id: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub target_build_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct TimestampedBuildIdAssignmentRule {
    #[prost(message, optional, tag = "1")]
    pub rule: ::core::option::Option<BuildIdAssignmentRule>,
    #[prost(message, optional, tag = "2")]
    pub create_time: ::core::option::Option<::prost_types::Timestamp>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct TimestampedCompatibleBuildIdRedirectRule {
    #[prost(message, optional, tag = "1")]
    pub rule: ::core::option::Option<CompatibleBuildIdRedirectRule>,
    #[prost(message, optional, tag = "2")]
    pub create_time: ::core::option::Option<::prost_types::Timestamp>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct PollerGroupInfo {
    #[prost(string, tag = "1")]
    pub id: ::prost::alloc::string::String,
    #[prost(float, tag = "2")]
    pub weight: f32,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct PollerGroupsInfo {
    #[prost(int64, tag = "1")]
    pub version: i64,
    #[prost(message, repeated, tag = "2")]
    pub poller_groups: ::prost::alloc::vec::Vec<PollerGroupInfo>,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct PollerScalingDecision {
    #[prost(int32, tag = "1")]
    pub poll_request_delta_suggestion: i32,
}
#[derive(Clone, Copy, PartialEq, ::prost::Message)]
pub struct RateLimit {
    #[prost(float, tag = "1")]
    pub requests_per_second: f32,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ConfigMetadata {
    #[prost(string, tag = "1")]
    pub reason: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub update_identity: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "3")]
    pub update_time: ::core::option::Option<::prost_types::Timestamp>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct RateLimitConfig {
    #[prost(message, optional, tag = "1")]
    pub rate_limit: ::core::option::Option<RateLimit>,
    #[prost(message, optional, tag = "2")]
    pub metadata: ::core::option::Option<ConfigMetadata>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct TaskQueueConfig {
    #[prost(message, optional, tag = "1")]
    pub queue_rate_limit: ::core::option::Option<RateLimitConfig>,
    #[prost(message, optional, tag = "2")]
    pub fairness_keys_rate_limit_default: ::core::option::Option<RateLimitConfig>,
    #[prost(btree_map = "string, float", tag = "3")]
    pub fairness_weight_overrides: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        f32,
    >,
}
