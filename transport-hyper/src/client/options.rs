//! Decides what a user can choose about a transport.

use super::{ApiKey, Proxy};
use crate::{
    error::InvalidOption,
    grpc::{Compression, Limits},
    tls::{Tls, TlsSource},
};
use bytes::Bytes;
use dacapo_core::{id::Text, rpc::RetryPolicy};
use dacapo_runtime::Endpoint;
use futures_rustls::rustls::crypto::CryptoProvider;
use std::{sync::Arc, time::Duration};

/// How a transport connects, and what its calls have in common. [`HyperTransport::new`](crate::HyperTransport::new)
/// checks it.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a user fills it")]
pub struct Options {
    /// Where the server is, at least one. Where one cannot be reached, the next is tried.
    pub endpoints: Vec<Endpoint>,
    /// Whether the way there is encrypted.
    pub security: Security,
    /// Who does the cryptography of TLS, such as `rustls::crypto::ring::default_provider()`.
    pub crypto: Option<Arc<CryptoProvider>>,
    /// The proxy through which the server is reached.
    pub proxy: Option<Proxy>,
    /// The key by which the server knows the caller. Metadata with an `authorization` replaces it.
    pub api_key: Option<ApiKey>,
    /// The metadata `client-name`: which SDK this is; empty for none.
    pub client_name: String,
    /// The metadata `client-version`: which version of it; empty for none.
    pub client_version: String,
    /// The metadata `temporal-namespace`, by which a proxy may find the server; empty for none.
    pub namespace: String,
    /// Metadata of every call. A call's own replaces what has the same name.
    pub metadata: Vec<(Text, Bytes)>,
    /// How requests are sent. Where the server takes no gzip, they are sent as they are.
    pub compression: Compression,
    /// How long messages may be.
    pub limits: Limits,
    /// When a silent connection is checked and given up; `None` for never.
    pub keep_alive: Option<KeepAlive>,
    /// How long one address may take until it is connected, TLS included.
    pub connect_timeout: Duration,
    /// The waits between attempts to connect after failures. Only a connection that answered ends the failures.
    pub reconnect: RetryPolicy,
    /// Decides the jitter of those waits: random, and another for each transport.
    pub seed: u64,
}

impl Options {
    /// The defaults, for one address.
    #[must_use]
    pub fn new(endpoint: Endpoint, seed: u64) -> Self {
        Self {
            endpoints: vec![endpoint],
            security: Security::default(),
            crypto: None,
            proxy: None,
            api_key: None,
            client_name: String::new(),
            client_version: String::new(),
            namespace: String::new(),
            metadata: Vec::new(),
            compression: Compression::None,
            limits: Limits::default(),
            keep_alive: Some(KeepAlive::default()),
            connect_timeout: Duration::from_secs(10),
            reconnect: RetryPolicy::CALL,
            seed,
        }
    }
}

/// Whether a connection is encrypted.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum Security {
    /// TLS with its defaults where there is an API key, which others should not read; otherwise none.
    #[default]
    Unspecified,
    /// Not encrypted, API key or not.
    Plaintext,
    /// TLS.
    Tls(Tls),
    /// TLS, asked for before every connection.
    Fetched(TlsSource),
}

/// When a silent connection is checked and given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a user fills it")]
pub struct KeepAlive {
    /// How long nothing may arrive until the peer is asked for a sign of life, calls or not.
    /// A Temporal Server ends connections on which it is asked more often than every ten seconds.
    pub interval: Duration,
    /// How long it may take to give one.
    pub timeout: Duration,
}

impl Default for KeepAlive {
    /// 30 seconds, and 15 more.
    fn default() -> Self {
        Self { interval: Duration::from_secs(30), timeout: Duration::from_secs(15) }
    }
}

impl KeepAlive {
    pub(crate) fn check(keep_alive: Option<Self>) -> Result<(), InvalidOption> {
        let Some(Self { interval, timeout }) = keep_alive else { return Ok(()) };
        for (field, length) in [("keep_alive.interval", interval), ("keep_alive.timeout", timeout)] {
            if length.is_zero() {
                return Err(InvalidOption::new(field, "it is zero"));
            }
        }
        Ok(())
    }
}
