//! Decides what the model server is to a check: it lives on the runtime's clock, and does what the check asks for.

use super::transport::{Calls, Fault, POLLS};
use dacapo_core::rpc::{Call, CallEnd};
use dacapo_kitchen_sink::{
    Program,
    program::{STATE, TYPE},
};
use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::{
        common::v1::{Payloads, WorkflowExecution},
        query::v1::WorkflowQuery,
        workflowservice::v1::QueryWorkflowRequest,
    },
};
use dacapo_runtime::Runtime;
use dacapo_sim::{
    knobs::ServerKnobs,
    server::{NewRun, RequestId, Server},
};
use futures_lite::future::or;
use prost::Message;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

/// The model draws random numbers from it.
const SEED: u64 = 1;

/// What the model can do: histories come in several pages, activities may come with the answer to a completion.
pub(crate) const KNOBS: ServerKnobs = ServerKnobs {
    page: 20,
    hold: Duration::from_secs(20),
    takes_heartbeats: false,
    ends_polls: false,
    advises: false,
    is_eager: true,
    reads_failures: false,
    shows_virtual_events: false,
};

/// A model server in this process, and the way to it.
pub(crate) struct ModelServer<R>(Arc<Shared<R>>);

struct Shared<R> {
    runtime: R,
    state: Mutex<State>,
    /// Tells the server's clock that something is due at another time than before.
    changed: async_channel::Sender<()>,
}

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
    pub(crate) fn new(runtime: R, knobs: ServerKnobs) -> Self {
        let (changed, changes) = async_channel::bounded(1);
        let state = State {
            server: Server::new(SEED, knobs),
            last_request: 0,
            waiting: BTreeMap::new(),
            faults: BTreeMap::new(),
            calls: BTreeMap::new(),
            hurries: false,
        };
        let shared = Arc::new(Shared { runtime: runtime.clone(), state: Mutex::new(state), changed });
        runtime.spawn(clock(runtime.clone(), Arc::downgrade(&shared), changes));
        Self(shared)
    }

    /// Starts a workflow of these actions; its run id.
    pub(crate) fn start(&self, workflow_id: &str, actions: &Value) -> String {
        let program = Program::parse(json!({ "actions": actions }).to_string().as_bytes());
        let arguments = program.expect("it is a program").arguments();
        let input = Payloads::decode(arguments.encoded().clone()).ok();
        self.0.act(|server| server.start(NewRun::new(workflow_id, TYPE, input)))
    }

    /// Signals a workflow that is open.
    pub(crate) fn signal(&self, workflow_id: &str, name: &str) {
        assert!(self.0.act(|server| server.signal(workflow_id, name)), "{workflow_id} is open");
    }

    /// Asks a workflow for its state, as a client does; the answer comes from the channel.
    pub(crate) fn query(&self, workflow_id: &str) -> async_channel::Receiver<CallEnd> {
        let request = QueryWorkflowRequest {
            execution: Some(WorkflowExecution { workflow_id: workflow_id.to_owned(), ..Default::default() }),
            query: Some(WorkflowQuery { query_type: STATE.to_owned(), ..Default::default() }),
            ..Default::default()
        };
        let message = request.encode_to_vec().into();
        let call = Call { method: method::QUERY_WORKFLOW, message, timeout: KNOBS.hold, metadata: Vec::new() };
        self.request(&call).1
    }

    /// How a workflow ended, if it has.
    pub(crate) fn outcome(&self, workflow_id: &str) -> Option<String> {
        self.0.lock().server.outcome(workflow_id).map(|(outcome, _)| outcome.to_owned())
    }

    /// What the worker said that no right worker says.
    pub(crate) fn complaint(&self) -> Option<String> {
        self.0.lock().server.complaint().map(str::to_owned)
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
        self.0.lock().calls.values().copied().fold(Calls::default(), Calls::and)
    }

    /// All polls so far.
    pub(crate) fn polls(&self) -> Calls {
        POLLS.iter().map(|method| self.calls(method)).fold(Calls::default(), Calls::and)
    }

    pub(super) fn runtime(&self) -> &R {
        &self.0.runtime
    }

    /// A call begins; what happens to it.
    pub(super) fn begins(&self, method: &'static str) -> Option<Fault> {
        let mut state = self.0.lock();
        state.calls.entry(method).or_default().begun += 1;
        state.faults.get(method).copied()
    }

    /// A call is over, by itself or because nobody waits for its end any more.
    pub(super) fn is_over(&self, method: &'static str, has_ended: bool) {
        let mut state = self.0.lock();
        let calls = state.calls.entry(method).or_default();
        *if has_ended { &mut calls.ended } else { &mut calls.dropped } += 1;
    }

    pub(super) fn is_in_a_hurry(&self) -> bool {
        self.0.lock().hurries
    }

    /// Sends a request; its answer comes from the channel.
    pub(super) fn request(&self, call: &Call) -> (RequestId, async_channel::Receiver<CallEnd>) {
        let (answered, answer) = async_channel::bounded(1);
        let mut state = self.0.lock();
        state.last_request += 1;
        let request = state.last_request;
        state.waiting.insert(request, answered);
        drop(state);
        let now = self.0.runtime.now().mono;
        self.0.act(|server| server.request(now, request, (call.method, call.message.clone())));
        (request, answer)
    }

    /// Nobody waits for the answer to a request any more.
    pub(super) fn forget(&self, request: RequestId) {
        let mut state = self.0.lock();
        if state.waiting.remove(&request).is_some() {
            state.server.forget(request);
        }
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
