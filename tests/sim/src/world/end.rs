//! Decides how a world ends: a while without faults, questions to what is closed, and the end of all workers.

use super::{
    World,
    check::POLLS_AGAIN,
    client::Client,
    event::{Event, Origin, Who},
};
use crate::{
    process::Given,
    program::Visit,
    rule::{Rule, Violation},
};
use dacapo_core::{rpc::CallId, time::MonoTime};
use std::time::Duration;

/// How long a world goes on when everything is as it should be.
const CALM: Duration = Duration::from_secs(20);

/// How long a worker that has nothing to do may take to end, where nothing goes wrong.
const IDLE: Duration = Duration::from_secs(1);

impl World<'_> {
    pub(super) fn end(&mut self) -> Result<(), Violation> {
        let calm = self.last_fault().plus(POLLS_AGAIN).max(self.now).plus(CALM);
        self.go_on_until(calm)?;
        self.check_held()?;
        self.ask_closed()?;
        self.report.outcomes = self.server.outcomes();
        self.check_effects_of_clients()?;
        self.shut_down()
    }

    fn go_on_until(&mut self, until: MonoTime) -> Result<(), Violation> {
        while self.now < until {
            self.step_until(until)?;
        }
        Ok(())
    }

    /// Asks every workflow that ended by itself for its state.
    fn ask_closed(&mut self) -> Result<(), Violation> {
        let ended = |outcome: &str| outcome.starts_with("completed") || outcome.starts_with("failed");
        let closed = self.server.outcomes().into_iter();
        let closed = closed.filter(|(_, outcome)| outcome.as_ref().is_some_and(|outcome| ended(outcome)));
        let closed: Vec<String> = closed.map(|(workflow_id, _)| workflow_id).collect();
        self.report.answers.clear();
        let before = self.clients.len();
        for workflow_id in closed {
            let client = self.clients.len();
            self.clients.push(Client::new(&workflow_id, Default::default(), vec![Visit::Query]));
            self.visit(client)?;
        }
        self.go_on_until(self.now.plus(CALM))?;
        match self.clients.iter().skip(before).find(|client| !client.is_done()) {
            Some(client) => Err(Violation::new(Rule::QUERIES, format!("{} does not answer", client.workflow_id()))),
            None => Ok(()),
        }
    }

    /// Every worker ends: it has nothing to do, and nothing goes wrong.
    fn shut_down(&mut self) -> Result<(), Violation> {
        self.is_ending = true;
        for worker in 0..self.processes.len() {
            self.let_polls_arrive(worker)?;
            let is_quiet = self.process(worker).is_some_and(super::Process::is_quiet);
            let began = self.now;
            self.give(worker, Given::Shutdown)?;
            while self.process(worker).is_some_and(|process| process.report.is_none()) {
                self.step_until(began.plus(super::check::SHUTDOWN).plus(IDLE))?;
            }
            if is_quiet && self.now > began.plus(IDLE) {
                let how = format!("worker {worker} has nothing to do, and needs {:?}", self.now.since(began));
                return Err(Violation::new(Rule::SHUTDOWN, how));
            }
        }
        Ok(())
    }

    /// The server ends the polls that it has when it hears of the shutdown, and not one that is still under way.
    fn let_polls_arrive(&mut self, worker: usize) -> Result<(), Violation> {
        for _ in 0..20 {
            if self.astray(worker).is_empty() {
                break;
            }
            self.go_on_until(self.now.plus(Duration::from_millis(10)))?;
        }
        Ok(())
    }

    /// A worker has said that it has ended: in time.
    pub(super) fn check_shutdown(&self, worker: usize) -> Result<(), Violation> {
        let told = self.process(worker).and_then(|process| process.told_to_end);
        if told.is_none() {
            return Err(Violation::new(Rule::SHUTDOWN, format!("worker {worker} ends, and nobody told it to")));
        }
        Ok(())
    }

    /// Whether a request or an answer of a call is on its way.
    pub(super) fn is_under_way(&self, (worker, generation): (usize, u64), call: CallId) -> bool {
        let soon = self.now.plus(IDLE);
        let coming = self.events.iter().take_while(|((at, _), _)| *at <= soon);
        coming.into_iter().any(|(_, event)| match event {
            Event::Arrives { from: origin, .. } | Event::Answered { to: origin, .. } => {
                *origin == Origin { who: Who::Process(worker, generation), call }
            }
            _ => false,
        })
    }
}
