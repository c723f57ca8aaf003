//! Decides how a divergence is told: which event, what history and the workflow say of it, what matched before, who
//! wrote the history, and which single change of the workflow code explains it best.
#![expect(clippy::wildcard_enum_match_arm, reason = "most reasons are told alike")]

mod align;
mod hypothesis;

pub use hypothesis::{Hypothesis, HypothesisKind};

use crate::{
    command::{Command, Description, describe_event},
    history::event::Event,
    id::{EventId, Seq, Text},
    limits,
};
use align::Item;
use alloc::{
    collections::VecDeque,
    string::{String, ToString},
    vec::Vec,
};
use bytes::Bytes;
use core::fmt;
use dacapo_proto::temporal::api::enums::v1::EventType;

/// Workflow code did not do what its history says it did.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Divergence {
    /// The event at which that showed.
    pub event_id: EventId,
    /// Its type; `Unspecified` where the fault is not in one event.
    pub event_type: EventType,
    /// The `WorkflowTaskStarted` event of the task whose commands are concerned.
    pub workflow_task: EventId,
    /// Which rule was broken.
    pub reason: Reason,
    /// The command that the event is of.
    pub expected: Option<Description>,
    /// The command that the workflow issued in its place; `None` where it issued none.
    pub actual: Option<Description>,
    /// Where the two differ, if they are of one type.
    pub differences: Vec<Difference>,
    /// The last commands that were confirmed, oldest first.
    pub matched_before: Vec<Pair>,
    /// The SDK and version that wrote the history.
    pub written_by: WrittenBy,
    /// What may have been changed in the workflow code, the likeliest first.
    pub hypotheses: Vec<Hypothesis>,
}

/// Which rule of replay was broken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// The event is of a command, and the workflow issued none.
    #[error("history has a command here, and the workflow issued none")]
    NoCommand,
    /// The event is of another command than the workflow's.
    #[error("history has another command here than the workflow issued")]
    OtherCommand,
    /// The event is of no command, and the workflow issued one. A run would send it; only who knows that the task was
    /// completed without it sees a divergence.
    #[error("the workflow issued a command here, and history has none")]
    NoEvent,
    /// The command has another id or type than the event.
    #[error("the command has another id or type than history says")]
    IdOrType,
    /// A patch marker that is not deprecated has no patch.
    #[error("history has a marker of patch {0:?}, and the workflow did not ask for that patch here")]
    PatchWithoutCommand(Text),
    /// A local activity marker has no local activity.
    #[error("history has the outcome of local activity {0}, and the workflow scheduled none of that number")]
    LocalActivityNotScheduled(Seq),
    /// A local activity has another id or type than its marker.
    #[error("local activity {0} has another id or type than history says")]
    LocalActivityIdOrType(Seq),
    /// A local activity ended otherwise here than in history.
    #[error("local activity {0} succeeded on one side and failed on the other")]
    LocalActivityOutcome(Seq),
    /// An event belongs to an earlier one that began nothing.
    #[error("the event belongs to event {0}, which began nothing that the workflow knows")]
    UnknownStart(EventId),
    /// A timer fired under another id than it was started with.
    #[error("timer {fired:?} fired, and the workflow started it as timer {started}")]
    #[expect(missing_docs, reason = "the two ids")]
    TimerId { fired: Text, started: Seq },
    /// The workflow canceled something that it never asked for.
    #[error("the workflow canceled {command} {seq}, which it never issued")]
    #[expect(missing_docs, reason = "what it canceled")]
    UnknownCommand { command: &'static str, seq: Seq },
    /// An update was answered in an order that no protocol allows.
    #[error("update {0:?} was answered out of order")]
    UpdateOrder(Text),
}

/// A field in which a command and its event differ.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// The field's name in the Temporal API.
    pub field: &'static str,
    /// What history says; empty for nothing.
    pub expected: String,
    /// What the workflow says; empty for nothing.
    pub actual: String,
}

/// A confirmed command.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pair {
    /// The event that confirmed it.
    pub event_id: EventId,
    /// The event's type.
    pub event_type: EventType,
    /// The command.
    pub command: String,
}

/// Who wrote a history, as its completed workflow tasks say; empty where they do not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
#[expect(missing_docs, reason = "Temporal's words")]
pub struct WrittenBy {
    pub sdk_name: Text,
    pub sdk_version: Text,
    pub deployment_name: Text,
    pub build_id: Text,
}

/// A confirmed command, kept with its event.
#[derive(Clone, Debug)]
pub(crate) struct Matched {
    pub(crate) event_id: EventId,
    pub(crate) kind: EventType,
    pub(crate) encoded: Bytes,
    /// Whether `encoded` holds on to nothing else.
    pub(crate) is_own: bool,
    pub(crate) command: Command,
    pub(crate) issued_in: EventId,
}

/// Where two histories of one workflow part: one to be explained, and one that says what the workflow does.
#[derive(Clone, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "who compares two histories fills it")]
pub struct Parting<'a> {
    /// Where in the history to be explained.
    pub event_id: EventId,
    /// The type of the event there; `Unspecified` where there is none.
    pub event_type: EventType,
    /// The `WorkflowTaskStarted` event of the task whose commands are concerned.
    pub workflow_task: EventId,
    /// The events of commands in which the two agree, those of the history to be explained, oldest first.
    pub matched: Vec<&'a Event>,
    /// The task's other events of commands in the history to be explained.
    pub expected: Vec<&'a Event>,
    /// The task's other events of commands in the history that says what the workflow does.
    pub actual: Vec<&'a Event>,
    /// Who wrote the history to be explained.
    pub written_by: WrittenBy,
}

/// Everything that is known where a divergence shows.
pub(crate) struct Scene<'a> {
    pub(crate) event_id: EventId,
    /// The event, where the fault is in one of a command.
    pub(crate) event: Option<&'a Event>,
    /// The events of commands right after it.
    pub(crate) upcoming: Vec<&'a Event>,
    /// Commands that were not confirmed, each with the task it was issued in.
    pub(crate) queue: Vec<(EventId, &'a Command)>,
    pub(crate) matched: &'a VecDeque<Matched>,
    pub(crate) task_started: EventId,
    pub(crate) view: WrittenBy,
}

impl Divergence {
    /// Works out all there is to say.
    pub(crate) fn explain(scene: Scene<'_>, reason: Reason) -> Self {
        let Scene { event_id, event, upcoming, queue, matched, task_started, view } = scene;
        let expected = event.map(|event| describe_event(&event.encoded));
        let actual = match &reason {
            Reason::LocalActivityNotScheduled(_) | Reason::LocalActivityIdOrType(_) => None,
            _ if event.is_none() => None,
            _ => queue.first().map(|(_, command)| command.describe()),
        };
        // A timer's fault shows when it fires; the commands to compare are those of the task that started it.
        let task = match &reason {
            Reason::TimerId { started, .. } => started_in(matched, *started).unwrap_or(task_started),
            _ => task_started,
        };
        let of_task = |m: &&Matched| m.issued_in == task;
        let mut events: Vec<Item> = matched.iter().filter(of_task).map(Item::of_matched_event).collect();
        let mut commands: Vec<Item> = matched.iter().filter(of_task).map(Item::of_matched_command).collect();
        if let Some(event) = event {
            events.push(Item { event: Some(event.id), task, description: describe_event(&event.encoded) });
            events.extend(upcoming.into_iter().map(|event| Item {
                event: Some(event.id),
                task,
                description: describe_event(&event.encoded),
            }));
        }
        commands.extend(queue.iter().map(|(issued, command)| Item {
            event: None,
            task: *issued,
            description: command.describe(),
        }));
        Self {
            event_id,
            event_type: event.map_or(EventType::Unspecified, |event| event.kind),
            workflow_task: task,
            differences: differences(expected.as_ref(), actual.as_ref()),
            hypotheses: hypothesis::rank(&events, &commands, task),
            expected,
            actual,
            matched_before: pairs(matched),
            written_by: view,
            reason,
        }
    }
}

impl Divergence {
    /// Works out all there is to say where two histories part.
    #[must_use]
    pub fn between(parting: Parting<'_>) -> Self {
        let Parting { event_id, event_type, workflow_task: task, matched, expected, actual, written_by } = parting;
        let item = |event: &&Event| Item { event: Some(event.id), task, description: describe_event(&event.encoded) };
        let kept = matched.len().saturating_sub(limits::MATCHED_KEPT);
        let agreed: Vec<Item> = matched.iter().skip(kept).filter(|event| event.id > task).map(item).collect();
        let with_agreed = |events: &[&Event]| -> Vec<Item> {
            agreed.iter().cloned().chain(events.iter().take(limits::ALIGNED).map(item)).collect()
        };
        let hypotheses = hypothesis::rank(&with_agreed(&expected), &with_agreed(&actual), task);
        let shown = |event: &&Event| describe_event(&event.encoded);
        let expected = expected.first().filter(|event| event.id == event_id).map(shown);
        let actual = actual.first().map(shown);
        let reason = match (&expected, &actual) {
            (Some(expected), Some(actual)) if expected.command == actual.command => Reason::IdOrType,
            (Some(_), Some(_)) => Reason::OtherCommand,
            (Some(_), None) => Reason::NoCommand,
            (None, _) => Reason::NoEvent,
        };
        let skipped = matched.len().saturating_sub(limits::MATCHED_SHOWN);
        let pair = |event: &&Event| Pair {
            event_id: event.id,
            event_type: event.kind,
            command: describe_event(&event.encoded).to_string(),
        };
        Self {
            event_id,
            event_type,
            workflow_task: task,
            reason,
            differences: differences(expected.as_ref(), actual.as_ref()),
            hypotheses,
            expected,
            actual,
            matched_before: matched.iter().skip(skipped).map(pair).collect(),
            written_by,
        }
    }
}

fn started_in(matched: &VecDeque<Matched>, seq: Seq) -> Option<EventId> {
    let id = seq.to_string();
    let is_start = |m: &&Matched| m.kind == EventType::TimerStarted && m.command.describe().subject == id;
    matched.iter().rev().find(is_start).map(|m| m.issued_in)
}

fn pairs(matched: &VecDeque<Matched>) -> Vec<Pair> {
    let skipped = matched.len().saturating_sub(limits::MATCHED_SHOWN);
    let pair =
        |m: &Matched| Pair { event_id: m.event_id, event_type: m.kind, command: m.command.describe().to_string() };
    matched.iter().skip(skipped).map(pair).collect()
}

/// The fields in which two commands of one type differ.
fn differences(expected: Option<&Description>, actual: Option<&Description>) -> Vec<Difference> {
    let (Some(expected), Some(actual)) = (expected, actual) else { return Vec::new() };
    if expected.command != actual.command {
        let (expected, actual) = (expected.command.into(), actual.command.into());
        return Vec::from([Difference { field: "command_type", expected, actual }]);
    }
    let value = |d: &Description, name: &str| {
        d.fields.iter().find(|field| field.name == name).map(|field| field.value.clone()).unwrap_or_default()
    };
    let mut names: Vec<&'static str> = Vec::new();
    for field in expected.fields.iter().chain(&actual.fields) {
        if !names.contains(&field.name) {
            names.push(field.name);
        }
    }
    let differ = |field| Difference { field, expected: value(expected, field), actual: value(actual, field) };
    names.into_iter().map(differ).filter(|d| d.expected != d.actual).collect()
}

impl fmt::Display for Divergence {
    /// One line; [`text`](Divergence::text) tells everything.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "event {}", self.event_id)?;
        if self.event_type != EventType::Unspecified {
            write!(f, " ({})", event_name(self.event_type))?;
        }
        write!(f, ": {}", self.reason)?;
        if let Some(expected) = &self.expected {
            write!(f, "; history: {expected}")?;
        }
        if let Some(actual) = &self.actual {
            write!(f, "; workflow: {actual}")?;
        }
        Ok(())
    }
}

/// The name of an event type, as in `TimerStarted`.
#[must_use]
pub fn event_name(kind: EventType) -> String {
    let words = kind.as_str_name().trim_start_matches("EVENT_TYPE_").split('_');
    let mut name = String::new();
    for word in words {
        let (head, tail) = word.split_at_checked(1).unwrap_or((word, ""));
        name.push_str(head);
        name.push_str(&tail.to_ascii_lowercase());
    }
    name
}

impl Divergence {
    /// Tells everything, as lines of text.
    #[must_use]
    pub fn text(&self) -> String {
        use core::fmt::Write as _;
        let mut out = String::new();
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{self}");
        let _ = writeln!(out, "  workflow task started by event {}", self.workflow_task);
        for d in &self.differences {
            let _ = writeln!(out, "  {}: history {:?}, workflow {:?}", d.field, d.expected, d.actual);
        }
        for pair in &self.matched_before {
            let _ = writeln!(
                out,
                "  matched before: event {} {} by {}",
                pair.event_id,
                event_name(pair.event_type),
                pair.command
            );
        }
        let by = &self.written_by;
        if !by.sdk_name.is_empty() || !by.build_id.is_empty() {
            let _ = writeln!(out, "  written by: {} {} build {:?}", by.sdk_name, by.sdk_version, by.build_id);
        }
        for (place, h) in self.hypotheses.iter().enumerate() {
            let _ = writeln!(
                out,
                "  {} {:.2} {}: {}",
                if place == 0 { "likeliest" } else { "or" },
                h.score,
                h.kind,
                h.text
            );
        }
        out
    }
}
