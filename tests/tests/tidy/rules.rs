//! Rules of the protocol, code and tests name each other: no rule without code and test, no citation without a rule.

use crate::report;
use dacapo_tests::files;
use regex_lite::Regex;
use std::collections::{BTreeMap, BTreeSet};

/// Where the rules are. Nothing is checked before there are any.
const RULES: &str = "docs/protocol/";

#[test]
fn every_rule_has_code_and_a_test_and_every_citation_a_rule() {
    let rules = rules();
    if rules.is_empty() {
        println!("{RULES} holds no rules yet");
        return;
    }
    let (mut in_code, mut in_tests) = (BTreeMap::new(), BTreeSet::new());
    let citation = Regex::new(r"\[([A-Z]+(?:-[A-Z]+)*-[0-9]+)\]").expect("the pattern is valid");
    for ending in [".rs", ".script"] {
        for file in files(ending) {
            for found in citation.captures_iter(&file.text).filter_map(|captures| captures.get(1)) {
                if is_test(&file.path) {
                    in_tests.insert(found.as_str().to_owned());
                } else {
                    in_code.entry(found.as_str().to_owned()).or_insert_with(|| file.path.clone());
                }
            }
        }
    }
    let mut faults = Vec::new();
    for (rule, path) in &rules {
        if !in_code.contains_key(rule) {
            faults.push(format!("{path}: no code cites [{rule}]"));
        }
        if !in_tests.contains(rule) {
            faults.push(format!("{path}: no test names [{rule}]"));
        }
    }
    let unknown = in_code.iter().filter(|(rule, _)| !rules.contains_key(*rule));
    faults.extend(unknown.map(|(rule, path)| format!("{path}: there is no rule [{rule}]")));
    let unknown = in_tests.iter().filter(|rule| !rules.contains_key(*rule));
    faults.extend(unknown.map(|rule| format!("a test names [{rule}], and there is no such rule")));
    report(&faults);
}

/// The ids that lines of the documents begin with, after markup, each with its document.
fn rules() -> BTreeMap<String, String> {
    let defined = Regex::new(r"(?m)^[#*\-|\s\[`]*([A-Z]+(?:-[A-Z]+)*-[0-9]+)\b").expect("the pattern is valid");
    let mut rules = BTreeMap::new();
    for file in files(".md").into_iter().filter(|file| file.path.starts_with(RULES)) {
        for rule in defined.captures_iter(&file.text).filter_map(|captures| captures.get(1)) {
            rules.insert(rule.as_str().to_owned(), file.path.clone());
        }
    }
    rules
}

fn is_test(path: &str) -> bool {
    path.split('/').any(|part| part == "tests" || part == "tests.rs" || part == "golden")
}
