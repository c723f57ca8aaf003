//! Turns measurements into tables and JSON; measures nothing.

mod table;

use crate::{engine::Kind, rounds::Row};
use anyhow::Result;
use serde_json::{Value, json};
use std::time::Duration;
use table::Table;

const SHORT: usize = 10_000;
const LONG: usize = 50_000;

/// Renders what was measured for people.
pub(crate) fn tables(rows: &[Row]) -> String {
    let tables = [wall(rows), cpu(rows), heap(rows), growth(rows)];
    let mut blocks: Vec<String> = tables.iter().map(ToString::to_string).collect();
    blocks.push(differences(rows));
    blocks.retain(|block| !block.is_empty());
    blocks.join("\n")
}

/// Renders what was measured for programs: one object for each history and engine.
pub(crate) fn json(rows: &[Row]) -> Result<String> {
    let rows: Vec<Value> = rows.iter().map(row_as_json).collect();
    Ok(serde_json::to_string_pretty(&rows)?)
}

fn row_as_json(row: &Row) -> Value {
    let counted = row.counted.map(|counted| {
        json!({
            "allocations": counted.allocations,
            "allocated_bytes": counted.bytes,
            "peak_bytes": counted.peak,
        })
    });
    json!({
        "family": row.family.name(),
        "length": row.length,
        "events": row.events,
        "wire_bytes": row.wire_bytes,
        "engine": row.engine.name(),
        "rounds": row.total.len(),
        "median_ms": median_ms(&row.total),
        "fastest_ms": row.total.iter().min().copied().map(ms),
        "cpu_median_ms": median_ms(&row.cpu),
        "after_decode_median_ms": median_ms(&row.after_decode),
        "activations": row.tally.activations,
        "commands": row.tally.commands,
        "heap": counted,
    })
}

/// One line for each history.
fn wall(rows: &[Row]) -> Table {
    let mut table = Table::new(
        "Replay, median wall milliseconds",
        &[
            "family",
            "events",
            "wire bytes",
            "decode",
            "official",
            "official from bytes",
            "dacapo",
            "dacapo/decode",
            "official/dacapo",
        ],
    );
    for case in rows.chunk_by(same_case) {
        let Some(first) = case.first() else { continue };
        let total = |kind| of(case, kind).and_then(|row| median_ms(&row.total));
        let replay = of(case, Kind::Official).and_then(|row| median_ms(&row.after_decode));
        let (decode, dacapo) = (total(Kind::Decode), total(Kind::Dacapo));
        table.push([
            first.family.name().to_string(),
            first.events.to_string(),
            first.wire_bytes.to_string(),
            table::number(decode),
            table::number(replay),
            table::number(total(Kind::Official)),
            table::number(dacapo),
            table::number(ratio(dacapo, decode)),
            table::number(ratio(total(Kind::Official), dacapo)),
        ]);
    }
    table
}

/// The same in CPU time: what other processes do shows less.
fn cpu(rows: &[Row]) -> Table {
    let mut table = Table::new(
        "Replay from bytes, median CPU milliseconds of all threads",
        &["family", "events", "decode", "official", "dacapo", "dacapo/decode", "official/dacapo"],
    );
    for case in rows.chunk_by(same_case) {
        let Some(first) = case.first() else { continue };
        let total = |kind| of(case, kind).and_then(|row| median_ms(&row.cpu));
        let (decode, official) = (total(Kind::Decode), total(Kind::Official));
        let dacapo = total(Kind::Dacapo);
        table.push([
            first.family.name().to_string(),
            first.events.to_string(),
            table::number(decode),
            table::number(official),
            table::number(dacapo),
            table::number(ratio(dacapo, decode)),
            table::number(ratio(official, dacapo)),
        ]);
    }
    table
}

/// One line for each history and engine, of the counted pass.
fn heap(rows: &[Row]) -> Table {
    let mut table = Table::new(
        "Heap, from the bytes to the end of replay",
        &["family", "events", "engine", "allocations/event", "bytes/event", "peak MiB"],
    );
    for row in rows {
        let Some(counted) = row.counted else { continue };
        table.push([
            row.family.name().to_string(),
            row.events.to_string(),
            row.engine.name().to_string(),
            table::number(Some(float(counted.allocations) / row.events as f64)),
            table::number(Some(float(counted.bytes) / row.events as f64)),
            table::number(Some(float(counted.peak) / f64::from(1 << 20))),
        ]);
    }
    table
}

/// How many times as long five times as many events take, in CPU time: at these lengths there are few rounds.
fn growth(rows: &[Row]) -> Table {
    let mut table = Table::new(
        "Growth from 10 000 to 50 000 events, from bytes, CPU milliseconds (5 is linear)",
        &["family", "engine", "10k", "50k", "50k/10k"],
    );
    for short in rows.iter().filter(|row| row.length == SHORT) {
        let long =
            rows.iter().find(|row| row.length == LONG && row.family == short.family && row.engine == short.engine);
        let Some(long) = long else { continue };
        let (before, after) = (median_ms(&short.cpu), median_ms(&long.cpu));
        table.push([
            short.family.name().to_string(),
            short.engine.name().to_string(),
            table::number(before),
            table::number(after),
            table::number(ratio(after, before)),
        ]);
    }
    table
}

/// Names histories on which two engines did not do the same work.
fn differences(rows: &[Row]) -> String {
    let mut lines = String::new();
    for case in rows.chunk_by(same_case) {
        let mut players = case.iter().filter(|row| row.engine != Kind::Decode);
        let Some(first) = players.next() else {
            continue;
        };
        for other in players.filter(|row| row.tally != first.tally) {
            lines += &format!(
                "{} with {} events: {} did {:?}, {} did {:?}\n",
                first.family.name(),
                first.events,
                first.engine.name(),
                first.tally,
                other.engine.name(),
                other.tally,
            );
        }
    }
    lines
}

fn of(case: &[Row], kind: Kind) -> Option<&Row> {
    case.iter().find(|row| row.engine == kind)
}

fn same_case(one: &Row, other: &Row) -> bool {
    one.family == other.family && one.length == other.length
}

fn median_ms(times: &[Duration]) -> Option<f64> {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let upper = ms(*sorted.get(sorted.len() / 2)?);
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    Some(f64::midpoint(upper, ms(*sorted.get(sorted.len() / 2 - 1)?)))
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn ratio(one: Option<f64>, other: Option<f64>) -> Option<f64> {
    Some(one? / other?)
}

fn float(count: u64) -> f64 {
    count as f64
}
