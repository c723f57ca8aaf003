//! Plays runs that are told as text: what happens to a run, and after each input what the run asks for.
//!
//! A `*.script` file begins with a sentence that says what it shows. Then come inputs, each on a line of its own with the
//! events, commands or queries it holds indented below it; `scripts/notation.rs` and `scripts/step.rs` say how they are
//! written. Lines that begin with `>` are what the run gave back: `UPDATE=1` writes them anew. `SCRIPT=part-of-a-path`
//! plays some files only.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::std_instead_of_core,
    clippy::wildcard_enum_match_arm,
    unreachable_pub,
    reason = "a test may fail in any way that names the script at fault"
)]

#[path = "scripts/command.rs"]
mod command;
#[path = "scripts/event.rs"]
mod event;
#[path = "scripts/field.rs"]
mod field;
#[path = "scripts/job.rs"]
mod job;
#[path = "scripts/notation.rs"]
mod notation;
#[path = "scripts/play.rs"]
mod play;
#[path = "scripts/print.rs"]
mod print;
#[path = "scripts/reflect.rs"]
mod reflect;
#[path = "scripts/script.rs"]
mod script;
#[path = "scripts/shape.rs"]
mod shape;
#[path = "scripts/step.rs"]
mod step;

use std::{
    env, fs,
    path::{Path, PathBuf},
};

#[test]
fn every_run_goes_as_its_script_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts");
    let wanted = env::var("SCRIPT").unwrap_or_default();
    let scripts = scripts_in(&root);
    assert!(!scripts.is_empty(), "there are no scripts in {}", root.display());
    let played = scripts.iter().filter(|path| path.to_string_lossy().contains(&wanted));
    let wrong: Vec<String> = played.filter_map(|path| check(path).err()).collect();
    assert!(wrong.is_empty(), "{} scripts go otherwise:\n\n{}", wrong.len(), wrong.join("\n"));
}

/// Plays a script: twice, and each time with outputs taken after every input and with all of them taken at the end.
fn check(path: &Path) -> Result<(), String> {
    let text = fs::read_to_string(path).unwrap();
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    script::in_script(&name, || {
        let script = script::Script::parse(&text);
        let at_once = play::after_each_input(&script);
        assert_eq!(at_once, play::after_each_input(&script), "{name}: a second play differs");
        let taken: Vec<String> = at_once.iter().flat_map(|step| &step.outputs).cloned().collect();
        for _ in 0..2 {
            assert_eq!(taken, play::at_the_end(&script), "{name}: outputs depend on when they are taken");
        }
        let now = script.with_outputs(&at_once);
        if env::var_os("UPDATE").is_some() {
            fs::write(path, &now).unwrap();
        }
        match first_difference(&text, &now) {
            Some(difference) if env::var_os("UPDATE").is_none() => Err(format!("{name}: {difference}")),
            _ => Ok(()),
        }
    })
}

fn first_difference(text: &str, now: &str) -> Option<String> {
    if text == now {
        return None;
    }
    let (mut old, mut new) = (text.lines(), now.lines());
    let mut number = 0;
    loop {
        number += 1;
        let (left, right) = (old.next(), new.next());
        if left != right || left.is_none() {
            return Some(format!(
                "line {number}\n  script: {}\n  run:    {}\n",
                left.unwrap_or(""),
                right.unwrap_or("")
            ));
        }
    }
}

fn scripts_in(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(scripts_in(&path));
        } else if path.extension().is_some_and(|extension| extension == "script") {
            found.push(path);
        }
    }
    found.sort();
    found
}
