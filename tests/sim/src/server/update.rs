//! Decides the life of updates in the model: requested, sent with a workflow task, accepted or rejected, completed.

use super::{
    Server,
    execution::Run,
    task::{Kind, Task},
};
use bytes::Bytes;
use dacapo_proto::temporal::api::{
    common::v1::Payloads,
    enums::v1::EventType,
    failure::v1::Failure,
    history::v1::{
        WorkflowExecutionUpdateAcceptedEventAttributes, WorkflowExecutionUpdateCompletedEventAttributes,
        history_event::Attributes,
    },
    protocol::v1::{Message as ProtocolMessage, message::SequencingId},
    update::v1::{Acceptance, Input, Meta, Outcome, Rejection, Request, Response, outcome},
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
    /// How the others ended.
    ended: BTreeMap<String, UpdateState>,
}

#[derive(Clone, Debug)]
struct Requested {
    id: String,
    request: Request,
    /// Whether it went with the task that is being worked on.
    is_sent: bool,
}

/// How far an update has come, as whoever asked for it sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UpdateState {
    /// The run does not know it, and will not.
    Unknown,
    /// It is under way.
    Open,
    /// It was rejected, for this reason.
    Rejected(String),
    /// It was completed, with this.
    Completed(String),
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
    pub(super) fn close(&mut self) {
        self.requested.clear();
        for id in std::mem::take(&mut self.accepted).into_keys() {
            let why = "failed Workflow Update failed because the Workflow completed before the Update completed.";
            self.ended.insert(id, UpdateState::Completed(why.into()));
        }
    }

    fn state(&self, id: &str) -> UpdateState {
        if self.accepted.contains_key(id) || self.requested.iter().any(|requested| requested.id == id) {
            return UpdateState::Open;
        }
        self.ended.get(id).cloned().unwrap_or(UpdateState::Unknown)
    }
}

impl Server {
    /// Asks the open run of a workflow for an update, once for each id; how far that one is.
    pub fn update(&mut self, workflow_id: &str, (id, name): (&str, &str)) -> UpdateState {
        let Some(run) = self.find(workflow_id, "") else { return UpdateState::Unknown };
        let Some(execution) = self.at_mut(run) else { return UpdateState::Unknown };
        let state = execution.updates.state(id);
        if state != UpdateState::Unknown || !execution.is_open() {
            return state;
        }
        let request = Request {
            meta: Some(Meta { update_id: id.into(), identity: "outside".into() }),
            input: Some(Input { header: None, name: name.into(), args: Some(Payloads::default()) }),
            ..Default::default()
        };
        execution.updates.requested.push(Requested { id: id.into(), request, is_sent: false });
        if execution.task.is_none() {
            self.schedule(run, Kind::Speculative);
        }
        self.dispatch();
        UpdateState::Open
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
        let known = execution.updates.state(id);
        let is_ended = !matches!(known, UpdateState::Open | UpdateState::Unknown);
        if is_ended || execution.updates.accepted.contains_key(id) {
            return;
        }
        // One that this server forgot comes back with its request.
        execution.updates.requested.retain(|requested| requested.id != id);
        if acceptance.accepted_request.is_none() {
            return self.complaints.push(format!("the acceptance of update {id} lacks its request"));
        }
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
            let why = rejection.failure.as_ref().map(|failure| failure.message.clone()).unwrap_or_default();
            execution.updates.ended.insert(id.into(), UpdateState::Rejected(why));
        }
    }

    fn responded(&mut self, run: Run, id: &str, response: Response) {
        let Some(execution) = self.at_mut(run) else { return };
        let Some(accepted_event_id) = execution.updates.accepted.remove(id) else { return };
        let outcome = text(response.outcome.as_ref());
        execution.updates.ended.insert(id.into(), UpdateState::Completed(outcome));
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

fn text(outcome: Option<&Outcome>) -> String {
    match outcome.and_then(|outcome| outcome.value.as_ref()) {
        Some(outcome::Value::Success(result)) => {
            let data = result.payloads.iter().map(|payload| String::from_utf8_lossy(&payload.data).into_owned());
            data.collect::<Vec<_>>().join(",")
        }
        Some(outcome::Value::Failure(Failure { message, .. })) => format!("failed {message}"),
        None => String::new(),
    }
}
