//! However a history reaches a run, the run tells and asks for the same.
//!
//! * in one page, in two pages cut anywhere, with one event a page;
//! * with a task that brings only the newest events, the rest fetched from the start;
//! * evicted, or lost, after any activation, and made anew with the same answers;
//! * one workflow task at a time, to a run that stays in a worker's cache (`delivery/incremental.rs`).
#![expect(clippy::expect_used, reason = "a test stops where its input cannot be read")]

#[path = "common/histories.rs"]
mod common;
#[path = "delivery/incremental.rs"]
mod incremental;

use bytes::{BufMut, Bytes, BytesMut};
use common::histories;
use dacapo_core::{
    command::host::Completion,
    history::Events,
    machine::Machine,
    workflow::{
        Run,
        activation::{EvictionReason, Job},
        task::{Input, Output, RunConfig, WorkflowTask},
    },
};
use dacapo_replay::{
    play::{Delivery, Player},
    recorded::{Plan, RecordedHost},
};
use std::sync::LazyLock;

/// Histories longer than this are not cut at every event, but at so many places.
const EVERY_CUT_UP_TO: usize = 120;

/// What a run told and how it ended, with all fields.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Told {
    activations: Vec<String>,
    outcome: String,
}

/// A history, what it implies, and what it tells in one page.
struct Case {
    name: String,
    history: Bytes,
    /// The events, each encoded as a history of its own.
    events: Vec<Bytes>,
    plan: Plan,
    whole: Told,
    answers: Vec<Completion>,
}

impl Case {
    fn of(name: String, history: Bytes) -> Self {
        let plan = Plan::of(&history).expect("a recorded history can be read");
        let events = Events::new(history.clone()).flatten().map(|event| page(&event.encoded)).collect();
        let (mut host, mut answers) = (RecordedHost::new(plan.clone()), Vec::new());
        let mut player = Player::new(history.clone(), &plan.facts, Delivery::default());
        let mut activations = Vec::new();
        let outcome = player.run_to_end(|activation| {
            activations.push(format!("{activation:?}"));
            let answer = host.answer(activation);
            answers.push(answer.clone());
            answer
        });
        let whole = Told { activations, outcome: format!("{outcome:?}") };
        Self { name, history, events, plan, whole, answers }
    }

    /// Plays it in pages, with the same answers.
    fn told(&self, pages: Vec<Bytes>, starts_from_last_page: bool) -> Told {
        let mut delivery = Delivery::default();
        delivery.pages = pages;
        delivery.starts_from_last_page = starts_from_last_page;
        let mut player = Player::new(self.history.clone(), &self.plan.facts, delivery);
        let mut answers = self.answers.iter().cloned();
        let mut activations = Vec::new();
        let outcome = player.run_to_end(|activation| {
            activations.push(format!("{activation:?}"));
            answers.next().unwrap_or_else(nothing)
        });
        Told { activations, outcome: format!("{outcome:?}") }
    }

    /// Where to cut it in two: at every event, or at evenly spread ones.
    fn cuts(&self, count: usize) -> Vec<usize> {
        let last = self.events.len().saturating_sub(1);
        if last < count { (1..=last).collect() } else { (1..=count).map(|n| n * last / count).collect() }
    }

    /// The workflow task that the history is handed out with.
    fn started(&self) -> i64 {
        let facts = &self.plan.facts;
        facts.open_start.unwrap_or(facts.last_completed_start).0
    }
}

fn nothing() -> Completion {
    dacapo_core::command::host::Success::with(Vec::new())
}

/// A `History` of one event.
fn page(event: &Bytes) -> Bytes {
    let mut page = BytesMut::new();
    page.put_u8(10);
    let mut length = event.len();
    while length > 0x7f {
        page.put_u8(u8::try_from(length & 0x7f).unwrap_or_default() | 0x80);
        length >>= 7;
    }
    page.put_u8(u8::try_from(length).unwrap_or_default());
    page.put_slice(event);
    page.freeze()
}

fn joined(pages: &[Bytes]) -> Bytes {
    pages.concat().into()
}

static CASES: LazyLock<Vec<Case>> =
    LazyLock::new(|| histories().into_iter().map(|(name, history)| Case::of(name, history)).collect());

#[test]
fn every_history_plays_in_one_page() {
    assert!(CASES.iter().any(|case| case.whole.activations.len() > 3), "there are histories to play");
    for case in CASES.iter() {
        assert_eq!(case.whole.outcome, "Ok", "{}", case.name);
    }
}

/// Plays every history in the ways that `ways` gives, and compares with one page.
fn check(what: &str, ways: impl Fn(&Case) -> Vec<(Vec<Bytes>, bool)>) {
    let (mut count, mut bad) = (0, Vec::new());
    for case in CASES.iter() {
        for (pages, is_partial) in ways(case) {
            count += 1;
            let sizes: Vec<usize> = pages.iter().map(|page| Events::new(page.clone()).count()).collect();
            let told = case.told(pages, is_partial);
            if told != case.whole {
                bad.push(format!(
                    "{} in pages of {sizes:?} events: {}",
                    case.name,
                    first_difference(&case.whole, &told)
                ));
            }
        }
    }
    println!("{what}: {} histories delivered in {count} ways", CASES.len());
    assert!(bad.is_empty(), "{} of {count}:\n{}", bad.len(), bad.join("\n"));
}

fn first_difference(whole: &Told, told: &Told) -> String {
    let places = whole.activations.len().max(told.activations.len());
    for place in 0..places {
        let (left, right) = (whole.activations.get(place), told.activations.get(place));
        if left != right {
            return format!("activation {place}:\n  whole {left:?}\n  paged {right:?}");
        }
    }
    format!("the outcome: whole {} paged {}", whole.outcome, told.outcome)
}

#[test]
fn two_pages_cut_anywhere_tell_the_same() {
    check("two pages", |case| {
        let cut = |at: usize| {
            let (first, second) = case.events.split_at(at);
            (vec![joined(first), joined(second)], false)
        };
        case.cuts(EVERY_CUT_UP_TO).into_iter().map(cut).collect()
    });
}

#[test]
fn one_event_a_page_tells_the_same() {
    check("one event a page", |case| vec![(case.events.clone(), false)]);
}

#[test]
fn pages_that_overlap_and_empty_pages_tell_the_same() {
    check("overlapping pages", |case| {
        let half = case.events.len() / 2;
        let from = |from: usize, to: usize| joined(case.events.get(from..to).unwrap_or_default());
        let overlapping = vec![from(0, half), from(half.saturating_sub(3), case.events.len())];
        let empty = vec![from(0, half), Bytes::new(), from(half, case.events.len()), Bytes::new()];
        vec![(overlapping, false), (empty, false)]
    });
}

#[test]
fn a_task_that_brings_only_the_newest_events_tells_the_same() {
    check("newest events first", |case| {
        let started = usize::try_from(case.started()).unwrap_or_default();
        let mut ways = Vec::new();
        for newest in [1, 2, 4, 9] {
            let at = started.saturating_sub(newest);
            if at == 0 {
                continue;
            }
            let (older, task) = case.events.split_at(at);
            ways.push((vec![joined(older), joined(task)], true));
            // What is fetched may reach into what the task brought.
            ways.push((vec![joined(&case.events), joined(task)], true));
            let mut pages: Vec<Bytes> = older.chunks(5).map(joined).collect();
            pages.push(joined(task));
            ways.push((pages, true));
        }
        ways
    });
}

#[test]
fn a_run_that_is_evicted_at_any_activation_is_made_again() {
    let (mut count, mut bad) = (0, Vec::new());
    for case in CASES.iter() {
        let activations = case.whole.activations.len();
        let step = activations.div_ceil(40).max(1);
        for at in (0..activations).step_by(step) {
            count += 1;
            // The run that is evicted tells nothing else for that, and then goes.
            let evicted = evicted_at(case, at);
            if !case.whole.activations.starts_with(&evicted.activations) || evicted.outcome != "evicted" {
                bad.push(format!("{} evicted at activation {at}: {evicted:?}", case.name));
            }
        }
        // One made anew tells all of it again, and goes on.
        let again = case.told(Vec::new(), false);
        if again != case.whole {
            bad.push(format!("{} again: {}", case.name, first_difference(&case.whole, &again)));
        }
    }
    println!("evictions: {count}");
    assert!(bad.is_empty(), "{} of {count}:\n{}", bad.len(), bad.join("\n"));
}

/// Plays a history to the activation `at`, asks for eviction while it is outstanding, and answers until the run goes.
fn evicted_at(case: &Case, at: usize) -> Told {
    let facts = &case.plan.facts;
    let mut run = Run::new(RunConfig {
        namespace: "default".into(),
        workflow_id: facts.workflow_id.clone(),
        run_id: facts.run_id.clone(),
        server_keeps_flags: true,
        ..RunConfig::default()
    });
    let mut next = vec![Input::Task(Box::new(WorkflowTask {
        attempt: 1,
        history: case.history.clone(),
        started_event_id: facts.open_start.unwrap_or(facts.last_completed_start),
        previous_started_event_id: facts.last_completed_start,
        ..WorkflowTask::default()
    }))];
    let mut answers = case.answers.iter().cloned();
    let mut told = Told { activations: Vec::new(), outcome: "nothing".into() };
    loop {
        for input in next.drain(..) {
            if let Err(misuse) = run.handle((), input) {
                told.outcome = misuse.to_string();
                return told;
            }
        }
        let Some(output) = run.poll() else { return told };
        match output {
            Output::Activate(activation) => {
                if activation.jobs.iter().any(|job| matches!(job, Job::RemoveFromCache { .. })) {
                    next.push(Input::Completed(nothing()));
                    continue;
                }
                told.activations.push(format!("{activation:?}"));
                if told.activations.len() == at + 1 {
                    next.push(Input::Evict { reason: EvictionReason::CacheFull, message: "full".into() });
                }
                next.push(Input::Completed(answers.next().unwrap_or_else(nothing)));
            }
            Output::RunLocalActivity(_) => next.push(Input::HeartbeatDue),
            Output::Evicted => {
                told.outcome = "evicted".into();
                return told;
            }
            Output::FetchHistory(_) | Output::TaskEnded(_) | Output::CancelLocalActivity { .. } => {}
        }
    }
}
