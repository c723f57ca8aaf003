//! Finds the first command in which two histories part, by their events alone.
//!
//! What is compared is what a replay compares (see `docs/replay.md`), so that whatever it finds a replay notices, if later.

use bytes::Bytes;
use dacapo_core::{
    divergence::{Parting, WrittenBy},
    error::Malformed,
    flags::{CoreFlag, FlagSet},
    history::{
        Events,
        event::{Attributes, Event, Marker},
    },
    id::EventId,
};
use dacapo_proto::temporal::api::enums::v1::EventType;
use std::collections::BTreeSet;

/// The commands of two histories, task by task.
#[derive(Debug)]
pub(super) struct Sides {
    good: Side,
    bad: Side,
}

#[derive(Debug, Default)]
struct Side {
    tasks: Vec<Task>,
    /// The events, by place.
    kinds: Vec<(EventId, EventType)>,
    flags: FlagSet,
    written_by: WrittenBy,
    /// Whether a workflow task is open at the end.
    is_open: bool,
}

/// The events of one completed workflow task's commands.
#[derive(Debug)]
struct Task {
    started: EventId,
    /// The place after `WorkflowTaskCompleted`, in the list of all events.
    place: usize,
    commands: Vec<Event>,
}

impl Sides {
    pub(super) fn of(good: &Bytes, bad: &Bytes) -> Result<Self, Malformed> {
        Ok(Self { good: Side::of(good)?, bad: Side::of(bad)? })
    }

    /// Whether the good history has local activities that the bad one has not. A replay would run them.
    pub(super) fn lacks_local_activities(&self) -> bool {
        let seqs = |side: &Side| -> BTreeSet<_> {
            let commands = side.tasks.iter().flat_map(|task| &task.commands);
            commands
                .filter_map(|event| match &event.attributes {
                    Attributes::MarkerRecorded(Marker::LocalActivity(marker)) => Some(marker.seq),
                    _ => None,
                })
                .collect()
        };
        !seqs(&self.good).is_subset(&seqs(&self.bad))
    }

    /// Where the two part.
    pub(super) fn parting(&self) -> Option<Parting<'_>> {
        let Self { good, bad } = self;
        let mut matched = Vec::new();
        for (place, task) in bad.tasks.iter().enumerate() {
            let actual = good.tasks.get(place).map(|task| task.commands.as_slice()).unwrap_or_default();
            if let Some((at, other)) = self.parting_in(&task.commands, actual, &mut matched) {
                let expected = task.commands.get(at..).unwrap_or_default();
                let actual = actual.get(other..).unwrap_or_default();
                let after = task.place.saturating_add(task.commands.len());
                let place = expected.first().and_then(|event| bad.place_of(event)).unwrap_or(after);
                return Some(bad.parting(place, task.started, matched, [expected, actual]));
            }
        }
        let more = good.tasks.get(bad.tasks.len()..).unwrap_or_default();
        let task = more.iter().skip(usize::from(bad.is_open)).find(|task| !task.commands.is_empty())?;
        let last = bad.tasks.last().map(|task| task.started).unwrap_or_default();
        Some(bad.parting(bad.kinds.len(), last, matched, [&[], &task.commands]))
    }

    /// Where the commands of one task part: a place on either side.
    fn parting_in<'a>(
        &self,
        expected: &'a [Event],
        actual: &[Event],
        matched: &mut Vec<&'a Event>,
    ) -> Option<(usize, usize)> {
        let (mut at, mut other) = (0, 0);
        loop {
            match (expected.get(at), actual.get(other)) {
                (None, None) => return None,
                (Some(e), Some(a)) if is_same(e, a, &self.bad.flags) => {
                    matched.push(e);
                    at += 1;
                    other += 1;
                }
                // History may be older than a patch, and may have one that is no longer asked for.
                (_, Some(a)) if is_patch(a, false) => other = after_patch(actual, other),
                (Some(e), _) if is_patch(e, true) => at = after_patch(expected, at),
                _ => return Some((at, other)),
            }
        }
    }
}

impl Side {
    fn of(history: &Bytes) -> Result<Self, Malformed> {
        let mut side = Self::default();
        for event in Events::new(history.clone()) {
            let event = event?;
            side.kinds.push((event.id, event.kind));
            side.is_open = event.kind == EventType::WorkflowTaskStarted;
            match &event.attributes {
                Attributes::WorkflowTaskCompleted(completed) => {
                    side.flags.extend(&completed.core_used_flags);
                    let by = &mut side.written_by;
                    for (known, said) in [
                        (&mut by.sdk_name, &completed.sdk_name),
                        (&mut by.sdk_version, &completed.sdk_version),
                        (&mut by.deployment_name, &completed.version.deployment_name),
                        (&mut by.build_id, &completed.version.build_id),
                    ] {
                        if !said.is_empty() {
                            *known = said.clone();
                        }
                    }
                    let (started, place) = (completed.started, side.kinds.len());
                    side.tasks.push(Task { started, place, commands: Vec::new() });
                }
                // Such a snapshot is no command of the workflow's.
                Attributes::Ignorable | Attributes::MarkerRecorded(Marker::Determinism { .. }) => {}
                _ if event.is_command() => {
                    if let Some(task) = side.tasks.last_mut() {
                        task.commands.push(event);
                    }
                }
                _ => {}
            }
        }
        Ok(side)
    }

    fn place_of(&self, event: &Event) -> Option<usize> {
        self.kinds.iter().position(|known| *known == (event.id, event.kind))
    }

    /// The event at a place, without a type where the next number is missing.
    fn at(&self, place: usize) -> (EventId, EventType) {
        let before = place.checked_sub(1).and_then(|before| self.kinds.get(before));
        let due = before.map(|(id, _)| *id).unwrap_or_default().next();
        match self.kinds.get(place) {
            Some((id, kind)) if *id <= due => (*id, *kind),
            _ => (due, EventType::Unspecified),
        }
    }

    fn parting<'a>(
        &self,
        place: usize,
        workflow_task: EventId,
        matched: Vec<&'a Event>,
        [expected, actual]: [&'a [Event]; 2],
    ) -> Parting<'a> {
        let (event_id, event_type) = self.at(place);
        Parting {
            event_id,
            event_type,
            workflow_task,
            matched,
            expected: expected.iter().collect(),
            actual: actual.iter().collect(),
            written_by: self.written_by.clone(),
        }
    }
}

/// Whether an event is of a patch, of a deprecated one where `deprecated`.
fn is_patch(event: &Event, deprecated: bool) -> bool {
    matches!(&event.attributes, Attributes::MarkerRecorded(Marker::Patch { deprecated: is, .. }) if *is || !deprecated)
}

/// The place after a patch marker and the upsert that core adds to it.
fn after_patch(events: &[Event], place: usize) -> usize {
    let next = events.get(place.saturating_add(1)).map(|event| &event.attributes);
    let has_upsert = matches!(next, Some(Attributes::UpsertWorkflowSearchAttributes { has_change_version: true }));
    place.saturating_add(if has_upsert { 2 } else { 1 })
}

/// Whether a replay takes the one event for the other.
fn is_same(expected: &Event, actual: &Event, flags: &FlagSet) -> bool {
    use Attributes as A;
    let unless = |flag: CoreFlag, same: bool| same || !flags.contains(flag.number());
    let ids = CoreFlag::IdAndTypeDeterminismChecks;
    match (&expected.attributes, &actual.attributes) {
        (A::TimerStarted { timer_id }, A::TimerStarted { timer_id: other })
        | (A::TimerCanceled { timer_id, .. }, A::TimerCanceled { timer_id: other, .. }) => timer_id == other,
        (
            A::ActivityTaskScheduled { activity_id: id, activity_type: kind },
            A::ActivityTaskScheduled { activity_id, activity_type },
        )
        | (
            A::StartChildWorkflowExecutionInitiated { workflow_id: id, workflow_type: kind },
            A::StartChildWorkflowExecutionInitiated { workflow_id: activity_id, workflow_type: activity_type },
        ) => unless(ids, id == activity_id && kind == activity_type),
        (
            A::NexusOperationScheduled { service, operation },
            A::NexusOperationScheduled { service: other, operation: another },
        ) => unless(CoreFlag::NexusNameChecks, service == other && operation == another),
        (A::MarkerRecorded(marker), A::MarkerRecorded(other)) => match (marker, other) {
            (Marker::LocalActivity(m), Marker::LocalActivity(o)) => {
                m.seq == o.seq && unless(ids, m.activity_id == o.activity_id && m.activity_type == o.activity_type)
            }
            (Marker::Patch { patch_id, .. }, Marker::Patch { patch_id: other, .. }) => patch_id == other,
            (Marker::Other { name }, Marker::Other { name: other }) => name == other,
            _ => false,
        },
        (A::UpdateAccepted(update), A::UpdateAccepted(other)) => {
            update.protocol_instance_id == other.protocol_instance_id
        }
        _ => expected.kind == actual.kind,
    }
}
