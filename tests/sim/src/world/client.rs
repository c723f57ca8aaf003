//! Decides what is done to workflows from outside: one thing after another, each asked for until it is done.

mod ends;
mod operate;
mod request;

use super::{World, event::Event};
use crate::{program::Visit, rule::Violation};
use dacapo_core::{client::Operation, time::MonoTime};
use dacapo_proto::temporal::api::common::v1::Payloads;
use operate::Doing;
use std::time::Duration;

/// How long a client waits before it asks again.
const PATIENCE: Duration = Duration::from_secs(1);

/// Whoever has to do with one workflow from outside.
#[derive(Debug)]
pub(super) struct Client {
    workflow_id: String,
    /// What that is started with.
    input: Payloads,
    visits: Vec<Visit>,
    /// What comes next.
    next: usize,
    /// What that is made of: the same again, however often it is asked for.
    asked: Option<Operation>,
    /// How many attempts that had, in operations that are over.
    attempts: u32,
    doing: Option<Doing>,
}

impl Client {
    pub(super) fn new(workflow_id: &str, input: Payloads, visits: Vec<Visit>) -> Self {
        Self { workflow_id: workflow_id.to_owned(), input, visits, next: 0, asked: None, attempts: 0, doing: None }
    }

    pub(super) fn is_done(&self) -> bool {
        self.next >= self.visits.len()
    }

    pub(super) fn workflow_id(&self) -> &str {
        &self.workflow_id
    }

    /// What is done to the workflow before all else.
    pub(super) fn begins_with(&mut self, visit: Visit) {
        self.visits.insert(self.next, visit);
    }

    /// When it wants to be told the time.
    pub(super) fn deadline(&self) -> Option<MonoTime> {
        self.doing.as_ref()?.deadline()
    }
}

impl World<'_> {
    /// A client does what comes next, once there is what it is about.
    pub(super) fn visit(&mut self, number: usize) -> Result<(), Violation> {
        let Some(client) = self.clients.get(number).filter(|client| client.doing.is_none()) else { return Ok(()) };
        let Some(visit) = client.visits.get(client.next).cloned() else { return Ok(()) };
        if !self.may_begin(number, &visit) {
            self.later(PATIENCE, Event::Visits { client: number });
            return Ok(());
        }
        let operation = match &client.asked {
            Some(asked) => asked.clone(),
            None => request::operation((&client.workflow_id, &client.input), &visit, &mut self.random),
        };
        if let Some(client) = self.clients.get_mut(number) {
            client.asked = Some(operation.clone());
        }
        self.begin(number, operation)
    }

    /// Whether there is what a visit is about. Workflows are started in their order, as later ones know earlier ones.
    fn may_begin(&self, number: usize, visit: &Visit) -> bool {
        let Some(client) = self.clients.get(number) else { return false };
        match visit {
            Visit::Start | Visit::StartWithSignal(_) | Visit::StartWithUpdate(..) => {
                self.clients.iter().take(number).all(|before| self.server.knows(before.workflow_id()))
            }
            Visit::Cancel | Visit::Terminate => self.server.has_begun(client.workflow_id()),
            Visit::Signal(_) | Visit::Update(..) | Visit::Query | Visit::Result => {
                self.server.knows(client.workflow_id())
            }
        }
    }

    /// What came next is done.
    fn done(&mut self, number: usize) {
        let after = Duration::from_millis(self.random.up_to(8_000));
        let Some(client) = self.clients.get_mut(number) else { return };
        client.next += 1;
        client.asked = None;
        client.attempts = 0;
        if !client.is_done() {
            self.later(after, Event::Visits { client: number });
        }
    }

    /// It is asked for again.
    fn again(&mut self, number: usize) {
        self.later(PATIENCE, Event::Visits { client: number });
    }
}
