//! Makes and serves unary gRPC calls over HTTP/2, on whatever runtime the user chose.

mod client;
mod error;
mod grpc;
mod rt;
mod server;

pub use client::{HyperTransport, KeepAlive, Options};
pub use error::InvalidOption;
pub use grpc::{Answer, Compression, Limits};
pub use server::{Request, Server, ServerOptions, Service};
