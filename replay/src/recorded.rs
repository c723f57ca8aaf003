//! Decides what a workflow must have asked for in each workflow task, from its history alone.
//!
//! A history holds an event for every command, so a host that answers each activation with the commands of the events
//! that follow needs no workflow code. What a history cannot tell, such as how an activity was to be canceled, is
//! chosen so that it fits every history (see `docs/recorded-host.md`).

mod command;
mod early;
mod operations;

use bytes::Bytes;
use command::Translator;
use dacapo_core::{
    command::host::{Completion, HostCommand, HostKind, Success},
    error::Malformed,
    history::{
        Events,
        event::{Attributes, Event},
    },
    id::{EventId, Text},
    workflow::activation::{Activation, Job},
};
use dacapo_proto::temporal::api::enums::v1::EventType;
use std::collections::BTreeSet;

/// One command, and what must have happened before the workflow can have issued it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Step {
    /// The event that confirms it; 0 for one that was added.
    pub event: EventId,
    /// What to ask for.
    pub command: HostCommand,
    /// The update that must have been delivered, by its protocol instance.
    pub needs_update: Option<Text>,
    /// Whether it is issued in an earlier task than its event shows.
    pub is_early: bool,
}

impl Step {
    fn is_local_activity(&self) -> bool {
        matches!(self.command.kind, HostKind::ScheduleLocalActivity(_))
    }
}

/// The commands of one workflow task.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Group {
    /// The event that started the task.
    pub started: EventId,
    /// The commands, in order.
    pub steps: Vec<Step>,
}

/// What a history says its workflow asked for.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Plan {
    /// The completed workflow tasks, in order.
    pub groups: Vec<Group>,
    /// What the history is of.
    pub facts: Facts,
}

/// What a history is of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Facts {
    /// The workflow's type.
    pub workflow_type: Text,
    /// The workflow's id.
    pub workflow_id: Text,
    /// The first run id of the execution, which gives the random seed.
    pub run_id: Text,
    /// How many events there are.
    pub events: usize,
    /// How many workflow tasks were completed.
    pub workflow_tasks: usize,
    /// How many events are of commands.
    pub command_events: usize,
    /// The start of the last workflow task that was completed; 0 for none.
    pub last_completed_start: EventId,
    /// The start of a workflow task with which the history ends.
    pub open_start: Option<EventId>,
    /// The starts of the completed workflow tasks, in order.
    pub tasks: Vec<EventId>,
}

impl Facts {
    /// Reads a history, an encoded `temporal.api.history.v1.History`, and asks no more of its events than that each
    /// can be read.
    ///
    /// # Errors
    ///
    /// An event that cannot be read.
    pub fn of(history: &Bytes) -> Result<Self, Malformed> {
        let mut facts = Self::default();
        for event in Events::new(history.clone()) {
            facts.add(&event?);
        }
        facts.non_empty()
    }

    fn add(&mut self, event: &Event) {
        self.events += 1;
        self.open_start = None;
        match &event.attributes {
            Attributes::Ignorable => {}
            _ if event.is_command() => self.command_events += 1,
            Attributes::WorkflowExecutionStarted(started) => {
                self.workflow_type = started.workflow_type.clone();
                self.workflow_id = started.workflow_id.clone();
                self.run_id = started.original_execution_run_id.clone();
            }
            Attributes::WorkflowTaskStarted(_) => self.open_start = Some(event.id),
            Attributes::WorkflowTaskCompleted(completed) => {
                self.workflow_tasks += 1;
                self.last_completed_start = completed.started;
                self.tasks.push(completed.started);
            }
            _ => {}
        }
    }

    fn non_empty(self) -> Result<Self, Malformed> {
        let what = "the history has no events";
        if self.events == 0 { Err(Malformed { event: EventId(1), field: 0, what }) } else { Ok(self) }
    }
}

impl Plan {
    /// Reads a history, an encoded `temporal.api.history.v1.History`.
    ///
    /// # Errors
    ///
    /// An event that cannot be read, or that no server writes in its place.
    pub fn of(history: &Bytes) -> Result<Self, Malformed> {
        let mut plan = Self::default();
        let mut translator = Translator::default();
        let mut awake = early::Awake::default();
        for event in Events::new(history.clone()) {
            let event = event?;
            awake.see(&event);
            plan.add(&event, &mut translator)?;
        }
        awake.schedule_early(&mut plan.groups);
        plan.facts = plan.facts.non_empty()?;
        operations::mark_awaited_deliveries(history, &mut plan)?;
        Ok(plan)
    }

    fn add(&mut self, event: &Event, translator: &mut Translator) -> Result<(), Malformed> {
        self.facts.add(event);
        match &event.attributes {
            Attributes::WorkflowTaskStarted(_)
            | Attributes::WorkflowTaskFailed { .. }
            | Attributes::WorkflowTaskTimedOut { .. } => translator.is_in_task = false,
            Attributes::WorkflowTaskCompleted(completed) => {
                translator.is_in_task = true;
                self.groups.push(Group { started: completed.started, steps: Vec::new() });
            }
            Attributes::Ignorable => {}
            _ if event.is_command() => {
                if !translator.is_in_task {
                    let what = "an event of a command is in no completed workflow task";
                    return Err(Malformed { event: event.id, field: 0, what });
                }
                if let (Some(step), Some(group)) = (translator.step(event)?, self.groups.last_mut()) {
                    group.steps.push(step);
                }
            }
            _ => {}
        }
        if event.kind != EventType::MarkerRecorded {
            translator.follows_patch = false;
        }
        Ok(())
    }

    /// The same commands for another history: those of the n-th completed workflow task here answer the n-th one
    /// there. Groups for which it has no task are given back.
    #[must_use]
    pub fn bound_to(mut self, facts: Facts) -> (Self, Vec<Group>) {
        let surplus = self.groups.split_off(self.groups.len().min(facts.tasks.len()));
        for (group, started) in self.groups.iter_mut().zip(&facts.tasks) {
            group.started = *started;
        }
        (Self { facts, ..self }, surplus)
    }

    /// All steps, each with the task it belongs to.
    pub fn steps(&self) -> impl Iterator<Item = (EventId, &Step)> {
        self.groups.iter().flat_map(|group| group.steps.iter().map(|step| (group.started, step)))
    }
}

/// Answers activations with the commands of a plan.
#[derive(Clone, Debug)]
pub struct RecordedHost {
    groups: Vec<HostGroup>,
    /// The first group that is not done with.
    next: usize,
    delivered: BTreeSet<Text>,
    is_lazy: bool,
    local_activities: usize,
    /// How many commands were given.
    pub commands: usize,
}

#[derive(Clone, Debug)]
struct HostGroup {
    started: EventId,
    /// In reverse: the next one is at the end.
    steps: Vec<Step>,
}

impl RecordedHost {
    /// A host that does as much as it can in each activation.
    #[must_use]
    pub fn new(plan: Plan) -> Self {
        let group = |mut group: Group| {
            group.steps.reverse();
            HostGroup { started: group.started, steps: group.steps }
        };
        Self {
            groups: plan.groups.into_iter().map(group).collect(),
            next: 0,
            delivered: BTreeSet::new(),
            is_lazy: false,
            local_activities: 0,
            commands: 0,
        }
    }

    /// The same, but one that awaits each local activity before it goes on.
    #[must_use]
    pub fn lazy(plan: Plan) -> Self {
        Self { is_lazy: true, ..Self::new(plan) }
    }

    /// What the workflow did when it was told this.
    #[must_use]
    pub fn answer(&mut self, activation: &Activation) -> Completion {
        for job in &activation.jobs {
            match job {
                Job::DoUpdate(update) => {
                    self.delivered.insert(update.protocol_instance_id.clone());
                }
                Job::ResolveActivity { is_local: true, .. } => {
                    self.local_activities = self.local_activities.saturating_sub(1);
                }
                _ => {}
            }
        }
        let mut commands = Vec::new();
        while let Some(group) = self.groups.get_mut(self.next).filter(|g| g.started <= activation.history_length) {
            if commands.is_empty() && !self.is_lazy && group.steps.iter().all(|step| step.needs_update.is_none()) {
                commands.reserve_exact(group.steps.len());
            }
            while let Some(step) = group.steps.pop_if(|step| {
                let has_update = step.needs_update.as_ref().is_none_or(|update| self.delivered.contains(update));
                has_update && !(self.is_lazy && self.local_activities > 0)
            }) {
                if step.is_local_activity() && !step.is_early {
                    self.local_activities += 1;
                }
                commands.push(step.command);
            }
            if !group.steps.is_empty() {
                break;
            }
            self.next += 1;
        }
        self.commands += commands.len();
        Success::with(commands)
    }

    /// The first command that was never asked for, with the task it belongs to.
    #[must_use]
    pub fn left_over(&self) -> Option<(EventId, &Step)> {
        self.groups.iter().find_map(|group| group.steps.last().map(|step| (group.started, step)))
    }
}
