//! Plays the cases through the engines in interleaved rounds; decides the order, not what is shown.

use super::{
    case::Case,
    engine::{Engine, Kind, Tally},
    generate::Family,
    meter::{Meter, Reading},
    player::{Ask, Played, Player},
};
use crate::{alloc, isolated};
use anyhow::{Context, Result};
use std::{
    collections::{BTreeMap, btree_map::Entry},
    time::Duration,
};

/// Histories of this length and longer are read from memory, and not from what caches hold of them. One of 10 000 events would
/// fit, one of 50 000 would not, and growth would tell how large the caches are.
const COLD: usize = 10_000;

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
    /// The counted pass.
    pub(crate) counted: Reading,
}

/// Measures every family at every length. Reports progress on standard error.
pub(crate) fn measure(engines: &[Kind], options: &Options) -> Result<Vec<Row>> {
    let mut rows = vec![];
    for &family in &options.families {
        rows.extend(measure_family(engines, family, options)?);
    }
    Ok(rows)
}

/// Every round, each engine plays all lengths, one right after the other: what the machine does besides, for seconds at
/// a time, is then the same for the lengths that growth compares, and for the engines nearly so.
fn measure_family(engines: &[Kind], family: Family, options: &Options) -> Result<Vec<Row>> {
    let mut teams = vec![];
    for &engine in engines {
        eprintln!("{}: {} is counted", family.name(), engine.name());
        let mut player = Player::start(engine, family)?;
        let rows: Result<Vec<Row>> = options.lengths.iter().map(|&length| row(&mut player, family, length)).collect();
        teams.push((player, rows?));
    }
    let wanted = |row: &Row| rounds(row.engine, row.events, options);
    let most = teams.iter().flat_map(|(_, rows)| rows.iter().map(wanted)).max().unwrap_or(0);
    for round in 0..most {
        eprintln!("{}: round {} of {most}", family.name(), round + 1);
        // Each round begins with another engine.
        let first = round.checked_rem(teams.len()).unwrap_or(0);
        let (before, from) = teams.split_at_mut(first);
        for (player, rows) in from.iter_mut().chain(before) {
            for row in rows.iter_mut().filter(|row| round < wanted(row)) {
                let Played { reading, tally, .. } = player.ask(Ask::Play(row.length))?;
                row.tally = tally;
                row.total.push(reading.total);
                row.cpu.push(reading.cpu);
                row.after_decode.extend(reading.after_decode);
            }
        }
    }
    let mut rows: Vec<Row> = teams.into_iter().flat_map(|(_, rows)| rows).collect();
    rows.sort_by_key(|row| row.length);
    Ok(rows)
}

/// Begins a row with the pass that counts. It is not timed: counting is slow, and it is the first, which pays for page
/// faults and lazy tables.
fn row(player: &mut Player, family: Family, length: usize) -> Result<Row> {
    let Played { reading, tally, events, wire_bytes } = player.ask(Ask::Count(length))?;
    let engine = player.engine;
    let (total, after_decode, cpu) = (vec![], vec![], vec![]);
    Ok(Row { family, length, events, wire_bytes, engine, tally, total, after_decode, cpu, counted: reading })
}

fn rounds(engine: Kind, events: usize, options: &Options) -> usize {
    let default = match (engine, events > LONG) {
        (Kind::Official, true) => 1,
        (Kind::Official, false) if options.quick => 3,
        (Kind::Official, false) => 5,
        (_, _) if options.quick => 7,
        (_, _) => 15,
    };
    options.rounds.unwrap_or(default)
}

/// Plays histories in this process whenever it is asked to. What takes no longer than waking up does is played twice, and
/// the second time counts: the other processes have had the caches.
pub(crate) fn serve(engine: &dyn Engine, family: Family) -> Result<()> {
    let mut cases = BTreeMap::new();
    isolated::serve(|ask| {
        let (Ask::Play(length) | Ask::Count(length)) = ask;
        let case = match cases.entry(length) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(Case::generate(family, length)?),
        };
        let counts = matches!(ask, Ask::Count(_));
        if !counts && engine.kind() != Kind::Official {
            play(engine, case, Meter::default())?;
        }
        let is_cold = !counts && length >= COLD;
        let meter = if is_cold { Meter::cold() } else { Meter::default() };
        alloc::count(counts);
        let played = play(engine, case, meter);
        alloc::count(false);
        played
    })
}

fn play(engine: &dyn Engine, case: &Case, mut meter: Meter) -> Result<Played> {
    let played = engine.prepare(case).and_then(|replay| replay.run(&mut meter));
    let tally = played.with_context(|| {
        let (family, engine) = (case.family.name(), engine.kind().name());
        format!("{engine} on {family} with {} events", case.plan.facts.events)
    })?;
    let (events, wire_bytes) = (case.plan.facts.events, case.bytes.len());
    Ok(Played { reading: meter.reading()?, tally, events, wire_bytes })
}
