//! Decides what is asked before the first poll: what the server and the namespace can do. It asks until it is told.

use super::{desk::Desk, poller::Pollers, purpose::Purpose};
use crate::{
    machine::Deadline,
    rpc::{Backoff, Call, CallEnd, Code, RetryPolicy, Status},
    time::{MonoTime, Now},
};
use alloc::{string::ToString, vec::Vec};
use bytes::Bytes;
use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::workflowservice::v1::{
        DescribeNamespaceRequest, DescribeNamespaceResponse, GetSystemInfoRequest, GetSystemInfoResponse,
    },
};
use prost::Message;

/// What was asked, and what is known.
#[derive(Clone, Debug, Default)]
pub(crate) struct Startup {
    is_begun: bool,
    system: Asked,
    namespace: Asked,
    is_told: bool,
}

#[derive(Clone, Debug, Default)]
struct Asked {
    is_known: bool,
    backoff: Backoff,
    again_at: Option<MonoTime>,
}

impl Startup {
    pub(crate) const fn is_begun(&self) -> bool {
        self.is_begun
    }

    /// Whether all is known.
    pub(crate) const fn is_done(&self) -> bool {
        self.system.is_known && self.namespace.is_known
    }

    /// The same, but only once.
    pub(crate) fn just_done(&mut self) -> bool {
        self.is_done() && !core::mem::replace(&mut self.is_told, true)
    }

    pub(crate) fn begin(&mut self, desk: &mut Desk, now: Now) {
        self.is_begun = true;
        ask_system(desk, now);
        ask_namespace(desk, now);
    }

    /// Takes the answer to what the server can do. An old server knows no such question, and can do nothing special.
    pub(crate) fn system_info(&mut self, desk: &mut Desk, pollers: &mut Pollers, now: Now, end: CallEnd) {
        let Some(answer) = self.system.answered(desk, pollers, now, end) else { return };
        let known = GetSystemInfoResponse::decode(answer).unwrap_or_default().capabilities.unwrap_or_default();
        desk.capabilities.sdk_metadata = known.sdk_metadata;
        desk.capabilities.build_id_based_versioning = known.build_id_based_versioning;
    }

    /// Takes the answer to what the namespace allows.
    pub(crate) fn namespace(&mut self, desk: &mut Desk, pollers: &mut Pollers, now: Now, end: CallEnd) {
        let Some(answer) = self.namespace.answered(desk, pollers, now, end) else { return };
        let info = DescribeNamespaceResponse::decode(answer).unwrap_or_default().namespace_info.unwrap_or_default();
        let known = info.capabilities.unwrap_or_default();
        desk.capabilities.worker_heartbeats = known.worker_heartbeats;
        desk.capabilities.poll_completes_on_shutdown = known.worker_poll_complete_on_shutdown;
        desk.capabilities.completes_in_pages = known.workflow_task_completion_pagination;
        desk.capabilities.enrolls_pollers = known.poller_autoscaling_auto_enroll;
        desk.capabilities.poller_autoscaling = known.poller_autoscaling;
        let limits = info.limits.filter(|_| desk.config.enforces_size_limits).unwrap_or_default();
        let limit = |limit: i64| u64::try_from(limit).unwrap_or_default();
        desk.capabilities.blob_size_limit = limit(limits.blob_size_limit_error);
        desk.capabilities.memo_size_limit = limit(limits.memo_size_limit_error);
        desk.capabilities.completion_size_limit = limit(limits.workflow_task_completion_size_limit_error);
    }

    pub(crate) fn tick(&mut self, desk: &mut Desk, now: Now) {
        if self.system.is_due(now.mono) {
            ask_system(desk, now);
        }
        if self.namespace.is_due(now.mono) {
            ask_namespace(desk, now);
        }
    }

    pub(crate) fn deadline(&self) -> Option<Deadline> {
        let at = [self.system.again_at, self.namespace.again_at].into_iter().flatten().min()?;
        Some(Deadline { at, why: "the server is asked again what it can do" })
    }
}

impl Asked {
    /// The answer, empty from a server that knows no such question; `None` where it is asked again.
    fn answered(&mut self, desk: &mut Desk, pollers: &mut Pollers, now: Now, end: CallEnd) -> Option<Bytes> {
        let status = match end {
            Ok(answer) => {
                self.is_known = true;
                return Some(answer);
            }
            Err(Status { code: Code::Unimplemented, .. }) => {
                self.is_known = true;
                return Some(Bytes::new());
            }
            Err(status) => status,
        };
        let at = self.backoff.fail(now.mono, status.code, &RetryPolicy::POLL, &mut desk.random);
        self.again_at = (!desk.is_draining).then_some(at);
        pollers.degrade(desk, now.mono, &status);
        None
    }

    fn is_due(&mut self, now: MonoTime) -> bool {
        let is_due = self.again_at.is_some_and(|at| at <= now);
        if is_due {
            self.again_at = None;
        }
        is_due
    }
}

fn ask_system(desk: &mut Desk, now: Now) {
    let message = GetSystemInfoRequest::default().encode_to_vec();
    ask(desk, now, Purpose::SystemInfo, (method::GET_SYSTEM_INFO, message));
}

fn ask_namespace(desk: &mut Desk, now: Now) {
    let namespace = desk.config.namespace.to_string();
    let message = DescribeNamespaceRequest { namespace, ..Default::default() }.encode_to_vec();
    ask(desk, now, Purpose::Namespace, (method::DESCRIBE_NAMESPACE, message));
}

fn ask(desk: &mut Desk, now: Now, purpose: Purpose, (method, message): (&'static str, Vec<u8>)) {
    let call = Call { method, message: message.into(), timeout: desk.config.call_timeout, metadata: Vec::new() };
    desk.call_once(now, purpose, call);
}
