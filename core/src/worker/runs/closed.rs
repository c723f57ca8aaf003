//! Decides when the server is asked whether a cached run that nothing happens to is closed: nobody tells a worker of a run
//! that was terminated or timed out [WORKER-9].

use super::{Cached, Runs};
use crate::{
    id::Text,
    limits,
    machine::Deadline,
    rpc::{CallEnd, Code, RetryPolicy},
    time::{MonoTime, Now},
    worker::{
        desk::{Desk, Terms},
        local_activity::LocalActivities,
        observe::Level,
        purpose::Purpose,
    },
    workflow::activation::EvictionReason,
};
use alloc::{format, string::ToString};
use bytes::Bytes;
use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::{
        common::v1::WorkflowExecution,
        enums::v1::WorkflowExecutionStatus as Status,
        workflowservice::v1::{DescribeWorkflowExecutionRequest, DescribeWorkflowExecutionResponse},
    },
};
use prost::Message;

/// How far the server was asked about the runs that nothing happens to: one after the other, from the one that was not
/// used for longest, and once all over again in each interval.
#[derive(Debug, Default)]
pub(super) struct Sweep {
    /// The use of the last run that was asked about; 0 where it begins anew.
    last: u64,
    began: MonoTime,
    /// When runs are looked at next; nothing before there are any.
    next_at: Option<MonoTime>,
    is_asking: bool,
    /// The server does not answer this.
    is_off: bool,
}

impl Runs {
    /// A run is here: some time later it may be closed.
    pub(super) fn plan_sweep(&mut self, desk: &Desk, now: MonoTime) {
        if let (None, Some(interval)) = (self.sweep.next_at, desk.config.closed_check_interval) {
            self.sweep.next_at = Some(now.plus(interval));
        }
    }

    /// Asks about the next run that is due, if there is one.
    pub(super) fn ask_whether_closed(&mut self, desk: &mut Desk, now: Now) {
        let Some(interval) = desk.config.closed_check_interval else { return };
        if !self.may_ask(desk) || self.sweep.next_at.is_none_or(|at| at > now.mono) {
            return;
        }
        let is_over = self.sweep.last > 0 && self.sweep.began.plus(interval) <= now.mono;
        if is_over || self.sweep.last == 0 {
            (self.sweep.last, self.sweep.began) = (0, now.mono);
        }
        let next_sweep = self.sweep.began.plus(interval);
        let due_at = |cached: &Cached| cached.used_at.plus(interval);
        let found = self.next_asked().map(|(run_id, cached)| (run_id.clone(), cached.used, due_at(cached)));
        match found {
            Some((run_id, used, due_at)) if due_at <= now.mono => {
                self.sweep.last = used;
                self.sweep.next_at = Some(now.mono.plus(limits::CLOSED_CHECKS_APART));
                self.ask(desk, now, run_id);
            }
            Some((_, _, due_at)) => self.sweep.next_at = Some(due_at.min(next_sweep)),
            None => self.sweep.next_at = Some(next_sweep),
        }
    }

    fn ask(&mut self, desk: &mut Desk, now: Now, run_id: Text) {
        let Some(cached) = self.runs.get(&run_id) else { return };
        let execution = WorkflowExecution { workflow_id: cached.workflow_id.to_string(), run_id: run_id.to_string() };
        let namespace = desk.config.namespace.to_string();
        let request = DescribeWorkflowExecutionRequest { namespace, execution: Some(execution) };
        let request = (method::DESCRIBE_WORKFLOW_EXECUTION, request.encode_to_vec().into());
        let terms = Terms::new(&desk.config, RetryPolicy::NEVER);
        desk.call(now, terms, Purpose::RunDescribed(run_id), request);
        self.sweep.is_asking = true;
    }

    /// Takes the answer: a closed run goes, unless something happens to it after all.
    pub(crate) fn described(
        &mut self,
        desk: &mut Desk,
        locals: &mut LocalActivities,
        now: Now,
        (run_id, end): (&Text, CallEnd),
    ) {
        self.sweep.is_asking = false;
        let is_closed = match end {
            Ok(response) => says_closed(response),
            Err(status) if status.code == Code::NotFound => true,
            Err(status) => {
                if !status.code.is_retried_for_a_task() || status.code == Code::PermissionDenied {
                    self.sweep.is_off = true;
                    desk.log(Level::Warn, || format!("runs are not checked for whether they are closed: {status}"));
                }
                false
            }
        };
        if is_closed && self.runs.get(run_id).is_some_and(|cached| cached.is_idle()) {
            let why = (run_id, EvictionReason::WorkflowExecutionEnding, "the execution is closed");
            self.evict(desk, locals, now, why);
        }
    }

    /// When runs are looked at next.
    pub(super) fn asked_at(&self, desk: &Desk) -> Option<Deadline> {
        let at = self.sweep.next_at.filter(|_| self.may_ask(desk) && !self.runs.is_empty())?;
        Some(Deadline { at, why: "a cached run may be closed" })
    }

    const fn may_ask(&self, desk: &Desk) -> bool {
        !self.sweep.is_off && !self.sweep.is_asking && !desk.is_draining
    }

    /// The next run that nothing happens to, among some that follow the last one.
    fn next_asked(&self) -> Option<(&Text, &Cached)> {
        let later = self.by_use.range(self.sweep.last.saturating_add(1)..).take(limits::RUNS_LOOKED_AT);
        let mut runs = later.filter_map(|(_, run_id)| self.runs.get_key_value(run_id));
        runs.find(|(_, cached)| cached.is_idle()).map(|(run_id, cached)| (run_id, &**cached))
    }
}

/// Whether the answer says that the execution is closed; what it says else, or does not say, leaves it open.
fn says_closed(response: Bytes) -> bool {
    let info = DescribeWorkflowExecutionResponse::decode(response).ok().and_then(|said| said.workflow_execution_info);
    let status = info.map_or(Status::Unspecified, |info| info.status());
    [Status::Completed, Status::Failed, Status::Canceled, Status::Terminated, Status::ContinuedAsNew, Status::TimedOut]
        .contains(&status)
}
