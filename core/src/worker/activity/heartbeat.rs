//! Decides when a heartbeat is sent, what is made of the server's answer, and which details the server has not got.

use super::{
    Activities, Details, Reason, Running, Timer,
    report::{Ended, Ending, Report},
};
use crate::{
    history::parse::read,
    id::TaskToken,
    limits,
    payload::Payloads,
    rpc::{CallEnd, CallId, Code, RetryPolicy},
    time::{MonoTime, Now},
    wire::{Fields, WireError, put_len},
    worker::{
        config::Config,
        desk::{Desk, Terms},
        observe::Level,
        purpose::Purpose,
        request::{Requests, begin, put_unless_empty},
    },
};
use alloc::format;
use bytes::Bytes;
use core::time::Duration;
use dacapo_proto::rpc::workflow_service as method;

/// The heartbeats of one activity.
#[derive(Clone, Debug)]
pub(super) struct Heartbeats {
    /// The shortest time between two that are sent.
    interval: Duration,
    /// When the server last took one; the activity's start, before the first.
    pub(super) last: MonoTime,
    /// Until when none is sent.
    held_until: Option<MonoTime>,
    /// The newest details that the server is not known to have.
    pub(super) unrecorded: Option<Payloads>,
    /// Whether they still have to be sent.
    is_waiting: bool,
    /// The one that is on its way.
    pub(super) call: Option<CallId>,
}

impl Heartbeats {
    /// The throttle interval follows the time-out, so that a heartbeat that is held back is not too late [RUN-ACTIVITY-1].
    pub(super) fn new(config: &Config, began: MonoTime, timeout: Option<Duration>) -> Self {
        let share = |timeout: Duration| timeout.mul_f64(limits::ACTIVITY_HEARTBEAT_SHARE);
        let usual = timeout.map_or(config.default_heartbeat_throttle_interval, share);
        let interval = usual.min(config.max_heartbeat_throttle_interval);
        Self { interval, last: began, held_until: None, unrecorded: None, is_waiting: false, call: None }
    }
}

impl Activities {
    /// Takes a heartbeat of the host's: the first goes out at once, of those that follow too soon only the newest does
    /// [RUN-ACTIVITY-1] [RUN-ACTIVITY-2].
    pub(crate) fn heartbeat(&mut self, desk: &mut Desk, now: Now, token: &TaskToken, details: Payloads) {
        let Some(running) = self.running.get_mut(token) else {
            return desk.log(Level::Warn, || format!("a heartbeat of an activity that does not run: {token:?}"));
        };
        let beats = &mut running.heartbeats;
        beats.unrecorded = Some(details);
        beats.is_waiting = true;
        self.send_if_due(desk, now, token);
    }

    /// The throttle's time is up.
    pub(super) fn throttle_ended(&mut self, desk: &mut Desk, now: Now, token: &TaskToken) {
        if let Some(running) = self.running.get_mut(token) {
            running.heartbeats.held_until = None;
            self.send_if_due(desk, now, token);
        }
    }

    fn send_if_due(&mut self, desk: &mut Desk, now: Now, token: &TaskToken) {
        let Some(running) = self.running.get_mut(token) else { return };
        let beats = &mut running.heartbeats;
        let is_due = beats.is_waiting && beats.held_until.is_none() && beats.call.is_none() && !running.is_gone;
        let Some(details) = beats.unrecorded.as_ref().filter(|_| is_due) else { return };
        let message = heartbeat_request(&self.requests, token, details);
        let purpose = Purpose::ActivityHeartbeat(token.clone());
        // One whose answer does not come makes room for the next.
        let terms = Terms::for_task(&desk.config, beats.interval).within(beats.interval.max(limits::HEARTBEAT_CALL));
        beats.call = Some(desk.call(now, terms, purpose, (method::RECORD_ACTIVITY_TASK_HEARTBEAT, message)));
        beats.is_waiting = false;
        self.hold(now, token);
    }

    /// Sends no heartbeat for the throttle interval.
    fn hold(&mut self, now: Now, token: &TaskToken) {
        let Some(running) = self.running.get_mut(token) else { return };
        let until = now.mono.plus(running.heartbeats.interval);
        if let Some(before) = running.heartbeats.held_until.replace(until) {
            self.timers.disarm(before, (token.clone(), Timer::Throttle));
        }
        self.timers.arm(until, (token.clone(), Timer::Throttle));
    }

    /// Takes the server's answer to a heartbeat.
    pub(crate) fn heartbeat_answered(&mut self, desk: &mut Desk, now: Now, token: &TaskToken, end: CallEnd) {
        let Some(running) = self.running.get_mut(token) else {
            return self.flushed(desk, now, token, &end);
        };
        running.heartbeats.call = None;
        match end {
            Ok(response) => {
                running.heartbeats.last = now.mono;
                if !running.heartbeats.is_waiting {
                    running.heartbeats.unrecorded = None;
                }
                match wanted(&response) {
                    Ok(Some((reason, details))) => self.cancel(desk, token, reason, details),
                    Ok(None) => {}
                    Err(error) => desk.log(Level::Warn, || format!("the answer to a heartbeat: {}", error.what)),
                }
            }
            Err(status) if status.code == Code::NotFound => {
                // [RUN-ACTIVITY-8]
                running.is_gone = true;
                let details = Details { is_not_found: true, ..Details::default() };
                self.cancel(desk, token, Reason::NotFound, details);
            }
            Err(status) => {
                let name = &running.activity_type;
                desk.log(Level::Warn, || format!("a heartbeat of activity type {name} failed: {status}"));
                // The server has not heard of it: what it said is sent again in the next turn [RUN-ACTIVITY-2].
                running.heartbeats.is_waiting = true;
                self.hold(now, token);
            }
        }
        self.send_if_due(desk, now, token);
    }

    /// Sends the details that the server has not got a last time, and then the report [RUN-ACTIVITY-3].
    pub(super) fn flush(
        &mut self,
        desk: &mut Desk,
        now: Now,
        token: &TaskToken,
        (details, report): (&Payloads, Option<(Report, Ended)>),
    ) {
        let message = heartbeat_request(&self.requests, token, details);
        let purpose = Purpose::ActivityHeartbeat(token.clone());
        let call = (method::RECORD_ACTIVITY_TASK_HEARTBEAT, message);
        // One attempt: the report does not wait for a heartbeat that nothing depends on.
        desk.call(now, Terms::new(&desk.config, RetryPolicy::NEVER), purpose, call);
        self.ending.insert(token.clone(), Ending::Flushing(report));
    }

    /// Nothing more is to be sent for an activity that ended.
    pub(super) fn silence(&mut self, desk: &mut Desk, token: &TaskToken, running: &Running) {
        if let Some(call) = running.heartbeats.call {
            desk.cancel_call(call);
        }
        if let Some(until) = running.heartbeats.held_until {
            self.timers.disarm(until, (token.clone(), Timer::Throttle));
        }
    }
}

/// What the server asks for with its answer to a heartbeat [RUN-ACTIVITY-4].
pub(super) fn wanted(response: &Bytes) -> Result<Option<(Reason, Details)>, WireError> {
    let (mut fields, mut details) = (Fields::of(response), Details::default());
    read!(fields, { 1 => details.is_canceled => bool, 2 => details.is_paused => bool, 3 => details.is_reset => bool });
    let reasons = [
        (details.is_canceled, Reason::Canceled),
        (details.is_reset, Reason::Reset),
        (details.is_paused, Reason::Paused),
    ];
    let first = reasons.into_iter().find(|(is_wanted, _)| *is_wanted);
    Ok(first.map(|(_, reason)| (reason, details)))
}

pub(super) fn heartbeat_request(requests: &Requests, token: &TaskToken, details: &Payloads) -> Bytes {
    let length = token.0.len().saturating_add(details.encoded().len());
    let mut out = begin(&requests.activity_heartbeat, length);
    put_len(&mut out, 1, &token.0);
    put_unless_empty(&mut out, 2, details.encoded());
    out.freeze()
}
