//! Deadlines and cancellation during a long poll, gzip and metadata, with grpc-go on the other side: what its interop tests have
//! for streams alone, or not at all. The other side is in `twins`.

use super::{client, echoed, go};
use crate::host::{Host, run};
use bytes::Bytes;
use dacapo_core::rpc::{Call, Code};
use dacapo_runtime::{Endpoint, Transport};
use dacapo_runtime_tokio::Tokio;
use dacapo_transport_hyper::{Answer, Compression, HyperTransport, Request, ServerOptions};
use futures_util::future::{Either, select};
use std::{
    future::pending,
    pin::pin,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::sync::watch;

const ECHO: &str = "/twins.Service/Echo";
const HOLD: &str = "/twins.Service/Hold";
const HOLDS: &str = "/twins.Service/Holds";

/// How long a call waits that is to end by that.
const SHORT: Duration = Duration::from_millis(300);

fn call(method: &'static str, message: &'static [u8], timeout: Duration) -> Call {
    Call { method, message: message.into(), timeout, metadata: Vec::new() }
}

/// What the server says of a call that it holds: how much time the caller gives it, and over which connection it came.
async fn held(server: &mut go::Server) -> (Duration, String) {
    let line = server.says("holds, ").await;
    let (left, from) = line.split_once(" ms, from ").expect("it has a deadline");
    (Duration::from_millis(left.parse().expect("it is not over")), from.to_owned())
}

async fn still_echoes(transport: &HyperTransport<Tokio>) {
    let answer = transport.call(call(ECHO, b"afterwards", Duration::from_secs(30))).await;
    assert_eq!(answer, Ok(Bytes::from_static(b"afterwards")));
}

#[test]
fn our_deadline_passes_while_grpc_go_holds_the_call() {
    let Some(mut server) = go::twins_server() else { return };
    run(async |runtime| {
        let transport = client(runtime, &server, Compression::None).await;
        let mut connections = Vec::new();
        for _ in 0..2 {
            let end = transport.call(call(HOLD, b"", SHORT)).await;
            assert_eq!(end.expect_err("it is held").code, Code::DeadlineExceeded);
            let (left, from) = held(&mut server).await;
            assert!(left <= SHORT, "the server is given {left:?}");
            let why = server.says("ended, ").await;
            assert!(["context deadline exceeded", "context canceled"].contains(&&*why), "{why}");
            connections.push(from);
            still_echoes(&transport).await;
        }
        assert_eq!(connections[0], connections[1], "the connection is still good");
    });
}

#[test]
fn our_long_poll_is_let_go_of_while_grpc_go_holds_it() {
    let Some(mut server) = go::twins_server() else { return };
    run(async |runtime| {
        let transport = client(runtime, &server, Compression::None).await;
        let mut connections = Vec::new();
        for _ in 0..2 {
            let minute = Duration::from_secs(60);
            let long_poll = Box::pin(transport.call(call(HOLD, b"", minute)));
            let (left, from) = match select(long_poll, pin!(held(&mut server))).await {
                Either::Left((end, _)) => panic!("it is answered: {end:?}"),
                // Here the call is dropped.
                Either::Right((held, _)) => held,
            };
            assert!(left <= minute && left > minute / 2, "the server is given {left:?}");
            assert_eq!(server.says("ended, ").await, "context canceled");
            connections.push(from);
            still_echoes(&transport).await;
        }
        assert_eq!(connections[0], connections[1], "the connection is still good");
    });
}

#[test]
fn our_client_compresses_for_grpc_go() {
    let Some(mut server) = go::twins_server() else { return };
    run(async |runtime| {
        let transport = client(runtime, &server, Compression::Gzip).await;
        let answer = transport.call(call(ECHO, &[7; 100_000], Duration::from_secs(30))).await;
        assert_eq!(answer.map(|answer| answer.len()), Ok(100_000));
        let came = server.says("came, ").await;
        let (compressed, rest) = came.split_once(" of ").expect("it says so");
        assert!(rest == "100000 bytes" && compressed.len() < 5, "{came}");
    });
}

/// What a server of ours saw of calls that it holds.
#[derive(Clone)]
struct Holding {
    timeouts: Arc<Mutex<Vec<Option<Duration>>>>,
    /// How many it holds.
    held: Arc<watch::Sender<usize>>,
}

/// One of them.
struct Held(Arc<watch::Sender<usize>>);

impl Drop for Held {
    fn drop(&mut self) {
        self.0.send_modify(|held| *held -= 1);
    }
}

impl Holding {
    async fn until(&self, count: usize) {
        self.held.subscribe().wait_for(|held| *held == count).await.expect("the sender is here");
    }

    async fn answer(&self, request: Request) -> Answer {
        match &*request.method {
            HOLD => {
                self.timeouts.lock().expect("nobody panicked").push(request.timeout);
                self.held.send_modify(|held| *held += 1);
                let _held = Held(Arc::clone(&self.held));
                pending().await
            }
            HOLDS => {
                self.until(1).await;
                Answer::from(Ok(Bytes::new()))
            }
            _ => {
                let (headers, trailers) = echoed(&request);
                Answer { headers, end: Ok(request.message), trailers }
            }
        }
    }
}

/// Runs a case of the client against a server of ours; the time that it gave to calls which were held.
fn serve(case: &'static str) -> Option<Vec<Option<Duration>>> {
    let holding = Holding { timeouts: Arc::default(), held: Arc::new(watch::Sender::new(0)) };
    let mut is_there = false;
    run(async |runtime| {
        let (service, options) =
            (holding.clone(), ServerOptions { compression: Compression::Gzip, ..ServerOptions::default() });
        let service = move |request: Request| {
            let holding = service.clone();
            async move { holding.answer(request).await }
        };
        let host = Host::with(&runtime, &crate::host::any_port(), &options, service).await;
        let Endpoint::Tcp { port, .. } = host.endpoint else { unreachable!("the test uses TCP") };
        is_there = go::twins_client(port, case).await;
        if is_there {
            // Whoever no longer waits is let go of, and only that: the connection stays.
            holding.until(0).await;
            assert_eq!(host.accepted(), 1);
        }
    });
    let timeouts = holding.timeouts.lock().expect("nobody panicked").clone();
    is_there.then_some(timeouts)
}

#[test]
fn the_deadline_of_grpc_go_passes_while_our_server_holds_the_call() {
    let Some(timeouts) = serve("deadline") else { return };
    let [Some(timeout)] = timeouts[..] else { panic!("{timeouts:?}") };
    assert!(timeout > Duration::ZERO && timeout <= SHORT, "{timeout:?}");
}

#[test]
fn the_call_of_grpc_go_is_canceled_while_our_server_holds_it() {
    let Some(timeouts) = serve("cancel") else { return };
    assert_eq!(timeouts, [None]);
}

#[test]
fn the_client_of_grpc_go_compresses_for_our_server() {
    let Some(timeouts) = serve("gzip") else { return };
    assert_eq!(timeouts, []);
}

#[test]
fn the_metadata_of_grpc_go_comes_back_from_our_server() {
    let Some(timeouts) = serve("metadata") else { return };
    assert_eq!(timeouts, []);
}
