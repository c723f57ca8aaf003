//! Decides what a profile holds, and how each value remembers where it came from.

use super::{Place, Secret};
use std::{collections::BTreeMap, fmt, path::PathBuf};

/// How one service is reached. What nobody said is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Profile {
    /// Host and port.
    pub address: Option<Setting<String>>,
    /// The namespace.
    pub namespace: Option<Setting<String>>,
    /// The API key; it turns TLS on, unless that is disabled.
    pub api_key: Option<Setting<Secret>>,
    /// TLS.
    pub tls: Tls,
    /// The server that encodes and decodes payloads for people.
    pub codec: Codec,
    /// Metadata of every call: lower-case names with hyphens.
    pub grpc_meta: BTreeMap<String, Setting<String>>,
}

/// TLS of a profile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tls {
    /// Whether it is off, though something here would turn it on.
    pub disabled: Option<Setting<bool>>,
    /// The client's certificate, PEM.
    pub client_cert: Option<Setting<Material>>,
    /// The client's key, PEM.
    pub client_key: Option<Setting<Material>>,
    /// The authorities that are trusted, PEM; the system's where absent.
    pub server_ca_cert: Option<Setting<Material>>,
    /// The name that the server's certificate must have.
    pub server_name: Option<Setting<String>>,
    /// Whether the server's name is not checked.
    pub disable_host_verification: Option<Setting<bool>>,
}

/// The codec server of a profile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Codec {
    /// Its URL.
    pub endpoint: Option<Setting<String>>,
    /// What goes into its `authorization` header.
    pub auth: Option<Setting<Secret>>,
}

/// A value and where it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "the pair that it is")]
pub struct Setting<T> {
    /// The value.
    pub value: T,
    /// Where it came from.
    pub origin: Origin,
}

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Origin {
    /// This environment variable.
    Environment(String),
    /// This place in a file.
    File(Place),
}

/// PEM that a file holds, or the configuration itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "there is no third")]
pub enum Material {
    /// It is in this file, which may change.
    Path(PathBuf),
    /// It is this. A key is among what this may be, so it is not shown.
    Data(Secret),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Environment(name) => f.write_str(name),
            Self::File(place) => place.fmt(f),
        }
    }
}

impl Profile {
    /// Whether the connection is encrypted: TLS is on where anything of it is configured or there is an API key, and nobody
    /// disabled it.
    #[must_use]
    pub fn uses_tls(&self) -> bool {
        let Tls { disabled, client_cert, client_key, server_ca_cert, server_name, disable_host_verification } =
            &self.tls;
        if let Some(disabled) = disabled {
            return !disabled.value;
        }
        let is_configured = client_cert.is_some()
            || client_key.is_some()
            || server_ca_cert.is_some()
            || server_name.is_some()
            || disable_host_verification.as_ref().is_some_and(|disable| disable.value);
        is_configured || self.api_key.is_some()
    }
}
