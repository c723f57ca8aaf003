//! `dacapo diff`: what is said of two histories, and how it ends.

use crate::fixture::{Did, Folder, Run, dacapo, dacapo_with, encoded, json};
use serde_json::{Value, json};

const GOOD: &[Did] = &[Did::StartTimer("1"), Did::Schedule("greet"), Did::Complete];

fn diff(name: &str, bad: impl AsRef<[u8]>) -> Run {
    let folder = Folder::new(name);
    let good = folder.write("good.json", json(GOOD));
    let bad = folder.write("bad.json", bad);
    let (text, run) = (dacapo(&["diff", &good, &bad]), dacapo(&["diff", "--json", &good, &bad]));
    assert_eq!(text.code, run.code);
    let report = run.json();
    assert_eq!((&report["good"], &report["bad"]), (&json!(good), &json!(bad)));
    let outcome = report["outcome"].as_str().expect("there is an outcome");
    assert!(text.stdout.starts_with(&format!("{bad} with the commands of {good}: {outcome}\n")), "{}", text.stdout);
    run
}

#[test]
fn the_same_history_ends_with_0() {
    let run = diff("diff_same", encoded(GOOD));
    assert_eq!((run.code, run.json()["outcome"].as_str()), (0, Some("ok")));
}

#[test]
fn another_type_is_a_divergence() {
    let run = diff("diff_type", json(&[Did::StartTimer("1"), Did::Schedule("greet_all"), Did::Complete]));
    assert_eq!(run.code, 1);
    let report = run.json();
    let divergence = &report["divergence"];
    assert_eq!((&divergence["event_id"], &divergence["event_type"]), (&json!(6), &json!("ActivityTaskScheduled")));
    assert_eq!(divergence["expected"], "SCHEDULE_ACTIVITY_TASK(greet_all)");
    assert_eq!(divergence["actual"], "SCHEDULE_ACTIVITY_TASK(greet)");
    let difference = json!({ "field": "activity_type", "expected": "greet_all", "actual": "greet" });
    assert!(divergence["differences"].as_array().expect("a list").contains(&difference), "{divergence}");
    assert_eq!(divergence["matched_before"][0]["event_id"], 5);
    assert_eq!(divergence["hypotheses"][0]["kind"], "renamed");
    let score = divergence["hypotheses"][0]["score"].as_f64().expect("a number");
    assert_eq!(format!("{score}"), format!("{}", (score * 1000.0).round() / 1000.0));
}

#[test]
fn a_missing_and_an_added_command_are_divergences() {
    let missing = diff("diff_missing", json(&[Did::StartTimer("1"), Did::Complete]));
    assert_eq!((missing.code, &missing.json()["divergence"]["event_id"]), (1, &json!(6)));
    let added = [Did::StartTimer("1"), Did::StartTimer("2"), Did::Schedule("greet"), Did::Complete];
    let added = diff("diff_added", json(&added));
    assert_eq!((added.code, &added.json()["divergence"]["event_id"]), (1, &json!(6)));
}

#[test]
fn commands_that_are_never_confirmed_are_a_divergence() {
    let run = diff("diff_unconfirmed", json(&[Did::StartTimer("1"), Did::Schedule("greet")]));
    assert_eq!(run.code, 1);
    let report = run.json();
    let divergence = &report["divergence"];
    assert_eq!((&divergence["event_id"], &divergence["event_type"]), (&json!(7), &Value::Null));
    assert_eq!((&divergence["expected"], &divergence["actual"]), (&Value::Null, &json!("COMPLETE_WORKFLOW_EXECUTION")));
}

#[test]
fn a_gap_is_found_where_the_command_is_missing() {
    let mut document: Value = serde_json::from_str(&json(GOOD)).expect("that is JSON");
    document["events"].as_array_mut().expect("it has events").remove(5);
    let run = diff("diff_gap", document.to_string());
    assert_eq!(run.code, 1);
    let report = run.json();
    assert_eq!((&report["divergence"]["event_id"], &report["divergence"]["expected"]), (&json!(6), &Value::Null));
    assert!(report["error"].as_str().expect("there is an error").contains("event 7: it does not follow"), "{report}");
}

#[test]
fn a_gap_between_commands_says_which_event() {
    let mut document: Value = serde_json::from_str(&json(GOOD)).expect("that is JSON");
    document["events"].as_array_mut().expect("it has events").remove(1);
    let run = diff("diff_other_gap", document.to_string());
    assert_eq!((run.code, run.json()["outcome"].as_str()), (2, Some("unreadable")));
    assert!(run.stdout.contains("event 3: it does not follow"), "{}", run.stdout);
}

#[test]
fn what_cannot_be_read_ends_with_2() {
    let run = diff("diff_unreadable", "no JSON");
    assert_eq!((run.code, run.json()["outcome"].as_str()), (2, Some("unreadable")));
    let run = diff("diff_several", format!("[{},{}]", json(GOOD), json(GOOD)));
    assert_eq!(run.code, 2);
    assert!(run.stdout.contains("holds 2 histories"), "{}", run.stdout);
}

#[test]
fn one_side_may_be_stdin() {
    let folder = Folder::new("diff_stdin");
    let good = folder.write("good.json", json(GOOD));
    let run = dacapo_with(&["diff", &good, "-"], json(GOOD).as_bytes());
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
}
