//! Is the rest of the world: signals, updates, queries, timers, other executions, deployments and mishaps.

use super::Sim;
use crate::model::{event, server, server::Task};
use dacapo_core::{
    id::EventId,
    payload::{PayloadMap, Payloads},
    workflow::{
        activation::{EvictionReason, Query},
        task::WorkflowTask,
    },
};
use dacapo_proto::temporal::api::{
    history::v1::{self as h, history_event::Attributes as A},
    update::v1::{Input, Meta, Request},
};

impl Sim<'_, '_> {
    /// Whether the server would fold what happens now with a task whose jobs had no commands.
    fn is_held(&self) -> bool {
        self.folds && !self.may_fold && matches!(self.server.task, Task::Scheduled { .. })
    }

    fn happen(&mut self, attributes: A, wakes: bool) {
        if !self.is_held() {
            self.server.happen(attributes, wakes);
        }
    }

    pub(super) fn signal(&mut self) {
        let name = self.choices.below(8);
        self.count += 1;
        let input = format!("signal {}", self.count);
        self.happen(
            A::WorkflowExecutionSignaledEventAttributes(h::WorkflowExecutionSignaledEventAttributes {
                signal_name: format!("signal-{name}"),
                input: Some(event::payloads(&input)),
                identity: "client".into(),
                ..Default::default()
            }),
            true,
        );
    }

    pub(super) fn request_cancel(&mut self) {
        if self.server.world.is_cancel_requested {
            return;
        }
        self.happen(
            A::WorkflowExecutionCancelRequestedEventAttributes(h::WorkflowExecutionCancelRequestedEventAttributes {
                cause: "client".into(),
                ..Default::default()
            }),
            true,
        );
    }

    /// Something that is under way moves on; `false` where nothing is.
    pub(super) fn move_world(&mut self) -> bool {
        if self.is_held() {
            return false;
        }
        if let Some(attributes) = self.server.world.fire(&mut self.choices) {
            self.server.happen(attributes, true);
            return true;
        }
        if self.server.world.activities.is_empty() {
            return self.move_other();
        }
        self.move_activity();
        true
    }

    pub(super) fn move_activity(&mut self) {
        if self.is_held() {
            return;
        }
        for attributes in self.server.world.move_activity(&mut self.choices) {
            let wakes = !matches!(attributes, A::ActivityTaskStartedEventAttributes(_));
            self.server.happen(attributes, wakes);
        }
    }

    pub(super) fn move_other(&mut self) -> bool {
        if self.is_held() {
            return false;
        }
        let world = self.server.world.clone();
        let first = self.choices.below(4);
        for kind in (0..4).cycle().skip(first).take(4) {
            let choices = &mut self.choices;
            let attributes = match kind {
                0 => world.move_child(choices),
                1 => world.deliver(choices),
                2 => world.move_operation(choices),
                _ => world.deliver_to_operation(choices),
            };
            if let Some(attributes) = attributes {
                self.server.happen(attributes, true);
                return true;
            }
        }
        false
    }

    /// Something changes that workers may pass over.
    pub(super) fn change_options(&mut self) {
        self.happen(server::options_updated(), false);
    }

    pub(super) fn send_update(&mut self) {
        self.count += 1;
        let number = self.choices.below(8);
        self.server.update(Request {
            meta: Some(Meta { update_id: format!("update-{}", self.count), identity: "client".into() }),
            input: Some(Input {
                name: format!("update-{number}"),
                args: Some(event::payloads("update")),
                ..Default::default()
            }),
            ..Default::default()
        });
    }

    /// Queries that come with the next task, some of the time.
    pub(super) fn attached_queries(&mut self) -> Vec<Query> {
        if !self.choices.one_in(12) {
            return Vec::new();
        }
        let count = 1 + self.choices.below(3);
        (0..count).map(|number| query(&format!("query-{}", count - number))).collect()
    }

    /// Someone asks, while no task is open.
    pub(super) fn query(&mut self) {
        let is_idle = self.server.task == Task::None && self.server.last_completed_start > 0;
        if !is_idle || self.cached.as_ref().is_some_and(|cached| cached.has_task) {
            return;
        }
        let events = if self.server.is_sticky { Vec::new() } else { self.server.pages.clone() };
        self.pages.clear();
        self.take_task(WorkflowTask {
            attempt: 1,
            history: server::joined(&events),
            previous_started_event_id: EventId(self.server.last_completed_start),
            legacy_query: Some(query("")),
            ..WorkflowTask::default()
        });
        // Nobody else answers while this one is open.
        while let Some(cached) = self.cached.as_ref().filter(|cached| cached.has_task) {
            assert!(cached.outstanding.is_some(), "a query is not asked: {:#?}", cached.run);
            self.answer(false);
        }
    }

    /// The worker lets go of the run.
    pub(super) fn evict_run(&mut self) {
        if self.choices.one_in(2) {
            self.lose_run(false);
        } else {
            self.evict(EvictionReason::CacheFull);
        }
    }

    /// The worker is too slow, to answer or to poll.
    pub(super) fn time_out(&mut self) {
        if self.is_open_here() {
            self.server.time_out_task();
            self.lose_run(true);
        } else if !self.is_held() {
            self.server.time_out_stickiness();
        }
    }

    /// Workers get a newer build, which happens when no run is cached.
    pub(super) const fn deploy(&mut self) {
        if self.cached.is_none() {
            self.is_new = true;
        }
    }

    pub(super) fn terminate(&mut self) {
        self.server.terminate(A::WorkflowExecutionTerminatedEventAttributes(
            h::WorkflowExecutionTerminatedEventAttributes { reason: "model".into(), ..Default::default() },
        ));
    }

    /// The execution goes on from an earlier task, as another run.
    pub(super) fn reset(&mut self) {
        self.lose_run(true);
        if !self.server.reset(&mut self.choices) {
            return;
        }
        self.tally.resets += 1;
        self.config.run_id = self.server.worker.run_id.clone();
        let last = self.server.last_completed_start;
        self.told.retain(|act| act.at <= last);
    }
}

fn query(id: &str) -> Query {
    Query {
        query_id: id.into(),
        query_type: "state".into(),
        arguments: Payloads::default(),
        header: PayloadMap::default(),
    }
}
