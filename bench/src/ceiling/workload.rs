//! Which workflows a worker is given, and how the server gives out their activities.

use clap::ValueEnum;
use dacapo_scripted::{Activities, Plan, workflows};
use serde::{Deserialize, Serialize};

/// What each workflow is given.
pub(crate) const HELLO: &str = r#""hello""#;

/// What each workflow does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum, Serialize, Deserialize)]
pub(crate) enum Workload {
    /// One activity, given out with the answer to the task that scheduled it.
    Activity,
    /// One activity that a poll brings.
    PolledActivity,
    /// One local activity.
    LocalActivity,
    /// Nothing: it returns its argument.
    Nothing,
}

impl Workload {
    /// Its name in tables.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Activity => "activity",
            Self::PolledActivity => "polled activity",
            Self::LocalActivity => "local activity",
            Self::Nothing => "nothing",
        }
    }

    /// What the server does for it.
    pub(crate) const fn plan(self, concurrency: usize) -> Plan {
        let workflow_type = match self {
            Self::Activity | Self::PolledActivity => workflows::ONE_ACTIVITY,
            Self::LocalActivity => workflows::ONE_LOCAL_ACTIVITY,
            Self::Nothing => workflows::NOTHING,
        };
        let activities = match self {
            Self::PolledActivity => Activities::Polled,
            Self::Activity | Self::LocalActivity | Self::Nothing => Activities::Eager,
        };
        Plan { workflow_type, argument: HELLO, concurrency, activities, worker_heartbeats: false }
    }
}
