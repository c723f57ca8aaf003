//! A proxy that moves HTTP requests, as load balancers do, and can answer them itself with something that is not gRPC.

use super::{Task, accept, listen_somewhere, log::Log};
use bytes::{Bytes, BytesMut};
use h2::{
    RecvStream,
    client::SendRequest,
    server::{Connection, SendResponse},
};
use std::{
    error::Error,
    sync::{
        Arc,
        atomic::{AtomicU16, AtomicUsize, Ordering},
    },
};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

/// What it says of itself.
const PAGE: &[u8] = b"<html><body><h1>The server did not answer in time.</h1></body></html>";

/// What is in front of a message: whether it is compressed, and its length.
const PREFIX: usize = 5;

/// A proxy that moves HTTP requests.
#[derive(Debug)]
pub struct Gateway {
    /// Where it listens.
    pub port: u16,
    state: Arc<State>,
    _task: Task,
}

#[derive(Debug)]
struct State {
    target: u16,
    /// The status it answers with; 0 where it leaves that to the server.
    status: AtomicU16,
    answered: AtomicUsize,
    log: Log,
}

impl Gateway {
    /// A proxy in front of this port.
    #[must_use]
    pub fn to(target: u16) -> Self {
        let (listener, port) = listen_somewhere();
        let (status, answered) = (AtomicU16::new(0), AtomicUsize::new(0));
        let state = Arc::new(State { target, status, answered, log: Log::default() });
        let task = Task::spawn(serve(Arc::clone(&state), listener));
        Self { port, state, _task: task }
    }

    /// Answers every request itself from now on, with this status; or none of them any more.
    pub fn answer(&self, status: Option<u16>) {
        self.state.status.store(status.unwrap_or_default(), Ordering::SeqCst);
    }

    /// How many requests it has answered itself.
    #[must_use]
    pub fn answered(&self) -> usize {
        self.state.answered.load(Ordering::SeqCst)
    }

    /// The first requests of a method that it has answered itself, encoded.
    #[must_use]
    pub fn requests(&self, method: &str) -> Vec<Bytes> {
        self.state.log.of(method)
    }
}

async fn serve(state: Arc<State>, listener: TcpListener) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            client = accept(&listener) => {
                let state = Arc::clone(&state);
                // Whoever is at the other end notices what went wrong.
                connections.spawn(async move { drop(connect(&state, client).await) });
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

/// Moves the requests of one client over one connection to the server.
async fn connect(state: &Arc<State>, client: TcpStream) -> Result<(), Box<dyn Error + Send + Sync>> {
    let server = TcpStream::connect(("127.0.0.1", state.target)).await?;
    let mut client: Connection<TcpStream, Bytes> = h2::server::handshake(client).await?;
    let (requests, connection) = h2::client::handshake(server).await?;
    let _server = Task::spawn(async move { drop(connection.await) });
    let mut open = JoinSet::new();
    loop {
        tokio::select! {
            accepted = client.accept() => match accepted {
                Some(Ok((request, respond))) => {
                    open.spawn(answer(Arc::clone(state), requests.clone(), request, respond));
                }
                Some(Err(error)) => return Err(error.into()),
                None => return Ok(()),
            },
            Some(_) = open.join_next() => {}
        }
    }
}

async fn answer(
    state: Arc<State>,
    requests: SendRequest<Bytes>,
    request: http::Request<RecvStream>,
    mut respond: SendResponse<Bytes>,
) {
    let status = state.status.load(Ordering::SeqCst);
    if status == 0 {
        if let Err(error) = forward(requests, request, &mut respond).await {
            respond.send_reset(error.reason().unwrap_or(h2::Reason::INTERNAL_ERROR));
        }
        return;
    }
    let (head, body) = request.into_parts();
    // A client that is gone needs no answer.
    let Ok((content, _)) = whole(body).await else { return };
    state.log.add(head.uri.path(), content.slice(PREFIX.min(content.len())..));
    state.answered.fetch_add(1, Ordering::SeqCst);
    let response = http::Response::builder().status(status).header("content-type", "text/html").body(());
    if let Some(mut body) = response.ok().and_then(|response| respond.send_response(response, false).ok()) {
        // The client may have gone.
        drop(body.send_data(Bytes::from_static(PAGE), true));
    }
}

/// Moves a request and its response, each once it is whole: the calls of Temporal are unary.
async fn forward(
    requests: SendRequest<Bytes>,
    request: http::Request<RecvStream>,
    respond: &mut SendResponse<Bytes>,
) -> Result<(), h2::Error> {
    let (head, body) = request.into_parts();
    let (content, _) = whole(body).await?;
    let mut requests = requests.ready().await?;
    let (response, mut sender) = requests.send_request(http::Request::from_parts(head, ()), false)?;
    sender.send_data(content, true)?;
    // Where the client lets go of the request, the server learns of it.
    let response = tokio::select! {
        response = response => response?,
        reason = std::future::poll_fn(|context| respond.poll_reset(context)) => {
            sender.send_reset(reason?);
            return Ok(());
        }
    };
    let (head, body) = response.into_parts();
    let (content, trailers) = whole(body).await?;
    let has_end = content.is_empty() && trailers.is_none();
    let mut sender = respond.send_response(http::Response::from_parts(head, ()), has_end)?;
    if has_end {
        return Ok(());
    }
    sender.send_data(content, trailers.is_none())?;
    trailers.map_or(Ok(()), |trailers| sender.send_trailers(trailers))
}

/// Reads a stream to its end.
async fn whole(mut body: RecvStream) -> Result<(Bytes, Option<http::HeaderMap>), h2::Error> {
    let mut content = BytesMut::new();
    while let Some(data) = body.data().await {
        let data = data?;
        body.flow_control().release_capacity(data.len())?;
        content.extend_from_slice(&data);
    }
    Ok((content.freeze(), body.trailers().await?))
}
