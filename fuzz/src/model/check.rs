//! Decides what a replay has to tell again of what a run was told live, and where the protocol itself cannot promise it.
//!
//! A history does not show activations. A replay makes them again from where workflow tasks start, and folds a task
//! without commands into the next one that follows it at once. What such a task told comes with the next one then.

use crate::transcript::{Act, Told};
use dacapo_core::id::Text;
use dacapo_proto::temporal::api::{
    enums::v1::EventType,
    history::v1::{HistoryEvent, WorkflowExecutionUpdateAcceptedEventAttributes, history_event::Attributes as A},
};
use std::collections::BTreeSet;

/// How much of a replay was checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Workflow tasks whose activations were the same.
    pub exact: usize,
    /// Folded tasks whose jobs were the same, in other activations.
    pub flat: usize,
    /// Whether the rest could not be checked: jobs of folded tasks came in another order than live.
    pub gave_up: bool,
}

/// Compares a replay with what was live, for tasks that started no later than `last`.
///
/// # Panics
///
/// The replay tells something else.
pub fn same(live: &[Act], replayed: &[Act], events: &[HistoryEvent], rejected: &BTreeSet<Text>, last: i64) -> Checked {
    let mut checked = Checked::default();
    let mut before = 0;
    for group in groups(events) {
        let end = group.last().copied().unwrap_or_default();
        if end > last {
            break;
        }
        let within = |act: &&Act| act.at > before && act.at <= end;
        let expected: Vec<Act> = live.iter().filter(within).filter_map(|act| without(act, rejected)).collect();
        let actual: Vec<Act> = replayed.iter().filter(within).cloned().collect();
        before = end;
        if expected.iter().all(|act| group.contains(&act.at)) && starts(&expected) == starts(&actual) {
            exact(&expected, &actual, end);
            checked.exact += 1;
        } else if texts(&expected) == texts(&actual) {
            // The time is that of the last task that was folded.
            checked.exact += 1;
        } else if flat(&expected, &actual, end) {
            checked.flat += 1;
        } else {
            checked.gave_up = true;
            return checked;
        }
    }
    checked
}

/// Whether a replay may tell the same jobs in another order, which code may answer otherwise.
#[must_use]
pub fn is_unprovable(live: &[Act], events: &[HistoryEvent], rejected: &BTreeSet<Text>, last: i64) -> bool {
    let mut before = 0;
    groups(events).into_iter().any(|group| {
        let end = group.last().copied().unwrap_or_default();
        let within = |act: &&Act| act.at > before && act.at <= end.min(last);
        let acts: Vec<Act> = live.iter().filter(within).filter_map(|act| without(act, rejected)).collect();
        before = end;
        let starts = starts(&acts);
        let is_folded = starts.iter().any(|start| !group.contains(start)) && is_reordered(&acts);
        is_folded || (group.len() > 1 && starts != group)
    })
}

/// The ends of sequences that belong together: a live run cannot know that an update will be accepted, which cuts off
/// the task before it, and may have told both tasks as one.
fn groups(events: &[HistoryEvent]) -> Vec<Vec<i64>> {
    let mut groups: Vec<Vec<i64>> = Vec::new();
    let mut is_open = false;
    for boundary in boundaries(events) {
        match groups.last_mut().filter(|_| is_open) {
            Some(group) => group.push(boundary.end),
            None => groups.push(vec![boundary.end]),
        }
        is_open = boundary.is_before_update;
    }
    groups
}

fn starts(acts: &[Act]) -> Vec<i64> {
    let mut starts: Vec<i64> = acts.iter().map(|act| act.at).collect();
    starts.dedup();
    starts
}

/// Activation by activation.
fn exact(expected: &[Act], actual: &[Act], end: i64) {
    assert_eq!(texts(expected), texts(actual), "the task that event {end} started is replayed otherwise");
    for (a, b) in expected.iter().zip(actual) {
        assert_eq!(a.time, b.time, "the time of the task that event {end} started is replayed otherwise");
    }
}

/// Job by job, where tasks are folded; `false` where their order cannot be the same.
fn flat(expected: &[Act], actual: &[Act], end: i64) -> bool {
    let jobs = |acts: &[Act]| -> Vec<String> {
        acts.iter().flat_map(|act| act.jobs.iter().map(|job| job.text.clone())).collect()
    };
    let (mut expected_jobs, mut actual_jobs) = (jobs(expected), jobs(actual));
    if expected_jobs == actual_jobs {
        return true;
    }
    if !is_reordered(expected) && !is_reordered(actual) {
        assert_eq!(expected_jobs, actual_jobs, "the tasks up to the start {end} are replayed otherwise");
    }
    expected_jobs.sort();
    actual_jobs.sort();
    if jobs(expected).len() == jobs(actual).len() {
        assert_eq!(expected_jobs, actual_jobs, "the tasks up to the start {end} have other jobs in a replay");
    }
    false
}

fn texts(acts: &[Act]) -> Vec<Vec<&str>> {
    acts.iter().map(|act| act.jobs.iter().map(|job| job.text.as_str()).collect()).collect()
}

/// What a replay knows of an activation: nothing of updates that were rejected.
fn without(act: &Act, rejected: &BTreeSet<Text>) -> Option<Act> {
    let is_known = |job: &&Told| job.update.as_ref().is_none_or(|update| !rejected.contains(update));
    let jobs: Vec<Told> = act.jobs.iter().filter(is_known).cloned().collect();
    (!jobs.is_empty()).then(|| Act { jobs, ..act.clone() })
}

/// Whether the jobs, told as one task, would be sorted otherwise than they came.
///
/// The events of all tasks are applied before any answer, so that jobs which live came after an answer, and were caused
/// by it, come later than all of those.
fn is_reordered(acts: &[Act]) -> bool {
    let ranks: Vec<u8> = acts.iter().flat_map(|act| act.jobs.iter().map(|job| job.rank)).collect();
    let is_unsorted = ranks.windows(2).any(|pair| pair[0] > pair[1]);
    let last = acts.last().map_or(0, |act| act.at);
    let answered_before = acts.iter().filter(|act| act.at != last).count() >= starts(acts).len();
    is_unsorted || answered_before
}

/// The end of a sequence that a replay applies at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Boundary {
    /// Its last event.
    pub end: i64,
    /// Whether it ends there because an update was accepted later.
    pub is_before_update: bool,
}

/// The ends of the sequences that a replay applies [HISTORY-5], found the slow way, on the whole history.
#[must_use]
pub fn boundaries(events: &[HistoryEvent]) -> Vec<Boundary> {
    let mut found = Vec::new();
    let mut from = 0;
    while from < events.len() {
        let (length, is_before_update) = sequence(&events[from..]);
        from += length;
        if let Some(last) = events.get(from - 1) {
            found.push(Boundary { end: last.event_id, is_before_update });
        }
    }
    found
}

/// How many events the first sequence of a complete history has, and whether an update cuts it off.
fn sequence(events: &[HistoryEvent]) -> (usize, bool) {
    let (mut has_command, mut has_started) = (false, false);
    let mut skipped: Vec<(i64, usize)> = Vec::new();
    for (place, event) in events.iter().enumerate() {
        let kind = event.event_type();
        has_command |= is_command(kind);
        has_started |= kind == EventType::WorkflowExecutionStarted;
        if is_terminal(kind) {
            return (place + 1, false);
        }
        if kind != EventType::WorkflowTaskStarted {
            continue;
        }
        skipped.push((event.event_id, place));
        let kind_at = |place: usize| events.get(place).map(HistoryEvent::event_type);
        match kind_at(place + 1) {
            Some(
                EventType::WorkflowTaskFailed
                | EventType::WorkflowTaskTimedOut
                | EventType::WorkflowExecutionTimedOut
                | EventType::WorkflowExecutionTerminated
                | EventType::WorkflowExecutionCanceled,
            ) => {
                skipped.pop();
                continue;
            }
            Some(EventType::WorkflowTaskCompleted) => match events.get(place + 2) {
                Some(next) if !has_command && next.event_type() == EventType::WorkflowTaskScheduled => continue,
                Some(_) => {
                    let commands = events[place + 2..].iter().take_while(|event| is_command(event.event_type()));
                    if let Some(accepted) = commands.filter_map(accepted_update).next() {
                        let before = accepted.accepted_request_sequencing_event_id;
                        let start = skipped.iter().rev().find(|(id, _)| *id < before);
                        return start.map_or((place + 1, false), |(_, start)| (*start + 1, *start != place));
                    }
                    return (place + 1, false);
                }
                None => {}
            },
            _ => {}
        }
        if has_command || has_started {
            return (place + 1, false);
        }
    }
    (events.len(), false)
}

fn accepted_update(event: &HistoryEvent) -> Option<&WorkflowExecutionUpdateAcceptedEventAttributes> {
    match &event.attributes {
        Some(A::WorkflowExecutionUpdateAcceptedEventAttributes(accepted)) => Some(accepted),
        _ => None,
    }
}

fn is_terminal(kind: EventType) -> bool {
    matches!(
        kind,
        EventType::WorkflowExecutionCompleted
            | EventType::WorkflowExecutionCanceled
            | EventType::WorkflowExecutionFailed
            | EventType::WorkflowExecutionTimedOut
            | EventType::WorkflowExecutionContinuedAsNew
            | EventType::WorkflowExecutionTerminated
    )
}

fn is_command(kind: EventType) -> bool {
    matches!(
        kind,
        EventType::ActivityTaskScheduled
            | EventType::ActivityTaskCancelRequested
            | EventType::MarkerRecorded
            | EventType::RequestCancelExternalWorkflowExecutionInitiated
            | EventType::SignalExternalWorkflowExecutionInitiated
            | EventType::StartChildWorkflowExecutionInitiated
            | EventType::TimerCanceled
            | EventType::TimerStarted
            | EventType::UpsertWorkflowSearchAttributes
            | EventType::WorkflowPropertiesModified
            | EventType::NexusOperationScheduled
            | EventType::NexusOperationCancelRequested
            | EventType::WorkflowExecutionCanceled
            | EventType::WorkflowExecutionCompleted
            | EventType::WorkflowExecutionContinuedAsNew
            | EventType::WorkflowExecutionFailed
            | EventType::WorkflowExecutionUpdateAccepted
            | EventType::WorkflowExecutionUpdateRejected
            | EventType::WorkflowExecutionUpdateCompleted
    )
}
