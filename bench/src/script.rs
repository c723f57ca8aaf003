//! The language side of every engine: answers activations from a plan; generic over the engine's command type.

use crate::plan::{Await, Command, Plan};
use anyhow::{Result, ensure};
use std::{iter::Peekable, vec};

/// A plan turned into one engine's commands, and how far it has been played.
#[derive(Debug)]
pub(crate) struct Script<C> {
    groups: Peekable<vec::IntoIter<Group<C>>>,
    current: Option<Group<C>>,
    updates: Vec<String>,
    local_activities: Vec<u32>,
    sent: usize,
    planned: usize,
}

#[derive(Debug)]
struct Group<C> {
    started_event_id: i64,
    steps: Peekable<vec::IntoIter<Step<C>>>,
}

#[derive(Debug)]
struct Step<C> {
    command: C,
    awaits: Option<Await>,
}

impl<C> Script<C> {
    /// Translates every command now, so that answering only moves it.
    pub(crate) fn new(plan: &Plan, translate: impl Fn(&Command) -> C) -> Self {
        let groups: Vec<_> = plan
            .groups
            .iter()
            .map(|group| Group {
                started_event_id: group.started_event_id,
                steps: group
                    .steps
                    .iter()
                    .map(|step| Step { command: translate(&step.command), awaits: step.awaits.clone() })
                    .collect::<Vec<_>>()
                    .into_iter()
                    .peekable(),
            })
            .collect();
        Self {
            planned: plan.commands(),
            groups: groups.into_iter().peekable(),
            current: None,
            updates: vec![],
            local_activities: vec![],
            sent: 0,
        }
    }

    /// Notes that an activation carried this update.
    pub(crate) fn update_arrived(&mut self, protocol_instance_id: String) {
        self.updates.push(protocol_instance_id);
    }

    /// Notes that an activation resolved this local activity.
    pub(crate) fn local_activity_resolved(&mut self, seq: u32) {
        self.local_activities.push(seq);
    }

    /// Takes the commands that answer an activation of the workflow task which event `started_event_id` started.
    pub(crate) fn answer(&mut self, started_event_id: i64) -> Vec<C> {
        let mut commands = vec![];
        if !self.seek(started_event_id) {
            return commands;
        }
        let Some(mut group) = self.current.take() else {
            return commands;
        };
        while let Some(step) = group.steps.next_if(|step| self.is_ready(step)) {
            if let Some(Await::Update(id)) = &step.awaits {
                self.updates.retain(|arrived| arrived != id);
            }
            commands.push(step.command);
        }
        self.sent += commands.len();
        self.current = Some(group);
        commands
    }

    /// Says how many commands were sent.
    ///
    /// # Errors
    ///
    /// The engine did not ask for all of them.
    pub(crate) fn finish(&self) -> Result<u64> {
        let Self { sent, planned, .. } = *self;
        ensure!(sent == planned, "sent {sent} of {planned} commands");
        Ok(u64::try_from(sent)?)
    }

    /// Moves on to the group of a workflow task; `false` if nothing is recorded for it.
    fn seek(&mut self, started_event_id: i64) -> bool {
        while let Some(group) = self.groups.next_if(|group| group.started_event_id <= started_event_id) {
            // A command only waits for local activities of its own task.
            self.local_activities.clear();
            self.current = Some(group);
        }
        self.current.as_ref().is_some_and(|group| group.started_event_id == started_event_id)
    }

    fn is_ready(&self, step: &Step<C>) -> bool {
        match &step.awaits {
            None => true,
            Some(Await::Update(id)) => self.updates.contains(id),
            Some(Await::LocalActivity(seq)) => self.local_activities.contains(seq),
        }
    }
}
