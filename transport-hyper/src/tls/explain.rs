//! Decides what an error of a connection means to the person who configured it.

use super::presented::{Presented, date};
use crate::{
    client::{Cause, Fault, Stage},
    error::chain,
};
use futures_rustls::rustls::{AlertDescription, CertificateError, Error, PeerIncompatible};
use std::io;

/// What an error of a client's connection means. `presented` is what was seen of the server's certificate.
pub(crate) fn explain(error: &io::Error, presented: Option<&Presented>) -> Fault {
    let Some(fault) = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) else {
        return Fault::new(Stage::Http2, Cause::Other, chain(error));
    };
    let (cause, evidence) = match fault {
        Error::InvalidCertificate(certificate) => of_certificate(certificate, presented),
        Error::AlertReceived(alert) => (of_alert(*alert), format!("it sent the alert {alert:?}")),
        Error::InvalidMessage(_) => (Cause::ServerIsPlaintext, String::new()),
        Error::NoApplicationProtocol => (Cause::NoAlpn, String::new()),
        Error::PeerIncompatible(what) => (of_incompatible(what), format!("{what:?}")),
        other => (Cause::TlsFailed, other.to_string()),
    };
    Fault::new(Stage::Tls, cause, evidence)
}

fn of_certificate(fault: &CertificateError, presented: Option<&Presented>) -> (Cause, String) {
    use CertificateError as E;
    let shown = presented.map(ToString::to_string).unwrap_or_default();
    let with = |before: String| if shown.is_empty() { before } else { format!("{before}; {shown}") };
    match fault {
        E::Expired => (Cause::Expired, shown),
        E::ExpiredContext { not_after, .. } => {
            (Cause::Expired, with(format!("it was valid until {}", date(not_after.as_secs()))))
        }
        E::NotValidYet => (Cause::NotYetValid, shown),
        E::NotValidYetContext { time, not_before } => {
            let (from, now) = (date(not_before.as_secs()), date(time.as_secs()));
            (Cause::NotYetValid, with(format!("it is valid from {from} on, and the clock here says {now}")))
        }
        E::NotValidForName => (Cause::WrongName, shown),
        E::NotValidForNameContext { expected, presented } => {
            let names: Vec<&str> = presented.iter().map(|name| bare(name)).collect();
            let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
            (Cause::WrongName, with(format!("{:?} was expected, and it has {names}", expected.to_str())))
        }
        E::UnknownIssuer if presented.is_some_and(Presented::is_self_signed) => (Cause::SelfSigned, shown),
        E::UnknownIssuer => (Cause::UnknownAuthority, shown),
        E::BadSignature => (Cause::WrongAuthority, shown),
        other => (Cause::BadCertificate, with(other.to_string())),
    }
}

/// What is between the quotes of `DnsName("server.example")`.
fn bare(name: &str) -> &str {
    name.split('"').nth(1).unwrap_or(name)
}

const fn of_alert(alert: AlertDescription) -> Cause {
    use AlertDescription as A;
    match alert {
        A::CertificateRequired => Cause::ClientCertificateRequired,
        A::BadCertificate
        | A::UnsupportedCertificate
        | A::CertificateRevoked
        | A::CertificateExpired
        | A::CertificateUnknown
        | A::UnknownCA
        | A::DecryptError
        | A::AccessDenied => Cause::ClientCertificateRefused,
        A::NoApplicationProtocol => Cause::NoAlpn,
        A::ProtocolVersion | A::HandshakeFailure | A::InsufficientSecurity => Cause::NoCommonTls,
        _ => Cause::TlsFailed,
    }
}

const fn of_incompatible(what: &PeerIncompatible) -> Cause {
    use PeerIncompatible as P;
    match what {
        P::NoCertificateRequestSignatureSchemesInCommon => Cause::ClientCertificateRefused,
        _ => Cause::NoCommonTls,
    }
}
