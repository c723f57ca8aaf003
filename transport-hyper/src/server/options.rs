//! Decides what can be chosen about a server, and whether it can be used.

use crate::{
    client::KeepAlive,
    error::InvalidOption,
    grpc::{Compression, Limits},
};

/// How connections are served. [`Server::new`](crate::Server::new) checks it.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a user fills it")]
pub struct ServerOptions {
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
            compression: Compression::None,
            limits: Limits::default(),
            concurrent_calls: 10_000,
            keep_alive: Some(KeepAlive::default()),
        }
    }
}

/// Options that were checked.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) compression: Compression,
    pub(super) limits: Limits,
    pub(super) concurrent_calls: u32,
    pub(super) keep_alive: Option<KeepAlive>,
}

impl Settings {
    pub(super) fn new(options: &ServerOptions) -> Result<Self, InvalidOption> {
        if options.concurrent_calls == 0 {
            return Err(InvalidOption::new("concurrent_calls", "it is zero"));
        }
        KeepAlive::check(options.keep_alive)?;
        Ok(Self {
            compression: options.compression,
            limits: options.limits,
            concurrent_calls: options.concurrent_calls,
            keep_alive: options.keep_alive,
        })
    }
}
