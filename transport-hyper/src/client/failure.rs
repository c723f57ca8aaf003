//! Decides what is known of an attempt to connect that failed: at which stage, why, what was seen of the other side, and
//! what its user can do.

use std::{error::Error, fmt};

/// How far an attempt to connect came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Stage {
    /// Options that are read anew for every connection.
    Options,
    /// The host's name was to be turned into addresses.
    Dns,
    /// A connection was to be made: TCP, or a Unix socket.
    Tcp,
    /// A proxy was to lead to the server.
    Proxy,
    /// The two sides were to agree on keys, and on who the other one is.
    Tls,
    /// The server was to speak HTTP/2.
    Http2,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Options => "options",
            Self::Dns => "DNS",
            Self::Tcp => "TCP",
            Self::Proxy => "proxy",
            Self::Tls => "TLS",
            Self::Http2 => "HTTP/2",
        })
    }
}

/// Gives every cause its sentence, and what can be done about it.
macro_rules! causes {
    ($($(#[$doc:meta])* $name:ident: $sentence:literal, $advice:literal;)*) => {
        /// Why an attempt to connect failed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Cause {
            $($(#[$doc])* $name,)*
        }

        impl Cause {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// What happened.
            #[must_use]
            pub const fn sentence(self) -> &'static str {
                match self {
                    $(Self::$name => $sentence,)*
                }
            }

            /// What can be done about it.
            #[must_use]
            pub const fn advice(self) -> &'static str {
                match self {
                    $(Self::$name => $advice,)*
                }
            }
        }
    };
}

causes! {
    /// The options for TLS could not be read, or cannot be used.
    BadOptions: "the options for TLS cannot be used", "mend what they are read from";
    /// The name has no address.
    NameNotFound: "the name of the host has no address", "check the name, and whether this machine's DNS knows it";
    /// Nobody listens.
    Refused: "nobody listens there", "check the port, and whether the server runs";
    /// There is no such Unix socket.
    NoSuchSocket: "there is no such socket", "check the path, and whether the server runs";
    /// The network does not lead there.
    Unreachable: "the network does not lead there", "check the address, routes and firewalls";
    /// It took longer than it may.
    TimedOut: "there was no answer in time", "check the address, and whether a firewall swallows the packets";
    /// The proxy cannot be reached.
    ProxyUnreachable: "the proxy cannot be reached", "check the proxy's address, and whether it runs";
    /// The proxy says no.
    ProxyRefused: "the proxy does not lead there", "check the proxy's rules, and the login it wants";
    /// The other side speaks no TLS.
    ServerIsPlaintext: "the server does not speak TLS", "turn TLS off, or use the server's port for TLS";
    /// The other side speaks TLS, and this one does not.
    ServerWantsTls: "the server speaks TLS, and it is off here", "turn TLS on";
    /// The two sides have no version or no cipher in common.
    NoCommonTls: "the two sides have no version of TLS in common that both allow", "allow TLS 1.2 or 1.3 on the server";
    /// The certificate's time is over.
    Expired: "the server's certificate has expired", "have it renewed, or set this machine's clock if that is wrong";
    /// The certificate's time has not begun.
    NotYetValid: "the server's certificate is not valid yet", "set this machine's clock, or wait";
    /// The certificate is another host's.
    WrongName: "the server's certificate is for another name", "connect by a name that it has, or give that as the server name";
    /// The certificate is signed by itself.
    SelfSigned: "the server's certificate is signed by itself", "give that very certificate as trusted authority";
    /// Nobody who is trusted has signed.
    UnknownAuthority: "nobody who is trusted has signed the server's certificate",
        "give the certificate of its authority; if the authority is trusted already, have the server send the certificates in between";
    /// The authority has the right name, and another key.
    WrongAuthority: "the server's certificate is not signed by the trusted authority of that name",
        "give that authority's present certificate";
    /// The certificate cannot be used for another reason.
    BadCertificate: "the server's certificate cannot be trusted", "have it issued anew, for a server, with a supported key";
    /// The server wants to know who the client is.
    ClientCertificateRequired: "the server demands a client certificate", "give a client certificate and its key";
    /// The server does not take the client's certificate.
    ClientCertificateRefused: "the server does not accept the client certificate, or its absence",
        "give one that is signed by an authority which the server trusts, and has not expired";
    /// The server speaks TLS, and not HTTP/2 in it.
    NoAlpn: "the server speaks TLS, but did not agree on HTTP/2 (ALPN h2)",
        "check that this is a gRPC server's port; a proxy in front of it must offer h2";
    /// The server ended TLS for another reason.
    TlsFailed: "TLS failed", "look at the server's log for its side of it";
    /// The server speaks HTTP/1.
    SpeaksHttp1: "the server speaks HTTP/1 and not HTTP/2", "use the gRPC port, not that of a web page";
    /// The server closed the connection before it said anything.
    Closed: "the server closed the connection before it said anything",
        "check that this is a gRPC server's port; if it wants TLS, turn TLS on";
    /// What the server says is no HTTP/2.
    NotHttp2: "what the server says is no HTTP/2", "check that this is a gRPC server's port";
    /// Nothing above.
    Other: "the connection failed", "look at what the system says of it";
}

/// An attempt to connect to one address that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConnectFailure {
    /// The address.
    pub address: String,
    /// How far it came.
    pub stage: Stage,
    /// Why it came no further.
    pub cause: Cause,
    /// What was seen: dates, names, the system's words; empty for nothing more than the cause says.
    pub evidence: String,
}

impl fmt::Display for ConnectFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { address, stage, cause, evidence } = self;
        write!(f, "cannot connect to {address} ({stage}): {}", cause.sentence())?;
        if !evidence.is_empty() {
            write!(f, ": {evidence}")?;
        }
        write!(f, "; {}", cause.advice())
    }
}

impl Error for ConnectFailure {}

/// Why there is no connection: a failure for each address that was tried, in turn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConnectError {
    /// The failures; not empty.
    pub failures: Vec<ConnectFailure>,
}

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, failure) in self.failures.iter().enumerate() {
            let separator = if place == 0 { "" } else { "\n" };
            write!(f, "{separator}{failure}")?;
        }
        Ok(())
    }
}

impl Error for ConnectError {}

/// What a stage found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) stage: Stage,
    pub(crate) cause: Cause,
    pub(crate) evidence: String,
}

impl Fault {
    pub(crate) fn new(stage: Stage, cause: Cause, evidence: impl Into<String>) -> Self {
        Self { stage, cause, evidence: evidence.into() }
    }

    pub(super) fn at(self, address: &str) -> ConnectFailure {
        let Self { stage, cause, evidence } = self;
        ConnectFailure { address: address.to_owned(), stage, cause, evidence }
    }
}

#[cfg(test)]
mod tests {
    use super::Cause;

    #[test]
    fn every_cause_has_a_sentence_and_an_advice_of_its_own() {
        for (place, cause) in Cause::ALL.iter().enumerate() {
            for other in &Cause::ALL[..place] {
                assert_ne!(cause.sentence(), other.sentence());
            }
            assert!(!cause.advice().is_empty() && !cause.advice().ends_with('.'), "{cause:?}");
        }
    }
}
