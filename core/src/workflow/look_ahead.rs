//! Decides what a run learns from the events of the next workflow task before the host acts [HISTORY-9].
#![expect(clippy::wildcard_enum_match_arm, reason = "most events tell nothing ahead")]

use super::{Run, activation::Job, entity::local_activity, task::UpdateMessage};
use crate::{
    error::{Fault, Malformed},
    history::event::{Attributes, LocalActivityMarker, Marker, UpdateAccepted},
    id::{EventId, Text},
};
use alloc::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::Arc,
    vec::Vec,
};
use core::mem;

/// What was learned and not used up.
#[derive(Clone, Debug, Default)]
pub(super) struct Ahead {
    /// Outcomes of local activities, in the order of history [LOCAL-4].
    pub(super) markers: VecDeque<Arc<LocalActivityMarker>>,
    /// Patches whose markers were seen.
    pub(super) patches: BTreeSet<Text>,
    /// Patches whose marker commands were made: one each [PATCH-2].
    pub(super) set_patches: BTreeSet<Text>,
    /// Updates that were admitted and not yet seen accepted [UPDATE-2].
    pub(super) admitted: BTreeMap<Text, UpdateMessage>,
    /// Updates that the workflow task being applied accepted.
    pub(super) accepted: BTreeSet<Text>,
    /// Requests that wait for the event they come before.
    pub(super) messages: Vec<UpdateMessage>,
    /// Timers that the next task starts and cancels.
    pub(super) canceled_timers: BTreeSet<Text>,
    /// Activities that the next task schedules and cancels, by their ids.
    pub(super) canceled_activities: BTreeSet<Text>,
    /// A deprecated patch marker was passed over, and its upsert will be too [PATCH-4].
    pub(super) skips_next_upsert: bool,
}

impl Run {
    /// Finds which updates the task accepted whose `length` events come next: their requests may be among these.
    pub(super) fn look_for_updates(&mut self, length: usize) {
        self.ahead.accepted.clear();
        for event in self.history.next_sequence(length) {
            if let Attributes::UpdateAccepted(accepted) = &event.attributes {
                self.ahead.accepted.insert(accepted.protocol_instance_id.clone());
            }
        }
    }

    /// Remembers what the next task begins and cancels at once: SDKs that are not built on a core send both commands
    /// [COMMAND-5].
    fn look_for_canceled(&mut self, begun: &[EventId]) {
        self.ahead.canceled_timers.clear();
        self.ahead.canceled_activities.clear();
        if begun.is_empty() {
            return;
        }
        for event in self.history.next_sequence(0).filter(|event| begun.contains(&event.id)) {
            match &event.attributes {
                Attributes::TimerStarted { timer_id } => self.ahead.canceled_timers.insert(timer_id.clone()),
                Attributes::ActivityTaskScheduled { activity_id, .. } => {
                    self.ahead.canceled_activities.insert(activity_id.clone())
                }
                _ => false,
            };
        }
    }

    /// Looks at the sequence after the one just applied. Patches are told as they are seen; requests of updates come
    /// after that, as they came with the task, and then the outcomes of local activities that it is the turn of.
    pub(super) fn look_ahead(&mut self) -> Result<(), Fault> {
        let mut markers = Vec::new();
        let mut updates = Vec::new();
        let mut canceled = Vec::new();
        let applied = self.view.applied;
        for event in self.history.next_sequence_mut() {
            match &mut event.attributes {
                Attributes::MarkerRecorded(Marker::Patch { patch_id, .. }) => {
                    self.ahead.patches.insert(patch_id.clone());
                    self.jobs.push(Job::NotifyHasPatch { patch_id: patch_id.clone() });
                }
                Attributes::MarkerRecorded(Marker::LocalActivity(marker)) => markers.push(Arc::clone(marker)),
                // Where the event is applied, it only names the update.
                Attributes::UpdateAccepted(accepted) => {
                    let request = mem::take(&mut accepted.request);
                    updates.push((
                        event.id,
                        UpdateAccepted {
                            request,
                            protocol_instance_id: accepted.protocol_instance_id.clone(),
                            message_id: mem::take(&mut accepted.message_id),
                            sequencing: accepted.sequencing,
                        },
                    ));
                }
                Attributes::TimerCanceled { started: begun, .. }
                | Attributes::ActivityTaskCancelRequested { scheduled: begun }
                    if *begun > applied =>
                {
                    canceled.push(*begun);
                }
                _ => {}
            }
        }
        self.look_for_canceled(&canceled);
        for (event, accepted) in updates {
            if self.entities.updates.contains_key(&accepted.protocol_instance_id) {
                // It was told where it was admitted.
                continue;
            }
            let admitted = self.ahead.admitted.remove(&accepted.protocol_instance_id);
            if admitted.is_none() && accepted.request.encoded.is_empty() {
                let what = "the accepted update's request is neither here nor admitted before";
                return Err(Malformed { event, field: 4, what }.into());
            }
            self.do_update(admitted.unwrap_or(UpdateMessage {
                id: accepted.message_id,
                protocol_instance_id: accepted.protocol_instance_id,
                sequencing: accepted.sequencing,
                request: accepted.request,
            }));
        }
        for marker in markers {
            let state = self.entities.local_activities.get(marker.seq).map(|activity| activity.state);
            if state != Some(local_activity::State::MarkerCommanded) {
                self.ahead.markers.push_back(marker);
                self.release_markers()?;
            }
        }
        Ok(())
    }
}
