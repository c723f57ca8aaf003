//! What is sent arrives, in both directions: messages, metadata, deadlines, statuses.

use crate::host::{Host, any_port, call, run};
use bytes::Bytes;
use dacapo_core::{
    id::Text,
    rpc::{Call, Code, Status},
};
use dacapo_runtime::{Endpoint, Transport};
use dacapo_transport_hyper::{Answer, Compression, Options, Request, ServerOptions};
use std::time::Duration;

fn entry(name: &str, value: &'static [u8]) -> (Text, Bytes) {
    (Text::from(name), Bytes::from_static(value))
}

async fn echo(request: Request) -> Answer {
    Answer::from(Ok(request.message))
}

/// Answers with the metadata that came.
async fn reflect(request: Request) -> Answer {
    let mut answer = Answer::from(Ok(Bytes::new()));
    answer.trailers = request.metadata;
    answer
}

#[test]
fn a_message_comes_back() {
    run(async |runtime| {
        let host = Host::new(&runtime, echo).await;
        assert_eq!(host.transport().call(call(b"hello")).await, Ok(Bytes::from_static(b"hello")));
        assert_eq!(host.transport().call(call(b"")).await, Ok(Bytes::new()));
    });
}

#[test]
fn a_unix_socket_is_an_endpoint() {
    run(async |runtime| {
        let path = std::env::temp_dir().join(format!("dacapo-transport-{}.socket", std::process::id()));
        let endpoint = Endpoint::Unix(path.clone());
        let host = Host::with(&runtime, &endpoint, &ServerOptions::default(), echo).await;
        assert_eq!(host.transport().call(call(b"hello")).await, Ok(Bytes::from_static(b"hello")));
        std::fs::remove_file(path).expect("the socket is there");
    });
}

#[test]
fn the_service_sees_the_method_and_the_deadline() {
    run(async |runtime| {
        let host = Host::new(&runtime, async |request: Request| {
            let timeout = request.timeout.expect("there is one");
            assert!(timeout > Duration::from_secs(29) && timeout <= Duration::from_secs(30), "{timeout:?}");
            Answer::from(Ok(request.method.as_bytes().clone()))
        })
        .await;
        assert_eq!(host.transport().call(call(b"")).await, Ok(Bytes::from_static(b"/test.Service/Method")));
    });
}

#[test]
fn metadata_arrives_and_a_calls_own_wins() {
    run(async |runtime| {
        let host = Host::new(&runtime, reflect).await;
        let options = Options {
            client_name: "dacapo".to_owned(),
            client_version: "1.2.3".to_owned(),
            namespace: "default".to_owned(),
            metadata: vec![entry("A", b"transport"), entry("b-bin", &[0, 1]), entry("client-version", b"4")],
            ..host.options()
        };
        let call = Call { metadata: vec![entry("a", b"call"), entry("a", b"again")], ..call(b"") };
        let answer = host.transport_with(&options).answer(&call).await;
        let mut arrived: Vec<_> = answer.trailers.into_iter().filter(|(name, _)| *name != "user-agent").collect();
        arrived.sort();
        let expected = [
            entry("a", b"again"),
            entry("a", b"call"),
            entry("b-bin", &[0, 1]),
            entry("client-name", b"dacapo"),
            entry("client-version", b"4"),
            entry("temporal-namespace", b"default"),
        ];
        assert_eq!(arrived, expected);
    });
}

#[test]
fn metadata_comes_back_before_and_after_the_message() {
    run(async |runtime| {
        let host = Host::new(&runtime, async |request: Request| Answer {
            headers: vec![entry("before", b"1")],
            end: Ok(request.message),
            trailers: vec![entry("after-bin", &[2])],
        })
        .await;
        let answer = host.transport().answer(&call(b"hello")).await;
        assert_eq!(answer.end, Ok(Bytes::from_static(b"hello")));
        assert_eq!(answer.headers, [entry("before", b"1")]);
        assert_eq!(answer.trailers, [entry("after-bin", &[2])]);
    });
}

#[test]
fn a_status_arrives_with_its_details() {
    run(async |runtime| {
        let status = Status {
            code: Code::NotFound,
            message: "no such workflow: 50 % ☺\n".into(),
            details: Bytes::from_static(&[8, 5, 255]),
        };
        let answer = Answer::from(Err(status.clone()));
        let host = Host::new(&runtime, move |_| std::future::ready(answer.clone())).await;
        assert_eq!(host.transport().call(call(b"")).await, Err(status));
    });
}

#[test]
fn messages_are_compressed_both_ways() {
    run(async |runtime| {
        let options = ServerOptions { compression: Compression::Gzip, ..ServerOptions::default() };
        let host = Host::with(&runtime, &any_port(), &options, echo).await;
        for compression in [Compression::None, Compression::Gzip] {
            let transport = host.transport_with(&Options { compression, ..host.options() });
            let message: &[u8] = &[b'a'; 100_000];
            assert_eq!(transport.call(call(message)).await, Ok(Bytes::from_static(message)));
        }
    });
}

#[test]
fn many_calls_share_one_connection() {
    run(async |runtime| {
        let host = Host::new(&runtime, echo).await;
        let transport = host.transport();
        let calls = (0..200).map(|_| transport.call(call(b"hello")));
        for end in futures_util::future::join_all(calls).await {
            assert_eq!(end, Ok(Bytes::from_static(b"hello")));
        }
        assert_eq!(host.accepted(), 1);
    });
}
