//! Decides how a workflow is updated, and how far an update is waited for.

use super::{UpdateError, WorkflowError, WorkflowHandle};
use crate::{
    CallError, Failure,
    client::Ended,
    convert::{self, Arguments, ConvertError, Converter},
    error::Meaning,
};
use dacapo_core::client::Operation;
use dacapo_proto::temporal::api::{
    common::v1::Payloads,
    enums::v1::UpdateWorkflowExecutionLifecycleStage as Stage,
    update::v1::{Input, Meta, Outcome, Request, UpdateRef, WaitPolicy, outcome::Value},
    workflowservice::v1::{PollWorkflowExecutionUpdateRequest, UpdateWorkflowExecutionRequest},
};
use dacapo_runtime::{Runtime, Transport};
use serde::de::DeserializeOwned;
use std::fmt;

/// How far an update is waited for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[expect(clippy::exhaustive_enums, reason = "the stages there are")]
pub enum WaitStage {
    /// The server has it; servers up to now refuse to wait for no more than that.
    Admitted,
    /// The workflow's code has accepted it, or rejected it.
    #[default]
    Accepted,
    /// It has ended.
    Completed,
}

/// How an update is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a caller fills it")]
pub struct UpdateOptions {
    /// Its id, under which the workflow gets it once; `None` for a new one.
    pub update_id: Option<String>,
    /// How far it is waited for.
    pub wait_stage: WaitStage,
}

/// One update of a workflow. It is accepted, and it has an outcome: no server tells of anything between the two, since the API
/// has no place for it.
#[derive(Clone)]
pub struct UpdateHandle<R, T, C> {
    workflow: WorkflowHandle<R, T, C>,
    update_id: String,
    outcome: Option<Outcome>,
}

impl<R, T, C> fmt::Debug for UpdateHandle<R, T, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UpdateHandle")
            .field("workflow", &self.workflow)
            .field("update_id", &self.update_id)
            .field("outcome", &self.outcome)
            .finish_non_exhaustive()
    }
}

impl<R: Runtime, T: Transport, C: Converter> WorkflowHandle<R, T, C> {
    /// Sends an update and waits for its result.
    ///
    /// # Errors
    ///
    /// It was rejected, or it failed, or the call did.
    pub async fn update<V: DeserializeOwned>(&self, name: &str, arguments: impl Arguments) -> Result<V, UpdateError> {
        let options = UpdateOptions { wait_stage: WaitStage::Completed, ..UpdateOptions::default() };
        self.start_update(name, arguments, options).await?.result().await
    }

    /// Sends an update and waits until it has come as far as the options say.
    ///
    /// # Errors
    ///
    /// The workflow could not be updated. That it was rejected, or failed, is what [`UpdateHandle::result`] says.
    pub async fn start_update(
        &self,
        name: &str,
        arguments: impl Arguments,
        options: UpdateOptions,
    ) -> Result<UpdateHandle<R, T, C>, UpdateError> {
        let update_id = options.update_id.unwrap_or_else(|| self.client.request_id());
        let request = self.update_request(&update_id, (name, &arguments), options.wait_stage)?;
        let sent = self.client.operate(Operation::update(&request)).await;
        if let Some(polled) = sent.request::<PollWorkflowExecutionUpdateRequest>() {
            return self.polled(polled, &sent)?.waited_for(options.wait_stage);
        }
        let answer = sent.read::<UpdateWorkflowExecutionRequest>();
        let answer = answer.map_err(|call| self.not_accepted(&update_id, call))?;
        let known = answer.update_ref.and_then(|update| update.workflow_execution).unwrap_or_default();
        let workflow = if known.run_id.is_empty() { self.clone() } else { self.of_run(known.run_id) };
        UpdateHandle::known(workflow, update_id, answer.outcome).waited_for(options.wait_stage)
    }

    /// Reads what came of an update that was accepted first, and then waited for.
    pub(super) fn polled(
        &self,
        polled: PollWorkflowExecutionUpdateRequest,
        ended: &Ended<'_>,
    ) -> Result<UpdateHandle<R, T, C>, WorkflowError> {
        let update = polled.update_ref.unwrap_or_default();
        let run_id = update.workflow_execution.unwrap_or_default().run_id;
        let workflow = if run_id.is_empty() { self.clone() } else { self.of_run(run_id) };
        let answer = ended.read::<PollWorkflowExecutionUpdateRequest>().map_err(|call| workflow.failed(call))?;
        Ok(UpdateHandle::known(workflow, update.update_id, answer.outcome))
    }

    pub(super) fn update_request(
        &self,
        update_id: &str,
        (name, arguments): (&str, &impl Arguments),
        wait_stage: WaitStage,
    ) -> Result<UpdateWorkflowExecutionRequest, ConvertError> {
        let meta = Meta { update_id: update_id.to_owned(), identity: self.client.identity().to_owned() };
        let args = self.client.payloads(arguments)?;
        let input = Input { name: name.to_owned(), args, header: self.header() };
        Ok(UpdateWorkflowExecutionRequest {
            namespace: self.client.namespace().to_owned(),
            workflow_execution: Some(self.execution()),
            first_execution_run_id: self.first_run_id.clone(),
            wait_policy: Some(wait_stage.to_wire()),
            request: Some(Request { meta: Some(meta), input: Some(input), ..Default::default() }),
        })
    }

    /// A handle of an update that somebody has sent.
    #[must_use]
    pub fn update_handle(&self, update_id: impl Into<String>) -> UpdateHandle<R, T, C> {
        UpdateHandle { workflow: self.clone(), update_id: update_id.into(), outcome: None }
    }

    pub(super) fn not_accepted(&self, update_id: &str, call: CallError) -> UpdateError {
        if *call.meaning() != Meaning::DeadlineExceeded {
            return self.failed(call).into();
        }
        let (workflow_id, update_id) = (self.workflow_id.clone(), update_id.to_owned());
        UpdateError::NotAccepted { workflow_id, update_id, call }
    }
}

impl<R: Runtime, T: Transport, C: Converter> UpdateHandle<R, T, C> {
    /// The update's id.
    #[must_use]
    pub fn update_id(&self) -> &str {
        &self.update_id
    }

    /// The workflow, and the run that took the update where that is known.
    #[must_use]
    pub const fn workflow(&self) -> &WorkflowHandle<R, T, C> {
        &self.workflow
    }

    /// Whether its outcome is known here, so that [`result`](Self::result) need not wait.
    #[must_use]
    pub const fn has_outcome(&self) -> bool {
        self.outcome.is_some()
    }

    /// Waits for the update's result, for as long as that takes or the client's deadline allows.
    ///
    /// # Errors
    ///
    /// It was rejected, or it failed; its result is of another type; or it could not be waited for.
    pub async fn result<V: DeserializeOwned>(&mut self) -> Result<V, UpdateError> {
        if self.outcome.is_none() {
            self.outcome = self.poll().await?;
        }
        let payloads = self.success()?;
        Ok(convert::one(self.workflow.client.converter(), payloads.as_ref())?)
    }

    /// An update of which so much is known already.
    pub(super) const fn known(workflow: WorkflowHandle<R, T, C>, update_id: String, outcome: Option<Outcome>) -> Self {
        Self { workflow, update_id, outcome }
    }

    /// Says how it failed, where its end is the stage that was waited for.
    pub(super) fn waited_for(self, wait_stage: WaitStage) -> Result<Self, UpdateError> {
        if wait_stage == WaitStage::Completed {
            self.success()?;
        }
        Ok(self)
    }

    /// What it came to, as far as that is known.
    fn success(&self) -> Result<Option<Payloads>, UpdateError> {
        match self.outcome.as_ref().and_then(|outcome| outcome.value.clone()) {
            Some(Value::Failure(failure)) => Err(UpdateError::Failed {
                workflow_id: self.workflow.workflow_id.clone(),
                update_id: self.update_id.clone(),
                failure: Box::new(Failure::read(failure, self.workflow.client.converter())),
            }),
            Some(Value::Success(payloads)) => Ok(Some(payloads)),
            None => Ok(None),
        }
    }

    async fn poll(&self) -> Result<Option<Outcome>, WorkflowError> {
        let client = &self.workflow.client;
        let request = PollWorkflowExecutionUpdateRequest {
            namespace: client.namespace().to_owned(),
            update_ref: Some(UpdateRef {
                workflow_execution: Some(self.workflow.execution()),
                update_id: self.update_id.clone(),
            }),
            identity: client.identity().to_owned(),
            wait_policy: Some(WaitStage::Completed.to_wire()),
        };
        let polled = client.operate(Operation::outcome(&request)).await;
        let answer = polled.read::<PollWorkflowExecutionUpdateRequest>();
        Ok(answer.map_err(|call| self.workflow.failed(call))?.outcome)
    }
}

impl WaitStage {
    fn to_wire(self) -> WaitPolicy {
        let stage = match self {
            Self::Admitted => Stage::Admitted,
            Self::Accepted => Stage::Accepted,
            Self::Completed => Stage::Completed,
        };
        WaitPolicy { lifecycle_stage: stage.into() }
    }
}
