//! Decides the life of Nexus tasks: until when their callers wait, which answers they can have, what the server is told.

mod answer;
mod header;
mod json;
mod task;
#[cfg(test)]
mod tests;

use super::{
    Output,
    activity::timers::Timers,
    desk::{Desk, Terms},
    host::{NexusCancelReason as Reason, NexusOutcome, NexusTask},
    observe::{Labels, Level},
    purpose::Purpose,
    request::Requests,
    slots::SlotKind,
};
use crate::{
    id::{TaskToken, Text},
    machine::Deadline,
    rpc::CallEnd,
    time::{MonoTime, Now, WallTime},
};
use alloc::{boxed::Box, collections::BTreeMap, format, vec::Vec};
use answer::Answer;
use bytes::Bytes;
use core::time::Duration;
use task::{Kind, Received};

pub(crate) use task::polled_hints;

/// The Nexus tasks of one worker.
#[derive(Debug)]
pub(crate) struct NexusTasks {
    requests: Requests,
    /// Those that the host has not ended; each has its slot.
    running: BTreeMap<TaskToken, Running>,
    /// Those whose answers are on their way, with the times at which they were scheduled.
    ending: BTreeMap<TaskToken, Option<WallTime>>,
    timers: Timers<TaskToken>,
    /// The grace period is over.
    is_stopped: bool,
}

/// A Nexus task that the host works on. It holds on to nothing of the response that brought it.
#[derive(Debug)]
struct Running {
    kind: Kind,
    began: MonoTime,
    scheduled_time: Option<WallTime>,
    deadline: Option<MonoTime>,
    /// Whether whoever asks can read failures of Temporal; one that cannot is told of errors.
    reads_failures: bool,
    /// What the answer has to carry beside the token.
    poller_group: Text,
    is_canceled: bool,
}

impl NexusTasks {
    pub(crate) const fn new(requests: Requests) -> Self {
        Self { requests, running: BTreeMap::new(), ending: BTreeMap::new(), timers: Timers::new(), is_stopped: false }
    }

    /// Learns what the server can do, before the first task.
    pub(crate) fn learn(&mut self, requests: Requests) {
        self.requests = requests;
    }

    /// Takes a task that came with a slot: an encoded `PollNexusTaskQueueResponse`. One that came before runs once
    /// [RUN-NEXUS-7].
    pub(crate) fn received(&mut self, desk: &mut Desk, now: Now, response: &Bytes) {
        let received = match Received::read(response) {
            Ok(received) => received,
            Err(error) => {
                desk.release(SlotKind::Nexus);
                return desk.log(Level::Error, || format!("a Nexus task cannot be read: {}", error.what));
            }
        };
        let token = received.token.clone();
        if self.running.contains_key(&token) || self.ending.contains_key(&token) {
            desk.release(SlotKind::Nexus);
            return desk.log(Level::Warn, || format!("a Nexus task was given out again and runs once: {token:?}"));
        }
        if let Some(scheduled) = received.scheduled_time {
            desk.latency("nexus_task_schedule_to_start_latency", now.wall.since(scheduled), Labels::default);
        }
        let deadline = received.deadline(desk, now.mono);
        if let Some(at) = deadline {
            self.timers.arm(at, token.clone());
        }
        let running = Running {
            kind: received.kind,
            began: now.mono,
            scheduled_time: received.scheduled_time,
            deadline,
            reads_failures: received.reads_failures,
            poller_group: received.poller_group,
            is_canceled: false,
        };
        self.running.insert(token.clone(), running);
        let task =
            NexusTask { task_token: token.clone(), request: received.request, deadline, endpoint: received.endpoint };
        desk.tell(Output::StartNexus(Box::new(task)));
        if self.is_stopped {
            self.cancel(desk, &token, Reason::WorkerShutdown);
        }
    }

    /// Takes the end of a task: `false` where there is no such task, and an error where the outcome is none that the task
    /// can have. Then too the task is over, and its caller hears of it when its time is up [RUN-NEXUS-3].
    pub(crate) fn ended(
        &mut self,
        desk: &mut Desk,
        now: Now,
        token: &TaskToken,
        outcome: NexusOutcome,
    ) -> Result<bool, &'static str> {
        let Some(running) = self.running.remove(token) else {
            desk.log(Level::Warn, || format!("a Nexus task ended that is not open: {token:?}"));
            return Ok(false);
        };
        desk.release(SlotKind::Nexus);
        if let Some(at) = running.deadline {
            self.timers.disarm(at, token.clone());
        }
        desk.latency("nexus_task_execution_latency", now.mono.since(running.began), Labels::default);
        let answer = Answer::of(&running, outcome)?;
        if let Some(reason) = answer.failure_reason() {
            desk.slots.failed(SlotKind::Nexus);
            desk.count("nexus_task_execution_failed", || Labels::of("failure_reason", reason));
        }
        if let Some(request) = answer.request(&self.requests, token, &running.poller_group) {
            let waits = running.deadline.map_or(Duration::ZERO, |deadline| deadline.since(now.mono));
            let terms = Terms::for_task(&desk.config, waits).for_an_answer();
            desk.call(now, terms, Purpose::NexusEnded(token.clone()), request);
            self.ending.insert(token.clone(), running.scheduled_time);
        }
        Ok(true)
    }

    /// Takes the server's answer to an answer.
    pub(crate) fn end_answered(&mut self, desk: &mut Desk, now: Now, token: &TaskToken, end: CallEnd) {
        let Some(scheduled_time) = self.ending.remove(token) else { return };
        match (end, scheduled_time) {
            (Ok(_), Some(scheduled)) => {
                desk.latency("nexus_task_endtoend_latency", now.wall.since(scheduled), Labels::default);
            }
            (Ok(_), None) => {}
            (Err(status), _) => {
                desk.log(Level::Warn, || format!("the end of a Nexus task was not taken: {status}"));
            }
        }
    }

    /// Tells the host to stop what nobody waits for any more [RUN-NEXUS-2].
    pub(crate) fn tick(&mut self, desk: &mut Desk, now: Now) {
        while let Some(token) = self.timers.take_due(now.mono) {
            if let Some(running) = self.running.get_mut(&token) {
                running.deadline = None;
            }
            self.cancel(desk, &token, Reason::TimedOut);
        }
    }

    /// When something is due though nothing happens.
    pub(crate) fn deadline(&self) -> Option<Deadline> {
        self.timers.first().map(|(at, _)| Deadline { at, why: "the caller of a Nexus operation stops waiting" })
    }

    /// Tells every task to stop, those to come too: the grace period is over [RUN-NEXUS-6].
    pub(crate) fn stop(&mut self, desk: &mut Desk, _now: Now) {
        self.is_stopped = true;
        let tokens: Vec<TaskToken> = self.running.keys().cloned().collect();
        for token in tokens {
            self.cancel(desk, &token, Reason::WorkerShutdown);
        }
    }

    /// Fails what still runs, as the worker cannot wait for its host; gives the number [RUN-NEXUS-6].
    pub(crate) fn hand_back(&mut self, desk: &mut Desk, now: Now) -> usize {
        let tokens: Vec<TaskToken> = self.running.keys().cloned().collect();
        for token in &tokens {
            let failure = answer::shutdown_failure();
            if let Err(what) = self.ended(desk, now, token, NexusOutcome::Failed(failure)) {
                desk.log(Level::Error, || format!("a Nexus task could not be handed back: {what}"));
            }
        }
        tokens.len()
    }

    /// How many tasks the host works on.
    pub(crate) fn open(&self) -> usize {
        self.running.len()
    }

    /// Whether nothing runs and no answer is on its way.
    pub(crate) fn is_idle(&self) -> bool {
        self.running.is_empty() && self.ending.is_empty()
    }

    /// Tells the host to stop a task, unless it was told before.
    fn cancel(&mut self, desk: &mut Desk, token: &TaskToken, reason: Reason) {
        let Some(running) = self.running.get_mut(token).filter(|running| !running.is_canceled) else { return };
        running.is_canceled = true;
        desk.tell(Output::CancelNexus { token: token.clone(), reason });
    }
}
