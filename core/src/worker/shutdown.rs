//! Decides how a worker ends, in a time that is bounded whatever its host and its server do.

mod polls;

use super::{
    Output, Worker,
    desk::{Desk, Terms},
    observe::Level,
    poller::sticky_queue,
    purpose::Purpose,
};
use crate::{
    limits,
    machine::Deadline,
    rpc::{CallEnd, RetryPolicy},
    time::{MonoTime, Now},
};
use alloc::{format, string::ToString};
use core::time::Duration;
use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::{enums::v1::TaskQueueType, workflowservice::v1::ShutdownWorkerRequest},
};
use polls::PollsEnd;
use prost::Message;

/// What became of a worker's tasks when it ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ShutdownReport {
    /// Tasks that ended after shutdown began, before the others were handed back.
    pub drained: usize,
    /// Activities that were told to stop.
    pub canceled: usize,
    /// Tasks that did not end in time, and were given back to the server as failed.
    pub handed_back: usize,
}

/// How far shutdown has come.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shutdown {
    phase: Phase,
    report: ShutdownReport,
    /// How many tasks had ended when it began.
    processed_before: u64,
    /// How polls end, until they have.
    polls: Option<PollsEnd>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Phase {
    /// It has not begun.
    #[default]
    Running,
    /// Activities may go on until then.
    Graceful(MonoTime),
    /// Activities were told to stop, and have until then.
    Stopping(MonoTime),
    /// What was left was handed back; reports are on their way until then.
    HandingBack(MonoTime),
    Over,
}

/// How long the last reports may take.
const LAST_REPORTS: Duration = Duration::from_secs(5);

impl Shutdown {
    pub(crate) fn is_over(&self) -> bool {
        self.phase == Phase::Over
    }

    pub(crate) fn deadline(&self, desk: &Desk) -> Option<Deadline> {
        let phase = match self.phase {
            Phase::Running | Phase::Over => None,
            Phase::Graceful(at) => Some(Deadline { at, why: "activities are told to stop" }),
            Phase::Stopping(at) => Some(Deadline { at, why: "open tasks are handed back" }),
            Phase::HandingBack(at) => Some(Deadline { at, why: "the last reports are given up" }),
        };
        let polls = self.polls.map(|polls| polls.deadline(desk));
        phase.into_iter().chain(polls).min()
    }
}

impl Worker {
    /// Begins shutdown; a second time changes nothing.
    pub(super) fn begin_shutdown(&mut self, now: Now) {
        if self.shutdown.phase != Phase::Running {
            return;
        }
        let desk = &mut self.desk;
        desk.is_draining = true;
        desk.log(Level::Info, || "the worker shuts down".into());
        self.shutdown.phase = Phase::Graceful(now.mono.plus(desk.config.graceful_shutdown_period));
        self.shutdown.processed_before = desk.slots.processed();
        let polls = PollsEnd::new(desk, now);
        self.shutdown.polls = Some(polls);
        self.pollers.drain(desk, polls.is_by_server());
        if polls.is_by_server() {
            self.tell_shutdown(now);
        }
    }

    /// Tells the server that this worker takes no more tasks.
    fn tell_shutdown(&mut self, now: Now) {
        let message = (method::SHUTDOWN_WORKER, self.shutdown_request(now).encode_to_vec().into());
        let terms = Terms::new(&self.desk.config, RetryPolicy::NEVER).within(limits::LINGERING_POLLS);
        self.desk.call(now, terms, Purpose::ShutdownWorker, message);
    }

    /// What the server is told, so that it keeps no task for this worker and ends its polls [WORKER-7].
    fn shutdown_request(&self, now: Now) -> ShutdownWorkerRequest {
        let Desk { config, instance_key, capabilities, .. } = &self.desk;
        let sticky = (config.tasks.workflows && config.max_cached_workflows > 0)
            .then(|| sticky_queue(&config.identity, instance_key).to_string());
        let tasks = config.tasks;
        let types = [
            (tasks.workflows, TaskQueueType::Workflow),
            (tasks.activities, TaskQueueType::Activity),
            (tasks.nexus, TaskQueueType::Nexus),
        ];
        ShutdownWorkerRequest {
            namespace: config.namespace.to_string(),
            sticky_task_queue: sticky.unwrap_or_default(),
            identity: config.identity.to_string(),
            reason: "graceful shutdown".into(),
            worker_heartbeat: capabilities.worker_heartbeats.then(|| self.state(now)),
            worker_instance_key: instance_key.to_string(),
            task_queue: config.task_queue.to_string(),
            task_queue_types: types.into_iter().filter(|(is_taken, _)| *is_taken).map(|(_, of)| of.into()).collect(),
        }
    }

    /// The server was told that the worker shuts down; one that did not take it ends no polls.
    pub(super) fn shutdown_told(&mut self, end: &CallEnd) {
        if end.is_err() && self.shutdown.polls.take().is_some() {
            self.pollers.stop(&mut self.desk);
        }
    }

    /// Cancels polls when it is time. A server that did not end them is told only now: with its polls there is nobody left who
    /// brings the sticky queue back that it gives up.
    fn end_polls(&mut self, now: Now) {
        let Some(polls) = self.shutdown.polls.filter(|polls| polls.deadline(&self.desk).at <= now.mono) else { return };
        self.shutdown.polls = None;
        self.pollers.stop(&mut self.desk);
        if !polls.is_by_server() {
            self.tell_shutdown(now);
        }
    }

    /// Goes on with shutdown as far as time and open tasks allow.
    pub(super) fn drain(&mut self, now: Now) {
        self.end_polls(now);
        loop {
            if self.is_drained() {
                return self.end();
            }
            match self.shutdown.phase {
                Phase::Graceful(at) if at <= now.mono => {
                    self.shutdown.report.canceled = self.activities.open().saturating_add(self.local_activities.open());
                    self.activities.stop(&mut self.desk, now);
                    self.local_activities.stop(&mut self.desk, now);
                    self.nexus_tasks.stop(&mut self.desk, now);
                    let until = now.mono.plus(self.desk.config.forced_shutdown_period);
                    self.shutdown.phase = Phase::Stopping(until);
                }
                Phase::Stopping(at) if at <= now.mono => {
                    self.count_drained();
                    let desk = &mut self.desk;
                    let handed_back = [
                        self.local_activities.hand_back(desk, now),
                        self.runs.hand_back(desk, now),
                        self.activities.hand_back(desk, now),
                        self.nexus_tasks.hand_back(desk, now),
                    ];
                    self.shutdown.report.handed_back = handed_back.into_iter().fold(0, usize::saturating_add);
                    self.shutdown.phase = Phase::HandingBack(now.mono.plus(LAST_REPORTS));
                }
                Phase::HandingBack(at) if at <= now.mono => return self.end(),
                Phase::Running | Phase::Graceful(_) | Phase::Stopping(_) | Phase::HandingBack(_) | Phase::Over => {
                    return;
                }
            }
        }
    }

    /// Whether nothing is open that shutdown waits for.
    fn is_drained(&self) -> bool {
        let are_idle = self.are_polls_over() && self.runs.are_idle();
        let is_handed_back = matches!(self.shutdown.phase, Phase::HandingBack(_));
        let is_quiet = self.activities.is_idle() && self.local_activities.is_idle() && self.nexus_tasks.is_idle();
        (are_idle || is_handed_back) && is_quiet && self.desk.calls.those(|_| true).next().is_none()
    }

    /// Whether no poll is open, and none is made any more.
    fn are_polls_over(&self) -> bool {
        self.pollers.are_idle() && !matches!(self.shutdown.polls, Some(PollsEnd::Quietly(_)))
    }

    fn count_drained(&mut self) {
        let drained = self.desk.slots.processed().saturating_sub(self.shutdown.processed_before);
        self.shutdown.report.drained = usize::try_from(drained).unwrap_or(usize::MAX);
    }

    fn end(&mut self) {
        if !matches!(self.shutdown.phase, Phase::HandingBack(_)) {
            self.count_drained();
        }
        let desk = &mut self.desk;
        let open: alloc::vec::Vec<_> = desk.calls.those(|_| true).collect();
        for call in open {
            desk.cancel_call(call);
        }
        self.shutdown.phase = Phase::Over;
        let report = self.shutdown.report;
        desk.log(Level::Info, || format!("the worker has ended: {report:?}"));
        desk.tell(Output::Drained(report));
    }
}
