//! Decides what the server is told when the host has ended an activity, and that it is told once.

use super::{Activities, Reason, Running, Timer, failure::Application, shutdown_failure};
use crate::{
    failure::Failure,
    id::TaskToken,
    payload::{Payload, Payloads},
    rpc::{CallEnd, Code},
    time::Now,
    wire::{put_len, put_varint},
    worker::{
        desk::Desk,
        host::ActivityOutcome,
        observe::Level,
        purpose::Purpose,
        request::{Requests, begin, put_unless_empty},
        slots::SlotKind,
    },
};
use alloc::format;
use bytes::{Bytes, BytesMut};
use dacapo_proto::{rpc::workflow_service as method, temporal::api::enums::v1::ActivityTaskFailedCause};

/// An activity that the host has ended.
#[derive(Debug)]
pub(super) enum Ending {
    /// Its last details are on their way; the report follows, if there is one.
    Flushing(Option<Report>),
    /// Its report is on its way. Where that is too large, another may follow that says so.
    Reporting { may_be_replaced: bool },
}

/// A report: the method and the request.
pub(super) type Report = (&'static str, Bytes);

impl Activities {
    /// Takes the end of an activity; `false` where no such activity runs.
    pub(crate) fn ended(&mut self, desk: &mut Desk, now: Now, token: &TaskToken, outcome: ActivityOutcome) -> bool {
        let Some(running) = self.running.remove(token) else {
            desk.log(Level::Warn, || format!("an activity ended that does not run: {token:?}"));
            return false;
        };
        desk.release(SlotKind::Activity);
        self.silence(desk, token, &running);
        if let Some(at) = running.checked_at {
            self.timers.disarm(at, (token.clone(), Timer::Timeout));
        }
        let outcome = running.told(outcome);
        running.measure(desk, now, &outcome);
        if !running.is_gone {
            self.conclude(desk, now, token, (&running, &outcome));
        }
        true
    }

    /// Reports how an activity ended, after the details that the server has not got [RUN-ACTIVITY-3].
    fn conclude(&mut self, desk: &mut Desk, now: Now, token: &TaskToken, ended: (&Running, &ActivityOutcome)) {
        let (running, outcome) = ended;
        let unrecorded = running.heartbeats.unrecorded.as_ref();
        match outcome {
            ActivityOutcome::Completed(result) => {
                let report = completed(&self.requests, token, result.as_ref());
                self.report(desk, now, token, report);
            }
            ActivityOutcome::Failed(failure) => {
                let report = failed(&self.requests, token, failure, unrecorded);
                self.report(desk, now, token, report);
            }
            ActivityOutcome::Canceled(details) => {
                let report = canceled(&self.requests, token, details);
                match unrecorded {
                    Some(newest) => self.flush(desk, now, token, (newest, Ending::Flushing(Some(report)))),
                    None => self.report(desk, now, token, report),
                }
            }
            ActivityOutcome::WillCompleteAsync => {
                if let Some(newest) = unrecorded {
                    self.flush(desk, now, token, (newest, Ending::Flushing(None)));
                }
            }
        }
    }

    fn report(&mut self, desk: &mut Desk, now: Now, token: &TaskToken, (method, message): Report) {
        desk.call(now, Purpose::ActivityEnded(token.clone()), method, message);
        self.ending.insert(token.clone(), Ending::Reporting { may_be_replaced: true });
    }

    /// The last details of an activity that ended have reached the server, or have not.
    pub(super) fn flushed(&mut self, desk: &mut Desk, now: Now, token: &TaskToken, end: &CallEnd) {
        let report = match self.ending.get_mut(token) {
            Some(Ending::Flushing(report)) => report.take(),
            Some(Ending::Reporting { .. }) | None => return,
        };
        self.ending.remove(token);
        let is_gone = end.as_ref().is_err_and(|status| status.code == Code::NotFound);
        if let Some(report) = report.filter(|_| !is_gone) {
            self.report(desk, now, token, report);
        }
    }

    /// Takes the server's answer to a report [RUN-ACTIVITY-8].
    pub(crate) fn end_answered(&mut self, desk: &mut Desk, now: Now, token: &TaskToken, end: CallEnd) {
        let Some(ending) = self.ending.remove(token) else { return };
        let Err(status) = end else { return };
        desk.log(Level::Warn, || format!("the end of an activity was not taken: {status}"));
        if status.is_too_large() && matches!(ending, Ending::Reporting { may_be_replaced: true }) {
            let (method, message) = too_large(&self.requests, token);
            desk.call(now, Purpose::ActivityEnded(token.clone()), method, message);
            self.ending.insert(token.clone(), Ending::Reporting { may_be_replaced: false });
        }
    }
}

impl Running {
    /// What the server is told where the host says that an activity was canceled: that of the worker's shutdown is a
    /// failure, after which the server tries it again [RUN-ACTIVITY-7].
    fn told(&self, outcome: ActivityOutcome) -> ActivityOutcome {
        match (outcome, self.canceled) {
            (ActivityOutcome::Canceled(_), Some(Reason::WorkerShutdown)) => ActivityOutcome::Failed(shutdown_failure()),
            (outcome, _) => outcome,
        }
    }

    fn measure(&self, desk: &mut Desk, now: Now, outcome: &ActivityOutcome) {
        desk.latency("activity_execution_latency", now.mono.since(self.began), || self.labels());
        match outcome {
            ActivityOutcome::Completed(_) => {
                if let Some(scheduled) = self.scheduled_time {
                    let length = now.wall.since(scheduled);
                    desk.latency("activity_succeed_endtoend_latency", length, || self.labels());
                }
            }
            ActivityOutcome::Failed(failure) => {
                if desk.observes && !Application::of(failure).is_benign {
                    desk.count("activity_execution_failed", || self.labels());
                }
            }
            ActivityOutcome::Canceled(_) | ActivityOutcome::WillCompleteAsync => {}
        }
    }
}

fn completed(requests: &Requests, token: &TaskToken, result: Option<&Payload>) -> Report {
    let length = result.map_or(0, |payload| payload.encoded().len());
    let mut out = begin(&requests.activity_completed, length.saturating_add(token.0.len()));
    put_len(&mut out, 1, &token.0);
    if let Some(payload) = result {
        put_single(&mut out, 2, payload);
    }
    (method::RESPOND_ACTIVITY_TASK_COMPLETED, out.freeze())
}

fn failed(requests: &Requests, token: &TaskToken, failure: &Failure, last: Option<&Payloads>) -> Report {
    let details = last.map_or(0, |last| last.encoded().len());
    let length = failure.encoded().len().saturating_add(details).saturating_add(token.0.len());
    let mut out = begin(&requests.activity_failed, length);
    put_len(&mut out, 1, &token.0);
    put_len(&mut out, 2, failure.encoded());
    if let Some(last) = last {
        put_len(&mut out, 5, last.encoded());
    }
    (method::RESPOND_ACTIVITY_TASK_FAILED, out.freeze())
}

fn canceled(requests: &Requests, token: &TaskToken, details: &Payloads) -> Report {
    let mut out = begin(&requests.activity_canceled, details.encoded().len().saturating_add(token.0.len()));
    put_len(&mut out, 1, &token.0);
    put_unless_empty(&mut out, 2, details.encoded());
    (method::RESPOND_ACTIVITY_TASK_CANCELED, out.freeze())
}

/// What is reported in place of what no message can carry. Another attempt may return less.
fn too_large(requests: &Requests, token: &TaskToken) -> Report {
    let failure = Failure::application("GRPC Message too large", "GrpcMessageTooLarge");
    let (method, message) = failed(requests, token, &failure, None);
    let mut out = BytesMut::from(message);
    put_varint(&mut out, 10 << 3);
    put_varint(&mut out, u64::try_from(i32::from(ActivityTaskFailedCause::PayloadsTooLarge)).unwrap_or_default());
    (method, out.freeze())
}

/// Appends a `Payloads` of one payload, without a copy in between.
fn put_single(out: &mut BytesMut, number: u32, payload: &Payload) {
    let length = payload.encoded().len();
    let whole = length.saturating_add(prost::length_delimiter_len(length)).saturating_add(1);
    put_varint(out, (u64::from(number) << 3) | 2);
    put_varint(out, u64::try_from(whole).unwrap_or(u64::MAX));
    put_len(out, 1, payload.encoded());
}
