//! Makes and serves unary gRPC calls over HTTP/2, on whatever runtime the user chose.

mod client;
mod error;
mod grpc;
mod rt;
mod server;
mod tls;

pub use client::{ApiKey, HyperTransport, KeepAlive, Login, Options, Proxy, Security};
pub use error::InvalidOption;
pub use futures_rustls::rustls;
pub use grpc::{Answer, Compression, Limits};
pub use server::{Request, Server, ServerOptions, Service};
pub use tls::{Identity, Roots, ServerTls, Tls};
