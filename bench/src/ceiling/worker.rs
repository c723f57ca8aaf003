//! Decides how the worker of each engine is run on a server in memory, for as long as somebody watches.

mod official;

use anyhow::{Result, bail, ensure};
use async_executor::Executor;
use clap::ValueEnum;
use dacapo_core::worker::{
    Options, Worker,
    config::{Checked, Config},
};
use dacapo_runtime::{Driver, Runtime, Transport};
use dacapo_runtime_smol::Smol;
use dacapo_runtime_tokio::Tokio;
use dacapo_scripted::{LightHost, Memory, NAMESPACE, Server, TASK_QUEUE};
use futures_util::future::{Either, select};
use serde::{Deserialize, Serialize};
use std::{
    future::Future,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

/// What runs the workflows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum, Serialize, Deserialize)]
pub(crate) enum Engine {
    /// dacapo on tokio, in one thread.
    Tokio,
    /// dacapo on smol, in one thread.
    Smol,
    /// The official SDK, its runtime in one thread; its workflows have another.
    Official,
    /// The official SDK, with a runtime of as many threads as it likes, on every CPU.
    OfficialUnpinned,
}

impl Engine {
    /// Its name in tables.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Tokio => "dacapo, tokio",
            Self::Smol => "dacapo, smol",
            Self::Official => "official",
            Self::OfficialUnpinned => "official, all CPUs",
        }
    }

    /// Whether it is dacapo.
    pub(crate) const fn is_ours(self) -> bool {
        matches!(self, Self::Tokio | Self::Smol)
    }
}

/// What a worker is given beside its defaults.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Settings {
    pub(crate) max_cached_workflows: usize,
    /// How long polls wait for a task; for ever where there is no time-out.
    pub(crate) poll_timeout: Option<Duration>,
    /// How often the worker tells the server that it is there.
    pub(crate) heartbeat: Option<Duration>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { max_cached_workflows: 1000, poll_timeout: None, heartbeat: None }
    }
}

/// Runs a worker until `until` ends, and then no longer.
pub(crate) fn run(
    engine: Engine,
    settings: Settings,
    server: &Server,
    until: impl Future<Output = ()> + Send + 'static,
) -> Result<()> {
    match engine {
        Engine::Tokio => {
            on_tokio(settings, until, |runtime| Memory::new(runtime, server.clone(), settings.poll_timeout))
        }
        Engine::Smol => {
            let executor = Arc::new(Executor::new());
            let runtime = Smol::new(executor.clone());
            let transport = Memory::new(runtime.clone(), server.clone(), settings.poll_timeout);
            async_io::block_on(executor.run(drive(settings, runtime, transport, until)))
        }
        Engine::Official => {
            let mut runtime = tokio::runtime::Builder::new_current_thread();
            runtime.enable_all().build()?.block_on(official::run(settings, server, until))
        }
        Engine::OfficialUnpinned => {
            let mut runtime = tokio::runtime::Builder::new_multi_thread();
            runtime.enable_all().build()?.block_on(official::run(settings, server, until))
        }
    }
}

/// Runs dacapo on tokio, with a transport of the caller's.
pub(crate) fn on_tokio<T: Transport>(
    settings: Settings,
    until: impl Future<Output = ()> + Send + 'static,
    transport: impl FnOnce(Tokio) -> T,
) -> Result<()> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
        let runtime = Tokio::current()?;
        let transport = transport(runtime.clone());
        drive(settings, runtime, transport, until).await
    })
}

async fn drive<R: Runtime, T: Transport>(
    settings: Settings,
    runtime: R,
    transport: T,
    until: impl Future<Output = ()>,
) -> Result<()> {
    let mut config = Config::new(NAMESPACE, TASK_QUEUE, "worker");
    config.max_cached_workflows = settings.max_cached_workflows;
    config.worker_heartbeat_interval = settings.heartbeat;
    let worker = Worker::new(Checked::try_from(config)?, Options { seed: 1, observes: false });
    let faults = Arc::new(AtomicUsize::new(0));
    let host = LightHost::new(runtime.clone(), faults.clone());
    let driver = Driver::new(worker, runtime, transport, host);
    if let Either::Left((report, _)) = select(pin!(driver.run()), pin!(until)).await {
        bail!("the worker has ended: {report:?}");
    }
    let faults = faults.load(Ordering::Relaxed);
    ensure!(faults == 0, "{faults} faults");
    Ok(())
}
