//! Decides which runtimes scenarios run on, and how each is made: all that differs between them is in this file.

use async_executor::Executor;
use dacapo_runtime::Runtime;
use dacapo_runtime_smol::Smol;
use dacapo_runtime_tokio::Tokio;
use std::{future::Future, sync::Arc};

/// A runtime that scenarios run on.
pub trait World: 'static {
    /// The runtime.
    type Runtime: Runtime;

    /// What it is called.
    const NAME: &'static str;

    /// Runs to its end what `body` makes of a new runtime, and then lets go of all that was spawned.
    fn run<F: Future<Output = ()>>(body: impl FnOnce(Self::Runtime) -> F);
}

/// Tokio, with threads of its own.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a name")]
pub struct OnTokio;

impl World for OnTokio {
    type Runtime = Tokio;

    const NAME: &'static str = "tokio";

    #[expect(clippy::expect_used, reason = "a test cannot go on without a runtime")]
    fn run<F: Future<Output = ()>>(body: impl FnOnce(Tokio) -> F) {
        let tokio = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let tokio = tokio.expect("threads can be made");
        let runtime = Tokio::new(tokio.handle().clone());
        tokio.block_on(body(runtime));
    }
}

/// smol's executor on the calling thread.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a name")]
pub struct OnSmol;

impl World for OnSmol {
    type Runtime = Smol;

    const NAME: &'static str = "smol";

    fn run<F: Future<Output = ()>>(body: impl FnOnce(Smol) -> F) {
        let executor = Arc::new(Executor::new());
        let runtime = Smol::new(executor.clone());
        futures_lite::future::block_on(executor.run(body(runtime)));
    }
}
