//! Reads and plays recorded histories.
