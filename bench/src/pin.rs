//! Keeps the process on one CPU; knows nothing of what it does there.

use anyhow::Result;

/// Binds this thread, and those it starts from now on, to the last CPU it may use. Does nothing but on Linux.
///
/// # Errors
///
/// The operating system refused.
#[cfg(target_os = "linux")]
pub(crate) fn to_one_cpu() -> Result<()> {
    use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
    let allowed = sched_getaffinity(None)?;
    if let Some(last) = (0..CpuSet::MAX_CPU).rev().find(|&cpu| allowed.is_set(cpu)) {
        let mut one = CpuSet::new();
        one.set(last);
        sched_setaffinity(None, &one)?;
    }
    Ok(())
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn to_one_cpu() -> Result<()> {
    Ok(())
}
