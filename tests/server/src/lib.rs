//! What tests on a real Temporal Server have in common: the server, runtimes to run on, a client of few words, a host for
//! workers, and a record of what they do.

pub mod client;
pub mod history;
mod host;
mod keep;
mod lab;
pub mod proxy;
pub mod record;
mod server;
mod suite;
mod world;

pub use client::{Client, UpdateEnd};
pub use history::History;
pub use host::SinkHost;
pub use lab::{Lab, RunningWorker};
pub use record::Record;
pub use server::{DevServer, ServerOptions, free_port};
pub use suite::{Run, Scenario, main};
pub use world::{OnSmol, OnTokio, World};
