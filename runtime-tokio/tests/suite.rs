//! tokio does what every runtime must do, with one thread and with several.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

#[path = "../../tests/suite/runtime.rs"]
mod suite;

#[path = "../../tests/suite/driver.rs"]
mod driver;

use core::future::Future;
use dacapo_runtime::Endpoint;
use dacapo_runtime_tokio::{Listener, Stream, Tokio};
use std::{io, path::PathBuf};
use tokio::runtime::Builder;

struct OneThread;

impl suite::World for OneThread {
    type Runtime = Tokio;
    type Listener = Listener;

    fn run<F: Future<Output = ()> + Send + 'static>(body: impl Fn(Tokio) -> F + Send + 'static) {
        let runtime = Builder::new_current_thread().enable_all().build().expect("there are resources");
        runtime.block_on(body(Tokio::new(runtime.handle().clone())));
    }

    async fn listen(runtime: &Tokio, endpoint: Endpoint) -> io::Result<(Listener, Endpoint)> {
        let listener = runtime.listen(&endpoint).await?;
        let endpoint = listener.endpoint()?;
        Ok((listener, endpoint))
    }

    async fn accept(listener: &Listener) -> io::Result<Stream> {
        listener.accept().await
    }

    fn path(name: &str) -> PathBuf {
        std::env::temp_dir().join(format!("dacapo-tokio-{name}-{}", std::process::id()))
    }
}

/// The futures run on a thread that tokio does not know, beside the runtime.
struct FromOutside;

impl suite::World for FromOutside {
    type Runtime = Tokio;
    type Listener = Listener;

    fn run<F: Future<Output = ()> + Send + 'static>(body: impl Fn(Tokio) -> F + Send + 'static) {
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("there are resources");
        futures_lite::future::block_on(body(Tokio::new(runtime.handle().clone())));
    }

    async fn listen(runtime: &Tokio, endpoint: Endpoint) -> io::Result<(Listener, Endpoint)> {
        OneThread::listen(runtime, endpoint).await
    }

    async fn accept(listener: &Listener) -> io::Result<Stream> {
        listener.accept().await
    }

    fn path(name: &str) -> PathBuf {
        OneThread::path(&format!("outside-{name}"))
    }
}

mod one_thread {
    crate::suite::suite!(super::OneThread);
}

mod from_outside {
    crate::suite::suite!(super::FromOutside);
}

mod driver_on_one_thread {
    crate::driver::suite!(super::OneThread);
}

mod driver_on_two_threads {
    crate::driver::suite!(super::FromOutside);
}
