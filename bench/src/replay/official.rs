//! The official core as an engine: its replay worker, fed one history and driven in this process.
//!
//! The worker is built before the clock starts and shut down after it stops.

mod commands;

use crate::replay::{
    case::Case,
    engine::{Engine, Kind, Replay, Tally},
    meter::Meter,
    script::Script,
};
use anyhow::{Context, Result, anyhow, ensure};
use bytes::Bytes;
use dacapo_core::id::EventId;
use prost::Message;
use std::time::Duration;
use temporalio_common::worker::WorkerTaskTypes;
use temporalio_protos::{
    coresdk::{
        workflow_activation::{
            WorkflowActivation, remove_from_cache::EvictionReason, workflow_activation_job::Variant,
        },
        workflow_commands::workflow_command::Variant as Command,
        workflow_completion::WorkflowActivationCompletion,
    },
    temporal::api::history::v1::History,
};
use temporalio_sdk_core::{
    Worker, WorkerConfig, WorkerVersioningStrategy, init_replay_worker,
    replay::{HistoryFeeder, HistoryForReplay, ReplayWorkerInput},
};
use tokio::{runtime, time::timeout};

/// A worker that says nothing for so long is stuck.
const PATIENCE: Duration = Duration::from_secs(120);

/// temporalio-sdk-core.
#[derive(Debug)]
pub(crate) struct Official;

struct Prepared {
    runtime: runtime::Runtime,
    worker: Worker,
    feeder: HistoryFeeder,
    script: Script<Command>,
    bytes: Bytes,
}

impl Engine for Official {
    fn kind(&self) -> Kind {
        Kind::Official
    }

    fn prepare(&self, case: &Case) -> Result<Box<dyn Replay>> {
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let (feeder, stream) = HistoryFeeder::new(1);
        let input = ReplayWorkerInput::new(config()?, stream);
        let worker = runtime.block_on(async { init_replay_worker(input) })?;
        Ok(Box::new(Prepared {
            runtime,
            worker,
            feeder,
            script: Script::new(&case.plan, commands::translate)?,
            bytes: case.bytes.clone(),
        }))
    }
}

impl Replay for Prepared {
    fn run(self: Box<Self>, meter: &mut Meter) -> Result<Tally> {
        let Self { runtime, worker, feeder, mut script, bytes } = *self;
        runtime.block_on(async {
            meter.start();
            let history = History::decode(bytes.as_ref())?;
            meter.decoded();
            let history = HistoryForReplay::new(history, crate::replay::generate::WORKFLOW_ID);
            feeder.feed(history).await?;
            let run_id = replay(&worker, &mut script).await?;
            meter.stop();
            drop(feeder);
            complete(&worker, run_id, vec![]).await?;
            worker.initiate_shutdown();
            while worker.poll_workflow_activation().await.is_ok() {}
            worker.finalize_shutdown().await;
            script.finish()
        })
    }
}

/// Answers activations until the worker evicts the run, as it does at the end of every history; says which run it was.
async fn replay(worker: &Worker, script: &mut Script<Command>) -> Result<String> {
    loop {
        let polled = timeout(PATIENCE, worker.poll_workflow_activation()).await;
        let activation = polled.context("the worker is stuck")??;
        let history_length = EventId(activation.history_length.into());
        let run_id = activation.run_id.clone();
        if read(activation, script)? {
            return Ok(run_id);
        }
        complete(worker, run_id, script.answer(history_length)).await?;
    }
}

/// Tells the script what an activation brought; `true` when that is the end.
fn read(activation: WorkflowActivation, script: &mut Script<Command>) -> Result<bool> {
    for job in activation.jobs {
        match job.variant.context("a job without a variant")? {
            Variant::DoUpdate(update) => script.deliver_update(update.protocol_instance_id.into()),
            Variant::RemoveFromCache(eviction) => {
                let expected = eviction.reason == EvictionReason::LangRequested as i32;
                let message = eviction.message;
                ensure!(expected, "the official core rejects the history: {message}");
                return Ok(true);
            }
            _ => {}
        }
    }
    Ok(false)
}

async fn complete(worker: &Worker, run_id: String, commands: Vec<Command>) -> Result<()> {
    let completion = WorkflowActivationCompletion::from_cmds(run_id, commands);
    worker.complete_workflow_activation(completion).await?;
    Ok(())
}

fn config() -> Result<WorkerConfig> {
    WorkerConfig::builder()
        .namespace("default")
        .task_queue(crate::replay::generate::TASK_QUEUE)
        .task_types(WorkerTaskTypes::workflow_only())
        .max_outstanding_workflow_tasks(10_usize)
        .versioning_strategy(WorkerVersioningStrategy::None { build_id: "bench".into() })
        .build()
        .map_err(|reason| anyhow!(reason))
}
