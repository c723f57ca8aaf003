//! Proxies: connections go through them, encrypted or not, with a login or without.

use crate::{
    host::{Host, call, run},
    raw, tls,
};
use bytes::Bytes;
use dacapo_core::rpc::Code;
use dacapo_runtime::{Endpoint, Transport};
use dacapo_transport_hyper::{Answer, HyperTransport, Login, Options, Proxy, Request, Tls};
use std::sync::{Arc, Mutex};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::TcpStream,
};

/// Leads connections where they ask, if they give this `Proxy-Authorization`. Keeps what they asked.
async fn proxy(authorization: Option<&'static str>) -> (Endpoint, Arc<Mutex<Vec<String>>>) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let keep = Arc::clone(&asked);
    let (endpoint, _) = raw::accept(move |_, mut client| {
        let keep = Arc::clone(&keep);
        async move {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(client.read_u8().await.expect("the request is whole"));
            }
            let head = String::from_utf8(head).expect("it is text");
            let target = head.split(' ').nth(1).expect("there is a target").to_owned();
            let is_allowed =
                authorization.is_none_or(|login| head.contains(&format!("Proxy-Authorization: {login}\r\n")));
            keep.lock().expect("nobody panicked").push(head);
            if !is_allowed {
                let refusal = b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n";
                return client.write_all(refusal).await.expect("the client reads");
            }
            let mut server = TcpStream::connect(target).await.expect("the server listens");
            client
                .write_all(b"HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n")
                .await
                .expect("the client reads");
            tokio::spawn(async move { copy_bidirectional(&mut client, &mut server).await });
        }
    })
    .await;
    (endpoint, asked)
}

async fn echo(request: Request) -> Answer {
    Answer::from(Ok(request.message))
}

#[test]
fn a_connection_goes_through_the_proxy() {
    run(async |runtime| {
        let (endpoint, asked) = proxy(None).await;
        let host = Host::new(&runtime, echo).await;
        let options = Options { proxy: Some(Proxy { endpoint, login: None }), ..host.options() };
        let end = host.transport_with(&options).call(call(b"hello")).await;
        assert_eq!(end, Ok(Bytes::from_static(b"hello")));
        let Endpoint::Tcp { host, port } = &host.endpoint else { unreachable!("the test uses TCP") };
        let expected = format!("CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n");
        assert_eq!(*asked.lock().expect("nobody panicked"), [expected]);
    });
}

#[test]
fn tls_is_spoken_with_the_server_behind_the_proxy() {
    run(async |runtime| {
        let (endpoint, _) = proxy(None).await;
        let authority = tls::Authority::new();
        let host = tls::host(&runtime, authority.localhost(), echo).await;
        let options = tls::options(&host, Tls { roots: authority.roots(), ..Tls::default() });
        let options = Options { proxy: Some(Proxy { endpoint, login: None }), ..options };
        let end = host.transport_with(&options).call(call(b"hello")).await;
        assert_eq!(end, Ok(Bytes::from_static(b"hello")));
    });
}

#[test]
fn a_proxy_may_want_a_login() {
    run(async |runtime| {
        let (endpoint, _) = proxy(Some("Basic dXNlcjpwYXNzOndvcmQ=")).await;
        let host = Host::new(&runtime, echo).await;
        let with = |login| Options { proxy: Some(Proxy { endpoint: endpoint.clone(), login }), ..host.options() };
        let login = Login { user: "user".to_owned(), password: "pass:word".to_owned() };
        let end = host.transport_with(&with(Some(login))).call(call(b"hello")).await;
        assert_eq!(end, Ok(Bytes::from_static(b"hello")));
        let status = host.transport_with(&with(None)).call(call(b"")).await.expect_err("it wants a login");
        assert_eq!(status.code, Code::Unavailable, "{status}");
        assert!(status.message.contains("it answers \"HTTP/1.1 407"), "{status}");
    });
}

#[test]
fn proxies_that_cannot_be_used_are_named() {
    run(async |runtime| {
        let anywhere = Endpoint::Tcp { host: "localhost".to_owned(), port: 1 };
        let proxy = |login| Some(Proxy { endpoint: anywhere.clone(), login });
        let colon = Login { user: "a:b".to_owned(), password: String::new() };
        let bad = [
            ("proxy", Options { proxy: proxy(None), ..Options::new(Endpoint::Unix("/socket".into()), 1) }),
            ("proxy.login.user", Options { proxy: proxy(Some(colon)), ..Options::new(anywhere.clone(), 1) }),
        ];
        for (field, options) in bad {
            let fault = HyperTransport::new(runtime.clone(), &options).expect_err(field);
            assert_eq!(fault.field, field, "{fault}");
        }
    });
}
