// Written by `cargo xtask proto`; do not edit.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct CallbackInfo {
    #[prost(message, optional, tag = "1")]
    pub trigger: ::core::option::Option<callback_info::Trigger>,
    #[prost(message, optional, tag = "2")]
    pub info: ::core::option::Option<super::super::callback::v1::CallbackInfo>,
}
/// Nested message and enum types in `CallbackInfo`.
pub mod callback_info {
    #[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct OperationCompleted {}
    #[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct Trigger {
        #[prost(oneof = "trigger::Variant", tags = "1")]
        pub variant: ::core::option::Option<trigger::Variant>,
    }
    /// Nested message and enum types in `Trigger`.
    pub mod trigger {
        #[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Oneof)]
        pub enum Variant {
            #[prost(message, tag = "1")]
            OperationCompleted(super::OperationCompleted),
        }
    }
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct OnConflictOptions {
    #[prost(bool, tag = "1")]
    pub attach_request_id: bool,
    #[prost(bool, tag = "2")]
    pub attach_completion_callbacks: bool,
    #[prost(bool, tag = "3")]
    pub attach_links: bool,
}
