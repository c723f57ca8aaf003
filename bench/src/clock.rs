//! Reads how much CPU time this process has used, and how much memory it has.

use rustix::time::{ClockId, clock_gettime};
use std::time::Duration;

/// What all threads of the process ran for.
pub(crate) fn cpu() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ProcessCPUTime)).unwrap_or_default()
}

/// The memory of the process that is in RAM, in bytes; `None` where the system does not say.
pub(crate) fn resident() -> Option<u64> {
    let pages = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = pages.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * u64::try_from(rustix::param::page_size()).ok()?)
}
