// Written by `cargo xtask proto`; do not edit.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct WorkflowRuleAction {
    #[prost(oneof = "workflow_rule_action::Variant", tags = "1")]
    pub variant: ::core::option::Option<workflow_rule_action::Variant>,
}
/// Nested message and enum types in `WorkflowRuleAction`.
pub mod workflow_rule_action {
    #[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct ActionActivityPause {}
    #[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Oneof)]
    pub enum Variant {
        #[prost(message, tag = "1")]
        ActivityPause(ActionActivityPause),
    }
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct WorkflowRuleSpec {
    #[prost(string, tag = "1")]
    pub id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub visibility_query: ::prost::alloc::string::String,
    #[prost(message, repeated, tag = "4")]
    pub actions: ::prost::alloc::vec::Vec<WorkflowRuleAction>,
    #[prost(message, optional, tag = "5")]
    pub expiration_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(oneof = "workflow_rule_spec::Trigger", tags = "2")]
    pub trigger: ::core::option::Option<workflow_rule_spec::Trigger>,
}
/// Nested message and enum types in `WorkflowRuleSpec`.
pub mod workflow_rule_spec {
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct ActivityStartingTrigger {
        #[prost(string, tag = "1")]
        pub predicate: ::prost::alloc::string::String,
    }
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Oneof)]
    pub enum Trigger {
        #[prost(message, tag = "2")]
        ActivityStart(ActivityStartingTrigger),
    }
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct WorkflowRule {
    #[prost(message, optional, tag = "1")]
    pub create_time: ::core::option::Option<::prost_types::Timestamp>,
    #[prost(message, optional, tag = "2")]
    pub spec: ::core::option::Option<WorkflowRuleSpec>,
    #[prost(string, tag = "3")]
    pub created_by_identity: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub description: ::prost::alloc::string::String,
}
