//! Nothing here needs tokio to run: the same calls over smol, encrypted.

use crate::tls;
use async_executor::Executor;
use bytes::Bytes;
use dacapo_runtime::{Runtime, Transport};
use dacapo_runtime_smol::Smol;
use dacapo_transport_hyper::{Answer, HyperTransport, Options, Request, Security, Server, ServerOptions, Tls};
use std::{future::pending, sync::Arc};

#[test]
fn calls_are_made_and_served_on_smol() {
    let executor = Arc::new(Executor::new());
    let runtime = Smol::new(Arc::clone(&executor));
    let test = async {
        let listener = runtime.listen(&crate::host::any_port()).await.expect("a port is free");
        let endpoint = listener.endpoint().expect("it has one");
        let authority = tls::Authority::new();
        let options = ServerOptions { tls: Some(authority.localhost()), ..ServerOptions::default() };
        let echo = |request: Request| async move { Answer::from(Ok(request.message)) };
        let server = Server::new(runtime.clone(), echo, &options).expect("they are valid");
        runtime.spawn(async move {
            let stream = listener.accept().await.expect("the client connects");
            server.serve(stream, pending()).await.expect("the client stays");
        });
        let tls = Tls { roots: authority.roots(), ..Tls::default() };
        let options =
            Options { security: Security::Tls(tls), crypto: Some(tls::crypto()), ..Options::new(endpoint, 1) };
        let transport = HyperTransport::new(runtime.clone(), &options).expect("the options are valid");
        for _ in 0..10 {
            assert_eq!(transport.call(crate::host::call(b"hello")).await, Ok(Bytes::from_static(b"hello")));
        }
    };
    async_io::block_on(executor.run(test));
}
