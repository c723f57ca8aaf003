//! Decides how the calls that are under way are kept: each until it ends, or until nobody waits for it.

use core::{
    future::Future,
    task::{Context, Poll},
};
use dacapo_core::rpc::{CallEnd, CallId};
use futures_util::{
    StreamExt,
    future::{AbortHandle, Abortable},
    stream::FuturesUnordered,
};
use std::collections::BTreeMap;

/// The attempts that are under way.
pub(super) struct Attempts<C> {
    open: FuturesUnordered<Abortable<C>>,
    handles: BTreeMap<CallId, AbortHandle>,
}

impl<C> Default for Attempts<C> {
    fn default() -> Self {
        Self { open: FuturesUnordered::new(), handles: BTreeMap::new() }
    }
}

impl<C: Future<Output = (CallId, CallEnd)>> Attempts<C> {
    pub(super) fn begin(&mut self, id: CallId, attempt: C) {
        let (handle, registration) = AbortHandle::new_pair();
        self.handles.insert(id, handle);
        self.open.push(Abortable::new(attempt, registration));
    }

    /// Lets go of an attempt: the next poll drops it.
    pub(super) fn cancel(&mut self, id: CallId) {
        if let Some(handle) = self.handles.remove(&id) {
            handle.abort();
        }
    }

    /// Waits for the next end of one that somebody waits for.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<(CallId, CallEnd)> {
        while let Poll::Ready(Some(ended)) = self.open.poll_next_unpin(context) {
            let Ok((id, end)) = ended else { continue };
            self.handles.remove(&id);
            return Poll::Ready((id, end));
        }
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use super::Attempts;
    use core::{
        future::ready,
        task::{Context, Poll, Waker},
    };
    use dacapo_core::rpc::{CallId, Code, Status};

    #[test]
    fn nothing_is_kept_of_attempts_that_are_over() {
        let context = &mut Context::from_waker(Waker::noop());
        let mut attempts = Attempts::default();
        for id in 0..100 {
            let id = CallId(id);
            attempts.begin(id, ready((id, Err(Status::new(Code::Unavailable, "on purpose")))));
        }
        attempts.cancel(CallId(7));
        let mut ended = Vec::new();
        while let Poll::Ready((id, _)) = attempts.poll(context) {
            ended.push(id.0);
        }
        ended.sort_unstable();
        assert_eq!(ended, (0..100).filter(|id| *id != 7).collect::<Vec<_>>());
        assert_eq!((attempts.open.len(), attempts.handles.len()), (0, 0));
    }
}
