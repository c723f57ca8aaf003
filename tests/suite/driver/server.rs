//! Decides how calls reach the model server and come back: through memory, on the runtime's clock, with the faults that a
//! check asks for, and with a count of every call.

use core::{future::Future, time::Duration};
use dacapo_core::rpc::{Call, CallEnd, Code, Status};
use dacapo_kitchen_sink::{Program, program::TYPE};
use dacapo_proto::temporal::api::common::v1::Payloads;
use dacapo_runtime::{Runtime, Transport};
use dacapo_sim::plain::{RequestId, Server};
use futures_lite::future::or;
use prost::Message;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

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
}

/// A model server in this process, and the way to it.
pub(crate) struct ModelServer<R>(Arc<Shared<R>>);

struct Shared<R> {
    runtime: R,
    state: Mutex<State>,
    /// Tells the server's clock that something is due at another time than before.
    changed: async_channel::Sender<()>,
}

#[derive(Default)]
struct State {
    server: Server,
    last_request: RequestId,
    waiting: BTreeMap<RequestId, async_channel::Sender<CallEnd>>,
    faults: BTreeMap<&'static str, Fault>,
    calls: BTreeMap<&'static str, Calls>,
    /// Whether calls reach the server without others going first.
    hurries: bool,
}

impl<R> Clone for ModelServer<R> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<R: Runtime> ModelServer<R> {
    pub(crate) fn new(runtime: R) -> Self {
        let (changed, changes) = async_channel::bounded(1);
        let shared = Arc::new(Shared { runtime: runtime.clone(), state: Mutex::default(), changed });
        runtime.spawn(clock(runtime.clone(), Arc::downgrade(&shared), changes));
        Self(shared)
    }

    /// Starts a workflow of these actions; its run id.
    pub(crate) fn start(&self, workflow_id: &str, actions: &Value) -> String {
        let program = Program::parse(json!({ "actions": actions }).to_string().as_bytes());
        let arguments = program.expect("it is a program").arguments();
        let input = Payloads::decode(arguments.encoded().clone()).ok();
        self.0.act(|server| server.start(workflow_id, TYPE, input))
    }

    pub(crate) fn signal(&self, run_id: &str, name: &str) {
        self.0.act(|server| server.signal(run_id, name));
    }

    pub(crate) fn query(&self, run_id: &str, query: u64) {
        self.0.act(|server| server.query(run_id, query));
    }

    /// How many queries were answered.
    pub(crate) fn answered_queries(&self) -> usize {
        self.0.lock().server.answered_queries()
    }

    /// How a workflow ended, if it has.
    pub(crate) fn outcome(&self, workflow_id: &str) -> Option<String> {
        self.0.lock().server.outcomes().remove(workflow_id).flatten()
    }

    /// What happens to calls of these methods from now on.
    pub(crate) fn breaks(&self, methods: &[&'static str], fault: Fault) {
        self.0.lock().faults.extend(methods.iter().map(|method| (*method, fault)));
    }

    /// From now on calls reach the server at once, so that they end though nobody ever sleeps.
    pub(crate) fn hurries(&self) {
        self.0.lock().hurries = true;
    }

    pub(crate) fn heals(&self) {
        self.0.lock().faults.clear();
    }

    /// The calls of one method so far.
    pub(crate) fn calls(&self, method: &str) -> Calls {
        self.0.lock().calls.get(method).copied().unwrap_or_default()
    }

    /// All calls so far.
    pub(crate) fn all_calls(&self) -> Calls {
        self.0.lock().calls.values().fold(Calls::default(), |sum, calls| Calls {
            begun: sum.begun + calls.begun,
            ended: sum.ended + calls.ended,
            dropped: sum.dropped + calls.dropped,
        })
    }
}

impl<R: Runtime> Shared<R> {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something to the server, and sends out the answers that come of it.
    fn act<T>(&self, act: impl FnOnce(&mut Server) -> T) -> T {
        self.advance();
        let mut state = self.lock();
        let done = act(&mut state.server);
        state.deliver();
        drop(state);
        // One notice is enough for any number of changes.
        let _is_first = self.changed.try_send(());
        done
    }

    /// Does what is due.
    fn advance(&self) {
        let now = self.runtime.now().mono;
        let mut state = self.lock();
        state.server.advance(now);
        state.deliver();
    }

    /// Sends a request; its answer comes from the channel.
    fn request(&self, call: &Call) -> (RequestId, async_channel::Receiver<CallEnd>) {
        let (answered, answer) = async_channel::bounded(1);
        let mut state = self.lock();
        state.last_request += 1;
        let request = state.last_request;
        state.waiting.insert(request, answered);
        drop(state);
        let now = self.runtime.now().mono;
        self.act(|server| server.request(now, request, (call.method, call.message.clone())));
        (request, answer)
    }

    fn forget(&self, request: RequestId) {
        let mut state = self.lock();
        if state.waiting.remove(&request).is_some() {
            state.server.forget(request);
        }
    }
}

impl State {
    fn deliver(&mut self) {
        while let Some((request, end)) = self.server.take_answer() {
            if let Some(answered) = self.waiting.remove(&request) {
                // Whoever asked may be gone.
                drop(answered.try_send(end));
            }
        }
    }
}

/// Lets time pass for the server, as long as somebody has it.
async fn clock<R: Runtime>(runtime: R, shared: Weak<Shared<R>>, changes: async_channel::Receiver<()>) {
    loop {
        let Some(due) = shared.upgrade().map(|shared| shared.lock().server.deadline()) else { return };
        let is_due = async {
            match due {
                Some(at) => runtime.sleep(at.since(runtime.now().mono)).await,
                None => core::future::pending().await,
            }
            true
        };
        let is_changed = async { changes.recv().await.is_ok() };
        if !or(is_due, is_changed).await {
            return;
        }
        if let Some(shared) = shared.upgrade() {
            shared.advance();
        }
    }
}

impl<R: Runtime> Transport for ModelServer<R> {
    fn call(&self, call: Call) -> impl Future<Output = CallEnd> + Send {
        let shared = Arc::clone(&self.0);
        async move {
            let mut open = OpenCall::new(&shared, call.method);
            let fault = shared.lock().faults.get(call.method).copied();
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
struct OpenCall<'a, R: Runtime> {
    shared: &'a Shared<R>,
    method: &'static str,
    request: Option<RequestId>,
    has_ended: bool,
}

impl<'a, R: Runtime> OpenCall<'a, R> {
    fn new(shared: &'a Shared<R>, method: &'static str) -> Self {
        shared.lock().calls.entry(method).or_default().begun += 1;
        Self { shared, method, request: None, has_ended: false }
    }

    fn is_in_a_hurry(&self) -> bool {
        self.shared.lock().hurries
    }

    async fn perform(&mut self, call: &Call) -> CallEnd {
        // The way takes no time, but others may go first.
        if !self.is_in_a_hurry() {
            self.shared.runtime.sleep(Duration::ZERO).await;
        }
        let (request, answer) = self.shared.request(call);
        self.request = Some(request);
        let answer = async { answer.recv().await.unwrap_or_else(|_| Err(Status::new(Code::Unavailable, "gone"))) };
        let late = async {
            self.shared.runtime.sleep(call.timeout).await;
            Err(Status::new(Code::DeadlineExceeded, "no answer in time"))
        };
        or(answer, late).await
    }
}

impl<R: Runtime> Drop for OpenCall<'_, R> {
    fn drop(&mut self) {
        if let Some(request) = self.request {
            self.shared.forget(request);
        }
        let mut state = self.shared.lock();
        let calls = state.calls.entry(self.method).or_default();
        *if self.has_ended { &mut calls.ended } else { &mut calls.dropped } += 1;
    }
}

/// The polls of a worker.
pub(crate) const POLLS: [&str; 2] = [
    dacapo_proto::rpc::workflow_service::POLL_WORKFLOW_TASK_QUEUE,
    dacapo_proto::rpc::workflow_service::POLL_ACTIVITY_TASK_QUEUE,
];

/// All that a worker asks of the model.
pub(crate) fn all_methods() -> Vec<&'static str> {
    use dacapo_proto::rpc::workflow_service as method;
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
