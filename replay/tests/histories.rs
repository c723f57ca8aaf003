//! Every recorded history plays to its end, however it is delivered.

#[path = "common/histories.rs"]
mod common;

use common::histories;
use dacapo_replay::play::{Outcome, play};

#[test]
fn every_history_plays() {
    let mut bad = Vec::new();
    let mut count = 0;
    for (name, history) in histories() {
        count += 1;
        match play(&history) {
            Ok(played) if played.outcome == Outcome::Ok => {}
            Ok(played) => bad.push(match &played.outcome {
                Outcome::Faulted(dacapo_core::error::Fault::Diverged(d)) => format!("{name}: {}", d.text()),
                outcome => format!("{name}: {outcome:?}"),
            }),
            Err(error) => bad.push(format!("{name}: {error}")),
        }
    }
    println!("{count} histories played");
    assert!(bad.is_empty(), "{} of {count}:\n{}", bad.len(), bad.join("\n"));
}
