//! Decides when the polls of a worker that shuts down end [WORKER-7].
//!
//! A server that is giving out a task when its poll is canceled loses it until its time is up. It does so most likely right after
//! the worker has reported something, or while tasks come; so polls are canceled once neither was so for a moment.

use crate::{
    limits,
    machine::Deadline,
    time::{MonoTime, Now},
    worker::{desk::Desk, purpose::Purpose},
};

/// How the polls end that are open when shutdown begins.
#[derive(Clone, Copy, Debug)]
pub(super) enum PollsEnd {
    /// The server ends them; what is open then is canceled.
    ByServer(MonoTime),
    /// They are canceled in a quiet moment, or then at the latest.
    Quietly(MonoTime),
}

impl PollsEnd {
    /// What this server and this worker allow. Meanwhile runs leave the sticky queue with their next completion.
    pub(super) fn new(desk: &Desk, now: Now) -> Self {
        if desk.capabilities.poll_completes_on_shutdown {
            return Self::ByServer(now.mono.plus(limits::LINGERING_POLLS));
        }
        Self::Quietly(now.mono.plus(limits::LINGERING_POLLS.min(desk.config.graceful_shutdown_period)))
    }

    pub(super) const fn is_by_server(self) -> bool {
        matches!(self, Self::ByServer(_))
    }

    /// When polls are canceled, as far as it is known now.
    pub(super) fn deadline(self, desk: &Desk) -> Deadline {
        let at = match self {
            Self::ByServer(at) => at,
            Self::Quietly(latest) if desk.calls.those(Purpose::is_report).next().is_some() => latest,
            Self::Quietly(latest) => {
                // A server that is slow to take reports is slow to give out tasks.
                let slow = desk.report_time.saturating_mul(limits::QUIET_REPORTS);
                let quiet = slow.clamp(limits::QUIET_POLLS, limits::LONG_QUIET_POLLS);
                desk.last_work.map_or(MonoTime(0), |last| last.plus(quiet)).min(latest)
            }
        };
        Deadline { at, why: "polls that are open are canceled" }
    }
}
