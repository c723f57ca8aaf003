//! Promises are judged by the figure that comes nearest to breaking them.

use super::{json::json, promises::promises};
use crate::replay::{
    engine::{Kind, Tally},
    generate::Family,
    meter::Reading,
    rounds::Row,
};
use anyhow::Result;
use serde_json::Value;
use std::time::Duration;

#[test]
fn the_worst_history_decides() {
    let mut rows = history(Family::Timers, 10_000, [10, 600, 12]);
    rows.extend(history(Family::Updates, 10_000, [10, 600, 16]));
    rows.extend(history(Family::Timers, 50_000, [50, 12_000, 73]));
    let lines: Vec<String> = promises(&rows).iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "dacapo/decode, time <= 1.5: 1.60 (updates, 10000): does not hold",
            "dacapo/decode, allocations <= 1.5: 1.00 (timers, 50000): holds",
            "dacapo, 50k/10k <= 6: 6.08 (timers): does not hold",
            "official/dacapo, timers and activities, 10k >= 40: 50.00 (timers, 10000): holds",
            "official/dacapo, timers and activities, 50k >= 200: 164.38 (timers, 50000): does not hold",
            "official/dacapo, every family from 10k on >= 5: 37.50 (updates, 10000): holds",
        ]
    );
}

#[test]
fn what_was_not_measured_is_not_promised() {
    let rows = history(Family::Timers, 1_000, [10, 600, 12]);
    let figures: Vec<&str> = promises(&rows).iter().map(|promise| promise.figure).collect();
    assert_eq!(figures, ["dacapo/decode, time", "dacapo/decode, allocations"]);
}

#[test]
fn json_has_rows_ratios_growth_and_promises() -> Result<()> {
    let mut rows = history(Family::Timers, 10_000, [10, 600, 12]);
    rows.extend(history(Family::Timers, 50_000, [50, 12_000, 73]));
    let all: Value = serde_json::from_str(&json(&rows)?)?;
    let counts = ["rows", "ratios", "growth", "promises"].map(|key| all[key].as_array().map(Vec::len));
    assert_eq!(counts, [Some(6), Some(2), Some(3), Some(6)]);
    assert_eq!(all["ratios"][0]["dacapo_to_decode_allocations"], 1.0);
    Ok(())
}

/// The rows of decode, the official core and dacapo, with their times in milliseconds.
fn history(family: Family, length: usize, times: [u64; 3]) -> Vec<Row> {
    let reading =
        Reading { total: Duration::ZERO, after_decode: None, cpu: Duration::ZERO, allocations: 7, bytes: 70, peak: 70 };
    let row = |(engine, ms)| Row {
        family,
        length,
        events: length,
        wire_bytes: length,
        engine,
        tally: Tally::default(),
        total: vec![Duration::from_millis(ms)],
        after_decode: vec![],
        cpu: vec![Duration::from_millis(ms)],
        counted: reading,
    };
    [Kind::Decode, Kind::Official, Kind::Dacapo].into_iter().zip(times).map(row).collect()
}
