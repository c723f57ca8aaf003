//! Decides how each runtime is started for a program that runs to its end on it.

use async_executor::Executor;
use dacapo_runtime_smol::Smol;
use dacapo_runtime_tokio::Tokio;
use std::{error::Error, future::Future, sync::Arc};

/// What a program ends with.
pub type End = Result<(), Box<dyn Error>>;

/// Runs a program on tokio, with threads of its own.
///
/// # Errors
///
/// The program's, or there can be no threads.
pub fn on_tokio<F: Future<Output = End>>(program: impl FnOnce(Tokio) -> F) -> End {
    let tokio = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    tokio.block_on(program(Tokio::new(tokio.handle().clone())))
}

/// Runs a program on smol's executor, on the calling thread.
///
/// # Errors
///
/// The program's.
pub fn on_smol<F: Future<Output = End>>(program: impl FnOnce(Smol) -> F) -> End {
    let executor = Arc::new(Executor::new());
    futures_lite::future::block_on(executor.run(program(Smol::new(executor.clone()))))
}
