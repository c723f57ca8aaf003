//! Certificates and keys that are renewed while calls go on.

use super::{echo, failure, plain};
use crate::{
    host::{call, run},
    tls::{self, Authority, crypto},
};
use dacapo_runtime::Transport;
use dacapo_transport_hyper::{Cause, Identity, Options, Roots, Security, ServerTls, Stage, Tls, TlsSource};
use std::sync::{Arc, Mutex};

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
        let closed = failure(&runtime, &options).await;
        assert_eq!((closed.0, closed.1), (Stage::Options, Cause::BadOptions), "{}", closed.2);
        assert!(closed.2.contains("the vault is closed"), "{}", closed.2);
        let with = |identity| Ok(Tls { roots: authority.roots(), identity, ..Tls::default() });
        set(with(None));
        assert_eq!(failure(&runtime, &options).await.1, Cause::ClientCertificateRequired);
        set(Ok(Tls { roots: Roots::Given(b"not PEM".to_vec()), ..Tls::default() }));
        assert_eq!(failure(&runtime, &options).await.1, Cause::BadOptions);
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
        // Somebody has put the new certificate there, and not its key yet.
        let (next, other) = (authority.identity("client", |_| {}), authority.identity("client", |_| {}));
        set(with(Some(Identity { key: other.key, ..next.clone() })));
        let told = transport.call(call(b"")).await.expect_err("the key is another's").message;
        assert!(told.contains("(options)") && told.contains("the key is not that of the first certificate"), "{told}");
        set(with(Some(next)));
        while transport.call(call(b"")).await.is_err() {}
    });
}
