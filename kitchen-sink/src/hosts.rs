//! Decides which run an activation goes to.

use crate::host::{Host, failed_task};
use dacapo_core::{
    command::host::{Completion, Success},
    id::Text,
    workflow::activation::{Activation, Job},
};
use std::collections::BTreeMap;

/// The runs of a worker, by run id.
#[derive(Debug, Default)]
pub struct Hosts(BTreeMap<Text, Host>);

impl Hosts {
    /// No runs yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Hands an activation to its run: the first makes the run, the last lets it go.
    pub fn activate(&mut self, activation: &Activation) -> Completion {
        if activation.jobs.iter().any(|job| matches!(job, Job::RemoveFromCache { .. })) {
            self.0.remove(&activation.run_id);
            return Success::with(Vec::new());
        }
        if matches!(activation.jobs.first(), Some(Job::InitializeWorkflow(_))) {
            self.0.insert(activation.run_id.clone(), Host::new());
        }
        match self.0.get_mut(&activation.run_id) {
            Some(host) => host.activate(activation),
            None => failed_task("this worker has no such run"),
        }
    }

    /// One run.
    #[must_use]
    pub fn get(&self, run_id: &Text) -> Option<&Host> {
        self.0.get(run_id)
    }

    /// How many runs there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
