//! Decides whether options can be used, and turns them into what calls and connections need.

use super::{KeepAlive, Options};
use crate::{
    error::InvalidOption,
    grpc::{CONTENT_TYPE, Compression, Limits, metadata},
};
use bytes::Bytes;
use dacapo_core::{id::Text, rpc::RetryPolicy};
use dacapo_runtime::Endpoint;
use hyper::{
    HeaderMap,
    header::{CONTENT_TYPE as CONTENT_TYPE_NAME, HeaderName, HeaderValue, TE, USER_AGENT},
    http::uri::{Authority, Scheme},
};
use std::time::Duration;

/// What gRPC calls the encodings that are taken.
const ACCEPT_ENCODING: HeaderName = HeaderName::from_static("grpc-accept-encoding");

/// Options that were checked.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) addresses: Vec<Address>,
    pub(super) scheme: Scheme,
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
    /// What messages call it.
    pub(super) name: String,
}

impl Settings {
    pub(super) fn new(options: &Options) -> Result<Self, InvalidOption> {
        if options.endpoints.is_empty() {
            return Err(InvalidOption::new("endpoints", "there is none"));
        }
        let scheme = Scheme::HTTP;
        let addresses = options.endpoints.iter().map(|endpoint| Address::new(endpoint, &scheme));
        KeepAlive::check(options.keep_alive)?;
        if options.connect_timeout.is_zero() {
            return Err(InvalidOption::new("connect_timeout", "it is zero"));
        }
        Ok(Self {
            addresses: addresses.collect::<Result<_, _>>()?,
            scheme,
            headers: headers(options)?,
            compression: options.compression,
            limits: options.limits,
            keep_alive: options.keep_alive,
            connect_timeout: options.connect_timeout,
            reconnect: options.reconnect,
        })
    }

    /// What may be wrong where a server never answered anything.
    pub(super) fn hint(&self) -> &'static str {
        if self.scheme == Scheme::HTTP {
            "; nothing was ever answered on it: is it a gRPC server, and one without TLS?"
        } else {
            "; nothing was ever answered on it: is it a gRPC server?"
        }
    }

    /// The position of the address after the one at `position`.
    pub(super) fn after(&self, position: usize) -> usize {
        position.wrapping_add(1).checked_rem(self.addresses.len()).unwrap_or_default()
    }
}

impl Address {
    fn new(endpoint: &Endpoint, scheme: &Scheme) -> Result<Self, InvalidOption> {
        let invalid = |problem: String| InvalidOption::new("endpoints", problem);
        let (authority, name) = match endpoint {
            Endpoint::Tcp { host, port } if host.contains(':') => {
                (format!("[{host}]:{port}"), format!("{scheme}://[{host}]:{port}"))
            }
            Endpoint::Tcp { host, port } => (format!("{host}:{port}"), format!("{scheme}://{host}:{port}")),
            Endpoint::Unix(path) => ("localhost".to_owned(), format!("unix:{}", path.display())),
        };
        let is_user = authority.contains('@');
        match Authority::try_from(authority) {
            Ok(authority) if !is_user && !authority.host().is_empty() => {
                Ok(Self { endpoint: endpoint.clone(), authority, name })
            }
            _ => Err(invalid(format!("{name} does not name a host: give the name or address alone"))),
        }
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
    metadata::write(&options.metadata, &mut headers).map_err(|problem| InvalidOption::new("metadata", problem))?;
    Ok(headers)
}
