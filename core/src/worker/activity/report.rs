//! Decides what the server is told when the host has ended an activity, and that it is told once.

use super::{Activities, Reason, Running, Timer, failure::Application, shutdown_failure};
use crate::{
    failure::Failure,
    id::{TaskToken, Text},
    limits,
    payload::{Payload, Payloads},
    rpc::{CallEnd, Code},
    time::{MonoTime, Now, WallTime},
    wire::{put_len, put_varint},
    worker::{
        desk::{Desk, Terms},
        host::ActivityOutcome,
        observe::{Labels, Level},
        purpose::Purpose,
        request::{Requests, begin, put_unless_empty},
        slots::SlotKind,
    },
};
use alloc::format;
use bytes::{Bytes, BytesMut};
use core::time::Duration;
use dacapo_proto::{rpc::workflow_service as method, temporal::api::enums::v1::ActivityTaskFailedCause as Cause};

/// An activity that the host has ended.
#[derive(Debug)]
pub(super) enum Ending {
    /// Its last details are on their way; the report follows, if there is one.
    Flushing(Option<(Report, Ended)>),
    /// Its report is on its way.
    Reporting(Ended),
}

/// What is still to be measured of an activity that ended.
#[derive(Clone, Debug)]
pub(super) struct Ended {
    activity_type: Text,
    workflow_type: Text,
    /// When it was scheduled, where it succeeded.
    succeeded: Option<WallTime>,
    /// Whether its report says that another one was too large.
    is_replaced: bool,
    /// Until when the server waits for the report.
    awaited_until: Option<MonoTime>,
}

/// A report: the method and the request.
pub(super) type Report = (&'static str, Bytes);

impl Activities {
    /// Takes the end of an activity; `false` where no such activity runs. Its slot is free from now on [RUN-ACTIVITY-11].
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
        desk.latency("activity_execution_latency", now.mono.since(running.began), || running.labels());
        let outcome = running.told(outcome);
        // The server would not know what the report is about [RUN-ACTIVITY-8].
        if !running.is_gone {
            self.conclude(desk, now, token, (running, outcome));
        }
        true
    }

    /// Reports how an activity ended, after the details that the server has not got [RUN-ACTIVITY-3].
    fn conclude(&mut self, desk: &mut Desk, now: Now, token: &TaskToken, ended: (Running, ActivityOutcome)) {
        let (running, outcome) = ended;
        let unrecorded = running.heartbeats.unrecorded.filter(|details| fits(desk, details.encoded()));
        let mut ended = Ended {
            activity_type: running.activity_type,
            workflow_type: running.workflow_type,
            succeeded: None,
            is_replaced: false,
            awaited_until: running.run_until,
        };
        match outcome {
            ActivityOutcome::Completed(Some(result)) if !fits(desk, result.encoded()) => {
                self.report_too_large(desk, now, token, (ended, unrecorded.as_ref()));
            }
            ActivityOutcome::Canceled(details) if !fits(desk, details.encoded()) => {
                self.report_too_large(desk, now, token, (ended, unrecorded.as_ref()));
            }
            ActivityOutcome::Completed(result) => {
                ended.succeeded = running.scheduled_time;
                let report = completed(&self.requests, token, result.as_ref());
                self.report(desk, now, token, (report, ended));
            }
            ActivityOutcome::Failed(failure) => {
                if desk.observes && !Application::of(&failure).is_benign {
                    ended.count_failure(desk, "ActivityError");
                }
                desk.slots.failed(SlotKind::Activity);
                let report = failed(
                    &self.requests,
                    token,
                    (&failure, Cause::ActivityWorkerUnhandledFailure),
                    unrecorded.as_ref(),
                );
                self.report(desk, now, token, (report, ended));
            }
            ActivityOutcome::Canceled(details) => {
                let report = canceled(&self.requests, token, &details);
                match unrecorded {
                    Some(newest) => self.flush(desk, now, token, (&newest, Some((report, ended)))),
                    None => self.report(desk, now, token, (report, ended)),
                }
            }
            ActivityOutcome::WillCompleteAsync => {
                if let Some(newest) = unrecorded {
                    self.flush(desk, now, token, (&newest, None));
                }
            }
        }
    }

    fn report(&mut self, desk: &mut Desk, now: Now, token: &TaskToken, report: (Report, Ended)) {
        let (report, ended) = report;
        // Nothing else tells the server what was done; the activity would time out, and be done again [RPC-4].
        let is_bounded = self.ending.len() < limits::REPORTS_KEPT;
        let awaited = ended.awaited_until.filter(|_| is_bounded).map_or(Duration::ZERO, |until| until.since(now.mono));
        desk.call(now, Terms::for_task(&desk.config, awaited), Purpose::ActivityEnded(token.clone()), report);
        self.ending.insert(token.clone(), Ending::Reporting(ended));
    }

    /// What no message can carry, or no history, is reported as that. Another attempt may return less [RUN-ACTIVITY-12].
    fn report_too_large(
        &mut self,
        desk: &mut Desk,
        now: Now,
        token: &TaskToken,
        (ended, last): (Ended, Option<&Payloads>),
    ) {
        ended.count_failure(desk, "PayloadsTooLarge");
        desk.slots.failed(SlotKind::Activity);
        let message = "[TMPRL1103] the result of the activity is larger than the server takes";
        let failure = Failure::application(message, "PayloadsTooLarge");
        let report = failed(&self.requests, token, (&failure, Cause::PayloadsTooLarge), last);
        self.report(desk, now, token, (report, Ended { succeeded: None, is_replaced: true, ..ended }));
    }

    /// The last details of an activity that ended have reached the server, or have not.
    pub(super) fn flushed(&mut self, desk: &mut Desk, now: Now, token: &TaskToken, end: &CallEnd) {
        let report = match self.ending.get_mut(token) {
            Some(Ending::Flushing(report)) => report.take(),
            Some(Ending::Reporting(_)) | None => return,
        };
        self.ending.remove(token);
        let is_gone = end.as_ref().is_err_and(|status| status.code == Code::NotFound);
        if let Some(report) = report.filter(|_| !is_gone) {
            self.report(desk, now, token, report);
        }
    }

    /// Takes the server's answer to a report.
    pub(crate) fn end_answered(&mut self, desk: &mut Desk, now: Now, token: &TaskToken, end: CallEnd) {
        let Some(Ending::Reporting(ended)) = self.ending.remove(token) else { return };
        match end {
            Ok(_) => {
                if let Some(scheduled) = ended.succeeded {
                    desk.latency("activity_succeed_endtoend_latency", now.wall.since(scheduled), || ended.labels());
                }
            }
            Err(status) => {
                desk.log(Level::Warn, || format!("the end of an activity was not taken: {status}"));
                if status.is_too_large() && !ended.is_replaced {
                    self.report_too_large(desk, now, token, (ended, None));
                }
            }
        }
    }
}

/// Whether the namespace takes so much; what it does not say, the server decides.
fn fits(desk: &Desk, encoded: &Bytes) -> bool {
    let limit = desk.capabilities.blob_size_limit;
    limit == 0 || u64::try_from(encoded.len()).is_ok_and(|length| length <= limit)
}

impl Ended {
    fn labels(&self) -> Labels {
        Labels::activity(&self.activity_type, &self.workflow_type)
    }

    fn count_failure(&self, desk: &mut Desk, reason: &'static str) {
        let labels = || Labels { other: Some(("failure_reason", reason)), ..self.labels() };
        desk.count("activity_execution_failed", labels);
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
}

pub(super) fn completed(requests: &Requests, token: &TaskToken, result: Option<&Payload>) -> Report {
    let length = result.map_or(0, |payload| payload.encoded().len());
    let mut out = begin(&requests.activity_completed, length.saturating_add(token.0.len()));
    put_len(&mut out, 1, &token.0);
    if let Some(payload) = result {
        put_single(&mut out, 2, payload);
    }
    (method::RESPOND_ACTIVITY_TASK_COMPLETED, out.freeze())
}

pub(super) fn failed(
    requests: &Requests,
    token: &TaskToken,
    (failure, cause): (&Failure, Cause),
    last: Option<&Payloads>,
) -> Report {
    let details = last.map_or(0, |last| last.encoded().len());
    let length = failure.encoded().len().saturating_add(details).saturating_add(token.0.len());
    let mut out = begin(&requests.activity_failed, length);
    put_len(&mut out, 1, &token.0);
    put_len(&mut out, 2, failure.encoded());
    if let Some(last) = last {
        put_len(&mut out, 5, last.encoded());
    }
    put_varint(&mut out, 10 << 3);
    put_varint(&mut out, u64::try_from(i32::from(cause)).unwrap_or_default());
    (method::RESPOND_ACTIVITY_TASK_FAILED, out.freeze())
}

pub(super) fn canceled(requests: &Requests, token: &TaskToken, details: &Payloads) -> Report {
    let mut out = begin(&requests.activity_canceled, details.encoded().len().saturating_add(token.0.len()));
    put_len(&mut out, 1, &token.0);
    put_unless_empty(&mut out, 2, details.encoded());
    (method::RESPOND_ACTIVITY_TASK_CANCELED, out.freeze())
}

/// Appends a `Payloads` of one payload, without a copy in between.
pub(super) fn put_single(out: &mut BytesMut, number: u32, payload: &Payload) {
    let length = payload.encoded().len();
    let whole = length.saturating_add(prost::length_delimiter_len(length)).saturating_add(1);
    put_varint(out, (u64::from(number) << 3) | 2);
    put_varint(out, u64::try_from(whole).unwrap_or(u64::MAX));
    put_len(out, 1, payload.encoded());
}
