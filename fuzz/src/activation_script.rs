//! Live and replayed, a run tells the same: a random execution is lived through, and its history replayed.

use crate::{
    cold::{self, Replayed},
    input,
    model::{
        choice::{Choices, Noise},
        script::Script,
        server,
        sim::{Observer, Sim, Tally},
    },
};
use bytes::Bytes;
use dacapo_core::{
    command::host::{HostCommand, HostKind},
    id::Seq,
    workflow::task::{Input, RunConfig},
};

/// The version of the format that [`run`] takes: whoever changes what the bytes choose raises it.
pub const VERSION: u8 = 1;

/// Lives through the execution that `bytes` choose, and replays its history; `None` where they are of another version.
///
/// # Panics
///
/// A run did what it must not do.
#[must_use]
pub fn run(bytes: &[u8]) -> Option<Tally> {
    run_observed(bytes, |_| {})
}

/// The same, telling `observer` what happens.
///
/// # Panics
///
/// A run did what it must not do.
#[must_use]
pub fn run_observed(bytes: &[u8], observer: Observer) -> Option<Tally> {
    let (seed, rest) = input::seeded(bytes, VERSION)?;
    let mut choices = Choices::new(rest);
    let script = Script::choose(&mut choices);
    let mut sim = Sim::new(&script, choices, observer);
    sim.live();
    let mut noise = Noise::new(seed);
    let whole = vec![server::joined(&sim.server.pages)];
    check(&mut sim, &whole);
    let size = 1 + noise.below(sim.server.events.len());
    let pages: Vec<Bytes> = sim.server.pages.chunks(size).map(server::joined).collect();
    check(&mut sim, &pages);
    for _ in 0..2 {
        mutated(&sim, &whole, &mut noise);
    }
    Some(sim.tally)
}

/// What the runs of an execution were made with and given; `None` where `bytes` are of another version.
#[must_use]
pub fn inputs(bytes: &[u8]) -> Option<Vec<(RunConfig, Vec<Input>)>> {
    let (_, rest) = input::seeded(bytes, VERSION)?;
    let mut choices = Choices::new(rest);
    let script = Script::choose(&mut choices);
    let mut sim = Sim::new(&script, choices, |_| {});
    sim.live();
    Some(sim.inputs)
}

/// More than a run can ask for in a history that long.
fn limit(events: usize) -> usize {
    200 + events * 8
}

fn check(sim: &mut Sim<'_, '_>, pages: &[Bytes]) {
    let mut code = sim.code();
    let last = sim.server.last_completed_start;
    let Replayed { told, fault, misuse, completion } =
        cold::replay(sim.config(), pages, last, limit(sim.server.events.len()), |activation| {
            cold::completed(code.answer(activation))
        });
    let checked = sim.compare(&told);
    if checked.gave_up || sim.is_over {
        return;
    }
    assert_eq!(code.surprise, None);
    assert!(fault.is_none() && misuse.is_none(), "the history does not replay: {fault:#?} {misuse:?}");
    let is_at_end = told.iter().all(|act| act.at <= last);
    if let Some(completion) = completion.filter(|_| is_at_end) {
        assert!(completion.commands.is_empty(), "replay left commands over: {:?}", completion.commands);
    }
}

/// Whatever a host answers, a run ends its task, or says that the host broke its contract.
fn mutated(sim: &Sim<'_, '_>, pages: &[Bytes], noise: &mut Noise) {
    let mut code = sim.code();
    let last = sim.server.last_completed_start;
    let count = 1 + noise.below(8);
    let mut seen = 0;
    let replayed = cold::replay(sim.config(), pages, last, 4 * limit(sim.server.events.len()), |activation| {
        // Code that is told what it did not ask for would panic, as it should: here it is cut off before that.
        let mut commands = if seen < count { code.answer(activation) } else { Vec::new() };
        seen += 1;
        if seen == count {
            mutate(&mut commands, noise);
        }
        cold::completed(commands)
    });
    drop(replayed);
}

fn mutate(commands: &mut Vec<HostCommand>, noise: &mut Noise) {
    let place = noise.below(commands.len() + 1);
    match noise.below(6) {
        0 if place < commands.len() => drop(commands.remove(place)),
        1 if place < commands.len() => {
            let again = commands[place].clone();
            commands.push(again);
        }
        2 if commands.len() > 1 => {
            let count = commands.len();
            commands.swap(place % count, noise.below(count));
        }
        3 if place < commands.len() => {
            if let HostKind::StartTimer(timer) = &mut commands[place].kind {
                timer.seq = Seq(timer.seq.0.wrapping_add(1));
            }
        }
        way => commands.insert(place, stray(way, noise).into()),
    }
}

fn stray(way: usize, noise: &mut Noise) -> HostKind {
    let seq = Seq(u32::try_from(noise.below(5)).unwrap_or_default());
    match (way + noise.below(8)) % 8 {
        0 => HostKind::CancelTimer { seq },
        1 => HostKind::RequestCancelActivity { seq },
        2 => HostKind::RequestCancelLocalActivity { seq },
        3 => HostKind::CancelChildWorkflow { seq, reason: "stray".into() },
        4 => HostKind::CancelSignalWorkflow { seq },
        5 => HostKind::RequestCancelNexusOperation { seq },
        6 => HostKind::SetPatchMarker { patch_id: "stray".into(), deprecated: noise.below(2) == 0 },
        _ => HostKind::CompleteWorkflow { result: None },
    }
}
