//! What dacapo promises of replay, held against what was measured; says whether a promise holds and acts on nothing.

use super::figures::{Case, cases, growth, ratio};
use crate::replay::{
    engine::Kind::{Dacapo, Decode, Official},
    generate::Family,
    rounds::Row,
};
use std::fmt;

/// A bound, and the figure that comes nearest to breaking it.
#[derive(Debug)]
pub(super) struct Promise {
    pub(super) figure: &'static str,
    pub(super) bound: Bound,
    pub(super) worst: f64,
    pub(super) family: Family,
    /// The length of the history; `None` for a figure of two.
    pub(super) length: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Bound {
    AtMost(f64),
    AtLeast(f64),
}

impl Promise {
    /// Whether no figure breaks it.
    pub(super) fn holds(&self) -> bool {
        match self.bound {
            Bound::AtMost(bound) => self.worst <= bound,
            Bound::AtLeast(bound) => self.worst >= bound,
        }
    }
}

/// The promises of which something was measured; times are CPU time.
pub(super) fn promises(rows: &[Row]) -> Vec<Promise> {
    use Bound::{AtLeast, AtMost};
    let time = |case: Case<'_>| ratio(case.cpu(Dacapo), case.cpu(Decode));
    let allocations = |case: Case<'_>| case.allocations(Dacapo, Decode);
    let official = |case: Case<'_>| ratio(case.cpu(Official), case.cpu(Dacapo));
    let is_plain = |case: Case<'_>| matches!(case.first.family, Family::Timers | Family::Activities);
    let official_at =
        |length| move |case: Case<'_>| official(case).filter(|_| is_plain(case) && case.first.length == length);
    let official_from = |length| move |case: Case<'_>| official(case).filter(|_| case.first.length >= length);
    let grown = growth(rows).into_iter().filter(|growth| growth.engine == Dacapo);
    [
        worst("dacapo/decode, time", AtMost(1.5), each(rows, time)),
        worst("dacapo/decode, allocations", AtMost(1.5), each(rows, allocations)),
        worst("dacapo, 50k/10k", AtMost(6.0), grown.map(|growth| (growth.ratio, growth.family, None))),
        worst("official/dacapo, timers and activities, 10k", AtLeast(40.0), each(rows, official_at(10_000))),
        worst("official/dacapo, timers and activities, 50k", AtLeast(200.0), each(rows, official_at(50_000))),
        worst("official/dacapo, every family from 10k on", AtLeast(5.0), each(rows, official_from(10_000))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

type Figure = (f64, Family, Option<usize>);

fn each(rows: &[Row], figure: impl Fn(Case<'_>) -> Option<f64>) -> impl Iterator<Item = Figure> {
    cases(rows).filter_map(move |case| Some((figure(case)?, case.first.family, Some(case.first.length))))
}

fn worst(figure: &'static str, bound: Bound, figures: impl Iterator<Item = Figure>) -> Option<Promise> {
    let order = |one: &Figure, other: &Figure| one.0.total_cmp(&other.0);
    let (worst, family, length) = match bound {
        Bound::AtMost(_) => figures.max_by(order),
        Bound::AtLeast(_) => figures.min_by(order),
    }?;
    Some(Promise { figure, bound, worst, family, length })
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost(bound) => write!(f, "<= {bound}"),
            Self::AtLeast(bound) => write!(f, ">= {bound}"),
        }
    }
}

impl fmt::Display for Promise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { figure, bound, worst, family, length } = self;
        write!(f, "{figure} {bound}: {worst:.2} ({}", family.name())?;
        if let Some(length) = length {
            write!(f, ", {length}")?;
        }
        write!(f, "): {}", if self.holds() { "holds" } else { "does not hold" })
    }
}
