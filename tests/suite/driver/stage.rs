//! Decides what stands around a driver in every check, and how long anything is waited for.

use super::{
    host::{Manners, TestHost, Told},
    server::{KNOBS, ModelServer},
    watched::{Seen, Timers, Watched},
};
use core::{future::Future, time::Duration};
use dacapo_core::{
    rpc::CallEnd,
    worker::{
        Options, ShutdownReport, Worker,
        config::{Checked, Config, Pollers, SlotSupply},
    },
};
use dacapo_proto::temporal::api::workflowservice::v1::QueryWorkflowResponse;
use dacapo_runtime::{Driver, Handle, Runtime};
use dacapo_sim::knobs::ServerKnobs;
use futures_lite::future::or;
use prost::Message as _;
use std::sync::Arc;

/// How long activities may go on in shutdown, and how long after that they are waited for.
pub(crate) const GRACE: Duration = Duration::from_millis(120);
pub(crate) const FORCE: Duration = Duration::from_millis(80);

/// How often a check looks whether what it waits for has come.
const LOOK: Duration = Duration::from_millis(2);

/// How long it looks: whatever takes longer will never come.
const PATIENCE: Duration = Duration::from_secs(300);

/// How long a check takes at most: one that takes longer waits for what will never come.
const LONGEST: Duration = Duration::from_secs(3600);

/// What is not the same in every check.
#[derive(Clone, Copy)]
pub(crate) struct Setup {
    pub(crate) timers: Timers,
    pub(crate) manners: Manners,
    pub(crate) config: fn(&mut Config),
    /// What the server can do, where it is not there before.
    pub(crate) server: ServerKnobs,
}

impl Default for Setup {
    fn default() -> Self {
        Self { timers: Timers::default(), manners: Manners::default(), config: |_| (), server: KNOBS }
    }
}

pub(crate) type TestDriver<R> = Driver<Watched<R>, ModelServer<R>, TestHost<Watched<R>>>;

/// What a check sees of a driver.
pub(crate) struct Stage<R> {
    pub(crate) runtime: R,
    pub(crate) server: ModelServer<R>,
    pub(crate) told: Told,
    pub(crate) handle: Handle,
    /// What the driver asks of its runtime.
    pub(crate) clock: Watched<R>,
    /// What the host asks of its.
    pub(crate) host: Arc<Seen>,
}

/// A driver that runs: its report comes when it has ended.
pub(crate) struct Running(async_channel::Receiver<ShutdownReport>);

impl<R: Runtime> Stage<R> {
    /// A driver that does not run yet, and a server of its own.
    pub(crate) fn new(runtime: &R, setup: Setup) -> (Self, TestDriver<R>) {
        Self::beside(runtime, &ModelServer::new(runtime.clone(), setup.server), "worker", setup)
    }

    /// A driver whose server is there.
    pub(crate) fn beside(runtime: &R, server: &ModelServer<R>, identity: &str, setup: Setup) -> (Self, TestDriver<R>) {
        let mut config = Config::new("default", "queue", identity);
        config.workflow_pollers = Pollers::Fixed(2);
        config.activity_pollers = Pollers::Fixed(2);
        config.workflow_slots = SlotSupply::Fixed(10);
        config.activity_slots = SlotSupply::Fixed(10);
        config.graceful_shutdown_period = GRACE;
        config.forced_shutdown_period = FORCE;
        config.worker_heartbeat_interval = None;
        (setup.config)(&mut config);
        let config = Checked::try_from(config).expect("it holds together");
        let worker = Worker::new(config, Options { seed: 1, observes: true });
        let told = Told::default();
        let (clock, of_host) =
            (Watched::new(runtime.clone(), setup.timers), Watched::new(runtime.clone(), Timers::Good));
        let host = of_host.seen();
        let test_host = TestHost::new(of_host, setup.manners, told.clone());
        let driver = Driver::new(worker, clock.clone(), server.clone(), test_host);
        let (runtime, server, handle) = (runtime.clone(), server.clone(), driver.handle());
        (Self { runtime, server, told, handle, clock, host }, driver)
    }

    /// A driver that runs beside the check, and a server of its own.
    pub(crate) fn run(runtime: &R, setup: Setup) -> (Self, Running) {
        let (stage, driver) = Self::new(runtime, setup);
        let running = stage.spawn(driver);
        (stage, running)
    }

    pub(crate) fn spawn(&self, driver: TestDriver<R>) -> Running {
        let (ended, report) = async_channel::bounded(1);
        self.runtime.spawn(async move {
            let report = driver.run().await;
            // The check may be over.
            let _done = ended.send(report).await;
        });
        Running(report)
    }

    /// Waits until something is so.
    pub(crate) async fn until(&self, what: &str, mut is_so: impl FnMut() -> bool) {
        let began = self.runtime.now().mono;
        while !is_so() {
            let waited = self.runtime.now().mono.since(began);
            assert!(waited < PATIENCE, "waited in vain: {what}; {:?}", self.told.notes());
            self.runtime.sleep(LOOK).await;
        }
    }

    /// Waits until a workflow is closed; how.
    pub(crate) async fn outcome(&self, workflow_id: &str) -> String {
        self.until(workflow_id, || self.server.outcome(workflow_id).is_some()).await;
        self.server.outcome(workflow_id).unwrap_or_default()
    }

    /// Waits until a query is answered; how.
    pub(crate) async fn answer(&self, query: async_channel::Receiver<CallEnd>) -> String {
        self.until("a query is answered", || !query.is_empty()).await;
        let end = query.try_recv().expect("it is there").expect("it is an answer");
        let answer = QueryWorkflowResponse::decode(end).expect("it can be read");
        let result = answer.query_result.unwrap_or_default().payloads.pop().unwrap_or_default();
        String::from_utf8(result.data.to_vec()).expect("it is JSON")
    }

    /// Waits until an activity runs.
    pub(crate) async fn until_activities(&self, count: usize) {
        self.until("activities run", || self.told.notes().activities.len() >= count).await;
    }

    /// Has the worker shut down; its report. Nothing must have gone wrong by then.
    pub(crate) async fn shut_down(&self, running: Running) -> ShutdownReport {
        self.handle.shut_down().await.expect("it runs");
        let report = running.report().await;
        self.expect_health();
        report
    }

    /// Nothing has gone wrong.
    pub(crate) fn expect_health(&self) {
        let notes = self.told.notes();
        let is_well = notes.faults.is_empty() && notes.misuses.is_empty() && notes.stopped.is_empty();
        assert!(is_well, "{notes:?}");
        assert_eq!(self.server.complaint(), None);
    }
}

/// Runs a check to its end, which has to come.
pub(crate) async fn in_time<R: Runtime>(runtime: R, check: impl Future<Output = ()>) {
    let too_long = async {
        runtime.sleep(LONGEST).await;
        unreachable!("the check takes more than {LONGEST:?}");
    };
    // A check may hold a whole driver, which some runtimes would move about on their stack.
    or(Box::pin(check), too_long).await;
}

impl Running {
    pub(crate) async fn report(&self) -> ShutdownReport {
        self.0.recv().await.expect("the driver runs to its end")
    }

    pub(crate) fn has_ended(&self) -> bool {
        !self.0.is_empty() || self.0.is_closed()
    }
}
