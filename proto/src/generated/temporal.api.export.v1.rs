// Written by `cargo xtask proto`; do not edit.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct WorkflowExecution {
    #[prost(message, optional, tag = "1")]
    pub history: ::core::option::Option<super::super::history::v1::History>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct WorkflowExecutions {
    #[prost(message, repeated, tag = "1")]
    pub items: ::prost::alloc::vec::Vec<WorkflowExecution>,
}
