//! Decides what TLS is made of on both sides: certificates, keys, and whose clock says whether they are valid.

mod client;
mod explain;
mod server;

pub use client::{Roots, Tls};
pub(crate) use explain::{explain, no_http2};
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
    let key = PrivateKeyDer::from_pem_slice(&identity.key)
        .map_err(|fault| InvalidOption::new(fields.1, format!("there is no private key in it as PEM: {fault}")))?;
    Ok((certificates, key))
}

/// Reads the certificates of `field`, of which there must be one.
fn certificates(pem: &[u8], field: &'static str) -> Result<Vec<CertificateDer<'static>>, InvalidOption> {
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
