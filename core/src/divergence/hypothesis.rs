//! Decides which single change of workflow code explains a divergence best, by what would be left to explain after it.

use super::align::{GAP, Item, SWAP, Suffixes, cost};
use crate::{command::Description, id::EventId};
use alloc::{format, string::String, vec::Vec};
use core::fmt;

/// A change of the workflow code that would explain a divergence.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Hypothesis {
    /// The kind of change.
    pub kind: HypothesisKind,
    /// What was changed, in a sentence.
    pub text: String,
    /// How likely it is next to the others: all together they make 1.
    pub score: f32,
}

/// The kinds of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum HypothesisKind {
    /// A patch was added, removed or given another id.
    ChangedPatch,
    /// A command was added.
    Inserted,
    /// A command was removed.
    Removed,
    /// Two commands change places.
    Swapped,
    /// A command has another name, type or id.
    Renamed,
    /// A timer took the place of an activity, or an activity that of a timer.
    TimerActivityMixup,
    /// A command took the place of one of another type.
    Replaced,
    /// The workflow closes where it went on before.
    TerminatedEarly,
}

impl fmt::Display for HypothesisKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ChangedPatch => "changed_patch",
            Self::Inserted => "inserted",
            Self::Removed => "removed",
            Self::Swapped => "swapped",
            Self::Renamed => "renamed",
            Self::TimerActivityMixup => "timer_activity_mixup",
            Self::Replaced => "replaced",
            Self::TerminatedEarly => "terminated_early",
        })
    }
}

/// The cost of a change that closes the workflow: all commands that follow are explained by it.
const EARLY: f32 = 0.7;

/// What is left of a cost when it is explained; keeps a perfect explanation from an infinite score.
const FLOOR: f32 = 0.25;

struct Candidate {
    kind: HypothesisKind,
    total: f32,
    text: String,
}

/// Ranks the changes that turn the commands of history into those of the workflow.
pub(super) fn rank(expected: &[Item], actual: &[Item], task: EventId) -> Vec<Hypothesis> {
    let rest = Suffixes::new(expected, actual);
    let mut best: Vec<Candidate> = Vec::new();
    let mut before = 0.0;
    for place in 0..=expected.len().min(actual.len()) {
        for candidate in at(expected, actual, place, &rest, task) {
            let total = before + candidate.total;
            match best.iter_mut().find(|known| known.kind == candidate.kind) {
                Some(known) if known.total <= total => {}
                Some(known) => *known = Candidate { total, ..candidate },
                None => best.push(Candidate { total, ..candidate }),
            }
        }
        let Some((e, a)) = expected.get(place).zip(actual.get(place)) else { break };
        before += cost(&e.description, &a.description);
    }
    best.sort_by(|a, b| a.total.total_cmp(&b.total).then(a.kind.cmp(&b.kind)));
    let weight = |candidate: &Candidate| 1.0 / (FLOOR + candidate.total) / (FLOOR + candidate.total);
    let sum: f32 = best.iter().map(weight).sum();
    best.into_iter().map(|c| Hypothesis { score: weight(&c) / sum, kind: c.kind, text: c.text }).collect()
}

/// The changes at one place, where both lists agree before it.
fn at(expected: &[Item], actual: &[Item], place: usize, rest: &Suffixes, task: EventId) -> Vec<Candidate> {
    use HypothesisKind as K;
    let mut found = Vec::new();
    let next = place.saturating_add(1);
    let (e, a) = (expected.get(place), actual.get(place));
    let mut add = |kind, total, text| found.push(Candidate { kind, total, text });
    if let Some(a) = a {
        let kind = if is_patch(&a.description) { K::ChangedPatch } else { K::Inserted };
        let text =
            format!("the workflow now issues {}{}, which history does not have", a.description, issued_in(a, task));
        add(kind, GAP + rest.at(place, next), text);
    }
    if let Some(e) = e {
        let kind = if is_patch(&e.description) { K::ChangedPatch } else { K::Removed };
        add(
            kind,
            GAP + rest.at(next, place),
            format!("the workflow no longer issues {}{}", e.description, of_event(e)),
        );
    }
    let Some((e, a)) = e.zip(a) else { return found };
    let (ed, ad) = (&e.description, &a.description);
    let here = cost(ed, ad);
    if here > 0.0 {
        let (kind, text) = substituted(e, a);
        add(kind, here + rest.at(next, next), text);
    }
    let closes_later = expected.iter().skip(place).any(|item| is_terminal(&item.description));
    if is_terminal(ad) && !closes_later {
        add(
            K::TerminatedEarly,
            EARLY,
            format!("the workflow closes with {ad} where it went on with {ed}{}", of_event(e)),
        );
    }
    if let Some((e2, a2)) = expected.get(next).zip(actual.get(next)) {
        let (e2d, a2d) = (&e2.description, &a2.description);
        let crossed = cost(ed, a2d) + cost(e2d, ad);
        let straight = here + cost(e2d, a2d);
        if crossed < straight {
            let after = next.saturating_add(1);
            let text =
                format!("the workflow issues {ad} before {a2d}; history has them the other way round{}", of_event(e));
            add(K::Swapped, SWAP + crossed + rest.at(after, after), text);
        }
    }
    found
}

/// One command in the place of another.
fn substituted(e: &Item, a: &Item) -> (HypothesisKind, String) {
    use HypothesisKind as K;
    let (ed, ad) = (&e.description, &a.description);
    let pair = [ed.command, ad.command];
    if ed.command == ad.command {
        let kind = if is_patch(ed) && is_patch(ad) { K::ChangedPatch } else { K::Renamed };
        return (kind, format!("{ed}{} is now {ad}", of_event(e)));
    }
    let is_mixup = pair.contains(&"START_TIMER") && pair.contains(&"SCHEDULE_ACTIVITY_TASK");
    let kind = if is_mixup { K::TimerActivityMixup } else { K::Replaced };
    (kind, format!("{ad} took the place of {ed}{}", of_event(e)))
}

fn of_event(item: &Item) -> String {
    item.event.map(|event| format!(" (event {event})")).unwrap_or_default()
}

/// Names the workflow task of a command that was issued in an earlier one.
fn issued_in(item: &Item, task: EventId) -> String {
    if item.task == task { String::new() } else { format!(" in the workflow task started by event {}", item.task) }
}

fn is_patch(description: &Description) -> bool {
    description.command == "RECORD_MARKER" && description.fields.iter().any(|f| f.name == "patch_id")
}

fn is_terminal(description: &Description) -> bool {
    matches!(
        description.command,
        "COMPLETE_WORKFLOW_EXECUTION"
            | "FAIL_WORKFLOW_EXECUTION"
            | "CANCEL_WORKFLOW_EXECUTION"
            | "CONTINUE_AS_NEW_WORKFLOW_EXECUTION"
    )
}
