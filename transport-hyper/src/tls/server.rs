//! Decides as whom a server answers, and which clients it lets in.

use super::{Clock, HTTP2, Identity, authorities, parse};
use crate::error::InvalidOption;
use dacapo_runtime::Runtime;
use futures_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, crypto::CryptoProvider, server::WebPkiClientVerifier},
};
use std::sync::Arc;

/// TLS from clients.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a user fills it")]
pub struct ServerTls {
    /// Who does the cryptography, such as `rustls::crypto::ring::default_provider()`.
    pub crypto: Arc<CryptoProvider>,
    /// Who the server is.
    pub identity: Identity,
    /// The authorities that must have signed a client's certificate, as PEM; `None` where clients need none.
    pub client_roots: Option<Vec<u8>>,
}

impl ServerTls {
    pub(crate) fn acceptor<R: Runtime>(&self, runtime: R) -> Result<TlsAcceptor, InvalidOption> {
        let builder = ServerConfig::builder_with_details(Arc::clone(&self.crypto), Arc::new(Clock(runtime)))
            .with_safe_default_protocol_versions()
            .map_err(|fault| InvalidOption::new("tls.crypto", format!("it offers no version of TLS: {fault}")))?;
        let builder = match &self.client_roots {
            None => builder.with_no_client_auth(),
            Some(pem) => {
                let field = "tls.client_roots";
                let roots = Arc::new(authorities(pem, field)?);
                let verifier = WebPkiClientVerifier::builder_with_provider(roots, Arc::clone(&self.crypto)).build();
                let unusable = |fault| InvalidOption::new(field, format!("they cannot be used: {fault}"));
                builder.with_client_cert_verifier(verifier.map_err(unusable)?)
            }
        };
        let (certificates, key) = parse(&self.identity, ("tls.identity.certificates", "tls.identity.key"))?;
        let unusable = |fault| InvalidOption::new("tls.identity", format!("it cannot be used: {fault}"));
        let mut config = builder.with_single_cert(certificates, key).map_err(unusable)?;
        config.alpn_protocols = vec![HTTP2.to_vec()];
        Ok(TlsAcceptor::from(Arc::new(config)))
    }
}
