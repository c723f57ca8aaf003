//! A server without our code, which can do what it should not.

use bytes::Bytes;
use dacapo_runtime::Endpoint;
use h2::{
    RecvStream, SendStream,
    server::{Connection, SendResponse},
};
use hyper::{HeaderMap, Request, Response, header::HeaderValue};
use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::net::{TcpListener, TcpStream};

/// Accepts connections, and hands each to `serve` with its number, from 0.
pub(crate) async fn accept<F: Future<Output = ()> + Send>(
    serve: impl Fn(usize, TcpStream) -> F + Send + Sync + 'static,
) -> (Endpoint, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let address = listener.local_addr().expect("it has one");
    let accepted = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&accepted);
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.expect("the listener works");
            serve(count.fetch_add(1, Ordering::SeqCst), stream).await;
        }
    });
    (Endpoint::Tcp { host: address.ip().to_string(), port: address.port() }, accepted)
}

/// The frame that a server begins with.
pub(crate) const SETTINGS: [u8; 9] = [0, 0, 0, 4, 0, 0, 0, 0, 0];

/// HTTP/2 on a connection.
pub(crate) async fn http2(stream: TcpStream) -> Connection<TcpStream, Bytes> {
    h2::server::handshake(stream).await.expect("the client speaks HTTP/2")
}

/// Answers calls until the connection ends.
pub(crate) async fn answer_all(
    connection: &mut Connection<TcpStream, Bytes>,
    answer: impl Fn(usize, SendResponse<Bytes>),
) {
    let mut number = 0;
    while let Some(Ok((_request, respond))) = connection.accept().await {
        answer(number, respond);
        number += 1;
    }
}

/// The next call of a connection.
pub(crate) async fn next(connection: &mut Connection<TcpStream, Bytes>) -> (Request<RecvStream>, SendResponse<Bytes>) {
    connection.accept().await.expect("there is a call").expect("it is valid")
}

/// Begins a response with these headers.
pub(crate) fn begin(
    respond: &mut SendResponse<Bytes>,
    status: u16,
    headers: &[(&'static str, &str)],
) -> SendStream<Bytes> {
    respond.send_response(head(status, headers), false).expect("the stream is open")
}

/// Ends a response with nothing but these headers.
pub(crate) fn end(respond: &mut SendResponse<Bytes>, status: u16, headers: &[(&'static str, &str)]) {
    respond.send_response(head(status, headers), true).expect("the stream is open");
}

/// Ends a response well, with an empty message.
pub(crate) fn succeed(respond: &mut SendResponse<Bytes>) {
    let mut body = begin(respond, 200, &[("content-type", "application/grpc")]);
    body.send_data(Bytes::from_static(&[0; 5]), false).expect("the stream is open");
    body.send_trailers(map(&[("grpc-status", "0")])).expect("the stream is open");
}

fn head(status: u16, headers: &[(&'static str, &str)]) -> Response<()> {
    let mut response = Response::new(());
    *response.status_mut() = status.try_into().expect("it is a status");
    *response.headers_mut() = map(headers);
    response
}

pub(crate) fn map(headers: &[(&'static str, &str)]) -> HeaderMap {
    let value = |value: &str| HeaderValue::from_str(value).expect("it is a value");
    headers.iter().map(|(name, text)| (name.parse().expect("it is a name"), value(text))).collect()
}
