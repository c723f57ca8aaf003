//! The language side of every engine: answers activations from a plan; generic over the engine's command type.
//!
//! It answers as `dacapo_replay::recorded::RecordedHost` does, with commands that were translated beforehand. Unlike that
//! one it forgets an update with the last command that needs it, so that its own cost does not grow with the history.

use crate::replay::engine::Tally;
use anyhow::{Result, ensure};
use dacapo_core::{
    command::host::HostCommand,
    id::{EventId, Text},
};
use dacapo_replay::recorded::{self, Plan};
use std::collections::BTreeSet;

/// A plan turned into one engine's commands, and how far it has been played.
#[derive(Debug)]
pub(crate) struct Script<C> {
    groups: Vec<Group<C>>,
    /// The first group that is not done with.
    next: usize,
    /// The updates that steps to come need. It is short, whatever the history.
    delivered: Vec<Text>,
    planned: u64,
    tally: Tally,
}

#[derive(Debug)]
struct Group<C> {
    started: EventId,
    /// In reverse: the next one is at the end.
    steps: Vec<Step<C>>,
}

#[derive(Debug)]
struct Step<C> {
    command: C,
    needs_update: Option<Text>,
    /// Whether no later step needs that update.
    is_last_need: bool,
}

impl<C> Script<C> {
    /// Translates every command now, so that answering only moves it.
    ///
    /// # Errors
    ///
    /// The engine has no such command.
    pub(crate) fn new(plan: &Plan, translate: impl Fn(&HostCommand) -> Result<C>) -> Result<Self> {
        let mut needed = BTreeSet::new();
        let mut step = |step: &recorded::Step| -> Result<_> {
            let (command, needs_update) = (translate(&step.command)?, step.needs_update.clone());
            let is_last_need = needs_update.as_ref().is_some_and(|update| needed.insert(update.clone()));
            Ok(Step { command, needs_update, is_last_need })
        };
        let group = |group: &recorded::Group| -> Result<_> {
            Ok(Group { started: group.started, steps: group.steps.iter().rev().map(&mut step).collect::<Result<_>>()? })
        };
        let mut groups = plan.groups.iter().rev().map(group).collect::<Result<Vec<_>>>()?;
        groups.reverse();
        Ok(Self {
            groups,
            next: 0,
            delivered: vec![],
            planned: u64::try_from(plan.steps().count())?,
            tally: Tally::default(),
        })
    }

    /// Notes that an activation delivers this update.
    pub(crate) fn deliver_update(&mut self, protocol_instance_id: Text) {
        self.delivered.push(protocol_instance_id);
    }

    /// Takes the commands that answer an activation for which history was applied up to `history_length`.
    pub(crate) fn answer(&mut self, history_length: EventId) -> Vec<C> {
        let mut commands = vec![];
        while let Some(group) = self.groups.get_mut(self.next).filter(|group| group.started <= history_length) {
            if commands.is_empty() && group.steps.iter().all(|step| step.needs_update.is_none()) {
                commands.reserve_exact(group.steps.len());
            }
            while let Some(step) = group
                .steps
                .pop_if(|step| step.needs_update.as_ref().is_none_or(|update| self.delivered.contains(update)))
            {
                if step.is_last_need {
                    self.delivered.retain(|update| Some(update) != step.needs_update.as_ref());
                }
                commands.push(step.command);
            }
            if !group.steps.is_empty() {
                break;
            }
            self.next += 1;
        }
        self.tally.add(history_length, commands.len());
        commands
    }

    /// Says what was answered.
    ///
    /// # Errors
    ///
    /// The engine did not ask for all commands.
    pub(crate) fn finish(&self) -> Result<Tally> {
        let Self { tally, planned, .. } = self;
        ensure!(tally.commands == *planned, "it asked for {} of {planned} commands", tally.commands);
        Ok(*tally)
    }
}
