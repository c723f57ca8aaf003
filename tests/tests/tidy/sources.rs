//! Rust files say at their head what they decide, are short enough to read, and use Temporal's words.

use crate::report;
use dacapo_tests::{Kind, files, pieces, root};
use regex_lite::Regex;
use std::{collections::BTreeSet, fs};

/// The longest file.
const LINES: usize = 800;

/// Words that no name has, each with the one to use.
const NOT_IN_NAMES: [(&str, &str); 5] = [
    ("cancelled", "canceled"),
    ("decision", "workflow task, or command"),
    ("decisions", "workflow tasks, or commands"),
    ("wft", "workflow task"),
    ("attribs", "attributes"),
];

#[test]
fn every_file_says_what_it_decides() {
    let mut faults = Vec::new();
    for file in files(".rs") {
        let head: Vec<&str> = file.text.lines().map_while(|line| line.strip_prefix("//! ")).collect();
        if !head.last().is_some_and(|line| line.ends_with(['.', ':'])) {
            faults.push(format!("{}: the first line begins no `//!` sentence", file.path));
        }
    }
    report(&faults);
}

#[test]
fn no_file_is_too_long() {
    let long = files(".rs").into_iter().map(|file| (file.text.lines().count(), file.path));
    report(&long.filter(|(lines, _)| *lines > LINES).map(|(n, path)| format!("{path}: {n} lines")).collect::<Vec<_>>());
}

#[test]
fn names_are_temporals_words() {
    let name = Regex::new(r"[A-Za-z_][A-Za-z0-9_]*").expect("the pattern is valid");
    let (generated, none) = (interface_names(&name), BTreeSet::new());
    let mut faults = Vec::new();
    for file in files(".rs") {
        let others = if file.text.contains("coresdk::") { &generated } else { &none };
        for (kind, piece) in pieces(&file.text) {
            match kind {
                Kind::Code => {
                    let own = name.find_iter(piece).filter(|name| !others.contains(name.as_str()));
                    let bad = own.filter_map(|name| fault(name.as_str()));
                    faults.extend(bad.map(|fault| format!("{}: {fault}", file.path)));
                }
                Kind::Comment if piece.to_lowercase().contains("cancelled") => {
                    faults.push(format!("{}: {piece:?}: say canceled", file.path));
                }
                // Failure texts are the official core's, letter by letter.
                _ => {}
            }
        }
    }
    report(&faults);
}

/// The types and variants of the official core/language interface, whose words are others'.
fn interface_names(name: &Regex) -> BTreeSet<String> {
    let folder = fs::read_dir(root().join("proto/src/generated")).expect("there are generated messages");
    let mut names = BTreeSet::new();
    for entry in folder.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with("coresdk")) {
        let text = fs::read_to_string(entry.path()).expect("it can be read");
        for (_, code) in pieces(&text).into_iter().filter(|(kind, _)| *kind == Kind::Code) {
            names.extend(name.find_iter(code).map(|name| name.as_str().to_owned()));
        }
    }
    names.retain(|name| name.starts_with(char::is_uppercase));
    names
}

fn fault(name: &str) -> Option<String> {
    let words = words(name);
    if words.first().is_some_and(|word| word == "la") && words.len() > 1 {
        return Some(format!("{name}: say local activity, not la"));
    }
    let banned = |word: &String| NOT_IN_NAMES.iter().find(|(bad, _)| word == bad);
    words.iter().find_map(banned).map(|(bad, good)| format!("{name}: say {good}, not {bad}"))
}

/// The words of a name, in lower case.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for c in name.chars() {
        if c == '_' || (c.is_uppercase() && was_lower) {
            words.push(String::new());
        }
        was_lower = c.is_lowercase() || c.is_numeric();
        if let Some(word) = words.last_mut().filter(|_| c != '_') {
            word.extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn names_are_cut_into_words() {
    assert_eq!(words("is_cancelled"), ["is", "cancelled"]);
    assert_eq!(words("WftState"), ["wft", "state"]);
    assert_eq!(words("LA_SEQ"), ["la", "seq"]);
    assert_eq!(fault("la_seq").is_some(), fault("workflow_task").is_none());
}
