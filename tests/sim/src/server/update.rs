//! Decides the life of updates in the model: requested, sent with a workflow task, accepted or rejected, completed.

use super::{
    Server,
    execution::Run,
    gone,
    task::{Kind, Task},
};
use bytes::Bytes;
use dacapo_core::{rpc::Status, time::MonoTime};
use dacapo_proto::temporal::api::{
    enums::v1::EventType,
    failure::v1::Failure,
    history::v1::{
        WorkflowExecutionUpdateAcceptedEventAttributes, WorkflowExecutionUpdateCompletedEventAttributes,
        history_event::Attributes,
    },
    protocol::v1::{Message as ProtocolMessage, message::SequencingId},
    update::v1::{Acceptance, Outcome, Rejection, Request, Response, outcome},
};
use prost::Message;
use std::collections::BTreeMap;

/// The updates of a run.
#[derive(Clone, Debug, Default)]
pub(super) struct Updates {
    /// Those that no worker has accepted; in memory alone.
    requested: Vec<Requested>,
    /// Accepted and not completed: the events that say so, by the ids of updates.
    accepted: BTreeMap<String, i64>,
    /// How the others ended, and when.
    ended: BTreeMap<String, (Outcome, MonoTime)>,
}

#[derive(Clone, Debug)]
struct Requested {
    id: String,
    request: Request,
    /// Whether it went with the task that is being worked on.
    is_sent: bool,
}

/// How far an update has come, as far as anybody knows: one that was rejected is forgotten.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum UpdateState {
    /// The run does not know it.
    Unknown,
    /// It is under way to a worker.
    Requested,
    /// A worker has accepted it.
    Accepted,
    /// It was completed, with this.
    Ended(Box<Outcome>),
}

impl Updates {
    /// Whether one waits for a task to go with.
    pub(super) fn is_waiting(&self) -> bool {
        self.requested.iter().any(|requested| !requested.is_sent)
    }

    /// The task that they went with did not end well: they go with the next one.
    pub(super) fn send_again(&mut self) {
        self.requested.iter_mut().for_each(|requested| requested.is_sent = false);
    }

    /// What is in memory alone is forgotten.
    pub(super) fn forget(&mut self) {
        self.requested.clear();
    }

    /// The run is closed.
    pub(super) fn close(&mut self, now: MonoTime) {
        self.requested.clear();
        for id in std::mem::take(&mut self.accepted).into_keys() {
            let message = "Workflow Update failed because the Workflow completed before the Update completed.".into();
            self.ended.insert(id, (failed(Failure { message, ..Default::default() }), now));
        }
    }

    pub(super) fn state(&self, id: &str) -> UpdateState {
        if self.accepted.contains_key(id) {
            return UpdateState::Accepted;
        }
        if self.requested.iter().any(|requested| requested.id == id) {
            return UpdateState::Requested;
        }
        self.ended.get(id).map_or(UpdateState::Unknown, |(outcome, _)| UpdateState::Ended(Box::new(outcome.clone())))
    }
}

impl Server {
    /// Asks a run for an update, once for each id.
    pub(super) fn request_update(&mut self, run: Run, id: &str, request: Request) -> Result<(), Status> {
        let Some(execution) = self.at_mut(run) else { return Ok(()) };
        if execution.updates.state(id) != UpdateState::Unknown {
            return Ok(());
        }
        if !execution.is_open() {
            return Err(gone("workflow execution already completed"));
        }
        execution.updates.requested.push(Requested { id: id.into(), request, is_sent: false });
        if execution.task.is_none() {
            self.schedule(run, Kind::Speculative);
        }
        Ok(())
    }

    /// How an update of a workflow's last run ended, if it has, and when.
    pub fn ended_update(&self, workflow_id: &str, id: &str) -> Option<&(Outcome, MonoTime)> {
        self.at(self.find(workflow_id, "")?)?.updates.ended.get(id)
    }

    /// The requests that go with a task, all before the event after `sequencing`.
    pub(super) fn update_requests(&mut self, run: Run, sequencing: i64) -> Vec<ProtocolMessage> {
        let Some(execution) = self.at_mut(run) else { return Vec::new() };
        let waiting = execution.updates.requested.iter_mut().filter(|requested| !requested.is_sent);
        let messages = waiting.map(|requested| {
            requested.is_sent = true;
            ProtocolMessage {
                id: format!("{}/request", requested.id),
                protocol_instance_id: requested.id.clone(),
                body: Some(prost_types::Any {
                    type_url: "type.googleapis.com/temporal.api.update.v1.Request".into(),
                    value: requested.request.encode_to_vec(),
                }),
                sequencing_id: Some(SequencingId::EventId(sequencing)),
            }
        });
        messages.collect()
    }

    /// Takes the messages of a completion that no command took.
    pub(super) fn take_messages(&mut self, run: Run, messages: &[ProtocolMessage]) {
        for message in messages {
            self.take_message(run, message);
        }
    }

    /// Takes an acceptance, a rejection or an outcome, once.
    pub(super) fn take_message(&mut self, run: Run, message: &ProtocolMessage) {
        let Some(body) = &message.body else { return };
        let (id, value) = (&message.protocol_instance_id, Bytes::copy_from_slice(&body.value));
        match body.type_url.rsplit('.').next() {
            Some("Acceptance") => self.accepted(run, id, Acceptance::decode(value).unwrap_or_default()),
            Some("Rejection") => self.rejected(run, id, &Rejection::decode(value).unwrap_or_default()),
            Some("Response") => self.responded(run, id, Response::decode(value).unwrap_or_default()),
            _ => self.complaints.push(format!("an unknown message {}", body.type_url)),
        }
    }

    fn accepted(&mut self, run: Run, id: &str, acceptance: Acceptance) {
        let Some(execution) = self.at_mut(run) else { return };
        if matches!(execution.updates.state(id), UpdateState::Accepted | UpdateState::Ended(_)) {
            return;
        }
        let workflow_id = execution.workflow_id.clone();
        // One that this server forgot comes back with its request.
        execution.updates.requested.retain(|requested| requested.id != id);
        if acceptance.accepted_request.is_none() {
            return self.complaints.push(format!("the acceptance of update {id} lacks its request"));
        }
        let name = acceptance.accepted_request.as_ref().and_then(|request| request.input.as_ref());
        self.took_effect(&workflow_id, name.map_or("", |input| &input.name));
        let accepted = WorkflowExecutionUpdateAcceptedEventAttributes {
            protocol_instance_id: id.into(),
            accepted_request_message_id: acceptance.accepted_request_message_id,
            accepted_request_sequencing_event_id: acceptance.accepted_request_sequencing_event_id,
            accepted_request: acceptance.accepted_request,
        };
        let attributes = Attributes::WorkflowExecutionUpdateAcceptedEventAttributes(accepted);
        let event = self.append(run, EventType::WorkflowExecutionUpdateAccepted, attributes);
        if let Some(execution) = self.at_mut(run) {
            execution.updates.accepted.insert(id.into(), event);
        }
    }

    fn rejected(&mut self, run: Run, id: &str, rejection: &Rejection) {
        let Some(execution) = self.at_mut(run) else { return };
        let known = execution.updates.requested.len();
        execution.updates.requested.retain(|requested| requested.id != id);
        if execution.updates.requested.len() < known {
            let outcome = failed(rejection.failure.clone().unwrap_or_default());
            self.answer_rejected(run, id, &outcome);
        }
    }

    fn responded(&mut self, run: Run, id: &str, response: Response) {
        let now = self.now;
        let Some(execution) = self.at_mut(run) else { return };
        let Some(accepted_event_id) = execution.updates.accepted.remove(id) else { return };
        let outcome = response.outcome.clone().unwrap_or_default();
        execution.updates.ended.insert(id.into(), (outcome, now));
        let completed = WorkflowExecutionUpdateCompletedEventAttributes {
            meta: response.meta,
            accepted_event_id,
            outcome: response.outcome,
        };
        let attributes = Attributes::WorkflowExecutionUpdateCompletedEventAttributes(completed);
        self.append(run, EventType::WorkflowExecutionUpdateCompleted, attributes);
    }

    /// Updates that went with a task whose completion does not speak of them: no right worker leaves one out.
    pub(super) fn end_unprocessed(&mut self, run: Run, task: &Task) {
        let Some(execution) = self.at_mut(run) else { return };
        let left: Vec<String> =
            execution.updates.requested.iter().filter(|requested| requested.is_sent).map(|r| r.id.clone()).collect();
        for id in left {
            self.complaints.push(format!("update {id} was passed over by the completion of task {}", task.number));
        }
    }
}

fn failed(failure: Failure) -> Outcome {
    Outcome { value: Some(outcome::Value::Failure(failure)) }
}
