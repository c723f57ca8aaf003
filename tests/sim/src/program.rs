//! Decides what workflows a world has: programs drawn from the seed, whose outcome does not depend on what goes wrong.

use dacapo_core::rng::Random;
use serde_json::{Value, json};

/// A workflow to start, and the signals that it waits for.
#[derive(Clone, Debug)]
pub struct Planned {
    /// Its id.
    pub workflow_id: String,
    /// Its program, in the JSON of the kitchen sink.
    pub program: Value,
    /// How many signals named `go` it needs before it ends.
    pub signals: u64,
}

/// Draws the workflows of a world.
pub fn draw(random: &mut Random) -> Vec<Planned> {
    let count = 1 + random.up_to(5);
    (0..count).map(|number| workflow(random, number)).collect()
}

fn workflow(random: &mut Random, number: u64) -> Planned {
    let mut signals = 0;
    let mut actions: Vec<Value> =
        (0..1 + random.up_to(5)).map(|place| action(random, place, &mut signals, 0)).collect();
    actions.push(json!({ "return": format!("workflow {number} is done") }));
    Planned { workflow_id: format!("workflow-{number}"), program: json!({ "actions": actions }), signals }
}

fn action(random: &mut Random, place: u64, signals: &mut u64, depth: u64) -> Value {
    match random.up_to(if depth == 0 { 8 } else { 5 }) {
        0 => json!({ "timer": seconds(1 + random.up_to(20_000)) }),
        1 | 2 => activity(random, place, depth),
        3 | 4 => local_activity(random, place, depth),
        5 => {
            json!({ "timer": seconds(1_000 + random.up_to(5_000)), "await": "cancel_before_sent", "expect": "canceled" })
        }
        6 => {
            *signals += 1;
            json!({ "await_signal": "go" })
        }
        _ => {
            let inner: Vec<Value> =
                (0..1 + random.up_to(3)).map(|inner| action(random, place * 10 + inner, signals, depth + 1)).collect();
            json!({ "concurrent": inner })
        }
    }
}

/// An activity that ends well in the end, whatever happens to its attempts.
fn activity(random: &mut Random, place: u64, depth: u64) -> Value {
    let result = format!("activity {depth}.{place}");
    let mut steps = Vec::new();
    if random.up_to(2) == 0 {
        steps.push(json!({ "sleep": seconds(random.up_to(3_000)) }));
    }
    if random.up_to(3) == 0 {
        steps.push(json!({ "heartbeat": [place] }));
        steps.push(json!({ "sleep": seconds(random.up_to(2_000)) }));
    }
    if random.up_to(3) == 0 {
        steps.push(json!({ "fail_attempts": { "attempts": random.up_to(2) } }));
    }
    steps.push(json!({ "return": result }));
    json!({
        "activity": { "does": steps, "start_to_close_timeout": "30s" },
        "expect": { "completed": result },
    })
}

fn local_activity(random: &mut Random, place: u64, depth: u64) -> Value {
    let result = format!("local activity {depth}.{place}");
    let mut steps = Vec::new();
    if random.up_to(2) == 0 {
        steps.push(json!({ "sleep": seconds(random.up_to(15_000)) }));
    }
    if random.up_to(3) == 0 {
        steps.push(json!({ "fail_attempts": { "attempts": random.up_to(2) } }));
    }
    steps.push(json!({ "return": result }));
    json!({
        "local_activity": { "does": steps, "start_to_close_timeout": "60s" },
        "expect": { "completed": result },
    })
}

/// A length of milliseconds, as programs write it.
fn seconds(millis: u64) -> String {
    format!("{}.{:03}s", millis / 1000, millis % 1000)
}
