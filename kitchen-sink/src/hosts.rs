//! Decides which run an activation goes to.

use crate::{
    host::{Host, failed_task},
    program::Program,
};
use dacapo_core::{
    command::host::{Completion, Success},
    id::Text,
    workflow::activation::{Activation, Job},
};
use std::collections::BTreeMap;

/// The runs of a worker, by run id.
#[derive(Debug, Default)]
pub struct Hosts {
    runs: BTreeMap<Text, Host>,
    /// By workflow type.
    code: BTreeMap<Text, Program>,
}

impl Hosts {
    /// No runs yet.
    #[must_use]
    pub const fn new() -> Self {
        Self::with_code(BTreeMap::new())
    }

    /// No runs yet. Workflows of these types run this code, whatever their input says: as with real code, another worker may
    /// have other code for the same type.
    #[must_use]
    pub const fn with_code(code: BTreeMap<Text, Program>) -> Self {
        Self { runs: BTreeMap::new(), code }
    }

    /// Hands an activation to its run: the first makes the run, the last lets it go.
    pub fn activate(&mut self, activation: &Activation) -> Completion {
        if activation.jobs.iter().any(|job| matches!(job, Job::RemoveFromCache { .. })) {
            self.runs.remove(&activation.run_id);
            return Success::with(Vec::new());
        }
        if let Some(Job::InitializeWorkflow(start)) = activation.jobs.first() {
            let code = self.code.get(&start.started.workflow_type).cloned();
            self.runs.insert(activation.run_id.clone(), code.map_or_else(Host::new, Host::of));
        }
        match self.runs.get_mut(&activation.run_id) {
            Some(host) => host.activate(activation),
            None => failed_task("this worker has no such run"),
        }
    }

    /// One run.
    #[must_use]
    pub fn get(&self, run_id: &Text) -> Option<&Host> {
        self.runs.get(run_id)
    }

    /// How many runs there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.runs.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }
}
