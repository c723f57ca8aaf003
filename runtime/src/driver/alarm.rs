//! Decides when the driver is woken for its worker's deadline. The clock decides whether that has passed, not the timer,
//! which may come early or late.

use core::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};
use dacapo_core::time::MonoTime;

/// How many sleeps end in one poll, at most: one that was begun for an earlier deadline, and the one that follows it.
const SLEEPS_A_POLL: u32 = 2;

/// At most one sleep, kept where its user has pinned a place for it: a deadline that moves allocates nothing.
pub(super) struct Alarm<'a, F, S> {
    begin: F,
    sleep: Pin<&'a mut Option<S>>,
    /// When the sleep is over, if there is one.
    ends: Option<MonoTime>,
}

impl<'a, F: Fn(Duration) -> S, S: Future<Output = ()>> Alarm<'a, F, S> {
    pub(super) const fn new(begin: F, sleep: Pin<&'a mut Option<S>>) -> Self {
        Self { begin, sleep, ends: None }
    }

    /// Waits until the clock shows `deadline`. A sleep that ends earlier is left as it is: most deadlines move on
    /// before they come, and then one sleep serves for many.
    pub(super) fn poll(
        &mut self,
        context: &mut Context<'_>,
        deadline: Option<MonoTime>,
        now: impl Fn() -> MonoTime,
    ) -> Poll<()> {
        let Some(deadline) = deadline else {
            self.clear();
            return Poll::Pending;
        };
        for _ in 0..SLEEPS_A_POLL {
            let now = now();
            if now >= deadline {
                return Poll::Ready(());
            }
            if self.ends.is_none_or(|ends| ends > deadline) {
                self.sleep.set(Some((self.begin)(deadline.since(now))));
                self.ends = Some(deadline);
            }
            let Some(sleep) = self.sleep.as_mut().as_pin_mut() else { return Poll::Pending };
            if sleep.poll(context).is_pending() {
                return Poll::Pending;
            }
            self.clear();
        }
        // A timer that is early again and again must not hold up the others of its runtime.
        context.waker().wake_by_ref();
        Poll::Pending
    }

    fn clear(&mut self) {
        self.sleep.set(None);
        self.ends = None;
    }
}
