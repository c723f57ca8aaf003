//! Writes histories as a Temporal Server would have; decides which families there are and how long they get.
//!
//! Every attribute that a server (1.29) and the newest official core fill for such a workflow is filled.

mod activities;
mod builder;
mod inbound;
mod local_activities;
mod timers;

use anyhow::Result;
use builder::Builder;
use clap::ValueEnum;
use prost::Message;
use std::{fs, path::Path};
use temporalio_protos::temporal::api::history::v1::History;

/// The task queue every workflow runs on.
pub(crate) const TASK_QUEUE: &str = "orders";
/// The workflow id of every history.
pub(crate) const WORKFLOW_ID: &str = "order-7c2f6c1e-55d0-4f0b-9a53-0a4f3f7d9f10";

/// What a generated workflow does, over and over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Family {
    /// Starts a timer and waits for it.
    Timers,
    /// Runs an activity with 1 KiB in and 1 KiB out.
    Activities,
    /// Runs 100 activities at once.
    FanOut,
    /// Runs eight local activities in a workflow task, then waits for a timer.
    LocalActivities,
    /// Receives ten signals in a workflow task.
    Signals,
    /// Accepts and completes an update.
    Updates,
}

impl Family {
    /// The name in tables, in file names and on the command line.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Timers => "timers",
            Self::Activities => "activities",
            Self::FanOut => "fan-out",
            Self::LocalActivities => "local-activities",
            Self::Signals => "signals",
            Self::Updates => "updates",
        }
    }
}

/// Generates a finished workflow's history of about `events` events; the same bytes every time.
pub(crate) fn history(family: Family, events: usize) -> History {
    let mut history = Builder::new(family.name());
    match family {
        Family::Timers => timers::write(&mut history, events),
        Family::Activities => activities::write_sequential(&mut history, events),
        Family::FanOut => activities::write_fan_out(&mut history, events),
        Family::LocalActivities => local_activities::write(&mut history, events),
        Family::Signals => inbound::write_signals(&mut history, events),
        Family::Updates => inbound::write_updates(&mut history, events),
    }
    history.close()
}

/// Writes one binary file for each family and length.
pub(crate) fn write_files(folder: &Path, families: &[Family], lengths: &[usize]) -> Result<()> {
    fs::create_dir_all(folder)?;
    for &family in families {
        for &events in lengths {
            let history = history(family, events);
            let file = folder.join(format!("{}-{events}.bin", family.name()));
            fs::write(&file, history.encode_to_vec())?;
            println!("{}\t{} events", file.display(), history.events.len());
        }
    }
    Ok(())
}
