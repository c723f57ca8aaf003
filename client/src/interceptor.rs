//! Decides what can be put around a client's calls, and in which order it is gone through.

mod log;
mod metadata;
mod metrics;

pub use log::{Line, Log};
pub use metadata::Metadata;
pub use metrics::{Measured, Metrics, Sample};

use bytes::Bytes;
use dacapo_core::{
    id::Text,
    rpc::{Call, CallEnd},
};
use dacapo_proto::rpc::Request;
use dacapo_runtime::Transport;
use futures_util::{FutureExt as _, future::BoxFuture};
use std::{fmt, sync::Arc};

/// Sees every call of a client, and may change it, its answer, or answer in its place.
///
/// Those of a client are gone through in the order in which they were added: the first sees a call first, and its end last.
/// What one returns is what the one before it sees, and in the end whoever made the call, so that an error of it is one of
/// the call's.
pub trait Interceptor: Send + Sync + 'static {
    /// Goes around a call with all its attempts. An interceptor that does not go on answers in place of the server.
    fn call<'a>(&'a self, call: Intercepted, next: Next<'a>) -> BoxFuture<'a, CallEnd> {
        next.run(call)
    }

    /// Goes around one attempt of a call. A status is retried as the server's would be.
    fn attempt<'a>(&'a self, call: Intercepted, next: Next<'a>) -> BoxFuture<'a, CallEnd> {
        next.run(call)
    }
}

/// A call on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "an interceptor changes it")]
pub struct Intercepted {
    /// The method, the encoded request, its metadata, and how long an attempt may take.
    pub call: Call,
    /// The namespace of the client that makes it.
    pub namespace: Text,
    /// Whether the server holds it until there is something to say.
    pub is_long_poll: bool,
    /// Which attempt it is, from 1; 0 for the call with all of them.
    pub attempt: u32,
}

impl Intercepted {
    /// The name of the method, such as `StartWorkflowExecution`.
    #[must_use]
    pub fn rpc(&self) -> &'static str {
        crate::error::rpc(self.call.method)
    }

    /// The request, where it is one of this type.
    #[must_use]
    pub fn request<Q: Request + Default>(&self) -> Option<Q> {
        (self.call.method == Q::METHOD).then(|| Q::decode(self.call.message.clone()).ok())?
    }

    /// Changes the request, where it is one of this type.
    pub fn edit<Q: Request + Default>(&mut self, edit: impl FnOnce(&mut Q)) {
        if let Some(mut request) = self.request::<Q>() {
            edit(&mut request);
            self.call.message = Bytes::from(request.encode_to_vec());
        }
    }

    /// Sets metadata, in place of what there is of this name, which is lower-case.
    pub fn set_metadata(&mut self, name: Text, value: Bytes) {
        self.call.metadata.retain(|(present, _)| *present != name);
        self.call.metadata.push((name, value));
    }
}

/// What follows an interceptor. It may be run more than once.
#[derive(Clone, Copy)]
pub struct Next<'a> {
    rest: &'a [Arc<dyn Interceptor>],
    last: Last<'a>,
}

#[derive(Clone, Copy)]
enum Last<'a> {
    Attempts(&'a Attempts<'a>),
    Transport(&'a dyn Wire),
}

/// Makes a call with all its attempts.
pub(crate) type Attempts<'a> = dyn Fn(Call) -> BoxFuture<'a, CallEnd> + Send + Sync + 'a;

/// A transport of any type.
pub(crate) trait Wire: Sync {
    fn make(&self, call: Call) -> BoxFuture<'_, CallEnd>;
}

impl<T: Transport> Wire for T {
    fn make(&self, call: Call) -> BoxFuture<'_, CallEnd> {
        self.call(call).boxed()
    }
}

impl fmt::Debug for Next<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Next").field("interceptors", &self.rest.len()).finish_non_exhaustive()
    }
}

impl<'a> Next<'a> {
    pub(crate) const fn of_call(all: &'a [Arc<dyn Interceptor>], attempts: &'a Attempts<'a>) -> Self {
        Self { rest: all, last: Last::Attempts(attempts) }
    }

    pub(crate) const fn of_attempt(all: &'a [Arc<dyn Interceptor>], transport: &'a dyn Wire) -> Self {
        Self { rest: all, last: Last::Transport(transport) }
    }

    /// Goes on with the call.
    #[must_use]
    pub fn run(self, call: Intercepted) -> BoxFuture<'a, CallEnd> {
        let Self { rest, last } = self;
        match (rest, last) {
            ([], Last::Attempts(attempts)) => attempts(call.call),
            ([], Last::Transport(transport)) => transport.make(call.call),
            ([first, rest @ ..], Last::Attempts(_)) => first.call(call, Self { rest, last }),
            ([first, rest @ ..], Last::Transport(_)) => first.attempt(call, Self { rest, last }),
        }
    }
}
