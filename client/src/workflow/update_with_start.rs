//! Decides how a workflow is updated that is started first where there is none, and which of the two was refused.

use super::{
    StartError, StartOptions, UpdateError, UpdateHandle, UpdateOptions, UpdateWithStartError, start::not_started,
};
use crate::{
    Client,
    convert::{Arguments, Converter},
    details,
    error::Meaning,
};
use dacapo_core::client::{Operation, started_and_updated};
use dacapo_proto::temporal::api::{
    enums::v1::WorkflowIdConflictPolicy,
    workflowservice::v1::{
        ExecuteMultiOperationRequest, PollWorkflowExecutionUpdateRequest, StartWorkflowExecutionRequest,
        UpdateWorkflowExecutionRequest,
        execute_multi_operation_request::{Operation as Part, operation},
    },
};
use dacapo_runtime::{Runtime, Transport};
use std::collections::BTreeMap;

impl<R: Runtime, T: Transport, C: Converter> Client<R, T, C> {
    /// Updates a workflow, which is started first where none of its id is open. Where it cannot be started it is not updated;
    /// where the update is refused before a workflow has it, none is started. The start's conflict policy has to say what
    /// happens where one is open. The update has the headers of the start.
    ///
    /// # Errors
    ///
    /// The start or the update was refused, or did not come to its end. That it was rejected, or failed, is what
    /// [`UpdateHandle::result`] says, unless it is waited for here.
    pub async fn update_with_start(
        &self,
        (update, update_arguments): (&str, impl Arguments),
        (workflow_type, arguments): (&str, impl Arguments),
        start: StartOptions,
        options: UpdateOptions,
    ) -> Result<UpdateHandle<R, T, C>, UpdateWithStartError> {
        if start.id_conflict_policy == WorkflowIdConflictPolicy::Unspecified {
            let problem = "say what happens where the workflow is open: an update with a start has no default";
            return Err(StartError::InvalidOption { option: "id_conflict_policy", problem }.into());
        }
        let workflow = self.workflow(start.workflow_id.as_str()).with_headers(start.headers.clone());
        let update_id = options.update_id.unwrap_or_else(|| self.request_id());
        let start = self.start_request(workflow_type, &arguments, start)?;
        let update = workflow.update_request(&update_id, (update, &update_arguments), options.wait_stage)?;
        let made = self.operate(Operation::update_with_start(&self.both(start, update))).await;
        if let Some(polled) = made.request::<PollWorkflowExecutionUpdateRequest>() {
            let workflow = workflow.with_headers(BTreeMap::new());
            let update = workflow.polled(polled, &made).map_err(UpdateError::from);
            let update = update.and_then(|update| update.waited_for(options.wait_stage));
            return update.map_err(UpdateWithStartError::Update);
        }
        let answer =
            made.read::<ExecuteMultiOperationRequest>().map_err(|call| match details::culprit(call.status()) {
                Some((0, status)) => not_started(workflow.workflow_id(), call.of_part(status)).into(),
                Some((_, status)) => UpdateWithStartError::Update(workflow.failed(call.of_part(status)).into()),
                None if *call.meaning() == Meaning::DeadlineExceeded => {
                    UpdateWithStartError::Update(workflow.not_accepted(&update_id, call))
                }
                None => call.into(),
            })?;
        let (started, updated) = started_and_updated(answer).ok_or_else(|| made.absurd())?;
        let workflow = workflow.with_headers(BTreeMap::new()).of_run(started.run_id);
        let update = UpdateHandle::known(workflow, update_id, updated.outcome);
        update.waited_for(options.wait_stage).map_err(UpdateWithStartError::Update)
    }

    fn both(
        &self,
        start: StartWorkflowExecutionRequest,
        update: UpdateWorkflowExecutionRequest,
    ) -> ExecuteMultiOperationRequest {
        let operations = [operation::Operation::StartWorkflow(start), operation::Operation::UpdateWorkflow(update)];
        let operations = operations.map(|operation| Part { operation: Some(operation) }).into();
        ExecuteMultiOperationRequest { namespace: self.namespace().to_owned(), operations, ..Default::default() }
    }
}

impl<E: Into<StartError>> From<E> for UpdateWithStartError {
    fn from(error: E) -> Self {
        Self::Start(error.into())
    }
}
