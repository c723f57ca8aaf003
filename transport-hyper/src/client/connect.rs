//! Decides how one connection is opened, from the socket to HTTP/2.

use super::settings::{Address, Settings};
use crate::{
    error::chain,
    grpc::body::Outgoing,
    rt::{Io, Tasks, Timer, Trace, within},
};
use dacapo_runtime::Runtime;
use hyper::client::conn::http2::{Builder, SendRequest};
use std::{future::Future, io, pin::Pin};

/// A connection that takes requests.
pub(super) struct Opened {
    pub(super) requests: SendRequest<Outgoing>,
    /// Moves the requests, and ends with the connection.
    pub(super) task: Pin<Box<dyn Future<Output = ()> + Send>>,
    pub(super) trace: Trace,
}

/// Tries all addresses once, beginning with the one at `first`. The error says why there is none.
pub(super) async fn open_any<R: Runtime>(
    runtime: &R,
    settings: &Settings,
    first: usize,
) -> Result<(usize, Opened), String> {
    let mut failures = Vec::new();
    let mut position = first;
    for _ in &settings.addresses {
        if let Some(address) = settings.addresses.get(position) {
            match open(runtime, settings, address).await {
                Ok(opened) => return Ok((position, opened)),
                Err(cause) => failures.push(format!("cannot connect to {}: {cause}", address.name)),
            }
        }
        position = settings.after(position);
    }
    Err(failures.join("; "))
}

async fn open<R: Runtime>(runtime: &R, settings: &Settings, address: &Address) -> Result<Opened, String> {
    let limit = settings.connect_timeout;
    let opened = within(runtime, limit, establish(runtime, settings, address)).await;
    opened.unwrap_or_else(|| Err(format!("there was no connection within {limit:?}")))
}

async fn establish<R: Runtime>(runtime: &R, settings: &Settings, address: &Address) -> Result<Opened, String> {
    let connection = runtime.connect(&address.endpoint).await.map_err(|error| explain(&error))?;
    let trace = Trace::default();
    let io = Io::new(connection, trace.clone(), explain);
    let mut builder = Builder::new(Tasks::new(runtime));
    builder.timer(Timer::new(runtime.clone())).max_header_list_size(settings.limits.metadata);
    if let Some(keep_alive) = settings.keep_alive {
        builder
            .keep_alive_interval(keep_alive.interval)
            .keep_alive_timeout(keep_alive.timeout)
            .keep_alive_while_idle(true);
    }
    let (requests, connection) = builder.handshake(io).await.map_err(|error| chain(&error))?;
    let task = Box::pin(async move {
        // The trace and the calls themselves say how it ended.
        let _ended = connection.await;
    });
    Ok(Opened { requests, task, trace })
}

/// What an error of a connection means.
fn explain(error: &io::Error) -> String {
    chain(error)
}
