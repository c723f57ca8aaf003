//! Decides which servers a client trusts, and as whom it comes.

use super::{
    Clock, HTTP2, Identity, authorities, parse,
    verify::{Seen, Verifier},
};
use crate::error::InvalidOption;
use dacapo_runtime::Runtime;
use futures_rustls::{
    TlsConnector,
    pki_types::ServerName,
    rustls::{self, ClientConfig, RootCertStore, client::WebPkiServerVerifier, crypto::CryptoProvider},
};
use futures_util::{FutureExt, future::BoxFuture};
use std::{
    fmt::{self, Debug, Formatter},
    future::Future,
    sync::Arc,
};

/// TLS to a server.
#[derive(Clone, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "a user fills it")]
pub struct Tls {
    /// Who is trusted to say who the server is.
    pub roots: Roots,
    /// Who the client is, where the server wants to know.
    pub identity: Option<Identity>,
    /// The name that the server's certificate must have, where it is not the name of the address.
    pub server_name: Option<String>,
    /// How much of the server's certificate is checked.
    pub verification: Verification,
}

/// How much of a server's certificate is checked. Anything but all lets others read and change what is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "there is nothing in between")]
pub enum Verification {
    /// All: who signed it, its time, and its name.
    #[default]
    Full,
    /// All but its name.
    AnyName,
    /// Nothing.
    Disabled,
}

/// TLS that is asked for before every connection, so that certificates and keys can be renewed while calls go on.
#[derive(Clone)]
pub struct TlsSource(Arc<dyn Fn() -> BoxFuture<'static, Result<Tls, String>> + Send + Sync>);

impl TlsSource {
    /// Where `fetch` fails, or gives what cannot be used, there is no connection, and its text says why.
    pub fn new<F, A>(fetch: F) -> Self
    where
        F: Fn() -> A + Send + Sync + 'static,
        A: Future<Output = Result<Tls, String>> + Send + 'static,
    {
        Self(Arc::new(move || fetch().boxed()))
    }

    pub(crate) async fn fetch(&self) -> Result<Tls, String> {
        (self.0)().await
    }
}

impl Debug for TlsSource {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsSource").finish_non_exhaustive()
    }
}

/// TLS that was checked.
#[derive(Clone)]
pub(crate) struct ClientTls {
    pub(crate) connector: TlsConnector,
    pub(crate) seen: Seen,
    server_name: Option<String>,
}

impl ClientTls {
    /// The name that the certificate of a server at `host` must have.
    pub(crate) fn name(&self, host: &str) -> Result<ServerName<'static>, InvalidOption> {
        let (field, name) = match &self.server_name {
            Some(name) => ("security.server_name", name.as_str()),
            None => ("endpoints", host),
        };
        let no_name = |_| InvalidOption::new(field, format!("{name:?} is no name that a certificate can have"));
        ServerName::try_from(name.to_owned()).map_err(no_name)
    }
}

/// The authorities that are trusted.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum Roots {
    /// Those of the system. They are read once, from files.
    #[default]
    System,
    /// These alone, as PEM.
    Given(Vec<u8>),
}

impl Tls {
    pub(crate) fn check<R: Runtime>(
        &self,
        runtime: R,
        crypto: Arc<CryptoProvider>,
    ) -> Result<ClientTls, InvalidOption> {
        let roots = match &self.roots {
            Roots::System => system()?,
            Roots::Given(pem) => authorities(pem, "security.roots")?,
        };
        let seen = Seen::default();
        let verifier = self.verifier(roots, Arc::clone(&crypto), seen.clone())?;
        let builder = ClientConfig::builder_with_details(crypto, Arc::new(Clock(runtime)))
            .with_safe_default_protocol_versions()
            .map_err(|fault| InvalidOption::new("crypto", format!("it offers no version of TLS: {fault}")))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier));
        let mut config = match &self.identity {
            None => builder.with_no_client_auth(),
            Some(identity) => {
                let fields = ("security.identity.certificates", "security.identity.key");
                let (certificates, key) = parse(identity, fields)?;
                let unusable = |fault| match fault {
                    rustls::Error::InconsistentKeys(_) => {
                        InvalidOption::new("security.identity", "the key is not that of the first certificate")
                    }
                    other => InvalidOption::new("security.identity", format!("it cannot be used: {other}")),
                };
                builder.with_client_auth_cert(certificates, key).map_err(unusable)?
            }
        };
        config.alpn_protocols = vec![HTTP2.to_vec()];
        Ok(ClientTls { connector: TlsConnector::from(Arc::new(config)), seen, server_name: self.server_name.clone() })
    }

    fn verifier(
        &self,
        roots: RootCertStore,
        crypto: Arc<CryptoProvider>,
        seen: Seen,
    ) -> Result<Verifier, InvalidOption> {
        let roots = Arc::new(roots);
        let inner = WebPkiServerVerifier::builder_with_provider(Arc::clone(&roots), Arc::clone(&crypto)).build();
        let inner =
            inner.map_err(|fault| InvalidOption::new("security.roots", format!("they cannot be used: {fault}")))?;
        Ok(Verifier { roots, crypto, inner, verification: self.verification, seen })
    }
}

/// The authorities of the system.
fn system() -> Result<RootCertStore, InvalidOption> {
    let read = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    // Some systems have some that are too old to be read.
    let (usable, _) = roots.add_parsable_certificates(read.certs);
    if usable == 0 {
        let faults: Vec<String> = read.errors.iter().map(ToString::to_string).collect();
        let faults = if faults.is_empty() { "there is none".to_owned() } else { faults.join(", ") };
        let text = format!("the system has no certificate authorities ({faults}): install them, or give your own");
        return Err(InvalidOption::new("security.roots", text));
    }
    Ok(roots)
}
