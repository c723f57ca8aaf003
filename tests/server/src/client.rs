//! Decides how tests start, signal and query workflows, and wait for their ends: bare calls of the Temporal API.

use bytes::Bytes;
use dacapo_core::rpc::{Call, Status};
use dacapo_kitchen_sink::{Program, program::TYPE};
use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::{
        common::v1::{Payloads, WorkflowExecution, WorkflowType},
        enums::v1::HistoryEventFilterType,
        history::v1::{HistoryEvent, history_event::Attributes},
        query::v1::WorkflowQuery,
        taskqueue::v1::TaskQueue,
        workflowservice::v1::{
            GetWorkflowExecutionHistoryRequest, GetWorkflowExecutionHistoryResponse, QueryWorkflowRequest,
            QueryWorkflowResponse, SignalWorkflowExecutionRequest, StartWorkflowExecutionRequest,
            StartWorkflowExecutionResponse,
        },
    },
};
use dacapo_runtime::Transport;
use prost::Message;
use std::time::Duration;

/// Calls of one namespace, to one task queue.
#[derive(Clone, Debug)]
pub struct Client<T> {
    transport: T,
    task_queue: String,
}

impl<T: Transport> Client<T> {
    /// A client that makes its calls through `transport`.
    pub fn new(transport: T, task_queue: &str) -> Self {
        Self { transport, task_queue: task_queue.to_owned() }
    }

    /// Makes a call and reads its answer.
    ///
    /// # Errors
    ///
    /// The call failed.
    pub async fn call<Response: Message + Default>(
        &self,
        method: &'static str,
        request: &impl Message,
    ) -> Result<Response, Status> {
        let message = Bytes::from(request.encode_to_vec());
        let call = Call { method, message, timeout: Duration::from_secs(70), metadata: Vec::new() };
        let answer = self.transport.call(call).await?;
        Ok(Response::decode(answer).unwrap_or_default())
    }

    /// Starts a workflow; its run id.
    ///
    /// # Errors
    ///
    /// The server refused.
    pub async fn start(&self, workflow_id: &str, program: &Program) -> Result<String, Status> {
        let request = StartWorkflowExecutionRequest {
            namespace: "default".into(),
            workflow_id: workflow_id.into(),
            workflow_type: Some(WorkflowType { name: TYPE.into() }),
            task_queue: Some(TaskQueue { name: self.task_queue.clone(), ..Default::default() }),
            input: Payloads::decode(program.arguments().encoded().clone()).ok(),
            request_id: workflow_id.into(),
            identity: "test".into(),
            ..Default::default()
        };
        let started: StartWorkflowExecutionResponse = self.call(method::START_WORKFLOW_EXECUTION, &request).await?;
        Ok(started.run_id)
    }

    /// Signals a workflow.
    ///
    /// # Errors
    ///
    /// The server refused.
    pub async fn signal(&self, workflow_id: &str, name: &str) -> Result<(), Status> {
        let request = SignalWorkflowExecutionRequest {
            namespace: "default".into(),
            workflow_execution: Some(execution(workflow_id)),
            signal_name: name.into(),
            ..Default::default()
        };
        self.call::<()>(method::SIGNAL_WORKFLOW_EXECUTION, &request).await
    }

    /// Asks a workflow for its state, as JSON.
    ///
    /// # Errors
    ///
    /// It was not answered.
    pub async fn state(&self, workflow_id: &str) -> Result<String, Status> {
        let request = QueryWorkflowRequest {
            namespace: "default".into(),
            execution: Some(execution(workflow_id)),
            query: Some(WorkflowQuery { query_type: "state".into(), ..Default::default() }),
            ..Default::default()
        };
        let answered: QueryWorkflowResponse = self.call(method::QUERY_WORKFLOW, &request).await?;
        Ok(text(answered.query_result))
    }

    /// Waits until a workflow is closed: its result as JSON, or what became of it in words.
    ///
    /// # Errors
    ///
    /// The server does not say.
    pub async fn outcome(&self, workflow_id: &str) -> Result<String, Status> {
        let mut request = GetWorkflowExecutionHistoryRequest {
            namespace: "default".into(),
            execution: Some(execution(workflow_id)),
            wait_new_event: true,
            history_event_filter_type: HistoryEventFilterType::CloseEvent.into(),
            ..Default::default()
        };
        loop {
            let page: GetWorkflowExecutionHistoryResponse =
                self.call(method::GET_WORKFLOW_EXECUTION_HISTORY, &request).await?;
            if let Some(event) = page.history.unwrap_or_default().events.pop() {
                return Ok(outcome(event));
            }
            request.next_page_token = page.next_page_token;
        }
    }

    /// All events of a workflow.
    ///
    /// # Errors
    ///
    /// The server does not say.
    pub async fn history(&self, workflow_id: &str) -> Result<Vec<HistoryEvent>, Status> {
        let mut request = GetWorkflowExecutionHistoryRequest {
            namespace: "default".into(),
            execution: Some(execution(workflow_id)),
            ..Default::default()
        };
        let mut events = Vec::new();
        loop {
            let page: GetWorkflowExecutionHistoryResponse =
                self.call(method::GET_WORKFLOW_EXECUTION_HISTORY, &request).await?;
            events.extend(page.history.unwrap_or_default().events);
            if page.next_page_token.is_empty() {
                return Ok(events);
            }
            request.next_page_token = page.next_page_token;
        }
    }
}

fn execution(workflow_id: &str) -> WorkflowExecution {
    WorkflowExecution { workflow_id: workflow_id.into(), run_id: String::new() }
}

fn text(payloads: Option<Payloads>) -> String {
    let payloads = payloads.unwrap_or_default().payloads;
    payloads.iter().map(|payload| String::from_utf8_lossy(&payload.data).into_owned()).collect()
}

fn outcome(event: HistoryEvent) -> String {
    let kind = event.event_type().as_str_name().to_owned();
    match event.attributes {
        Some(Attributes::WorkflowExecutionCompletedEventAttributes(completed)) => text(completed.result),
        Some(Attributes::WorkflowExecutionFailedEventAttributes(failed)) => {
            format!("{kind}: {}", failed.failure.unwrap_or_default().message)
        }
        _ => kind,
    }
}
