//! Decides how well divergences are explained: edits workflows in known ways, plays their histories, and compares the
//! event and the explanation that core gives with what was edited.

mod edit;
mod model;

use crate::{
    play::{Outcome, play_plan},
    recorded::Plan,
};
use bytes::Bytes;
use dacapo_core::{
    divergence::{Divergence, HypothesisKind},
    error::{Fault, Malformed},
    id::EventId,
};

pub use edit::Edit;

/// One edit of one workflow, and what came of it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Case {
    /// The name of the history.
    pub history: String,
    /// What was edited.
    pub edit: Edit,
    /// What was edited, in words.
    pub what: String,
    /// The event at which the rules of replay must notice it.
    pub expected_event: EventId,
    /// How the edited workflow played.
    pub outcome: Outcome,
}

impl Case {
    /// The divergence that core reports; `None` where it reports none.
    #[must_use]
    pub fn divergence(&self) -> Option<&Divergence> {
        match &self.outcome {
            Outcome::Faulted(Fault::Diverged(divergence)) => Some(divergence),
            _ => None,
        }
    }

    /// Whether the divergence is at the right event.
    #[must_use]
    pub fn names_event(&self) -> bool {
        self.divergence().is_some_and(|divergence| divergence.event_id == self.expected_event)
    }

    /// The place of the right explanation, 1 for the first; `None` where it is not among them.
    #[must_use]
    pub fn rank(&self) -> Option<usize> {
        let hypotheses = &self.divergence()?.hypotheses;
        hypotheses.iter().position(|hypothesis| hypothesis.kind == self.edit.explains_as()).map(|place| place + 1)
    }

    /// The likeliest explanation.
    #[must_use]
    pub fn likeliest(&self) -> Option<HypothesisKind> {
        self.divergence()?.hypotheses.first().map(|hypothesis| hypothesis.kind)
    }
}

/// Makes every kind of edit once in a workflow, at places chosen by `seed`, and plays its history with each.
///
/// Edits that replay cannot notice, by the rules of what is compared, are left out.
///
/// # Errors
///
/// The history cannot be read.
pub fn cases(name: &str, history: &Bytes, seed: u64) -> Result<Vec<Case>, Malformed> {
    let plan = Plan::of(history)?;
    let mut found = Vec::new();
    for edit in Edit::ALL {
        let mut random = fastrand::Rng::with_seed(seed ^ u64::from(edit as u8).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let Some((edited, what)) = edit.apply(&plan, &mut random) else { continue };
        let Some(expected_event) = model::first_difference(history, &edited)? else { continue };
        let outcome = play_plan(history, edited).outcome;
        found.push(Case { history: name.into(), edit, what, expected_event, outcome });
    }
    Ok(found)
}
