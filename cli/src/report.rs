//! Decides what is said of one history, in the fields of the JSON that the commands print.

use bytes::Bytes;
use dacapo_core::{
    divergence::{self, Divergence, event_name},
    history::Events,
};
use dacapo_proto::temporal::api::enums::v1::EventType;
use serde::{Serialize, Serializer};

/// What to do about a history that holds what no server writes.
pub(crate) const RECORD_AGAIN: &str =
    "the file was edited or is damaged: record it again, for example with `temporal workflow show --output json`";

/// What came of a history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Outcome {
    Ok,
    Diverged,
    Unreadable,
}

impl Outcome {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Diverged => "diverged",
            Self::Unreadable => "unreadable",
        }
    }
}

/// A divergence, as [`Divergence`] has it; without what it has not.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DivergenceReport {
    event_id: i64,
    /// Nothing after the last event.
    event_type: Option<String>,
    workflow_task: i64,
    reason: String,
    expected: Option<String>,
    actual: Option<String>,
    differences: Vec<Difference>,
    matched_before: Vec<Pair>,
    written_by: WrittenBy,
    hypotheses: Vec<Hypothesis>,
    #[serde(skip)]
    text: String,
}

#[derive(Clone, Debug, Serialize)]
struct Difference {
    field: &'static str,
    expected: String,
    actual: String,
}

#[derive(Clone, Debug, Serialize)]
struct Pair {
    event_id: i64,
    event_type: String,
    command: String,
}

#[derive(Clone, Debug, Serialize)]
struct WrittenBy {
    sdk_name: String,
    sdk_version: String,
    deployment_name: String,
    build_id: String,
}

#[derive(Clone, Debug, Serialize)]
struct Hypothesis {
    kind: String,
    text: String,
    #[serde(serialize_with = "three_decimals")]
    score: f32,
}

fn three_decimals<S: Serializer>(score: &f32, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((f64::from(*score) * 1000.0).round() / 1000.0)
}

impl DivergenceReport {
    /// Everything as lines of text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Tells of a divergence that `history` showed.
    pub(crate) fn new(mut divergence: Divergence, history: &Bytes) -> Self {
        // Where no command was expected, a run does not say what the event is.
        if divergence.event_type == EventType::Unspecified {
            let mut events = Events::new(history.clone()).map_while(Result::ok);
            divergence.event_type =
                events.find(|event| event.id == divergence.event_id).map(|event| event.kind).unwrap_or_default();
        }
        let difference = |d: &divergence::Difference| Difference {
            field: d.field,
            expected: d.expected.clone(),
            actual: d.actual.clone(),
        };
        let pair = |p: &divergence::Pair| Pair {
            event_id: p.event_id.0,
            event_type: event_name(p.event_type),
            command: p.command.clone(),
        };
        let hypothesis =
            |h: &divergence::Hypothesis| Hypothesis { kind: h.kind.to_string(), text: h.text.clone(), score: h.score };
        let by = &divergence.written_by;
        Self {
            event_id: divergence.event_id.0,
            event_type: named(divergence.event_type),
            workflow_task: divergence.workflow_task.0,
            reason: divergence.reason.to_string(),
            expected: divergence.expected.as_ref().map(ToString::to_string),
            actual: divergence.actual.as_ref().map(ToString::to_string),
            differences: divergence.differences.iter().map(difference).collect(),
            matched_before: divergence.matched_before.iter().map(pair).collect(),
            written_by: WrittenBy {
                sdk_name: by.sdk_name.to_string(),
                sdk_version: by.sdk_version.to_string(),
                deployment_name: by.deployment_name.to_string(),
                build_id: by.build_id.to_string(),
            },
            hypotheses: divergence.hypotheses.iter().map(hypothesis).collect(),
            text: divergence.text(),
        }
    }
}

fn named(kind: EventType) -> Option<String> {
    (kind != EventType::Unspecified).then(|| event_name(kind))
}

/// The lines of `text`, each moved to the right.
pub(crate) fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}\n")).collect()
}
