//! Edits what a workflow asks for, as a change of its code would.

use crate::recorded::{Group, Plan, Step};
use dacapo_core::{
    command::host::{HostCommand, HostKind, ScheduleActivity, SignalExternalWorkflow, SignalTarget, StartTimer},
    divergence::HypothesisKind,
    history::event::Execution,
    id::{EventId, Seq, Text},
    payload::{PayloadMap, Payloads},
};
use std::{mem, time::Duration};

/// A kind of edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Edit {
    /// A timer is started that was not there.
    InsertTimer,
    /// An activity is scheduled that was not there.
    InsertActivity,
    /// A signal is sent that was not there.
    InsertSignal,
    /// A command is gone, with the commands that cancel it.
    Remove,
    /// Two neighbouring commands change places.
    Swap,
    /// An activity or a child workflow has another type.
    Rename,
    /// A timer becomes an activity, or an activity a timer.
    MixUp,
    /// A child workflow, a signal or a Nexus operation becomes an activity.
    Replace,
    /// A patch is gone.
    RemovePatch,
    /// A patch has another id.
    RenamePatch,
    /// The workflow completes where it went on.
    Terminate,
}

/// A number that no workflow of the histories has got to.
const FRESH: Seq = Seq(900_001);

impl Edit {
    /// Every kind of edit.
    pub const ALL: [Self; 11] = [
        Self::InsertTimer,
        Self::InsertActivity,
        Self::InsertSignal,
        Self::Remove,
        Self::Swap,
        Self::Rename,
        Self::MixUp,
        Self::Replace,
        Self::RemovePatch,
        Self::RenamePatch,
        Self::Terminate,
    ];

    /// The explanation that fits it.
    #[must_use]
    pub const fn explains_as(self) -> HypothesisKind {
        match self {
            Self::InsertTimer | Self::InsertActivity | Self::InsertSignal => HypothesisKind::Inserted,
            Self::Remove => HypothesisKind::Removed,
            Self::Swap => HypothesisKind::Swapped,
            Self::Rename => HypothesisKind::Renamed,
            Self::MixUp => HypothesisKind::TimerActivityMixup,
            Self::Replace => HypothesisKind::Replaced,
            Self::RemovePatch | Self::RenamePatch => HypothesisKind::ChangedPatch,
            Self::Terminate => HypothesisKind::TerminatedEarly,
        }
    }

    /// Edits a plan at a place chosen by `random`; `None` where there is no such place.
    pub(super) fn apply(self, plan: &Plan, random: &mut fastrand::Rng) -> Option<(Plan, String)> {
        let mut plan = plan.clone();
        let places: Vec<(usize, usize)> = (plan.groups.iter().enumerate())
            .flat_map(|(task, group)| (0..group.steps.len()).map(move |step| (task, step)))
            .filter(|(task, step)| plan.groups.get(*task).is_some_and(|group| self.fits(group, *step)))
            .collect();
        let (task, step) = *places.get(random.usize(..places.len().max(1)))?;
        let at = plan.groups.get(task)?.steps.get(step)?.clone();
        let what = format!("{self:?} at event {}, {}", at.event, at.command.kind.name());
        match self {
            Self::InsertTimer => insert(&mut plan, task, step, timer()),
            Self::InsertActivity => insert(&mut plan, task, step, activity()),
            Self::InsertSignal => insert(&mut plan, task, step, signal()),
            Self::Remove => remove(&mut plan, &at),
            Self::RemovePatch => plan.groups.get_mut(task)?.steps.retain(|known| *known != at),
            Self::Swap => plan.groups.get_mut(task)?.steps.swap(step, step + 1),
            Self::Rename | Self::RenamePatch => rename(plan.groups.get_mut(task)?.steps.get_mut(step)?),
            Self::MixUp => {
                let other = if matches!(at.command.kind, HostKind::StartTimer(_)) { activity() } else { timer() };
                replace(&mut plan, &at, other);
            }
            Self::Replace => replace(&mut plan, &at, activity()),
            Self::Terminate => {
                plan.groups.truncate(task + 1);
                let steps = &mut plan.groups.get_mut(task)?.steps;
                steps.truncate(step);
                steps.push(added(HostKind::CompleteWorkflow { result: None }));
            }
        }
        Some((plan, what))
    }

    /// Whether the edit can be made at a step.
    fn fits(self, group: &Group, step: usize) -> bool {
        let Some(at) = group.steps.get(step) else { return false };
        let kind = &at.command.kind;
        let next = group.steps.get(step + 1).map(|step| &step.command.kind);
        match self {
            Self::InsertTimer => has_event(kind) && !matches!(kind, HostKind::StartTimer(_)),
            Self::InsertActivity => has_event(kind) && !matches!(kind, HostKind::ScheduleActivity(_)),
            Self::InsertSignal => has_event(kind) && !matches!(kind, HostKind::SignalExternalWorkflow(_)),
            Self::Remove => {
                matches!(
                    kind,
                    HostKind::StartTimer(_)
                        | HostKind::ScheduleActivity(_)
                        | HostKind::StartChildWorkflow(_)
                        | HostKind::SignalExternalWorkflow(_)
                        | HostKind::ScheduleNexusOperation(_)
                        | HostKind::UpsertWorkflowSearchAttributes { .. }
                        | HostKind::ModifyWorkflowProperties { .. }
                )
            }
            Self::Swap => next.is_some_and(|next| begins(kind) && begins(next) && differ(kind, next)),
            Self::Rename => matches!(kind, HostKind::ScheduleActivity(_) | HostKind::StartChildWorkflow(_)),
            Self::MixUp => matches!(kind, HostKind::ScheduleActivity(_) | HostKind::StartTimer(_)),
            Self::Replace => matches!(
                kind,
                HostKind::StartChildWorkflow(_)
                    | HostKind::SignalExternalWorkflow(_)
                    | HostKind::ScheduleNexusOperation(_)
            ),
            Self::RemovePatch | Self::RenamePatch => matches!(kind, HostKind::SetPatchMarker { deprecated: false, .. }),
            Self::Terminate => has_event(kind) && !kind.is_terminal(),
        }
    }
}

/// Whether the command is matched with history in the order of commands.
fn has_event(kind: &HostKind) -> bool {
    !matches!(
        kind,
        HostKind::ScheduleLocalActivity(_) | HostKind::SetPatchMarker { .. } | HostKind::UpdateResponse { .. }
    )
}

/// Whether the command begins something, so that it can change places with another.
fn begins(kind: &HostKind) -> bool {
    matches!(
        kind,
        HostKind::StartTimer(_)
            | HostKind::ScheduleActivity(_)
            | HostKind::StartChildWorkflow(_)
            | HostKind::SignalExternalWorkflow(_)
            | HostKind::ScheduleNexusOperation(_)
            | HostKind::UpsertWorkflowSearchAttributes { .. }
            | HostKind::ModifyWorkflowProperties { .. }
    )
}

/// Whether a reader of the code would see two different commands.
fn differ(one: &HostKind, other: &HostKind) -> bool {
    match (one, other) {
        (HostKind::ScheduleActivity(a), HostKind::ScheduleActivity(b)) => a.activity_type != b.activity_type,
        (HostKind::StartChildWorkflow(a), HostKind::StartChildWorkflow(b)) => a.workflow_type != b.workflow_type,
        (HostKind::StartTimer(a), HostKind::StartTimer(b)) => a.start_to_fire_timeout != b.start_to_fire_timeout,
        (a, b) => mem::discriminant(a) != mem::discriminant(b),
    }
}

fn added(kind: HostKind) -> Step {
    Step { event: EventId(0), command: HostCommand::from(kind), needs_update: None, is_early: false }
}

fn timer() -> Step {
    added(HostKind::StartTimer(StartTimer { seq: FRESH, start_to_fire_timeout: Duration::from_secs(5) }))
}

fn activity() -> Step {
    added(HostKind::ScheduleActivity(Box::new(ScheduleActivity {
        seq: FRESH,
        activity_id: Text::from_static("added"),
        activity_type: Text::from_static("added"),
        start_to_close_timeout: Some(Duration::from_secs(5)),
        ..ScheduleActivity::default()
    })))
}

fn signal() -> Step {
    let workflow_id = Text::from_static("added");
    let execution = Execution { workflow_id, run_id: Text::default() };
    added(HostKind::SignalExternalWorkflow(Box::new(SignalExternalWorkflow {
        seq: FRESH,
        target: SignalTarget::Execution { namespace: Text::default(), execution },
        signal_name: Text::from_static("added"),
        input: Payloads::default(),
        header: PayloadMap::default(),
    })))
}

fn insert(plan: &mut Plan, task: usize, place: usize, step: Step) {
    if let Some(group) = plan.groups.get_mut(task) {
        group.steps.insert(place, step);
    }
}

/// Takes a step out, and all that cancels what it began.
fn remove(plan: &mut Plan, step: &Step) {
    for group in &mut plan.groups {
        group.steps.retain(|known| known != step && !cancels(&known.command.kind, &step.command.kind));
    }
}

fn replace(plan: &mut Plan, step: &Step, mut other: Step) {
    for group in &mut plan.groups {
        if let Some(known) = group.steps.iter_mut().find(|known| *known == step) {
            mem::swap(known, &mut other);
        }
        group.steps.retain(|known| !cancels(&known.command.kind, &step.command.kind));
    }
}

fn cancels(kind: &HostKind, what: &HostKind) -> bool {
    match (kind, what) {
        (HostKind::CancelTimer { seq }, HostKind::StartTimer(begun)) => *seq == begun.seq,
        (HostKind::RequestCancelActivity { seq }, HostKind::ScheduleActivity(begun)) => *seq == begun.seq,
        (HostKind::CancelChildWorkflow { seq, .. }, HostKind::StartChildWorkflow(begun)) => *seq == begun.seq,
        (HostKind::RequestCancelNexusOperation { seq }, HostKind::ScheduleNexusOperation(begun)) => *seq == begun.seq,
        _ => false,
    }
}

fn rename(step: &mut Step) {
    let renamed = |name: &Text| Text::from(format!("{name}_renamed"));
    match &mut step.command.kind {
        HostKind::ScheduleActivity(a) => a.activity_type = renamed(&a.activity_type),
        HostKind::StartChildWorkflow(c) => c.workflow_type = renamed(&c.workflow_type),
        HostKind::SetPatchMarker { patch_id, .. } => *patch_id = renamed(patch_id),
        _ => {}
    }
}
