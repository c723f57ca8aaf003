//! Decides which connection a call takes: one that all calls share, opened when the first needs it and again when it ends.

use super::{
    connect::{self, Opened},
    failure::ConnectError,
    keys::Keys,
    settings::Settings,
};
use crate::{
    error::chain,
    grpc::{Compression, body::Outgoing},
    rt::Trace,
};
use dacapo_core::{
    rng::Random,
    rpc::{Backoff, Code, Status},
    time::MonoTime,
};
use dacapo_runtime::Runtime;
use futures_util::{FutureExt, future::Shared};
use hyper::client::conn::http2::SendRequest;
use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
    },
};

/// The connection that the calls of a transport share.
pub(super) struct Channel<R> {
    pub(super) runtime: R,
    pub(super) settings: Arc<Settings>,
    /// Where calls get their API key, if it has to be fetched.
    pub(super) keys: Option<Keys<R>>,
    state: Mutex<State>,
    /// Whether the server was seen not to take gzip.
    takes_no_gzip: AtomicBool,
}

struct State {
    link: Link,
    /// The number of the last connection.
    number: u64,
    /// The position of the address that is tried first.
    first: usize,
    random: Random,
    backoff: Backoff,
    /// Before this, nothing is tried again.
    again_at: MonoTime,
    /// Why there was no connection the last time.
    failure: Option<Failed>,
}

/// Why there is no connection.
#[derive(Clone, Debug)]
pub(super) enum Failed {
    /// None could be opened.
    Connecting(ConnectError),
    /// It broke before anything was answered on it.
    Broken(String),
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connecting(error) => error.fmt(f),
            Self::Broken(text) => f.write_str(text),
        }
    }
}

impl From<Failed> for Status {
    fn from(failed: Failed) -> Self {
        Self::new(Code::Unavailable, failed.to_string())
    }
}

enum Link {
    None,
    Opening(Attempt),
    Open(Lane),
}

type Attempt = Shared<Pin<Box<dyn Future<Output = Result<Lane, Failed>> + Send>>>;

/// A connection, as calls see it.
#[derive(Clone)]
pub(super) struct Lane {
    pub(super) requests: SendRequest<Outgoing>,
    pub(super) life: Life,
}

/// What is known of a connection, without holding on to it.
#[derive(Clone)]
pub(super) struct Life {
    number: u64,
    /// The position of its address.
    pub(super) address: usize,
    pub(super) trace: Trace,
    /// Whether anything was answered on it.
    has_answered: Arc<AtomicBool>,
}

impl<R: Runtime> Channel<R> {
    pub(super) fn new(runtime: R, settings: Settings, keys: Option<Keys<R>>, seed: u64) -> Self {
        let state = State {
            link: Link::None,
            number: 0,
            first: 0,
            random: Random::new(seed),
            backoff: Backoff::NONE,
            again_at: MonoTime(0),
            failure: None,
        };
        let (settings, state) = (Arc::new(settings), Mutex::new(state));
        Self { runtime, settings, keys, state, takes_no_gzip: AtomicBool::new(false) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The connection, once there is one.
    pub(super) async fn lane(self: &Arc<Self>) -> Result<Lane, Failed> {
        let attempt = {
            let mut state = self.state();
            match &state.link {
                Link::Open(lane) if !lane.requests.is_closed() => return Ok(lane.clone()),
                Link::Opening(attempt) => attempt.clone(),
                Link::None | Link::Open(_) => self.begin(&mut state),
            }
        };
        attempt.await
    }

    /// Begins an attempt, which goes on though nobody waits for it any more.
    fn begin(self: &Arc<Self>, state: &mut State) -> Attempt {
        let (runtime, settings) = (self.runtime.clone(), Arc::clone(&self.settings));
        let wait = state.again_at.since(runtime.now().mono);
        // The channel holds the attempt, so the attempt must not hold the channel.
        let (channel, first) = (Arc::downgrade(self), state.first);
        let attempt: Pin<Box<dyn Future<Output = _> + Send>> = Box::pin(async move {
            if !wait.is_zero() {
                runtime.sleep(wait).await;
            }
            let opened = connect::open_any(&runtime, &settings, first).await;
            let gone = || Failed::Broken("the transport is gone".to_owned());
            channel.upgrade().ok_or_else(gone)?.attempted(opened)
        });
        let attempt = attempt.shared();
        state.link = Link::Opening(attempt.clone());
        self.runtime.spawn(attempt.clone().map(drop));
        attempt
    }

    fn attempted(self: Arc<Self>, opened: Result<(usize, Opened), ConnectError>) -> Result<Lane, Failed> {
        let mut state = self.state();
        let (address, opened) = match opened {
            Ok(opened) => opened,
            Err(error) => {
                state.link = Link::None;
                let failed = Failed::Connecting(error);
                self.failed(&mut state, failed.clone());
                return Err(failed);
            }
        };
        state.number = state.number.wrapping_add(1);
        state.first = address;
        let life = Life { number: state.number, address, trace: opened.trace, has_answered: Arc::default() };
        let lane = Lane { requests: opened.requests, life: life.clone() };
        state.link = Link::Open(lane.clone());
        drop(state);
        let channel: Weak<Self> = Arc::downgrade(&self);
        self.runtime.spawn(async move {
            opened.task.await;
            if let Some(channel) = channel.upgrade() {
                channel.ended(&life);
            }
        });
        Ok(lane)
    }

    /// Notes that a connection takes no more calls; those that it has may still end well.
    pub(super) fn ended(&self, life: &Life) {
        let mut state = self.state();
        let is_current = matches!(&state.link, Link::Open(lane) if lane.life.number == life.number);
        if !is_current {
            return;
        }
        state.link = Link::None;
        if !life.has_answered.load(Ordering::Relaxed) {
            let failed = Failed::Broken(self.broken(life, "it ended before anything was answered"));
            self.failed(&mut state, failed);
        }
    }

    /// Says that a connection ended; `otherwise` is why, where nobody below HTTP/2 knows.
    pub(super) fn broken(&self, life: &Life, otherwise: &str) -> String {
        let name = self.settings.addresses.get(life.address).map_or("", |address| &address.name);
        let cause = life.trace.end().map(|error| chain(&*error));
        format!("the connection to {name} broke: {}", cause.as_deref().unwrap_or(otherwise))
    }

    /// Counts a failure: the next attempt is later, and begins with the next address.
    fn failed(&self, state: &mut State, failure: Failed) {
        let State { backoff, random, .. } = state;
        state.again_at = backoff.fail(self.runtime.now().mono, Code::Unavailable, &self.settings.reconnect, random);
        state.first = self.settings.after(state.first);
        state.failure = Some(failure);
    }

    /// Notes that something was answered on a connection, which ends the failures.
    pub(super) fn answered(&self, life: &Life) {
        if !life.has_answered.swap(true, Ordering::Relaxed) {
            let mut state = self.state();
            state.backoff.reset();
            state.again_at = MonoTime(0);
            state.failure = None;
        }
    }

    /// How requests are sent.
    pub(super) fn compression(&self) -> Compression {
        if self.takes_no_gzip.load(Ordering::Relaxed) { Compression::None } else { self.settings.compression }
    }

    /// Notes that the server does not take gzip.
    pub(super) fn takes_no_gzip(&self) {
        self.takes_no_gzip.store(true, Ordering::Relaxed);
    }

    /// Why there is no connection, where there is none.
    pub(super) fn failure(&self) -> Option<Failed> {
        let state = self.state();
        state.failure.clone().filter(|_| !matches!(state.link, Link::Open(_)))
    }
}
