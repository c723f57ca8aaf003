//! The language side of every engine: answers activations from a plan; generic over the engine's command type.
//!
//! It answers as `dacapo_replay::recorded::RecordedHost` does, with commands that were translated beforehand.

use crate::engine::Tally;
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
    delivered: BTreeSet<Text>,
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
}

impl<C> Script<C> {
    /// Translates every command now, so that answering only moves it.
    ///
    /// # Errors
    ///
    /// The engine has no such command.
    pub(crate) fn new(plan: &Plan, translate: impl Fn(&HostCommand) -> Result<C>) -> Result<Self> {
        let step = |step: &recorded::Step| -> Result<_> {
            Ok(Step { command: translate(&step.command)?, needs_update: step.needs_update.clone() })
        };
        let group = |group: &recorded::Group| -> Result<_> {
            Ok(Group { started: group.started, steps: group.steps.iter().rev().map(step).collect::<Result<_>>()? })
        };
        Ok(Self {
            groups: plan.groups.iter().map(group).collect::<Result<_>>()?,
            next: 0,
            delivered: BTreeSet::new(),
            planned: u64::try_from(plan.steps().count())?,
            tally: Tally::default(),
        })
    }

    /// Notes that an activation delivers this update.
    pub(crate) fn deliver_update(&mut self, protocol_instance_id: Text) {
        self.delivered.insert(protocol_instance_id);
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
