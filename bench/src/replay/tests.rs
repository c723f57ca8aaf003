//! The generated histories are right, both engines answer them alike, and they come out the same every time.

use crate::replay::{
    case::Case,
    dacapo::Dacapo,
    engine::{Engine, Tally},
    generate::{self, Family},
    meter::Meter,
    official::Official,
    script::Script,
};
use anyhow::Result;
use clap::ValueEnum;
use dacapo_core::{
    command::host::HostKind,
    id::{EventId, Seq},
};
use prost::Message;

#[test]
fn both_engines_are_answered_alike_in_every_family() -> Result<()> {
    for &family in Family::value_variants() {
        let case = Case::generate(family, 500)?;
        let [official, dacapo] = [&Official as &dyn Engine, &Dacapo].map(|engine| play(engine, &case));
        assert_eq!(official?, dacapo?, "{family:?}");
    }
    Ok(())
}

#[test]
fn a_history_has_the_same_bytes_every_time() {
    for &family in Family::value_variants() {
        let [one, other] = [(); 2].map(|()| generate::history(family, 500).encode_to_vec());
        assert!(one == other, "{family:?}");
    }
}

#[test]
fn an_answer_to_an_update_waits_for_its_delivery() -> Result<()> {
    let case = Case::generate(Family::Updates, 50)?;
    let mut script = Script::new(&case.plan, |command| Ok(command.clone()))?;
    let (task, first) = case.plan.steps().next().unwrap();
    let update = first.needs_update.clone().unwrap();
    assert_eq!(script.answer(task.before()), []);
    assert_eq!(script.answer(task), []);
    script.deliver_update(update);
    assert_eq!(script.answer(task).len(), 2);
    assert_eq!(script.answer(EventId(i64::MAX)), []);
    assert_eq!(script.finish().unwrap_err().to_string(), format!("it asked for 2 of {} commands", planned(&case)));
    Ok(())
}

#[test]
fn a_command_of_no_family_is_an_error_before_replay() -> Result<()> {
    let mut case = Case::generate(Family::Timers, 50)?;
    case.plan.groups[0].steps[0].command.kind = HostKind::CancelTimer { seq: Seq(1) };
    let error = Official.prepare(&case).err().unwrap();
    assert_eq!(format!("{error:#}"), "CancelTimer can't be translated for the official core: no family has it");
    Ok(())
}

fn play(engine: &dyn Engine, case: &Case) -> Result<Tally> {
    let tally = engine.prepare(case)?.run(&mut Meter::default())?;
    assert_eq!(usize::try_from(tally.commands)?, planned(case));
    Ok(tally)
}

fn planned(case: &Case) -> usize {
    case.plan.steps().count()
}
