//! Decides which of many deadlines comes first, whatever they are for.

use crate::time::MonoTime;
use alloc::collections::BTreeSet;

/// Deadlines in their order, each with what it is for.
#[derive(Clone, Debug)]
pub(crate) struct Timers<T>(BTreeSet<(MonoTime, T)>);

impl<T> Timers<T> {
    pub(crate) const fn new() -> Self {
        Self(BTreeSet::new())
    }
}

impl<T: Clone + Ord> Timers<T> {
    pub(crate) fn arm(&mut self, at: MonoTime, what: T) {
        self.0.insert((at, what));
    }

    pub(crate) fn disarm(&mut self, at: MonoTime, what: T) {
        self.0.remove(&(at, what));
    }

    /// Takes the first that is due.
    pub(crate) fn take_due(&mut self, now: MonoTime) -> Option<T> {
        let (at, _) = self.0.first()?;
        if *at > now {
            return None;
        }
        self.0.pop_first().map(|(_, what)| what)
    }

    /// When the first is due, and what for.
    pub(crate) fn first(&self) -> Option<(MonoTime, &T)> {
        self.0.first().map(|(at, what)| (*at, what))
    }
}
