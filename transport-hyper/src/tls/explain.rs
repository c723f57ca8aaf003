//! Decides what an error of a connection means to the person who configured it.

use crate::error::chain;
use futures_rustls::rustls::{AlertDescription, CertificateError, Error};
use std::io;

/// What an error of a client's connection means, and what can be done about it.
pub(crate) fn explain(error: &io::Error) -> String {
    let Some(fault) = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) else {
        return chain(error);
    };
    match fault {
        Error::InvalidCertificate(certificate) => explain_certificate(certificate),
        Error::AlertReceived(alert) => explain_alert(*alert),
        Error::InvalidMessage(_) => {
            "the server does not speak TLS: is this its port for TLS, and does it have one?".into()
        }
        Error::NoApplicationProtocol => no_http2(),
        other => format!("TLS failed: {other}"),
    }
}

pub(crate) fn no_http2() -> String {
    "the server speaks TLS, but not HTTP/2 (it did not agree on h2): is it a gRPC server?".to_owned()
}

fn explain_certificate(fault: &CertificateError) -> String {
    use CertificateError as E;
    match fault {
        E::UnknownIssuer => {
            "the server's certificate is signed by nobody who is trusted: give its authority as roots".to_owned()
        }
        E::NotValidForName | E::NotValidForNameContext { .. } => {
            format!("the server's certificate is for another name ({fault}): give that as server_name if it is right")
        }
        E::Expired | E::ExpiredContext { .. } => format!("the server's certificate has expired ({fault})"),
        E::NotValidYet | E::NotValidYetContext { .. } => {
            format!("the server's certificate is not valid yet ({fault}): is the clock right?")
        }
        E::BadSignature => {
            "the server's certificate is not signed by the trusted authority of that name: was that renewed?".to_owned()
        }
        other => format!("the server's certificate cannot be trusted: {other}"),
    }
}

fn explain_alert(alert: AlertDescription) -> String {
    use AlertDescription as A;
    match alert {
        A::CertificateRequired => "the server demands a client certificate: give it as identity".to_owned(),
        A::BadCertificate
        | A::UnsupportedCertificate
        | A::CertificateRevoked
        | A::CertificateExpired
        | A::CertificateUnknown
        | A::UnknownCA
        | A::DecryptError
        | A::AccessDenied => format!("the server does not accept the client's certificate, or its absence ({alert:?})"),
        A::NoApplicationProtocol => no_http2(),
        other => format!("the server ended TLS ({other:?})"),
    }
}
