//! What a response means, also where it is not as it should be.

use crate::{
    host::{call, run},
    raw,
};
use bytes::Bytes;
use dacapo_core::rpc::{CallEnd, Code, Status};
use dacapo_runtime::Transport;
use dacapo_runtime_tokio::Tokio;
use dacapo_transport_hyper::{Compression, HyperTransport, Options};
use h2::server::SendResponse;
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

const GRPC: (&str, &str) = ("content-type", "application/grpc");

/// How a call ends that is answered so.
fn ended(respond: fn(&mut SendResponse<Bytes>), check: impl FnOnce(CallEnd)) {
    run(async |runtime: Tokio| {
        let (endpoint, _) = raw::accept(move |_, stream| async move {
            raw::answer_all(&mut raw::http2(stream).await, |_, mut responder| respond(&mut responder)).await;
        })
        .await;
        let transport = HyperTransport::new(runtime, &Options::new(endpoint, 1)).expect("the options are valid");
        check(transport.call(call(b"")).await);
    });
}

#[test]
fn a_status_may_come_without_a_message() {
    let respond = |respond: &mut SendResponse<Bytes>| {
        let headers = [GRPC, ("grpc-status", "5"), ("grpc-message", "not%20here"), ("grpc-status-details-bin", "AQI=")];
        raw::end(respond, 200, &headers);
    };
    let status = Status { code: Code::NotFound, message: "not here".into(), details: Bytes::from_static(&[1, 2]) };
    ended(respond, |end| assert_eq!(end, Err(status)));
}

#[test]
fn a_status_may_follow_a_message() {
    let respond = |respond: &mut SendResponse<Bytes>| {
        let mut body = raw::begin(respond, 200, &[GRPC]);
        body.send_data(Bytes::from_static(&[0, 0, 0, 0, 1, 9]), false).expect("the stream is open");
        body.send_trailers(raw::map(&[("grpc-status", "10"), ("grpc-message", "again")])).expect("the stream is open");
    };
    ended(respond, |end| assert_eq!(end, Err(Status::new(Code::Aborted, "again"))));
}

#[test]
fn a_status_that_http_gives_is_turned_into_one() {
    fn check<const STATUS: u16>(code: Code) {
        let respond = |respond: &mut SendResponse<Bytes>| raw::end(respond, STATUS, &[("content-type", "text/html")]);
        ended(respond, |end| {
            let status = end.expect_err("it is no success");
            assert_eq!(status.code, code, "{STATUS}: {status}");
            let says_why = status.message.contains(&STATUS.to_string()) && status.message.contains("text/html");
            assert!(says_why, "{status}");
        });
    }
    check::<400>(Code::Internal);
    check::<401>(Code::Unauthenticated);
    check::<403>(Code::PermissionDenied);
    check::<404>(Code::Unimplemented);
    check::<429>(Code::Unavailable);
    check::<502>(Code::Unavailable);
    check::<503>(Code::Unavailable);
    check::<504>(Code::Unavailable);
    check::<500>(Code::Unknown);
    check::<200>(Code::Unknown);
}

#[test]
fn grpc_has_the_last_word_on_a_status() {
    let respond = |respond: &mut SendResponse<Bytes>| raw::end(respond, 503, &[GRPC, ("grpc-status", "8")]);
    ended(respond, |end| assert_eq!(end, Err(Status::new(Code::ResourceExhausted, ""))));
}

#[test]
fn a_response_without_a_status_is_no_success() {
    let respond = |respond: &mut SendResponse<Bytes>| {
        let mut body = raw::begin(respond, 200, &[GRPC]);
        body.send_data(Bytes::from_static(&[0; 5]), true).expect("the stream is open");
    };
    ended(respond, |end| assert_eq!(end.expect_err("it is no success").code, Code::Unknown));
}

#[test]
fn a_success_without_a_message_is_none() {
    let respond = |respond: &mut SendResponse<Bytes>| raw::end(respond, 200, &[GRPC, ("grpc-status", "0")]);
    ended(respond, |end| assert_eq!(end.expect_err("it is no success").code, Code::Internal));
}

#[test]
fn a_compressed_message_needs_an_encoding_that_is_known() {
    let respond = |respond: &mut SendResponse<Bytes>| {
        let mut body = raw::begin(respond, 200, &[GRPC, ("grpc-encoding", "snappy")]);
        body.send_data(Bytes::from_static(&[1, 0, 0, 0, 0]), false).expect("the stream is open");
        body.send_trailers(raw::map(&[("grpc-status", "0")])).expect("the stream is open");
    };
    ended(respond, |end| {
        let status = end.expect_err("it is no success");
        assert!(status.code == Code::Unimplemented && status.message.contains("snappy"), "{status}");
    });
}

#[test]
fn a_reset_has_the_code_that_grpc_gives_it() {
    fn check<const REASON: u32>(code: Code) {
        let respond = |respond: &mut SendResponse<Bytes>| respond.send_reset(REASON.into());
        ended(respond, |end| assert_eq!(end.expect_err("it is no success").code, code, "{REASON}"));
    }
    check::<2>(Code::Internal);
    check::<8>(Code::Canceled);
    check::<11>(Code::ResourceExhausted);
    check::<12>(Code::PermissionDenied);
}

#[test]
fn a_server_without_gzip_is_sent_none_any_more() {
    run(async |runtime: Tokio| {
        let compressed = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&compressed);
        let (endpoint, _) = raw::accept(move |_, stream| {
            let count = Arc::clone(&count);
            async move {
                let mut connection = raw::http2(stream).await;
                while let Some(Ok((request, mut respond))) = connection.accept().await {
                    if request.headers().contains_key("grpc-encoding") {
                        count.fetch_add(1, Ordering::SeqCst);
                        raw::end(&mut respond, 200, &[GRPC, ("grpc-status", "12")]);
                    } else {
                        raw::succeed(&mut respond);
                    }
                }
            }
        })
        .await;
        let options = Options { compression: Compression::Gzip, ..Options::new(endpoint, 1) };
        let transport = HyperTransport::new(runtime, &options).expect("the options are valid");
        for _ in 0..3 {
            assert_eq!(transport.call(call(b"")).await, Ok(Bytes::new()));
        }
        assert_eq!(compressed.load(Ordering::SeqCst), 1);
    });
}
