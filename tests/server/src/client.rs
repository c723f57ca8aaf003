//! Decides how tests call the server: bare calls of the Temporal API, in one namespace.

mod activities;
mod nexus;
mod workflows;

pub use workflows::UpdateEnd;

use bytes::Bytes;
use core::time::Duration;
use dacapo_core::rpc::{Call, Status};
use dacapo_proto::temporal::api::common::v1::{Payload, Payloads, WorkflowExecution};
use dacapo_runtime::Transport;
use prost::Message;
use serde_json::Value;

/// The namespace of all tests.
pub(crate) const NAMESPACE: &str = "default";

/// Who the server is told that clients are.
pub(crate) const IDENTITY: &str = "client";

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
}

/// The current run of a workflow.
#[must_use]
pub fn execution(workflow_id: &str) -> WorkflowExecution {
    WorkflowExecution { workflow_id: workflow_id.into(), run_id: String::new() }
}

/// A value as arguments or a result.
#[must_use]
pub fn payloads(value: &Value) -> Payloads {
    let payload = dacapo_kitchen_sink::value::payload(value).to_message().unwrap_or_default();
    Payloads { payloads: vec![payload] }
}

/// What payloads say, one after another.
#[must_use]
pub fn text(payloads: Option<&Payloads>) -> String {
    payloads.map(|payloads| payloads.payloads.iter().map(one_text).collect()).unwrap_or_default()
}

/// What a payload says.
#[must_use]
pub fn one_text(payload: &Payload) -> String {
    String::from_utf8_lossy(&payload.data).into_owned()
}
