//! Decides the life of activities that the server gives out: from the task to the report, with one cancellation at most.

mod elsewhere;
pub(crate) mod failure;
mod heartbeat;
mod report;
mod task;
#[cfg(test)]
pub(crate) mod tests;
pub(crate) mod timers;

use super::{
    Output,
    desk::Desk,
    host::{ActivityCancelReason as Reason, ActivityCancellationDetails as Details, ActivityOutcome, ActivityTask},
    observe::{Labels, Level},
    request::Requests,
    slots::SlotKind,
};
use crate::{
    failure::Failure,
    id::{TaskToken, Text},
    machine::Deadline,
    time::{MonoTime, Now, WallTime},
};
use alloc::{boxed::Box, collections::BTreeMap, format, vec::Vec};
use bytes::Bytes;
use core::time::Duration;
use heartbeat::Heartbeats;
use report::Ending;
use timers::Timers;

pub(crate) use elsewhere::reported;
pub(crate) use task::polled_hints;

/// The activities of one worker.
#[derive(Debug)]
pub(crate) struct Activities {
    requests: Requests,
    /// Those that the host has not ended; each has its slot.
    running: BTreeMap<TaskToken, Running>,
    /// Those that the host has ended, until the server has answered.
    ending: BTreeMap<TaskToken, Ending>,
    timers: Timers<(TaskToken, Timer)>,
    /// The grace period is over.
    is_stopped: bool,
    /// The worker has given everything back, and takes nothing more.
    is_handed_back: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Timer {
    /// The next heartbeat may be sent.
    Throttle,
    /// The server takes the activity for lost.
    Timeout,
}

/// An activity that the host runs. It holds on to nothing of the response that brought it, whose input may be large.
#[derive(Debug)]
struct Running {
    activity_type: Text,
    workflow_type: Text,
    began: MonoTime,
    scheduled_time: Option<WallTime>,
    heartbeats: Heartbeats,
    /// How long it may be silent, and until when it may run; each with the buffer.
    silence: Option<Duration>,
    run_until: Option<MonoTime>,
    /// For when its timer is armed.
    checked_at: Option<MonoTime>,
    /// Why it has to stop.
    canceled: Option<Reason>,
    /// The server does not know it any more, so that a report would be in vain.
    is_gone: bool,
}

impl Activities {
    pub(crate) const fn new(requests: Requests) -> Self {
        Self {
            requests,
            running: BTreeMap::new(),
            ending: BTreeMap::new(),
            timers: Timers::new(),
            is_stopped: false,
            is_handed_back: false,
        }
    }

    /// Learns what the server can do, before the first task.
    pub(crate) fn learn(&mut self, requests: Requests) {
        self.requests = requests;
    }

    /// Takes a task that came with a slot: an encoded `PollActivityTaskQueueResponse`.
    pub(crate) fn received(&mut self, desk: &mut Desk, now: Now, response: &Bytes, is_eager: bool) {
        let task = match task::activity_task(response) {
            Ok(task) => task,
            Err(error) => {
                desk.release(SlotKind::Activity);
                return desk.log(Level::Error, || format!("an activity task cannot be read: {}", error.what));
            }
        };
        let token = task.task_token.clone();
        // [RUN-ACTIVITY-13]
        if self.running.contains_key(&token) || self.ending.contains_key(&token) {
            desk.release(SlotKind::Activity);
            return desk
                .log(Level::Warn, || format!("activity {} was given out again and runs once", task.activity_id));
        }
        received_metrics(desk, &task, is_eager);
        let mut running = Running::new(desk, now, &task);
        if let Some(at) = running.times_out_at() {
            running.checked_at = Some(at);
            self.timers.arm(at, (token.clone(), Timer::Timeout));
        }
        self.running.insert(token.clone(), running);
        if self.is_handed_back {
            self.ended(desk, now, &token, ActivityOutcome::Failed(shutdown_failure()));
            return;
        }
        desk.tell(Output::StartActivity(Box::new(task)));
        if self.is_stopped {
            self.cancel(desk, &token, Reason::WorkerShutdown, SHUTDOWN);
        }
    }

    /// Does what time demands: heartbeats that were held back, and activities that the server takes for lost.
    pub(crate) fn tick(&mut self, desk: &mut Desk, now: Now) {
        while let Some((token, timer)) = self.timers.take_due(now.mono) {
            match timer {
                Timer::Throttle => self.throttle_ended(desk, now, &token),
                Timer::Timeout => self.check_timeout(desk, now, &token),
            }
        }
    }

    /// When something is due though nothing happens.
    pub(crate) fn deadline(&self) -> Option<Deadline> {
        let (at, (_, timer)) = self.timers.first()?;
        let why = match timer {
            Timer::Throttle => "an activity may heartbeat again",
            Timer::Timeout => "an activity may have timed out",
        };
        Some(Deadline { at, why })
    }

    /// Tells every activity to stop, those to come too: the grace period is over [RUN-ACTIVITY-9].
    pub(crate) fn stop(&mut self, desk: &mut Desk, _now: Now) {
        self.is_stopped = true;
        let tokens: Vec<TaskToken> = self.running.keys().cloned().collect();
        for token in tokens {
            self.cancel(desk, &token, Reason::WorkerShutdown, SHUTDOWN);
        }
    }

    /// Fails what still runs, as the worker cannot wait for its host; gives the number [RUN-ACTIVITY-10].
    pub(crate) fn hand_back(&mut self, desk: &mut Desk, now: Now) -> usize {
        self.is_handed_back = true;
        let tokens: Vec<TaskToken> = self.running.keys().cloned().collect();
        for token in &tokens {
            self.ended(desk, now, token, ActivityOutcome::Failed(shutdown_failure()));
        }
        tokens.len()
    }

    /// How many run.
    pub(crate) fn open(&self) -> usize {
        self.running.len()
    }

    /// Whether nothing runs and nothing is on its way to the server.
    pub(crate) fn is_idle(&self) -> bool {
        self.running.is_empty() && self.ending.is_empty()
    }

    /// Tells the host to stop an activity, unless it was told before [RUN-ACTIVITY-5].
    fn cancel(&mut self, desk: &mut Desk, token: &TaskToken, reason: Reason, details: Details) {
        let Some(running) = self.running.get_mut(token) else { return };
        let was_told = running.canceled.is_some();
        // That the server asked for it decides what it is reported as, whatever the host was told first.
        if !was_told || reason == Reason::Canceled {
            running.canceled = Some(reason);
        }
        if !was_told {
            desk.tell(Output::CancelActivity { token: token.clone(), reason, details });
        }
    }

    /// The time is up that the activity had when its timer was armed; heartbeats may have given it more [RUN-ACTIVITY-6].
    fn check_timeout(&mut self, desk: &mut Desk, now: Now, token: &TaskToken) {
        let Some(running) = self.running.get_mut(token) else { return };
        let at = running.times_out_at().filter(|_| running.canceled.is_none());
        running.checked_at = at.filter(|at| *at > now.mono);
        match (at, running.checked_at) {
            (_, Some(later)) => self.timers.arm(later, (token.clone(), Timer::Timeout)),
            (Some(_), None) => {
                let details = Details { is_not_found: true, is_timed_out: true, ..Details::default() };
                self.cancel(desk, token, Reason::TimedOut, details);
            }
            (None, None) => {}
        }
    }
}

const SHUTDOWN: Details = Details {
    is_not_found: false,
    is_canceled: false,
    is_paused: false,
    is_timed_out: false,
    is_worker_shutdown: true,
    is_reset: false,
};

/// What is reported of an activity that the worker's shutdown stopped: the server tries it again.
pub(crate) fn shutdown_failure() -> Failure {
    Failure::application("Worker is shutting down and this activity did not complete in time", "WorkerShutdown")
}

impl Running {
    fn new(desk: &Desk, now: Now, task: &ActivityTask) -> Self {
        let copy = |text: &Text| Text::from(text.as_str());
        let buffer = desk.config.local_timeout_buffer;
        let is_set = |timeout: Option<Duration>| timeout.filter(|timeout| !timeout.is_zero());
        let start_to_close = is_set(task.start_to_close_timeout);
        let heartbeat = is_set(task.heartbeat_timeout);
        Self {
            activity_type: copy(&task.activity_type),
            workflow_type: copy(&task.workflow_type),
            began: now.mono,
            scheduled_time: task.scheduled_time,
            heartbeats: Heartbeats::new(&desk.config, now.mono, heartbeat),
            silence: heartbeat.map(|timeout| timeout.saturating_add(buffer)),
            run_until: start_to_close.map(|timeout| now.mono.plus(timeout.saturating_add(buffer))),
            checked_at: None,
            canceled: None,
            is_gone: false,
        }
    }

    /// When the server will have given it up, where it takes no heartbeat before.
    fn times_out_at(&self) -> Option<MonoTime> {
        let silent = self.silence.map(|silence| self.heartbeats.last.plus(silence));
        silent.into_iter().chain(self.run_until).min()
    }

    fn labels(&self) -> Labels {
        Labels::activity(&self.activity_type, &self.workflow_type)
    }
}

fn received_metrics(desk: &mut Desk, task: &ActivityTask, is_eager: bool) {
    desk.count("activity_task_received", || Labels {
        other: Some(("eager", if is_eager { "true" } else { "false" })),
        ..Labels::activity(&task.activity_type, &task.workflow_type)
    });
    if let (Some(scheduled), Some(started)) = (task.current_attempt_scheduled_time, task.started_time) {
        let labels = || Labels::activity(&task.activity_type, &task.workflow_type);
        desk.latency("activity_schedule_to_start_latency", started.since(scheduled), labels);
    }
}
