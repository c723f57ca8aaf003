//! A proxy that moves calls, and does to those of a method what rules say.

mod calls;

use super::{Task, accept, listen_somewhere, lock, log::Log, runtime, until};
use bytes::Bytes;
use calls::Caller;
use dacapo_core::rpc::Status;
use dacapo_runtime::Endpoint;
use dacapo_runtime_tokio::{Stream, Tokio};
use dacapo_transport_hyper::{Answer, HyperTransport, KeepAlive, Options, Request, Server, ServerOptions};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
};

/// What is done to a call.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_enums, reason = "all that this proxy can do")]
pub enum Fault {
    /// It is answered with this status, and the server knows nothing of it.
    Answer(Status),
    /// The server knows nothing of it, and its caller hears nothing.
    LoseCall,
    /// The server takes it, and its caller hears nothing.
    LoseReply,
    /// The server takes it, and in place of the answer the connection breaks, with all calls on it.
    BreakBeforeReply,
    /// The server takes it, and the answer waits for so long.
    Delay(Duration),
    /// Where the answer has a task, the next call of the method has the same answer.
    Repeat,
    /// The server gets it twice, one after the other, and its caller the second answer.
    Double,
    /// It is answered with this status unless it has this `authorization`.
    Demand(String, Status),
}

/// To which calls something is done.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a test fills it")]
pub struct Rule {
    /// The path of the method.
    pub method: &'static str,
    /// How many calls of the method it lets pass first, from when the rule is given.
    pub after: usize,
    /// To how many calls it is done.
    pub times: usize,
    /// What is done.
    pub fault: Fault,
}

impl Rule {
    /// Does this to every call of a method.
    #[must_use]
    pub const fn always(method: &'static str, fault: Fault) -> Self {
        Self { method, after: 0, times: usize::MAX, fault }
    }

    /// Does this to the next calls of a method.
    #[must_use]
    pub const fn next(method: &'static str, times: usize, fault: Fault) -> Self {
        Self { method, after: 0, times, fault }
    }
}

/// What was seen of the calls of a method.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "counts")]
pub struct Seen {
    /// How many came.
    pub calls: usize,
    /// To how many something was done.
    pub faults: usize,
    /// How many had an answer of the server's that their caller was given.
    pub answers: usize,
}

/// A proxy that moves calls.
#[derive(Debug)]
pub struct Relay {
    /// Where it listens.
    pub port: u16,
    state: Arc<State>,
    _task: Task,
}

#[derive(Debug)]
struct State {
    transport: HyperTransport<Tokio>,
    rules: Mutex<Vec<Rule>>,
    seen: Mutex<BTreeMap<&'static str, Seen>>,
    log: Log,
    /// The answers that are given again.
    again: Mutex<BTreeMap<&'static str, Answer>>,
    /// Rises each time that clients are told to make no more calls over the connections that they have.
    goodbyes: watch::Sender<usize>,
}

impl Relay {
    /// A proxy in front of this port.
    ///
    /// # Panics
    ///
    /// The options are wrong.
    #[must_use]
    #[expect(clippy::expect_used, reason = "the options are these")]
    pub fn to(target: u16) -> Self {
        let (listener, port) = listen_somewhere();
        let endpoint = Endpoint::Tcp { host: "127.0.0.1".to_owned(), port: target };
        let tokio = Tokio::new(runtime().handle().clone());
        let transport = HyperTransport::new(tokio.clone(), &Options::new(endpoint, 1)).expect("the options are valid");
        let state = Arc::new(State {
            transport,
            rules: Mutex::default(),
            seen: Mutex::default(),
            log: Log::default(),
            again: Mutex::default(),
            goodbyes: watch::Sender::new(0),
        });
        let task = Task::spawn(serve(Arc::clone(&state), tokio, listener));
        Self { port, state, _task: task }
    }

    /// Adds a rule. Of those that a call meets the first is followed.
    pub fn rule(&self, rule: Rule) {
        lock(&self.state.rules).push(rule);
    }

    /// Forgets all rules. What was done to a call is not undone.
    pub fn heal(&self) {
        lock(&self.state.rules).clear();
    }

    /// Tells all clients to make no more calls over the connections that they have; those that are open are answered.
    pub fn say_goodbye(&self) {
        self.state.goodbyes.send_modify(|goodbyes| *goodbyes = goodbyes.saturating_add(1));
    }

    /// What was seen of the calls of a method.
    #[must_use]
    pub fn seen(&self, method: &str) -> Seen {
        lock(&self.state.seen).get(method).copied().unwrap_or_default()
    }

    /// The first requests of a method that came, encoded.
    #[must_use]
    pub fn requests(&self, method: &str) -> Vec<Bytes> {
        self.state.log.of(method)
    }
}

async fn serve(state: Arc<State>, tokio: Tokio, listener: TcpListener) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            client = accept(&listener) => {
                connections.spawn(connect(Arc::clone(&state), tokio.clone(), client));
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

/// Serves one client, until it leaves or a rule breaks its connection.
#[expect(clippy::expect_used, reason = "the options are these")]
async fn connect(state: Arc<State>, tokio: Tokio, client: TcpStream) {
    let broken = watch::Sender::new(false);
    let mut breaks = broken.subscribe();
    let mut goodbyes = state.goodbyes.subscribe();
    let caller = Caller { state, broken: Arc::new(broken) };
    let service = move |request: Request| {
        let caller = caller.clone();
        async move { caller.answer(request).await }
    };
    // Who is silent is the client's business to find out.
    let options = ServerOptions { keep_alive: None::<KeepAlive>, ..ServerOptions::default() };
    let server = Server::new(tokio, service, &options).expect("the options are valid");
    let shutdown = async move {
        // Without anybody to say it there is no goodbye.
        if goodbyes.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        // Whoever is at the other end knows why it ended.
        ended = server.serve(Stream::from(client), shutdown) => drop(ended),
        () = until(&mut breaks, |is_broken| *is_broken) => {}
    }
}
