//! Decides which servers a client trusts, and as whom it comes.

use super::{Clock, HTTP2, Identity, authorities, parse};
use crate::error::InvalidOption;
use dacapo_runtime::Runtime;
use futures_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, crypto::CryptoProvider},
};
use std::sync::Arc;

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
    pub(crate) fn connector<R: Runtime>(
        &self,
        runtime: R,
        crypto: Arc<CryptoProvider>,
    ) -> Result<TlsConnector, InvalidOption> {
        let roots = match &self.roots {
            Roots::System => system()?,
            Roots::Given(pem) => authorities(pem, "security.roots")?,
        };
        let builder = ClientConfig::builder_with_details(crypto, Arc::new(Clock(runtime)))
            .with_safe_default_protocol_versions()
            .map_err(|fault| InvalidOption::new("crypto", format!("it offers no version of TLS: {fault}")))?
            .with_root_certificates(roots);
        let mut config = match &self.identity {
            None => builder.with_no_client_auth(),
            Some(identity) => {
                let fields = ("security.identity.certificates", "security.identity.key");
                let (certificates, key) = parse(identity, fields)?;
                let unusable = |fault| InvalidOption::new("security.identity", format!("it cannot be used: {fault}"));
                builder.with_client_auth_cert(certificates, key).map_err(unusable)?
            }
        };
        config.alpn_protocols = vec![HTTP2.to_vec()];
        Ok(TlsConnector::from(Arc::new(config)))
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
