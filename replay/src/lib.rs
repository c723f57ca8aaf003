//! Reads and plays recorded histories.

pub mod read;
