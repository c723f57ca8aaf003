//! Every way in which a connection fails: at which stage, why, and that the message alone is enough to mend it. All
//! messages are in `golden/connects.txt`; `UPDATE=1` writes them anew.

use crate::{
    host::{Host, any_port, call, run},
    raw,
    tls::{self, Authority, In2020, crypto},
};
use dacapo_runtime::{Endpoint, Runtime, Transport};
use dacapo_runtime_tokio::Tokio;
use dacapo_transport_hyper::{
    Answer, ApiKey, Cause, HyperTransport, Identity, Login, Options, Proxy, Request, Roots, Security, ServerTls, Stage,
    Tls, TlsSource, Verification,
};
use futures_rustls::{
    TlsAcceptor,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    rustls::{ServerConfig, crypto::ring::cipher_suite, version::TLS13},
};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

async fn echo(request: Request) -> Answer {
    Answer::from(Ok(request.message))
}

/// What connecting fails with, at the only address.
async fn failure<R: Runtime>(runtime: R, options: &Options) -> (Stage, Cause, String) {
    let transport = HyperTransport::new(runtime, options).expect("the options are valid");
    let status = transport.connect().await.expect_err("it cannot be connected to");
    let error = transport.connect_error().expect("it says why");
    assert_eq!(status.message.as_str(), error.to_string());
    assert_eq!(error.failures.len(), 1, "there is one address: {error}");
    let failure = error.failures.first().expect("there is one");
    assert!(status.message.contains(failure.cause.sentence()) && status.message.contains(failure.cause.advice()));
    (failure.stage, failure.cause, failure.to_string())
}

/// Failures by their names, as they are told.
#[derive(Default)]
struct Told(BTreeMap<&'static str, String>);

impl Told {
    fn add(&mut self, name: &'static str, told: (Stage, Cause, String), expected: (Stage, Cause)) {
        assert_eq!((told.0, told.1), expected, "{name}: {}", told.2);
        assert_eq!(self.0.insert(name, without_ports(&told.2)), None, "{name}");
    }

    fn check(self, file: &str) {
        let told: String = self.0.iter().map(|(name, message)| format!("{name}\n    {message}\n")).collect();
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden").join(file);
        if std::env::var_os("UPDATE").is_some() {
            fs::create_dir_all(path.parent().expect("it has one")).expect("the folder can be made");
            fs::write(&path, &told).expect("the file can be written");
        }
        assert_eq!(fs::read_to_string(&path).expect("it is checked in"), told);
    }
}

/// The port is another in every run.
fn without_ports(message: &str) -> String {
    let mut parts = message.split("127.0.0.1:");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str("127.0.0.1:PORT");
        text.push_str(part.trim_start_matches(|letter: char| letter.is_ascii_digit()));
    }
    text
}

async fn mute() -> Endpoint {
    raw::accept(|_, stream| async move {
        tokio::spawn(async move {
            let _open = stream;
            std::future::pending::<()>().await;
        });
    })
    .await
    .0
}

/// A server that begins with these bytes and then listens, or closes.
async fn saying(words: &'static [u8], then_listens: bool) -> Endpoint {
    let (endpoint, _) = raw::accept(move |_, mut stream| async move {
        // It has read, so that closing is not a reset.
        let _read = stream.read(&mut [0; 1024]).await;
        stream.write_all(words).await.expect("the client reads");
        while then_listens && stream.read(&mut [0; 1024]).await.is_ok_and(|length| length > 0) {}
    })
    .await;
    endpoint
}

fn plain(endpoint: Endpoint) -> Options {
    Options { connect_timeout: Duration::from_secs(5), ..Options::new(endpoint, 1) }
}

fn secured(endpoint: Endpoint, tls: Tls) -> Options {
    Options { security: Security::Tls(tls), crypto: Some(crypto()), ..plain(endpoint) }
}

#[test]
fn below_tls() {
    run(async |runtime| {
        let mut told = Told::default();
        let nowhere = Endpoint::Tcp { host: "nowhere.invalid".to_owned(), port: 7233 };
        let (stage, cause, message) = failure(runtime.clone(), &plain(nowhere)).await;
        assert_eq!((stage, cause), (Stage::Dns, Cause::NameNotFound), "{message}");
        told.add(
            "nobody listens",
            failure(runtime.clone(), &plain(closed().await)).await,
            (Stage::Tcp, Cause::Refused),
        );
        let socket = Endpoint::Unix("/nowhere/temporal.socket".into());
        told.add("no socket", failure(runtime.clone(), &plain(socket)).await, (Stage::Tcp, Cause::NoSuchSocket));
        let patient = Options { connect_timeout: Duration::from_millis(300), ..plain(mute().await) };
        told.add("silence", failure(runtime.clone(), &patient).await, (Stage::Http2, Cause::TimedOut));
        let silent_tls = Options { connect_timeout: Duration::from_millis(300), ..secured(mute().await, trusting()) };
        told.add("silence instead of TLS", failure(runtime.clone(), &silent_tls).await, (Stage::Tls, Cause::TimedOut));
        let by = |endpoint, login| Options { proxy: Some(Proxy { endpoint, login }), ..plain(any_port()) };
        let no_proxy = failure(runtime.clone(), &by(closed().await, None)).await;
        assert_eq!((no_proxy.0, no_proxy.1), (Stage::Proxy, Cause::ProxyUnreachable), "{}", no_proxy.2);
        let stubborn = saying(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", false).await;
        let login = Some(Login { user: "user".to_owned(), password: "hidden".to_owned() });
        told.add(
            "the proxy refuses",
            failure(runtime.clone(), &by(stubborn, login)).await,
            (Stage::Proxy, Cause::ProxyRefused),
        );
        let no_http = saying(b"what?\r\n\r\n", false).await;
        told.add(
            "the proxy is none",
            failure(runtime.clone(), &by(no_http, None)).await,
            (Stage::Proxy, Cause::ProxyRefused),
        );
        let web = saying(b"HTTP/1.1 400 Bad Request\r\n\r\n", true).await;
        told.add("a web server", failure(runtime.clone(), &plain(web)).await, (Stage::Http2, Cause::SpeaksHttp1));
        told.add(
            "it closes",
            failure(runtime.clone(), &plain(saying(b"", false).await)).await,
            (Stage::Http2, Cause::Closed),
        );
        told.check("connects-plain.txt");
    });
}

async fn closed() -> Endpoint {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let port = listener.local_addr().expect("it has one").port();
    Endpoint::Tcp { host: "127.0.0.1".to_owned(), port }
}

fn trusting() -> Tls {
    Tls { roots: Authority::new().roots(), ..Tls::default() }
}

/// An identity with a name of its own, so that messages can tell whose it is.
fn named(authority: &Authority, change: impl FnOnce(&mut CertificateParams)) -> Identity {
    authority.identity("127.0.0.1", |params| {
        params.distinguished_name.push(DnType::CommonName, "the server");
        params.distinguished_name.push(DnType::OrganizationName, "Example");
        change(params);
    })
}

#[test]
fn certificates_of_servers() {
    run(async |runtime| {
        let mut told = Told::default();
        let authority = Authority::new();
        let trust = || Tls { roots: authority.roots(), ..Tls::default() };
        let at = async |server: ServerTls| tls::host(&runtime, server, echo).await;
        let expired = named(&authority, |params| params.not_after = date_time_ymd(2020, 1, 1));
        let host = at(authority.server(expired)).await;
        told.add(
            "expired",
            failure(runtime.clone(), &secured(host.endpoint.clone(), trust())).await,
            (Stage::Tls, Cause::Expired),
        );
        let early = named(&authority, |params| params.not_before = date_time_ymd(2030, 5, 17));
        let host = at(authority.server(early)).await;
        let early = failure(In2020(runtime.clone()), &secured(host.endpoint.clone(), trust())).await;
        told.add("not yet valid", early, (Stage::Tls, Cause::NotYetValid));
        let other = authority.identity("temporal.example", |_| {});
        let host = at(authority.server(other)).await;
        told.add(
            "wrong name",
            failure(runtime.clone(), &secured(host.endpoint.clone(), trust())).await,
            (Stage::Tls, Cause::WrongName),
        );
        for (verification, trusts) in [(Verification::AnyName, trust()), (Verification::Disabled, trusting())] {
            let options = secured(host.endpoint.clone(), Tls { verification, ..trusts });
            host.transport_with(&options).call(call(b"")).await.expect("the name is not looked at");
        }
        let stranger = Authority::named("a stranger");
        let host = at(stranger.server(named(&stranger, |_| {}))).await;
        for verification in [Verification::Full, Verification::AnyName] {
            let options = secured(host.endpoint.clone(), Tls { verification, ..trust() });
            let unknown = failure(runtime.clone(), &options).await;
            assert_eq!((unknown.0, unknown.1), (Stage::Tls, Cause::UnknownAuthority), "{}", unknown.2);
            if verification == Verification::Full {
                told.add("unknown authority", unknown, (Stage::Tls, Cause::UnknownAuthority));
            }
        }
        let impostor = Authority::new();
        let host = at(impostor.server(named(&impostor, |_| {}))).await;
        let wrong = failure(runtime.clone(), &secured(host.endpoint.clone(), trust())).await;
        told.add("authority of the same name", wrong, (Stage::Tls, Cause::WrongAuthority));
        let host = at(authority.server(self_signed())).await;
        told.add(
            "self-signed",
            failure(runtime.clone(), &secured(host.endpoint.clone(), trust())).await,
            (Stage::Tls, Cause::SelfSigned),
        );
        let (whole, alone) = chain(&authority);
        let host = at(authority.server(alone)).await;
        let missing = failure(runtime.clone(), &secured(host.endpoint.clone(), trust())).await;
        told.add("an intermediate is missing", missing, (Stage::Tls, Cause::UnknownAuthority));
        let host = at(authority.server(whole)).await;
        host.transport_with(&secured(host.endpoint.clone(), trust()))
            .call(call(b""))
            .await
            .expect("the chain is whole");
        told.check("connects-certificates.txt");
    });
}

fn self_signed() -> Identity {
    let mut params = CertificateParams::new(["127.0.0.1".to_owned()]).expect("it is a name");
    params.distinguished_name.push(DnType::CommonName, "the server");
    let key = KeyPair::generate().expect("a key is made");
    let certificate = params.self_signed(&key).expect("it is signed");
    Identity { certificates: certificate.pem().into_bytes(), key: key.serialize_pem().into_bytes() }
}

/// A server's identity that an intermediate has signed: with it, and alone.
fn chain(authority: &Authority) -> (Identity, Identity) {
    let mut between = CertificateParams::new([]).expect("there are no names");
    between.distinguished_name.push(DnType::CommonName, "an intermediate");
    between.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let between_key = KeyPair::generate().expect("a key is made");
    let between_pem = between.signed_by(&between_key, &authority.issuer).expect("it is signed").pem();
    let between = Issuer::new(between, between_key);
    let mut params = CertificateParams::new(["127.0.0.1".to_owned()]).expect("it is a name");
    params.distinguished_name.push(DnType::CommonName, "the server");
    let key = KeyPair::generate().expect("a key is made");
    let pem = params.signed_by(&key, &between).expect("it is signed").pem();
    let key = key.serialize_pem().into_bytes();
    let whole = Identity { certificates: format!("{pem}{between_pem}").into_bytes(), key: key.clone() };
    (whole, Identity { certificates: pem.into_bytes(), key })
}

#[test]
fn what_the_two_sides_must_agree_on() {
    run(async |runtime| {
        let mut told = Told::default();
        let authority = Authority::new();
        let trust = |identity| Tls { roots: authority.roots(), identity, ..Tls::default() };
        let plaintext = Host::new(&runtime, echo).await;
        let to_plaintext = failure(runtime.clone(), &secured(plaintext.endpoint.clone(), trust(None))).await;
        told.add("TLS to a server without", to_plaintext, (Stage::Tls, Cause::ServerIsPlaintext));
        let host = tls::host(&runtime, authority.localhost(), echo).await;
        told.add(
            "no TLS to a server with",
            failure(runtime.clone(), &plain(host.endpoint.clone())).await,
            (Stage::Tls, Cause::ServerWantsTls),
        );
        let strict = ServerTls { client_roots: Some(authority.pem.clone()), ..authority.localhost() };
        let host = tls::host(&runtime, strict, echo).await;
        let with = |identity| secured(host.endpoint.clone(), trust(identity));
        host.transport_with(&with(Some(authority.identity("client", |_| {}))))
            .call(call(b""))
            .await
            .expect("it is known");
        told.add(
            "no client certificate",
            failure(runtime.clone(), &with(None)).await,
            (Stage::Tls, Cause::ClientCertificateRequired),
        );
        let refused = (Stage::Tls, Cause::ClientCertificateRefused);
        let stranger = Authority::named("a stranger").identity("client", |_| {});
        told.add("a stranger's client certificate", failure(runtime.clone(), &with(Some(stranger))).await, refused);
        let expired = authority.identity("client", |params| params.not_after = date_time_ymd(2020, 1, 1));
        told.add("an expired client certificate", failure(runtime.clone(), &with(Some(expired))).await, refused);
        let endpoint = serving(&runtime, &authority, |config| config.alpn_protocols.clear()).await;
        told.add(
            "no ALPN",
            failure(runtime.clone(), &secured(endpoint, trust(None))).await,
            (Stage::Tls, Cause::NoAlpn),
        );
        let old =
            Options { crypto: Some(only_tls12()), ..secured(serving(&runtime, &authority, |_| {}).await, trust(None)) };
        told.add("no version in common", failure(runtime.clone(), &old).await, (Stage::Tls, Cause::NoCommonTls));
        told.check("connects-tls.txt");
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
        host.transport_with(&options).call(call(b"")).await.expect("both know it");
    });
}

/// Certificates are renewed: the next connection has the new ones, and what cannot be read is told.
#[test]
fn tls_can_change_while_calls_go_on() {
    run(async |runtime| {
        let authority = Authority::new();
        let server = ServerTls { client_roots: Some(authority.pem.clone()), ..authority.localhost() };
        let host = tls::host(&runtime, server, echo).await;
        let now: Arc<Mutex<Result<Tls, String>>> = Arc::new(Mutex::new(Err("the vault is closed".to_owned())));
        let current = Arc::clone(&now);
        let set = move |tls| *current.lock().expect("nobody panicked") = tls;
        let source = TlsSource::new(move || {
            let tls = now.lock().expect("nobody panicked").clone();
            async move { tls }
        });
        let options =
            Options { security: Security::Fetched(source), crypto: Some(crypto()), ..plain(host.endpoint.clone()) };
        let closed = failure(runtime.clone(), &options).await;
        assert_eq!((closed.0, closed.1), (Stage::Options, Cause::BadOptions), "{}", closed.2);
        assert!(closed.2.contains("the vault is closed"), "{}", closed.2);
        let with = |identity| Ok(Tls { roots: authority.roots(), identity, ..Tls::default() });
        set(with(None));
        assert_eq!(failure(runtime.clone(), &options).await.1, Cause::ClientCertificateRequired);
        set(Ok(Tls { roots: Roots::Given(b"not PEM".to_vec()), ..Tls::default() }));
        assert_eq!(failure(runtime.clone(), &options).await.1, Cause::BadOptions);
        set(with(Some(authority.identity("client", |_| {}))));
        let transport = host.transport_with(&options);
        transport.call(call(b"")).await.expect("the certificate is there");
        set(with(None));
        transport.call(call(b"")).await.expect("the connection is open");
        host.send_go_away();
        let told = loop {
            if let Err(status) = transport.call(call(b"")).await {
                break status.message;
            }
        };
        assert!(told.contains(Cause::ClientCertificateRequired.sentence()), "{told}");
        set(with(Some(authority.identity("client", |_| {}))));
        while transport.call(call(b"")).await.is_err() {}
    });
}

#[test]
fn options_are_told_apart() {
    run(async |runtime| {
        let authority = Authority::new();
        let good = authority.identity("client", |_| {});
        let encrypted = b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
        let identity = |identity| Tls { identity: Some(identity), roots: authority.roots(), ..Tls::default() };
        let roots = |pem: &[u8]| Tls { roots: Roots::Given(pem.to_vec()), ..Tls::default() };
        let with_key = |key: &[u8]| identity(Identity { key: key.to_vec(), ..good.clone() });
        let another = authority.identity("other", |_| {}).key;
        let table = [
            (with_key(&another), "security.identity: the key is not that of the first certificate"),
            (
                with_key(encrypted),
                "security.identity.key: the private key in it is encrypted: give it decrypted, as `openssl pkey` writes it",
            ),
            (with_key(b""), "security.identity.key: it is empty"),
            (with_key(b"not PEM"), "security.identity.key: there is no private key in it as PEM: no items found"),
            (roots(b""), "security.roots: it is empty"),
            (roots(b"not PEM"), "security.roots: there is no certificate in it as PEM"),
            (
                identity(Identity { certificates: Vec::new(), ..good.clone() }),
                "security.identity.certificates: it is empty",
            ),
        ];
        for (tls, expected) in table {
            let fault = HyperTransport::new(runtime.clone(), &secured(any_port(), tls)).expect_err(expected);
            assert_eq!(fault.to_string(), expected);
        }
        let key_alone = Options { api_key: Some(ApiKey::new("key")), ..plain(any_port()) };
        let fault = HyperTransport::new(runtime, &key_alone).expect_err("TLS needs cryptography");
        assert_eq!(
            fault.to_string(),
            "crypto: there is none: an API key turns TLS on, which needs it; security Plaintext turns it off"
        );
    });
}
