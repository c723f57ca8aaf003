// Written by `cargo xtask proto`; do not edit.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ExecuteCommandsRequest {
    #[prost(message, repeated, tag = "1")]
    pub commands: ::prost::alloc::vec::Vec<
        super::super::super::worker::v1::WorkerCommand,
    >,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ExecuteCommandsResponse {
    #[prost(message, repeated, tag = "1")]
    pub results: ::prost::alloc::vec::Vec<
        super::super::super::worker::v1::WorkerCommandResult,
    >,
}
