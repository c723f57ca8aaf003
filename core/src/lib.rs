//! A Temporal SDK core in pure machines: history and completions in, activations and commands out.
//!
//! There is no IO here, no clock, no thread and no global: a [`workflow::Run`] is told what happened
//! ([`workflow::task::Input`]) and says what to do ([`workflow::task::Output`]).
#![no_std]

extern crate alloc;

pub mod client;
pub mod command;
pub mod divergence;
pub mod error;
pub mod failure;
pub mod flags;
pub mod guard;
pub mod history;
pub mod id;
pub mod limits;
pub mod machine;
pub mod payload;
pub mod rng;
pub mod rpc;
pub mod time;
pub(crate) mod wire;
pub mod worker;
pub mod workflow;
