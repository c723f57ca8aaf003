//! Prints the table of every entity, state by input, and compares it with `golden/entities`.
//!
//! `UPDATE=1` writes the files anew; the difference is what a reviewer reads.

extern crate std;

use super::{
    activity, child_workflow, external_cancel, external_signal, local_activity, nexus_operation, record, timer, update,
};
use alloc::{format, string::String};
use core::fmt::Debug;
use std::{env, fs, path::Path};

macro_rules! table {
    ($name:ident) => {
        (
            stringify!($name),
            print(
                stringify!($name),
                $name::State::ALL,
                $name::Input::ALL,
                |s, i| $name::step(s, i),
                $name::Effect::ALL,
            ),
        )
    };
}

#[test]
fn every_state_and_input_is_as_the_golden_tables_say() {
    let tables = [
        table!(activity),
        table!(child_workflow),
        table!(external_cancel),
        table!(external_signal),
        table!(local_activity),
        table!(nexus_operation),
        table!(record),
        table!(timer),
        table!(update),
    ];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/entities");
    let mut stale = String::new();
    for (name, table) in tables {
        let path = folder.join(format!("{name}.table"));
        if env::var_os("UPDATE").is_some() {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&path, &table).unwrap();
        }
        if fs::read_to_string(&path).unwrap_or_default() != table {
            stale.push_str(&format!("{name}, which is now:\n{table}"));
        }
    }
    assert!(stale.is_empty(), "these tables are not the golden ones (UPDATE=1 writes them):\n{stale}");
}

fn print<State, Input, Effect>(
    name: &str,
    states: &[State],
    inputs: &[Input],
    step: impl Fn(State, Input) -> super::Step<State, Effect>,
    effects: &[Effect],
) -> String
where
    State: Copy + Debug + PartialEq,
    Input: Copy + Debug,
    Effect: Debug + 'static,
{
    let width = |longest: usize, debug: String| longest.max(debug.len());
    let state_width = states.iter().map(|s| format!("{s:?}")).fold(0, width);
    let input_width = inputs.iter().map(|i| format!("{i:?}")).fold(0, width);
    let mut out = format!("# {name}: {} states × {} inputs, effects {effects:?}\n", states.len(), inputs.len());
    for state in states {
        for input in inputs {
            let left = format!("{:state_width$} × {:input_width$}", format!("{state:?}"), format!("{input:?}"));
            let right = match step(*state, *input) {
                None => "not possible".into(),
                Some((next, effects)) => {
                    let next = if next == *state { "stays".into() } else { format!("→ {next:?}") };
                    if effects.is_empty() { next } else { format!("{next}, {effects:?}") }
                }
            };
            out.push_str(&format!("{left}  {right}\n"));
        }
    }
    out
}
