//! A history plays with its own commands, and every change of one command's event is found, where it was made.

mod mutants;

use super::compare::{Compared, compare};
use crate::source;
use bytes::Bytes;
use dacapo_replay::read::{read, to_json};
use mutants::{Mutant, attributes};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

/// How many events a history may have whose every change is tried: more take long, and show nothing new.
const LONGEST: usize = 60;

/// The types of events that commands have.
const COMMANDS: [&str; 18] = [
    "ACTIVITY_TASK_SCHEDULED",
    "ACTIVITY_TASK_CANCEL_REQUESTED",
    "MARKER_RECORDED",
    "REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED",
    "SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED",
    "START_CHILD_WORKFLOW_EXECUTION_INITIATED",
    "TIMER_CANCELED",
    "TIMER_STARTED",
    "UPSERT_WORKFLOW_SEARCH_ATTRIBUTES",
    "WORKFLOW_PROPERTIES_MODIFIED",
    "NEXUS_OPERATION_SCHEDULED",
    "NEXUS_OPERATION_CANCEL_REQUESTED",
    "WORKFLOW_EXECUTION_CANCELED",
    "WORKFLOW_EXECUTION_COMPLETED",
    "WORKFLOW_EXECUTION_CONTINUED_AS_NEW",
    "WORKFLOW_EXECUTION_FAILED",
    "WORKFLOW_EXECUTION_UPDATE_ACCEPTED",
    "WORKFLOW_EXECUTION_UPDATE_COMPLETED",
];

#[test]
fn every_history_plays_with_its_own_commands() {
    for (name, history) in histories() {
        let compared = judged(&history, &history);
        assert!(matches!(compared, Compared::Ok), "{}: {compared:?}", name.display());
    }
}

#[test]
fn every_change_of_a_commands_event_is_found_where_it_was_made() {
    let mut tried = BTreeSet::new();
    let mut bad = Vec::new();
    for (name, history) in histories() {
        let events = events(&history);
        if events.len() > LONGEST {
            continue;
        }
        let has_flags = !flags(&events).is_empty();
        for at in (0..events.len()).filter(|at| is_command(&events[*at])) {
            for mutant in mutants::all(&events, at) {
                // Each kind of change is tried once for each kind of event, and of event after it, in each folder.
                let kinds = [at, at + 1].map(|at| events.get(at).map(|event| event["eventType"].to_string()));
                if !tried.insert((name.parent().map(Path::to_owned), mutant.what, kinds, has_flags)) {
                    continue;
                }
                if let Err(fault) = is_found(&history, &events, at, &mutant) {
                    bad.push(format!("{}, event {}, {}: {fault}", name.display(), at + 1, mutant.what));
                }
            }
        }
    }
    assert!(bad.is_empty(), "{} of {}:\n{}", bad.len(), tried.len(), bad.join("\n"));
}

fn is_found(history: &Bytes, events: &[Value], at: usize, mutant: &Mutant) -> Result<(), String> {
    let changed = json!({ "events": mutant.events }).to_string();
    let changed = read(Bytes::from(changed), "changed").map_err(|error| error.to_string())?;
    match judged(history, &changed[0].bytes) {
        Compared::Ok if is_not_compared(events, at, mutant) => Ok(()),
        Compared::Ok => Err("not found".to_owned()),
        Compared::Unreadable(_) if is_patch(&events[at]) || events.get(at + 1).is_some_and(is_patch) => Ok(()),
        Compared::Unreadable(error) => Err(error),
        Compared::Diverged { divergence, .. } => {
            let found = serde_json::to_value(&divergence).expect("it can be written")["event_id"].as_i64();
            let made = i64::try_from(at + 1).ok();
            let is_late = found > made && (has_twin(events, at) || is_not_compared(events, at, mutant));
            if found == made || is_late { Ok(()) } else { Err(format!("found at {found:?}")) }
        }
    }
}

fn judged(good: &Bytes, bad: &Bytes) -> Compared {
    compare(good, bad, Path::new("good"), Path::new("bad"))
}

/// Whether the next event is of the same type: which of the two is gone, nobody can always tell.
fn has_twin(events: &[Value], at: usize) -> bool {
    events.get(at + 1).is_some_and(|next| next["eventType"] == events[at]["eventType"])
}

/// What no replay compares: see `docs/replay.md`.
fn is_not_compared(events: &[Value], at: usize, mutant: &Mutant) -> bool {
    let touches = |what: fn(&Value) -> bool| what(&events[at]) || events.get(at + 1).is_some_and(what);
    match mutant.what {
        // A workflow may ask for a patch that history is too old for, and each patch comes with an upsert.
        what if what.starts_with("removed") => is_patch(&events[at]) || is_upsert_of_patch(events, at),
        // The outcome of a local activity is taken by its number, wherever it stands.
        what if what.starts_with("swapped") => {
            touches(is_local_activity) || touches(is_patch) || is_upsert_of_patch(events, at)
        }
        "activityId" | "activityType" | "workflowId" | "workflowType" => !flags(events).contains(&1),
        "service" | "operation" => !flags(events).contains(&4),
        _ => false,
    }
}

fn is_marker(event: &Value, name: &str) -> bool {
    event["eventType"] == "EVENT_TYPE_MARKER_RECORDED" && attributes(event).1["markerName"] == name
}

fn is_patch(event: &Value) -> bool {
    is_marker(event, "core_patch")
}

fn is_local_activity(event: &Value) -> bool {
    is_marker(event, "core_local_activity")
}

fn is_upsert_of_patch(events: &[Value], at: usize) -> bool {
    at > 0 && is_patch(&events[at - 1]) && events[at].to_string().contains("TemporalChangeVersion")
}

fn flags(events: &[Value]) -> BTreeSet<u64> {
    let of = |event: &Value| event.pointer("/workflowTaskCompletedEventAttributes/sdkMetadata/coreUsedFlags").cloned();
    events
        .iter()
        .filter_map(of)
        .flat_map(|flags| flags.as_array().cloned().unwrap_or_default())
        .filter_map(|f| f.as_u64())
        .collect()
}

fn is_command(event: &Value) -> bool {
    let kind = event["eventType"].as_str().unwrap_or_default();
    kind.strip_prefix("EVENT_TYPE_").is_some_and(|kind| COMMANDS.contains(&kind))
}

fn events(history: &Bytes) -> Vec<Value> {
    let json = to_json(history, "history").expect("it can be written as JSON");
    let mut document: Value = serde_json::from_str(&json).expect("that is JSON");
    match document["events"].take() {
        Value::Array(events) => events,
        other => panic!("no events but {other}"),
    }
}

/// The project's own histories.
fn histories() -> Vec<(PathBuf, Bytes)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/golden/histories");
    let files = source::find(&[folder]).files;
    assert!(!files.is_empty(), "the project has histories");
    let read = |path: PathBuf| {
        let mut histories = source::read(&path).expect("it can be read");
        (path, histories.remove(0).bytes)
    };
    files.into_iter().map(read).collect()
}
