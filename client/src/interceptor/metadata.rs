//! Decides how metadata reaches calls that is only known when they are made, such as credentials.

use super::{Intercepted, Interceptor, Next};
use bytes::Bytes;
use dacapo_core::{
    id::Text,
    rpc::{CallEnd, Code, Status},
};
use futures_util::{FutureExt as _, future::BoxFuture};
use std::{fmt, future::Future};

type Pairs = Vec<(Text, Bytes)>;
type Fetch = dyn Fn(Option<Status>) -> BoxFuture<'static, Result<Pairs, String>> + Send + Sync;

/// Sets metadata that is asked for at every attempt: credentials of any scheme, trace ids. It takes the place of metadata of
/// the same names. API keys over HTTP/2 are the transport's own business.
pub struct Metadata(Box<Fetch>);

impl Metadata {
    /// Asks `fetch`, which should remember what takes long. A server that refuses who calls (with `Unauthenticated`) has it
    /// asked once more, with the server's status; where that gives something else, the attempt is made again with it. Where
    /// `fetch` fails, its text is the message of an attempt that is `Unavailable`.
    #[must_use]
    pub fn fetched<F, A>(fetch: F) -> Self
    where
        F: Fn(Option<Status>) -> A + Send + Sync + 'static,
        A: Future<Output = Result<Pairs, String>> + Send + 'static,
    {
        Self(Box::new(move |refused| fetch(refused).boxed()))
    }

    async fn fetch(&self, refused: Option<Status>) -> Result<Pairs, Status> {
        let problem = |text| Status::new(Code::Unavailable, format!("there is no metadata for the call: {text}"));
        (self.0)(refused).await.map_err(problem)
    }
}

impl fmt::Debug for Metadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metadata").finish_non_exhaustive()
    }
}

impl Interceptor for Metadata {
    fn attempt<'a>(&'a self, call: Intercepted, next: Next<'a>) -> BoxFuture<'a, CallEnd> {
        let with = move |pairs: &Pairs| {
            let mut call = call.clone();
            pairs.iter().for_each(|(name, value)| call.set_metadata(name.clone(), value.clone()));
            call
        };
        let made = async move {
            let first = self.fetch(None).await?;
            let end = next.run(with(&first)).await;
            let Err(refused) = &end else { return end };
            if refused.code != Code::Unauthenticated {
                return end;
            }
            let second = self.fetch(Some(refused.clone())).await?;
            if second == first { end } else { next.run(with(&second)).await }
        };
        made.boxed()
    }
}
