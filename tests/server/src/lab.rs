//! Decides what a scenario works with: a task queue of its own on the server, clients, and workers.

use crate::{Client, Record, SinkHost, counted::Counted};
use core::{future::Future, time::Duration};
use dacapo_core::{
    id::Text,
    worker::{
        Options, ShutdownReport, Worker,
        config::{Checked, Config},
    },
};
use dacapo_kitchen_sink::Program;
use dacapo_runtime::{Driver, Endpoint, Handle, Runtime, Transport};
use dacapo_transport_hyper::{HyperTransport, Options as TransportOptions};
use futures_channel::oneshot;
use futures_util::future::{AbortHandle, Abortable};
use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

/// How often a condition is looked at that is waited for.
const LOOK: Duration = Duration::from_millis(50);

/// What a scenario works with.
#[derive(Clone, Debug)]
pub struct Lab<R> {
    /// The runtime it runs on.
    pub runtime: R,
    port: u16,
    queue: String,
    records: Arc<Mutex<Vec<Record>>>,
}

/// A worker that runs.
#[derive(Debug)]
pub struct RunningWorker {
    /// What tells it things.
    pub handle: Handle,
    /// What it has told its host.
    pub record: Record,
    report: oneshot::Receiver<ShutdownReport>,
    crash: AbortHandle,
}

impl<R: Runtime> Lab<R> {
    /// A lab on the server at this port, with this task queue.
    pub fn new(runtime: R, port: u16, queue: &str) -> Self {
        Self { runtime, port, queue: queue.to_owned(), records: Arc::default() }
    }

    /// The same lab, on its way to the server by another port.
    #[must_use]
    pub fn through(&self, port: u16) -> Self {
        Self { port, ..self.clone() }
    }

    /// The same lab, with another task queue.
    #[must_use]
    pub fn with_queue(&self, name: &str) -> Self {
        Self { queue: format!("{}-{name}", self.queue), ..self.clone() }
    }

    /// The port by which it reaches the server.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// The task queue, which no other scenario has.
    #[must_use]
    pub fn queue(&self) -> &str {
        &self.queue
    }

    /// A workflow id, or another name, that no other scenario has.
    #[must_use]
    pub fn id(&self, name: &str) -> String {
        format!("{}/{name}", self.queue)
    }

    /// A connection of its own to the server.
    ///
    /// # Panics
    ///
    /// The options are wrong.
    #[must_use]
    #[expect(clippy::expect_used, reason = "the options are these")]
    pub fn transport(&self) -> HyperTransport<R> {
        HyperTransport::new(self.runtime.clone(), &self.transport_options()).expect("the options are valid")
    }

    /// The options of such a connection.
    #[must_use]
    pub fn transport_options(&self) -> TransportOptions {
        let endpoint = Endpoint::Tcp { host: "127.0.0.1".into(), port: self.port };
        TransportOptions { namespace: "default".into(), ..TransportOptions::new(endpoint, next()) }
    }

    /// A client with a connection of its own.
    #[must_use]
    pub fn client(&self) -> Client<HyperTransport<R>> {
        Client::new(self.transport(), &self.queue)
    }

    /// The configuration of a worker on the task queue, under a name that no other worker has.
    #[must_use]
    pub fn config(&self) -> Config {
        Config::new("default", self.queue.as_str(), format!("{}/worker-{}", self.queue, next()))
    }

    /// Starts a worker.
    ///
    /// # Panics
    ///
    /// The configuration is wrong.
    #[must_use]
    pub fn start_worker(&self, config: Config) -> RunningWorker {
        self.start(self.transport(), config, BTreeMap::new())
    }

    /// Starts a worker that makes its calls over this transport.
    ///
    /// # Panics
    ///
    /// The configuration is wrong.
    #[must_use]
    pub fn start_worker_over(&self, transport: impl Transport, config: Config) -> RunningWorker {
        self.start(transport, config, BTreeMap::new())
    }

    /// Starts a worker that has code of its own for workflows of some types.
    ///
    /// # Panics
    ///
    /// The configuration is wrong.
    #[must_use]
    pub fn start_worker_with(
        &self,
        config: Config,
        code: impl IntoIterator<Item = (&'static str, Program)>,
    ) -> RunningWorker {
        let code = code.into_iter().map(|(workflow_type, program)| (workflow_type.into(), program)).collect();
        self.start(self.transport(), config, code)
    }

    #[expect(clippy::expect_used, reason = "a scenario that has this wrong is to fail")]
    fn start(&self, transport: impl Transport, config: Config, code: BTreeMap<Text, Program>) -> RunningWorker {
        let config = Checked::try_from(config).expect("the configuration is valid");
        let worker = Worker::new(config, Options { seed: next(), observes: true });
        let record = Record::default();
        self.records.lock().unwrap_or_else(PoisonError::into_inner).push(record.clone());
        let host = SinkHost::with_code(self.runtime.clone(), self.client(), record.clone(), code);
        let transport = Counted { inner: transport, record: record.clone() };
        let driver = Driver::new(worker, self.runtime.clone(), transport, host);
        let handle = driver.handle();
        let (crash, registration) = AbortHandle::new_pair();
        let (ended, report) = oneshot::channel();
        self.runtime.spawn(async move {
            if let Ok(report) = Abortable::new(driver.run(), registration).await {
                // A scenario that has failed does not wait for it.
                let _awaited = ended.send(report);
            }
        });
        RunningWorker { handle, record, report, crash }
    }

    /// Starts a worker with [`Lab::config`].
    #[must_use]
    pub fn worker(&self) -> RunningWorker {
        self.start_worker(self.config())
    }

    /// Waits until something is so.
    pub async fn until(&self, mut is_so: impl FnMut() -> bool) {
        while !is_so() {
            self.runtime.sleep(LOOK).await;
        }
    }

    /// Asks again and again, until there is an answer.
    pub async fn eventually<T, F: Future<Output = Option<T>>>(&self, mut ask: impl FnMut() -> F) -> T {
        loop {
            if let Some(answer) = ask().await {
                return answer;
            }
            self.runtime.sleep(LOOK).await;
        }
    }

    /// What is known of the workers that were started.
    #[must_use]
    pub fn describe_workers(&self) -> String {
        let records = self.records.lock().unwrap_or_else(PoisonError::into_inner);
        records.iter().map(|record| format!("{record}\n")).collect()
    }
}

impl RunningWorker {
    /// Shuts the worker down and waits for its end.
    ///
    /// # Panics
    ///
    /// Something happened that never does in a healthy worker.
    pub async fn shut_down(self) -> ShutdownReport {
        let (report, faults) = self.shut_down_with_faults().await;
        assert!(faults.is_empty(), "faults of the worker or its host: {faults:#?}");
        report
    }

    /// Shuts the worker down and waits for its end: what became of its tasks, and what never happens in a healthy worker.
    ///
    /// # Panics
    ///
    /// The worker does not report its end.
    #[expect(clippy::expect_used, reason = "a worker that ends without a report has failed the scenario")]
    pub async fn shut_down_with_faults(self) -> (ShutdownReport, Vec<String>) {
        // Where it ends by itself there is still its report.
        let _is_told = self.handle.shut_down().await;
        let report = self.report.await.expect("a worker reports its end");
        (report, self.record.read(|seen| seen.faults.clone()))
    }

    /// Ends the worker as a crash of its process would: nobody is told.
    pub fn crash(self) -> Record {
        self.crash.abort();
        self.record
    }
}

/// A number that nothing else in this process has: seeds must differ, or workers would take each other's names.
fn next() -> u64 {
    static LAST: AtomicU64 = AtomicU64::new(0);
    LAST.fetch_add(1, Ordering::Relaxed).saturating_add(1)
}
