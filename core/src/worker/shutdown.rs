//! Decides how a worker ends, in a time that is bounded whatever its host and its server do.

use super::{
    Output, Worker,
    desk::{Desk, Terms},
    observe::Level,
    poller::{Pollers, sticky_queue},
    purpose::Purpose,
};
use crate::{
    machine::Deadline,
    rpc::RetryPolicy,
    time::{MonoTime, Now},
};
use alloc::{format, string::ToString};
use dacapo_proto::{rpc::workflow_service as method, temporal::api::workflowservice::v1::ShutdownWorkerRequest};
use prost::Message;

/// What became of a worker's tasks when it ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ShutdownReport {
    /// Tasks that were open when shutdown began, and ended by themselves.
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
const LAST_REPORTS: core::time::Duration = core::time::Duration::from_secs(5);

impl Shutdown {
    pub(crate) fn is_over(&self) -> bool {
        self.phase == Phase::Over
    }

    /// Begins it; a second time changes nothing.
    pub(crate) fn begin(&mut self, desk: &mut Desk, pollers: &mut Pollers, now: Now) {
        if self.phase != Phase::Running {
            return;
        }
        self.phase = Phase::Graceful(now.mono.plus(desk.config.graceful_shutdown_period));
        desk.is_draining = true;
        desk.log(Level::Info, || "the worker shuts down".into());
        pollers.drain(desk, desk.capabilities.poll_completes_on_shutdown);
        let sticky = (desk.config.max_cached_workflows > 0)
            .then(|| sticky_queue(&desk.config.identity, &desk.instance_key).to_string());
        let request = ShutdownWorkerRequest {
            namespace: desk.config.namespace.to_string(),
            sticky_task_queue: sticky.unwrap_or_default(),
            identity: desk.config.identity.to_string(),
            reason: "graceful shutdown".into(),
            ..Default::default()
        };
        let message = (method::SHUTDOWN_WORKER, request.encode_to_vec().into());
        let terms = Terms::new(&desk.config, RetryPolicy::NEVER);
        desk.call(now, terms, Purpose::ShutdownWorker, message);
    }

    pub(crate) fn deadline(&self) -> Option<Deadline> {
        match self.phase {
            Phase::Running | Phase::Over => None,
            Phase::Graceful(at) => Some(Deadline { at, why: "activities are told to stop" }),
            Phase::Stopping(at) => Some(Deadline { at, why: "open tasks are handed back" }),
            Phase::HandingBack(at) => Some(Deadline { at, why: "the last reports are given up" }),
        }
    }
}

impl Worker {
    /// Goes on with shutdown as far as time and open tasks allow.
    pub(super) fn drain(&mut self, now: Now) {
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
        let are_idle = self.pollers.are_idle() && self.runs.are_idle();
        let is_handed_back = matches!(self.shutdown.phase, Phase::HandingBack(_));
        let is_quiet = self.activities.is_idle() && self.local_activities.is_idle() && self.nexus_tasks.is_idle();
        (are_idle || is_handed_back) && is_quiet && self.desk.calls.those(|_| true).next().is_none()
    }

    fn end(&mut self) {
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
