//! Worlds of a few seeds; `.ci/run` has thousands.

use dacapo_proto::rpc::workflow_service as method;
use dacapo_sim::{Rule, log, log::Log, seeds, simulate};
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn what_must_hold_holds_in_fifty_worlds() {
    let mut seeds_seen = Vec::new();
    seeds::run(0..50, 2, |seed, outcome| {
        seeds_seen.push(seed);
        assert_eq!(outcome.err(), None, "seed {seed}");
        true
    });
    assert_eq!(seeds_seen, (0..50).collect::<Vec<_>>());
}

#[test]
fn clients_do_all_that_there_is_and_try_it_again() {
    let reports = (0..200).filter_map(|seed| simulate(seed, None).ok());
    let mut calls: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for (method, (answered, attempts)) in reports.flat_map(|report| report.calls) {
        let all = calls.entry(method).or_default();
        *all = (all.0 + answered, all.1 + attempts);
    }
    let expected = [
        method::EXECUTE_MULTI_OPERATION,
        method::GET_WORKFLOW_EXECUTION_HISTORY,
        method::POLL_WORKFLOW_EXECUTION_UPDATE,
        method::QUERY_WORKFLOW,
        method::REQUEST_CANCEL_WORKFLOW_EXECUTION,
        method::SIGNAL_WITH_START_WORKFLOW_EXECUTION,
        method::SIGNAL_WORKFLOW_EXECUTION,
        method::START_WORKFLOW_EXECUTION,
        method::TERMINATE_WORKFLOW_EXECUTION,
        method::UPDATE_WORKFLOW_EXECUTION,
    ];
    assert_eq!(calls.keys().copied().collect::<Vec<_>>(), expected);
    for (method, (answered, attempts)) in calls {
        assert!(answered > 0 && attempts > answered, "{method}: {answered} of {attempts}");
    }
}

#[test]
fn a_seed_makes_the_same_world_every_time_byte_for_byte() {
    for seed in 200..206 {
        let (first, second) = (logged(seed), logged(seed));
        assert!(first.text().lines().count() > 100);
        assert!(first == second, "seed {seed}");
    }
}

#[test]
fn worlds_differ() {
    let digests: BTreeSet<u64> =
        (300..320).filter_map(|seed| simulate(seed, None).ok()).map(|report| report.digest).collect();
    assert_eq!(digests.len(), 20);
}

#[test]
fn fresh_workers_say_the_same_when_they_are_given_the_same() {
    for seed in 210..216 {
        let log = logged(seed);
        let said = log.text().lines().filter(|line| line.starts_with("> ")).count();
        assert_eq!(log::replay(log.text()), Ok(said), "seed {seed}");
    }
}

#[test]
fn a_log_of_other_workers_is_told_from_these() {
    let log = logged(210);
    let said = log.text().lines().position(|line| line.starts_with("> ")).unwrap();
    let lines = |edit: &dyn Fn(usize, &str) -> Option<String>| {
        let kept = log.text().lines().enumerate().filter_map(|(place, line)| edit(place, line));
        kept.map(|line| line + "\n").collect::<String>()
    };
    let changed = lines(&|place, line| Some(if place == said { format!("{line}.") } else { line.to_owned() }));
    let lacking = lines(&|place, line| (place != said).then(|| line.to_owned()));
    let cut: String = log.text().lines().take(said).map(|line| format!("{line}\n")).collect();
    for other in [changed, lacking, cut, "no log".to_owned()] {
        assert!(log::replay(&other).is_err());
    }
}

#[test]
fn the_guide_lists_what_must_hold() {
    let guide = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/simulation.md")).unwrap();
    let guide = guide.split_whitespace().collect::<Vec<_>>().join(" ");
    for (place, rule) in Rule::ALL.iter().enumerate() {
        assert_eq!(usize::from(rule.number), place + 1);
        let line = format!("{}. {}", rule.number, rule.text);
        assert!(guide.contains(&line), "docs/simulation.md lacks: {line}");
    }
}

fn logged(seed: u64) -> Log {
    let mut log = Log::default();
    assert_eq!(simulate(seed, Some(&mut log)).err(), None, "seed {seed}");
    log
}
