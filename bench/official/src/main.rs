//! `dacapo-bench-official`: a worker of the official Rust SDK that is told what to be as dacapo's are.

mod workflow;

use anyhow::{Context, Result, anyhow};
use dacapo_bench_worker::{Spec, alloc, serve};
use std::{env, process};
use temporalio_client::{Client, ClientOptions, Connection, ConnectionOptions, Url};
use temporalio_sdk::{
    Runtime, Worker, WorkerOptions,
    runtime::{
        PollerBehavior, RuntimeOptions,
        worker_tuner::{FixedSizeSlotSupplier, TunerHolder},
    },
};
use workflow::{Echo, EchoesWorkflow, gauges};

fn main() -> Result<()> {
    let spec: Spec = serde_json::from_str(&env::args().nth(1).context("a specification, as JSON, is missing")?)?;
    alloc::count(spec.counts_heap);
    let tokio = tokio::runtime::Builder::new_multi_thread().worker_threads(spec.threads).enable_all().build()?;
    tokio.block_on(work(&spec))
}

/// Is a worker until the standard input ends.
async fn work(spec: &Spec) -> Result<()> {
    let options = RuntimeOptions::builder().heartbeat_interval(None).build().map_err(|fault| anyhow!(fault))?;
    let runtime = Runtime::from_current_tokio(options)?;
    let mut worker = Worker::new(&runtime, connect(spec).await?, options_of(spec)?)?;
    let shut_down = worker.shutdown_handle();
    let stop = serve(gauges().clone());
    let _told = tokio::spawn(async move {
        // The sender is dropped when the input ends.
        let _told = stop.await;
        shut_down();
    });
    Ok(worker.run().await?)
}

async fn connect(spec: &Spec) -> Result<Client> {
    let url = Url::parse(&format!("http://127.0.0.1:{}", spec.port))?;
    let options = ConnectionOptions::new(url).identity(format!("load-{}", process::id())).build();
    Ok(Client::new(Connection::connect(options).await?, ClientOptions::new("default").build())?)
}

/// The same numbers as dacapo's workers have; what costs time and has no counterpart there is off.
fn options_of(spec: &Spec) -> Result<WorkerOptions> {
    let tuner = TunerHolder::builder()
        .workflow_task_slot_supplier(FixedSizeSlotSupplier::new(spec.workflow_slots))
        .activity_task_slot_supplier(FixedSizeSlotSupplier::new(spec.activity_slots))
        .local_activity_task_slot_supplier(FixedSizeSlotSupplier::new(spec.activity_slots))
        .nexus_task_slot_supplier(FixedSizeSlotSupplier::new(spec.activity_slots))
        .build();
    Ok(WorkerOptions::new(spec.task_queue.as_str())
        .register_workflow::<EchoesWorkflow>()?
        .register_activities(Echo)
        .max_cached_workflows(spec.cached_runs)
        .tuner(tuner)
        .workflow_task_poller_behavior(PollerBehavior::SimpleMaximum(spec.pollers))
        .activity_task_poller_behavior(PollerBehavior::SimpleMaximum(spec.pollers))
        .detect_nondeterministic_futures(false)
        .build())
}
