//! Servers that go away, connections that break, callers that leave.

use crate::host::{Host, call, run};
use bytes::Bytes;
use dacapo_runtime::Transport;
use dacapo_transport_hyper::{Answer, Request};
use std::sync::Arc;
use tokio::sync::{Mutex, mpsc};

/// A service that tells of every call, and answers when it may.
fn slow() -> (impl dacapo_transport_hyper::Service, mpsc::UnboundedReceiver<()>, mpsc::UnboundedSender<()>) {
    let (begin, begun) = mpsc::unbounded_channel();
    let (permit, permitted) = mpsc::unbounded_channel();
    let permitted = Arc::new(Mutex::new(permitted));
    let service = move |request: Request| {
        let (begin, permitted) = (begin.clone(), Arc::clone(&permitted));
        async move {
            begin.send(()).expect("the test waits");
            permitted.lock().await.recv().await;
            Answer::from(Ok(request.message))
        }
    };
    (service, begun, permit)
}

#[test]
fn a_server_that_goes_away_answers_what_it_has_and_the_next_call_connects_again() {
    run(async |runtime| {
        let (service, mut begun, permit) = slow();
        let host = Host::new(&runtime, service).await;
        let transport = host.transport();
        let first = transport.call(call(b"first"));
        let rest = async {
            begun.recv().await.expect("the call begins");
            host.send_go_away();
            let second = transport.call(call(b"second"));
            let rest = async {
                begun.recv().await.expect("the call begins");
                permit.send(()).expect("the service waits");
                permit.send(()).expect("the service waits");
            };
            tokio::join!(second, rest).0
        };
        let (first, second) = tokio::join!(first, rest);
        assert_eq!(first, Ok(Bytes::from_static(b"first")));
        assert_eq!(second, Ok(Bytes::from_static(b"second")));
    });
}
