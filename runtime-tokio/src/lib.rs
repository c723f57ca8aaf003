//! Runs dacapo on tokio; decides nothing but which of tokio's functions does what a [`Runtime`] is asked for.
//!
//! ```
//! use dacapo_runtime::Runtime;
//! use dacapo_runtime_tokio::Tokio;
//!
//! # let rt = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
//! # rt.block_on(async {
//! let runtime = Tokio::current().expect("this is tokio");
//! let before = runtime.now();
//! runtime.sleep(core::time::Duration::from_millis(1)).await;
//! assert!(runtime.now().mono > before.mono);
//! # });
//! ```
//!
//! A worker runs on it like this, and on smol with one line changed, that which says what `runtime` is. Here its
//! server is away, so that it is told to end at once; `dacapo-transport-hyper` reaches one that is there.
//!
//! ```
//! use dacapo_core::{
//!     command::host::{Completion, Success},
//!     rpc::{Call, CallEnd, Code, Status},
//!     worker::{Misuse, Options, ShutdownReport, Worker, config::{Checked, Config}},
//!     workflow::activation::Activation,
//! };
//! use dacapo_runtime::{Driver, Handle, Host, Runtime, Transport};
//! # use dacapo_core::{id::TaskToken, worker::{host::*, poller::PollerId}};
//!
//! #[derive(Clone)]
//! struct Away;
//!
//! impl Transport for Away {
//!     async fn call(&self, _: Call) -> CallEnd {
//!         Err(Status::new(Code::Unavailable, "there is no server here"))
//!     }
//! }
//!
//! /// Workflows that return at once.
//! struct Workflows;
//!
//! impl Host for Workflows {
//!     fn activate(&mut self, _: &Handle, _: Activation) -> Option<Completion> {
//!         Some(Success::with(Vec::new()))
//!     }
//!
//!     fn misused(&mut self, misuse: Misuse) {
//!         panic!("{misuse}");
//!     }
//!     // Activities and Nexus tasks come here too.
//! #   fn start_activity(&mut self, _: &Handle, _: ActivityTask) {}
//! #   fn cancel_activity(&mut self, _: TaskToken, _: ActivityCancelReason, _: ActivityCancellationDetails) {}
//! #   fn start_nexus(&mut self, _: &Handle, _: NexusTask) {}
//! #   fn cancel_nexus(&mut self, _: TaskToken, _: NexusCancelReason) {}
//! #   fn poller_failed(&mut self, _: PollerId, _: Status) {}
//! }
//!
//! async fn work(runtime: impl Runtime) -> ShutdownReport {
//!     let config = Config::new("default", "queue", "worker");
//!     let config = Checked::try_from(config).expect("it holds together");
//!     let worker = Worker::new(config, Options { seed: 1, observes: false });
//!     let driver = Driver::new(worker, runtime, Away, Workflows);
//!     let handle = driver.handle();
//!     handle.shut_down().await.expect("it will run");
//!     driver.run().await
//! }
//!
//! let tokio = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
//! let runtime = dacapo_runtime_tokio::Tokio::new(tokio.handle().clone());
//! let report = tokio.block_on(work(runtime));
//! assert_eq!(report, ShutdownReport::default());
//! ```

mod listener;
mod stream;

pub use listener::Listener;
pub use stream::Stream;

use core::{
    future::{Future, poll_fn},
    pin::pin,
    time::Duration,
};
use dacapo_core::time::{MonoTime, Now, WallTime};
use dacapo_runtime::{Endpoint, Runtime, Unresolved};
use std::io;
use tokio::{
    net::TcpStream,
    runtime::{Handle, TryCurrentError},
    time::Instant,
};

/// A tokio runtime, held by its handle; it must have its timers and its IO enabled, and outlive this.
///
/// It can be used from any thread, and from tasks that tokio does not run.
#[derive(Clone, Debug)]
pub struct Tokio {
    handle: Handle,
    origin: Instant,
}

impl Tokio {
    /// Uses the runtime behind `handle`. Times are counted from here on.
    #[must_use]
    pub fn new(handle: Handle) -> Self {
        let context = handle.enter();
        let origin = Instant::now();
        drop(context);
        Self { handle, origin }
    }

    /// Uses the runtime that the caller runs on.
    ///
    /// # Errors
    ///
    /// The caller does not run on tokio.
    pub fn current() -> Result<Self, TryCurrentError> {
        Handle::try_current().map(Self::new)
    }

    /// Polls `future` as if the runtime had spawned it: tokio's sockets look for their runtime in the thread.
    async fn within<F: Future>(&self, future: F) -> F::Output {
        let mut future = pin!(future);
        poll_fn(|cx| {
            let _context = self.handle.enter();
            future.as_mut().poll(cx)
        })
        .await
    }
}

impl Runtime for Tokio {
    type Connection = Stream;

    fn sleep(&self, after: Duration) -> impl Future<Output = ()> + Send {
        let _context = self.handle.enter();
        tokio::time::sleep(after)
    }

    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        drop(self.handle.spawn(task));
    }

    #[expect(clippy::disallowed_types, reason = "the one function that reads clocks")]
    fn now(&self) -> Now {
        // Inside, tokio gives the clock that its timers go by, also where a test has stopped it.
        let _context = self.handle.enter();
        let since = Instant::now().saturating_duration_since(self.origin);
        let wall = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Now { mono: MonoTime::default().plus(since), wall: WallTime::default().plus(wall) }
    }

    async fn connect(&self, endpoint: &Endpoint) -> io::Result<Stream> {
        match endpoint {
            Endpoint::Tcp { host, port } => {
                let found = self.within(tokio::net::lookup_host((host.as_str(), *port))).await;
                let addresses: Vec<_> = found.map_err(|cause| Unresolved::of(host, cause))?.collect();
                let stream = self.within(TcpStream::connect(&addresses[..])).await?;
                stream.set_nodelay(true)?;
                Ok(Stream::from(stream))
            }
            #[cfg(unix)]
            Endpoint::Unix(path) => self.within(tokio::net::UnixStream::connect(path)).await.map(Stream::from),
            #[cfg(not(unix))]
            Endpoint::Unix(_) => Err(io::ErrorKind::Unsupported.into()),
        }
    }
}

#[cfg(test)]
mod tests;
