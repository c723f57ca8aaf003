//! Workers on a real Temporal Server: each scenario is written once, and runs on tokio and on smol.
//!
//! A busy server is late in ways that no worker can mend, so a scenario that need not count time-outs does not. Server 1.29
//! forgets a workflow task whose start it took longer than a second to note, until the task's time is up; and it may miss
//! that a history goes on which somebody waits for, until twenty seconds are over.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cognitive_complexity,
    reason = "a scenario ends where something is not as it must be, and each check counts as a branch"
)]

mod activities;
mod attributes;
mod children;
mod completions;
mod eager;
mod interventions;
mod local_activities;
mod nexus;
mod outage;
mod queries;
mod restarts;
mod signals;
mod task_failures;
mod updates;
mod versions;

use std::process::ExitCode;

fn main() -> ExitCode {
    let topics = [
        activities::scenarios(),
        attributes::scenarios(),
        children::scenarios(),
        completions::scenarios(),
        eager::scenarios(),
        interventions::scenarios(),
        local_activities::scenarios(),
        nexus::scenarios(),
        outage::scenarios(),
        queries::scenarios(),
        restarts::scenarios(),
        signals::scenarios(),
        task_failures::scenarios(),
        updates::scenarios(),
        versions::scenarios(),
    ];
    dacapo_server_tests::main(topics.into_iter().flatten().collect())
}
