//! What tests on a real Temporal Server have in common: the server, runtimes to run on, a client of few words, a host for
//! workers, and a record of what they do.

pub mod client;
mod counted;
pub mod history;
mod host;
mod keep;
mod lab;
mod port;
pub mod proxy;
pub mod record;
mod server;
mod suite;
mod world;

pub use client::{Client, UpdateEnd};
pub use history::History;
pub use host::SinkHost;
pub use lab::{Lab, RunningWorker};
pub use port::Port;
pub use record::Record;
pub use server::{DevServer, ServerOptions};
pub use suite::{Run, Scenario, main};
pub use world::{OnSmol, OnTokio, World};

use dacapo_kitchen_sink::Program;
use serde_json::{Value, json};

/// A program: all of it, or the list of what it does.
///
/// # Panics
///
/// It is none.
#[must_use]
#[expect(clippy::panic, reason = "a scenario that has this wrong is to fail")]
pub fn program(json: Value) -> Program {
    let json = if json.is_array() { json!({ "actions": json }) } else { json };
    Program::parse(json.to_string().as_bytes()).unwrap_or_else(|error| panic!("{error} in {json}"))
}
