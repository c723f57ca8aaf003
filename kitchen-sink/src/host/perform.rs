//! Decides what each action does when its turn has come, and whether its strand goes on at once.

use super::{
    Host,
    pending::Outcome,
    strand::{Frame, Origin, Place, StrandId, Waits},
};
use crate::{
    program::{Action, ActionKind, ContinueAsNew, Patch, Program},
    value::{self, ApplicationFailure, payload},
};
use dacapo_core::{
    command::host::{HostCommand, HostKind, UpdateResponse},
    failure::Failure,
    id::Text,
    payload::{Payload, Payloads},
};
use dacapo_proto::temporal::api::sdk::v1::UserMetadata;
use prost::Message;
use serde_json::Value;

impl Host {
    /// Does one action of a strand; says whether the strand goes on.
    pub(super) fn perform(&mut self, id: StrandId, place: &Place) -> bool {
        let Some(action) = place.action() else { return true };
        match &action.kind {
            ActionKind::Timer(_)
            | ActionKind::Activity(_)
            | ActionKind::LocalActivity(_)
            | ActionKind::ChildWorkflow(_)
            | ActionKind::SignalExternal(_)
            | ActionKind::CancelExternal(_)
            | ActionKind::NexusOperation(_) => self.start(id, place, action),
            ActionKind::Patch(patch) => self.patch(id, action, patch),
            ActionKind::UpsertSearchAttributes(attributes) => {
                let search_attributes = value::search_attributes(attributes);
                self.tell(action, HostKind::UpsertWorkflowSearchAttributes { search_attributes })
            }
            ActionKind::UpsertMemo(memo) => {
                self.tell(action, HostKind::ModifyWorkflowProperties { upserted_memo: value::map(memo) })
            }
            ActionKind::Marker(marker) => self.tell(action, marker.command()),
            ActionKind::UseFlag(flag) => {
                self.success.used_flags.push(*flag);
                true
            }
            ActionKind::SetState(entries) => {
                self.state.extend(entries.iter().map(|(key, value)| (key.clone(), value.clone())));
                self.is_changed = true;
                true
            }
            ActionKind::AwaitState(is) if self.state.get(&is.key) == Some(&is.value) => true,
            ActionKind::AwaitState(is) => self.stay(id, Waits::State(is.key.clone(), is.value.clone())),
            ActionKind::AwaitSignal(name) => self.await_signal(id, action, name),
            ActionKind::AwaitAll(_) if self.is_all_awaited() => true,
            ActionKind::AwaitAll(_) => self.stay(id, Waits::All),
            ActionKind::Sequence(actions) => self.into(id, Frame::of(actions.clone(), ".sequence")),
            ActionKind::Repeat(repeat) => {
                let frame = Frame::of(repeat.actions.clone(), ".repeat.actions");
                repeat.times.checked_sub(1).is_none_or(|rounds| self.into(id, Frame { rounds, ..frame }))
            }
            ActionKind::Concurrent(actions) => {
                for at in 0..actions.len() {
                    self.spawn_beside(id, Place { actions: actions.clone(), at });
                }
                actions.is_empty() || self.stay(id, Waits::Strands(actions.len()))
            }
            end => self.perform_end(id, end),
        }
    }

    /// Does an action that ends something.
    fn perform_end(&mut self, id: StrandId, kind: &ActionKind) -> bool {
        match kind {
            ActionKind::Return(Value::Null) => self.finish(id, None),
            ActionKind::Return(value) => self.finish(id, Some(payload(value))),
            ActionKind::ReturnState(key) => self.finish(id, Some(payload(&self.state.get(key)))),
            ActionKind::Fail(failure) => self.raise(id, failure.encode()),
            ActionKind::Cancel(details) => {
                let details = (!details.is_empty()).then(|| value::payloads(details));
                self.close(HostKind::CancelWorkflow { details });
            }
            ActionKind::FailTask(message) => self.fail_task(format!("{}: {message}", self.path(id))),
            ActionKind::ContinueAsNew(options) => return self.continue_as_new(options),
            // All others are done elsewhere.
            _ => return true,
        }
        false
    }

    fn stay(&mut self, id: StrandId, waits: Waits) -> bool {
        self.wait(id, waits);
        false
    }

    fn into(&mut self, id: StrandId, frame: Frame) -> bool {
        self.enter(id, frame);
        true
    }

    fn tell(&mut self, action: &Action, kind: HostKind) -> bool {
        self.push(HostCommand { kind, user_metadata: metadata(action) });
        true
    }

    fn patch(&mut self, id: StrandId, action: &Action, patch: &Patch) -> bool {
        let is_new = !self.patches.said.contains_key(&patch.patch_id);
        let patch_id = Text::from(patch.patch_id.as_str());
        let is_taken = match self.patches.said.get(&patch.patch_id) {
            Some(said) => *said,
            None => patch.deprecated || !self.is_replaying || self.patches.notified.contains(&patch_id),
        };
        self.patches.said.insert(patch.patch_id.clone(), is_taken);
        if is_new && is_taken {
            self.tell(action, HostKind::SetPatchMarker { patch_id, deprecated: patch.deprecated });
        }
        let (actions, label) =
            if is_taken { (&patch.then, ".patch.then") } else { (&patch.otherwise, ".patch.otherwise") };
        self.settle(id, action, Outcome::Completed(Some(payload(&is_taken))))
            && self.into(id, Frame::of(actions.clone(), label))
    }

    fn await_signal(&mut self, id: StrandId, action: &Action, name: &str) -> bool {
        match self.inbox.get_mut(name).and_then(std::collections::VecDeque::pop_front) {
            Some(value) => self.settle(id, action, Outcome::Completed(Some(payload(&value)))),
            None => self.stay(id, Waits::Signal(name.to_owned())),
        }
    }

    fn continue_as_new(&mut self, options: &ContinueAsNew) -> bool {
        if options.times.is_some_and(|times| self.program.continued >= times) {
            return true;
        }
        let arguments: Payloads = match &options.arguments {
            Some(values) => value::payloads(values),
            None => self.next_program(options).arguments(),
        };
        let command = options.command(&self.workflow_type, arguments);
        self.close(command);
        false
    }

    fn next_program(&self, options: &ContinueAsNew) -> Program {
        let mut next = options.program.as_deref().unwrap_or(&self.program).clone();
        next.continued = self.program.continued.saturating_add(1);
        if options.keep_state {
            next.state.clone_from(&self.state);
        }
        next
    }

    /// The workflow, or the handler that a strand belongs to, ends with a result.
    pub(super) fn finish(&mut self, id: StrandId, result: Option<Payload>) {
        let Some(strand) = self.strands.get(&id) else { return };
        let (origin, root) = (strand.origin.clone(), strand.root);
        match origin {
            Origin::Main => self.close(HostKind::CompleteWorkflow { result }),
            Origin::Signal(_) | Origin::Cancel => self.kill(root),
            Origin::Update { protocol_instance_id, .. } => {
                let response = UpdateResponse::Completed(result);
                self.push(HostKind::UpdateResponse { protocol_instance_id, response });
                self.kill(root);
            }
        }
    }

    /// A failure that nothing takes care of ends the update or the workflow that it happened in.
    pub(super) fn raise(&mut self, id: StrandId, failure: Failure) {
        let Some(strand) = self.strands.get(&id) else { return };
        match strand.origin.clone() {
            Origin::Update { protocol_instance_id, .. } => {
                let root = strand.root;
                let response = UpdateResponse::Rejected(failure);
                self.push(HostKind::UpdateResponse { protocol_instance_id, response });
                self.kill(root);
            }
            Origin::Main | Origin::Signal(_) | Origin::Cancel => self.close(HostKind::FailWorkflow { failure }),
        }
    }

    /// Takes an outcome: says whether it is as it must be, so that the strand can go on.
    pub(super) fn settle(&mut self, id: StrandId, action: &Action, outcome: Outcome) -> bool {
        if outcome.is_unexpected(action) {
            let expected = serde_json::to_string(&action.expect).unwrap_or_default();
            self.fail_task(format!("{}: expected {expected}, but it {outcome}", self.path(id)));
            return false;
        }
        if let Some(key) = &action.save_as {
            self.state.insert(key.clone(), outcome.value());
            self.is_changed = true;
        }
        match outcome {
            Outcome::Failed(failure) if !action.allows_failure() => self.raise(id, failure),
            Outcome::Canceled(failure) if !action.allows_failure() => self.canceled(id, failure),
            Outcome::Completed(_) | Outcome::Failed(_) | Outcome::Canceled(_) => return true,
        }
        false
    }
}

/// What people are told of an action's command, encoded.
pub(super) fn metadata(action: &Action) -> Option<bytes::Bytes> {
    let summary = payload(action.summary.as_ref()?).to_message().ok();
    Some(UserMetadata { summary, details: None }.encode_to_vec().into())
}

impl ApplicationFailure {
    pub(super) fn simple(message: String) -> Failure {
        Self { message, ..Self::default() }.encode()
    }
}
