//! The interop tests of gRPC, as far as they are unary, against those of grpc-go: our client with its server, and its client
//! with our server. They are skipped, loudly, where there is no Go or its programs cannot be installed.

mod go;
mod messages;
mod twins;

use crate::host::{Host, run};
use bytes::Bytes;
use dacapo_core::{
    id::Text,
    rpc::{Call, CallEnd, Code, Status},
};
use dacapo_runtime::{Endpoint, Transport};
use dacapo_runtime_tokio::Tokio;
use dacapo_transport_hyper::{Answer, Compression, HyperTransport, Options, Request};
use messages::{EchoStatus, Payload, ResponseParameters, SimpleRequest, SimpleResponse, StreamingRequest};
use prost::Message;
use std::time::Duration;

const EMPTY: &str = "/grpc.testing.TestService/EmptyCall";
const UNARY: &str = "/grpc.testing.TestService/UnaryCall";
const STREAMING: &str = "/grpc.testing.TestService/FullDuplexCall";
const INITIAL: &str = "x-grpc-test-echo-initial";
const TRAILING: &str = "x-grpc-test-echo-trailing-bin";
const SPECIAL: &str = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n";

fn call(method: &'static str, message: &impl Message) -> Call {
    let message = message.encode_to_vec().into();
    Call { method, message, timeout: Duration::from_secs(30), metadata: Vec::new() }
}

fn large() -> Call {
    let payload = Payload { r#type: 0, body: vec![0; 271_828].into() };
    call(UNARY, &SimpleRequest { response_size: 314_159, payload: Some(payload), ..SimpleRequest::default() })
}

fn failing(message: &str) -> Call {
    let status = EchoStatus { code: 2, message: message.to_owned() };
    call(UNARY, &SimpleRequest { response_status: Some(status), ..SimpleRequest::default() })
}

fn length(end: CallEnd) -> usize {
    let response = SimpleResponse::decode(end.expect("the call succeeds")).expect("it is a response");
    response.payload.expect("there is a payload").body.len()
}

async fn client(runtime: Tokio, server: &go::Server, compression: Compression) -> HyperTransport<Tokio> {
    let endpoint = Endpoint::Tcp { host: "127.0.0.1".to_owned(), port: server.port };
    let options = Options { compression, ..Options::new(endpoint, 1) };
    HyperTransport::new(runtime, &options).expect("the options are valid")
}

#[test]
fn our_client_and_the_server_of_grpc_go() {
    let Some(server) = go::server() else { return };
    run(async |runtime| {
        let transport = client(runtime, &server, Compression::None).await;
        assert_eq!(transport.call(call(EMPTY, &())).await, Ok(Bytes::new()));
        assert_eq!(length(transport.call(large()).await), 314_159);
        for message in ["test status message", SPECIAL] {
            let status = Status::new(Code::Unknown, message);
            assert_eq!(transport.call(failing(message)).await, Err(status));
        }
        for method in
            ["/grpc.testing.TestService/UnimplementedCall", "/grpc.testing.UnimplementedService/UnimplementedCall"]
        {
            let status = transport.call(call(method, &())).await.expect_err("there is no such method");
            assert_eq!(status.code, Code::Unimplemented, "{status}");
        }
    });
}

#[test]
fn our_client_and_the_metadata_of_grpc_go() {
    let Some(server) = go::server() else { return };
    run(async |runtime| {
        let transport = client(runtime, &server, Compression::None).await;
        let initial = (Text::from(INITIAL), Bytes::from_static(b"test_initial_metadata_value"));
        let trailing = (Text::from(TRAILING), Bytes::from_static(&[0xab, 0xab, 0xab]));
        let answer = transport.answer(&Call { metadata: vec![initial.clone(), trailing.clone()], ..large() }).await;
        assert_eq!(length(answer.end), 314_159);
        assert!(answer.headers.contains(&initial), "{:?}", answer.headers);
        assert!(answer.trailers.contains(&trailing), "{:?}", answer.trailers);
    });
}

#[test]
fn our_client_and_the_patience_of_grpc_go() {
    let Some(server) = go::server() else { return };
    run(async |runtime| {
        let transport = client(runtime, &server, Compression::None).await;
        // The server takes one message of a stream as well, and sleeps before it answers.
        let parameters = ResponseParameters { size: 1, interval_us: 10_000_000 };
        let sleepy = call(STREAMING, &StreamingRequest { response_parameters: vec![parameters] });
        let status = transport.call(Call { timeout: Duration::from_millis(50), ..sleepy }).await;
        assert_eq!(status.expect_err("the server sleeps").code, Code::DeadlineExceeded);
    });
}

/// The server is built without gzip: what is compressed is made again as it is.
#[test]
fn our_client_compresses_until_grpc_go_says_no() {
    let Some(server) = go::server() else { return };
    run(async |runtime| {
        let transport = client(runtime, &server, Compression::Gzip).await;
        for _ in 0..2 {
            assert_eq!(length(transport.call(large()).await), 314_159);
        }
    });
}

/// The metadata that comes back, in front of an answer and behind it.
fn echoed(request: &Request) -> (Metadata, Metadata) {
    let named = |name: &'static str| request.metadata.iter().filter(|(own, _)| *own == name).cloned().collect();
    (named(INITIAL), named(TRAILING))
}

type Metadata = Vec<(Text, Bytes)>;

/// The service of the interop tests, as far as it is unary.
async fn service(request: Request) -> Answer {
    let (headers, trailers) = echoed(&request);
    let end = match &*request.method {
        EMPTY => Ok(Bytes::new()),
        UNARY | STREAMING => answer(request.message),
        other => Err(Status::new(Code::Unimplemented, format!("there is no {other}"))),
    };
    Answer { headers, end, trailers }
}

fn answer(message: Bytes) -> CallEnd {
    // The fields of both requests that matter here have the same numbers.
    let request = SimpleRequest::decode(message).map_err(|fault| Status::new(Code::Internal, fault.to_string()))?;
    if let Some(status) = request.response_status {
        let code = Code::from_number(u32::try_from(status.code).expect("it is a code")).expect("it is no success");
        return Err(Status::new(code, status.message));
    }
    let body = vec![0; usize::try_from(request.response_size).expect("it is a length")].into();
    Ok(SimpleResponse { payload: Some(Payload { r#type: 0, body }) }.encode_to_vec().into())
}

#[test]
fn the_client_of_grpc_go_and_our_server() {
    run(async |runtime| {
        let host = Host::new(&runtime, service).await;
        let Endpoint::Tcp { port, .. } = host.endpoint else { unreachable!("the test uses TCP") };
        for case in [
            "empty_unary",
            "large_unary",
            "special_status_message",
            "status_code_and_message",
            "timeout_on_sleeping_server",
            "cancel_after_begin",
            "unimplemented_method",
            "unimplemented_service",
        ] {
            if !go::client(port, case).await {
                return;
            }
        }
    });
}
