//! The bodies of the fuzz targets, and the model that they share.
//!
//! A body takes bytes and panics where it finds a fault. It says whether the bytes were of any use, so that a fuzzer
//! keeps only those. The bodies are compiled and run by the stable toolchain; `fuzz_targets` makes programs of them.

pub mod activation_script;
pub mod cold;
pub mod config_file;
pub mod grpc_frame;
pub mod history_replay;
pub mod input;
pub mod json_history;
pub mod model;
pub mod paging;
pub mod payload_json;
pub mod status_details;
pub mod transcript;

/// Takes the bytes of a fuzzer.
pub type Target = fn(&[u8]) -> bool;

/// The targets, each with the name of its corpus.
pub const TARGETS: [(&str, Target); 8] = [
    ("activation_script", |bytes| activation_script::run(bytes).is_some()),
    ("config_file", config_file::run),
    ("grpc_frame", grpc_frame::run),
    ("history_replay", history_replay::run),
    ("json_history", json_history::run),
    ("paging", paging::run),
    ("payload_json", payload_json::run),
    ("status_details", status_details::run),
];
