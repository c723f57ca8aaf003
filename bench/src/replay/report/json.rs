//! The measurements for programs: all that the tables show, and the fastest rounds besides.

use super::{
    figures::{Case, Growth, cases, growth, median_ms, ms, ratio},
    promises::{Bound, Promise, promises},
};
use crate::replay::{
    engine::Kind::{Dacapo, Decode, Official},
    rounds::Row,
};
use anyhow::Result;
use serde_json::{Value, json};

/// Renders what was measured.
pub(crate) fn json(rows: &[Row]) -> Result<String> {
    let all = json!({
        "rows": rows.iter().map(row).collect::<Vec<_>>(),
        "ratios": cases(rows).map(ratios).collect::<Vec<_>>(),
        "growth": growth(rows).into_iter().map(grown).collect::<Vec<_>>(),
        "promises": promises(rows).iter().map(promise).collect::<Vec<_>>(),
    });
    Ok(serde_json::to_string_pretty(&all)?)
}

fn row(row: &Row) -> Value {
    let counted = json!({
        "allocations": row.counted.allocations,
        "allocated_bytes": row.counted.bytes,
        "peak_bytes": row.counted.peak,
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
        "shape": row.tally.shape,
        "heap": counted,
    })
}

fn ratios(case: Case<'_>) -> Value {
    json!({
        "family": case.first.family.name(),
        "length": case.first.length,
        "dacapo_to_decode": ratio(case.wall(Dacapo), case.wall(Decode)),
        "official_to_dacapo": ratio(case.wall(Official), case.wall(Dacapo)),
        "dacapo_to_decode_cpu": ratio(case.cpu(Dacapo), case.cpu(Decode)),
        "official_to_dacapo_cpu": ratio(case.cpu(Official), case.cpu(Dacapo)),
        "dacapo_to_decode_allocations": case.allocations(Dacapo, Decode),
        "official_to_dacapo_allocations": case.allocations(Official, Dacapo),
    })
}

fn grown(growth: Growth) -> Value {
    json!({
        "family": growth.family.name(),
        "engine": growth.engine.name(),
        "short_cpu_ms": growth.short_ms,
        "long_cpu_ms": growth.long_ms,
        "ratio": growth.ratio,
    })
}

fn promise(promise: &Promise) -> Value {
    let (at_most, at_least) = match promise.bound {
        Bound::AtMost(bound) => (Some(bound), None),
        Bound::AtLeast(bound) => (None, Some(bound)),
    };
    json!({
        "figure": promise.figure,
        "at_most": at_most,
        "at_least": at_least,
        "worst": promise.worst,
        "family": promise.family.name(),
        "length": promise.length,
        "holds": promise.holds(),
    })
}
