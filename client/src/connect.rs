//! Decides how a profile becomes a client over HTTP/2: what each setting comes to, and which one is to blame.

mod material;

use crate::{
    Client, ClientOptions,
    config::{Origin, Profile, Setting, Tls},
};
use dacapo_core::id::Text;
use dacapo_runtime::{Endpoint, Runtime};
use dacapo_transport_hyper::{
    ApiKey, HyperTransport, InvalidOption, Options, Security, TlsSource, rustls::crypto::CryptoProvider,
};
use std::sync::Arc;

/// Where a server is, where nobody says it.
const HOST: &str = "localhost";

/// Its port there.
const PORT: u16 = 7233;

/// The namespace, where nobody says it.
const NAMESPACE: &str = "default";

/// What a profile does not say of a client.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a user fills it")]
pub struct ConnectOptions {
    /// Who the server is told that the client is.
    pub identity: String,
    /// Decides request ids and jitter: random, and another for each client.
    pub seed: u64,
    /// A key in place of the profile's, such as one that is fetched.
    pub api_key: Option<ApiKey>,
    /// Who does the cryptography of TLS, such as `rustls::crypto::ring::default_provider()`; `None` where there is none.
    pub crypto: Option<Arc<CryptoProvider>>,
}

/// A profile that no client can be made of.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProfileError {
    /// A setting cannot be used.
    #[error("{origin}: {problem}")]
    #[expect(missing_docs, reason = "where it is said, and what is wrong with it")]
    Setting { origin: Origin, problem: String },
    /// Something cannot be used that the profile does not say.
    #[error(transparent)]
    Option(#[from] InvalidOption),
}

/// Makes a client of a profile. Nothing is connected before the first call. What TLS is made of is read once now, so that faults
/// show; where it is in files they are read again for every connection, and may be renewed meanwhile.
///
/// # Errors
///
/// A setting cannot be used; the error says which, and where it is said.
pub fn connect<R: Runtime>(
    runtime: R,
    profile: &Profile,
    options: ConnectOptions,
) -> Result<Client<R, HyperTransport<R>>, ProfileError> {
    let ConnectOptions { identity, seed, api_key, crypto } = options;
    let text = |setting: &Option<Setting<String>>, default: &str| {
        setting.as_ref().map_or_else(|| default.to_owned(), |setting| setting.value.clone())
    };
    let namespace = text(&profile.namespace, NAMESPACE);
    let address = text(&profile.address, &format!("{HOST}:{PORT}"));
    let endpoint = endpoint(profile.address.as_ref())?;
    let metadata = profile.grpc_meta.iter();
    let metadata = metadata.map(|(name, setting)| (Text::from(name.as_str()), setting.value.clone().into()));
    let profile_key = profile.api_key.as_ref().map(|key| ApiKey::new(key.value.reveal()));
    let security = if profile.tls == Tls::default() {
        // An API key decides.
        Security::Unspecified
    } else if profile.uses_tls() {
        Security::Tls(material::read(&profile.tls)?)
    } else {
        Security::Plaintext
    };
    let mut transport = Options {
        crypto,
        api_key: api_key.or(profile_key),
        client_name: "temporal-dacapo".to_owned(),
        client_version: env!("CARGO_PKG_VERSION").to_owned(),
        namespace: namespace.clone(),
        metadata: metadata.collect(),
        security,
        ..Options::new(endpoint, seed)
    };
    let made = HyperTransport::new(runtime.clone(), &transport).map_err(|fault| blame(profile, fault))?;
    let made = if profile.uses_tls() && material::is_in_files(&profile.tls) {
        let tls = Arc::new(profile.tls.clone());
        transport.security = Security::Fetched(TlsSource::new(move || {
            let read = material::read(&tls).map_err(|fault| fault.to_string());
            async move { read }
        }));
        HyperTransport::new(runtime.clone(), &transport).map_err(|fault| blame(profile, fault))?
    } else {
        made
    };
    let options = ClientOptions { address: Some(address), ..ClientOptions::new(namespace, identity, seed) };
    Ok(Client::new(runtime, made, options))
}

/// Reads an address: a host and a port, IPv6 in brackets.
fn endpoint(address: Option<&Setting<String>>) -> Result<Endpoint, ProfileError> {
    let Some(Setting { value, origin }) = address else {
        return Ok(Endpoint::Tcp { host: HOST.to_owned(), port: PORT });
    };
    let parsed = value.rsplit_once(':').and_then(|(host, port)| {
        let inner = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        let host = inner.or_else(|| Some(host).filter(|host| !host.is_empty() && !host.contains([':', '/'])))?;
        Some(Endpoint::Tcp { host: host.to_owned(), port: port.parse().ok()? })
    });
    let problem = || format!("{value:?} is no address: write a host and a port, such as {HOST}:{PORT}");
    parsed.ok_or_else(|| ProfileError::Setting { origin: origin.clone(), problem: problem() })
}

/// Says which setting an option of the transport was made of.
fn blame(profile: &Profile, fault: InvalidOption) -> ProfileError {
    let tls = &profile.tls;
    let origin = match fault.field {
        "endpoints" => profile.address.as_ref().map(|setting| &setting.origin),
        "api_key" => profile.api_key.as_ref().map(|setting| &setting.origin),
        "namespace" => profile.namespace.as_ref().map(|setting| &setting.origin),
        "security.roots" => tls.server_ca_cert.as_ref().map(|setting| &setting.origin),
        "security.identity" | "security.identity.certificates" => {
            tls.client_cert.as_ref().map(|setting| &setting.origin)
        }
        "security.identity.key" => tls.client_key.as_ref().map(|setting| &setting.origin),
        "security.server_name" => tls.server_name.as_ref().map(|setting| &setting.origin),
        _ => None,
    };
    match origin {
        Some(origin) => ProfileError::Setting { origin: origin.clone(), problem: fault.problem },
        None => fault.into(),
    }
}
