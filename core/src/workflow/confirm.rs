//! Decides whether the event of a command confirms the next command of the host [COMMAND-1] [COMMAND-3] [PATCH-4].
#![expect(clippy::wildcard_enum_match_arm, reason = "what is not named confirms nothing")]

use super::{
    Queued, Run,
    entity::{
        Entity, activity, child_workflow, external_cancel, external_signal, local_activity, nexus_operation, record,
        timer, update,
    },
    resolve::impossible,
};
use crate::{
    command::{Command, Kind, RecordMarker},
    divergence::{Matched, Reason},
    error::Fault,
    flags::CoreFlag,
    history::{
        CHANGE_VERSION, DETERMINISM, PATCH,
        event::{Attributes, Event, LocalActivityMarker, Marker},
    },
    id::{EventId, Text},
    limits,
    payload::{Payload, PayloadMap, Payloads},
};
use alloc::{boxed::Box, string::String, vec, vec::Vec};
use bytes::Bytes;
use dacapo_proto::temporal::api::common::v1 as common;

impl Run {
    /// Confirms the next command with the event of a command.
    pub(super) fn confirm(&mut self, event: Event) -> Result<(), Fault> {
        match &event.attributes {
            Attributes::MarkerRecorded(Marker::LocalActivity(marker)) => {
                let state = self.entities.local_activities.get(marker.seq).map(|activity| activity.state);
                if state != Some(local_activity::State::MarkerCommanded) {
                    return self.confirm_local_activity(&event, marker, state);
                }
            }
            // A snapshot that was recorded as a marker is no command of the workflow's, unless this host adds them too.
            Attributes::MarkerRecorded(Marker::Determinism { .. }) if !self.expects_marker(DETERMINISM) => {
                return Ok(());
            }
            _ => {}
        }
        loop {
            let front = self.queue.front().map(|queued| &queued.by);
            match (&event.attributes, front) {
                (Attributes::MarkerRecorded(Marker::Patch { patch_id, .. }), Some(Entity::Patch(id)))
                    if patch_id == id => {}
                (Attributes::MarkerRecorded(Marker::Patch { deprecated: true, .. }), _) => {
                    self.ahead.skips_next_upsert = true;
                    return Ok(());
                }
                (Attributes::MarkerRecorded(Marker::Patch { patch_id, .. }), _) => {
                    let reason = Reason::PatchWithoutCommand(patch_id.clone());
                    return Err(self.diverged(&event, reason));
                }
                // History was written before the workflow had this patch [PATCH-4].
                (_, Some(Entity::Patch(_))) => {
                    self.queue.pop_front();
                    continue;
                }
                _ => {}
            }
            break;
        }
        if self.queue.is_empty() {
            return Err(self.diverged(&event, Reason::NoCommand));
        }
        self.confirm_front(&event)?;
        let Some(Queued { command, issued_in, .. }) = self.queue.pop_front() else { return Ok(()) };
        if self.matched.len() >= limits::MATCHED_KEPT {
            self.matched.pop_front();
        }
        self.matched.push_back(Matched {
            event_id: event.id,
            kind: event.kind,
            encoded: event.encoded,
            is_own: false,
            command,
            issued_in,
        });
        Ok(())
    }

    /// Compares the event with the first command, and moves on the entity that issued it.
    fn confirm_front(&mut self, event: &Event) -> Result<(), Fault> {
        use Attributes as A;
        let Some(queued) = self.queue.front() else { return Ok(()) };
        if !queued.command.has_event(event.kind) {
            return Err(self.diverged(event, Reason::OtherCommand));
        }
        let (id, by) = (event.id, queued.by.clone());
        match (&by, &event.attributes) {
            (Entity::Timer(seq), A::TimerStarted { timer_id }) => {
                if let Some(timer) = self.entities.timers.get_mut(*seq) {
                    timer.started = id;
                    timer.foreign_id = timer_id.parse::<u32>().is_err().then(|| timer_id.clone());
                }
                self.entities.by_event.insert(id, by.clone());
                self.step_timer(*seq, timer::Input::TimerStarted, Some(id))
            }
            (Entity::Timer(seq), A::TimerCanceled { .. }) => {
                self.step_timer(*seq, timer::Input::TimerCanceled, Some(id))
            }
            (Entity::Activity(seq), A::ActivityTaskScheduled { activity_id, activity_type }) => {
                let Some(activity) = self.entities.activities.get_mut(*seq) else { return Ok(()) };
                if self.view.checks(CoreFlag::IdAndTypeDeterminismChecks)
                    && (activity.activity_id != *activity_id || activity.activity_type != *activity_type)
                {
                    return Err(self.diverged(event, Reason::IdOrType));
                }
                activity.scheduled = id;
                self.entities.by_event.insert(id, by.clone());
                self.step_activity(*seq, activity::Input::ActivityTaskScheduled, None, Some(id))
            }
            (Entity::Activity(seq), A::ActivityTaskCancelRequested { .. }) => {
                self.step_activity(*seq, activity::Input::ActivityTaskCancelRequested, None, Some(id))
            }
            (Entity::ChildWorkflow(seq), A::StartChildWorkflowExecutionInitiated { workflow_id, workflow_type }) => {
                let Some(child) = self.entities.children.get_mut(*seq) else { return Ok(()) };
                if self.view.checks(CoreFlag::IdAndTypeDeterminismChecks)
                    && (child.workflow_id != *workflow_id || child.workflow_type != *workflow_type)
                {
                    return Err(self.diverged(event, Reason::IdOrType));
                }
                child.initiated = id;
                self.entities.by_event.insert(id, by.clone());
                self.step_child(*seq, child_workflow::Input::StartInitiated, None, Some(id))
            }
            (Entity::NexusOperation(seq), A::NexusOperationScheduled { service, operation }) => {
                let Some(nexus) = self.entities.nexus_operations.get_mut(*seq) else { return Ok(()) };
                if self.view.checks(CoreFlag::NexusNameChecks)
                    && (nexus.service != *service || nexus.operation != *operation)
                {
                    return Err(self.diverged(event, Reason::IdOrType));
                }
                nexus.scheduled = id;
                self.entities.by_event.insert(id, by.clone());
                self.step_nexus(*seq, nexus_operation::Input::OperationScheduled, None, Some(id))
            }
            (Entity::NexusOperation(seq), A::NexusOperationCancelRequested { .. }) => {
                self.step_nexus(*seq, nexus_operation::Input::CancelRequested, None, Some(id))
            }
            _ => self.confirm_other(&by, event),
        }
    }

    fn confirm_other(&mut self, by: &Entity, event: &Event) -> Result<(), Fault> {
        use Attributes as A;
        let id = event.id;
        match (by, &event.attributes) {
            (Entity::ExternalSignal(seq), A::SignalExternalInitiated) => {
                self.entities.by_event.insert(id, by.clone());
                self.step_signal(*seq, external_signal::Input::SignalInitiated, None, Some(id))
            }
            (Entity::ExternalCancel(key), A::RequestCancelExternalInitiated) => {
                self.entities.by_event.insert(id, by.clone());
                self.step_cancel(*key, external_cancel::Input::RequestCancelInitiated, None, id)
            }
            (Entity::LocalActivity(_), A::MarkerRecorded(Marker::LocalActivity(marker))) => {
                self.confirm_live_local_activity(event, marker)
            }
            (Entity::Update(instance), A::UpdateAccepted(accepted)) if *instance == accepted.protocol_instance_id => {
                self.confirm_update(instance, update::Input::UpdateAccepted, id)
            }
            (Entity::Update(instance), A::UpdateCompleted { .. }) => {
                self.confirm_update(instance, update::Input::UpdateCompleted, id)
            }
            (Entity::Patch(_), A::MarkerRecorded(Marker::Patch { .. }))
            | (Entity::PatchUpsert | Entity::SearchAttributes, A::UpsertWorkflowSearchAttributes { .. })
            | (Entity::Properties, A::WorkflowPropertiesModified)
            | (Entity::Marker(_), A::MarkerRecorded(Marker::Determinism { .. })) => recorded(id),
            (Entity::Marker(own), A::MarkerRecorded(Marker::Other { name })) if own == name => recorded(id),
            (Entity::Close, A::WorkflowExecutionClosed) => recorded(id),
            _ => Err(self.diverged(event, Reason::OtherCommand)),
        }
    }

    fn expects_marker(&self, name: &str) -> bool {
        matches!(self.queue.front(), Some(Queued { by: Entity::Marker(own), .. }) if *own == name)
    }

    fn confirm_update(&mut self, instance: &Text, input: update::Input, id: EventId) -> Result<(), Fault> {
        let Some(update) = self.entities.updates.get_mut(instance) else { return Ok(()) };
        let Some((state, _)) = update::step(update.state, input) else {
            return Err(self.diverged_at(id, Reason::UpdateOrder(instance.clone())));
        };
        update.state = state;
        if state.is_end() {
            self.entities.updates.remove(instance);
        }
        Ok(())
    }

    /// A replayed local activity has no command: its marker is taken by its number [LOCAL-6].
    fn confirm_local_activity(
        &mut self,
        event: &Event,
        marker: &LocalActivityMarker,
        state: Option<local_activity::State>,
    ) -> Result<(), Fault> {
        let Some(state) = state else {
            return Err(self.diverged(event, Reason::LocalActivityNotScheduled(marker.seq)));
        };
        self.check_local_activity(event, marker)?;
        let (next, effects) = local_activity::step(state, local_activity::Input::MarkerRecorded)
            .ok_or_else(|| impossible(Some(event.id), "a local activity that still runs cannot have a marker"))?;
        if !effects.is_empty() {
            self.ahead.markers.retain(|ahead| ahead.seq != marker.seq);
            self.tell(marker);
        }
        if next.is_end() {
            self.entities.local_activities.remove(marker.seq);
        }
        Ok(())
    }

    /// A local activity that this process ran: its command is confirmed, and must tell of the same kind of outcome.
    fn confirm_live_local_activity(&mut self, event: &Event, marker: &LocalActivityMarker) -> Result<(), Fault> {
        self.check_local_activity(event, marker)?;
        let failed = self.queue.front().is_some_and(
            |queued| matches!(&queued.command.kind, Kind::RecordMarker(record) if record.failure.is_some()),
        );
        if self.queue.front().is_some_and(|queued| queued.by != Entity::LocalActivity(marker.seq)) {
            return Err(self.diverged(event, Reason::OtherCommand));
        }
        if failed != marker.failure.is_some() {
            return Err(self.diverged(event, Reason::LocalActivityOutcome(marker.seq)));
        }
        self.entities.local_activities.remove(marker.seq);
        Ok(())
    }

    fn check_local_activity(&self, event: &Event, marker: &LocalActivityMarker) -> Result<(), Fault> {
        let Some(activity) = self.entities.local_activities.get(marker.seq) else { return Ok(()) };
        let command = &activity.command;
        if activity.is_checked
            && (*activity.activity_id() != marker.activity_id || command.activity_type != marker.activity_type)
        {
            return Err(self.diverged(event, Reason::LocalActivityIdOrType(marker.seq)));
        }
        Ok(())
    }

    /// Records a patch, once a run, and lists it in `TemporalChangeVersion` [PATCH-2] [PATCH-3].
    pub(super) fn set_patch(&mut self, patch_id: Text, deprecated: bool, user_metadata: Option<Bytes>) {
        if !self.ahead.set_patches.insert(patch_id.clone()) {
            return;
        }
        let data = serde_json::json!({ "id": patch_id.as_str(), "deprecated": deprecated });
        let data = Payload::with_encoding("json/plain", Bytes::from(alloc::string::ToString::to_string(&data)));
        let marker = RecordMarker {
            marker_name: Text::from_static(PATCH),
            details: vec![("patch-data", Payloads::from_iter([data]))],
            failure: None,
            subject: patch_id.clone(),
        };
        let kind = Kind::RecordMarker(Box::new(marker));
        self.enqueue(Entity::Patch(patch_id.clone()), Command::new(kind, user_metadata));
        let is_seen = !self.view.is_replaying || self.ahead.patches.contains(&patch_id);
        if is_seen
            && self.view.uses(CoreFlag::UpsertSearchAttributeOnPatch)
            && let Some(search_attributes) = self.change_versions()
        {
            let kind = Kind::UpsertWorkflowSearchAttributes { search_attributes };
            self.enqueue(Entity::PatchUpsert, Command::new(kind, None));
        }
    }

    /// All patches of the run, sorted; `None` where the list would be too long to write.
    fn change_versions(&self) -> Option<PayloadMap> {
        let ids: Vec<String> = self.ahead.set_patches.iter().map(Into::into).collect();
        let data = serde_json::to_vec(&ids).ok().filter(|data| data.len() < limits::CHANGE_VERSION_BYTES)?;
        let payload = Payload::from_message(&common::Payload {
            metadata: [
                ("encoding".into(), Bytes::from_static(b"json/plain")),
                ("type".into(), Bytes::from_static(b"KeywordList")),
            ]
            .into(),
            data: data.into(),
            ..Default::default()
        });
        Some(PayloadMap::from_iter([(Text::from_static(CHANGE_VERSION), payload)]))
    }
}

/// Commands without a life of their own have nothing more to do once they are recorded.
fn recorded(id: EventId) -> Result<(), Fault> {
    record::step(record::State::Commanded, record::Input::Recorded)
        .map(|_| ())
        .ok_or_else(|| impossible(Some(id), "the command was recorded before"))
}
