//! Decides whether a history plays with the commands of another, and which event is the first to show that it doesn't.

use super::place::Sides;
use crate::report::{DivergenceReport, RECORD_AGAIN};
use bytes::Bytes;
use dacapo_core::{command::Kind, divergence::Divergence, error::Fault, history::PATCH, workflow::Run};
use dacapo_replay::{
    play::{self, Delivery, Outcome, Player},
    recorded::{Facts, Plan, RecordedHost},
};
use std::path::Path;

/// What came of playing one history with the commands of another.
#[derive(Clone, Debug)]
pub(super) enum Compared {
    Ok,
    Diverged {
        divergence: Box<DivergenceReport>,
        /// What else is wrong with the history.
        error: Option<String>,
    },
    Unreadable(String),
}

/// What playing the bad history with the good one's commands came to.
enum Play {
    Ok,
    Diverged(Box<Divergence>),
    /// There are commands that the history does not have; nobody says where.
    LeftOver,
    /// The history, or its answer, is impossible.
    Impossible(String),
}

/// Plays `bad` with the commands of `good`; the paths are what errors call them.
pub(super) fn compare(good: &Bytes, bad: &Bytes, good_path: &Path, bad_path: &Path) -> Compared {
    let unreadable = |path: &Path, what: &str| format!("{}: {what}; {RECORD_AGAIN}", path.display());
    let plan = match plan(good) {
        Ok(plan) => plan,
        Err(what) => return Compared::Unreadable(unreadable(good_path, &what)),
    };
    let sides = match Sides::of(good, bad) {
        Ok(sides) => sides,
        Err(malformed) => return Compared::Unreadable(unreadable(bad_path, &malformed.to_string())),
    };
    let (played, error) = match play(plan, bad) {
        Play::Ok if !sides.lacks_local_activities() => return Compared::Ok,
        Play::Ok | Play::LeftOver => (None, None),
        Play::Diverged(divergence) => (Some(divergence), None),
        Play::Impossible(what) => (None, Some(unreadable(bad_path, &what))),
    };
    // A run may notice late: only a later event shows that an earlier one is missing.
    let parting = sides.parting();
    let divergence = match (played, parting) {
        (Some(played), Some(parting)) if parting.event_id < played.event_id => Divergence::between(parting),
        (Some(played), _) => *played,
        (None, Some(parting)) => Divergence::between(parting),
        (None, None) => {
            let what = "it does not take all commands, though it has an event for each";
            return Compared::Unreadable(error.unwrap_or_else(|| unreadable(bad_path, what)));
        }
    };
    Compared::Diverged { divergence: Box::new(DivergenceReport::new(divergence, bad)), error }
}

/// The commands of a history that plays with them.
fn plan(good: &Bytes) -> Result<Plan, String> {
    let plan = Plan::of(good).map_err(|malformed| malformed.to_string())?;
    match play::play_plan(good, plan.clone()).outcome {
        Outcome::Ok => Ok(plan),
        Outcome::Faulted(fault) => Err(format!("it does not play with its own commands: {fault}")),
        other => Err(format!("it does not play with its own commands: {other:?}")),
    }
}

fn play(plan: Plan, bad: &Bytes) -> Play {
    let facts = match Facts::of(bad) {
        Ok(facts) => facts,
        Err(malformed) => return Play::Impossible(malformed.to_string()),
    };
    let mut player = Player::new(bad.clone(), &facts, Delivery::default());
    // The commands for a task that is still open are not to be found in history.
    let open = usize::from(facts.open_start.is_some());
    let (plan, surplus) = plan.bound_to(facts);
    let mut host = RecordedHost::new(plan);
    match player.run_to_end(|activation| host.answer(activation)) {
        Outcome::Faulted(Fault::Diverged(divergence)) => Play::Diverged(divergence),
        Outcome::Faulted(Fault::Malformed(malformed)) => Play::Impossible(malformed.to_string()),
        Outcome::Faulted(fault) => Play::Impossible(fault.to_string()),
        Outcome::Misused(misuse) => Play::Impossible(format!("a command cannot be given: {misuse}")),
        _ => {
            let is_surplus = surplus.iter().skip(open).any(|group| !group.steps.is_empty());
            let is_left = is_surplus || host.left_over().is_some() || has_unconfirmed(player.run());
            if is_left { Play::LeftOver } else { Play::Ok }
        }
    }
}

/// Whether a command was never confirmed. Patches need not be: history may be older than they are.
fn has_unconfirmed(run: &Run) -> bool {
    run.unconfirmed()
        .any(|command| !matches!(&command.kind, Kind::RecordMarker(marker) if marker.marker_name == *PATCH))
}
