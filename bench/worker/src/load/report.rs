//! Decides what the turns of a run come to: `report.json`.

use super::{
    Size,
    bounds::Bound,
    metrics::{Memory, Round},
};
use crate::engine::Kind;
use serde::Serialize;
use std::time::Duration;

/// All that a run came to.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Report {
    /// Rises when fields change their meaning.
    pub(crate) schema: u32,
    pub(crate) size: Size,
    pub(crate) engines: Vec<Engine>,
    pub(crate) bounds: Vec<Bound>,
}

/// What one worker came to. What was not measured is null.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Engine {
    pub(crate) engine: Kind,
    /// The median of the turns, as all that are not said to be otherwise.
    pub(crate) cpu_seconds_per_1000: Option<f64>,
    pub(crate) workflows_per_second: Option<f64>,
    /// Of all workflows of all turns.
    pub(crate) p50_ms: Option<f64>,
    /// Of all workflows of all turns.
    pub(crate) p99_ms: Option<f64>,
    pub(crate) resident_bytes: Option<f64>,
    pub(crate) peak_resident_bytes: Option<f64>,
    pub(crate) heap_bytes_per_run: Option<f64>,
    pub(crate) resident_bytes_per_run: Option<f64>,
    pub(crate) allocations_per_run: Option<f64>,
    /// How many workflows of all turns have another history than they must.
    pub(crate) disturbed: usize,
    pub(crate) to_official: Option<Ratios>,
}

/// A worker, the official one being 1.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Ratios {
    /// The median of the ratios of each round.
    pub(crate) cpu: Option<f64>,
    /// The median of the ratios of each round.
    pub(crate) throughput: Option<f64>,
    pub(crate) p50: Option<f64>,
    pub(crate) p99: Option<f64>,
    pub(crate) resident: Option<f64>,
    pub(crate) heap: Option<f64>,
    pub(crate) allocations: Option<f64>,
}

impl Report {
    /// Sums a run up. It is held to no bounds yet.
    pub(crate) fn new(size: &Size, engines: &[Kind], rounds: &[(Round, Vec<Duration>)], memory: &[Memory]) -> Self {
        let mut all: Vec<Engine> = engines.iter().map(|&kind| engine(kind, rounds, memory)).collect();
        let official = all.iter().find(|engine| engine.engine == Kind::Official).cloned();
        for engine in &mut all {
            engine.to_official = official.as_ref().map(|official| ratios(engine, official, rounds));
        }
        Self { schema: 1, size: size.clone(), engines: all, bounds: Vec::new() }
    }
}

fn engine(kind: Kind, rounds: &[(Round, Vec<Duration>)], memory: &[Memory]) -> Engine {
    let own = || rounds.iter().filter(|(round, _)| round.engine == kind);
    let of = |value: fn(&Round) -> f64| median(own().map(|(round, _)| value(round)).collect());
    let mut latencies: Vec<Duration> = own().flat_map(|(_, latencies)| latencies.iter().copied()).collect();
    latencies.sort_unstable();
    let quantile = |share| (!latencies.is_empty()).then(|| quantile_ms(&latencies, share));
    let memory = memory.iter().find(|memory| memory.engine == kind);
    Engine {
        engine: kind,
        cpu_seconds_per_1000: of(|round| round.cpu_seconds_per_1000),
        workflows_per_second: of(|round| round.workflows_per_second),
        p50_ms: quantile(0.5),
        p99_ms: quantile(0.99),
        resident_bytes: of(|round| round.resident_bytes as f64),
        peak_resident_bytes: of(|round| round.peak_resident_bytes as f64),
        heap_bytes_per_run: memory.map(|memory| memory.heap_bytes_per_run),
        resident_bytes_per_run: memory.map(|memory| memory.resident_bytes_per_run),
        allocations_per_run: memory.map(|memory| memory.allocations_per_run),
        disturbed: own().map(|(round, _)| round.disturbed).sum::<usize>() + memory.map_or(0, |memory| memory.disturbed),
        to_official: None,
    }
}

fn ratios(engine: &Engine, official: &Engine, rounds: &[(Round, Vec<Duration>)]) -> Ratios {
    let of = |value: fn(&Engine) -> Option<f64>| Some(value(engine)? / value(official)?);
    // What the machine does besides is the same for both sides of a round.
    let by_round = |value: fn(&Round) -> f64| {
        let own = rounds.iter().filter(|(round, _)| round.engine == engine.engine);
        let pairs = own.filter_map(|(round, _)| {
            let is_twin = |(other, _): &&(Round, _)| other.engine == official.engine && other.round == round.round;
            Some(value(round) / value(&rounds.iter().find(is_twin)?.0))
        });
        median(pairs.collect())
    };
    Ratios {
        cpu: by_round(|round| round.cpu_seconds_per_1000),
        throughput: by_round(|round| round.workflows_per_second),
        p50: of(|engine| engine.p50_ms),
        p99: of(|engine| engine.p99_ms),
        resident: of(|engine| engine.resident_bytes),
        heap: of(|engine| engine.heap_bytes_per_run),
        allocations: of(|engine| engine.allocations_per_run),
    }
}

/// The value that is in the middle, `None` of nothing.
pub(crate) fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    let upper = *values.get(values.len() / 2)?;
    if values.len() % 2 == 1 {
        return Some(upper);
    }
    Some(f64::midpoint(upper, *values.get(values.len() / 2 - 1)?))
}

/// How many workflows end in a second while `concurrency` of them are open, which at the end of a turn fewer and fewer
/// are: what becomes of the last few is latency, not throughput. `closed` is when each ended, in order.
pub(crate) fn per_second(closed: &[f64], concurrency: usize) -> f64 {
    let count = closed.len().checked_sub(concurrency).filter(|count| *count > 0).unwrap_or(closed.len());
    let seconds = count.checked_sub(1).and_then(|last| closed.get(last)).copied().unwrap_or_default();
    if seconds > 0.0 { count as f64 / seconds } else { 0.0 }
}

/// The latency that `share` of all are not above, in milliseconds; they are in order.
pub(crate) fn quantile_ms(latencies: &[Duration], share: f64) -> f64 {
    let rank = (latencies.len() as f64 * share).ceil() as usize;
    latencies.get(rank.saturating_sub(1)).map_or(0.0, |latency| latency.as_secs_f64() * 1e3)
}
