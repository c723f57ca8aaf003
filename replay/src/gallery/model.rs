//! Says where replay must notice an edit, by the rules of what is compared and nothing else.
//!
//! Commands and their events are two queues; this walks them side by side. It shares no code with the run that it is
//! held against.

use crate::recorded::{Plan, Step};
use bytes::Bytes;
use dacapo_core::{
    command::host::{HostKind, UpdateResponse},
    error::Malformed,
    history::{
        Events,
        event::{Attributes, Event, Marker},
    },
    id::{EventId, Seq, Text},
};
use dacapo_proto::temporal::api::enums::v1::EventType;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// What is compared of one command.
#[derive(Clone, Debug, PartialEq)]
enum Key {
    /// The type alone, and the number of a timer.
    Type(EventType, Option<Seq>),
    /// Type, id and name.
    Named(EventType, Text, Text),
    Patch(Text),
    PatchUpsert,
}

/// The first event that cannot come of the commands of `plan`; `None` where nothing shows.
pub(super) fn first_difference(history: &Bytes, plan: &Plan) -> Result<Option<EventId>, Malformed> {
    let events = Events::new(history.clone()).collect::<Result<Vec<_>, _>>()?;
    let flags = |flag| {
        events.iter().any(|event| {
            matches!(&event.attributes, Attributes::WorkflowTaskCompleted(c) if c.core_used_flags.contains(flag))
        })
    };
    let mut model = Model { checks_names: flags(1), upserts_patches: flags(2), ..Model::default() };
    for (place, event) in events.iter().enumerate() {
        if let Attributes::WorkflowTaskCompleted(completed) = &event.attributes {
            let ahead: BTreeSet<Text> = (events.iter().skip(place + 1).take_while(|event| event.is_command()))
                .filter_map(|event| match &event.attributes {
                    Attributes::MarkerRecorded(Marker::Patch { patch_id, .. }) => Some(patch_id.clone()),
                    _ => None,
                })
                .collect();
            for group in plan.groups.iter().filter(|group| group.started == completed.started) {
                group.steps.iter().for_each(|step| model.issue(step, &ahead));
            }
        }
        if model.differs(event) {
            return Ok(Some(event.id));
        }
    }
    Ok(None)
}

#[derive(Default)]
struct Model {
    checks_names: bool,
    upserts_patches: bool,
    queue: VecDeque<Key>,
    local_activities: BTreeSet<Seq>,
    patches: BTreeSet<Text>,
    timers: BTreeMap<EventId, Seq>,
    skips_upsert: bool,
}

impl Model {
    fn issue(&mut self, step: &Step, ahead: &BTreeSet<Text>) {
        use EventType as E;
        let plain = |kind| Key::Type(kind, None);
        let key = match &step.command.kind {
            HostKind::ScheduleLocalActivity(activity) => {
                self.local_activities.insert(activity.seq);
                return;
            }
            HostKind::SetPatchMarker { patch_id, .. } => {
                if !self.patches.insert(patch_id.clone()) {
                    return;
                }
                self.queue.push_back(Key::Patch(patch_id.clone()));
                if self.upserts_patches && ahead.contains(patch_id) {
                    self.queue.push_back(Key::PatchUpsert);
                }
                return;
            }
            HostKind::StartTimer(timer) => Key::Type(E::TimerStarted, Some(timer.seq)),
            HostKind::CancelTimer { .. } => plain(E::TimerCanceled),
            HostKind::ScheduleActivity(a) => {
                Key::Named(E::ActivityTaskScheduled, a.activity_id.clone(), a.activity_type.clone())
            }
            HostKind::RequestCancelActivity { .. } => plain(E::ActivityTaskCancelRequested),
            HostKind::StartChildWorkflow(c) => {
                let kind = E::StartChildWorkflowExecutionInitiated;
                Key::Named(kind, c.workflow_id.clone(), c.workflow_type.clone())
            }
            HostKind::CancelChildWorkflow { .. } | HostKind::RequestCancelExternalWorkflow { .. } => {
                plain(E::RequestCancelExternalWorkflowExecutionInitiated)
            }
            HostKind::SignalExternalWorkflow(_) => plain(E::SignalExternalWorkflowExecutionInitiated),
            HostKind::UpsertWorkflowSearchAttributes { .. } => plain(E::UpsertWorkflowSearchAttributes),
            HostKind::ModifyWorkflowProperties { .. } => plain(E::WorkflowPropertiesModified),
            HostKind::UpdateResponse { response: UpdateResponse::Accepted, .. } => {
                plain(E::WorkflowExecutionUpdateAccepted)
            }
            HostKind::UpdateResponse { .. } => plain(E::WorkflowExecutionUpdateCompleted),
            HostKind::ScheduleNexusOperation(_) => plain(E::NexusOperationScheduled),
            HostKind::RequestCancelNexusOperation { .. } => plain(E::NexusOperationCancelRequested),
            HostKind::CompleteWorkflow { .. } => plain(E::WorkflowExecutionCompleted),
            HostKind::FailWorkflow { .. } => plain(E::WorkflowExecutionFailed),
            HostKind::CancelWorkflow { .. } => plain(E::WorkflowExecutionCanceled),
            HostKind::ContinueAsNew(_) => plain(E::WorkflowExecutionContinuedAsNew),
            _ => plain(E::MarkerRecorded),
        };
        self.queue.push_back(key);
    }

    fn differs(&mut self, event: &Event) -> bool {
        let skips_upsert = std::mem::take(&mut self.skips_upsert);
        match &event.attributes {
            Attributes::TimerFired { timer_id, started } => {
                let seq = self.timers.get(started);
                return seq.is_none_or(|seq| timer_id.parse() != Ok(seq.0));
            }
            Attributes::MarkerRecorded(Marker::LocalActivity(marker)) => {
                return !self.local_activities.contains(&marker.seq);
            }
            Attributes::MarkerRecorded(Marker::Patch { patch_id, deprecated }) => {
                if self.queue.front() == Some(&Key::Patch(patch_id.clone())) {
                    self.queue.pop_front();
                    return false;
                }
                self.skips_upsert = *deprecated;
                return !deprecated;
            }
            Attributes::UpsertWorkflowSearchAttributes { has_change_version: true } if skips_upsert => return false,
            Attributes::Ignorable => return false,
            _ if !event.is_command() => return false,
            _ => {}
        }
        while matches!(self.queue.front(), Some(Key::Patch(_))) {
            self.queue.pop_front();
        }
        let Some(front) = self.queue.pop_front() else { return true };
        match (front, &event.attributes) {
            (Key::PatchUpsert, Attributes::UpsertWorkflowSearchAttributes { .. }) => false,
            (Key::Type(kind, seq), _) if kind == event.kind => {
                self.timers.extend(seq.map(|seq| (event.id, seq)));
                false
            }
            (Key::Named(kind, id, name), Attributes::ActivityTaskScheduled { activity_id, activity_type }) => {
                kind != event.kind || (self.checks_names && (id != *activity_id || name != *activity_type))
            }
            (
                Key::Named(kind, id, name),
                Attributes::StartChildWorkflowExecutionInitiated { workflow_id, workflow_type },
            ) => kind != event.kind || (self.checks_names && (id != *workflow_id || name != *workflow_type)),
            _ => true,
        }
    }
}
