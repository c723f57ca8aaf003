//! Decides what a run learns from the events of the next workflow task before the host acts [HISTORY-9].
#![expect(clippy::wildcard_enum_match_arm, reason = "most events tell nothing ahead")]

use super::{Run, activation::Job, entity::local_activity, task::UpdateMessage};
use crate::{
    error::Fault,
    history::event::{Attributes, LocalActivityMarker, Marker},
    id::Text,
};
use alloc::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    vec::Vec,
};

/// What was learned and not used up.
#[derive(Clone, Debug, Default)]
pub(super) struct Ahead {
    /// Outcomes of local activities, in the order of history [LOCAL-4].
    pub(super) markers: VecDeque<LocalActivityMarker>,
    /// Patches whose markers were seen.
    pub(super) patches: BTreeSet<Text>,
    /// Patches whose marker commands were made: one each [PATCH-2].
    pub(super) set_patches: BTreeSet<Text>,
    /// Updates that were admitted and not yet seen accepted [UPDATE-2].
    pub(super) admitted: BTreeMap<Text, UpdateMessage>,
    /// Requests that wait for the event they come before.
    pub(super) messages: Vec<UpdateMessage>,
    /// A deprecated patch marker was passed over, and its upsert will be too [PATCH-4].
    pub(super) skips_next_upsert: bool,
}

impl Run {
    /// Looks at the sequence after the one just applied. Patches are told as they are seen; outcomes of local activities
    /// and requests of updates are acted on after that, in the order of history.
    pub(super) fn look_ahead(&mut self) -> Result<(), Fault> {
        let mut markers = Vec::new();
        let mut updates = Vec::new();
        for event in self.history.next_sequence() {
            match &event.attributes {
                Attributes::MarkerRecorded(Marker::Patch { patch_id, .. }) => {
                    self.ahead.patches.insert(patch_id.clone());
                    self.jobs.push(Job::NotifyHasPatch { patch_id: patch_id.clone() });
                }
                Attributes::MarkerRecorded(Marker::LocalActivity(marker)) => markers.push(marker.as_ref().clone()),
                Attributes::UpdateAccepted(accepted) => updates.push(accepted.as_ref().clone()),
                _ => {}
            }
        }
        for marker in markers {
            let state = self.entities.local_activities.get(marker.seq).map(|activity| activity.state);
            if state != Some(local_activity::State::MarkerCommanded) {
                self.ahead.markers.push_back(marker);
                self.release_markers()?;
            }
        }
        for accepted in updates {
            let admitted = self.ahead.admitted.remove(&accepted.protocol_instance_id);
            self.do_update(admitted.unwrap_or(UpdateMessage {
                id: accepted.message_id,
                protocol_instance_id: accepted.protocol_instance_id,
                sequencing: accepted.sequencing,
                request: accepted.request,
            }));
        }
        Ok(())
    }
}
