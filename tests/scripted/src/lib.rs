//! What a worker needs beside itself to show what it costs: a server in memory that follows a script, a transport to it,
//! and a host of workflows that are written as `async` functions.
//!
//! The server keeps a number of executions going, each along the same way, and knows no time, no retries and no
//! conflicts; `tests/sim` has a model that does. Benchmarks drive the official worker on the same server.

mod host;
mod server;
mod transport;

pub use host::{Counted, Gauges, LightHost, workflows};
pub use server::{Activities, Answer, Plan, Server, Watch};
pub use transport::Memory;

/// The namespace of the script.
pub const NAMESPACE: &str = "default";

/// The task queue of the script.
pub const TASK_QUEUE: &str = "scripted";
