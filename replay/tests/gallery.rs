//! Every edit of a workflow is noticed at the event that the rules say, and nearly always explained as what it is.

#[path = "common/histories.rs"]
mod common;

use dacapo_replay::gallery::{Case, cases};

/// The share of cases whose edit must be ranked first, in percent.
const FIRST: usize = 90;

#[test]
fn edits_are_noticed_where_they_show_and_explained_as_what_they_are() {
    let mut all: Vec<Case> = Vec::new();
    for (name, history) in common::histories() {
        all.extend(cases(&name, &history, 1).expect("a history of the project can be read"));
    }
    let wrong_event: Vec<String> = all.iter().filter(|case| !case.names_event()).map(line).collect();
    let not_first: Vec<String> = all.iter().filter(|case| case.rank() != Some(1)).map(line).collect();
    println!("{} cases, {} at another event, {} not ranked first", all.len(), wrong_event.len(), not_first.len());
    assert!(all.len() >= 40, "only {} cases", all.len());
    println!("{}", not_first.join("\n"));
    assert!(wrong_event.is_empty(), "at another event:\n{}", wrong_event.join("\n"));
    let first = (all.len() - not_first.len()) * 100 / all.len();
    assert!(first >= FIRST, "{first} % are ranked first; these are not:\n{}", not_first.join("\n"));
}

fn line(case: &Case) -> String {
    let found = case.divergence().map_or_else(|| format!("{:?}", case.outcome), |d| d.text());
    format!("{}: {}, expected at event {}: {found}", case.history, case.what, case.expected_event)
}
