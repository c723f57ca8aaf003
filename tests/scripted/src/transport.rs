//! Decides how calls reach the server in memory: at once, without a thread, a socket or a copy.

use crate::server::{Answer, Server};
use bytes::Bytes;
use core::{pin::pin, time::Duration};
use dacapo_core::rpc::{Call, CallEnd, Code, Status};
use dacapo_runtime::{Runtime, Transport};
use futures_util::future::{Either, select};

/// Calls to a [`Server`] in the same process.
#[derive(Clone, Debug)]
pub struct Memory<R> {
    runtime: R,
    server: Server,
    poll_timeout: Option<Duration>,
}

impl<R: Runtime> Memory<R> {
    /// Polls that find no task are answered without one after `poll_timeout`; `None` keeps them for ever.
    #[must_use]
    pub const fn new(runtime: R, server: Server, poll_timeout: Option<Duration>) -> Self {
        Self { runtime, server, poll_timeout }
    }
}

impl<R: Runtime> Transport for Memory<R> {
    async fn call(&self, call: Call) -> CallEnd {
        let task = match self.server.call(call.method, call.message) {
            Answer::Now(response) => return Ok(response),
            Answer::Later(task) => task,
        };
        let answered = match self.poll_timeout {
            None => task.await,
            Some(timeout) => match select(task, pin!(self.runtime.sleep(timeout))).await {
                Either::Left((answered, _)) => answered,
                Either::Right(((), _)) => return Ok(Bytes::new()),
            },
        };
        answered.map_err(|_| Status::new(Code::Unavailable, "the server has gone"))
    }
}
