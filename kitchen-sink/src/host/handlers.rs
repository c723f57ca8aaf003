//! Decides what signals, updates and queries do.

use super::{
    Host,
    pending::Outcome,
    strand::{Origin, StrandId, Waits},
};
use crate::{
    program::{Actions, DO_ACTIONS, Query as Handler, STATE, Update, parse},
    value::{ApplicationFailure, payload, value},
};
use dacapo_core::{
    command::host::{HostKind, QueryAnswer, UpdateResponse},
    payload::Payloads,
    workflow::activation::{DoUpdate, Query, Signal},
};
use serde_json::Value;

impl Host {
    pub(super) fn signal(&mut self, signal: &Signal) {
        let name = signal.signal_name.as_str();
        if let Some(actions) = self.program.signals.get(name) {
            return self.spawn(Origin::Signal(signal.signal_name.clone()), actions.clone());
        }
        if name == DO_ACTIONS {
            return match parse::<Actions>(&first(&signal.input)) {
                Ok(actions) => self.spawn(Origin::Signal(signal.signal_name.clone()), actions),
                Err(error) => self.bad_program(&error),
            };
        }
        let value = signal.input.iter().next().map(|first| value(&first)).unwrap_or_default();
        match self.waiting_for(name) {
            Some(id) => self.hand_over(id, &value),
            None => self.inbox.entry(name.to_owned()).or_default().push_back(value),
        }
    }

    /// The strand that has waited longest for this signal.
    fn waiting_for(&self, name: &str) -> Option<StrandId> {
        let waits = |waits: &Waits| matches!(waits, Waits::Signal(awaited) if awaited == name);
        self.strands.iter().find(|(_, strand)| waits(&strand.waits)).map(|(id, _)| *id)
    }

    fn hand_over(&mut self, id: StrandId, value: &Value) {
        let Some(place) = self.strands.get(&id).and_then(super::strand::Strand::place) else { return };
        let Some(action) = place.action() else { return };
        if self.settle(id, action, Outcome::Completed(Some(payload(value)))) {
            self.wake(id);
        }
    }

    pub(super) fn update(&mut self, update: &DoUpdate) {
        let protocol_instance_id = update.protocol_instance_id.clone();
        let respond =
            |response| HostKind::UpdateResponse { protocol_instance_id: protocol_instance_id.clone(), response };
        match self.handler(update) {
            Ok(handler) => {
                self.push(respond(UpdateResponse::Accepted));
                let name = update.request.name.clone();
                self.spawn(Origin::Update { name, protocol_instance_id }, handler.actions);
            }
            Err(why) => {
                self.push(respond(UpdateResponse::Rejected(ApplicationFailure::fatal("Rejected", why).encode())));
            }
        }
    }

    /// What an update does, or why its validator rejects it.
    fn handler(&self, update: &DoUpdate) -> Result<Update, String> {
        let name = update.request.name.as_str();
        let handler = match self.program.updates.get(name) {
            Some(handler) => handler.clone(),
            None if name == DO_ACTIONS => parse(&first(&update.request.input)).map_err(|error| error.to_string())?,
            None => return Err(format!("there is no update handler {name}")),
        };
        match handler.reject {
            Some(why) if update.run_validator => Err(why),
            _ => Ok(handler),
        }
    }

    pub(super) fn answer(&mut self, query: &Query) {
        let answer = match self.program.queries.get(query.query_type.as_str()) {
            Some(Handler::State(key)) => Ok(payload(&self.state.get(key))),
            Some(Handler::Echo(_)) => {
                Ok(payload(&query.arguments.iter().map(|one| value(&one)).collect::<Vec<Value>>()))
            }
            Some(Handler::Fail(why)) => Err(why.clone()),
            None if query.query_type == STATE => Ok(payload(&self.state)),
            None => Err(format!("there is no query handler {}", query.query_type)),
        };
        let answer = match answer {
            Ok(payload) => QueryAnswer::Succeeded(payload),
            Err(why) => QueryAnswer::Failed(ApplicationFailure::simple(why)),
        };
        self.push(HostKind::RespondToQuery { query_id: query.query_id.clone(), answer });
    }
}

fn first(arguments: &Payloads) -> bytes::Bytes {
    arguments.iter().next().map(|first| first.data()).unwrap_or_default()
}
