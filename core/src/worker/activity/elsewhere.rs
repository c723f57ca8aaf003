//! Decides what the server is told of an activity that this worker does not run, or runs no more: one that somebody else
//! completes, who knows its token or its name [RUN-ACTIVITY-14].

use super::{
    Activities,
    heartbeat::{heartbeat_request, wanted},
    report::{canceled, completed, failed, put_single},
};
use crate::{
    id::TaskToken,
    payload::Payloads,
    rpc::CallEnd,
    time::Now,
    wire::{put_len, put_varint},
    worker::{
        Output,
        desk::{Desk, Terms},
        host::{ActivityName, ActivityReport},
        observe::Level,
        purpose::Purpose,
        request::put_unless_empty,
    },
};
use alloc::format;
use bytes::{Bytes, BytesMut};
use core::time::Duration;
use dacapo_proto::{rpc::workflow_service as method, temporal::api::enums::v1::ActivityTaskFailedCause as Cause};

impl Activities {
    /// Tells the server what somebody says of an activity.
    pub(crate) fn report_elsewhere(
        &self,
        desk: &mut Desk,
        now: Now,
        number: u64,
        (name, report): (&ActivityName, &ActivityReport),
    ) {
        let request = match name {
            ActivityName::Token(token) => self.by_token(token, report),
            ActivityName::Id { workflow_id, run_id, activity_id } => {
                let mut out = BytesMut::new();
                put_len(&mut out, 1, desk.config.namespace.as_bytes());
                put_unless_empty(&mut out, 2, workflow_id.as_bytes());
                put_unless_empty(&mut out, 3, run_id.as_bytes());
                put_len(&mut out, 4, activity_id.as_bytes());
                put_len(&mut out, 6, desk.config.identity.as_bytes());
                by_id(out, report)
            }
        };
        let terms = Terms::for_task(&desk.config, Duration::ZERO);
        desk.call(now, terms, Purpose::ActivityReported(number), request);
    }

    fn by_token(&self, token: &TaskToken, report: &ActivityReport) -> (&'static str, Bytes) {
        match report {
            ActivityReport::Heartbeat(details) => {
                (method::RECORD_ACTIVITY_TASK_HEARTBEAT, heartbeat_request(&self.requests, token, details))
            }
            ActivityReport::Completed(result) => completed(&self.requests, token, result.as_ref()),
            ActivityReport::Failed(failure) => {
                failed(&self.requests, token, (failure, Cause::ActivityWorkerUnhandledFailure), None)
            }
            ActivityReport::Canceled(details) => canceled(&self.requests, token, details),
        }
    }
}

/// Ends a request that names an activity by its id.
fn by_id(mut out: BytesMut, report: &ActivityReport) -> (&'static str, Bytes) {
    let details = |out: &mut BytesMut, details: &Payloads| put_unless_empty(out, 5, details.encoded());
    let method = match report {
        ActivityReport::Heartbeat(of) => {
            details(&mut out, of);
            method::RECORD_ACTIVITY_TASK_HEARTBEAT_BY_ID
        }
        ActivityReport::Completed(result) => {
            if let Some(result) = result {
                put_single(&mut out, 5, result);
            }
            method::RESPOND_ACTIVITY_TASK_COMPLETED_BY_ID
        }
        ActivityReport::Failed(failure) => {
            put_len(&mut out, 5, failure.encoded());
            put_varint(&mut out, 9 << 3);
            put_varint(&mut out, u64::try_from(i32::from(Cause::ActivityWorkerUnhandledFailure)).unwrap_or_default());
            method::RESPOND_ACTIVITY_TASK_FAILED_BY_ID
        }
        ActivityReport::Canceled(of) => {
            details(&mut out, of);
            method::RESPOND_ACTIVITY_TASK_CANCELED_BY_ID
        }
    };
    (method, out.freeze())
}

/// Hands on what the server says to it. Answers to reports of ends say nothing, and are read as that.
pub(crate) fn reported(desk: &mut Desk, number: u64, end: CallEnd) {
    let answer = end.map(|response| {
        wanted(&response).unwrap_or_else(|error| {
            desk.log(Level::Warn, || format!("the answer to a heartbeat: {}", error.what));
            None
        })
    });
    desk.tell(Output::ActivityReported { number, answer });
}
