//! The only place that touches a run: gives it the inputs of a script and takes what it gives back.

use crate::{
    notation::Statement,
    print,
    script::Script,
    step::{self, Step},
};
use dacapo_core::{machine::Machine, workflow::Run};

/// What a step came to.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Played {
    pub misuse: Option<String>,
    pub outputs: Vec<String>,
}

/// Plays a script, and takes outputs as soon as they are there.
pub fn after_each_input(script: &Script) -> Vec<Played> {
    let mut run = Run::new(step::config(Statement::default()));
    let mut played = Vec::new();
    for step in script.steps() {
        let misuse = take_step(&mut run, step);
        played.push(Played { misuse, outputs: drained(&mut run) });
    }
    played
}

/// Plays a script, and takes outputs when all inputs of a run were given.
pub fn at_the_end(script: &Script) -> Vec<String> {
    let mut run = Run::new(step::config(Statement::default()));
    let mut outputs = Vec::new();
    for step in script.steps() {
        if matches!(step, Step::Run(_)) {
            outputs.extend(drained(&mut run));
        }
        take_step(&mut run, step);
    }
    outputs.extend(drained(&mut run));
    outputs
}

/// Gives one step to the run; returns what there is to say of it besides the run's outputs.
fn take_step(run: &mut Run, step: &Step) -> Option<String> {
    match step {
        Step::Run(config) => {
            *run = Run::new(config.as_ref().clone());
            None
        }
        Step::Input(input) => run.handle((), input.clone()).err().map(|misuse| format!("misuse: {misuse}")),
        Step::Snapshot => {
            let snapshot = run.snapshot().expect("the run keeps no snapshot");
            Some(String::from_utf8(snapshot.to_json()).unwrap())
        }
        Step::Held => {
            let (entities, commands) = run.held();
            Some(format!("open entities: {entities}, commands that no event has confirmed: {commands}"))
        }
    }
}

fn drained(run: &mut Run) -> Vec<String> {
    std::iter::from_fn(|| run.poll()).map(|output| print::output(&output)).collect()
}
