//! Measures how many calls a second one connection takes over loopback, in one process with one thread:
//! `cargo run --release -p dacapo-transport-hyper --example loopback`.
#![expect(clippy::expect_used, clippy::disallowed_types, clippy::print_stdout, reason = "a measurement")]

use dacapo_core::rpc::Call;
use dacapo_runtime::{Endpoint, Runtime, Transport};
use dacapo_runtime_tokio::Tokio;
use dacapo_transport_hyper::{Answer, HyperTransport, Options, Request, Server, ServerOptions};
use futures_util::{StreamExt, stream::FuturesUnordered};
use std::{
    future::pending,
    time::{Duration, Instant},
};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let runtime = Tokio::current().expect("this is tokio");
    let any = Endpoint::Tcp { host: "127.0.0.1".to_owned(), port: 0 };
    let listener = runtime.listen(&any).await.expect("a port is free");
    let endpoint = listener.endpoint().expect("it has one");
    let echo = |request: Request| async move { Answer::from(Ok(request.message)) };
    let server = Server::new(runtime.clone(), echo, &ServerOptions::default()).expect("the options are valid");
    runtime.spawn(async move {
        let stream = listener.accept().await.expect("a client connects");
        server.serve(stream, pending()).await.expect("the client stays");
    });
    let transport = HyperTransport::new(runtime, &Options::new(endpoint, 1)).expect("the options are valid");
    for (bytes, callers, calls) in [(100, 1, 20_000), (100, 64, 100_000), (100_000, 16, 5_000), (4_000_000, 4, 200)] {
        let call = Call {
            method: "/loopback.Service/Echo",
            message: vec![0; bytes].into(),
            timeout: Duration::from_secs(60),
            metadata: Vec::new(),
        };
        let began = Instant::now();
        let mut running: FuturesUnordered<_> = (0..callers).map(|_| transport.call(call.clone())).collect();
        for number in 0..calls {
            running.next().await.expect("there are calls").expect("the server answers");
            if number + callers < calls {
                running.push(transport.call(call.clone()));
            }
        }
        let rate = f64::from(calls) / began.elapsed().as_secs_f64();
        println!("{bytes:>9} bytes, {callers:>2} callers: {rate:>8.0} calls/s");
    }
}
