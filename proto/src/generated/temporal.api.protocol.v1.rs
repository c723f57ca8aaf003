// Written by `cargo xtask proto`; do not edit.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct Message {
    #[prost(string, tag = "1")]
    pub id: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub protocol_instance_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "5")]
    pub body: ::core::option::Option<::prost_types::Any>,
    #[prost(oneof = "message::SequencingId", tags = "3, 4")]
    pub sequencing_id: ::core::option::Option<message::SequencingId>,
}
/// Nested message and enum types in `Message`.
pub mod message {
    #[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Oneof)]
    pub enum SequencingId {
        #[prost(int64, tag = "3")]
        EventId(i64),
        #[prost(int64, tag = "4")]
        CommandIndex(i64),
    }
}
