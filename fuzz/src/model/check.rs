//! Decides what a replay has to tell again of what a run was told live, and where the protocol itself cannot promise it.
//!
//! A history does not show activations. A replay makes them again from where workflow tasks start, and folds a task
//! without commands into the next one that follows it at once. What such a task told comes with the next one then.

use crate::transcript::{Act, LOCAL, Told};
use dacapo_core::id::Text;
use dacapo_proto::temporal::api::{
    enums::v1::EventType,
    history::v1::{HistoryEvent, history_event::Attributes as A},
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
    for end in boundaries(events).into_iter().filter(|end| *end <= last) {
        let within = |act: &&Act| act.at > before && act.at <= end;
        let expected: Vec<Act> = live.iter().filter(within).filter_map(|act| without(act, rejected)).collect();
        let actual: Vec<Act> = replayed.iter().filter(within).cloned().collect();
        before = end;
        let mut tasks: Vec<i64> = expected.iter().map(|act| act.at).collect();
        tasks.dedup();
        let is_folded = tasks.len() > 1 || tasks.first().is_some_and(|task| *task != end);
        if !is_folded {
            let (a, b) = (texts(&expected), texts(&actual));
            assert_eq!(a, b, "the task that event {end} started is replayed otherwise");
            for (a, b) in expected.iter().zip(&actual) {
                assert_eq!(a.time, b.time, "the time of the task that event {end} started is replayed otherwise");
            }
            checked.exact += 1;
            continue;
        }
        if is_reordered(&expected, &tasks) {
            checked.gave_up = true;
            return checked;
        }
        let flat = |acts: &[Act]| -> Vec<String> {
            acts.iter().flat_map(|act| act.jobs.iter().map(|job| job.text.clone())).collect()
        };
        assert_eq!(flat(&expected), flat(&actual), "the tasks up to the start {end} are replayed otherwise");
        checked.flat += 1;
    }
    checked
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

/// Whether jobs of several tasks that become one activation would be sorted otherwise than they came.
///
/// The events of all tasks are applied before any answer, so that jobs which live came after an answer, and were caused
/// by it, come later than all of those.
fn is_reordered(acts: &[Act], tasks: &[i64]) -> bool {
    let firsts: Vec<&Act> = tasks.iter().filter_map(|task| acts.iter().find(|act| act.at == *task)).collect();
    let ranks: Vec<u8> = firsts.iter().flat_map(|act| act.jobs.iter().map(|job| job.rank)).collect();
    let is_unsorted = ranks.windows(2).any(|pair| pair[0] > pair[1]);
    let last = tasks.last().copied().unwrap_or_default();
    let answers_before = acts.iter().filter(|act| act.at != last).count() > tasks.len() - 1;
    let more_follows = acts.iter().any(|act| act.at == last && act.jobs.iter().any(|job| job.rank < LOCAL));
    is_unsorted || (answers_before && more_follows)
}

/// The last event of each sequence that a replay applies at once (rule 2.7), found the slow way, on the whole history.
#[must_use]
pub fn boundaries(events: &[HistoryEvent]) -> Vec<i64> {
    let mut found = Vec::new();
    let mut from = 0;
    while from < events.len() {
        let end = sequence(&events[from..]);
        from += end;
        if let Some(last) = events.get(from - 1) {
            found.push(last.event_id);
        }
    }
    found
}

/// How many events the first sequence of a complete history has.
fn sequence(events: &[HistoryEvent]) -> usize {
    let (mut has_command, mut has_started) = (false, false);
    let mut skipped: Vec<(i64, usize)> = Vec::new();
    for (place, event) in events.iter().enumerate() {
        let kind = event.event_type();
        has_command |= is_command(kind);
        has_started |= kind == EventType::WorkflowExecutionStarted;
        if is_terminal(kind) {
            return place + 1;
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
                Some(next) => {
                    if let Some(A::WorkflowExecutionUpdateAcceptedEventAttributes(accepted)) = &next.attributes {
                        let before = accepted.accepted_request_sequencing_event_id;
                        let start = skipped.iter().rev().find(|(id, _)| *id < before);
                        return start.map_or(place, |(_, place)| *place) + 1;
                    }
                    return place + 1;
                }
                None => {}
            },
            _ => {}
        }
        if has_command || has_started {
            return place + 1;
        }
    }
    events.len()
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
