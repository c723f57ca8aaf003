//! Decides how workflows are started, with a signal or without.

use super::{AlreadyStarted, StartError, StartOptions, WorkflowHandle};
use crate::{
    CallError, Client,
    convert::{Arguments, ConvertError, Converter},
    details,
    error::Meaning,
    time::length,
};
use dacapo_proto::temporal::api::{
    common::v1::{Header, Memo, Payload, WorkflowType},
    errordetails::v1::WorkflowExecutionAlreadyStartedFailure,
    sdk::v1::UserMetadata,
    taskqueue::v1::TaskQueue,
    workflowservice::v1::{
        SignalWithStartWorkflowExecutionRequest, StartWorkflowExecutionRequest, StartWorkflowExecutionResponse,
    },
};
use dacapo_runtime::{Runtime, Transport};
use std::collections::BTreeMap;

impl<R: Runtime, T: Transport, C: Converter> Client<R, T, C> {
    /// Starts a workflow. However often the call is made again, the server starts one.
    ///
    /// # Errors
    ///
    /// It was not started.
    pub async fn start_workflow(
        &self,
        workflow_type: &str,
        arguments: impl Arguments,
        options: StartOptions,
    ) -> Result<WorkflowHandle<R, T, C>, StartError> {
        let request = self.start_request(workflow_type, &arguments, options)?;
        let answer = self.call(&request).await.map_err(|call| not_started(&request.workflow_id, call))?;
        Ok(self.started(request.workflow_id, answer))
    }

    pub(super) fn started(
        &self,
        workflow_id: String,
        answer: StartWorkflowExecutionResponse,
    ) -> WorkflowHandle<R, T, C> {
        let StartWorkflowExecutionResponse { run_id, first_execution_run_id: first, .. } = answer;
        let first = if first.is_empty() { run_id.clone() } else { first };
        self.workflow(workflow_id).started(run_id, first)
    }

    /// Signals a workflow, which is started first where none of its id is open. Both happen, or neither.
    ///
    /// # Errors
    ///
    /// It was neither started nor signaled.
    pub async fn signal_with_start(
        &self,
        (signal, signal_arguments): (&str, impl Arguments),
        (workflow_type, arguments): (&str, impl Arguments),
        options: StartOptions,
    ) -> Result<WorkflowHandle<R, T, C>, StartError> {
        let signal_input = self.payloads(&signal_arguments)?;
        let start = self.start_request(workflow_type, &arguments, options)?;
        let request = SignalWithStartWorkflowExecutionRequest {
            namespace: start.namespace,
            workflow_id: start.workflow_id,
            workflow_type: start.workflow_type,
            task_queue: start.task_queue,
            input: start.input,
            workflow_execution_timeout: start.workflow_execution_timeout,
            workflow_run_timeout: start.workflow_run_timeout,
            workflow_task_timeout: start.workflow_task_timeout,
            identity: start.identity,
            request_id: start.request_id,
            workflow_id_reuse_policy: start.workflow_id_reuse_policy,
            workflow_id_conflict_policy: start.workflow_id_conflict_policy,
            signal_name: signal.to_owned(),
            signal_input,
            retry_policy: start.retry_policy,
            cron_schedule: start.cron_schedule,
            memo: start.memo,
            search_attributes: start.search_attributes,
            header: start.header,
            workflow_start_delay: start.workflow_start_delay,
            user_metadata: start.user_metadata,
            versioning_override: start.versioning_override,
            priority: start.priority,
            ..Default::default()
        };
        let answer = self.call(&request).await.map_err(|call| not_started(&request.workflow_id, call))?;
        // The run may be one that was open, of which the first is not known.
        Ok(self.workflow(request.workflow_id).of_run(answer.run_id))
    }

    pub(crate) fn start_request(
        &self,
        workflow_type: &str,
        arguments: &impl Arguments,
        options: StartOptions,
    ) -> Result<StartWorkflowExecutionRequest, StartError> {
        let too_long = |option| StartError::InvalidOption { option, problem: "it is too long" };
        let retry_policy = options.retry_policy.as_ref().map(|policy| policy.to_wire().ok_or(policy));
        let retry_policy = retry_policy.transpose().map_err(|_| too_long("retry_policy"))?;
        let user_metadata = self.user_metadata(options.summary.as_deref(), options.details.as_deref())?;
        Ok(StartWorkflowExecutionRequest {
            namespace: self.namespace().to_owned(),
            workflow_id: options.workflow_id,
            workflow_type: Some(WorkflowType { name: workflow_type.to_owned() }),
            task_queue: Some(TaskQueue { name: options.task_queue, ..Default::default() }),
            input: self.payloads(arguments)?,
            workflow_execution_timeout: length(options.execution_timeout)
                .ok_or_else(|| too_long("execution_timeout"))?,
            workflow_run_timeout: length(options.run_timeout).ok_or_else(|| too_long("run_timeout"))?,
            workflow_task_timeout: length(options.task_timeout).ok_or_else(|| too_long("task_timeout"))?,
            identity: self.identity().to_owned(),
            request_id: options.request_id.unwrap_or_else(|| self.request_id()),
            workflow_id_reuse_policy: options.id_reuse_policy.into(),
            workflow_id_conflict_policy: options.id_conflict_policy.into(),
            retry_policy,
            cron_schedule: options.cron_schedule,
            memo: some(options.memo).map(|fields| Memo { fields }),
            search_attributes: options.search_attributes.into_wire(),
            header: some(options.headers).map(|fields| Header { fields }),
            workflow_start_delay: length(options.start_delay).ok_or_else(|| too_long("start_delay"))?,
            user_metadata,
            versioning_override: options.versioning_override.map(|chosen| chosen.to_wire()),
            priority: options.priority,
            ..Default::default()
        })
    }

    pub(crate) fn user_metadata(
        &self,
        summary: Option<&str>,
        details: Option<&str>,
    ) -> Result<Option<UserMetadata>, ConvertError> {
        let written = |text: Option<&str>| text.map(|text| self.payload(text)).transpose();
        let (summary, details) = (written(summary)?, written(details)?);
        let is_there = summary.is_some() || details.is_some();
        Ok(is_there.then_some(UserMetadata { summary, details }))
    }
}

fn some(fields: BTreeMap<String, Payload>) -> Option<BTreeMap<String, Payload>> {
    (!fields.is_empty()).then_some(fields)
}

pub(super) fn not_started(workflow_id: &str, call: CallError) -> StartError {
    const DETAIL: &str = "WorkflowExecutionAlreadyStartedFailure";
    if *call.meaning() != Meaning::AlreadyExists {
        return call.into();
    }
    let detail = details::find::<WorkflowExecutionAlreadyStartedFailure>(call.status(), DETAIL);
    let Some(detail) = detail else { return call.into() };
    Box::new(AlreadyStarted {
        workflow_id: workflow_id.to_owned(),
        run_id: detail.run_id,
        request_id: detail.start_request_id,
        call,
    })
    .into()
}
