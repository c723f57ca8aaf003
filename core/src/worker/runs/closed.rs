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
/// used for longest, and then all over again.
#[derive(Debug, Default)]
pub(super) struct Sweep {
    /// The use of the last run that was asked about; 0 where it begins anew.
    last: u64,
    /// Not before then.
    next_at: MonoTime,
    is_asking: bool,
    /// The server does not answer this.
    is_off: bool,
}

impl Runs {
    /// Asks about the next run that is due, or begins anew.
    pub(super) fn ask_whether_closed(&mut self, desk: &mut Desk, now: Now) {
        let Some(interval) = desk.config.closed_check_interval else { return };
        if !self.may_ask(desk) || self.sweep.next_at > now.mono {
            return;
        }
        let next = self.next_asked().filter(|(_, cached)| cached.used_at.plus(interval) <= now.mono);
        let Some((run_id, cached)) = next else {
            if self.sweep.last > 0 {
                self.sweep = Sweep { next_at: now.mono.plus(interval), ..Sweep::default() };
            }
            return;
        };
        let execution = WorkflowExecution { workflow_id: cached.workflow_id.to_string(), run_id: run_id.to_string() };
        let (run_id, used) = (run_id.clone(), cached.used);
        let namespace = desk.config.namespace.to_string();
        let request = DescribeWorkflowExecutionRequest { namespace, execution: Some(execution) };
        let request = (method::DESCRIBE_WORKFLOW_EXECUTION, request.encode_to_vec().into());
        let terms = Terms::new(&desk.config, RetryPolicy::NEVER);
        desk.call(now, terms, Purpose::RunDescribed(run_id), request);
        let next_at = now.mono.plus(limits::CLOSED_CHECKS_APART);
        self.sweep = Sweep { last: used, next_at, is_asking: true, is_off: false };
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

    /// When the server is asked next.
    pub(super) fn asked_at(&self, desk: &Desk) -> Option<Deadline> {
        let interval = desk.config.closed_check_interval.filter(|_| self.may_ask(desk))?;
        let is_due = self.next_asked().map(|(_, cached)| cached.used_at.plus(interval));
        let at = if self.sweep.last > 0 { self.sweep.next_at } else { is_due?.max(self.sweep.next_at) };
        Some(Deadline { at, why: "a cached run may be closed" })
    }

    const fn may_ask(&self, desk: &Desk) -> bool {
        !self.sweep.is_off && !self.sweep.is_asking && !desk.is_draining
    }

    fn next_asked(&self) -> Option<(&Text, &Cached)> {
        let later = self.by_use.range(self.sweep.last.saturating_add(1)..);
        let runs = later.filter_map(|(_, run_id)| self.runs.get_key_value(run_id));
        runs.into_iter().find(|(_, cached)| cached.is_idle()).map(|(run_id, cached)| (run_id, &**cached))
    }
}

/// Whether the answer says that the execution is closed; what it says else, or does not say, leaves it open.
fn says_closed(response: Bytes) -> bool {
    let info = DescribeWorkflowExecutionResponse::decode(response).ok().and_then(|said| said.workflow_execution_info);
    let status = info.map_or(Status::Unspecified, |info| info.status());
    [Status::Completed, Status::Failed, Status::Canceled, Status::Terminated, Status::ContinuedAsNew, Status::TimedOut]
        .contains(&status)
}
