//! Decides how one connection is opened, from the socket to HTTP/2.

use super::settings::{Address, Settings};
use crate::{
    error::chain,
    grpc::body::Outgoing,
    rt::{Io, Tasks, Timer, Trace, within},
    tls::{HTTP2, explain, no_http2},
};
use dacapo_runtime::{Connection, Runtime};
use futures_rustls::{TlsConnector, client::TlsStream, pki_types::ServerName};
use futures_util::future::Either;
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
    let stream = reach(runtime, settings, address).await?;
    let stream = match (&settings.tls, &address.server_name) {
        (Some(tls), Some(name)) => Either::Right(secure(tls, name, stream).await?),
        _ => Either::Left(stream),
    };
    let trace = Trace::default();
    let io = Io::new(stream, trace.clone(), explain);
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

/// Opens the way to an address.
async fn reach<R: Runtime>(runtime: &R, settings: &Settings, address: &Address) -> Result<R::Connection, String> {
    let Some(proxy) = &settings.proxy else {
        return runtime.connect(&address.endpoint).await.map_err(|error| explain(&error));
    };
    let reached = runtime.connect(&proxy.endpoint).await;
    let mut stream = reached.map_err(|error| format!("the proxy cannot be reached: {error}"))?;
    proxy.lead(&mut stream, address.authority.as_str()).await?;
    Ok(stream)
}

async fn secure<C: Connection>(
    tls: &TlsConnector,
    name: &ServerName<'static>,
    stream: C,
) -> Result<Box<TlsStream<C>>, String> {
    let stream = tls.connect(name.clone(), stream).await.map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => "the server closed the connection instead of speaking TLS".to_owned(),
        _ => explain(&error),
    })?;
    let (_, session) = stream.get_ref();
    if session.alpn_protocol() != Some(HTTP2) {
        return Err(no_http2());
    }
    Ok(Box::new(stream))
}
