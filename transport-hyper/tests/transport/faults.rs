//! Servers that go away, connections that break, callers that leave.

use crate::{
    host::{Host, Nowhere, call, run},
    raw,
};
use bytes::Bytes;
use dacapo_core::rpc::{Code, Status};
use dacapo_runtime::{Endpoint, Transport};
use dacapo_runtime_tokio::Tokio;
use dacapo_transport_hyper::{Answer, HyperTransport, KeepAlive, Options, Request};
use std::{
    future::pending,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::{Notify, mpsc},
};

fn transport(runtime: Tokio, endpoint: Endpoint) -> HyperTransport<Tokio> {
    HyperTransport::new(runtime, &Options::new(endpoint, 1)).expect("the options are valid")
}

/// The status of a call that failed because there is no connection.
fn unavailable(end: Result<Bytes, Status>, parts: &[&str]) {
    let status = end.expect_err("there is no connection");
    assert_eq!(status.code, Code::Unavailable, "{status}");
    for part in parts {
        assert!(status.message.contains(part), "{part:?} is not in {status}");
    }
}

#[test]
fn a_server_that_goes_away_answers_what_it_has_and_no_call_is_lost() {
    run(async |runtime| {
        let (begin, mut begun) = mpsc::unbounded_channel();
        let end = Arc::new(Notify::new());
        let ending = Arc::clone(&end);
        let service = move |request: Request| {
            let (begin, ending) = (begin.clone(), Arc::clone(&ending));
            async move {
                if request.message == "slow" {
                    begin.send(()).expect("the test waits");
                    ending.notified().await;
                }
                Answer::from(Ok(request.message))
            }
        };
        let host = Host::new(&runtime, service).await;
        let transport = host.transport();
        let meanwhile = async {
            begun.recv().await.expect("the call begins");
            host.send_go_away();
            // Calls go on over the old connection until the client has heard of it, and over a new one then.
            while host.accepted() < 2 {
                assert_eq!(transport.call(call(b"quick")).await, Ok(Bytes::from_static(b"quick")));
            }
            end.notify_one();
        };
        let (slow, ()) = tokio::join!(transport.call(call(b"slow")), meanwhile);
        assert_eq!(slow, Ok(Bytes::from_static(b"slow")));
    });
}

/// Reads frames until the headers of a call came.
async fn headers(stream: &mut TcpStream) {
    const PREFACE: usize = 24;
    stream.read_exact(&mut [0; PREFACE]).await.expect("the client begins");
    loop {
        let mut head = [0; 9];
        stream.read_exact(&mut head).await.expect("the client sends frames");
        let [a, b, c, kind, ..] = head;
        let length = u32::from_be_bytes([0, a, b, c]);
        let mut content = vec![0; usize::try_from(length).expect("it is short")];
        stream.read_exact(&mut content).await.expect("frames are whole");
        if kind == 1 {
            return;
        }
    }
}

#[test]
fn a_call_that_a_server_went_away_before_is_made_again() {
    run(async |runtime| {
        let (endpoint, accepted) = raw::accept(|number, mut stream| async move {
            if number > 0 {
                return raw::answer_all(&mut raw::http2(stream).await, |_, mut respond| raw::succeed(&mut respond))
                    .await;
            }
            stream.write_all(&raw::SETTINGS).await.expect("the client reads");
            headers(&mut stream).await;
            // The last call that it began with is 0, none; the reason is 0, no error.
            let go_away = [0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
            stream.write_all(&go_away).await.expect("the client reads");
        })
        .await;
        let transport = transport(runtime, endpoint);
        assert_eq!(transport.call(call(b"")).await, Ok(Bytes::new()));
        assert_eq!(accepted.load(Ordering::SeqCst), 2);
    });
}

#[test]
fn a_call_that_is_refused_is_made_once_more_on_the_same_connection() {
    run(async |runtime| {
        let calls = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&calls);
        let (endpoint, accepted) = raw::accept(move |_, stream| {
            let count = Arc::clone(&count);
            async move {
                let answer = |number, mut respond: h2::server::SendResponse<Bytes>| {
                    count.fetch_add(1, Ordering::SeqCst);
                    match number {
                        1 => raw::succeed(&mut respond),
                        _ => respond.send_reset(h2::Reason::REFUSED_STREAM),
                    }
                };
                raw::answer_all(&mut raw::http2(stream).await, answer).await;
            }
        })
        .await;
        let transport = transport(runtime, endpoint);
        assert_eq!(transport.call(call(b"")).await, Ok(Bytes::new()));
        unavailable(transport.call(call(b"")).await, &["refused"]);
        assert_eq!((calls.load(Ordering::SeqCst), accepted.load(Ordering::SeqCst)), (4, 1));
    });
}

#[test]
fn a_call_whose_connection_breaks_is_not_made_again_but_the_next_one_is_made() {
    run(async |runtime| {
        let (endpoint, accepted) = raw::accept(|number, stream| async move {
            let mut connection = raw::http2(stream).await;
            if number > 0 {
                return raw::answer_all(&mut connection, |_, mut respond| raw::succeed(&mut respond)).await;
            }
            let (_request, mut respond) = raw::next(&mut connection).await;
            let mut body = raw::begin(&mut respond, 200, &[("content-type", "application/grpc")]);
            body.send_data(Bytes::from_static(&[0, 0]), false).expect("the stream is open");
            // What was sent is written; then the connection is dropped.
            let written = std::future::poll_fn(|context| connection.poll_closed(context));
            let _open = tokio::time::timeout(Duration::from_millis(50), written).await;
        })
        .await;
        let transport = transport(runtime, endpoint);
        unavailable(transport.call(call(b"")).await, &["http://127.0.0.1:", "closed the connection"]);
        assert_eq!(transport.call(call(b"")).await, Ok(Bytes::new()));
        assert_eq!(accepted.load(Ordering::SeqCst), 2);
    });
}

#[test]
fn a_connection_without_a_sign_of_life_is_given_up() {
    run(async |runtime| {
        let (endpoint, accepted) = raw::accept(|number, stream| async move {
            let mut connection = raw::http2(stream).await;
            if number > 0 {
                return raw::answer_all(&mut connection, |_, mut respond| raw::succeed(&mut respond)).await;
            }
            let silent = async move {
                let _request = raw::next(&mut connection).await;
                // It is still connected, and neither reads nor writes.
                pending::<()>().await;
            };
            tokio::spawn(silent);
        })
        .await;
        let keep_alive = KeepAlive { interval: Duration::from_millis(20), timeout: Duration::from_millis(20) };
        let options = Options { keep_alive: Some(keep_alive), ..Options::new(endpoint, 1) };
        let transport = HyperTransport::new(runtime, &options).expect("the options are valid");
        unavailable(transport.call(call(b"")).await, &["keep-alive timed out"]);
        assert_eq!(transport.call(call(b"")).await, Ok(Bytes::new()));
        assert_eq!(accepted.load(Ordering::SeqCst), 2);
    });
}

#[test]
fn a_connection_without_a_sign_of_life_is_given_up_while_nobody_calls() {
    run(async |runtime| {
        let (end, mut ended) = mpsc::unbounded_channel();
        let (endpoint, _) = raw::accept(move |_, mut stream| {
            let end = end.clone();
            async move {
                stream.write_all(&raw::SETTINGS).await.expect("the client reads");
                while stream.read(&mut [0; 1024]).await.is_ok_and(|length| length > 0) {}
                // The test may be over.
                let _sent = end.send(());
            }
        })
        .await;
        let keep_alive = KeepAlive { interval: Duration::from_millis(20), timeout: Duration::from_millis(20) };
        let options = Options { keep_alive: Some(keep_alive), ..Options::new(endpoint, 1) };
        let transport = HyperTransport::new(runtime, &options).expect("the options are valid");
        transport.connect().await.expect("the server listens");
        ended.recv().await.expect("the connection ends");
    });
}

#[test]
fn an_address_that_never_answers_is_left_for_the_next() {
    run(async |runtime| {
        let host = Host::new(&runtime, async |request: Request| Answer::from(Ok(request.message))).await;
        let (mute, _) = raw::accept(|_, stream| async move { drop(stream) }).await;
        let options = Options { endpoints: vec![mute, host.endpoint.clone()], ..host.options() };
        let transport = host.transport_with(&options);
        let first = transport.call(call(b"hello")).await;
        let second = transport.call(call(b"hello")).await;
        assert!(second.is_ok(), "{first:?}, {second:?}");
    });
}

#[test]
fn an_address_where_nobody_listens_is_named() {
    run(async |runtime| {
        let nowhere = Nowhere::new();
        let name = format!("http://127.0.0.1:{}", nowhere.port());
        let transport = transport(runtime, nowhere.endpoint());
        unavailable(transport.call(call(b"")).await, &[&name, "nobody listens there"]);
    });
}

#[test]
fn the_next_address_is_tried_where_one_cannot_be_reached() {
    run(async |runtime| {
        let host = Host::new(&runtime, async |request: Request| Answer::from(Ok(request.message))).await;
        let nowhere = Nowhere::new();
        let options = Options { endpoints: vec![nowhere.endpoint(), host.endpoint.clone()], ..host.options() };
        let transport = host.transport_with(&options);
        assert_eq!(transport.call(call(b"hello")).await, Ok(Bytes::from_static(b"hello")));
    });
}
