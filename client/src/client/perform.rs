//! Decides how the machine of one call is driven: its attempts on a transport, its waits on a runtime.

use crate::interceptor::{Intercepted, Interceptor, Next};
use dacapo_core::{
    id::Text,
    machine::Machine as _,
    rpc::{Call, CallEnd, Retried, RetriedInput, RetriedOutput},
};
use dacapo_runtime::{Runtime, Transport};
use futures_util::{
    FutureExt as _,
    future::{BoxFuture, Either, pending, select},
};
use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

/// How attempts are made.
pub(super) struct Attempt<'a, R, T> {
    pub(super) world: (&'a R, &'a T),
    pub(super) interceptors: &'a [Arc<dyn Interceptor>],
    pub(super) namespace: &'a str,
    pub(super) is_long_poll: bool,
}

impl<'a, R, T: Transport> Attempt<'a, R, T> {
    fn begin(&self, call: Call, attempt: u32) -> BoxFuture<'a, CallEnd> {
        let (_, transport) = self.world;
        if self.interceptors.is_empty() {
            return transport.call(call).boxed();
        }
        let (namespace, is_long_poll) = (Text::from(self.namespace), self.is_long_poll);
        Next::of_attempt(self.interceptors, transport).run(Intercepted { call, namespace, is_long_poll, attempt })
    }
}

/// One call that is being made.
pub(super) struct Performed<'a, R, T> {
    how: Attempt<'a, R, T>,
    machine: Retried,
    /// How many attempts were begun.
    attempts: &'a AtomicU32,
}

impl<'a, R: Runtime, T: Transport> Performed<'a, R, T> {
    pub(super) const fn new(how: Attempt<'a, R, T>, machine: Retried, attempts: &'a AtomicU32) -> Self {
        Self { how, machine, attempts }
    }

    /// Does what the machine wants until it is done. Whoever drops the future cancels the call.
    pub(super) async fn run(mut self) -> CallEnd {
        let (runtime, _) = self.how.world;
        let mut attempt: Option<BoxFuture<'a, CallEnd>> = None;
        let mut input = RetriedInput::Tick;
        loop {
            let Ok(()) = self.machine.handle(runtime.now(), input);
            while let Some(output) = self.machine.poll() {
                match output {
                    RetriedOutput::Attempt(call) => {
                        let number = self.attempts.fetch_add(1, Ordering::Relaxed).saturating_add(1);
                        attempt = Some(self.how.begin(call, number));
                    }
                    RetriedOutput::CancelAttempt => attempt = None,
                    RetriedOutput::Done(end) => return end,
                }
            }
            let ended = match &mut attempt {
                Some(attempt) => Either::Left(attempt),
                None => Either::Right(pending()),
            };
            let time = match self.machine.deadline() {
                Some(deadline) => Either::Left(runtime.sleep(deadline.at.since(runtime.now().mono))),
                None => Either::Right(pending()),
            };
            input = match select(ended, Box::pin(time)).await {
                Either::Left((end, _)) => {
                    attempt = None;
                    RetriedInput::Ended(end)
                }
                Either::Right(((), _)) => RetriedInput::Tick,
            };
        }
    }
}
