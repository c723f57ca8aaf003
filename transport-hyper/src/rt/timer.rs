//! Decides how hyper is told the time: by the runtime's clock.

use dacapo_core::time::MonoTime;
use dacapo_runtime::Runtime;
use hyper::rt::Sleep;
use std::{
    future::Future,
    pin::Pin,
    sync::{Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

#[expect(clippy::disallowed_types, reason = "hyper's word for a point in time; the runtime's clock says which")]
type Instant = std::time::Instant;

/// Time as hyper wants it.
#[derive(Debug)]
pub(crate) struct Timer<R> {
    runtime: R,
    /// Some instant, and what the runtime's clock showed then. All others are counted from it.
    origin: (Instant, MonoTime),
}

impl<R: Runtime> Timer<R> {
    pub(crate) fn new(runtime: R) -> Self {
        let origin = (Instant::now(), runtime.now().mono);
        Self { runtime, origin }
    }
}

impl<R: Runtime> hyper::rt::Timer for Timer<R> {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Sleep>> {
        let runtime = self.runtime.clone();
        let sleep: Pin<Box<dyn Future<Output = ()> + Send>> = Box::pin(async move { runtime.sleep(duration).await });
        Box::pin(Sleeping(Mutex::new(sleep)))
    }

    fn sleep_until(&self, deadline: Instant) -> Pin<Box<dyn Sleep>> {
        self.sleep(deadline.saturating_duration_since(self.now()))
    }

    fn now(&self) -> Instant {
        let (instant, mono) = self.origin;
        instant.checked_add(self.runtime.now().mono.since(mono)).unwrap_or(instant)
    }
}

/// A sleep that hyper can share among threads, which it never does: the lock is for the compiler.
struct Sleeping(Mutex<Pin<Box<dyn Future<Output = ()> + Send>>>);

impl Future for Sleeping {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        self.get_mut().0.get_mut().unwrap_or_else(PoisonError::into_inner).as_mut().poll(context)
    }
}

impl Sleep for Sleeping {}
