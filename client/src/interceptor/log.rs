//! Decides what is logged of calls: every attempt that failed, and the end of every call.

use super::{Intercepted, Interceptor, Next};
use dacapo_core::{
    id::Text,
    rpc::{CallEnd, Status},
};
use dacapo_runtime::Runtime;
use futures_util::{FutureExt as _, future::BoxFuture};
use std::{fmt, time::Duration};

/// Gives a line to a function for every attempt that failed and every call that ended. It never has messages or metadata
/// in it, and so no secrets and no data of users.
pub struct Log<R, F> {
    runtime: R,
    write: F,
}

/// What a log says of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a log writes all of it")]
pub struct Line {
    /// The name of the method.
    pub rpc: &'static str,
    /// The namespace of the client.
    pub namespace: Text,
    /// Which attempt failed, from 1; 0 for the call with all of them.
    pub attempt: u32,
    /// How long it took.
    pub took: Duration,
    /// How it ended.
    pub end: Result<(), Status>,
}

impl<R: Runtime, F: Fn(&Line) + Send + Sync + 'static> Log<R, F> {
    /// Logs by this function. The runtime is asked for the time.
    #[must_use]
    pub const fn new(runtime: R, write: F) -> Self {
        Self { runtime, write }
    }

    fn around<'a>(&'a self, call: Intercepted, next: Next<'a>) -> BoxFuture<'a, CallEnd> {
        let (rpc, namespace, attempt) = (call.rpc(), call.namespace.clone(), call.attempt);
        let made = async move {
            let began = self.runtime.now().mono;
            let end = next.run(call).await;
            if attempt == 0 || end.is_err() {
                let took = self.runtime.now().mono.since(began);
                let end = end.as_ref().map(|_| ()).map_err(Clone::clone);
                (self.write)(&Line { rpc, namespace, attempt, took, end });
            }
            end
        };
        made.boxed()
    }
}

impl<R, F> fmt::Debug for Log<R, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Log").finish_non_exhaustive()
    }
}

impl<R: Runtime, F: Fn(&Line) + Send + Sync + 'static> Interceptor for Log<R, F> {
    fn call<'a>(&'a self, call: Intercepted, next: Next<'a>) -> BoxFuture<'a, CallEnd> {
        self.around(call, next)
    }

    fn attempt<'a>(&'a self, call: Intercepted, next: Next<'a>) -> BoxFuture<'a, CallEnd> {
        self.around(call, next)
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rpc, namespace, attempt, took, end } = self;
        write!(f, "{rpc} in {namespace}")?;
        if *attempt > 0 {
            write!(f, ", attempt {attempt}")?;
        }
        match end {
            Ok(()) => write!(f, ": done in {took:?}"),
            Err(status) => write!(f, ": failed after {took:?}: {status}"),
        }
    }
}
