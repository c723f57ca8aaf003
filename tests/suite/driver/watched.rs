//! Decides what is seen of the runtime that a driver or a host uses, and how good its timers are.

use core::{
    future::Future,
    sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    time::Duration,
};
use dacapo_core::time::Now;
use dacapo_runtime::{Endpoint, Runtime};
use std::{io, sync::Arc};

/// A runtime that counts what is asked of it.
#[derive(Clone, Debug)]
pub(crate) struct Watched<R> {
    inner: R,
    seen: Arc<Seen>,
    timers: Timers,
}

/// When sleeps end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Timers {
    /// When they should.
    #[default]
    Good,
    /// After half of the time.
    Early,
    /// After twice the time.
    Late,
}

/// What an early timer cannot make shorter.
const SHORTEST: Duration = Duration::from_micros(1);

/// What was asked of a runtime.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    tasks: AtomicUsize,
    sleeps: AtomicUsize,
    sleeps_begun: AtomicUsize,
    clock_reads: AtomicU64,
    /// By how much each reading of the clock moves it on, in nanoseconds.
    pace: AtomicU64,
    moved: AtomicU64,
    is_told: AtomicBool,
    /// Whether sleeps that begin are over.
    ends_at_once: AtomicBool,
}

impl Seen {
    /// Tasks that run.
    pub(crate) fn tasks(&self) -> usize {
        self.tasks.load(Ordering::SeqCst)
    }

    /// Sleeps that somebody holds.
    pub(crate) fn sleeps(&self) -> usize {
        self.sleeps.load(Ordering::SeqCst)
    }

    /// All sleeps so far.
    pub(crate) fn sleeps_begun(&self) -> usize {
        self.sleeps_begun.load(Ordering::SeqCst)
    }

    /// Whether anything was asked for at all.
    pub(crate) fn is_untouched(&self) -> bool {
        self.sleeps_begun() == 0 && self.clock_reads.load(Ordering::SeqCst) == 0 && !self.is_told.load(Ordering::SeqCst)
    }
}

/// Something that is counted for as long as it is there.
struct Counted(Arc<Seen>, fn(&Seen) -> &AtomicUsize);

impl Counted {
    fn new(seen: &Arc<Seen>, count: fn(&Seen) -> &AtomicUsize) -> Self {
        count(seen).fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(seen), count)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        (self.1)(&self.0).fetch_sub(1, Ordering::SeqCst);
    }
}

impl<R: Runtime> Watched<R> {
    pub(crate) fn new(inner: R, timers: Timers) -> Self {
        Self { inner, seen: Arc::default(), timers }
    }

    pub(crate) fn seen(&self) -> Arc<Seen> {
        Arc::clone(&self.seen)
    }

    /// From now on, each reading of the clock moves it on by so much.
    pub(crate) fn run_ahead(&self, pace: Duration) {
        self.seen.pace.store(u64::try_from(pace.as_nanos()).unwrap_or_default(), Ordering::SeqCst);
    }

    /// From now on, sleeps end as soon as they begin: no time passes but what the clock is moved on by.
    pub(crate) fn end_sleeps_at_once(&self) {
        self.seen.ends_at_once.store(true, Ordering::SeqCst);
    }
}

impl<R: Runtime> Runtime for Watched<R> {
    type Connection = R::Connection;

    fn sleep(&self, after: Duration) -> impl Future<Output = ()> + Send {
        self.seen.sleeps_begun.fetch_add(1, Ordering::SeqCst);
        let after = match self.timers {
            Timers::Good => after,
            // There is no timer that ends the shortest sleeps early too.
            Timers::Early => (after / 2).max(SHORTEST).min(after),
            Timers::Late => after * 2,
        };
        let counted = Counted::new(&self.seen, |seen| &seen.sleeps);
        let is_over = self.seen.ends_at_once.load(Ordering::SeqCst);
        async move {
            if !is_over {
                self.inner.sleep(after).await;
            }
            drop(counted);
        }
    }

    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.seen.is_told.store(true, Ordering::SeqCst);
        let counted = Counted::new(&self.seen, |seen| &seen.tasks);
        self.inner.spawn(async move {
            task.await;
            drop(counted);
        });
    }

    fn now(&self) -> Now {
        self.seen.clock_reads.fetch_add(1, Ordering::SeqCst);
        let pace = self.seen.pace.load(Ordering::SeqCst);
        let moved = Duration::from_nanos(self.seen.moved.fetch_add(pace, Ordering::SeqCst));
        let now = self.inner.now();
        Now { mono: now.mono.plus(moved), wall: now.wall.plus(moved) }
    }

    async fn connect(&self, endpoint: &Endpoint) -> io::Result<R::Connection> {
        self.seen.is_told.store(true, Ordering::SeqCst);
        self.inner.connect(endpoint).await
    }
}
