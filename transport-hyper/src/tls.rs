//! Decides what TLS is made of on both sides: certificates, keys, and whose clock says whether they are valid.

mod client;
mod explain;
mod presented;
mod server;
mod verify;

pub(crate) use client::ClientTls;
pub use client::{Roots, Tls, TlsSource, Verification};
pub(crate) use explain::explain;
pub use server::ServerTls;

use crate::error::InvalidOption;
use dacapo_runtime::Runtime;
use futures_rustls::{
    pki_types::{CertificateDer, PrivateKeyDer, UnixTime, pem::PemObject},
    rustls::{RootCertStore, time_provider::TimeProvider},
};
use std::{
    fmt::{self, Debug, Formatter},
    time::Duration,
};

/// What HTTP/2 is called when TLS agrees on a protocol.
pub(crate) const HTTP2: &[u8] = b"h2";

/// Who one is: a certificate and its key.
#[derive(Clone)]
#[expect(clippy::exhaustive_structs, reason = "a user fills it")]
pub struct Identity {
    /// The certificate and those between it and its authority, in this order, as PEM.
    pub certificates: Vec<u8>,
    /// The private key of the first of them, as PEM.
    pub key: Vec<u8>,
}

impl Debug for Identity {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").finish_non_exhaustive()
    }
}

type Parsed = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

/// Reads an identity; the fields are what errors call its parts.
fn parse(identity: &Identity, fields: (&'static str, &'static str)) -> Result<Parsed, InvalidOption> {
    let certificates = certificates(&identity.certificates, fields.0)?;
    Ok((certificates, private_key(&identity.key, fields.1)?))
}

fn private_key(pem: &[u8], field: &'static str) -> Result<PrivateKeyDer<'static>, InvalidOption> {
    let has = |text: &[u8]| pem.windows(text.len()).any(|part| part == text);
    PrivateKeyDer::from_pem_slice(pem).map_err(|fault| {
        let problem = if pem.is_empty() {
            "it is empty".to_owned()
        } else if has(b"ENCRYPTED") {
            "the private key in it is encrypted: give it decrypted, as `openssl pkey` writes it".to_owned()
        } else {
            format!("there is no private key in it as PEM: {fault}")
        };
        InvalidOption::new(field, problem)
    })
}

/// Reads the certificates of `field`, of which there must be one.
fn certificates(pem: &[u8], field: &'static str) -> Result<Vec<CertificateDer<'static>>, InvalidOption> {
    if pem.is_empty() {
        return Err(InvalidOption::new(field, "it is empty"));
    }
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let read = read.map_err(|fault| InvalidOption::new(field, format!("it is not PEM: {fault}")))?;
    if read.is_empty() {
        return Err(InvalidOption::new(field, "there is no certificate in it as PEM"));
    }
    Ok(read)
}

/// Reads the authorities of `field`.
fn authorities(pem: &[u8], field: &'static str) -> Result<RootCertStore, InvalidOption> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates(pem, field)? {
        let added = roots.add(certificate);
        added.map_err(|fault| InvalidOption::new(field, format!("a certificate cannot be used: {fault}")))?;
    }
    Ok(roots)
}

/// The runtime's clock.
struct Clock<R>(R);

impl<R> Debug for Clock<R> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

impl<R: Runtime> TimeProvider for Clock<R> {
    fn current_time(&self) -> Option<UnixTime> {
        let seconds = u64::try_from(self.0.now().wall.seconds).ok()?;
        Some(UnixTime::since_unix_epoch(Duration::from_secs(seconds)))
    }
}
