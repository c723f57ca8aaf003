//! Decides what can be chosen about a server, and whether it can be used.

use crate::{
    client::KeepAlive,
    error::InvalidOption,
    grpc::{Compression, Limits},
    tls::ServerTls,
};
use dacapo_runtime::Runtime;
use futures_rustls::TlsAcceptor;
use std::time::Duration;

/// How connections are served. [`Server::new`](crate::Server::new) checks it.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a user fills it")]
pub struct ServerOptions {
    /// TLS, where connections are encrypted.
    pub tls: Option<ServerTls>,
    /// How long a client may take to agree on TLS.
    pub handshake_timeout: Duration,
    /// How responses are sent, where the client takes it.
    pub compression: Compression,
    /// How long messages may be.
    pub limits: Limits,
    /// How many calls one connection may have at a time. Others wait at the client.
    pub concurrent_calls: u32,
    /// When a silent connection is checked and given up; `None` for never.
    pub keep_alive: Option<KeepAlive>,
}

impl Default for ServerOptions {
    fn default() -> Self {
        Self {
            tls: None,
            handshake_timeout: Duration::from_secs(10),
            compression: Compression::None,
            limits: Limits::default(),
            concurrent_calls: 10_000,
            keep_alive: Some(KeepAlive::default()),
        }
    }
}

/// Options that were checked.
pub(super) struct Settings {
    pub(super) tls: Option<TlsAcceptor>,
    pub(super) handshake_timeout: Duration,
    pub(super) compression: Compression,
    pub(super) limits: Limits,
    pub(super) concurrent_calls: u32,
    pub(super) keep_alive: Option<KeepAlive>,
}

impl Settings {
    pub(super) fn new<R: Runtime>(runtime: &R, options: &ServerOptions) -> Result<Self, InvalidOption> {
        if options.concurrent_calls == 0 {
            return Err(InvalidOption::new("concurrent_calls", "it is zero"));
        }
        if options.handshake_timeout.is_zero() {
            return Err(InvalidOption::new("handshake_timeout", "it is zero"));
        }
        KeepAlive::check(options.keep_alive)?;
        Ok(Self {
            tls: options.tls.as_ref().map(|tls| tls.acceptor(runtime.clone())).transpose()?,
            handshake_timeout: options.handshake_timeout,
            compression: options.compression,
            limits: options.limits,
            concurrent_calls: options.concurrent_calls,
            keep_alive: options.keep_alive,
        })
    }
}
