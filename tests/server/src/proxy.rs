//! Proxies between a worker and its server that do on demand what networks, load balancers and servers do at their worst.
//!
//! There is one for each layer: [`Wire`] moves bytes, [`Tls`] those inside TLS, [`Gateway`] HTTP requests, [`Relay`] calls. They run on
//! a runtime of their own, whatever the worker runs on, and end with their values.

mod frames;
mod gateway;
mod log;
mod relay;
#[cfg(test)]
mod tests;
mod tls;
mod wire;

pub use gateway::Gateway;
pub use relay::{Fault, Relay, Rule, Seen};
pub use tls::Tls;
pub use wire::{Condition, Wire};

use crate::Port;
use std::{
    future::Future,
    sync::{Mutex, MutexGuard, OnceLock, PoisonError},
};
use tokio::{
    net::{TcpListener, TcpStream},
    runtime::{Builder, Runtime},
    sync::watch,
    task::JoinHandle,
};

/// The runtime of all proxies of the process.
#[expect(clippy::expect_used, reason = "a test cannot go on without a runtime")]
fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| {
        Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("threads can be made")
    })
}

/// A task that ends with this value.
#[derive(Debug)]
struct Task(JoinHandle<()>);

impl Task {
    fn spawn(task: impl Future<Output = ()> + Send + 'static) -> Self {
        Self(runtime().spawn(task))
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Listens on a port of this machine.
#[expect(clippy::expect_used, reason = "a test cannot go on without a port")]
fn listen(port: &Port) -> TcpListener {
    let _context = runtime().enter();
    let listener = port.listen();
    listener.set_nonblocking(true).expect("sockets need not block");
    TcpListener::from_std(listener).expect("the runtime takes sockets")
}

/// Listens on a port that was free, of this number.
fn listen_somewhere() -> (TcpListener, u16) {
    let port = Port::take();
    (listen(&port), port.number())
}

/// The next connection.
async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        if let Ok((stream, _)) = listener.accept().await {
            // A connection that is gone already is noticed by whoever serves it.
            let _is_set = stream.set_nodelay(true);
            return stream;
        }
    }
}

/// Waits until a value is as wanted; for ever, where nobody changes it any more.
async fn until<T>(watched: &mut watch::Receiver<T>, is_wanted: impl FnMut(&T) -> bool) {
    if watched.wait_for(is_wanted).await.is_err() {
        std::future::pending::<()>().await;
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}
