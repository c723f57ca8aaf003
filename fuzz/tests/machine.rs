//! A run is a machine: whenever its outputs are taken they are the same, and the same inputs give the same ones again.
//!
//! The inputs are those of random executions, so every kind of them is among them.

use dacapo_core::{
    machine::Machine,
    workflow::{
        Run,
        task::{Input, RunConfig},
    },
};
use dacapo_fuzz::{activation_script, model::choice::Noise};

/// How many random executions.
const LIVES: u64 = 120;

#[test]
fn outputs_are_the_same_whenever_they_are_taken() {
    let mut count = 0;
    for (config, inputs) in all_inputs() {
        count += inputs.len();
        let after_each = outputs(&config, &inputs, |_| true);
        let at_the_end = outputs(&config, &inputs, |_| false);
        assert_eq!(after_each, at_the_end);
        for seed in 0..3 {
            let mut noise = Noise::new(seed);
            let now_and_then = outputs(&config, &inputs, |_| noise.below(3) == 0);
            assert_eq!(after_each, now_and_then);
        }
    }
    println!("{count} inputs");
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    for (config, inputs) in all_inputs() {
        assert_eq!(outputs(&config, &inputs, |_| true), outputs(&config, &inputs, |_| true));
    }
}

/// A call that breaks the contract leaves a run as it was.
#[test]
fn misuse_changes_nothing() {
    let mut refused = 0;
    // The run is made anew for each input, which takes its time.
    for (config, inputs) in all_inputs().filter(|(_, inputs)| inputs.len() <= 30).take(150) {
        let expected = outputs(&config, &inputs, |_| true);
        let (mut run, mut taken) = (Run::new(config.clone()), Vec::new());
        for (place, input) in inputs.iter().enumerate() {
            // Whatever cannot be given here: most inputs of another time are refused.
            for other in inputs.iter().skip(place + 1).step_by(5).chain([input]) {
                let mut probe = clone_of(&config, inputs.get(..place).unwrap_or_default());
                if probe.handle((), other.clone()).is_err() {
                    refused += usize::from(run.handle((), other.clone()).is_err());
                }
            }
            run.handle((), input.clone()).expect("the input was taken before");
            take(&mut run, &mut taken);
        }
        assert_eq!(expected, taken);
    }
    println!("{refused} inputs were refused");
    assert!(refused > 500);
}

fn all_inputs() -> impl Iterator<Item = (RunConfig, Vec<Input>)> {
    (0..LIVES).flat_map(|seed| {
        let mut noise = Noise::new(seed);
        let length = 50 + noise.below(300);
        let mut bytes = vec![activation_script::VERSION];
        bytes.extend((0..length).map(|_| noise.below(256) as u8));
        activation_script::inputs(&bytes).expect("the input has the right version")
    })
}

fn clone_of(config: &RunConfig, inputs: &[Input]) -> Run {
    let mut run = Run::new(config.clone());
    for input in inputs {
        run.handle((), input.clone()).expect("the input was taken before");
    }
    run
}

/// What a run gives, taken after the inputs that `takes` names, and at the end.
fn outputs(config: &RunConfig, inputs: &[Input], mut takes: impl FnMut(usize) -> bool) -> Vec<String> {
    let (mut run, mut taken) = (Run::new(config.clone()), Vec::new());
    for (place, input) in inputs.iter().enumerate() {
        run.handle((), input.clone()).expect("the input was taken before");
        if takes(place) {
            take(&mut run, &mut taken);
        }
    }
    take(&mut run, &mut taken);
    taken
}

fn take(run: &mut Run, taken: &mut Vec<String>) {
    while let Some(output) = run.poll() {
        taken.push(format!("{output:?}"));
    }
}
