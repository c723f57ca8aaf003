//! `dacapo check`: what is found, what is said of it where, and how it ends.

use crate::fixture::{Did, Folder, dacapo, dacapo_with, encoded, golden, json};
use serde_json::{Value, json};
use std::{
    io::{Read as _, Write as _},
    process::{Command, Stdio},
};

const WORK: &[Did] = &[Did::StartTimer("1"), Did::Schedule("greet"), Did::Complete];

/// A history in which a timer fires that was never started under that id: no commands fit it.
fn divergent() -> Vec<u8> {
    let mut document: Value = serde_json::from_str(&json(&[Did::StartTimer("1")])).expect("that is JSON");
    let fired = json!({
        "eventId": "6",
        "eventType": "EVENT_TYPE_TIMER_FIRED",
        "timerFiredEventAttributes": { "timerId": "2", "startedEventId": "5" },
    });
    document["events"].as_array_mut().expect("it has events").push(fired);
    document.to_string().into_bytes()
}

/// A history without its second event.
fn gapped() -> String {
    let mut document: Value = serde_json::from_str(&json(WORK)).expect("that is JSON");
    document["events"].as_array_mut().expect("it has events").remove(1);
    document.to_string()
}

#[test]
fn histories_that_play_end_with_0() {
    let folder = Folder::new("histories_that_play");
    let binary = folder.write("a.bin", encoded(WORK));
    let text = folder.write("b.json", json(WORK));
    let run = dacapo(&["check", &text, &binary]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let line = "Made, 7 events, 1 workflow task, 1 activation, 3 commands: ok";
    let totals = "2 histories: 2 ok, 0 diverged, 0 unreadable; 14 events, 2 workflow tasks, 2 activations, 6 commands";
    assert_eq!(run.stdout, format!("{binary}: {line}\n{text}: {line}\n{totals}\n"));
}

#[test]
fn the_projects_own_histories_play() {
    let run = dacapo(&["check", "--json", golden()]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let totals = &run.json()["totals"];
    assert_eq!(totals["ok"], totals["histories"]);
    assert_ne!(totals["histories"], 0);
}

#[test]
fn json_has_every_field() {
    let folder = Folder::new("json_has_every_field");
    let path = folder.write("history.pb", encoded(WORK));
    let run = dacapo(&["check", "--json", &path]);
    assert_eq!(run.code, 0);
    let history = json!({
        "path": path, "workflow_type": "Made", "events": 7, "workflow_tasks": 1, "activations": 1, "commands": 3,
        "outcome": "ok",
    });
    let totals = json!({
        "histories": 1, "ok": 1, "diverged": 0, "unreadable": 0, "events": 7, "workflow_tasks": 1, "activations": 1,
        "commands": 3,
    });
    assert_eq!(run.json(), json!({ "histories": [history], "totals": totals }));
}

#[test]
fn a_divergence_ends_with_1_and_is_told_beneath_its_line() {
    let folder = Folder::new("a_divergence_ends_with_1");
    let path = folder.write("history.json", divergent());
    let run = dacapo(&["check", &path]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert!(lines[0].ends_with(": diverged"), "{}", lines[0]);
    assert!(lines[1].starts_with("  event 6 (TimerFired): timer \"2\" fired"), "{}", lines[1]);

    let report = dacapo(&["check", "--json", &path]).json();
    let history = &report["histories"][0];
    assert_eq!(history["outcome"], "diverged");
    assert_eq!(report["totals"]["diverged"], 1);
    let divergence = &history["divergence"];
    assert_eq!(divergence["event_id"], 6);
    assert_eq!(divergence["event_type"], "TimerFired");
    assert_eq!(divergence["workflow_task"], 3);
    assert_eq!(divergence["expected"], Value::Null);
    assert_eq!(divergence["actual"], Value::Null);
    assert_eq!(divergence["differences"], json!([]));
    let matched = json!([{ "event_id": 5, "event_type": "TimerStarted", "command": "START_TIMER(1)" }]);
    assert_eq!(divergence["matched_before"], matched);
    let by = json!({ "sdk_name": "temporal-made", "sdk_version": "1.2.3", "deployment_name": "", "build_id": "" });
    assert_eq!(divergence["written_by"], by);
    assert!(divergence["hypotheses"].is_array());
}

#[test]
fn a_divergence_wins_over_a_file_that_cannot_be_read() {
    let folder = Folder::new("a_divergence_wins");
    folder.write("a.json", divergent());
    folder.write("b.json", "no JSON");
    assert_eq!(dacapo(&["check", folder.path()]).code, 1);
}

#[test]
fn what_cannot_be_read_ends_with_2_and_says_what_to_do() {
    let folder = Folder::new("what_cannot_be_read");
    let good = folder.write("good.json", json(WORK));
    for (bad, words) in [
        (folder.write("empty.json", ""), ["the file is empty", "record it again"]),
        (folder.write("cut.json", &json(WORK)[..200]), ["line", "record it again"]),
        (folder.write("gap.json", gapped()), ["event 3: it does not follow", "record it again"]),
        (folder.write("noise.bin", [0xff; 64]), ["neither JSON nor", "give a file"]),
        (format!("{}/missing.json", folder.path()), ["No such file", "check the path"]),
    ] {
        let run = dacapo(&["check", "--json", &good, &bad]);
        assert_eq!(run.code, 2, "{bad}");
        let report = run.json();
        let histories = report["histories"].as_array().expect("a list");
        let history = histories.iter().find(|history| history["path"] == *bad).expect("the file is listed");
        assert_eq!(history["outcome"], "unreadable");
        let error = history["error"].as_str().expect("there is an error");
        assert!(error.starts_with(&bad), "{error}");
        assert!(words.iter().all(|word| error.contains(word)), "{error}");
        assert_eq!((&report["totals"]["ok"], &report["totals"]["unreadable"]), (&json!(1), &json!(1)));
    }
}

#[test]
fn a_folder_is_searched_for_histories_only() {
    let folder = Folder::new("a_folder_is_searched");
    for name in ["z.json", "below/a.bin", "below/deeper/b.binpb", "below/c.pb", "below/UPPER.JSON"] {
        folder.write(name, encoded(WORK));
    }
    for name in ["README.md", "PROVENANCE.json", "below/PROVENANCE.json", ".hidden.json", ".git/x.json"] {
        folder.write(name, "no history");
    }
    let run = dacapo(&["check", "--json", folder.path(), &format!("{}/z.json", folder.path())]);
    assert_eq!(run.code, 0, "{}", run.stdout);
    let report = run.json();
    let paths = report["histories"].as_array().expect("a list").iter().map(|history| history["path"].as_str());
    let names: Vec<&str> = paths.flatten().filter_map(|path| path.strip_prefix(folder.path())).collect();
    assert_eq!(names, ["/below/UPPER.JSON", "/below/a.bin", "/below/c.pb", "/below/deeper/b.binpb", "/z.json"]);
}

#[test]
fn an_empty_folder_ends_with_2() {
    let folder = Folder::new("an_empty_folder");
    folder.write("empty/README.md", "nothing here");
    let good = folder.write("good.json", json(WORK));
    let empty = format!("{}/empty", folder.path());
    for paths in [&[empty.as_str()] as &[&str], &[&empty, &good]] {
        let run = dacapo(&[&["check", "--json"], paths].concat());
        assert_eq!(run.code, 2);
        assert!(run.stderr.contains("the folder holds no history"), "{}", run.stderr);
        assert_eq!(run.json()["totals"]["histories"], paths.len() - 1);
    }
}

#[test]
fn stdin_is_a_file() {
    let run = dacapo_with(&["check", "-"], json(WORK).as_bytes());
    assert_eq!(run.code, 0);
    assert!(run.stdout.starts_with("-: Made, 7 events"), "{}", run.stdout);
    assert_eq!(dacapo_with(&["check", "-"], &encoded(WORK)).code, 0);
    assert_eq!(dacapo_with(&["check", "-"], b"").code, 2);
}

#[test]
fn each_history_of_a_file_is_told_by_its_index() {
    let folder = Folder::new("each_history_of_a_file");
    let path = folder.write("both.json", format!("[{},{}]", json(WORK), String::from_utf8_lossy(&divergent())));
    let run = dacapo(&["check", "--json", &path]);
    assert_eq!(run.code, 1, "{}", run.stdout);
    let report = run.json();
    let told: Vec<_> = report["histories"].as_array().expect("a list").iter().collect();
    assert_eq!((&told[0]["index"], &told[0]["outcome"]), (&json!(0), &json!("ok")));
    assert_eq!((&told[1]["index"], &told[1]["outcome"]), (&json!(1), &json!("diverged")));
    assert!(dacapo(&["check", &path]).stdout.contains("both.json[1]: Made"));
}

#[test]
fn stdout_holds_only_data() {
    let folder = Folder::new("stdout_holds_only_data");
    let plain = json(WORK);
    let odd = plain.replacen("\"eventId\"", "\"aFieldOfTomorrow\": 1, \"eventId\"", 1);
    let path = folder.write("history.json", &plain);
    let before = dacapo(&["check", &path]);
    folder.write("history.json", odd);
    let after = dacapo(&["check", &path]);
    assert_eq!((before.code, before.stderr.as_str()), (0, ""));
    assert_eq!((after.code, &after.stdout), (0, &before.stdout));
    let note = format!("note: {path}: event 1, field aFieldOfTomorrow: this version does not know the field");
    assert!(after.stderr.starts_with(&note), "{}", after.stderr);
}

#[test]
fn a_closed_pipe_ends_quietly() {
    for json in [&["check", "-"] as &[&str], &["check", "--json", "-"]] {
        let mut program = Command::new(env!("CARGO_BIN_EXE_dacapo"));
        program.args(json).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = program.spawn().expect("the program starts");
        // Nobody reads by the time it has read its stdin, and so before it writes.
        drop(child.stdout.take());
        child.stdin.take().expect("it has a stdin").write_all(&encoded(WORK)).expect("it reads its stdin");
        let mut stderr = String::new();
        child.stderr.take().expect("it has a stderr").read_to_string(&mut stderr).expect("it can be read");
        let status = child.wait().expect("the program ends");
        assert_eq!((status.code(), stderr.as_str()), (Some(0), ""));
    }
}
