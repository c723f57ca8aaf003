//! Plays the cases through the engines in interleaved rounds; decides the order, not what is shown.

use crate::{
    alloc,
    case::Case,
    engine::{Engine, Kind, Tally},
    generate::Family,
    meter::{Meter, Reading},
};
use anyhow::{Context, Result};
use std::time::Duration;

/// Histories longer than this take the official core minutes to play several times.
const LONG: usize = 20_000;

/// How much to measure.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    pub(crate) families: Vec<Family>,
    pub(crate) lengths: Vec<usize>,
    /// The number of rounds of every engine; by default it depends on engine and length.
    pub(crate) rounds: Option<usize>,
    /// Fewer rounds by default.
    pub(crate) quick: bool,
    /// Also measure allocations.
    pub(crate) counts: bool,
}

/// All that was measured of one engine on one history.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) family: Family,
    pub(crate) length: usize,
    pub(crate) events: usize,
    pub(crate) wire_bytes: usize,
    pub(crate) engine: Kind,
    pub(crate) tally: Tally,
    /// From the bytes to the end, one for each round.
    pub(crate) total: Vec<Duration>,
    /// The same without decoding, where decoding is a stage of its own.
    pub(crate) after_decode: Vec<Duration>,
    /// CPU time of all threads, from the bytes to the end.
    pub(crate) cpu: Vec<Duration>,
    /// The counted pass, if there was one.
    pub(crate) counted: Option<Reading>,
}

/// Measures every family at every length. Reports progress on standard error.
pub(crate) fn measure(engines: &[Box<dyn Engine>], options: &Options) -> Result<Vec<Row>> {
    let mut rows = vec![];
    for &family in &options.families {
        warm_up(engines, family)?;
        for &length in &options.lengths {
            eprintln!("{} {length}", family.name());
            let case = Case::generate(family, length)?;
            rows.extend(measure_case(engines, &case, options)?);
        }
    }
    Ok(rows)
}

/// Plays a short history once, so that no first round pays for page faults and lazy tables.
fn warm_up(engines: &[Box<dyn Engine>], family: Family) -> Result<()> {
    let case = Case::generate(family, 1_000)?;
    for engine in engines {
        play(engine.as_ref(), &case)?;
    }
    Ok(())
}

fn measure_case(engines: &[Box<dyn Engine>], case: &Case, options: &Options) -> Result<Vec<Row>> {
    let mut rows = vec![];
    for engine in engines {
        rows.push(row(engine.as_ref(), case, options.counts)?);
    }
    let wanted: Vec<usize> =
        engines.iter().map(|engine| rounds(engine.kind(), case.plan.facts.events, options)).collect();
    let count = engines.len();
    for round in 0..wanted.iter().copied().max().unwrap_or(0) {
        // Each round begins with another engine: what the machine does besides hits all of them alike.
        for nth in 0..count {
            let turn = (nth + round) % count;
            let (Some(engine), Some(row), Some(&wanted)) = (engines.get(turn), rows.get_mut(turn), wanted.get(turn))
            else {
                continue;
            };
            if round < wanted {
                let (reading, tally) = play(engine.as_ref(), case)?;
                row.tally = tally;
                row.total.push(reading.total);
                row.cpu.push(reading.cpu);
                row.after_decode.extend(reading.after_decode);
            }
        }
    }
    Ok(rows)
}

/// Begins a row, with the counted pass if one is wanted. It is not timed: counting is slow.
fn row(engine: &dyn Engine, case: &Case, counts: bool) -> Result<Row> {
    let mut counted = None;
    if counts {
        alloc::count(true);
        let played = play(engine, case);
        alloc::count(false);
        counted = Some(played?.0);
    }
    Ok(Row {
        family: case.family,
        length: case.length,
        events: case.plan.facts.events,
        wire_bytes: case.bytes.len(),
        engine: engine.kind(),
        tally: Tally::default(),
        total: vec![],
        after_decode: vec![],
        cpu: vec![],
        counted,
    })
}

fn rounds(engine: Kind, events: usize, options: &Options) -> usize {
    let default = match (engine, events > LONG) {
        (Kind::Official, true) => 1,
        (Kind::Official, false) if options.quick => 3,
        (Kind::Official, false) | (_, true) => 5,
        (_, false) if options.quick => 7,
        (_, false) => 15,
    };
    options.rounds.unwrap_or(default)
}

fn play(engine: &dyn Engine, case: &Case) -> Result<(Reading, Tally)> {
    let mut meter = Meter::default();
    let played = engine.prepare(case).and_then(|replay| replay.run(&mut meter));
    let tally = played.with_context(|| {
        let (family, engine) = (case.family.name(), engine.kind().name());
        format!("{engine} on {family} with {} events", case.plan.facts.events)
    })?;
    Ok((meter.reading()?, tally))
}
