//! Decides whether an attempt that failed is followed by another, and how long after [RUN-LOCAL-3].

use crate::{command::host::RetryPolicy, worker::activity::failure::Application};
use core::time::Duration;

/// The first wait, where the policy has none.
pub(super) const INITIAL_INTERVAL: Duration = Duration::from_secs(1);

/// By how much each wait is longer than the one before, where the policy does not say.
const COEFFICIENT: f64 = 2.0;

/// How many times the first wait the longest one is, where the policy does not say.
const MAXIMUM_INTERVALS: u32 = 100;

/// The wait after attempt `attempt`, 1 for the first, failed; `None` where no other follows.
pub(super) fn wait(policy: &RetryPolicy, attempt: u32, failure: &Application) -> Option<Duration> {
    let most = u32::try_from(policy.maximum_attempts).unwrap_or_default();
    let is_last = most != 0 && attempt >= most;
    let is_named = |kind: &str| !kind.is_empty() && kind.eq_ignore_ascii_case(&failure.kind);
    let is_final = failure.is_non_retryable || policy.non_retryable_error_types.iter().any(|kind| is_named(kind));
    if is_last || is_final {
        return None;
    }
    Some(failure.next_retry_delay.unwrap_or_else(|| usual_wait(policy, attempt)))
}

/// The wait that the policy gives.
pub(super) fn usual_wait(policy: &RetryPolicy, attempt: u32) -> Duration {
    let is_set = |interval: Option<Duration>| interval.filter(|interval| !interval.is_zero());
    let initial = is_set(policy.initial_interval).unwrap_or(INITIAL_INTERVAL);
    let longest = is_set(policy.maximum_interval).unwrap_or_else(|| initial.saturating_mul(MAXIMUM_INTERVALS));
    let longest = longest.max(initial);
    let coefficient = if policy.backoff_coefficient >= 1.0 { policy.backoff_coefficient } else { COEFFICIENT };
    let seconds = initial.as_secs_f64() * power(coefficient, attempt.saturating_sub(1));
    Duration::try_from_secs_f64(seconds).map_or(longest, |wait| wait.min(longest))
}

/// `base` to the power of `exponent`; core has none without std.
fn power(mut base: f64, mut exponent: u32) -> f64 {
    let mut result = 1.0;
    while exponent > 0 {
        if exponent & 1 == 1 {
            result *= base;
        }
        base *= base;
        exponent >>= 1;
    }
    result
}
