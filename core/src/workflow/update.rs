//! Decides how updates reach the host and how its answers reach the server [UPDATE-2] [UPDATE-3].

use super::{
    Run,
    activation::{DoUpdate, Job},
    entity::{Entity, update},
    task::UpdateMessage,
};
use crate::{
    command::{Command, Kind, host::UpdateResponse},
    divergence::Reason,
    error::Fault,
    failure::Failure,
    history::event::UpdateRequest,
    id::{EventId, Text},
    payload::{Payload, Payloads},
    wire::put_len,
};
use alloc::{boxed::Box, format};
use bytes::{Bytes, BytesMut};
use dacapo_proto::temporal::api::{
    enums::v1::EventType, protocol::v1::Message as ProtocolMessage, update::v1 as proto,
};
use prost::Message;

impl Run {
    /// Handles the requests that come before the event after `id` [UPDATE-1].
    pub(super) fn take_messages_up_to(&mut self, id: EventId) -> Result<(), Fault> {
        while let Some(place) = self.ahead.messages.iter().position(|message| message.sequencing <= id) {
            let message = self.ahead.messages.remove(place);
            self.do_update(message);
        }
        Ok(())
    }

    /// What the open task requests belongs to its own sequence, the last. Where history goes on after the task's start, the
    /// task is over and came late: its requests had their answers, or come with another task [UPDATE-4].
    pub(super) fn take_requests(&mut self, length: usize) {
        let last = length.checked_sub(1).and_then(|place| self.history.events().nth(place)).map(|event| event.id);
        if let Some(task) = self.task.as_mut().filter(|task| last == Some(task.started_event_id)) {
            self.ahead.messages.append(&mut task.requests);
        }
    }

    /// The first event of the sequence, where a completed task is folded into it. History will be cut after the last task
    /// before the event that an accepted update names; naming this one has a replay fold what was folded here, as it does
    /// where the update is rejected [HISTORY-6].
    pub(super) fn folded_from(&self, length: usize) -> Option<EventId> {
        let events = || self.history.events().take(length);
        let mut pairs = events().zip(events().skip(1)).map(|(one, next)| (one.kind, next.kind));
        pairs.any(|pair| pair == (EventType::WorkflowTaskStarted, EventType::WorkflowTaskCompleted)).then_some(())?;
        events().next().map(|event| event.id)
    }

    /// An admitted update is handled at once, or kept until history shows that it was accepted [UPDATE-2].
    pub(super) fn update_admitted(&mut self, id: EventId, request: UpdateRequest) {
        let update_id = request.update_id.clone();
        let message = UpdateMessage {
            id: format!("{update_id}/request").into(),
            protocol_instance_id: update_id.clone(),
            sequencing: id,
            request,
        };
        if self.view.is_replaying && !self.ahead.accepted.contains(&update_id) {
            self.ahead.admitted.insert(update_id, message);
        } else {
            self.ahead.messages.push(message);
        }
    }

    pub(super) fn do_update(&mut self, message: UpdateMessage) {
        let job = DoUpdate {
            protocol_instance_id: message.protocol_instance_id.clone(),
            request: message.request.clone(),
            run_validator: !self.view.is_replaying,
        };
        self.jobs.push(Job::DoUpdate(Box::new(job)));
        let update = update::Update {
            state: update::State::Requested,
            message_id: message.id,
            sequencing: self.view.folded_from.map_or(message.sequencing, |first| first.min(message.sequencing)),
            request: message.request,
        };
        self.entities.updates.insert(message.protocol_instance_id, update);
    }

    /// An activation that only brought updates which were all rejected does not count: no replay makes it [LOCAL-12].
    /// Local activities that ended meanwhile are told of now that this is known.
    pub(super) fn updates_answered(&mut self, updates: &[Text]) {
        if !updates.iter().any(|update| self.entities.updates.contains_key(update)) {
            self.view.activation_index = self.view.activation_index.saturating_sub(1);
        }
        for end in core::mem::take(&mut self.held_ends) {
            // What was let go in the meantime is not told.
            self.end_local_activity(end).unwrap_or_default();
        }
    }

    pub(super) fn respond_to_update(
        &mut self,
        instance: Text,
        response: UpdateResponse,
        user_metadata: Option<Bytes>,
    ) -> Result<(), Fault> {
        let Some(update) = self.entities.updates.get_mut(&instance) else {
            return Err(Fault::Unprocessable("an update was answered that nobody asked for, or that has its outcome"));
        };
        let input = match &response {
            UpdateResponse::Accepted => update::Input::Accept,
            UpdateResponse::Rejected(_) => update::Input::Reject,
            UpdateResponse::Completed(_) => update::Input::Complete,
        };
        let Some((state, effects)) = update::step(update.state, input) else {
            return Err(self.diverged_at(self.view.applied, Reason::UpdateOrder(instance)));
        };
        update.state = state;
        let request_message_id = update.message_id.clone();
        for effect in effects {
            let (answer, kind) = match effect {
                update::Effect::SendAcceptance => ("accept", "Acceptance"),
                update::Effect::SendRejection => ("reject", "Rejection"),
                update::Effect::SendResponse => ("complete", "Response"),
            };
            if !self.view.is_replaying
                && let Some(task) = &mut self.task
            {
                let body = match effect {
                    update::Effect::SendAcceptance => acceptance(update),
                    update::Effect::SendRejection => rejection(update, &response),
                    update::Effect::SendResponse => outcome(update, &response),
                };
                task.messages.push(message(&format!("{request_message_id}/{answer}"), &instance, kind, body));
            }
            if *effect != update::Effect::SendRejection {
                let kind = Kind::ProtocolMessage { request_message_id: request_message_id.clone(), answer };
                // Two answers in one completion are two commands: each is confirmed by an event of its own.
                self.queue.push_back(super::Queued {
                    by: Entity::Update(instance.clone()),
                    issued_in: self.view.started,
                    command: Command::new(kind, user_metadata.clone()),
                });
            }
        }
        if state.is_end() {
            self.entities.updates.remove(&instance);
        }
        Ok(())
    }
}

fn message(id: &str, instance: &Text, kind: &str, body: Bytes) -> Bytes {
    let message = ProtocolMessage {
        id: id.into(),
        protocol_instance_id: instance.into(),
        sequencing_id: None,
        body: Some(prost_types::Any {
            type_url: format!("type.googleapis.com/temporal.api.update.v1.{kind}"),
            value: body.into(),
        }),
    };
    message.encode_to_vec().into()
}

fn acceptance(update: &update::Update) -> Bytes {
    let mut out = BytesMut::new();
    let head = proto::Acceptance {
        accepted_request_message_id: (&update.message_id).into(),
        accepted_request_sequencing_event_id: update.sequencing.0,
        accepted_request: None,
    };
    head.encode(&mut out).unwrap_or_default();
    put_len(&mut out, 3, &update.request.encoded);
    out.freeze()
}

fn rejection(update: &update::Update, response: &UpdateResponse) -> Bytes {
    let mut out = BytesMut::new();
    let head = proto::Rejection {
        rejected_request_message_id: (&update.message_id).into(),
        rejected_request_sequencing_event_id: update.sequencing.0,
        ..Default::default()
    };
    head.encode(&mut out).unwrap_or_default();
    put_len(&mut out, 3, &update.request.encoded);
    if let UpdateResponse::Rejected(failure) = response {
        put_len(&mut out, 4, failure.encoded());
    }
    out.freeze()
}

fn outcome(update: &update::Update, response: &UpdateResponse) -> Bytes {
    let mut out = BytesMut::new();
    let meta =
        proto::Meta { update_id: (&update.request.update_id).into(), identity: (&update.request.identity).into() };
    proto::Response { meta: Some(meta), outcome: None }.encode(&mut out).unwrap_or_default();
    let mut value = BytesMut::new();
    match response {
        UpdateResponse::Rejected(failure) => put_len(&mut value, 2, Failure::encoded(failure)),
        UpdateResponse::Completed(result) => put_len(&mut value, 1, success(result.as_ref()).encoded()),
        UpdateResponse::Accepted => {}
    }
    put_len(&mut out, 2, &value);
    out.freeze()
}

fn success(result: Option<&Payload>) -> Payloads {
    result.cloned().into_iter().collect()
}
