//! Decides what an async runtime and a transport must offer; implements neither.

use core::{future::Future, time::Duration};
use dacapo_core::{
    rpc::{Call, CallEnd},
    time::Now,
};
use std::{io, path::PathBuf};

/// An async runtime: time, tasks and sockets. Everything is required, so that nothing is taken from somewhere else in
/// silence.
pub trait Runtime: Clone + Send + Sync + 'static {
    /// A connected byte stream.
    type Connection: Connection;

    /// Ends when `after` has passed, or a little later.
    fn sleep(&self, after: Duration) -> impl Future<Output = ()> + Send;

    /// Runs `task` to its end beside the caller.
    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static);

    /// Reads both clocks. The first never goes back.
    fn now(&self) -> Now;

    /// Opens a connection. Names are resolved; of several addresses the first that answers is taken. Where a name has none, the
    /// error holds an [`Unresolved`](crate::Unresolved).
    fn connect(&self, endpoint: &Endpoint) -> impl Future<Output = io::Result<Self::Connection>> + Send;
}

/// A byte stream in both directions.
pub trait Connection: futures_io::AsyncRead + futures_io::AsyncWrite + Send + Unpin + 'static {}

impl<C: futures_io::AsyncRead + futures_io::AsyncWrite + Send + Unpin + 'static> Connection for C {}

/// Where a connection goes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a runtime must know them all")]
pub enum Endpoint {
    /// A host name or an address, and a port.
    Tcp {
        /// The name or the address, IPv6 without brackets.
        host: String,
        /// The port.
        port: u16,
    },
    /// A socket in the file system.
    Unix(PathBuf),
}

/// Makes calls of the Temporal API, each once: retries belong to whoever calls.
pub trait Transport: Clone + Send + Sync + 'static {
    /// Makes one call. Dropping the future cancels it.
    fn call(&self, call: Call) -> impl Future<Output = CallEnd> + Send;
}
