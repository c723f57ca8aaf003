//! Decides how one connection is opened, from the socket to HTTP/2.

use super::{
    failure::{Cause, ConnectError, Fault, Stage},
    settings::{Address, Settings},
};
use crate::{
    error::chain,
    grpc::body::Outgoing,
    rt::{Greeting, Io, Tasks, Timer, Trace, within},
    tls::{ClientTls, HTTP2, explain},
};
use dacapo_runtime::{Connection, Endpoint, Runtime, Unresolved};
use futures_rustls::client::TlsStream;
use futures_util::future::Either;
use hyper::client::conn::http2::{Builder, SendRequest};
use std::{
    future::{Future, poll_fn},
    io,
    pin::Pin,
    task::Poll,
};

/// A connection that takes requests.
pub(super) struct Opened {
    pub(super) requests: SendRequest<Outgoing>,
    /// Moves the requests, and ends with the connection.
    pub(super) task: Task,
    pub(super) trace: Trace,
}

type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Tries all addresses once, beginning with the one at `first`. The error says why there is none.
pub(super) async fn open_any<R: Runtime>(
    runtime: &R,
    settings: &Settings,
    first: usize,
) -> Result<(usize, Opened), ConnectError> {
    let mut failures = Vec::new();
    let mut position = first;
    for _ in &settings.addresses {
        if let Some(address) = settings.addresses.get(position) {
            match open(runtime, settings, address).await {
                Ok(opened) => return Ok((position, opened)),
                Err(fault) => failures.push(settings.explain(fault).at(&address.name)),
            }
        }
        position = settings.after(position);
    }
    Err(ConnectError { failures })
}

/// How far an attempt has come: what it is told of if its time is up.
struct Progress(Stage);

async fn open<R: Runtime>(runtime: &R, settings: &Settings, address: &Address) -> Result<Opened, Fault> {
    let limit = settings.connect_timeout;
    let mut progress = Progress(Stage::Options);
    let opened = within(runtime, limit, establish(runtime, settings, address, &mut progress)).await;
    let late = || Fault::new(progress.0, Cause::TimedOut, format!("{limit:?} have passed"));
    opened.unwrap_or_else(|| Err(late()))
}

async fn establish<R: Runtime>(
    runtime: &R,
    settings: &Settings,
    address: &Address,
    progress: &mut Progress,
) -> Result<Opened, Fault> {
    let tls = settings.tls(runtime).await.map_err(|problem| Fault::new(Stage::Options, Cause::BadOptions, problem))?;
    progress.0 = Stage::Tcp;
    let stream = reach(runtime, settings, address, progress).await?;
    let stream = match &tls {
        Some(tls) => {
            progress.0 = Stage::Tls;
            Either::Right(secure(tls, address, stream).await?)
        }
        None => Either::Left(stream),
    };
    progress.0 = Stage::Http2;
    let trace = Trace::default();
    let io = Io::new(stream, trace.clone());
    let mut builder = Builder::new(Tasks::new(runtime));
    builder.timer(Timer::new(runtime.clone())).max_header_list_size(settings.limits.metadata);
    if let Some(keep_alive) = settings.keep_alive {
        builder
            .keep_alive_interval(keep_alive.interval)
            .keep_alive_timeout(keep_alive.timeout)
            .keep_alive_while_idle(true);
    }
    let broken = |error: hyper::Error| Fault::new(Stage::Http2, Cause::Other, chain(&error));
    let (requests, connection) = builder.handshake(io).await.map_err(broken)?;
    let mut task: Task = Box::pin(async move {
        // The trace and the calls themselves say how it ended.
        let _ended = connection.await;
    });
    greeted(&mut task, &trace, tls.as_ref()).await?;
    Ok(Opened { requests, task, trace })
}

/// Waits for the first word of the server, which speaks first in HTTP/2 as well as the client: whoever does not, and why, is
/// known before any call depends on it.
async fn greeted(task: &mut Task, trace: &Trace, tls: Option<&ClientTls>) -> Result<(), Fault> {
    let (greeting, is_over) = poll_fn(|context| {
        let is_over = task.as_mut().poll(context).is_ready();
        match trace.poll_greeting(context) {
            Poll::Ready(greeting) => Poll::Ready((greeting, is_over)),
            Poll::Pending if is_over => Poll::Ready((None, true)),
            Poll::Pending => Poll::Pending,
        }
    })
    .await;
    let fault = |stage, cause| Err(Fault::new(stage, cause, ""));
    match (greeting, trace.end()) {
        (Some(Greeting::Tls), _) if tls.is_none() => fault(Stage::Tls, Cause::ServerWantsTls),
        (Some(Greeting::Http1), _) => fault(Stage::Http2, Cause::SpeaksHttp1),
        (Some(Greeting::Http2), _) if !is_over => Ok(()),
        // Where it ended, too, whether that is known here yet is up to chance.
        (Some(Greeting::Tls | Greeting::Other), _) => fault(Stage::Http2, Cause::NotHttp2),
        (_, Some(error)) => Err(ended(&error, tls)),
        (Some(_), None) => fault(Stage::Http2, Cause::NotHttp2),
        (None, None) => fault(Stage::Http2, Cause::Closed),
    }
}

/// Why a connection ended before anything was answered on it.
fn ended(error: &io::Error, tls: Option<&ClientTls>) -> Fault {
    if error.kind() == io::ErrorKind::UnexpectedEof {
        return Fault::new(Stage::Http2, Cause::Closed, "");
    }
    explain(error, tls.and_then(|tls| tls.seen.take()).as_ref())
}

/// Opens the way to an address.
async fn reach<R: Runtime>(
    runtime: &R,
    settings: &Settings,
    address: &Address,
    progress: &mut Progress,
) -> Result<R::Connection, Fault> {
    let Some(proxy) = &settings.proxy else {
        return runtime.connect(&address.endpoint).await.map_err(|error| unreached(&address.endpoint, &error));
    };
    progress.0 = Stage::Proxy;
    let reached = runtime.connect(&proxy.endpoint).await;
    let mut stream = reached.map_err(|error| Fault::new(Stage::Proxy, Cause::ProxyUnreachable, chain(&error)))?;
    let led = proxy.lead(&mut stream, address.authority.as_str()).await;
    led.map_err(|problem| Fault::new(Stage::Proxy, Cause::ProxyRefused, problem))?;
    Ok(stream)
}

/// Why there is no connection at all.
fn unreached(endpoint: &Endpoint, error: &io::Error) -> Fault {
    if let Some(unresolved) = Unresolved::within(error) {
        return Fault::new(Stage::Dns, Cause::NameNotFound, chain(&unresolved.cause));
    }
    use io::ErrorKind as K;
    let (cause, evidence) = match error.kind() {
        K::ConnectionRefused => (Cause::Refused, String::new()),
        K::NotFound if matches!(endpoint, Endpoint::Unix(_)) => (Cause::NoSuchSocket, String::new()),
        K::HostUnreachable | K::NetworkUnreachable | K::NetworkDown | K::AddrNotAvailable => {
            (Cause::Unreachable, chain(error))
        }
        K::TimedOut => (Cause::TimedOut, chain(error)),
        _ => (Cause::Other, chain(error)),
    };
    Fault::new(Stage::Tcp, cause, evidence)
}

async fn secure<C: Connection>(tls: &ClientTls, address: &Address, stream: C) -> Result<Box<TlsStream<C>>, Fault> {
    let name =
        tls.name(&address.host).map_err(|fault| Fault::new(Stage::Options, Cause::BadOptions, fault.to_string()))?;
    let stream = tls.connector.connect(name, stream).await.map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset => {
            Fault::new(Stage::Tls, Cause::ServerIsPlaintext, "it closed the connection instead of answering")
        }
        _ => Fault { stage: Stage::Tls, ..explain(&error, tls.seen.take().as_ref()) },
    })?;
    let (_, session) = stream.get_ref();
    if session.alpn_protocol() != Some(HTTP2) {
        return Err(Fault::new(Stage::Tls, Cause::NoAlpn, ""));
    }
    Ok(Box::new(stream))
}
