//! Decides whether options can be used, and turns them into what calls and connections need.

use super::{ApiKey, Cause, Fault, KeepAlive, Options, Proxy, Security};
use crate::{
    error::InvalidOption,
    grpc::{CONTENT_TYPE, Compression, Limits, metadata},
    tls::{ClientTls, Tls, TlsSource},
};
use bytes::Bytes;
use dacapo_core::{id::Text, rpc::RetryPolicy};
use dacapo_runtime::{Endpoint, Runtime};
use futures_rustls::rustls::crypto::CryptoProvider;
use hyper::{
    HeaderMap,
    header::{AUTHORIZATION, CONTENT_TYPE as CONTENT_TYPE_NAME, HeaderName, HeaderValue, TE, USER_AGENT},
    http::uri::{Authority, Scheme},
};
use std::{sync::Arc, time::Duration};

/// What gRPC calls the encodings that are taken.
const ACCEPT_ENCODING: HeaderName = HeaderName::from_static("grpc-accept-encoding");

/// Options that were checked.
pub(super) struct Settings {
    pub(super) addresses: Vec<Address>,
    pub(super) scheme: Scheme,
    tls: Encryption,
    /// Whether it is encrypted because there is an API key, and nobody said anything of TLS.
    is_for_key: bool,
    pub(super) proxy: Option<Proxy>,
    /// What every call begins with.
    pub(super) headers: HeaderMap,
    pub(super) compression: Compression,
    pub(super) limits: Limits,
    pub(super) keep_alive: Option<KeepAlive>,
    pub(super) connect_timeout: Duration,
    pub(super) reconnect: RetryPolicy,
}

/// One of the places where the server is.
#[derive(Clone, Debug)]
pub(super) struct Address {
    pub(super) endpoint: Endpoint,
    /// What requests call it.
    pub(super) authority: Authority,
    /// Its name or its address.
    pub(super) host: String,
    /// What messages call it.
    pub(super) name: String,
}

/// How connections are encrypted.
enum Encryption {
    None,
    Fixed(ClientTls),
    /// It is asked for before every connection.
    Fetched(TlsSource, Arc<CryptoProvider>),
}

impl Settings {
    pub(super) fn new<R: Runtime>(runtime: &R, options: &Options) -> Result<Self, InvalidOption> {
        if options.endpoints.is_empty() {
            return Err(InvalidOption::new("endpoints", "there is none"));
        }
        KeepAlive::check(options.keep_alive)?;
        if options.connect_timeout.is_zero() {
            return Err(InvalidOption::new("connect_timeout", "it is zero"));
        }
        options.proxy.as_ref().map_or(Ok(()), |proxy| proxy.check(&options.endpoints))?;
        let headers = headers(options)?;
        let tls = Encryption::of(runtime, options)?;
        let is_encrypted = !matches!(tls, Encryption::None);
        let addresses = options.endpoints.iter().map(|endpoint| Address::new(endpoint, is_encrypted));
        let addresses: Vec<Address> = addresses.collect::<Result<_, _>>()?;
        if let Encryption::Fixed(tls) = &tls {
            addresses.iter().try_for_each(|address| tls.name(&address.host).map(drop))?;
        }
        Ok(Self {
            addresses,
            scheme: if is_encrypted { Scheme::HTTPS } else { Scheme::HTTP },
            tls,
            is_for_key: matches!(options.security, Security::Unspecified) && is_encrypted,
            proxy: options.proxy.clone(),
            headers,
            compression: options.compression,
            limits: options.limits,
            keep_alive: options.keep_alive,
            connect_timeout: options.connect_timeout,
            reconnect: options.reconnect,
        })
    }

    /// What encrypts a connection that is about to be opened.
    pub(super) async fn tls<R: Runtime>(&self, runtime: &R) -> Result<Option<ClientTls>, String> {
        match &self.tls {
            Encryption::None => Ok(None),
            Encryption::Fixed(tls) => Ok(Some(tls.clone())),
            Encryption::Fetched(source, crypto) => {
                let tls = source.fetch().await?;
                let checked = tls.check(runtime.clone(), Arc::clone(crypto));
                checked.map(Some).map_err(|fault| fault.to_string())
            }
        }
    }

    /// Says what turned TLS on, where that is what is wrong.
    pub(super) fn explain(&self, fault: Fault) -> Fault {
        if self.is_for_key && fault.cause == Cause::ServerIsPlaintext {
            return Fault { evidence: "an API key turns TLS on where nothing else is said of it".to_owned(), ..fault };
        }
        fault
    }

    /// The position of the address after the one at `position`.
    pub(super) fn after(&self, position: usize) -> usize {
        position.wrapping_add(1).checked_rem(self.addresses.len()).unwrap_or_default()
    }
}

impl Encryption {
    fn of<R: Runtime>(runtime: &R, options: &Options) -> Result<Self, InvalidOption> {
        let fixed = |tls: &Tls| Ok(Self::Fixed(tls.check(runtime.clone(), crypto(options)?)?));
        match &options.security {
            Security::Unspecified if options.api_key.is_some() => fixed(&Tls::default()),
            Security::Unspecified | Security::Plaintext => Ok(Self::None),
            Security::Tls(tls) => fixed(tls),
            Security::Fetched(source) => Ok(Self::Fetched(source.clone(), crypto(options)?)),
        }
    }
}

fn crypto(options: &Options) -> Result<Arc<CryptoProvider>, InvalidOption> {
    let is_for_key = matches!(options.security, Security::Unspecified);
    options.crypto.clone().ok_or_else(|| {
        let text = if is_for_key {
            "there is none: an API key turns TLS on, which needs it; security Plaintext turns it off"
        } else {
            "there is none: TLS needs it"
        };
        InvalidOption::new("crypto", text)
    })
}

impl Address {
    fn new(endpoint: &Endpoint, is_encrypted: bool) -> Result<Self, InvalidOption> {
        let (host, authority) = match endpoint {
            Endpoint::Tcp { host, port } if host.contains(':') => (host.as_str(), format!("[{host}]:{port}")),
            Endpoint::Tcp { host, port } => (host.as_str(), format!("{host}:{port}")),
            Endpoint::Unix(_) => ("localhost", "localhost".to_owned()),
        };
        let name = match endpoint {
            Endpoint::Unix(path) => format!("unix:{}", path.display()),
            Endpoint::Tcp { .. } if is_encrypted => format!("https://{authority}"),
            Endpoint::Tcp { .. } => format!("http://{authority}"),
        };
        let is_alone = !host.is_empty() && !host.contains(['@', '/', '[']);
        let authority = Authority::try_from(authority).ok().filter(|_| is_alone).ok_or_else(|| {
            InvalidOption::new(
                "endpoints",
                format!("{host:?} is no host: it is a name or an address, and nothing else"),
            )
        })?;
        Ok(Self { endpoint: endpoint.clone(), authority, host: host.to_owned(), name })
    }
}

/// What every call begins with.
fn headers(options: &Options) -> Result<HeaderMap, InvalidOption> {
    let mut headers = HeaderMap::new();
    headers.insert(TE, HeaderValue::from_static("trailers"));
    headers.insert(CONTENT_TYPE_NAME, HeaderValue::from_static(CONTENT_TYPE));
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
    let agent = concat!("dacapo-transport-hyper/", env!("CARGO_PKG_VERSION"));
    headers.insert(USER_AGENT, HeaderValue::from_static(agent));
    let own = [
        ("client_name", "client-name", &options.client_name),
        ("client_version", "client-version", &options.client_version),
        ("namespace", "temporal-namespace", &options.namespace),
    ];
    for (field, name, value) in own {
        if !value.is_empty() {
            let entry = (Text::from_static(name), Bytes::copy_from_slice(value.as_bytes()));
            metadata::write(&[entry], &mut headers).map_err(|problem| InvalidOption::new(field, problem))?;
        }
    }
    let key = options.api_key.as_ref().map_or(Ok(None), ApiKey::known);
    if let Some(authorization) = key.map_err(|problem| InvalidOption::new("api_key", problem))? {
        headers.insert(AUTHORIZATION, authorization);
    }
    metadata::write(&options.metadata, &mut headers).map_err(|problem| InvalidOption::new("metadata", problem))?;
    Ok(headers)
}
