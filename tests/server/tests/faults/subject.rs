//! A worker behind a proxy, and what must be so after a fault.

use crate::work::{ALL, Cost, Work};
use core::time::Duration;
use dacapo_core::{
    machine::Machine,
    rpc::{Call, CallEnd, Retried, RetriedInput, RetriedOutput, RetryPolicy},
    worker::{
        config::{Config, Pollers},
        poller::{PollerId, PollerState},
    },
};
use dacapo_runtime::{Runtime, Transport};
use dacapo_server_tests::{Client, Lab, Record, RunningWorker, record::PollerChange};
use dacapo_transport_hyper::{HyperTransport, KeepAlive, Options};
use futures_util::future::join_all;
use serde_json::Value;
use std::{collections::BTreeMap, sync::Mutex};

/// How many pollers a subject has.
const POLLERS: usize = 4;

/// A worker that meets a fault.
pub(crate) struct Subject<R> {
    /// The way to the server without a proxy.
    pub(crate) lab: Lab<R>,
    pub(crate) client: Client<HyperTransport<R>>,
    pub(crate) worker: RunningWorker,
    begun: Mutex<Vec<(String, &'static Work)>>,
    /// How long a task may take, in seconds, until the server takes it for lost.
    patience: u64,
}

/// The configuration of a subject: one poller of workflow tasks, one of sticky ones, two of activities. A lost answer to a
/// completion would take eager activities with it until their time is over, so there are none.
pub(crate) fn config<R: Runtime>(lab: &Lab<R>) -> Config {
    let mut config = lab.config();
    config.workflow_pollers = Pollers::Fixed(2);
    config.activity_pollers = Pollers::Fixed(2);
    config.max_eager_activities = 0;
    config
}

/// A transport through this port that notices within two seconds that nobody is there.
pub(crate) fn quick<R: Runtime>(lab: &Lab<R>, port: u16) -> HyperTransport<R> {
    let second = Duration::from_secs(1);
    let keep_alive = Some(KeepAlive { interval: second, timeout: second });
    let options = lab.through(port).transport_options();
    HyperTransport::new(lab.runtime.clone(), &Options { keep_alive, ..options }).unwrap()
}

impl<R: Runtime> Subject<R> {
    /// A worker on its way through this port, with all pollers polling.
    pub(crate) async fn start(lab: &Lab<R>, port: u16) -> Self {
        Self::start_over(lab, lab.through(port).transport(), config(lab)).await
    }

    pub(crate) async fn start_over(lab: &Lab<R>, transport: impl Transport, config: Config) -> Self {
        let subject = Self::begin_over(lab, transport, config);
        subject.recovers().await;
        subject
    }

    /// The same, without waiting for its pollers.
    pub(crate) fn begin_over(lab: &Lab<R>, transport: impl Transport, config: Config) -> Self {
        let worker = lab.start_worker_over(transport, config);
        Self { lab: lab.clone(), client: lab.client(), worker, begun: Mutex::default(), patience: 10 }
    }

    /// The same, with another time that a task may take, in seconds.
    pub(crate) fn with_patience(self, patience: u64) -> Self {
        Self { patience, ..self }
    }

    /// Waits until every poller polls.
    pub(crate) async fn recovers(&self) {
        let are_polling = || {
            let pollers = self.worker.handle.pollers();
            pollers.len() == POLLERS && pollers.values().all(|state| *state == PollerState::Polling)
        };
        self.lab.until(are_polling).await;
    }

    /// Waits until every poller was degraded.
    pub(crate) async fn degrades(&self) {
        let was_degraded = |of_it: &Vec<String>| of_it.iter().any(|state| state.starts_with("degraded"));
        let were_degraded = || {
            let states = states(&self.worker.record);
            states.len() == POLLERS && states.values().all(was_degraded)
        };
        self.lab.until(were_degraded).await;
    }

    /// Starts one workflow of each kind.
    pub(crate) async fn begin(&self, turn: &str) {
        self.begin_with(turn, 0).await;
    }

    /// The same, with signals that come after the first workflow task. One that comes during it has the next task come with
    /// the answer to its completion, and be lost with that.
    pub(crate) async fn begin_quietly(&self, turn: &str) {
        self.begin_with(turn, 1).await;
    }

    /// Starts one workflow of each kind, and signals those that wait for that once so many workflow tasks are done.
    async fn begin_with(&self, turn: &str, tasks: usize) {
        let starts = ALL.iter().map(|work| async move {
            let id = self.lab.id(&format!("{turn}-{}", work.name));
            let mut request = self.client.start_request(&id, &work.program(self.patience));
            let seconds = i64::try_from(self.patience).unwrap();
            request.workflow_task_timeout = Some(prost_types::Duration { seconds, nanos: 0 });
            self.client.start_as(&request).await.unwrap();
            if work.signals > 0 {
                let done = async || {
                    let history = self.client.history(&id).await.unwrap();
                    (history.count("WORKFLOW_TASK_COMPLETED") >= tasks).then_some(())
                };
                self.lab.eventually(done).await;
                self.client.signal(&id, "go", &Value::Null).await.unwrap();
            }
            (id, work)
        });
        let begun = join_all(starts).await;
        self.begun.lock().unwrap().extend(begun);
    }

    /// The same, and waits until activities run.
    pub(crate) async fn begin_busy(&self, turn: &str) {
        self.begin(turn).await;
        let begun = self.begun.lock().unwrap().clone();
        for (id, _) in begun.iter().filter(|(_, work)| work.activities.0 > 0) {
            self.lab.until(|| attempts(&self.worker.record, id) > 0).await;
        }
    }

    /// Waits until all that was begun has ended as it does without a fault, and the worker too.
    pub(crate) async fn ends_well(self, cost: Cost) -> Record {
        let begun = core::mem::take(&mut *self.begun.lock().unwrap());
        let (client, record) = (&self.client, &self.worker.record);
        let ends = begun.iter().map(|(id, work)| async move {
            // The first signal was sent at the start.
            for _ in 1..work.signals {
                client.signal(id, "go", &Value::Null).await.unwrap();
            }
            let _closed = client.outcome(id).await.unwrap();
            let fault = work.fault_of(&client.history(id).await.unwrap(), cost);
            assert_eq!(fault, None, "{id}; its worker:\n{record}");
        });
        join_all(ends).await;
        self.recovers().await;
        let record = self.worker.record.clone();
        let report = self.worker.shut_down().await;
        assert_eq!((report.canceled, report.handed_back), (0, 0));
        for (id, work) in &begun {
            work.check_attempts(id, attempts(&record, id), cost);
        }
        record
    }
}

/// How many attempts of a workflow's activities were begun here.
fn attempts(record: &Record, workflow_id: &str) -> usize {
    let is_of = |task: &&_| {
        let task: &dacapo_core::worker::host::ActivityTask = task;
        !task.is_local && task.workflow_execution.workflow_id == workflow_id
    };
    record.read(|seen| seen.activities.iter().filter(is_of).count())
}

/// What each poller went through until the worker shut down: the names of states, without repeats.
pub(crate) fn states(record: &Record) -> BTreeMap<PollerId, Vec<String>> {
    let mut states: BTreeMap<PollerId, Vec<String>> = BTreeMap::new();
    let mut since = BTreeMap::new();
    record.read(|seen| {
        for PollerChange { poller, state, .. } in &seen.pollers {
            let name = match state {
                PollerState::Degraded { since: from, why } => {
                    // What began with the first failure goes on with the next.
                    assert_eq!(*from, *since.entry(*poller).or_insert(*from), "{poller:?}");
                    format!("degraded {}", why.code.name())
                }
                PollerState::Draining => continue,
                PollerState::Stopped if seen.faults.is_empty() => continue,
                PollerState::Starting | PollerState::Polling | PollerState::Stalled | PollerState::Stopped => {
                    since.remove(poller);
                    format!("{state:?}").to_lowercase()
                }
            };
            let of_it = states.entry(*poller).or_default();
            if of_it.last() != Some(&name) {
                of_it.push(name);
            }
        }
    });
    states
}

/// Checks that every poller went through these states.
pub(crate) fn all_went_through(record: &Record, expected: &[&str]) {
    let states = states(record);
    assert_eq!(states.len(), POLLERS);
    assert!(states.values().all(|of_it| of_it == expected), "{states:#?}, not {expected:?}");
}

/// Checks that every poller polls in the end, and that those in trouble meanwhile, of which there is one, had this.
pub(crate) fn some_went_through(record: &Record, trouble: &str) {
    let states = states(record);
    assert_eq!(states.len(), POLLERS);
    let is_so = |of_it: &Vec<String>| {
        let names = ["polling", trouble];
        of_it.len() % 2 == 1 && of_it.iter().zip(names.iter().cycle()).all(|(state, name)| state == name)
    };
    let had_trouble = states.values().any(|of_it| of_it.len() > 1);
    assert!(had_trouble && states.values().all(is_so), "{states:#?}, not polling but for {trouble}");
}

/// Makes a call as a client does: again, where that may help.
pub(crate) async fn retried<R: Runtime>(runtime: &R, transport: &impl Transport, call: Call) -> CallEnd {
    let (mut retried, mut input) = (Retried::new(call, RetryPolicy::CALL, 1), RetriedInput::Tick);
    loop {
        let now = runtime.now();
        let Ok(()) = retried.handle(now, input);
        input = match (retried.poll(), retried.deadline()) {
            (Some(RetriedOutput::Attempt(call)), _) => RetriedInput::Ended(transport.call(call).await),
            (Some(RetriedOutput::Done(end)), _) => return end,
            (None, Some(again)) => {
                runtime.sleep(again.at.since(now.mono)).await;
                RetriedInput::Tick
            }
            other => panic!("a call that nobody cancels does not ask for {other:?}"),
        };
    }
}

pub(crate) const UNAVAILABLE: &str = "degraded UNAVAILABLE";
