//! Runs dacapo on smol's executor and reactor; decides nothing but which of their functions does what a [`Runtime`] is
//! asked for.
//!
//! The reactor of `async-io` belongs to the process and starts its thread when it is first used, as the thread pool does
//! that resolves names. Programs that run on async-std use it too, so that a worker can run beside them.
//!
//! ```
//! use async_executor::Executor;
//! use dacapo_runtime::Runtime;
//! use dacapo_runtime_smol::Smol;
//! use std::sync::Arc;
//!
//! let executor = Arc::new(Executor::new());
//! let runtime = Smol::new(executor.clone());
//! let before = runtime.now();
//! async_io::block_on(executor.run(runtime.sleep(core::time::Duration::from_millis(1))));
//! assert!(runtime.now().mono > before.mono);
//! ```
//!
//! A worker runs on it like this, and on tokio with one line changed, that which says what `runtime` is. Here its
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
//! let executor = std::sync::Arc::new(async_executor::Executor::new());
//! let runtime = dacapo_runtime_smol::Smol::new(executor.clone());
//! let report = async_io::block_on(executor.run(work(runtime)));
//! assert_eq!(report, ShutdownReport::default());
//! ```

mod listener;
mod stream;

pub use listener::Listener;
pub use stream::Stream;

use async_executor::Executor;
use async_io::{Async, Timer};
use core::{future::Future, time::Duration};
use dacapo_core::time::{MonoTime, Now, WallTime};
use dacapo_runtime::{Endpoint, Runtime, Unresolved};
use std::{
    io,
    net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs},
    sync::Arc,
};

/// An executor, and the reactor of the process. Tasks move on while somebody runs the executor.
#[derive(Clone, Debug)]
pub struct Smol {
    executor: Arc<Executor<'static>>,
    #[expect(clippy::disallowed_types, reason = "what the clock is read against")]
    origin: std::time::Instant,
}

impl Smol {
    /// Spawns tasks on `executor`. Times are counted from here on.
    #[must_use]
    #[expect(clippy::disallowed_types, reason = "what the clock is read against")]
    pub fn new(executor: Arc<Executor<'static>>) -> Self {
        Self { executor, origin: std::time::Instant::now() }
    }
}

impl Runtime for Smol {
    type Connection = Stream;

    fn sleep(&self, after: Duration) -> impl Future<Output = ()> + Send {
        let timer = Timer::after(after);
        async move {
            timer.await;
        }
    }

    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.executor.spawn(task).detach();
    }

    #[expect(clippy::disallowed_types, reason = "the one function that reads clocks")]
    fn now(&self) -> Now {
        let since = std::time::Instant::now().saturating_duration_since(self.origin);
        let wall = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Now { mono: MonoTime::default().plus(since), wall: WallTime::default().plus(wall) }
    }

    async fn connect(&self, endpoint: &Endpoint) -> io::Result<Stream> {
        match endpoint {
            Endpoint::Tcp { host, port } => first_of(&resolve(host, *port).await?).await,
            #[cfg(unix)]
            Endpoint::Unix(path) => Async::<std::os::unix::net::UnixStream>::connect(path).await.map(Stream::from),
            #[cfg(not(unix))]
            Endpoint::Unix(_) => Err(io::ErrorKind::Unsupported.into()),
        }
    }
}

/// The addresses of a host. Only a name needs a thread: the system looks names up one at a time.
async fn resolve(host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
    if let Ok(address) = host.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(address, port)]);
    }
    let name = host.to_owned();
    let found = blocking::unblock(move || (name, port).to_socket_addrs()).await;
    Ok(found.map_err(|cause| Unresolved::of(host, cause))?.collect())
}

/// Connects to the first address that answers.
async fn first_of(addresses: &[SocketAddr]) -> io::Result<Stream> {
    let mut fault = io::Error::new(io::ErrorKind::NotFound, "the name has no address");
    for address in addresses {
        match Async::<TcpStream>::connect(*address).await {
            Ok(stream) => {
                stream.get_ref().set_nodelay(true)?;
                return Ok(Stream::from(stream));
            }
            Err(error) => fault = error,
        }
    }
    Err(fault)
}

#[cfg(test)]
mod tests;
