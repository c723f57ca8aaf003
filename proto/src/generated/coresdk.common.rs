// Written by `cargo xtask proto`; do not edit.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct NamespacedWorkflowExecution {
    #[prost(string, tag = "1")]
    pub namespace: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub workflow_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub run_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct WorkerDeploymentVersion {
    #[prost(string, tag = "1")]
    pub deployment_name: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub build_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ExternalStorageMetrics {
    #[prost(uint64, tag = "1")]
    pub payload_count: u64,
    #[prost(uint64, tag = "2")]
    pub total_size_bytes: u64,
    #[prost(message, optional, tag = "3")]
    pub total_duration: ::core::option::Option<::prost_types::Duration>,
    #[prost(string, repeated, tag = "4")]
    pub driver_names: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
}
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum VersioningIntent {
    Unspecified = 0,
    Compatible = 1,
    Default = 2,
}
impl VersioningIntent {
    /// String value of the enum field names used in the ProtoBuf definition.
    ///
    /// The values are not transformed in any way and thus are considered stable
    /// (if the ProtoBuf definition does not change) and safe for programmatic use.
    pub fn as_str_name(&self) -> &'static str {
        match self {
            Self::Unspecified => "UNSPECIFIED",
            Self::Compatible => "COMPATIBLE",
            Self::Default => "DEFAULT",
        }
    }
    /// Creates an enum from field names used in the ProtoBuf definition.
    pub fn from_str_name(value: &str) -> ::core::option::Option<Self> {
        match value {
            "UNSPECIFIED" => Some(Self::Unspecified),
            "COMPATIBLE" => Some(Self::Compatible),
            "DEFAULT" => Some(Self::Default),
            _ => None,
        }
    }
}
