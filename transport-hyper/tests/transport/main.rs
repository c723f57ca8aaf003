//! Calls between our transport and our server, over real sockets.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod calls;
mod connects;
mod faults;
mod fetched_keys;
mod host;
mod interop;
mod keys;
mod limits;
mod proxies;
mod raw;
mod reconnect;
mod responses;
mod smol;
mod tls;
