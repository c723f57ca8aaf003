//! Decides what an API key is to its user: one that stays the same, or one that is fetched.

use crate::grpc::metadata;
use dacapo_core::rpc::Status;
use futures_util::{FutureExt, future::BoxFuture};
use hyper::header::{AUTHORIZATION, HeaderValue};
use std::{
    fmt::{self, Debug, Formatter},
    future::Future,
    sync::Arc,
    time::Duration,
};

/// What gives a key: it is told why the server refused the last one, if it did.
pub(super) type Fetch = dyn Fn(Option<Status>) -> BoxFuture<'static, Result<FetchedKey, String>> + Send + Sync;

/// An API key, which calls carry in their `authorization`.
#[derive(Clone)]
pub struct ApiKey(pub(super) Source);

#[derive(Clone)]
pub(super) enum Source {
    Fixed(String),
    Fetched(Arc<Fetch>),
}

/// A key as it was fetched; a text alone is one that nobody knows the end of.
#[derive(Clone)]
#[expect(clippy::exhaustive_structs, reason = "a user fills it")]
pub struct FetchedKey {
    /// The key.
    pub key: String,
    /// How long it is valid from now on, where that is known. It is fetched again before that, while calls go on with it.
    pub valid_for: Option<Duration>,
}

impl From<String> for FetchedKey {
    fn from(key: String) -> Self {
        Self { key, valid_for: None }
    }
}

impl Debug for FetchedKey {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("FetchedKey").field("valid_for", &self.valid_for).finish_non_exhaustive()
    }
}

impl ApiKey {
    /// A key that stays the same.
    #[must_use]
    pub fn new(key: impl Into<String>) -> Self {
        Self(Source::Fixed(key.into()))
    }

    /// A key that is asked for when the first call needs it, and remembered. `fetch` is asked again before the key is no longer
    /// valid, where it says how long it is; and when a server refuses it (with `Unauthenticated` or `PermissionDenied`), with
    /// the server's status: if that gives another key, the call is made again with it. All calls that need a key at the same
    /// time wait for one fetch, 30 seconds at most. Where it fails, its text is the message of a call that is `Unavailable`.
    pub fn fetched<F, A, K>(fetch: F) -> Self
    where
        F: Fn(Option<Status>) -> A + Send + Sync + 'static,
        A: Future<Output = Result<K, String>> + Send + 'static,
        K: Into<FetchedKey>,
    {
        Self(Source::Fetched(Arc::new(move |refused| fetch(refused).map(|key| key.map(Into::into)).boxed())))
    }

    /// The `authorization` that a key comes to which is known already.
    pub(super) fn known(&self) -> Result<Option<HeaderValue>, String> {
        match &self.0 {
            Source::Fixed(key) => authorization(key).map(Some),
            Source::Fetched(_) => Ok(None),
        }
    }
}

impl Debug for ApiKey {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiKey").finish_non_exhaustive()
    }
}

/// The `authorization` that a key comes to.
pub(super) fn authorization(key: &str) -> Result<HeaderValue, String> {
    if key.trim().is_empty() {
        return Err("the API key is empty".to_owned());
    }
    metadata::value(&AUTHORIZATION, format!("Bearer {}", key.trim()).as_bytes())
        .map_err(|_| "the API key is not printable ASCII".to_owned())
}
