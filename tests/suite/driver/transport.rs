//! Decides what becomes of calls on their way to the model server and back: through memory, with the faults that a check
//! asks for, and with a count of every call.

use super::server::ModelServer;
use core::{future::Future, time::Duration};
use dacapo_core::rpc::{Call, CallEnd, Code, Status};
use dacapo_proto::rpc::workflow_service as method;
use dacapo_runtime::{Runtime, Transport};
use dacapo_sim::server::RequestId;
use futures_lite::future::or;

/// What happens to calls of one method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// They fail at once.
    Fails(Code),
    /// They never end, not even when their time is up.
    Hangs,
}

/// The calls of one method.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Calls {
    pub(crate) begun: usize,
    pub(crate) ended: usize,
    /// Nobody waited for their end.
    pub(crate) dropped: usize,
}

impl Calls {
    pub(crate) const fn open(self) -> usize {
        self.begun - self.ended - self.dropped
    }

    pub(super) const fn and(self, other: Self) -> Self {
        let (begun, ended) = (self.begun + other.begun, self.ended + other.ended);
        Self { begun, ended, dropped: self.dropped + other.dropped }
    }
}

impl<R: Runtime> Transport for ModelServer<R> {
    fn call(&self, call: Call) -> impl Future<Output = CallEnd> + Send {
        let server = self.clone();
        async move {
            let fault = server.begins(call.method);
            let mut open = OpenCall { server, method: call.method, request: None, has_ended: false };
            let end = match fault {
                Some(Fault::Fails(code)) => Err(Status::new(code, "on purpose")),
                Some(Fault::Hangs) => core::future::pending().await,
                None => open.perform(&call).await,
            };
            open.has_ended = true;
            end
        }
    }
}

/// A call that somebody waits for. Dropping it tells the server.
struct OpenCall<R: Runtime> {
    server: ModelServer<R>,
    method: &'static str,
    request: Option<RequestId>,
    has_ended: bool,
}

impl<R: Runtime> OpenCall<R> {
    async fn perform(&mut self, call: &Call) -> CallEnd {
        // The way takes no time, but others may go first.
        if !self.server.is_in_a_hurry() {
            self.server.runtime().sleep(Duration::ZERO).await;
        }
        let (request, answer) = self.server.request(call);
        self.request = Some(request);
        let answer = async { answer.recv().await.unwrap_or_else(|_| Err(Status::new(Code::Unavailable, "gone"))) };
        let late = async {
            self.server.runtime().sleep(call.timeout).await;
            Err(Status::new(Code::DeadlineExceeded, "no answer in time"))
        };
        or(answer, late).await
    }
}

impl<R: Runtime> Drop for OpenCall<R> {
    fn drop(&mut self) {
        if let Some(request) = self.request {
            self.server.forget(request);
        }
        self.server.is_over(self.method, self.has_ended);
    }
}

/// The polls of a worker.
pub(crate) const POLLS: [&str; 2] = [method::POLL_WORKFLOW_TASK_QUEUE, method::POLL_ACTIVITY_TASK_QUEUE];

/// All that a worker asks of the model.
pub(crate) fn all_methods() -> Vec<&'static str> {
    let methods = [
        method::GET_SYSTEM_INFO,
        method::DESCRIBE_NAMESPACE,
        method::RESPOND_WORKFLOW_TASK_COMPLETED,
        method::RESPOND_WORKFLOW_TASK_FAILED,
        method::RESPOND_ACTIVITY_TASK_COMPLETED,
        method::RESPOND_ACTIVITY_TASK_FAILED,
        method::RESPOND_ACTIVITY_TASK_CANCELED,
        method::RECORD_ACTIVITY_TASK_HEARTBEAT,
        method::SHUTDOWN_WORKER,
    ];
    methods.into_iter().chain(POLLS).collect()
}
