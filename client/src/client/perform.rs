//! Decides how the machine of one call is driven: its attempts on a transport, its waits on a runtime.

use super::Client;
use crate::convert::Converter;
use dacapo_core::{
    machine::Machine as _,
    rpc::{CallEnd, Retried, RetriedInput, RetriedOutput},
};
use dacapo_runtime::{Runtime, Transport};
use futures_util::{
    FutureExt as _,
    future::{BoxFuture, Either, pending, select},
};

/// One call that is being made.
pub(super) struct Performed<'a, R, T> {
    world: (&'a R, &'a T),
    machine: Retried,
    attempts: u32,
}

impl<'a, R: Runtime, T: Transport> Performed<'a, R, T> {
    pub(super) const fn new<C: Converter>(client: &'a Client<R, T, C>, machine: Retried) -> Self {
        Self { world: client.world(), machine, attempts: 0 }
    }

    /// How many attempts were begun.
    pub(super) const fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Gives the machine an input, and then does what it wants until it is done. Whoever drops the future cancels the call.
    pub(super) async fn run(&mut self, mut input: RetriedInput) -> CallEnd {
        let (runtime, transport) = self.world;
        let mut attempt: Option<BoxFuture<'a, CallEnd>> = None;
        loop {
            let Ok(()) = self.machine.handle(runtime.now(), input);
            while let Some(output) = self.machine.poll() {
                match output {
                    RetriedOutput::Attempt(call) => {
                        self.attempts = self.attempts.saturating_add(1);
                        attempt = Some(transport.call(call).boxed());
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
