//! Decides when a sleep ends.

use super::{executor::State, lock};
use core::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};
use dacapo_core::time::MonoTime;
use std::sync::{Arc, Mutex};

/// Ends when its time has come. Even the shortest lets others go first.
#[derive(Debug)]
pub struct Sleep {
    state: Arc<Mutex<State>>,
    key: (MonoTime, u64),
    was_polled: bool,
}

impl Sleep {
    pub(super) fn new(state: &Arc<Mutex<State>>, after: Duration) -> Self {
        let mut locked = lock(state);
        let key = (locked.now().mono.plus(after), locked.next_timer());
        Self { state: state.clone(), key, was_polled: false }
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let was_polled = core::mem::replace(&mut self.was_polled, true);
        let mut state = lock(&self.state);
        // The clock decides, not who woke the task.
        if was_polled && state.now().mono >= self.key.0 {
            let waker = state.unset_timer(self.key);
            drop(state);
            drop(waker);
            return Poll::Ready(());
        }
        state.set_timer(self.key, cx.waker());
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        let waker = lock(&self.state).unset_timer(self.key);
        drop(waker);
    }
}
