//! Decides how hyper reaches the world: through the runtime that the user chose.

mod io;
mod timer;

pub(crate) use io::{Greeting, Io, Trace};
pub(crate) use timer::Timer;

use dacapo_runtime::Runtime;
use futures_util::future::{Either, select};
use hyper::rt::Executor;
use std::{future::Future, pin::pin, sync::Arc, time::Duration};

/// Runs the tasks of a connection. The runtime is boxed because hyper wants to move what it may not.
#[derive(Debug)]
pub(crate) struct Tasks<R>(Arc<R>);

impl<R: Runtime> Tasks<R> {
    pub(crate) fn new(runtime: &R) -> Self {
        Self(Arc::new(runtime.clone()))
    }
}

impl<R> Clone for Tasks<R> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<R: Runtime, F: Future<Output = ()> + Send + 'static> Executor<F> for Tasks<R> {
    fn execute(&self, task: F) {
        self.0.spawn(task);
    }
}

/// What `future` ends with, or `None` after `limit`.
pub(crate) async fn within<R: Runtime, T>(runtime: &R, limit: Duration, future: impl Future<Output = T>) -> Option<T> {
    // The future is polled first, so that what is there in time is taken, however late the timer is looked at.
    match select(pin!(future), pin!(runtime.sleep(limit))).await {
        Either::Left((end, _)) => Some(end),
        Either::Right(((), _)) => None,
    }
}
