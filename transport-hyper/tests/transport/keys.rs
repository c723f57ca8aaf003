//! API keys: every call has one, over TLS unless plaintext was asked for, and a refused one is asked for again.

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
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

/// Takes the key `good` alone, and answers with what came.
async fn guarded(request: Request) -> Answer {
    let came = request.metadata.into_iter().find(|(name, _)| *name == "authorization").map(|(_, value)| value);
    let came = came.unwrap_or_default();
    Answer::from(match &came[..] {
        b"Bearer bad" => Err(Status::new(Code::Unauthenticated, "bad")),
        b"Bearer poor" => Err(Status::new(Code::PermissionDenied, "poor")),
        _ => Ok(came),
    })
}

fn plaintext(host: &Host, key: ApiKey) -> Options {
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

#[test]
fn a_key_is_fetched_for_every_call_and_again_when_it_is_refused() {
    run(async |runtime| {
        let host = Host::new(&runtime, guarded).await;
        for (refused, code) in [("bad", Code::Unauthenticated), ("poor", Code::PermissionDenied)] {
            let asked = Arc::new(Mutex::new(Vec::new()));
            let (asking, key) = (Arc::clone(&asked), Arc::new(Mutex::new(refused.to_owned())));
            let fetch = move |status: Option<Status>| {
                let mut key = key.lock().expect("nobody panicked");
                if status.is_some() {
                    *key = "good".to_owned();
                }
                asking.lock().expect("nobody panicked").push(status.map(|status| status.code));
                std::future::ready(Ok(key.clone()))
            };
            let transport = host.transport_with(&plaintext(&host, ApiKey::fetched(fetch)));
            for _ in 0..2 {
                assert_eq!(transport.call(call(b"")).await, Ok(Bytes::from_static(b"Bearer good")));
            }
            assert_eq!(*asked.lock().expect("nobody panicked"), [None, Some(code), None]);
        }
    });
}

#[test]
fn a_refused_key_without_another_is_a_refused_call() {
    run(async |runtime| {
        let host = Host::new(&runtime, guarded).await;
        let count = Arc::new(AtomicUsize::new(0));
        let counting = Arc::clone(&count);
        let fetch = move |_| {
            counting.fetch_add(1, Ordering::SeqCst);
            std::future::ready(Ok("bad".to_owned()))
        };
        let transport = host.transport_with(&plaintext(&host, ApiKey::fetched(fetch)));
        assert_eq!(transport.call(call(b"")).await, Err(Status::new(Code::Unauthenticated, "bad")));
        assert_eq!(count.load(Ordering::SeqCst), 2);
    });
}

#[test]
fn a_key_that_cannot_be_fetched_is_said_to_be_missing() {
    run(async |runtime| {
        let host = Host::new(&runtime, guarded).await;
        let key = ApiKey::fetched(|_| std::future::ready(Err("the vault is closed".to_owned())));
        let status = host.transport_with(&plaintext(&host, key)).call(call(b"")).await.expect_err("there is no key");
        assert!(status.code == Code::Unavailable && status.message.contains("the vault is closed"), "{status}");
    });
}
