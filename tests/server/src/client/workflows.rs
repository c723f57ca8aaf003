//! Decides how tests start workflows, tell and ask them things, and wait for their ends.

use super::{Client, IDENTITY, NAMESPACE, execution, payloads, text};
use crate::{History, history::outcome};
use dacapo_core::rpc::{Code, Status};
use dacapo_kitchen_sink::{Program, program::TYPE};
use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::{
        common::v1::{Payloads, WorkflowType},
        enums::v1::{HistoryEventFilterType, UpdateWorkflowExecutionLifecycleStage as Stage},
        query::v1::WorkflowQuery,
        taskqueue::v1::TaskQueue,
        update::v1::{self as update, WaitPolicy, outcome::Value as Outcome},
        workflowservice::v1::{
            DescribeWorkflowExecutionRequest, DescribeWorkflowExecutionResponse, GetWorkflowExecutionHistoryRequest,
            GetWorkflowExecutionHistoryResponse, PollWorkflowExecutionUpdateRequest,
            PollWorkflowExecutionUpdateResponse, QueryWorkflowRequest, QueryWorkflowResponse,
            RequestCancelWorkflowExecutionRequest, RequestCancelWorkflowExecutionResponse,
            SignalWorkflowExecutionRequest, SignalWorkflowExecutionResponse, StartWorkflowExecutionRequest,
            StartWorkflowExecutionResponse, TerminateWorkflowExecutionRequest, TerminateWorkflowExecutionResponse,
            UpdateWorkflowExecutionRequest, UpdateWorkflowExecutionResponse,
        },
    },
};
use dacapo_runtime::Transport;
use prost::Message;
use serde_json::Value;

/// How an update ended, or how far it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the ways there are")]
pub enum UpdateEnd {
    /// It was not accepted yet.
    Admitted,
    /// It was accepted and has not ended.
    Accepted,
    /// It ended with this result, as JSON.
    Completed(String),
    /// It failed or was rejected, with this message.
    Failed(String),
}

impl<T: Transport> Client<T> {
    /// The request that starts a program.
    #[must_use]
    pub fn start_request(&self, workflow_id: &str, program: &Program) -> StartWorkflowExecutionRequest {
        StartWorkflowExecutionRequest {
            namespace: NAMESPACE.into(),
            workflow_id: workflow_id.into(),
            workflow_type: Some(WorkflowType { name: TYPE.into() }),
            task_queue: Some(TaskQueue { name: self.task_queue.clone(), ..Default::default() }),
            input: Payloads::decode(program.arguments().encoded().clone()).ok(),
            request_id: workflow_id.into(),
            identity: IDENTITY.into(),
            ..Default::default()
        }
    }

    /// Starts a workflow; its run id.
    ///
    /// # Errors
    ///
    /// The server refused.
    pub async fn start(&self, workflow_id: &str, program: &Program) -> Result<String, Status> {
        Ok(self.start_as(&self.start_request(workflow_id, program)).await?.run_id)
    }

    /// Starts a workflow as the request says.
    ///
    /// # Errors
    ///
    /// The server refused.
    pub async fn start_as(
        &self,
        request: &StartWorkflowExecutionRequest,
    ) -> Result<StartWorkflowExecutionResponse, Status> {
        self.call(method::START_WORKFLOW_EXECUTION, request).await
    }

    /// Signals a workflow.
    ///
    /// # Errors
    ///
    /// The server refused.
    pub async fn signal(&self, workflow_id: &str, name: &str, argument: &Value) -> Result<(), Status> {
        let request = SignalWorkflowExecutionRequest {
            namespace: NAMESPACE.into(),
            workflow_execution: Some(execution(workflow_id)),
            signal_name: name.into(),
            input: Some(payloads(argument)),
            identity: IDENTITY.into(),
            ..Default::default()
        };
        let SignalWorkflowExecutionResponse { .. } = self.call(method::SIGNAL_WORKFLOW_EXECUTION, &request).await?;
        Ok(())
    }

    /// Asks a workflow to cancel.
    ///
    /// # Errors
    ///
    /// The server refused.
    pub async fn cancel(&self, workflow_id: &str) -> Result<(), Status> {
        let request = RequestCancelWorkflowExecutionRequest {
            namespace: NAMESPACE.into(),
            workflow_execution: Some(execution(workflow_id)),
            identity: IDENTITY.into(),
            ..Default::default()
        };
        let RequestCancelWorkflowExecutionResponse { .. } =
            self.call(method::REQUEST_CANCEL_WORKFLOW_EXECUTION, &request).await?;
        Ok(())
    }

    /// Ends a workflow without asking it.
    ///
    /// # Errors
    ///
    /// The server refused.
    pub async fn terminate(&self, workflow_id: &str) -> Result<(), Status> {
        let request = TerminateWorkflowExecutionRequest {
            namespace: NAMESPACE.into(),
            workflow_execution: Some(execution(workflow_id)),
            identity: IDENTITY.into(),
            ..Default::default()
        };
        let TerminateWorkflowExecutionResponse { .. } =
            self.call(method::TERMINATE_WORKFLOW_EXECUTION, &request).await?;
        Ok(())
    }

    /// Asks a workflow something; the answer as JSON.
    ///
    /// # Errors
    ///
    /// It was not answered, or with a failure.
    pub async fn query(&self, workflow_id: &str, query_type: &str, argument: &Value) -> Result<String, Status> {
        let query =
            WorkflowQuery { query_type: query_type.into(), query_args: Some(payloads(argument)), ..Default::default() };
        let request = QueryWorkflowRequest {
            namespace: NAMESPACE.into(),
            execution: Some(execution(workflow_id)),
            query: Some(query),
            ..Default::default()
        };
        let answered: QueryWorkflowResponse = self.call(method::QUERY_WORKFLOW, &request).await?;
        Ok(text(answered.query_result.as_ref()))
    }

    /// Asks a workflow for its state, as JSON.
    ///
    /// # Errors
    ///
    /// It was not answered.
    pub async fn state(&self, workflow_id: &str) -> Result<String, Status> {
        self.query(workflow_id, "state", &Value::Null).await
    }

    /// Updates a workflow, under an id, and waits for as long as that takes until the update was accepted or rejected.
    ///
    /// # Errors
    ///
    /// The server refused.
    pub async fn update(&self, workflow_id: &str, id: &str, name: &str, argument: &Value) -> Result<UpdateEnd, Status> {
        let request = self.update_request(workflow_id, (id, name, argument), Stage::Accepted);
        loop {
            let answer: UpdateWorkflowExecutionResponse =
                self.call(method::UPDATE_WORKFLOW_EXECUTION, &request).await?;
            match how_far(answer.stage(), answer.outcome) {
                UpdateEnd::Admitted => {}
                end => return Ok(end),
            }
        }
    }

    /// The request that updates a workflow and waits for a stage of that.
    #[must_use]
    pub fn update_request(
        &self,
        workflow_id: &str,
        (id, name, argument): (&str, &str, &Value),
        stage: Stage,
    ) -> UpdateWorkflowExecutionRequest {
        UpdateWorkflowExecutionRequest {
            namespace: NAMESPACE.into(),
            workflow_execution: Some(execution(workflow_id)),
            wait_policy: Some(WaitPolicy { lifecycle_stage: stage.into() }),
            request: Some(update::Request {
                meta: Some(update::Meta { update_id: id.into(), identity: IDENTITY.into() }),
                input: Some(update::Input { name: name.into(), args: Some(payloads(argument)), ..Default::default() }),
                ..Default::default()
            }),
            ..Default::default()
        }
    }

    /// Waits until an update has ended.
    ///
    /// # Errors
    ///
    /// The server does not say.
    pub async fn update_end(&self, workflow_id: &str, id: &str) -> Result<UpdateEnd, Status> {
        let request = PollWorkflowExecutionUpdateRequest {
            namespace: NAMESPACE.into(),
            update_ref: Some(update::UpdateRef {
                workflow_execution: Some(execution(workflow_id)),
                update_id: id.into(),
            }),
            identity: IDENTITY.into(),
            wait_policy: Some(WaitPolicy { lifecycle_stage: Stage::Completed.into() }),
        };
        loop {
            let answer: PollWorkflowExecutionUpdateResponse =
                self.call(method::POLL_WORKFLOW_EXECUTION_UPDATE, &request).await?;
            match how_far(answer.stage(), answer.outcome) {
                UpdateEnd::Admitted | UpdateEnd::Accepted => {}
                end => return Ok(end),
            }
        }
    }

    /// Waits until a workflow is closed: its result as JSON, or what became of it in words.
    ///
    /// # Errors
    ///
    /// The server does not say.
    pub async fn outcome(&self, workflow_id: &str) -> Result<String, Status> {
        let mut request = history_of(workflow_id);
        request.wait_new_event = true;
        request.history_event_filter_type = HistoryEventFilterType::CloseEvent.into();
        loop {
            let page: GetWorkflowExecutionHistoryResponse =
                match self.call(method::GET_WORKFLOW_EXECUTION_HISTORY, &request).await {
                    // The connection broke, or the server went away; the workflow is as it was.
                    Err(status) if matches!(status.code, Code::Unavailable | Code::DeadlineExceeded) => continue,
                    answer => answer?,
                };
            if let Some(event) = page.history.unwrap_or_default().events.pop() {
                return Ok(outcome(&event));
            }
            request.next_page_token = page.next_page_token;
        }
    }

    /// All events of a workflow's current run.
    ///
    /// # Errors
    ///
    /// The server does not say.
    pub async fn history(&self, workflow_id: &str) -> Result<History, Status> {
        self.history_of_run(workflow_id, "").await
    }

    /// All events of a run.
    ///
    /// # Errors
    ///
    /// The server does not say.
    pub async fn history_of_run(&self, workflow_id: &str, run_id: &str) -> Result<History, Status> {
        let mut request = history_of(workflow_id);
        if let Some(execution) = &mut request.execution {
            run_id.clone_into(&mut execution.run_id);
        }
        let mut events = Vec::new();
        loop {
            let page: GetWorkflowExecutionHistoryResponse =
                self.call(method::GET_WORKFLOW_EXECUTION_HISTORY, &request).await?;
            events.extend(page.history.unwrap_or_default().events);
            if page.next_page_token.is_empty() {
                return Ok(History(events));
            }
            request.next_page_token = page.next_page_token;
        }
    }

    /// What the server knows of a workflow's current run.
    ///
    /// # Errors
    ///
    /// The server does not say.
    pub async fn describe(&self, workflow_id: &str) -> Result<DescribeWorkflowExecutionResponse, Status> {
        let request =
            DescribeWorkflowExecutionRequest { namespace: NAMESPACE.into(), execution: Some(execution(workflow_id)) };
        self.call(method::DESCRIBE_WORKFLOW_EXECUTION, &request).await
    }
}

fn history_of(workflow_id: &str) -> GetWorkflowExecutionHistoryRequest {
    GetWorkflowExecutionHistoryRequest {
        namespace: NAMESPACE.into(),
        execution: Some(execution(workflow_id)),
        ..Default::default()
    }
}

fn how_far(stage: Stage, outcome: Option<update::Outcome>) -> UpdateEnd {
    match outcome.and_then(|outcome| outcome.value) {
        Some(Outcome::Success(result)) => UpdateEnd::Completed(text(Some(&result))),
        Some(Outcome::Failure(failure)) => UpdateEnd::Failed(failure.message),
        None if matches!(stage, Stage::Accepted | Stage::Completed) => UpdateEnd::Accepted,
        None => UpdateEnd::Admitted,
    }
}
