//! The bodies of the fuzz targets, and the model that they share.
//!
//! A body takes bytes and panics where it finds a fault. It says whether the bytes were of any use, so that a fuzzer
//! keeps only those. The bodies are compiled and run by the stable toolchain; `fuzz_targets` makes programs of them.

pub mod activation_script;
pub mod cold;
pub mod input;
pub mod model;
pub mod transcript;
