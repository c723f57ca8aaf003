//! Decides what a determinism snapshot holds: what a run asked for and drew, so that two plays of it can be compared.
//!
//! History implies all of this, so a run keeps no snapshot unless it is told to
//! ([`RunConfig::keeps_snapshot`](crate::workflow::task::RunConfig)). A snapshot can be exported as JSON, compared, and
//! recorded as a marker named [`DETERMINISM`], which replay passes over.
#![expect(clippy::wildcard_enum_match_arm, reason = "most jobs give nothing to draw")]

use crate::{
    command::{Command, RecordMarker},
    history::DETERMINISM,
    id::{EventId, Text},
    payload::{Payload, Payloads},
    workflow::{activation::Activation, activation::Job, task::RunConfig},
};
use alloc::{string::String, vec, vec::Vec};
use bytes::Bytes;
use serde::{Deserialize, Serialize};

/// The version of the snapshot's schema that this crate writes.
pub const SCHEMA_VERSION: u32 = 1;

/// What one run asked for and drew, up to an event.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Snapshot {
    /// [`SCHEMA_VERSION`] of whoever wrote it.
    pub schema_version: u32,
    /// Which run it is of.
    pub workflow: Key,
    /// The commands, in order.
    pub command_history: Vec<Issued>,
    /// The workflow's time at each activation, as seconds and nanoseconds.
    pub time_values: Vec<(i64, u32)>,
    /// Seeds that were given to workflow code, and random numbers that the host says it drew.
    pub random_values: Vec<u64>,
    /// The last event applied when it was last added to.
    pub last_event_id: i64,
}

/// What names a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
#[expect(missing_docs, reason = "Temporal's words")]
pub struct Key {
    pub namespace: String,
    pub workflow_id: String,
    pub run_id: String,
}

/// A command in a snapshot.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Issued {
    /// The command's type, as in `START_TIMER`; `SCHEDULE_LOCAL_ACTIVITY` for what the server gets no command of.
    pub intent: String,
    /// What tells it apart: a type, a name or an id.
    pub subject: String,
}

/// Where two snapshots of a run part.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Difference {
    /// They are of different runs.
    Key,
    /// They have different commands at this place, counted from 0; `None` where one has none.
    #[expect(missing_docs, reason = "the two sides")]
    Command { place: usize, left: Option<Issued>, right: Option<Issued> },
    /// The workflow's time differs at this activation.
    #[expect(missing_docs, reason = "where")]
    Time { place: usize },
    /// The random numbers differ at this draw.
    #[expect(missing_docs, reason = "where")]
    Random { place: usize },
}

impl Snapshot {
    pub(crate) fn new(config: &RunConfig) -> Self {
        let workflow = Key {
            namespace: (&config.namespace).into(),
            workflow_id: (&config.workflow_id).into(),
            run_id: (&config.run_id).into(),
        };
        Self { schema_version: SCHEMA_VERSION, workflow, ..Self::default() }
    }

    /// Adds an activation; those of queries, which no replay sees, leave no trace.
    pub(crate) fn activated(&mut self, activation: &Activation) {
        if activation.jobs.iter().all(|job| matches!(job, Job::QueryWorkflow(_))) {
            return;
        }
        self.last_event_id = activation.history_length.0;
        self.time_values.extend(activation.time.map(|time| (time.0.seconds, time.0.nanos)));
        for job in &activation.jobs {
            match job {
                Job::InitializeWorkflow(init) => self.random_values.push(init.randomness_seed),
                Job::UpdateRandomSeed { randomness_seed } => self.random_values.push(*randomness_seed),
                _ => {}
            }
        }
    }

    pub(crate) fn commanded(&mut self, command: &Command) {
        let description = command.describe();
        self.command_history.push(Issued { intent: description.command.into(), subject: description.subject });
    }

    /// Adds a local activity. Its marker is a command only where it ran; that it was asked for is the same in a replay.
    pub(crate) fn scheduled_locally(&mut self, activity_type: &Text) {
        self.command_history.push(Issued { intent: "SCHEDULE_LOCAL_ACTIVITY".into(), subject: activity_type.into() });
    }

    pub(crate) fn drew(&mut self, draws: &[u64]) {
        self.random_values.extend_from_slice(draws);
    }

    /// The last event it covers.
    #[must_use]
    pub const fn last_event(&self) -> EventId {
        EventId(self.last_event_id)
    }

    /// Writes it as JSON.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        // Text and numbers always have a JSON form.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Reads it from JSON; `None` where it is not a snapshot, or of a newer schema.
    #[must_use]
    pub fn from_json(json: &[u8]) -> Option<Self> {
        serde_json::from_slice(json).ok().filter(|snapshot: &Self| snapshot.schema_version <= SCHEMA_VERSION)
    }

    /// The marker that records it.
    #[must_use]
    pub fn to_marker(&self) -> RecordMarker {
        let payload = Payload::with_encoding("json/plain", Bytes::from(self.to_json()));
        RecordMarker {
            marker_name: Text::from_static(DETERMINISM),
            details: vec![("snapshot", Payloads::from_iter([payload]))],
            failure: None,
            subject: Text::default(),
        }
    }

    /// Restores it from the payloads of a marker's detail `snapshot`.
    #[must_use]
    pub fn from_marker(snapshot: &Payloads) -> Option<Self> {
        Self::from_json(&snapshot.iter().next()?.data())
    }

    /// The first place where `other`, a play of the same run, differs; one may be shorter than the other.
    #[must_use]
    pub fn first_difference(&self, other: &Self) -> Option<Difference> {
        if self.workflow != other.workflow {
            return Some(Difference::Key);
        }
        let command = first_unequal(&self.command_history, &other.command_history).map(|place| Difference::Command {
            place,
            left: self.command_history.get(place).cloned(),
            right: other.command_history.get(place).cloned(),
        });
        let time = || first_unequal(&self.time_values, &other.time_values).map(|place| Difference::Time { place });
        let random =
            || first_unequal(&self.random_values, &other.random_values).map(|place| Difference::Random { place });
        command.or_else(time).or_else(random)
    }
}

/// The first place where two lists differ, as far as both go.
fn first_unequal<T: PartialEq>(left: &[T], right: &[T]) -> Option<usize> {
    left.iter().zip(right).position(|(l, r)| l != r)
}
