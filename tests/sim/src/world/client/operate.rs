//! Decides how a client's operation is driven in a world: its machines are those of programs, and so are its messages.

use super::super::{
    World,
    event::{Event, Origin, Who},
};
use crate::{
    rule::{Rule, Violation},
    server::wall,
};
use dacapo_core::{
    client::{Operation, OperationInput, OperationOutput},
    machine::Machine,
    rpc::{Call, CallEnd, CallId, Retried, RetriedInput, RetriedOutput, RetryPolicy},
    time::{MonoTime, Now},
};
use std::time::Duration;

/// How long an attempt may take: of a call that is answered at once, and of one that is held [RPC-5].
const ATTEMPT: Duration = Duration::from_secs(30);
const LONG_POLL: Duration = Duration::from_secs(70);

/// An operation that is under way.
#[derive(Debug)]
pub(in super::super) struct Doing {
    operation: Operation,
    call: Option<Retried>,
    /// The attempt that is under way.
    attempt: Option<CallId>,
    pub(super) attempts: u32,
    pub(super) began: MonoTime,
    /// When it is over, whatever comes of it.
    pub(super) until: Option<MonoTime>,
}

impl Doing {
    pub(super) fn deadline(&self) -> Option<MonoTime> {
        Some(self.call.as_ref()?.deadline()?.at)
    }

    /// Whether the server holds what it asks for now.
    pub(super) const fn is_held(&self) -> bool {
        self.operation.asked().is_long_poll()
    }
}

impl World<'_> {
    pub(super) fn begin(&mut self, client: usize, operation: Operation) -> Result<(), Violation> {
        let in_a_hurry = self.random.up_to(2) == 0;
        let until = in_a_hurry.then(|| self.now.plus(Duration::from_millis(5_000 + self.random.up_to(60_000))));
        let doing = Doing { operation, call: None, attempt: None, attempts: 0, began: self.now, until };
        if let Some(known) = self.clients.get_mut(client) {
            known.doing = Some(doing);
        }
        self.operate(client, OperationInput::Begin)
    }

    /// Gives an operation what happens to it, and makes the call that it asks for.
    fn operate(&mut self, client: usize, input: OperationInput) -> Result<(), Violation> {
        let seed = self.random.next();
        let Some(doing) = self.clients.get_mut(client).and_then(|client| client.doing.as_mut()) else { return Ok(()) };
        if let OperationInput::Ended(Ok(_)) = &input {
            self.report.calls.entry(doing.operation.asked().method).or_default().0 += 1;
        }
        let Ok(()) = doing.operation.handle((), input);
        match doing.operation.poll() {
            Some(OperationOutput::Call(ask)) => {
                let (timeout, policy) =
                    if ask.is_long_poll() { (LONG_POLL, RetryPolicy::LONG_POLL) } else { (ATTEMPT, RetryPolicy::CALL) };
                let machine = ask.machine(ask.call(timeout, Vec::new()), policy, seed);
                doing.call = Some(match doing.until {
                    Some(until) => machine.until(until),
                    None => machine,
                });
                self.step(client, RetriedInput::Tick)
            }
            Some(OperationOutput::Done(asked, end)) => self.ended_operation(client, &asked, end),
            None => Ok(()),
        }
    }

    /// Gives a call what happens to it, and makes the attempt that it asks for.
    fn step(&mut self, client: usize, input: RetriedInput) -> Result<(), Violation> {
        let now = Now { mono: self.now, wall: wall(self.now) };
        let Some(call) = self.doing(client).and_then(|doing| doing.call.as_mut()) else { return Ok(()) };
        let Ok(()) = call.handle(now, input);
        let mut outputs = Vec::new();
        while let Some(output) = call.poll() {
            outputs.push(output);
        }
        for output in outputs {
            match output {
                RetriedOutput::Attempt(call) => self.attempt(client, call)?,
                RetriedOutput::CancelAttempt => self.cancel_attempt(client),
                RetriedOutput::Done(end) => self.operate(client, OperationInput::Ended(end))?,
            }
        }
        Ok(())
    }

    fn attempt(&mut self, client: usize, call: Call) -> Result<(), Violation> {
        self.last_call += 1;
        let (id, now) = (CallId(self.last_call), self.now);
        let Some(doing) = self.doing(client) else { return Ok(()) };
        doing.attempt = Some(id);
        doing.attempts += 1;
        if doing.until.is_some_and(|until| now >= until || now.plus(call.timeout) > until) {
            let how = format!("{} begins at {now:?} for {:?}: {doing:?}", call.method, call.timeout);
            return Err(Violation::new(Rule::CLIENT_DEADLINES, how));
        }
        self.report.calls.entry(call.method).or_default().1 += 1;
        self.call(Origin { who: Who::Client(client), call: id }, call);
        Ok(())
    }

    fn cancel_attempt(&mut self, client: usize) {
        let after = self.delay(self.faults.delay);
        if let Some(call) = self.doing(client).and_then(|doing| doing.attempt.take()) {
            self.later(after, Event::Canceled(Origin { who: Who::Client(client), call }));
        }
    }

    /// An attempt of a client has ended, if it is still under way.
    pub(in super::super) fn answered(&mut self, client: usize, call: CallId, end: CallEnd) -> Result<(), Violation> {
        let Some(doing) = self.doing(client).filter(|doing| doing.attempt == Some(call)) else { return Ok(()) };
        doing.attempt = None;
        self.step(client, RetriedInput::Ended(end))
    }

    /// Tells those clients the time that want to know it.
    pub(in super::super) fn tick_clients(&mut self) -> Result<(), Violation> {
        for client in 0..self.clients.len() {
            if self.clients.get(client).and_then(super::Client::deadline).is_some_and(|at| at <= self.now) {
                self.step(client, RetriedInput::Tick)?;
            }
        }
        Ok(())
    }

    fn doing(&mut self, client: usize) -> Option<&mut Doing> {
        self.clients.get_mut(client)?.doing.as_mut()
    }
}
