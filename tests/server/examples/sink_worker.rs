//! A worker of kitchen-sink workflows and activities, for tests in other languages. It prints a JSON line when a poller
//! changes its state and one, `{"ready": true}`, when it polls; when its input ends it shuts down, and prints what became
//! of its tasks.

use clap::{Parser, ValueEnum};
use dacapo_core::{
    command::host::Completion,
    id::TaskToken,
    rpc::Status,
    worker::{
        Misuse, Options, ShutdownReport, Worker,
        config::{Checked, Config, Pollers, Versioning},
        host::{ActivityCancelReason, ActivityCancellationDetails, ActivityTask, NexusCancelReason, NexusTask},
        observe::Observation,
        poller::{PollerId, PollerState},
    },
    workflow::activation::Activation,
};
use dacapo_proto::temporal::api::enums::v1::VersioningBehavior;
use dacapo_runtime::{Driver, Endpoint, Handle, Host, Runtime, Transport};
use dacapo_runtime_smol::Smol;
use dacapo_runtime_tokio::Tokio;
use dacapo_server_tests::{Client, Record, SinkHost};
use dacapo_transport_hyper::{HyperTransport, Options as TransportOptions};
use futures_channel::oneshot;
use futures_util::future::join;
use serde_json::json;
use std::{
    error::Error,
    io::{Write, read_to_string, stdin, stdout},
    process,
    sync::Arc,
    thread,
    time::Duration,
};

#[derive(Clone, Debug, Parser)]
struct Arguments {
    /// Where the server is.
    #[arg(long, value_name = "HOST:PORT")]
    address: String,
    #[arg(long, default_value = "default")]
    namespace: String,
    #[arg(long)]
    task_queue: String,
    #[arg(long, default_value = "tokio")]
    runtime: Which,
    /// What the server knows the worker by; its process and task queue by default.
    #[arg(long)]
    identity: Option<String>,
    /// How many runs it keeps.
    #[arg(long, default_value_t = 1000)]
    cache: usize,
    /// How long the server keeps a task for this worker alone.
    #[arg(long, value_name = "SECONDS", default_value_t = 10.0)]
    sticky_timeout: f64,
    /// Whether it takes Nexus tasks too.
    #[arg(long)]
    nexus: bool,
    /// Whether it takes workflow tasks alone.
    #[arg(long)]
    workflows_only: bool,
    /// Has the server advise how many polls are open, from 1 to so many.
    #[arg(long, value_name = "MOST")]
    autoscale: Option<usize>,
    /// Between two heartbeats of the worker itself.
    #[arg(long, value_name = "SECONDS", default_value_t = 60.0)]
    worker_heartbeat: f64,
    /// How long activities may go on once its input ended.
    #[arg(long, value_name = "SECONDS", default_value_t = 10.0)]
    grace: f64,
    #[arg(long, default_value = "")]
    build_id: String,
    /// The deployment of the build, by which the server then routes.
    #[arg(long)]
    deployment: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Which {
    Tokio,
    Smol,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let (ended, input_ended) = oneshot::channel();
    thread::spawn(move || {
        // Whatever is said is not for us; that nothing more will be is.
        let _said = read_to_string(stdin());
        let _sent = ended.send(());
    });
    match arguments.runtime {
        Which::Tokio => {
            let tokio = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
            tokio.block_on(work(Tokio::new(tokio.handle().clone()), arguments, input_ended))
        }
        Which::Smol => {
            let executor = Arc::new(async_executor::Executor::new());
            futures_lite::future::block_on(executor.run(work(Smol::new(executor.clone()), arguments, input_ended)))
        }
    }
}

/// Runs the worker until its input has ended.
async fn work<R: Runtime>(
    runtime: R,
    arguments: Arguments,
    input_ended: oneshot::Receiver<()>,
) -> Result<(), Box<dyn Error>> {
    let (host, port) = arguments.address.rsplit_once(':').ok_or("--address wants HOST:PORT")?;
    let endpoint = Endpoint::Tcp { host: host.to_owned(), port: port.parse()? };
    let seed = runtime.now().wall.nanos.into();
    let options = TransportOptions { namespace: arguments.namespace.clone(), ..TransportOptions::new(endpoint, seed) };
    let transport = HyperTransport::new(runtime.clone(), &options)?;
    let worker = Worker::new(Checked::try_from(arguments.config())?, Options { seed, observes: true });
    let record = Record::default();
    let client = Client::new(transport.clone(), &arguments.task_queue);
    let host = Telling { host: SinkHost::new(runtime.clone(), client, record.clone()), is_ready: false };
    let driver = Driver::new(worker, runtime, transport, host);
    let handle = driver.handle();
    let shut_down = async {
        let _ended = input_ended.await;
        // A worker that has ended needs no shutdown.
        let _sent = handle.shut_down().await;
    };
    let (report, ()) = join(driver.run(), shut_down).await;
    let ShutdownReport { drained, canceled, handed_back, .. } = report;
    let faults = record.read(|seen| seen.faults.len());
    say(
        &json!({ "ended": { "drained": drained, "canceled": canceled, "handed_back": handed_back, "faults": faults } }),
    );
    Ok(())
}

impl Arguments {
    fn config(&self) -> Config {
        let identity = self.identity.clone().unwrap_or_else(|| format!("{}@{}", process::id(), self.task_queue));
        let mut config = Config::new(&*self.namespace, &*self.task_queue, &*identity);
        config.sdk_name = "dacapo-kitchen-sink".into();
        config.sdk_version = env!("CARGO_PKG_VERSION").into();
        config.max_cached_workflows = self.cache;
        config.sticky_schedule_to_start_timeout = Duration::from_secs_f64(self.sticky_timeout);
        config.worker_heartbeat_interval = Some(Duration::from_secs_f64(self.worker_heartbeat));
        config.graceful_shutdown_period = Duration::from_secs_f64(self.grace);
        config.tasks.nexus = self.nexus;
        config.tasks.activities = !self.workflows_only;
        if let Some(maximum) = self.autoscale {
            let pollers = Pollers::Autoscaling { minimum: 1, maximum, initial: 2.min(maximum) };
            (config.workflow_pollers, config.activity_pollers) = (pollers, pollers);
        }
        let build_id = (&*self.build_id).into();
        config.versioning = match &self.deployment {
            None => Versioning::Unversioned { build_id },
            Some(name) => Versioning::Deployment {
                deployment_name: (&**name).into(),
                build_id,
                is_routed: true,
                default_behavior: VersioningBehavior::AutoUpgrade,
            },
        };
        config
    }
}

fn say(line: &serde_json::Value) {
    // Whoever started this may have gone; then nobody is left to be told.
    let _written = writeln!(stdout(), "{line}");
}

/// A host that says what pollers do.
#[derive(Debug)]
struct Telling<R, T> {
    host: SinkHost<R, T>,
    is_ready: bool,
}

impl<R: Runtime, T: Transport> Host for Telling<R, T> {
    fn activate(&mut self, worker: &Handle, activation: Activation) -> Option<Completion> {
        self.host.activate(worker, activation)
    }

    fn start_activity(&mut self, worker: &Handle, task: ActivityTask) {
        self.host.start_activity(worker, task);
    }

    fn cancel_activity(
        &mut self,
        token: TaskToken,
        reason: ActivityCancelReason,
        details: ActivityCancellationDetails,
    ) {
        self.host.cancel_activity(token, reason, details);
    }

    fn start_nexus(&mut self, worker: &Handle, task: NexusTask) {
        self.host.start_nexus(worker, task);
    }

    fn cancel_nexus(&mut self, token: TaskToken, reason: NexusCancelReason) {
        self.host.cancel_nexus(token, reason);
    }

    fn observed(&mut self, observation: Observation) {
        if let Observation::Log(log) = &observation {
            eprintln!("{:?}: {}", log.level, log.message);
        }
        self.host.observed(observation);
    }

    fn poller_changed(&mut self, poller: PollerId, state: &PollerState) {
        let (name, why) = match state {
            PollerState::Starting => ("starting", None),
            PollerState::Polling => ("polling", None),
            PollerState::Degraded { why, .. } => ("degraded", Some(why.to_string())),
            PollerState::Stalled => ("stalled", None),
            PollerState::Draining => ("draining", None),
            PollerState::Stopped => ("stopped", None),
        };
        say(&json!({ "poller": poller.kind.poller_type(), "index": poller.index, "state": name, "why": why }));
        if !self.is_ready && *state == PollerState::Polling {
            self.is_ready = true;
            say(&json!({ "ready": true }));
        }
        self.host.poller_changed(poller, state);
    }

    fn poller_failed(&mut self, poller: PollerId, why: Status) {
        self.host.poller_failed(poller, why);
    }

    fn misused(&mut self, misuse: Misuse) {
        self.host.misused(misuse);
    }
}
