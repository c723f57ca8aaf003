//! Decides what a local activity's time-outs are, what the host is told of an attempt, and how core's own failures read.

use super::{Local, Owner, State, TimeLimits};
use crate::{
    command::host::ScheduleLocalActivity,
    failure::Failure,
    history::event::Execution,
    id::{TaskToken, Text},
    time::{MonoTime, Now, WallTime},
    worker::host::ActivityTask,
};
use bytes::{BufMut, BytesMut};
use core::time::Duration;
use dacapo_proto::temporal::api::{
    common::v1::Priority,
    enums::v1::TimeoutType,
    failure::v1::{TimeoutFailureInfo, failure::FailureInfo},
};

/// The message with which a local activity is canceled.
pub(super) const CANCELED: &str = "Activity cancelled";

/// The message with which one times out, by which a run tells it from what an activity's own code fails with.
const TIMED_OUT: &str = "Activity timed out";

impl Local {
    /// Its whole time runs from when the workflow first scheduled it, which may be some attempts ago [RUN-LOCAL-6].
    pub(super) fn new(now: Now, owner: Owner, command: ScheduleLocalActivity) -> Self {
        let original_schedule_time = command.original_schedule_time.unwrap_or(now.wall);
        let schedule_to_close = is_set(command.schedule_to_close_timeout);
        let left = schedule_to_close.map(|timeout| timeout.saturating_sub(now.wall.since(original_schedule_time)));
        let limits = TimeLimits {
            schedule_to_close,
            start_to_close: shorter(command.start_to_close_timeout, schedule_to_close),
            close_by: left.map(|left| now.mono.plus(left)),
        };
        Self {
            owner,
            attempt: command.attempt.max(1),
            original_schedule_time,
            limits,
            // Whoever takes it decides at once what it does instead.
            state: State::BackingOff { until: now.mono },
            armed: None,
            is_canceled: false,
            ran_for: Duration::ZERO,
            last_failure: None,
            command,
        }
    }

    /// Until when its first attempt has to begin.
    pub(super) fn start_by(&self, now: MonoTime) -> Option<MonoTime> {
        is_set(self.command.schedule_to_start_timeout).map(|timeout| now.plus(timeout))
    }

    /// When the first thing is due that time alone does to it.
    pub(super) fn due_at(&self) -> Option<MonoTime> {
        let own = match &self.state {
            State::Queued { start_by, .. } => *start_by,
            State::Running { end_by, .. } => *end_by,
            State::BackingOff { until } => Some(*until),
        };
        own.into_iter().chain(self.limits.close_by).min()
    }

    /// What the host is told of the attempt that begins [RUN-LOCAL-2].
    pub(super) fn task(&self, namespace: &Text, token: TaskToken, queued: WallTime, now: WallTime) -> ActivityTask {
        let command = &self.command;
        ActivityTask {
            task_token: token,
            workflow_namespace: namespace.clone(),
            workflow_type: self.owner.workflow_type.clone(),
            workflow_execution: Execution {
                workflow_id: self.owner.workflow_id.clone(),
                run_id: self.owner.run_id.clone(),
            },
            activity_id: command.activity_id.clone(),
            activity_type: command.activity_type.clone(),
            header: command.header.clone(),
            input: command.arguments.clone(),
            scheduled_time: Some(self.original_schedule_time),
            current_attempt_scheduled_time: Some(queued),
            started_time: Some(now),
            attempt: self.attempt,
            schedule_to_close_timeout: Some(self.limits.schedule_to_close.unwrap_or_default()),
            start_to_close_timeout: self.limits.start_to_close,
            retry_policy: Some(command.retry_policy.clone().unwrap_or_default()),
            priority: Some(Priority::default()),
            is_local: true,
            ..ActivityTask::default()
        }
    }
}

/// A time-out of no length is none.
fn is_set(timeout: Option<Duration>) -> Option<Duration> {
    timeout.filter(|timeout| !timeout.is_zero())
}

fn shorter(timeout: Option<Duration>, limit: Option<Duration>) -> Option<Duration> {
    is_set(timeout).into_iter().chain(limit).min()
}

/// The token of an attempt, as the official core writes it.
pub(super) fn token(number: u32) -> TaskToken {
    let mut token = BytesMut::with_capacity(14);
    token.put_slice(b"local_act_");
    token.put_u32_le(number);
    TaskToken(token.freeze())
}

/// The failure of one that timed out, around what its last attempt failed with.
pub(super) fn timed_out(kind: TimeoutType, cause: Option<&Failure>) -> Failure {
    let info = TimeoutFailureInfo { timeout_type: kind.into(), ..TimeoutFailureInfo::default() };
    Failure::layer(TIMED_OUT, FailureInfo::TimeoutFailureInfo(info), cause)
}
