//! smol does what every runtime must do, by itself and under async-std.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

#[path = "../../tests/suite/runtime.rs"]
mod suite;

#[path = "../../tests/suite/driver.rs"]
mod driver;

use async_executor::Executor;
use core::future::Future;
use dacapo_runtime::Endpoint;
use dacapo_runtime_smol::{Listener, Smol, Stream};
use std::{io, path::PathBuf, sync::Arc};

struct ByItself;

impl suite::World for ByItself {
    type Runtime = Smol;
    type Listener = Listener;

    fn run<F: Future<Output = ()> + Send + 'static>(body: impl Fn(Smol) -> F + Send + 'static) {
        let executor = Arc::new(Executor::new());
        async_io::block_on(executor.run(body(Smol::new(executor.clone()))));
    }

    async fn listen(runtime: &Smol, endpoint: Endpoint) -> io::Result<(Listener, Endpoint)> {
        let listener = runtime.listen(&endpoint).await?;
        let endpoint = listener.endpoint()?;
        Ok((listener, endpoint))
    }

    async fn accept(listener: &Listener) -> io::Result<Stream> {
        listener.accept().await
    }

    fn path(name: &str) -> PathBuf {
        std::env::temp_dir().join(format!("dacapo-smol-{name}-{}", std::process::id()))
    }
}

/// The executor is a task of a program that runs on async-std.
struct UnderAsyncStd;

impl suite::World for UnderAsyncStd {
    type Runtime = Smol;
    type Listener = Listener;

    fn run<F: Future<Output = ()> + Send + 'static>(body: impl Fn(Smol) -> F + Send + 'static) {
        let executor = Arc::new(Executor::new());
        let runtime = Smol::new(executor.clone());
        async_std::task::block_on(async move {
            let background = async_std::task::spawn(async move { executor.run(core::future::pending::<()>()).await });
            body(runtime).await;
            background.cancel().await;
        });
    }

    async fn listen(runtime: &Smol, endpoint: Endpoint) -> io::Result<(Listener, Endpoint)> {
        ByItself::listen(runtime, endpoint).await
    }

    async fn accept(listener: &Listener) -> io::Result<Stream> {
        listener.accept().await
    }

    fn path(name: &str) -> PathBuf {
        ByItself::path(&format!("async-std-{name}"))
    }
}

mod by_itself {
    crate::suite::suite!(super::ByItself);
}

mod under_async_std {
    crate::suite::suite!(super::UnderAsyncStd);
}

mod driver_by_itself {
    crate::driver::suite!(super::ByItself);
}

mod driver_under_async_std {
    crate::driver::suite!(super::UnderAsyncStd);
}
