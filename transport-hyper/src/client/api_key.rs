//! Decides which API key a call carries.

use crate::grpc::metadata;
use dacapo_core::rpc::{Code, Status};
use futures_util::{FutureExt, future::BoxFuture};
use hyper::header::{AUTHORIZATION, HeaderValue};
use std::{
    fmt::{self, Debug, Formatter},
    future::Future,
    sync::Arc,
};

type Fetch = dyn Fn(Option<Status>) -> BoxFuture<'static, Result<String, String>> + Send + Sync;

/// An API key, which calls carry in their `authorization`.
#[derive(Clone)]
pub struct ApiKey(Source);

#[derive(Clone)]
enum Source {
    Fixed(String),
    Fetched(Arc<Fetch>),
}

impl ApiKey {
    /// A key that stays the same.
    #[must_use]
    pub fn new(key: impl Into<String>) -> Self {
        Self(Source::Fixed(key.into()))
    }

    /// A key that is asked for at every call, so `fetch` should remember it. A server that refuses the key (with
    /// `Unauthenticated` or `PermissionDenied`) has `fetch` asked once more, with the server's status; if that gives another
    /// key, the call is made again with it. Where `fetch` fails, its text is the message of a call that is `Unavailable`.
    pub fn fetched<F, A>(fetch: F) -> Self
    where
        F: Fn(Option<Status>) -> A + Send + Sync + 'static,
        A: Future<Output = Result<String, String>> + Send + 'static,
    {
        Self(Source::Fetched(Arc::new(move |refused| fetch(refused).boxed())))
    }

    /// Checks a key that is known already.
    pub(super) fn check(&self) -> Result<(), String> {
        match &self.0 {
            Source::Fixed(key) => authorization(key).map(drop),
            Source::Fetched(_) => Ok(()),
        }
    }

    /// The `authorization` for a call.
    pub(super) async fn authorization(&self) -> Result<HeaderValue, Status> {
        match &self.0 {
            Source::Fixed(key) => value(Ok(key.clone())),
            Source::Fetched(fetch) => value(fetch(None).await),
        }
    }

    /// The `authorization` after the server refused one; `None` where it is no other.
    pub(super) async fn another(&self, refused: &HeaderValue, status: &Status) -> Result<Option<HeaderValue>, Status> {
        match &self.0 {
            Source::Fixed(_) => Ok(None),
            Source::Fetched(fetch) => {
                let value = value(fetch(Some(status.clone())).await)?;
                Ok(Some(value).filter(|value| value != refused))
            }
        }
    }
}

impl Debug for ApiKey {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiKey").finish_non_exhaustive()
    }
}

fn value(key: Result<String, String>) -> Result<HeaderValue, Status> {
    let key = key.map_err(|problem| Status::new(Code::Unavailable, format!("there is no API key: {problem}")))?;
    authorization(&key).map_err(|problem| Status::new(Code::Unauthenticated, problem))
}

fn authorization(key: &str) -> Result<HeaderValue, String> {
    if key.trim().is_empty() {
        return Err("the API key is empty".to_owned());
    }
    metadata::value(&AUTHORIZATION, format!("Bearer {}", key.trim()).as_bytes())
        .map_err(|_| "the API key is not printable ASCII".to_owned())
}
