//! Figures that tables, JSON and promises share: medians, ratios and growth.

use crate::replay::{engine::Kind, generate::Family, rounds::Row};
use std::time::Duration;

/// The lengths between which growth is told.
pub(super) const SHORT: usize = 10_000;
pub(super) const LONG: usize = 50_000;

/// All engines' rows of one history.
#[derive(Clone, Copy, Debug)]
pub(super) struct Case<'a> {
    rows: &'a [Row],
    /// The first of them, for what is the same in all.
    pub(super) first: &'a Row,
}

/// The histories, in order.
pub(super) fn cases(rows: &[Row]) -> impl Iterator<Item = Case<'_>> {
    let same = |one: &Row, other: &Row| one.family == other.family && one.length == other.length;
    rows.chunk_by(same).filter_map(|rows| Some(Case { rows, first: rows.first()? }))
}

impl<'a> Case<'a> {
    pub(super) fn rows(self) -> &'a [Row] {
        self.rows
    }

    pub(super) fn of(self, kind: Kind) -> Option<&'a Row> {
        self.rows.iter().find(|row| row.engine == kind)
    }

    /// The median wall time of an engine, from the bytes to the end.
    pub(super) fn wall(self, kind: Kind) -> Option<f64> {
        median_ms(&self.of(kind)?.total)
    }

    /// The same in CPU time.
    pub(super) fn cpu(self, kind: Kind) -> Option<f64> {
        median_ms(&self.of(kind)?.cpu)
    }

    /// What one engine allocates for each time that another does.
    pub(super) fn allocations(self, one: Kind, other: Kind) -> Option<f64> {
        let of = |kind| Some(self.of(kind)?.counted.allocations as f64);
        ratio(of(one), of(other))
    }
}

/// How much longer an engine takes for a history of five times the length, in CPU time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Growth {
    pub(super) family: Family,
    pub(super) engine: Kind,
    pub(super) short_ms: f64,
    pub(super) long_ms: f64,
    /// The median of what it was in each round, where both lengths were played one right after the other.
    pub(super) ratio: f64,
}

/// The growth of every engine in every family that was played at both lengths.
pub(super) fn growth(rows: &[Row]) -> Vec<Growth> {
    let of = |short: &Row| {
        let is_long = |row: &&Row| row.length == LONG && row.family == short.family && row.engine == short.engine;
        let long = rows.iter().find(is_long)?;
        let (short_ms, long_ms) = (median_ms(&short.cpu)?, median_ms(&long.cpu)?);
        let ratio = median(short.cpu.iter().zip(&long.cpu).map(|(short, long)| ms(*long) / ms(*short)).collect())?;
        Some(Growth { family: short.family, engine: short.engine, short_ms, long_ms, ratio })
    };
    rows.iter().filter(|row| row.length == SHORT).filter_map(of).collect()
}

pub(super) fn median_ms(times: &[Duration]) -> Option<f64> {
    median(times.iter().copied().map(ms).collect())
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    let upper = *values.get(values.len() / 2)?;
    if values.len() % 2 == 1 {
        return Some(upper);
    }
    Some(f64::midpoint(upper, *values.get(values.len() / 2 - 1)?))
}

pub(super) fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

pub(super) fn ratio(one: Option<f64>, other: Option<f64>) -> Option<f64> {
    Some(one? / other?)
}
