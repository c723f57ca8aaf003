//! Writes down what a run and its host said to each other, as `coresdk` messages in JSON.
//!
//! Another core that speaks `coresdk` can be given the same history and the same completions, and what it says can be
//! compared with what is written here, message by message.

mod activation;
mod command;
mod completion;
mod convert;

use crate::{
    play::{Delivery, Outcome, Player},
    recorded::{Facts, Plan, RecordedHost},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use dacapo_core::{
    command::host::{Completion, Success},
    error::{Fault, Malformed},
    id::{EventId, Text},
    workflow::activation::Activation,
};
use dacapo_proto::{
    coresdk::workflow_completion::WorkflowActivationCompletion,
    temporal::api::{
        enums::v1::EventType,
        history::v1::{History, HistoryEvent, history_event::Attributes},
    },
};
use prost::Message;
use serde::Serialize;

/// A history that was played, activation by activation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Transcript {
    /// The workflow's id; `workflow` where its first event has none.
    pub workflow_id: String,
    /// What was said, in order.
    pub steps: Vec<Step>,
    /// How it ended.
    pub verdict: Verdict,
    /// Why it ended so; empty where everything fitted.
    pub reason: String,
}

/// An activation and its answer, each an encoded message in base64.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Step {
    /// A `coresdk.workflow_activation.WorkflowActivation`.
    pub activation: String,
    /// A `coresdk.workflow_completion.WorkflowActivationCompletion`.
    pub completion: String,
}

/// How playing a history ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Verdict {
    /// Every command was confirmed, and every event applied.
    #[default]
    Accepted,
    /// The commands do not fit the history.
    Nondeterminism,
    /// The history is not one that a server writes, or a command makes no sense.
    Fatal,
    /// A completion broke the contract between core and host.
    Misuse,
    /// The run never asked for commands that the history holds.
    Unasked,
    /// The host said that it could not run the workflow.
    LangFail,
}

/// Plays a history with the commands that it implies.
///
/// # Errors
///
/// The history cannot be read.
pub fn transcribe(history: &Bytes) -> Result<Transcript, Malformed> {
    let plan = Plan::of(history)?;
    let facts = plan.facts.clone();
    let mut host = RecordedHost::new(plan);
    let (mut transcript, outcome) = write_down(history, &facts, |activation| {
        let completion = host.answer(activation);
        let message = command::completion(&activation.run_id, &completion);
        (completion, message)
    });
    transcript.conclude(outcome);
    if let (Verdict::Accepted, Some((task, step))) = (transcript.verdict, host.left_over()) {
        transcript.verdict = Verdict::Unasked;
        transcript.reason = format!("the task that event {task} started never asked for event {}", step.event);
    }
    Ok(transcript)
}

/// Plays a history with completions given beforehand, each an encoded `WorkflowActivationCompletion`; what comes after
/// the last one is answered with nothing.
#[must_use]
pub fn transcribe_script(history: &Bytes, completions: Vec<Bytes>) -> Transcript {
    let facts = match facts(history) {
        Ok(facts) => facts,
        Err(error) => {
            return Transcript { verdict: Verdict::Fatal, reason: error.to_string(), ..Transcript::default() };
        }
    };
    let mut script = completions.into_iter();
    let (mut unreadable, mut has_failed) = (None, false);
    let (mut transcript, outcome) = write_down(history, &facts, |activation| {
        let Some(encoded) = script.next() else {
            let nothing = Success::with(Vec::new());
            let message = command::completion(&activation.run_id, &nothing);
            return (nothing, message);
        };
        let message = WorkflowActivationCompletion::decode(encoded).map_err(|error| error.to_string());
        match message.and_then(|message| Ok((completion::completion(&message)?, message))) {
            Ok(both) => {
                has_failed |= matches!(both.0, Completion::Failed { .. });
                both
            }
            Err(error) => {
                unreadable.get_or_insert(error);
                (Success::with(Vec::new()), WorkflowActivationCompletion::default())
            }
        }
    });
    transcript.conclude(outcome);
    if has_failed && transcript.verdict == Verdict::Accepted {
        transcript.verdict = Verdict::LangFail;
    }
    if let Some(reason) = unreadable {
        transcript.verdict = Verdict::Misuse;
        transcript.reason = reason;
    }
    transcript
}

fn write_down(
    history: &Bytes,
    facts: &Facts,
    mut host: impl FnMut(&Activation) -> (Completion, WorkflowActivationCompletion),
) -> (Transcript, Outcome) {
    let mut facts = facts.clone();
    if facts.workflow_id.is_empty() {
        // Histories of older servers do not say it, so a worker is told by another way.
        facts.workflow_id = Text::from_static("workflow");
    }
    let mut transcript = Transcript { workflow_id: (&facts.workflow_id).into(), ..Transcript::default() };
    let mut player = Player::new(history.clone(), &facts, Delivery::default());
    let outcome = player.run_to_end(|activation| {
        let (completion, message) = host(activation);
        transcript.steps.push(Step {
            activation: STANDARD.encode(activation::activation(activation).encode_to_vec()),
            completion: STANDARD.encode(message.encode_to_vec()),
        });
        completion
    });
    (transcript, outcome)
}

impl Transcript {
    fn conclude(&mut self, outcome: Outcome) {
        (self.verdict, self.reason) = match outcome {
            Outcome::Ok => (Verdict::Accepted, String::new()),
            Outcome::Faulted(fault @ Fault::Diverged(_)) => (Verdict::Nondeterminism, fault.to_string()),
            Outcome::Faulted(fault) => (Verdict::Fatal, fault.to_string()),
            Outcome::Unasked { task, event } => (Verdict::Unasked, format!("task {task}, event {event}")),
            Outcome::Misused(misuse) => (Verdict::Misuse, misuse.to_string()),
        };
    }
}

/// What a history is of, as far as playing it needs to know: a script is played also where no plan can be made.
fn facts(history: &Bytes) -> Result<Facts, prost::DecodeError> {
    let history = History::decode(history.clone())?;
    let mut facts = Facts { events: history.events.len(), ..Facts::default() };
    for HistoryEvent { event_id, event_type, attributes, .. } in history.events {
        facts.open_start = None;
        match attributes {
            Some(Attributes::WorkflowExecutionStartedEventAttributes(started)) => {
                facts.workflow_id = started.workflow_id.into();
                facts.run_id = started.original_execution_run_id.into();
            }
            Some(Attributes::WorkflowTaskCompletedEventAttributes(completed)) => {
                facts.last_completed_start = EventId(completed.started_event_id);
            }
            _ if event_type == i32::from(EventType::WorkflowTaskStarted) => facts.open_start = Some(EventId(event_id)),
            _ => {}
        }
    }
    Ok(facts)
}
