//! Decides how workflows are started and awaited, the same for every worker; its own cost is nobody's.

use anyhow::{Context, Result, anyhow, bail, ensure};
use bytes::Bytes;
use dacapo_bench_worker::Echoes;
use dacapo_core::{
    rpc::{Call, Code, Status},
    time::WallTime,
};
use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::{
        common::v1::{Payload, Payloads, WorkflowExecution, WorkflowType},
        enums::v1::HistoryEventFilterType,
        history::v1::{HistoryEvent, history_event::Attributes},
        taskqueue::v1::TaskQueue,
        workflowservice::v1::{
            DescribeNamespaceRequest, DescribeNamespaceResponse, GetWorkflowExecutionHistoryRequest,
            GetWorkflowExecutionHistoryResponse, SignalWorkflowExecutionRequest, StartWorkflowExecutionRequest,
            StartWorkflowExecutionResponse,
        },
    },
};
use dacapo_runtime::{Endpoint, Runtime, Transport};
use dacapo_runtime_tokio::Tokio;
use dacapo_scripted::workflows::{ECHOES, GO};
use dacapo_server_tests::Client as Calls;
use dacapo_transport_hyper::{HyperTransport, Options};
use futures_util::{StreamExt, TryStreamExt, stream};
use prost::Message;
use std::{future::Future, sync::Arc, time::Duration};

const NAMESPACE: &str = "default";

/// How often it is asked whether the server is ready, every 100 ms.
const TRIES: u32 = 300;

/// How long a call waits for a result. The server sometimes misses the end of a workflow that such a call waits for, and
/// says so only at the end of the call.
const RESULT_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a workflow may take until something must be wrong.
const PATIENCE: Duration = Duration::from_secs(120);

/// A server, and what is needed to speak to it.
pub(crate) struct Server {
    tokio: tokio::runtime::Runtime,
    runtime: Tokio,
    transport: HyperTransport<Tokio>,
    /// Where it listens.
    pub(crate) port: u16,
}

/// Workflows of one kind, on one task queue.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    runtime: Tokio,
    calls: Calls<HyperTransport<Tokio>>,
    transport: HyperTransport<Tokio>,
    task_queue: Arc<str>,
    input: Arc<Echoes>,
}

/// How a workflow went.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ended {
    /// From the client's call to the event that closes it. Client and server have one clock here; that of the event does
    /// not wait for whoever asks for the result.
    pub(crate) latency: Duration,
    /// When that event was.
    pub(crate) closed: WallTime,
    /// Whether its history has other events than it must.
    pub(crate) is_disturbed: bool,
}

impl Server {
    /// Waits until the server takes calls.
    ///
    /// # Errors
    ///
    /// It does not.
    pub(crate) fn connect(port: u16) -> Result<Self> {
        let tokio = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let runtime = Tokio::new(tokio.handle().clone());
        let endpoint = Endpoint::Tcp { host: "127.0.0.1".into(), port };
        let transport = HyperTransport::new(runtime.clone(), &Options::new(endpoint, 1))?;
        let calls = Calls::new(transport.clone(), "none");
        let request = DescribeNamespaceRequest { namespace: NAMESPACE.into(), ..Default::default() };
        tokio.block_on(async {
            for _ in 0..TRIES {
                let described: Result<DescribeNamespaceResponse, _> =
                    calls.call(method::DESCRIBE_NAMESPACE, &request).await;
                if described.is_ok() {
                    return Ok(());
                }
                runtime.sleep(Duration::from_millis(100)).await;
            }
            bail!("the server is not ready")
        })?;
        Ok(Self { tokio, runtime, transport, port })
    }

    /// Runs a future to its end.
    pub(crate) fn wait<F: Future>(&self, future: F) -> F::Output {
        self.tokio.block_on(future)
    }

    /// Runs a future beside the caller.
    pub(crate) fn spawn<F>(&self, future: F) -> tokio::task::JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send,
    {
        self.tokio.spawn(future)
    }

    /// The clock, and time to pass.
    pub(crate) fn runtime(&self) -> Tokio {
        self.runtime.clone()
    }

    /// What gives work to the workers of a queue.
    pub(crate) fn client(&self, task_queue: &str, input: Echoes) -> Client {
        Client {
            runtime: self.runtime.clone(),
            calls: Calls::new(self.transport.clone(), task_queue),
            transport: self.transport.clone(),
            task_queue: task_queue.into(),
            input: input.into(),
        }
    }
}

impl Client {
    /// Starts workflows until `count` have ended, `concurrency` at a time.
    ///
    /// # Errors
    ///
    /// One of them ended otherwise than it must.
    pub(crate) async fn run(self, prefix: &'static str, count: usize, concurrency: usize) -> Result<Vec<Ended>> {
        let one = |number| {
            let client = self.clone();
            async move { client.run_one(&client.id(prefix, number)).await }
        };
        stream::iter(0..count).map(one).buffer_unordered(concurrency).try_collect().await
    }

    /// Starts `count` workflows, `concurrency` at a time.
    ///
    /// # Errors
    ///
    /// The server refused one.
    pub(crate) async fn open(&self, prefix: &'static str, count: usize, concurrency: usize) -> Result<()> {
        let one = |number| async move { self.start(&self.id(prefix, number)).await };
        stream::iter(0..count).map(one).buffer_unordered(concurrency).try_collect().await
    }

    /// Signals workflows that wait, and waits for their ends.
    ///
    /// # Errors
    ///
    /// One of them ended otherwise than it must.
    pub(crate) async fn close(&self, prefix: &'static str, count: usize, concurrency: usize) -> Result<Vec<Ended>> {
        let one = |number| async move {
            let (id, begun) = (self.id(prefix, number), self.runtime.now().wall);
            self.signal(&id).await.map_err(|status| failed("a signal", &status))?;
            self.ended(&id, begun).await
        };
        stream::iter(0..count).map(one).buffer_unordered(concurrency).try_collect().await
    }

    fn id(&self, prefix: &str, number: usize) -> String {
        format!("{}-{prefix}-{number}", self.task_queue)
    }

    async fn run_one(&self, id: &str) -> Result<Ended> {
        let begun = self.runtime.now().wall;
        self.start(id).await?;
        self.ended(id, begun).await
    }

    async fn start(&self, id: &str) -> Result<()> {
        let request = StartWorkflowExecutionRequest {
            namespace: NAMESPACE.into(),
            workflow_id: id.into(),
            workflow_type: Some(WorkflowType { name: ECHOES.into() }),
            task_queue: Some(TaskQueue { name: self.task_queue.to_string(), ..Default::default() }),
            input: Some(Payloads { payloads: vec![json(&*self.input)?] }),
            request_id: id.into(),
            identity: "load".into(),
            ..Default::default()
        };
        let started: Result<StartWorkflowExecutionResponse, _> =
            self.calls.call(method::START_WORKFLOW_EXECUTION, &request).await;
        started.map(drop).map_err(|status| failed("a start", &status))
    }

    async fn signal(&self, id: &str) -> Result<(), Status> {
        let request = SignalWorkflowExecutionRequest {
            namespace: NAMESPACE.into(),
            workflow_execution: Some(execution(id)),
            signal_name: GO.into(),
            ..Default::default()
        };
        self.calls.call::<()>(method::SIGNAL_WORKFLOW_EXECUTION, &request).await
    }

    /// Waits for the end of a workflow and looks at it.
    async fn ended(&self, id: &str, begun: WallTime) -> Result<Ended> {
        let last = self.last_event(id).await.map_err(|status| failed("a result", &status))?;
        let Some(Attributes::WorkflowExecutionCompletedEventAttributes(completed)) = last.attributes else {
            bail!("{id} ended otherwise: {:?}", last.event_type());
        };
        let result = completed.result.unwrap_or_default().payloads;
        let text: String = serde_json::from_slice(&result.first().context("there is no result")?.data)?;
        ensure!(text == self.input.text, "{id} returned {text:?}");
        let closed = last.event_time.as_ref().and_then(WallTime::from_wire).context("the last event has no time")?;
        Ok(Ended { latency: closed.since(begun), closed, is_disturbed: last.event_id != self.input.events() })
    }

    /// Asks for the event that closes a workflow until there is one.
    async fn last_event(&self, id: &str) -> Result<HistoryEvent, Status> {
        let mut request = GetWorkflowExecutionHistoryRequest {
            namespace: NAMESPACE.into(),
            execution: Some(execution(id)),
            wait_new_event: true,
            history_event_filter_type: HistoryEventFilterType::CloseEvent.into(),
            ..Default::default()
        };
        let begun = self.runtime.now().mono;
        while self.runtime.now().mono.since(begun) < PATIENCE {
            let call = Call {
                method: method::GET_WORKFLOW_EXECUTION_HISTORY,
                message: Bytes::from(request.encode_to_vec()),
                timeout: RESULT_TIMEOUT,
                metadata: Vec::new(),
            };
            let answer = match self.transport.call(call).await {
                Err(status) if status.code == Code::DeadlineExceeded => continue,
                answer => answer?,
            };
            let page = GetWorkflowExecutionHistoryResponse::decode(answer).unwrap_or_default();
            if let Some(event) = page.history.unwrap_or_default().events.pop() {
                return Ok(event);
            }
            request.next_page_token = page.next_page_token;
        }
        Err(Status::new(Code::DeadlineExceeded, format!("{id} has not ended within {PATIENCE:?}")))
    }
}

fn execution(id: &str) -> WorkflowExecution {
    WorkflowExecution { workflow_id: id.into(), run_id: String::new() }
}

fn json(value: &impl serde::Serialize) -> Result<Payload> {
    Ok(Payload {
        metadata: [("encoding".into(), "json/plain".into())].into(),
        data: serde_json::to_vec(value)?.into(),
        ..Default::default()
    })
}

fn failed(what: &str, status: &Status) -> anyhow::Error {
    anyhow!("{what} failed: {status}")
}
