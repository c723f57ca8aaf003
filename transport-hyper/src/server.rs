//! Decides how a connection that was accepted is served.

mod options;
mod respond;

pub use options::ServerOptions;

use crate::{
    error::{InvalidOption, chain},
    grpc::Answer,
    rt::{Io, Tasks, Timer, Trace, within},
};
use bytes::Bytes;
use dacapo_core::id::Text;
use dacapo_runtime::{Connection, Runtime};
use futures_rustls::server::TlsStream;
use futures_util::future::{Either, select};
use hyper::{server::conn::http2::Builder, service::service_fn};
use options::Settings;
use respond::Responder;
use std::{convert::Infallible, fmt, future::Future, io, pin::pin, sync::Arc, time::Duration};

/// A call, as a service sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Request {
    /// The path, such as `/temporal.api.workflowservice.v1.WorkflowService/GetSystemInfo`.
    pub method: Text,
    /// What the caller said beside the message; names are lower-case, those that end in `-bin` have binary values.
    pub metadata: Vec<(Text, Bytes)>,
    /// The encoded request.
    pub message: Bytes,
    /// How long the caller waits, if it said so. The server answers by itself then, and drops the service's future.
    pub timeout: Option<Duration>,
}

/// What answers calls.
pub trait Service: Clone + Send + Sync + 'static {
    /// Answers one call. The future is dropped when the caller no longer waits.
    fn call(&self, request: Request) -> impl Future<Output = Answer> + Send;
}

/// A function that answers calls is a service.
impl<F, A> Service for F
where
    F: Fn(Request) -> A + Clone + Send + Sync + 'static,
    A: Future<Output = Answer> + Send,
{
    fn call(&self, request: Request) -> impl Future<Output = Answer> + Send {
        self(request)
    }
}

/// Serves connections: each that was accepted somewhere is handed to [`Server::serve`]. Clones are the same server.
pub struct Server<R, S> {
    responder: Arc<Responder<R, S>>,
}

impl<R, S> Clone for Server<R, S> {
    fn clone(&self) -> Self {
        Self { responder: Arc::clone(&self.responder) }
    }
}

impl<R, S> fmt::Debug for Server<R, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").finish_non_exhaustive()
    }
}

impl<R: Runtime, S: Service> Server<R, S> {
    /// Checks the options.
    ///
    /// # Errors
    ///
    /// An option cannot be used.
    pub fn new(runtime: R, service: S, options: &ServerOptions) -> Result<Self, InvalidOption> {
        let settings = Settings::new(&runtime, options)?;
        Ok(Self { responder: Arc::new(Responder { runtime, service, settings }) })
    }

    /// Serves one connection until it ends. When `shutdown` ends, the client is told to make no more calls, and those
    /// that it made are answered.
    ///
    /// # Errors
    ///
    /// The connection broke. Its calls were dropped.
    pub async fn serve(
        &self,
        connection: impl Connection,
        shutdown: impl Future<Output = ()> + Send,
    ) -> io::Result<()> {
        let trace = Trace::default();
        let connection = self.secure(connection).await?;
        let io = Io::new(connection, trace.clone());
        let responder = Arc::clone(&self.responder);
        let service = service_fn(move |request| {
            let responder = Arc::clone(&responder);
            async move { Ok::<_, Infallible>(responder.respond(request).await) }
        });
        let mut serving = pin!(self.builder().serve_connection(io, service));
        let ended = match select(serving.as_mut(), pin!(shutdown)).await {
            Either::Left((ended, _)) => ended,
            Either::Right(((), _)) => {
                serving.as_mut().graceful_shutdown();
                serving.await
            }
        };
        ended.map_err(|error| {
            let below = trace.end().map(|error| chain(&*error));
            io::Error::other(below.unwrap_or_else(|| chain(&error)))
        })
    }

    async fn secure<C: Connection>(&self, connection: C) -> io::Result<Either<C, Box<TlsStream<C>>>> {
        let Responder { runtime, settings, .. } = &*self.responder;
        let Some(tls) = &settings.tls else { return Ok(Either::Left(connection)) };
        let accepted = within(runtime, settings.handshake_timeout, tls.accept(connection)).await;
        let late = || io::Error::new(io::ErrorKind::TimedOut, "the client did not agree on TLS in time");
        accepted.unwrap_or_else(|| Err(late())).map(|stream| Either::Right(Box::new(stream)))
    }

    fn builder(&self) -> Builder<Tasks<R>> {
        let Responder { runtime, settings, .. } = &*self.responder;
        let mut builder = Builder::new(Tasks::new(runtime));
        builder
            .timer(Timer::new(runtime.clone()))
            // It would read the system's clock.
            .auto_date_header(false)
            .max_header_list_size(settings.limits.metadata)
            .max_concurrent_streams(settings.concurrent_calls);
        if let Some(keep_alive) = settings.keep_alive {
            builder.keep_alive_interval(keep_alive.interval).keep_alive_timeout(keep_alive.timeout);
        }
        builder
    }
}
