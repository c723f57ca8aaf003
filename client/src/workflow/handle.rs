//! Decides what a handle of a workflow is, and how little it takes to have one.

use super::{WorkflowError, WorkflowNotFound};
use crate::{CallError, Client, convert::Converter, error::Meaning};
use dacapo_proto::temporal::api::common::v1::{Header, Payload, WorkflowExecution};
use dacapo_runtime::{Runtime, Transport};
use std::{collections::BTreeMap, fmt};

/// One workflow, by its id, and by a run where that is said. Having a handle says nothing of whether there is such a
/// workflow.
#[derive(Clone)]
pub struct WorkflowHandle<R, T, C> {
    pub(crate) client: Client<R, T, C>,
    pub(super) workflow_id: String,
    /// The run that alone is meant; empty for the current one.
    only_run_id: String,
    /// The run that was started here: where its result is waited for.
    run_id: String,
    /// The first run of the chain that was started here: nothing of another chain is canceled or terminated.
    pub(super) first_run_id: String,
    /// What interceptors of workers read of all that is sent.
    headers: BTreeMap<String, Payload>,
}

impl<R, T, C> fmt::Debug for WorkflowHandle<R, T, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WorkflowHandle")
            .field("workflow_id", &self.workflow_id)
            .field("run_id", &self.run_id)
            .finish_non_exhaustive()
    }
}

impl<R: Runtime, T: Transport, C: Converter> Client<R, T, C> {
    /// A handle of the current run of a workflow, whichever that is.
    #[must_use]
    pub fn workflow(&self, workflow_id: impl Into<String>) -> WorkflowHandle<R, T, C> {
        WorkflowHandle {
            client: self.clone(),
            workflow_id: workflow_id.into(),
            only_run_id: String::new(),
            run_id: String::new(),
            first_run_id: String::new(),
            headers: BTreeMap::new(),
        }
    }
}

impl<R: Runtime, T: Transport, C: Converter> WorkflowHandle<R, T, C> {
    /// The same workflow, and this run alone: what is sent fails where it is closed.
    #[must_use]
    pub fn of_run(&self, run_id: impl Into<String>) -> Self {
        let run_id = run_id.into();
        Self { only_run_id: run_id.clone(), run_id, first_run_id: String::new(), ..self.clone() }
    }

    /// The workflow that was just started: what is sent goes to whichever run is current, of its chain.
    pub(super) fn started(self, run_id: String, first_run_id: String) -> Self {
        Self { run_id, first_run_id, ..self }
    }

    /// The same handle, whose calls are made by this client, which may have other options.
    #[must_use]
    pub fn with_client(&self, client: &Client<R, T, C>) -> Self {
        Self { client: client.clone(), ..self.clone() }
    }

    /// The same handle, whose signals, queries and updates have these headers, which interceptors of workers read.
    /// `Client::payload` writes values.
    #[must_use]
    pub fn with_headers(&self, headers: BTreeMap<String, Payload>) -> Self {
        Self { headers, ..self.clone() }
    }

    pub(super) fn header(&self) -> Option<Header> {
        (!self.headers.is_empty()).then(|| Header { fields: self.headers.clone() })
    }

    /// The workflow's id.
    #[must_use]
    pub fn workflow_id(&self) -> &str {
        &self.workflow_id
    }

    /// The run that was started, or that is meant; empty where neither is known.
    #[must_use]
    pub fn run_id(&self) -> &str {
        &self.run_id
    }

    pub(crate) fn execution(&self) -> WorkflowExecution {
        WorkflowExecution { workflow_id: self.workflow_id.clone(), run_id: self.only_run_id.clone() }
    }

    /// The run that was started or is meant, where one of them is known.
    pub(super) fn known_execution(&self) -> WorkflowExecution {
        WorkflowExecution { workflow_id: self.workflow_id.clone(), run_id: self.run_id.clone() }
    }

    /// Why a call about it failed.
    pub(super) fn failed(&self, call: CallError) -> WorkflowError {
        if *call.meaning() != Meaning::NotFound {
            return call.into();
        }
        let (workflow_id, run_id) = (self.workflow_id.clone(), self.only_run_id.clone());
        WorkflowNotFound { workflow_id, run_id, call }.into()
    }
}
