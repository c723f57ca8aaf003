//! Makes and serves calls of the Temporal API over gRPC, on whatever runtime the user chose: the transport of a client or
//! worker, and the face of a server. Calls are unary, as all of Temporal's are.
//!
//! ```
//! use dacapo_core::rpc::{Call, Code, Status};
//! use dacapo_runtime::{Endpoint, Runtime, Transport};
//! use dacapo_runtime_tokio::Tokio;
//! use dacapo_transport_hyper::{Answer, HyperTransport, Options, Request, Server, ServerOptions};
//! use std::{future::pending, time::Duration};
//!
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! let runtime = Tokio::current().expect("this is tokio");
//!
//! // A server answers what connects to it. Who listens is up to its user.
//! let listener = runtime.listen(&Endpoint::Tcp { host: "127.0.0.1".to_owned(), port: 0 }).await.expect("a port is free");
//! let endpoint = listener.endpoint().expect("it has one");
//! let service = |request: Request| async move {
//!     Answer::from(match &*request.method {
//!         "/example.Service/Echo" => Ok(request.message),
//!         other => Err(Status::new(Code::Unimplemented, format!("there is no {other}"))),
//!     })
//! };
//! let server = Server::new(runtime.clone(), service, &ServerOptions::default()).expect("the options are valid");
//! runtime.spawn(async move {
//!     let stream = listener.accept().await.expect("a client connects");
//!     server.serve(stream, pending()).await.expect("the client ends well");
//! });
//!
//! // A transport connects when it is first used.
//! let options = Options { namespace: "default".to_owned(), ..Options::new(endpoint, 1) };
//! let transport = HyperTransport::new(runtime, &options).expect("the options are valid");
//! let call = Call {
//!     method: "/example.Service/Echo",
//!     message: "hello".into(),
//!     timeout: Duration::from_secs(10),
//!     metadata: Vec::new(),
//! };
//! assert_eq!(transport.call(call).await.expect("the server answers"), "hello");
//! # });
//! ```
//!
//! With TLS, or an API key, which turns TLS on, the options also say who does the cryptography:
//!
//! ```
//! use dacapo_runtime::Endpoint;
//! use dacapo_transport_hyper::{ApiKey, Options, Security, Tls, rustls::crypto::ring};
//! use std::sync::Arc;
//!
//! let endpoint = Endpoint::Tcp { host: "us-west-2.aws.api.temporal.io".to_owned(), port: 7233 };
//! let options = Options {
//!     crypto: Some(Arc::new(ring::default_provider())),
//!     api_key: Some(ApiKey::new("secret")),
//!     // This is what the key implies. Here go roots, a client certificate, another name for the server.
//!     security: Security::Tls(Tls::default()),
//!     ..Options::new(endpoint, 1)
//! };
//! ```
//!
//! # Connections
//!
//! All calls of a transport and its clones share one HTTP/2 connection. It opens with the first call, or with
//! [`HyperTransport::connect`], and again when it ended; callers that come meanwhile wait for the same attempt. After a failure
//! the next attempt waits, longer from failure to failure, until a server answers; of several addresses, each attempt tries
//! all, and begins with the one that was good. A connection counts as open when the server has said its first word, so that
//! what is wrong with it is known before a call depends on it. A silent connection is asked for a sign of life and given up without one.
//!
//! # Retries
//!
//! Whether a call that failed is made again is its caller's decision. The transport makes a call again only where no server
//! began with it (it went away before, or refused the stream), where a refused API key has another in its place, and
//! uncompressed where a server seems not to take gzip.
//!
//! # Time
//!
//! Deadlines, waits, keep-alive and the validity of certificates go by the [`Runtime`](dacapo_runtime::Runtime)'s clock. h2 reads
//! the system's to forget streams that were reset, which decides nothing here.
//!
//! # Errors
//!
//! An option that cannot be used is an [`InvalidOption`] that names its field. A call ends with the server's status; with
//! `Unavailable` where there is no connection or it broke, and then the message names the address, the stage, the cause, what
//! was seen, and what helps, which [`HyperTransport::connect_error`] has as a value; with `DeadlineExceeded` after its timeout, with what the transport was waiting for; with `ResourceExhausted` where a
//! message is longer than [`Limits`] allows, before or after decompression; with `InvalidArgument` for metadata that gRPC
//! forbids; and with the code that gRPC gives to an HTTP status or a reset stream, where a response is not gRPC's.
//!
//! # What is left out
//!
//! Streams of messages, load balancing over several connections, and compression other than
//! gzip. Tokio is among the dependencies, because h2 uses some of its types; nothing of it runs.

mod client;
mod error;
#[doc(hidden)]
pub mod fuzz;
mod grpc;
mod rt;
mod server;
mod tls;

pub use client::{
    ApiKey, Cause, ConnectError, ConnectFailure, FetchedKey, HyperTransport, KeepAlive, Login, Options, Proxy,
    Security, Stage,
};
pub use error::InvalidOption;
pub use futures_rustls::rustls;
pub use grpc::{Answer, Compression, Limits};
pub use server::{Request, Server, ServerOptions, Service};
pub use tls::{Identity, Roots, ServerTls, Tls, TlsSource, Verification};
