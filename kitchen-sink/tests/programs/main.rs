//! Programs are read and written, run by hand, and run by core.
#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod activities;
mod awaits;
mod cancellation;
mod commands;
mod core_run;
mod determinism;
mod fixture;
mod handlers;
mod json;
mod nexus;
mod outcomes;
mod samples;
mod sets;
