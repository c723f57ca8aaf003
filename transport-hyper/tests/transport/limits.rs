//! What is too long, or takes too long, is given up where that is noticed first.

use crate::{
    host::{Host, any_port, call, run},
    raw,
};
use bytes::Bytes;
use dacapo_core::rpc::{Call, Code, Status};
use dacapo_runtime::Transport;
use dacapo_transport_hyper::{Answer, Compression, HyperTransport, Limits, Options, Request, ServerOptions};
use std::{future::pending, time::Duration};
use tokio::sync::mpsc;

const SHORT: Limits = Limits { received: 1000, sent: 1000, metadata: 64 * 1024 };

async fn echo(request: Request) -> Answer {
    Answer::from(Ok(request.message))
}

/// Answers with many zeros.
async fn zeros(_: Request) -> Answer {
    Answer::from(Ok(Bytes::from_static(&[0; 100_000])))
}

fn is_too_large(status: &Status) -> bool {
    status.code == Code::ResourceExhausted && status.message.contains("larger than max")
}

#[test]
fn a_request_over_the_limit_is_not_sent() {
    run(async |runtime| {
        let host = Host::new(&runtime, echo).await;
        let transport = host.transport_with(&Options { limits: SHORT, ..host.options() });
        assert_eq!(transport.call(call(&[1; 1000])).await.map(|message| message.len()), Ok(1000));
        let status = transport.call(call(&[1; 1001])).await.expect_err("it is too long");
        assert!(is_too_large(&status), "{status}");
    });
}

#[test]
fn a_request_over_the_limit_is_not_taken() {
    run(async |runtime| {
        let options = ServerOptions { limits: SHORT, ..ServerOptions::default() };
        let host = Host::with(&runtime, &any_port(), &options, echo).await;
        let status = host.transport().call(call(&[1; 10_000_000])).await.expect_err("it is too long");
        assert!(status.is_too_large(), "{status}");
        assert_eq!(host.transport().call(call(&[1; 1000])).await.map(|message| message.len()), Ok(1000));
    });
}

#[test]
fn a_response_over_the_limit_is_not_sent() {
    run(async |runtime| {
        let options = ServerOptions { limits: SHORT, ..ServerOptions::default() };
        let host = Host::with(&runtime, &any_port(), &options, zeros).await;
        let status = host.transport().call(call(b"")).await.expect_err("it is too long");
        assert!(is_too_large(&status), "{status}");
    });
}

#[test]
fn a_response_over_the_limit_is_not_taken_compressed_or_not() {
    for compression in [Compression::None, Compression::Gzip] {
        run(async |runtime| {
            let options = ServerOptions { compression, ..ServerOptions::default() };
            let host = Host::with(&runtime, &any_port(), &options, zeros).await;
            let transport = host.transport_with(&Options { limits: SHORT, ..host.options() });
            let status = transport.call(call(b"")).await.expect_err("it is too long");
            assert!(status.is_too_large(), "{status}");
            assert_eq!(status.message.contains("decompression"), compression == Compression::Gzip, "{status}");
        });
    }
}

/// Sends when it is dropped.
struct Guard(mpsc::UnboundedSender<()>);

impl Drop for Guard {
    fn drop(&mut self) {
        // The test may be over.
        let _sent = self.0.send(());
    }
}

/// A service that never answers, and tells when a call begins and when it is dropped.
fn silent() -> (impl dacapo_transport_hyper::Service, mpsc::UnboundedReceiver<()>, mpsc::UnboundedReceiver<()>) {
    let (begin, begun) = mpsc::unbounded_channel();
    let (drop, dropped) = mpsc::unbounded_channel();
    let service = move |_: Request| {
        let (begin, guard) = (begin.clone(), Guard(drop.clone()));
        async move {
            let _guard = guard;
            begin.send(()).expect("the test waits");
            pending().await
        }
    };
    (service, begun, dropped)
}

#[test]
fn a_call_that_takes_too_long_ends_and_is_dropped_at_the_server() {
    run(async |runtime| {
        let (service, mut begun, mut dropped) = silent();
        let host = Host::new(&runtime, service).await;
        let short = Call { timeout: Duration::from_millis(50), ..call(b"") };
        let status = host.transport().call(short).await.expect_err("nobody answers");
        assert_eq!(status.code, Code::DeadlineExceeded, "{status}");
        begun.recv().await.expect("the call began");
        dropped.recv().await.expect("the call is dropped");
    });
}

#[test]
fn a_call_that_is_dropped_is_dropped_at_the_server_and_the_connection_stays() {
    run(async |runtime| {
        let (service, mut begun, mut dropped) = silent();
        let host = Host::new(&runtime, service).await;
        let transport = host.transport();
        for _ in 0..3 {
            tokio::select! {
                end = transport.call(call(b"")) => unreachable!("nobody answers: {end:?}"),
                _ = begun.recv() => {}
            }
            dropped.recv().await.expect("the call is dropped");
        }
        assert_eq!(host.accepted(), 1);
    });
}

#[test]
fn a_server_ends_what_takes_longer_than_its_caller_waits() {
    run(async |runtime| {
        let (service, _begun, mut dropped) = silent();
        let host = Host::new(&runtime, service).await;
        let status = host.grpc_status(&[("grpc-timeout", "50m")], b"\0\0\0\0\0").await;
        assert_eq!(status, "4");
        dropped.recv().await.expect("the call is dropped");
    });
}

#[test]
fn a_server_refuses_what_is_no_unary_call() {
    run(async |runtime| {
        let host = Host::new(&runtime, echo).await;
        assert_eq!(host.grpc_status(&[], b"\0\0\0\0\0").await, "0");
        assert_eq!(host.grpc_status(&[], b"").await, "13");
        assert_eq!(host.grpc_status(&[], b"\0\0\0\0\0\0\0\0\0\0").await, "13");
        assert_eq!(host.grpc_status(&[("grpc-timeout", "soon")], b"\0\0\0\0\0").await, "13");
        assert_eq!(host.grpc_status(&[("grpc-encoding", "snappy")], b"\x01\0\0\0\0").await, "12");
    });
}

#[test]
fn a_server_compresses_for_those_who_understand_it() {
    run(async |runtime| {
        let options = ServerOptions { compression: Compression::Gzip, ..ServerOptions::default() };
        let host = Host::with(&runtime, &any_port(), &options, zeros).await;
        let (status, message) = host.grpc_answer(&[("grpc-accept-encoding", "identity, gzip")], b"\0\0\0\0\0").await;
        assert!(status == "0" && message[0] == 1 && message.len() < 1000, "{status}, {} bytes", message.len());
        let (status, message) = host.grpc_answer(&[], b"\0\0\0\0\0").await;
        assert!(status == "0" && message[0] == 0 && message.len() == 100_005, "{status}, {} bytes", message.len());
    });
}

#[test]
fn a_caller_does_not_rely_on_the_server_to_end_a_call_in_time() {
    run(async |runtime| {
        let (endpoint, _) = raw::accept(|_, stream| async move {
            let mut connection = raw::http2(stream).await;
            raw::answer_all(&mut connection, |_, respond| std::mem::forget(respond)).await;
        })
        .await;
        let transport = HyperTransport::new(runtime, &Options::new(endpoint, 1)).expect("the options are valid");
        let short = Call { timeout: Duration::from_millis(50), ..call(b"") };
        let status = transport.call(short).await.expect_err("nobody answers");
        assert_eq!(status.code, Code::DeadlineExceeded, "{status}");
    });
}
