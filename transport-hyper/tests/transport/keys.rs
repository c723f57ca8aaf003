//! API keys: every call has one, over TLS unless plaintext was asked for.

use crate::{
    host::{Host, call, run},
    tls,
};
use bytes::Bytes;
use dacapo_core::{
    id::Text,
    rpc::{Call, Code, Status},
};
use dacapo_runtime::Transport;
use dacapo_transport_hyper::{Answer, ApiKey, Options, Request, Security, Tls};
/// Takes the key `good` alone, and answers with what came.
pub(crate) async fn guarded(request: Request) -> Answer {
    let came = request.metadata.into_iter().find(|(name, _)| *name == "authorization").map(|(_, value)| value);
    let came = came.unwrap_or_default();
    Answer::from(match &came[..] {
        b"Bearer bad" => Err(Status::new(Code::Unauthenticated, "bad")),
        b"Bearer poor" => Err(Status::new(Code::PermissionDenied, "poor")),
        _ => Ok(came),
    })
}

pub(crate) fn plaintext(host: &Host, key: ApiKey) -> Options {
    Options { security: Security::Plaintext, api_key: Some(key), ..host.options() }
}

#[test]
fn every_call_has_the_key() {
    run(async |runtime| {
        let host = Host::new(&runtime, guarded).await;
        let transport = host.transport_with(&plaintext(&host, ApiKey::new("good")));
        for _ in 0..2 {
            assert_eq!(transport.call(call(b"")).await, Ok(Bytes::from_static(b"Bearer good")));
        }
    });
}

#[test]
fn an_authorization_that_the_user_gives_replaces_the_key() {
    run(async |runtime| {
        let host = Host::new(&runtime, guarded).await;
        let own = vec![(Text::from("Authorization"), Bytes::from_static(b"Basic own"))];
        let options = Options { metadata: own.clone(), ..plaintext(&host, ApiKey::new("good")) };
        assert_eq!(host.transport_with(&options).call(call(b"")).await, Ok(Bytes::from_static(b"Basic own")));
        let options = plaintext(&host, ApiKey::new("good"));
        let end = host.transport_with(&options).call(Call { metadata: own, ..call(b"") }).await;
        assert_eq!(end, Ok(Bytes::from_static(b"Basic own")));
    });
}

#[test]
fn a_key_turns_tls_on() {
    run(async |runtime| {
        let authority = tls::Authority::new();
        let host = tls::host(&runtime, authority.localhost(), guarded).await;
        let key = || Some(ApiKey::new("good"));
        // The system does not know the authority, and says so: this was TLS.
        let unspecified = Options { api_key: key(), crypto: Some(tls::crypto()), ..host.options() };
        if let Ok(transport) = dacapo_transport_hyper::HyperTransport::new(runtime, &unspecified) {
            let status = transport.call(call(b"")).await.expect_err("nobody knows the authority");
            assert!(status.message.contains("nobody who is trusted has signed"), "{status}");
        }
        let trusting = tls::options(&host, Tls { roots: authority.roots(), ..Tls::default() });
        let end = host.transport_with(&Options { api_key: key(), ..trusting }).call(call(b"")).await;
        assert_eq!(end, Ok(Bytes::from_static(b"Bearer good")));
    });
}
