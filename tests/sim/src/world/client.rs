//! Decides what is done to a workflow from outside: one thing after another, each until it is done.

use super::{World, event::Event};
use crate::{
    program::Visit,
    server::{Answered, UpdateState},
};
use std::time::Duration;

/// How long a client waits before it asks again.
const PATIENCE: Duration = Duration::from_secs(1);

/// Whoever has to do with one workflow from outside.
#[derive(Debug)]
pub(super) struct Client {
    workflow_id: String,
    visits: Vec<Visit>,
    /// What comes next.
    next: usize,
    /// A query that was asked and not answered.
    query: Option<u64>,
}

impl Client {
    pub(super) fn new(workflow_id: &str, visits: Vec<Visit>) -> Self {
        Self { workflow_id: workflow_id.to_owned(), visits, next: 0, query: None }
    }

    pub(super) fn is_done(&self) -> bool {
        self.next >= self.visits.len()
    }
}

impl World<'_> {
    /// A client does what comes next, or sees how far it is.
    pub(super) fn visit(&mut self, client: usize) {
        let Some(known) = self.clients.get_mut(client) else { return };
        let Some(visit) = known.visits.get(known.next).cloned() else { return };
        let (workflow_id, query) = (known.workflow_id.clone(), known.query);
        let is_done = self.server_gone.is_none()
            && match visit {
                Visit::Signal(name) => self.at_server().signal(&workflow_id, &name),
                Visit::Cancel => self.at_server().has_begun(&workflow_id) && self.at_server().cancel(&workflow_id),
                Visit::Update(id, name) => match self.at_server().update(&workflow_id, (&id, &name)) {
                    UpdateState::Unknown | UpdateState::Open => false,
                    UpdateState::Rejected(why) => {
                        self.report.updates.insert(id, format!("rejected: {why}"));
                        true
                    }
                    UpdateState::Completed(outcome) => {
                        self.report.updates.insert(id, outcome);
                        true
                    }
                },
                Visit::Query => match query {
                    None => {
                        let asked = self.at_server().query(&workflow_id, dacapo_kitchen_sink::program::STATE);
                        if let Some(known) = self.clients.get_mut(client) {
                            known.query = asked;
                        }
                        false
                    }
                    Some(number) => self.at_server().queried(number) != Answered::Open,
                },
            };
        self.deliver();
        let Some(known) = self.clients.get_mut(client) else { return };
        if is_done {
            known.next += 1;
            known.query = None;
        }
        let is_over = known.is_done();
        let after = if is_done { Duration::from_millis(self.random.up_to(8_000)) } else { PATIENCE };
        if !is_over {
            self.later(after, Event::Visits { client });
        }
    }
}
