// Written by `cargo xtask proto`; do not edit.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct WorkerDeploymentOptions {
    #[prost(string, tag = "1")]
    pub deployment_name: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub build_id: ::prost::alloc::string::String,
    #[prost(enumeration = "super::super::enums::v1::WorkerVersioningMode", tag = "3")]
    pub worker_versioning_mode: i32,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct Deployment {
    #[prost(string, tag = "1")]
    pub series_name: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub build_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct DeploymentInfo {
    #[prost(message, optional, tag = "1")]
    pub deployment: ::core::option::Option<Deployment>,
    #[prost(message, optional, tag = "2")]
    pub create_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(message, repeated, tag = "3")]
    pub task_queue_infos: ::prost::alloc::vec::Vec<deployment_info::TaskQueueInfo>,
    #[prost(btree_map = "string, message", tag = "4")]
    pub metadata: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        super::super::common::v1::Payload,
    >,
    #[prost(bool, tag = "5")]
    pub is_current: bool,
}
/// Nested message and enum types in `DeploymentInfo`.
pub mod deployment_info {
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct TaskQueueInfo {
        #[prost(string, tag = "1")]
        pub name: ::prost::alloc::string::String,
        #[prost(
            enumeration = "super::super::super::enums::v1::TaskQueueType",
            tag = "2"
        )]
        pub r#type: i32,
        #[prost(message, optional, tag = "3")]
        pub first_poller_time: ::core::option::Option<::prost_types::Timestamp>,
    }
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct UpdateDeploymentMetadata {
    #[prost(btree_map = "string, message", tag = "1")]
    pub upsert_entries: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        super::super::common::v1::Payload,
    >,
    #[prost(string, repeated, tag = "2")]
    pub remove_entries: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DeploymentListInfo {
    #[prost(message, optional, tag = "1")]
    pub deployment: ::core::option::Option<Deployment>,
    #[prost(message, optional, tag = "2")]
    pub create_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(bool, tag = "3")]
    pub is_current: bool,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct WorkerDeploymentVersionInfo {
    #[prost(string, tag = "1")]
    pub version: ::prost::alloc::string::String,
    #[prost(
        enumeration = "super::super::enums::v1::WorkerDeploymentVersionStatus",
        tag = "14"
    )]
    pub status: i32,
    #[prost(message, optional, tag = "11")]
    pub deployment_version: ::core::option::Option<WorkerDeploymentVersion>,
    #[prost(string, tag = "2")]
    pub deployment_name: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "3")]
    pub create_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(message, optional, tag = "4")]
    pub routing_changed_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(message, optional, tag = "5")]
    pub current_since_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(message, optional, tag = "6")]
    pub ramping_since_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(message, optional, tag = "12")]
    pub first_activation_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(message, optional, tag = "15")]
    pub last_current_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(message, optional, tag = "13")]
    pub last_deactivation_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(float, tag = "7")]
    pub ramp_percentage: f32,
    #[prost(message, repeated, tag = "8")]
    pub task_queue_infos: ::prost::alloc::vec::Vec<
        worker_deployment_version_info::VersionTaskQueueInfo,
    >,
    #[prost(message, optional, tag = "9")]
    pub drainage_info: ::core::option::Option<VersionDrainageInfo>,
    #[prost(message, optional, tag = "10")]
    pub metadata: ::core::option::Option<VersionMetadata>,
    #[prost(message, optional, tag = "16")]
    pub compute_config: ::core::option::Option<super::super::compute::v1::ComputeConfig>,
    #[prost(string, tag = "17")]
    pub last_modifier_identity: ::prost::alloc::string::String,
}
/// Nested message and enum types in `WorkerDeploymentVersionInfo`.
pub mod worker_deployment_version_info {
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct VersionTaskQueueInfo {
        #[prost(string, tag = "1")]
        pub name: ::prost::alloc::string::String,
        #[prost(
            enumeration = "super::super::super::enums::v1::TaskQueueType",
            tag = "2"
        )]
        pub r#type: i32,
    }
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct VersionDrainageInfo {
    #[prost(enumeration = "super::super::enums::v1::VersionDrainageStatus", tag = "1")]
    pub status: i32,
    #[prost(message, optional, tag = "2")]
    pub last_changed_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(message, optional, tag = "3")]
    pub last_checked_time: ::core::option::Option<::prost_types::Timestamp>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ComputeStatus {
    #[prost(message, optional, tag = "1")]
    pub provider_validation: ::core::option::Option<
        compute_status::ProviderValidationStatus,
    >,
}
/// Nested message and enum types in `ComputeStatus`.
pub mod compute_status {
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct ProviderValidationStatus {
        #[prost(string, tag = "1")]
        pub error_message: ::prost::alloc::string::String,
        #[prost(message, optional, tag = "2")]
        pub last_check_time: ::core::option::Option<::prost_types::Timestamp>,
    }
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct WorkerDeploymentInfo {
    #[prost(string, tag = "1")]
    pub name: ::prost::alloc::string::String,
    #[prost(message, repeated, tag = "2")]
    pub version_summaries: ::prost::alloc::vec::Vec<
        worker_deployment_info::WorkerDeploymentVersionSummary,
    >,
    #[prost(message, optional, tag = "3")]
    pub create_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(message, optional, tag = "4")]
    pub routing_config: ::core::option::Option<RoutingConfig>,
    #[prost(string, tag = "5")]
    pub last_modifier_identity: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub manager_identity: ::prost::alloc::string::String,
    #[prost(
        enumeration = "super::super::enums::v1::RoutingConfigUpdateState",
        tag = "7"
    )]
    pub routing_config_update_state: i32,
}
/// Nested message and enum types in `WorkerDeploymentInfo`.
pub mod worker_deployment_info {
    #[derive(Clone, PartialEq, ::prost::Message)]
    pub struct WorkerDeploymentVersionSummary {
        #[prost(string, tag = "1")]
        pub version: ::prost::alloc::string::String,
        #[prost(
            enumeration = "super::super::super::enums::v1::WorkerDeploymentVersionStatus",
            tag = "11"
        )]
        pub status: i32,
        #[prost(message, optional, tag = "4")]
        pub deployment_version: ::core::option::Option<super::WorkerDeploymentVersion>,
        #[prost(message, optional, tag = "2")]
        pub create_time: ::core::option::Option<::prost_types::Timestamp>,
        #[prost(
            enumeration = "super::super::super::enums::v1::VersionDrainageStatus",
            tag = "3"
        )]
        pub drainage_status: i32,
        #[prost(message, optional, tag = "5")]
        pub drainage_info: ::core::option::Option<super::VersionDrainageInfo>,
        #[prost(message, optional, tag = "6")]
        pub current_since_time: ::core::option::Option<::prost_types::Timestamp>,
        #[prost(message, optional, tag = "7")]
        pub ramping_since_time: ::core::option::Option<::prost_types::Timestamp>,
        #[prost(message, optional, tag = "8")]
        pub routing_update_time: ::core::option::Option<::prost_types::Timestamp>,
        #[prost(message, optional, tag = "9")]
        pub first_activation_time: ::core::option::Option<::prost_types::Timestamp>,
        #[prost(message, optional, tag = "12")]
        pub last_current_time: ::core::option::Option<::prost_types::Timestamp>,
        #[prost(message, optional, tag = "10")]
        pub last_deactivation_time: ::core::option::Option<::prost_types::Timestamp>,
        #[prost(message, optional, tag = "13")]
        pub compute_config: ::core::option::Option<
            super::super::super::compute::v1::ComputeConfigSummary,
        >,
        #[prost(message, optional, tag = "14")]
        pub compute_status: ::core::option::Option<super::ComputeStatus>,
    }
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct WorkerDeploymentVersion {
    #[prost(string, tag = "1")]
    pub build_id: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub deployment_name: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct VersionMetadata {
    #[prost(btree_map = "string, message", tag = "1")]
    pub entries: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        super::super::common::v1::Payload,
    >,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct RoutingConfig {
    #[prost(message, optional, tag = "7")]
    pub current_deployment_version: ::core::option::Option<WorkerDeploymentVersion>,
    #[prost(string, tag = "1")]
    pub current_version: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "9")]
    pub ramping_deployment_version: ::core::option::Option<WorkerDeploymentVersion>,
    #[prost(string, tag = "2")]
    pub ramping_version: ::prost::alloc::string::String,
    #[prost(float, tag = "3")]
    pub ramping_version_percentage: f32,
    #[prost(message, optional, tag = "4")]
    pub current_version_changed_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(message, optional, tag = "5")]
    pub ramping_version_changed_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(message, optional, tag = "6")]
    pub ramping_version_percentage_changed_time: ::core::option::Option<
        ::prost_types::Timestamp,
    >,
    #[prost(int64, tag = "10")]
    pub revision_number: i64,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct InheritedAutoUpgradeInfo {
    #[prost(message, optional, tag = "1")]
    pub source_deployment_version: ::core::option::Option<WorkerDeploymentVersion>,
    #[prost(int64, tag = "2")]
    pub source_deployment_revision_number: i64,
    #[prost(
        enumeration = "super::super::enums::v1::ContinueAsNewVersioningBehavior",
        tag = "3"
    )]
    pub continue_as_new_initial_versioning_behavior: i32,
}
