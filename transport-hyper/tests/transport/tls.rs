//! TLS with certificates made on the spot: who is trusted, and what is said of who is not.

use crate::host::{Host, any_port, call, run};
use bytes::Bytes;
use dacapo_core::{
    rpc::Code,
    time::{Now, WallTime},
};
use dacapo_runtime::{Endpoint, Runtime, Transport};
use dacapo_runtime_tokio::Tokio;
use dacapo_transport_hyper::{
    Answer, ApiKey, HyperTransport, Identity, Options, Request, Roots, Security, ServerOptions, ServerTls, Tls,
    rustls::crypto::{CryptoProvider, ring},
};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use std::{future::Future, io, sync::Arc, time::Duration};

pub(crate) fn crypto() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

/// Someone who signs certificates.
pub(crate) struct Authority {
    pub(crate) issuer: Issuer<'static, KeyPair>,
    pub(crate) pem: Vec<u8>,
}

impl Authority {
    pub(crate) fn new() -> Self {
        Self::named("authority")
    }

    pub(crate) fn named(name: &str) -> Self {
        let mut params = CertificateParams::new([]).expect("there are no names");
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key is made");
        let pem = params.self_signed(&key).expect("it is signed").pem().into_bytes();
        Self { issuer: Issuer::new(params, key), pem }
    }

    pub(crate) fn identity(&self, name: &str, change: impl FnOnce(&mut CertificateParams)) -> Identity {
        let mut params = CertificateParams::new([name.to_owned()]).expect("it is a name");
        change(&mut params);
        let key = KeyPair::generate().expect("a key is made");
        let certificate = params.signed_by(&key, &self.issuer).expect("it is signed");
        Identity { certificates: certificate.pem().into_bytes(), key: key.serialize_pem().into_bytes() }
    }

    pub(crate) fn server(&self, identity: Identity) -> ServerTls {
        ServerTls { crypto: crypto(), identity, client_roots: None }
    }

    pub(crate) fn localhost(&self) -> ServerTls {
        self.server(self.identity("127.0.0.1", |_| {}))
    }

    pub(crate) fn roots(&self) -> Roots {
        Roots::Given(self.pem.clone())
    }
}

async fn echo(request: Request) -> Answer {
    Answer::from(Ok(request.message))
}

pub(crate) async fn host(runtime: &Tokio, tls: ServerTls, service: impl dacapo_transport_hyper::Service) -> Host {
    Host::with(runtime, &any_port(), &ServerOptions { tls: Some(tls), ..ServerOptions::default() }, service).await
}

pub(crate) fn options(host: &Host, tls: Tls) -> Options {
    Options { security: Security::Tls(tls), crypto: Some(crypto()), ..host.options() }
}

/// Whether the server of `server` takes a call of the client of `client`, or what is said instead.
fn try_call(server: ServerTls, client: Tls) -> Result<(), String> {
    let mut result = Ok(());
    run(async |runtime| {
        let host = host(&runtime, server, echo).await;
        let transport = host.transport_with(&options(&host, client));
        result = transport.call(call(b"hello")).await.map(drop).map_err(|status| {
            assert_eq!(status.code, Code::Unavailable, "{status}");
            assert!(status.message.contains("https://127.0.0.1:"), "{status}");
            status.message.to_string()
        });
    });
    result
}

#[test]
fn an_authority_that_is_given_is_trusted() {
    let authority = Authority::new();
    assert_eq!(try_call(authority.localhost(), Tls { roots: authority.roots(), ..Tls::default() }), Ok(()));
}

/// A runtime in the spring of 2020.
#[derive(Clone)]
pub(crate) struct In2020<R>(pub(crate) R);

impl<R: Runtime> Runtime for In2020<R> {
    type Connection = R::Connection;

    fn sleep(&self, after: Duration) -> impl Future<Output = ()> + Send {
        self.0.sleep(after)
    }

    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.0.spawn(task);
    }

    fn now(&self) -> Now {
        Now { wall: WallTime { seconds: 1_585_000_000, nanos: 0 }, ..self.0.now() }
    }

    async fn connect(&self, endpoint: &Endpoint) -> io::Result<R::Connection> {
        self.0.connect(endpoint).await
    }
}

#[test]
fn the_time_of_a_certificate_is_the_runtimes() {
    run(async |runtime| {
        let authority = Authority::new();
        let identity = authority.identity("127.0.0.1", |params| params.not_after = date_time_ymd(2021, 1, 1));
        let host = host(&runtime, authority.server(identity), echo).await;
        let options = options(&host, Tls { roots: authority.roots(), ..Tls::default() });
        host.transport_with(&options).call(call(b"")).await.expect_err("it is later now");
        let transport = HyperTransport::new(In2020(runtime), &options).expect("the options are valid");
        transport.call(call(b"")).await.expect("it was valid then");
    });
}

#[test]
fn a_unix_socket_can_have_tls() {
    run(async |runtime| {
        let authority = Authority::new();
        let path = std::env::temp_dir().join(format!("dacapo-transport-tls-{}.socket", std::process::id()));
        let tls = authority.server(authority.identity("localhost", |_| {}));
        let options = ServerOptions { tls: Some(tls), ..ServerOptions::default() };
        let host = Host::with(&runtime, &Endpoint::Unix(path.clone()), &options, echo).await;
        let options = self::options(&host, Tls { roots: authority.roots(), ..Tls::default() });
        let end = host.transport_with(&options).call(call(b"hello")).await;
        assert_eq!(end, Ok(Bytes::from_static(b"hello")));
        std::fs::remove_file(path).expect("the socket is there");
    });
}

#[test]
fn options_that_cannot_be_used_are_named() {
    run(async |runtime| {
        let host = Host::new(&runtime, echo).await;
        let authority = Authority::new();
        let good = authority.identity("client", |_| {});
        let with = |tls: Tls| options(&host, tls);
        let identity = |identity| with(Tls { identity: Some(identity), roots: authority.roots(), ..Tls::default() });
        let bad = [
            ("crypto", Options { crypto: None, ..with(Tls::default()) }),
            ("crypto", Options { api_key: Some(ApiKey::new("key")), ..host.options() }),
            ("security.roots", with(Tls { roots: Roots::Given(b"not PEM".to_vec()), ..Tls::default() })),
            ("security.identity.certificates", identity(Identity { certificates: Vec::new(), ..good.clone() })),
            ("security.identity.key", identity(Identity { key: b"no key".to_vec(), ..good.clone() })),
            ("security.identity", identity(Identity { key: authority.identity("other", |_| {}).key, ..good })),
            ("security.server_name", with(Tls { server_name: Some("a b".to_owned()), ..Tls::default() })),
            ("api_key", Options { api_key: Some(ApiKey::new("two\nlines")), ..host.options() }),
            ("endpoints", Options { endpoints: Vec::new(), ..host.options() }),
            ("endpoints", Options::new(Endpoint::Tcp { host: "http://a".to_owned(), port: 1 }, 1)),
            ("client_name", Options { client_name: "a\nb".to_owned(), ..host.options() }),
            ("metadata", Options { metadata: vec![("grpc-x".into(), Bytes::new())], ..host.options() }),
        ];
        for (field, options) in bad {
            let fault = HyperTransport::new(runtime.clone(), &options).expect_err(field);
            assert_eq!(fault.field, field, "{fault}");
        }
    });
}
