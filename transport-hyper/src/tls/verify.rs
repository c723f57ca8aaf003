//! Decides how a server's certificate is checked, and keeps what was seen of one that is no good.

use super::{Verification, presented::Presented};
use futures_rustls::{
    pki_types::{CertificateDer, ServerName, UnixTime},
    rustls::{
        DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
        client::{
            WebPkiServerVerifier,
            danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
            verify_server_cert_signed_by_trust_anchor,
        },
        crypto::CryptoProvider,
        server::ParsedCertificate,
    },
};
use std::sync::{Arc, Mutex, PoisonError};

/// What the last server presented that was not trusted. A transport makes one attempt to connect at a time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen(Arc<Mutex<Option<Presented>>>);

impl Seen {
    /// Takes it.
    pub(crate) fn take(&self) -> Option<Presented> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Checks as webpki does, unless told otherwise.
#[derive(Debug)]
pub(super) struct Verifier {
    pub(super) roots: Arc<RootCertStore>,
    pub(super) crypto: Arc<CryptoProvider>,
    pub(super) inner: Arc<WebPkiServerVerifier>,
    pub(super) verification: Verification,
    pub(super) seen: Seen,
}

impl Verifier {
    fn check(
        &self,
        certificate: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        (name, stapled, now): (&ServerName<'_>, &[u8], UnixTime),
    ) -> Result<(), Error> {
        match self.verification {
            Verification::Full => self.inner.verify_server_cert(certificate, others, name, stapled, now).map(drop),
            Verification::AnyName => {
                let parsed = ParsedCertificate::try_from(certificate)?;
                let algorithms = self.crypto.signature_verification_algorithms.all;
                verify_server_cert_signed_by_trust_anchor(&parsed, &self.roots, others, now, algorithms)
            }
            Verification::Disabled => Ok(()),
        }
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        stapled: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let checked = self.check(certificate, others, (name, stapled, now));
        if checked.is_err() {
            *self.seen.0.lock().unwrap_or_else(PoisonError::into_inner) = Presented::read(certificate, others.len());
        }
        checked.map(|()| ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }
}
