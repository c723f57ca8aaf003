//! Decides what happens around one attempt: its start, its end, its time-outs, and whether another follows.

use super::{Details, Id, LocalActivities, Reason, State, retry, task};
use crate::{
    failure::Failure,
    id::TaskToken,
    time::{MonoTime, Now},
    worker::{
        Output,
        activity::{failure::Application, shutdown_failure},
        desk::Desk,
        host::ActivityOutcome,
        observe::Level,
        slots::SlotKind,
    },
    workflow::task::LocalActivityOutcome as Outcome,
};
use alloc::{boxed::Box, format};
use core::time::Duration;
use dacapo_proto::temporal::api::enums::v1::TimeoutType;

/// From which wait on a workflow's timer keeps it instead of this worker, where the command does not say.
const LOCAL_RETRY_THRESHOLD: Duration = Duration::from_secs(60);

impl LocalActivities {
    /// Begins an attempt, for which a slot was taken [RUN-LOCAL-2].
    pub(super) fn begin(&mut self, desk: &mut Desk, now: Now, id: Id) {
        let number = self.last_token.wrapping_add(1);
        let Some(local) = self.open.get_mut(&id) else { return desk.release(SlotKind::LocalActivity) };
        let State::Queued { since, .. } = local.state else { return desk.release(SlotKind::LocalActivity) };
        self.last_token = number;
        let token = task::token(number);
        let task = local.task(&desk.config.namespace, token.clone(), since, now.wall);
        let end_by = local.limits.start_to_close.map(|timeout| now.mono.plus(timeout));
        local.state = State::Running { token: token.clone(), began: now.mono, end_by, told: None };
        desk.count("local_activity_total", || local.labels());
        if local.attempt > 1 {
            let retries = self.retries.entry(local.owner.run_id.clone()).or_default();
            *retries = retries.saturating_add(1);
        }
        self.running.insert(token, id);
        self.arm(id);
        desk.tell(Output::StartActivity(Box::new(task)));
    }

    /// Takes the end of an attempt; that of one that nobody waits for only frees its slot.
    pub(crate) fn ended(&mut self, desk: &mut Desk, now: Now, token: &TaskToken, outcome: ActivityOutcome) {
        let known = self.running.remove(token);
        if known.is_none() && !self.forgotten.remove(token) {
            return desk.log(Level::Warn, || format!("a local activity ended that does not run: {token:?}"));
        }
        desk.release(SlotKind::LocalActivity);
        if let Some(id) = known {
            self.attempt_ended(desk, now, id, outcome);
        }
        self.fill(desk, now);
    }

    fn attempt_ended(&mut self, desk: &mut Desk, now: Now, id: Id, outcome: ActivityOutcome) {
        let is_ours = self.measure(desk, now, id) == Some(Reason::WorkerShutdown);
        let is_asked = self.open.get(&id).is_some_and(|local| local.is_canceled);
        match outcome {
            ActivityOutcome::Completed(result) => {
                self.measure_success(desk, now, id);
                self.end(id, Outcome::Completed(result));
            }
            ActivityOutcome::Failed(failure) => self.attempt_failed(desk, now, id, (failure, None)),
            // The workflow did not ask for it, so that it hears of nothing: another worker is to run it.
            ActivityOutcome::Canceled(_) if is_ours && !is_asked => {
                self.attempt_failed(desk, now, id, (shutdown_failure(), None));
            }
            ActivityOutcome::Canceled(details) => {
                self.count_canceled(desk, id);
                let details = Some(&details).filter(|details| !details.is_empty());
                self.end(id, Outcome::Canceled(Failure::canceled(task::CANCELED, details)));
            }
            ActivityOutcome::WillCompleteAsync => {
                // Nobody else could report its end, and its run would wait for ever [RUN-LOCAL-10].
                let message = "a local activity cannot be completed asynchronously";
                desk.log(Level::Error, || message.into());
                let failure = Failure::non_retryable(message, "LocalActivityCannotCompleteAsync");
                self.attempt_failed(desk, now, id, (failure, None));
            }
        }
    }

    /// An attempt failed, or ran out of its own time: another follows here, or after a timer of the workflow's, or none
    /// does [RUN-LOCAL-4].
    fn attempt_failed(
        &mut self,
        desk: &mut Desk,
        now: Now,
        id: Id,
        (failure, timed_out): (Failure, Option<TimeoutType>),
    ) {
        let application = Application::of(&failure);
        if timed_out.is_none() && !application.is_benign {
            self.count_failure(desk, id, "ActivityError");
        }
        let Some(local) = self.open.get_mut(&id) else { return };
        let policy = local.command.retry_policy.get_or_insert_default();
        let Some(wait) = retry::wait(policy, local.attempt, &application).filter(|_| !local.is_canceled) else {
            let outcome = if timed_out.is_some() { Outcome::TimedOut(failure) } else { Outcome::Failed(failure) };
            return self.end(id, outcome);
        };
        local.last_failure = Some(failure);
        if self.is_stopped || wait > local.command.local_retry_threshold.unwrap_or(LOCAL_RETRY_THRESHOLD) {
            return self.back_off_in_history(id, wait);
        }
        local.state = State::BackingOff { until: now.mono.plus(wait) };
        self.arm(id);
    }

    /// Has the workflow schedule it again after a timer.
    pub(super) fn back_off_in_history(&mut self, id: Id, backoff: Duration) {
        let Some(local) = self.open.get_mut(&id) else { return };
        let failure = local.last_failure.take().unwrap_or_else(shutdown_failure);
        self.end(id, Outcome::Backoff { failure, backoff });
    }

    /// The same for one that waits for a slot which it cannot have here: its attempt is still to be made.
    pub(super) fn postpone(&mut self, id: Id, is_full: bool) {
        let Some(local) = self.open.get_mut(&id) else { return };
        let policy = local.command.retry_policy.get_or_insert_default();
        let backoff = retry::usual_wait(policy, local.attempt).max(retry::INITIAL_INTERVAL);
        if is_full {
            let message = "too many local activities wait for a slot";
            local.last_failure = Some(Failure::application(message, "LocalActivityQueueFull"));
        }
        local.attempt = local.attempt.saturating_sub(1);
        self.back_off_in_history(id, backoff);
    }

    /// Time did something to one: it timed out, or its next attempt is due [RUN-LOCAL-5] [RUN-LOCAL-6].
    pub(super) fn due(&mut self, desk: &mut Desk, now: Now, id: Id) {
        let Some(local) = self.open.get_mut(&id) else { return };
        let is_due = |at: Option<MonoTime>| at.is_some_and(|at| at <= now.mono);
        if is_due(local.limits.close_by) {
            return self.time_out(desk, now, id, TimeoutType::ScheduleToClose);
        }
        match local.state {
            State::Queued { start_by, .. } if is_due(start_by) => {
                self.time_out(desk, now, id, TimeoutType::ScheduleToStart);
            }
            State::Running { end_by, .. } if is_due(end_by) => self.attempt_timed_out(desk, now, id),
            State::BackingOff { until } if until <= now.mono => {
                local.attempt = local.attempt.saturating_add(1);
                self.enqueue(now, id, None);
            }
            State::Queued { .. } | State::Running { .. } | State::BackingOff { .. } => self.arm(id),
        }
    }

    /// All its time is up, and no attempt follows.
    pub(super) fn time_out(&mut self, desk: &mut Desk, now: Now, id: Id, kind: TimeoutType) {
        self.abandon_attempt(desk, now, id);
        let cause = self.open.get(&id).and_then(|local| local.last_failure.as_ref());
        let failure = task::timed_out(kind, cause);
        self.end(id, Outcome::TimedOut(failure));
    }

    fn attempt_timed_out(&mut self, desk: &mut Desk, now: Now, id: Id) {
        self.abandon_attempt(desk, now, id);
        let kind = TimeoutType::StartToClose;
        self.attempt_failed(desk, now, id, (task::timed_out(kind, None), Some(kind)));
    }

    /// Tells the host to stop an attempt whose end nobody waits for any more. Its slot is free once the host has answered.
    fn abandon_attempt(&mut self, desk: &mut Desk, now: Now, id: Id) {
        let details = Details { is_timed_out: true, ..Details::default() };
        self.tell_to_stop(desk, id, Reason::TimedOut, details);
        if let Some(State::Running { token, .. }) = self.open.get(&id).map(|local| &local.state)
            && self.running.remove(token).is_some()
        {
            self.forgotten.insert(token.clone());
            self.measure(desk, now, id);
            self.count_failure(desk, id, "timeout");
        }
    }

    /// Counts the time that an attempt took [RUN-LOCAL-11]; gives why it was told to stop, if it was.
    fn measure(&mut self, desk: &mut Desk, now: Now, id: Id) -> Option<Reason> {
        let local = self.open.get_mut(&id)?;
        let State::Running { began, told, .. } = local.state else { return None };
        let length = now.mono.since(began);
        local.ran_for = local.ran_for.saturating_add(length);
        desk.latency("local_activity_execution_latency", length, || local.labels());
        told
    }

    fn measure_success(&self, desk: &mut Desk, now: Now, id: Id) {
        if let Some(local) = self.open.get(&id) {
            let length = now.wall.since(local.original_schedule_time);
            desk.latency("local_activity_succeed_endtoend_latency", length, || local.labels());
        }
    }
}
