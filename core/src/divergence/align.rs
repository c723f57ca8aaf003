//! Decides how alike two commands are, and the cheapest way to turn one list of commands into another.

use super::Matched;
use crate::{
    command::{Description, describe_event},
    id::EventId,
};
use alloc::{vec, vec::Vec};

/// The cost of a command that one list lacks.
pub(super) const GAP: f32 = 1.0;
/// The cost of two neighbours in the other order, besides what they differ in.
pub(super) const SWAP: f32 = 0.4;
/// The cost of another type of command in the same place.
const OTHER_TYPE: f32 = 1.1;
/// The cost of another subject: an activity type, a workflow type, a patch.
const OTHER_SUBJECT: f32 = 0.6;
/// The cost of other details under the same subject.
const OTHER_DETAILS: f32 = 0.3;

/// A command of history or of the workflow.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// The event it is of, on the side of history.
    pub(super) event: Option<EventId>,
    /// The workflow task it was issued in.
    pub(super) task: EventId,
    pub(super) description: Description,
}

impl Item {
    pub(super) fn of_matched_event(matched: &Matched) -> Self {
        Self { event: Some(matched.event_id), task: matched.issued_in, description: describe_event(&matched.encoded) }
    }

    pub(super) fn of_matched_command(matched: &Matched) -> Self {
        Self { event: None, task: matched.issued_in, description: matched.command.describe() }
    }
}

/// What it costs to take `actual` for `expected`.
pub(super) fn cost(expected: &Description, actual: &Description) -> f32 {
    if expected.command != actual.command {
        return OTHER_TYPE;
    }
    let subject = if expected.subject == actual.subject { 0.0 } else { OTHER_SUBJECT };
    let differ = |name: &str| {
        let value = |d: &Description| d.fields.iter().find(|f| f.name == name).map(|f| f.value.clone());
        value(expected) != value(actual)
    };
    let details = if expected.fields.iter().any(|field| differ(field.name)) { OTHER_DETAILS } else { 0.0 };
    if subject > 0.0 { subject } else { details }
}

/// The cheapest way from every pair of places to both ends: `at(i, j)` is for `expected[i..]` and `actual[j..]`.
pub(super) struct Suffixes {
    width: usize,
    costs: Vec<f32>,
}

impl Suffixes {
    pub(super) fn new(expected: &[Item], actual: &[Item]) -> Self {
        let width = actual.len().saturating_add(1);
        let mut this = Self { width, costs: vec![0.0; expected.len().saturating_add(1).saturating_mul(width)] };
        for i in (0..=expected.len()).rev() {
            for j in (0..=actual.len()).rev() {
                let best = this.best(expected, actual, i, j);
                let place = i.saturating_mul(width).saturating_add(j);
                if let Some(cell) = this.costs.get_mut(place) {
                    *cell = best;
                }
            }
        }
        this
    }

    fn best(&self, expected: &[Item], actual: &[Item], i: usize, j: usize) -> f32 {
        let pair = expected.get(i).zip(actual.get(j));
        let (i1, j1) = (i.saturating_add(1), j.saturating_add(1));
        match pair {
            Some((e, a)) => (cost(&e.description, &a.description) + self.at(i1, j1))
                .min(GAP + self.at(i1, j))
                .min(GAP + self.at(i, j1)),
            None if expected.get(i).is_some() => GAP + self.at(i1, j),
            None if actual.get(j).is_some() => GAP + self.at(i, j1),
            None => 0.0,
        }
    }

    pub(super) fn at(&self, i: usize, j: usize) -> f32 {
        self.costs.get(i.saturating_mul(self.width).saturating_add(j)).copied().unwrap_or(f32::MAX)
    }
}
