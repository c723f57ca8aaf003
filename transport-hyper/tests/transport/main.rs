//! Calls between our transport and our server, over real sockets.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod calls;
mod faults;
mod host;
mod keys;
mod limits;
mod raw;
mod responses;
mod tls;
