//! Decides what one event does to a run: when replay ends, which messages come before it, and who takes it [HISTORY-8].
#![expect(clippy::wildcard_enum_match_arm, reason = "most events need nothing before they are handled")]

use super::Run;
use crate::{
    error::{Fault, Malformed},
    history::event::{Attributes, Event},
};
use dacapo_proto::temporal::api::enums::v1::EventType;

impl Run {
    /// Applies the next event of the history.
    pub(super) fn apply(&mut self, event: Event) -> Result<(), Fault> {
        let id = event.id;
        if id != self.view.applied.next() {
            return Err(Malformed { event: id, field: 1, what: "it does not follow the event before it" }.into());
        }
        self.end_replay_before(&event);
        self.take_messages_up_to(id.before())?;
        if event.is_terminal() {
            self.view.is_closed = true;
        }
        let skips = core::mem::take(&mut self.ahead.skips_next_upsert);
        match &event.attributes {
            Attributes::Ignorable => {}
            Attributes::UpsertWorkflowSearchAttributes { has_change_version: true } if skips => {}
            _ if event.is_command() => self.confirm(event)?,
            _ => self.route(event)?,
        }
        self.view.applied = id;
        Ok(())
    }

    /// Replay ends with the first event of the last sequence that no completion of an earlier task can have caused. For a
    /// query alone it does not end: what comes last may belong to a task that the server has yet to give out [QUERY-2].
    fn end_replay_before(&mut self, event: &Event) {
        let Some(task) = &self.task else { return };
        let previous = task.previous_started_event_id;
        if self.view.is_replaying
            && !task.is_query_only
            && self.view.is_last_sequence
            && event.id > previous
            && event.kind != EventType::WorkflowTaskCompleted
            && !event.is_command()
        {
            self.view.is_replaying = false;
        }
    }
}
