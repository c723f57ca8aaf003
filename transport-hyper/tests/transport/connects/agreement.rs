//! What a client and a server have to agree on: whether there is TLS, its version, HTTP/2 in it, and who the client is.

use super::{Golden, echo, failure, plain, secured, success};
use crate::{
    host::{Host, any_port, run},
    tls::{self, Authority, crypto},
};
use dacapo_runtime::{Endpoint, Runtime};
use dacapo_runtime_tokio::Tokio;
use dacapo_transport_hyper::{ApiKey, Cause, HyperTransport, Options, ServerTls, Stage, Tls};
use futures_rustls::{
    TlsAcceptor,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    rustls::{ServerConfig, crypto::ring::cipher_suite, version::TLS13},
};
use rcgen::date_time_ymd;
use std::sync::Arc;

#[test]
fn what_the_two_sides_must_agree_on() {
    run(async |runtime| {
        let mut golden = Golden::default();
        let authority = Authority::new();
        let trust = |identity| Tls { roots: authority.roots(), identity, ..Tls::default() };
        let plaintext = Host::new(&runtime, echo).await;
        let to_plaintext = failure(&runtime, &secured(plaintext.endpoint.clone(), trust(None))).await;
        golden.add("TLS to a server without", to_plaintext, (Stage::Tls, Cause::ServerIsPlaintext));
        let host = tls::host(&runtime, authority.localhost(), echo).await;
        golden.add(
            "no TLS to a server with",
            failure(&runtime, &plain(host.endpoint.clone())).await,
            (Stage::Tls, Cause::ServerWantsTls),
        );
        let strict = ServerTls { client_roots: Some(authority.pem.clone()), ..authority.localhost() };
        let host = tls::host(&runtime, strict, echo).await;
        let with = |identity| secured(host.endpoint.clone(), trust(identity));
        success(&runtime, &with(Some(authority.identity("client", |_| {})))).await;
        golden.add(
            "no client certificate",
            failure(&runtime, &with(None)).await,
            (Stage::Tls, Cause::ClientCertificateRequired),
        );
        let refused = (Stage::Tls, Cause::ClientCertificateRefused);
        let stranger = Authority::named("a stranger").identity("client", |_| {});
        golden.add("a stranger's client certificate", failure(&runtime, &with(Some(stranger))).await, refused);
        let expired = authority.identity("client", |params| params.not_after = date_time_ymd(2020, 1, 1));
        golden.add("an expired client certificate", failure(&runtime, &with(Some(expired))).await, refused);
        let without = Options { crypto: Some(only_tls12()), ..with(None) };
        golden.add(
            "no client certificate by TLS 1.2",
            failure(&runtime, &without).await,
            (Stage::Tls, Cause::ClientCertificateRequired),
        );
        let endpoint = serving(&runtime, &authority, |config| config.alpn_protocols.clear()).await;
        golden.add("no ALPN", failure(&runtime, &secured(endpoint, trust(None))).await, (Stage::Tls, Cause::NoAlpn));
        let old =
            Options { crypto: Some(only_tls12()), ..secured(serving(&runtime, &authority, |_| {}).await, trust(None)) };
        golden.add("no version in common", failure(&runtime, &old).await, (Stage::Tls, Cause::NoCommonTls));
        golden.check("connects-tls.txt");
    });
}

/// A provider that knows TLS 1.2 alone.
fn only_tls12() -> Arc<futures_rustls::rustls::crypto::CryptoProvider> {
    let mut provider = futures_rustls::rustls::crypto::ring::default_provider();
    provider.cipher_suites = vec![cipher_suite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256];
    Arc::new(provider)
}

/// A server of TLS 1.3 that is not ours.
async fn serving(runtime: &Tokio, authority: &Authority, change: impl FnOnce(&mut ServerConfig)) -> Endpoint {
    let identity = authority.identity("127.0.0.1", |_| {});
    let certificate = CertificateDer::from_pem_slice(&identity.certificates).expect("it is PEM");
    let key = PrivateKeyDer::from_pem_slice(&identity.key).expect("it is PEM");
    let builder = ServerConfig::builder_with_provider(crypto()).with_protocol_versions(&[&TLS13]).expect("it is known");
    let mut config = builder.with_no_client_auth().with_single_cert(vec![certificate], key).expect("they fit");
    config.alpn_protocols = vec![b"h2".to_vec()];
    change(&mut config);
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = runtime.listen(&any_port()).await.expect("a port is free");
    let endpoint = listener.endpoint().expect("it has one");
    runtime.spawn(async move {
        while let Ok(stream) = listener.accept().await {
            // Some clients leave.
            let _accepted = acceptor.accept(stream).await;
        }
    });
    endpoint
}

#[test]
fn tls_1_2_is_enough() {
    run(async |runtime| {
        let authority = Authority::new();
        let host = tls::host(&runtime, authority.localhost(), echo).await;
        let tls = Tls { roots: authority.roots(), ..Tls::default() };
        let options = Options { crypto: Some(only_tls12()), ..secured(host.endpoint.clone(), tls) };
        success(&runtime, &options).await;
    });
}

/// Somebody who gives an API key may not know that it turns TLS on.
#[test]
fn a_key_and_a_server_without_tls() {
    run(async |runtime| {
        let host = Host::new(&runtime, echo).await;
        let key = Some(ApiKey::new("key"));
        let options = Options { api_key: key, crypto: Some(crypto()), ..plain(host.endpoint.clone()) };
        if let Err(fault) = HyperTransport::new(runtime.clone(), &options) {
            assert!(fault.problem.contains("the system has no certificate authorities"), "{fault}");
            return eprintln!("SKIPPED: {fault}");
        }
        let (stage, cause, message) = failure(&runtime, &options).await;
        assert_eq!((stage, cause), (Stage::Tls, Cause::ServerIsPlaintext), "{message}");
        let words = ": an API key turns TLS on where nothing else is said of it; turn TLS off, or use";
        assert!(message.contains(words), "{message}");
    });
}
