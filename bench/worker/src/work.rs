//! Decides how a worker of dacapo is put together, on tokio and on smol.

use crate::engine::Kind;
use anyhow::{Context, Result, bail, ensure};
use dacapo_bench_worker::{Spec, alloc, serve};
use dacapo_core::worker::{
    Options, Worker,
    config::{Checked, Config, Pollers, SlotSupply},
};
use dacapo_runtime::{Driver, Endpoint, Runtime};
use dacapo_runtime_smol::Smol;
use dacapo_runtime_tokio::Tokio;
use dacapo_scripted::LightHost;
use dacapo_transport_hyper::{HyperTransport, Options as TransportOptions};
use futures_channel::oneshot::channel;
use futures_util::FutureExt;
use std::{
    process,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// Is a worker until the standard input ends.
pub(crate) fn work(kind: Kind, spec: &Spec) -> Result<()> {
    alloc::count(spec.counts_heap);
    match kind {
        Kind::Tokio => {
            let tokio =
                tokio::runtime::Builder::new_multi_thread().worker_threads(spec.threads).enable_all().build()?;
            let runtime = Tokio::new(tokio.handle().clone());
            tokio.block_on(run(runtime, spec))
        }
        Kind::Smol => {
            let executor = Arc::new(async_executor::Executor::new());
            let runtime = Smol::new(executor.clone());
            let (stops, stop) = channel::<()>();
            let stop = stop.shared();
            let threads: Vec<_> = (0..spec.threads)
                .map(|_| {
                    let (executor, stop) = (executor.clone(), stop.clone());
                    thread::spawn(move || futures_lite::future::block_on(executor.run(stop)))
                })
                .collect();
            let ended = futures_lite::future::block_on(run(runtime, spec));
            drop(stops);
            for thread in threads {
                // It was told to stop just now.
                let _stopped = thread.join();
            }
            ended
        }
        Kind::Official => bail!("the official worker is a program of its own"),
    }
}

/// Runs the worker as a task of `runtime`, where its wake-ups cost least, until it is told to end.
async fn run<R: Runtime>(runtime: R, spec: &Spec) -> Result<()> {
    let endpoint = Endpoint::Tcp { host: "127.0.0.1".into(), port: spec.port };
    let options = TransportOptions { namespace: "default".into(), ..TransportOptions::new(endpoint, 1) };
    let transport = HyperTransport::new(runtime.clone(), &options)?;
    let worker = Worker::new(config(spec)?, Options { seed: u64::from(process::id()), observes: false });
    let faults = Arc::new(AtomicUsize::new(0));
    let host = LightHost::new(runtime.clone(), faults.clone());
    let gauges = host.gauges();
    let driver = Driver::new(worker, runtime.clone(), transport, host);
    let handle = driver.handle();
    let (ends, ended) = channel();
    runtime.spawn(async move {
        // Nobody waits where this process fails.
        let _told = ends.send(driver.run().await);
    });
    // The sender is dropped when the input ends.
    let _told = serve(gauges).await;
    handle.shut_down().await?;
    ended.await.context("the worker broke off")?;
    ensure!(faults.load(Ordering::Relaxed) == 0, "the worker or its host had faults");
    Ok(())
}

fn config(spec: &Spec) -> Result<Checked> {
    let identity = format!("load-{}", process::id());
    let mut config = Config::new("default", spec.task_queue.as_str(), identity);
    config.workflow_slots = SlotSupply::Fixed(spec.workflow_slots);
    config.activity_slots = SlotSupply::Fixed(spec.activity_slots);
    config.workflow_pollers = Pollers::Fixed(spec.pollers);
    config.activity_pollers = Pollers::Fixed(spec.pollers);
    config.max_cached_workflows = spec.cached_runs;
    config.worker_heartbeat_interval = None;
    Ok(Checked::try_from(config)?)
}
