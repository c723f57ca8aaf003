//! Decides how it is counted what a host holds: workflows, and those of them that wait for a signal.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// How many workflows a host holds. Clones count together.
#[derive(Clone, Debug, Default)]
pub struct Gauges {
    runs: Gauge,
    parked: Gauge,
}

/// A number that others can read.
#[derive(Clone, Debug, Default)]
struct Gauge(Arc<AtomicUsize>);

/// Something that counts as long as it is there.
#[derive(Debug)]
pub struct Counted(Gauge);

impl Gauges {
    /// Counts a workflow.
    #[must_use]
    pub fn run(&self) -> Counted {
        self.runs.count()
    }

    /// Counts a workflow that waits for a signal.
    #[must_use]
    pub fn park(&self) -> Counted {
        self.parked.count()
    }

    /// How many workflows there are.
    #[must_use]
    pub fn runs(&self) -> usize {
        self.runs.0.load(Ordering::Relaxed)
    }

    /// How many of them wait for a signal.
    #[must_use]
    pub fn parked(&self) -> usize {
        self.parked.0.load(Ordering::Relaxed)
    }
}

impl Gauge {
    fn count(&self) -> Counted {
        self.0.fetch_add(1, Ordering::Relaxed);
        Counted(self.clone())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}
