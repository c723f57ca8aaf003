//! The generated histories are right: the official core accepts them, and they come out the same every time.

use crate::{
    case::Case,
    engine::Engine,
    generate::{self, Family},
    meter::Meter,
    official::Official,
    plan::{Command, Plan},
};
use anyhow::Result;
use clap::ValueEnum;
use prost::Message;

#[test]
fn every_family_replays_on_the_official_core() -> Result<()> {
    for &family in Family::value_variants() {
        let case = Case::generate(family, 500)?;
        let tally = Official.prepare(&case)?.run(&mut Meter::default())?;
        assert_eq!(usize::try_from(tally.commands)?, case.plan.commands());
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
fn a_local_activity_waits_for_the_activation_before_its_own() -> Result<()> {
    let plan = Plan::recorded(&generate::history(Family::LocalActivities, 50))?;
    let group = plan.groups.first().into_iter().flat_map(|group| &group.steps);
    let shown: Vec<String> = group
        .map(|step| match &step.command {
            Command::ScheduleLocalActivity { seq, .. } => format!("{seq} {:?}", step.awaits),
            other => format!("{other:?} {:?}", step.awaits),
        })
        .collect();
    assert_eq!(
        shown,
        [
            "1 None",
            "2 Some(LocalActivity(1))",
            "3 Some(LocalActivity(1))",
            "4 Some(LocalActivity(3))",
            "5 Some(LocalActivity(4))",
            "6 Some(LocalActivity(5))",
            "7 Some(LocalActivity(5))",
            "8 Some(LocalActivity(7))",
            "StartTimer { seq: 1, after: 1s } Some(LocalActivity(8))",
        ]
    );
    Ok(())
}
