//! What tests on a real Temporal Server have in common: the server, a client of few words, and a host for workers.

mod client;
mod host;
mod server;

pub use client::Client;
pub use host::SinkHost;
pub use server::DevServer;
