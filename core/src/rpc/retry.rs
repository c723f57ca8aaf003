//! Decides how long to wait before a call is made again.

use super::{Code, Status};
use crate::{rng::Random, time::MonoTime};
use core::time::Duration;

/// How a failed call is made again [RPC-2]. A wait is `initial` times `multiplier` for each failure before, at most `maximum`,
/// and shorter or longer by up to `jitter` percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a caller fills it")]
pub struct RetryPolicy {
    /// The first wait.
    pub initial: Duration,
    /// By how much each wait is longer than the one before, in percent; 100 is no longer.
    pub multiplier_percent: u32,
    /// The longest wait.
    pub maximum: Duration,
    /// How far a wait may be off, in percent, 0 to 100.
    pub jitter_percent: u32,
    /// How long after the first failure no other attempt is begun; `None` for ever. Where it outlasts outages, it is how long
    /// after the first attempt: whoever waits for the call does not wait longer.
    pub total: Option<Duration>,
    /// How many attempts there are at most, 0 for any number.
    pub attempts: u32,
    /// Whether it is made again after what an outage looks like, too [RPC-4].
    pub outlasts_outages: bool,
    /// How many attempts at most are followed by another after `NOT_FOUND` [RPC-9].
    pub outruns: u32,
}

impl RetryPolicy {
    /// For calls that somebody waits for [RPC-2].
    pub const CALL: Self = Self {
        initial: Duration::from_millis(100),
        multiplier_percent: 170,
        maximum: Duration::from_secs(5),
        jitter_percent: 20,
        total: Some(Duration::from_secs(10)),
        attempts: 10,
        outlasts_outages: false,
        outruns: 0,
    };
    /// For what a worker's task waits for, such as the report of its end; the shortest `total` there is [RPC-4].
    pub const TASK: Self = Self { attempts: 0, outlasts_outages: true, ..Self::CALL };
    /// For what the server throttles: waits of its own, at least as long as the others [RPC-2].
    pub const THROTTLED: Self = Self {
        initial: Duration::from_secs(1),
        multiplier_percent: 200,
        maximum: Duration::from_secs(10),
        ..Self::CALL
    };
    /// For a worker's polls, which never give up [RPC-3].
    pub const POLL: Self = Self {
        initial: Duration::from_millis(200),
        multiplier_percent: 200,
        maximum: Duration::from_secs(10),
        jitter_percent: 20,
        total: None,
        attempts: 0,
        outlasts_outages: true,
        outruns: 0,
    };
    /// For a long poll of somebody who waits: ten seconds of nothing but failures end it [RPC-7].
    pub const LONG_POLL: Self = Self { attempts: 0, ..Self::CALL };
    /// For one attempt.
    pub const NEVER: Self = Self { attempts: 1, ..Self::CALL };

    /// Whether a call is made again after this, where `failures` attempts failed before.
    fn retries(&self, code: Code, failures: u32) -> bool {
        if code == Code::NotFound && failures < self.outruns {
            return true;
        }
        if self.outlasts_outages { code.is_retried_for_a_task() } else { code.is_retried() }
    }

    /// The wait after `failures` failures, 1 for the first.
    fn wait(&self, failures: u32, random: &mut Random) -> Duration {
        let nanos = |length: Duration| u64::try_from(length.as_nanos()).unwrap_or(u64::MAX);
        let maximum = nanos(self.maximum);
        let mut wait = nanos(self.initial).min(maximum);
        for _ in 1..failures {
            if wait >= maximum {
                break;
            }
            wait = percent(wait, self.multiplier_percent).min(maximum);
        }
        let jitter = percent(wait, self.jitter_percent.min(100));
        let offset = random.up_to(jitter.saturating_mul(2));
        Duration::from_nanos(wait.saturating_sub(jitter).saturating_add(offset))
    }
}

fn percent(of: u64, percent: u32) -> u64 {
    let scaled = u128::from(of).saturating_mul(u128::from(percent)).div_euclid(100);
    u64::try_from(scaled).unwrap_or(u64::MAX)
}

/// What is kept between the attempts of one call, or the failures of one poller.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backoff {
    failures: u32,
    throttled: u32,
}

impl Backoff {
    /// No failure yet.
    pub const NONE: Self = Self { failures: 0, throttled: 0 };

    /// Forgets all failures.
    pub const fn reset(&mut self) {
        *self = Self::NONE;
    }

    /// How many failures there were since the last success.
    #[must_use]
    pub const fn failures(&self) -> u32 {
        self.failures
    }

    /// Counts a failure and says when to try again.
    pub fn fail(&mut self, now: MonoTime, code: Code, policy: &RetryPolicy, random: &mut Random) -> MonoTime {
        self.failures = self.failures.saturating_add(1);
        let wait = policy.wait(self.failures, random);
        if code != Code::ResourceExhausted {
            return now.plus(wait);
        }
        self.throttled = self.throttled.saturating_add(1);
        now.plus(wait.max(RetryPolicy::THROTTLED.wait(self.throttled, random)))
    }

    /// The same for a call that began at `began`; `None` where it is not made again.
    pub(super) fn retry(
        &mut self,
        (began, now): (MonoTime, MonoTime),
        status: &Status,
        policy: &RetryPolicy,
        random: &mut Random,
    ) -> Option<MonoTime> {
        if !policy.retries(status.code, self.failures) || status.is_too_large() || status.has_lost_pages() {
            return None;
        }
        let at = self.fail(now, status.code, policy, random);
        let is_last = policy.attempts != 0 && self.failures >= policy.attempts;
        let is_late = policy.total.is_some_and(|total| at.since(began) > total);
        (!is_last && !is_late).then_some(at)
    }
}
