//! Turns measurements into tables and JSON; measures nothing.

mod figures;
mod json;
mod promises;
#[cfg(test)]
mod tests;

use crate::replay::{
    engine::Kind::{Dacapo, Decode, Official},
    rounds::Row,
};
use crate::table::Table;
use figures::{cases, median_ms, ratio};

pub(crate) use json::json;

/// Renders what was measured for people.
pub(crate) fn tables(rows: &[Row]) -> String {
    let tables = [wall(rows), cpu(rows), heap(rows), growth(rows)];
    let mut blocks: Vec<String> = tables.iter().map(ToString::to_string).collect();
    blocks.push(differences(rows));
    blocks.push(promises(rows));
    blocks.retain(|block| !block.is_empty());
    blocks.join("\n")
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
    for case in cases(rows) {
        let replay = case.of(Official).and_then(|row| median_ms(&row.after_decode));
        let (decode, official, dacapo) = (case.wall(Decode), case.wall(Official), case.wall(Dacapo));
        table.push([
            case.first.family.name().to_string(),
            case.first.events.to_string(),
            case.first.wire_bytes.to_string(),
            crate::table::number(decode),
            crate::table::number(replay),
            crate::table::number(official),
            crate::table::number(dacapo),
            crate::table::number(ratio(dacapo, decode)),
            crate::table::number(ratio(official, dacapo)),
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
    for case in cases(rows) {
        let (decode, official, dacapo) = (case.cpu(Decode), case.cpu(Official), case.cpu(Dacapo));
        table.push([
            case.first.family.name().to_string(),
            case.first.events.to_string(),
            crate::table::number(decode),
            crate::table::number(official),
            crate::table::number(dacapo),
            crate::table::number(ratio(dacapo, decode)),
            crate::table::number(ratio(official, dacapo)),
        ]);
    }
    table
}

/// One line for each history and engine, of the counted pass.
fn heap(rows: &[Row]) -> Table {
    let mut table = Table::new(
        "Heap, from the bytes to the end of replay",
        &["family", "events", "engine", "allocations/event", "of decode's", "bytes/event", "peak MiB"],
    );
    for case in cases(rows) {
        for row in case.rows() {
            let counted = row.counted;
            table.push([
                row.family.name().to_string(),
                row.events.to_string(),
                row.engine.name().to_string(),
                crate::table::number(Some(counted.allocations as f64 / row.events as f64)),
                crate::table::number(case.allocations(row.engine, Decode)),
                crate::table::number(Some(counted.bytes as f64 / row.events as f64)),
                crate::table::number(Some(counted.peak as f64 / f64::from(1 << 20))),
            ]);
        }
    }
    table
}

/// How many times as long five times as many events take, in CPU time: at these lengths there are few rounds.
fn growth(rows: &[Row]) -> Table {
    let mut table = Table::new(
        "Growth from 10 000 to 50 000 events, from bytes, CPU milliseconds (5 is linear)",
        &["family", "engine", "10k", "50k", "50k/10k"],
    );
    for growth in figures::growth(rows) {
        table.push([
            growth.family.name().to_string(),
            growth.engine.name().to_string(),
            crate::table::number(Some(growth.short_ms)),
            crate::table::number(Some(growth.long_ms)),
            crate::table::number(Some(growth.ratio)),
        ]);
    }
    table
}

/// Names histories on which two engines did not do the same work.
fn differences(rows: &[Row]) -> String {
    let mut lines = String::new();
    for case in cases(rows) {
        let mut players = case.rows().iter().filter(|row| row.engine != Decode);
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

/// One line for each promise: the figure of all histories that comes nearest to breaking it.
fn promises(rows: &[Row]) -> String {
    let lines: Vec<String> = promises::promises(rows).iter().map(|promise| format!("{promise}\n")).collect();
    if lines.is_empty() { String::new() } else { format!("Promises, times in CPU time\n{}", lines.concat()) }
}
