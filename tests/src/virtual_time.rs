//! A runtime without threads, clocks or sockets: decides by a seed which task goes on, and moves its time on when none
//! can.
//!
//! ```
//! use core::time::Duration;
//! use dacapo_runtime::Runtime;
//! use dacapo_tests::virtual_time::VirtualTime;
//!
//! let runtime = VirtualTime::new(1);
//! let before = runtime.now().mono;
//! runtime.run(runtime.sleep(Duration::from_secs(3600)));
//! assert_eq!(runtime.now().mono.since(before), Duration::from_secs(3600));
//! ```

mod executor;
mod network;
mod pipe;
mod sleep;

pub use network::{Listener, Stream};
pub use sleep::Sleep;

use core::{future::Future, task::Waker, time::Duration};
use dacapo_core::time::{MonoTime, Now, WallTime};
use dacapo_runtime::{Endpoint, Runtime};
use executor::{State, Task};
use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// A world of its own: its time, its tasks and its sockets. Clones share it; nothing outside must be waited for in it.
#[derive(Clone, Debug)]
pub struct VirtualTime(Arc<Mutex<State>>);

impl VirtualTime {
    /// A world in which `seed` chooses whatever is up to chance. It begins in 2026, on a wall clock that runs with it.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(State::new(seed))))
    }

    /// Runs `main` and all that it spawns until `main` has ended; what is left then is dropped.
    ///
    /// # Panics
    ///
    /// Nothing can go on any more, and no time is waited for: `main` would never end.
    pub fn run<T>(&self, main: impl Future<Output = T>) -> T {
        executor::run(&self.0, main)
    }

    /// Sets the wall clock, which may jump. The clock for lengths goes on as before.
    pub fn set_wall(&self, wall: WallTime) {
        self.state().set_wall(wall);
    }

    /// A number that two worlds have in common if the same has happened in both, and hardly otherwise.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        self.state().fingerprint()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.0)
    }
}

/// Locks, also after a test has failed in another task: it has failed anyhow.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Wakes whoever waits. Nothing may be locked: a waker locks the world.
fn wake(waker: Option<Waker>) {
    if let Some(waker) = waker {
        waker.wake();
    }
}

impl Runtime for VirtualTime {
    type Connection = Stream;

    fn sleep(&self, after: Duration) -> impl Future<Output = ()> + Send {
        Sleep::new(&self.0, after)
    }

    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let task: Task = Box::pin(task);
        self.state().spawn(task);
    }

    fn now(&self) -> Now {
        self.state().now()
    }

    async fn connect(&self, endpoint: &Endpoint) -> io::Result<Stream> {
        // Whoever else could go on now may go first.
        self.sleep(Duration::ZERO).await;
        let (stream, waker) = self.state().connect(endpoint)?;
        wake(waker);
        Ok(stream)
    }
}

impl VirtualTime {
    /// Opens a socket that tasks of this world can connect to; port 0 stands for a free one. A name becomes known by it.
    ///
    /// # Errors
    ///
    /// Somebody else listens there.
    pub fn listen(&self, endpoint: &Endpoint) -> io::Result<Listener> {
        let endpoint = self.state().open(endpoint)?;
        Ok(Listener::new(self.0.clone(), endpoint))
    }
}

const fn origin() -> Now {
    // 2026-01-01T00:00:00Z.
    Now { mono: MonoTime(0), wall: WallTime { seconds: 1_767_225_600, nanos: 0 } }
}
