//! What a run comes to follows from its turns, and a broken bound is seen.

use super::{
    Size,
    bounds::{Bound, Bounds},
    metrics::{Memory, Metrics, Round, Sample},
    report::{Report, median, per_second, quantile_ms},
    table::tables,
};
use crate::engine::Kind::{self, Official, Smol, Tokio};
use anyhow::Result;
use clap::{Args, FromArgMatches};
use dacapo_bench_worker::{Echoes, Reading};
use serde_json::Value;
use std::{collections::BTreeSet, env, fs, process, time::Duration};

#[test]
fn ratios_are_of_turns_of_one_round() {
    // The second round is slow for both; the medians of all turns alone would say 0.1.
    let rounds = [turn(0, Tokio, 0.2, 40.0), turn(0, Official, 1.0, 20.0), turn(1, Official, 4.0, 5.0)];
    let rounds: Vec<_> = rounds.into_iter().chain([turn(1, Tokio, 0.4, 10.0)]).collect();
    let report = Report::new(&size(), &[Tokio, Official], &rounds, &[memory(Tokio, 50.0), memory(Official, 400.0)]);
    let ratios = report.engines[0].to_official.unwrap();
    assert_eq!(ratios.cpu, Some(f64::midpoint(0.2, 0.1)));
    assert_eq!((ratios.throughput, ratios.heap), (Some(2.0), Some(0.125)));
    assert_eq!(report.engines[1].to_official.unwrap().cpu, Some(1.0));
    assert_eq!(report.engines[0].disturbed, 3);
}

#[test]
fn a_broken_bound_is_seen() {
    let rounds = [turn(0, Tokio, 0.5, 40.0), turn(0, Smol, 0.7, 19.0), turn(0, Official, 1.0, 20.0)];
    let memory = [memory(Tokio, 100.0), memory(Smol, 101.0), memory(Official, 400.0)];
    let report = Report::new(&size(), &[Tokio, Smol, Official], &rounds, &memory);
    let bounds = Bounds {
        max_cpu_ratio: Some(0.6),
        max_memory_ratio: Some(0.25),
        min_throughput_ratio: Some(1.0),
        max_cpu_seconds: Some(0.6),
        max_memory_bytes: Some(100.0),
        min_throughput: Some(20.0),
    };
    let judged = bounds.judge(&report);
    let broken = |kind| judged.iter().filter(|bound| bound.engine == kind && !bound.holds).count();
    assert_eq!((judged.len(), broken(Tokio), broken(Smol)), (12, 0, 6));
}

#[test]
fn what_was_not_measured_breaks_its_bound() {
    let rounds = [turn(0, Tokio, 0.5, 40.0)];
    let report = Report::new(&size(), &[Tokio], &rounds, &[]);
    let bounds = Bounds { max_memory_bytes: Some(1e9), ..Bounds::default() };
    let judged = bounds.judge(&report);
    assert!(matches!(judged.as_slice(), [Bound { holds: false, bound: "max-memory-bytes", .. }]));
}

#[test]
fn bounds_need_what_they_compare() {
    let ratio = Bounds { max_cpu_ratio: Some(0.6), ..Bounds::default() };
    let absolute = Bounds { min_throughput: Some(1.0), ..Bounds::default() };
    assert!(ratio.check(&[Tokio]).is_err() && ratio.check(&[Tokio, Official]).is_ok());
    assert!(absolute.check(&[Official]).is_err() && absolute.check(&[Smol]).is_ok());
    assert!(Bounds::default().check(&[Official]).is_ok());
}

#[test]
fn quantiles_are_of_those_in_order() {
    let latencies: Vec<Duration> = (1..=200).map(Duration::from_millis).collect();
    assert_eq!([0.5, 0.99, 1.0].map(|share| quantile_ms(&latencies, share)), [100.0, 198.0, 200.0]);
    assert_eq!(quantile_ms(&latencies[..1], 0.99), 1.0);
    assert_eq!((median(vec![3.0, 1.0, 2.0]), median(vec![2.0, 1.0]), median(vec![])), (Some(2.0), Some(1.5), None));
}

#[test]
fn throughput_is_that_of_a_full_load() {
    // Two of six at a time; the last one is late.
    let closed = [0.5, 1.0, 1.5, 2.0, 2.5, 60.0];
    assert_eq!([per_second(&closed, 2), per_second(&closed, 6), per_second(&closed, 9)], [2.0, 0.1, 0.1]);
    assert_eq!(per_second(&[], 2), 0.0);
}

#[test]
fn a_history_has_the_events_of_its_activities_and_its_wait() {
    let events = |activities, waits| Echoes { activities, waits, text: String::new() }.events();
    assert_eq!([events(0, false), events(1, false), events(3, false), events(1, true)], [5, 11, 23, 15]);
}

#[test]
fn metrics_are_lines_of_three_kinds() -> Result<()> {
    let path = env::temp_dir().join(format!("dacapo-load-{}.jsonl", process::id()));
    let mut metrics = Metrics::create(&path)?;
    metrics.write(&Sample { round: 0, engine: Tokio, seconds: 1.0, reading: Reading::default() })?;
    metrics.write(&turn(0, Tokio, 0.5, 40.0).0)?;
    metrics.write(&memory(Tokio, 100.0))?;
    let text = fs::read_to_string(&path)?;
    fs::remove_file(&path)?;
    let lines: Vec<Value> = text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let kinds: Vec<&str> = lines.iter().filter_map(|line| line["kind"].as_str()).collect();
    assert_eq!(kinds, ["sample", "round", "memory"]);
    // The README says what each field means.
    let readme = include_str!("../../../README.md");
    let fields: BTreeSet<&String> = lines.iter().filter_map(Value::as_object).flat_map(|line| line.keys()).collect();
    let unknown: Vec<_> = fields.into_iter().filter(|field| !readme.contains(&format!("`{field}`"))).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    Ok(())
}

#[test]
fn tables_show_workers_ratios_and_bounds() {
    let rounds = [turn(0, Tokio, 0.5, 40.0), turn(0, Official, 1.0, 20.0)];
    let mut report = Report::new(&size(), &[Tokio, Official], &rounds, &[memory(Tokio, 2048.0)]);
    report.bounds = Bounds { max_cpu_ratio: Some(0.4), ..Bounds::default() }.judge(&report);
    let text = tables(&report);
    let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines[1][..2], ["tokio", "0.50"]);
    assert!(lines[1].contains(&"2.00") && lines[2].contains(&"-"), "{text}");
    assert_eq!(lines[5][..3], ["tokio", "0.50", "2.00"]);
    assert_eq!(text.lines().last(), Some("tokio: max-cpu-ratio 0.4: 0.50 (BROKEN)"));
}

/// A turn with so many CPU seconds for 1 000 workflows, and so many workflows in a second.
fn turn(round: usize, engine: Kind, cpu: f64, per_second: f64) -> (Round, Vec<Duration>) {
    let round = Round {
        round,
        engine,
        workflows: 10,
        seconds: 10.0 / per_second,
        workflows_per_second: per_second,
        cpu_seconds: cpu / 100.0,
        cpu_seconds_per_1000: cpu,
        p50_ms: 1.0,
        p99_ms: 2.0,
        resident_bytes: 1,
        peak_resident_bytes: 1,
        disturbed: 1,
    };
    (round, vec![Duration::from_millis(1)])
}

fn memory(engine: Kind, heap_bytes_per_run: f64) -> Memory {
    Memory {
        engine,
        open: 10,
        heap_bytes_per_run,
        resident_bytes_per_run: 1.0,
        allocations_per_run: 1.0,
        empty: Reading::default(),
        full: Reading::default(),
        disturbed: 1,
    }
}

/// The sizes that stand in `--help`.
fn size() -> Size {
    let matches = Size::augment_args(clap::Command::new("load")).get_matches_from(["load"]);
    Size::from_arg_matches(&matches).unwrap()
}
