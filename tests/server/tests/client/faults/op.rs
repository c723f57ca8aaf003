//! Decides which calls meet faults: what each does, when it is over, and what a workflow shows of it.

use crate::{TYPE, options};
use bytes::Bytes;
use dacapo_client::{
    CallError, Client,
    workflow::{ResultError, StartError, UpdateError, UpdateOptions, WaitStage, WorkflowError},
};
use dacapo_kitchen_sink::Program;
use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::workflowservice::v1::{
        RequestCancelWorkflowExecutionRequest, SignalWithStartWorkflowExecutionRequest, SignalWorkflowExecutionRequest,
        StartWorkflowExecutionRequest, UpdateWorkflowExecutionRequest,
    },
};
use dacapo_runtime::Runtime;
use dacapo_server_tests::{Lab, program};
use dacapo_transport_hyper::HyperTransport;
use prost::Message;
use serde_json::json;

pub(crate) type TypedClient<R> = Client<R, HyperTransport<R>>;

/// The update that is waited for.
const SLOW: &str = "the slow one";

/// A kind of call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    Start,
    Signal,
    SignalWithStart,
    Update,
    Cancel,
    Terminate,
    Describe,
    Result,
    UpdateResult,
}

/// Why a call has no answer.
#[derive(Debug)]
pub(crate) enum Ended {
    /// There is no such workflow any more.
    Closed,
    Failed(CallError),
}

impl Op {
    pub(crate) const ALL: [Self; 9] = [
        Self::Start,
        Self::Signal,
        Self::SignalWithStart,
        Self::Update,
        Self::Cancel,
        Self::Terminate,
        Self::Describe,
        Self::Result,
        Self::UpdateResult,
    ];

    pub(crate) const fn method(self) -> &'static str {
        match self {
            Self::Start => method::START_WORKFLOW_EXECUTION,
            Self::Signal => method::SIGNAL_WORKFLOW_EXECUTION,
            Self::SignalWithStart => method::SIGNAL_WITH_START_WORKFLOW_EXECUTION,
            Self::Update => method::UPDATE_WORKFLOW_EXECUTION,
            Self::Cancel => method::REQUEST_CANCEL_WORKFLOW_EXECUTION,
            Self::Terminate => method::TERMINATE_WORKFLOW_EXECUTION,
            Self::Describe => method::DESCRIBE_WORKFLOW_EXECUTION,
            Self::Result => method::GET_WORKFLOW_EXECUTION_HISTORY,
            Self::UpdateResult => method::POLL_WORKFLOW_EXECUTION_UPDATE,
        }
    }

    /// Whether attempts that end in silence are followed by others.
    pub(crate) const fn is_long_poll(self) -> bool {
        matches!(self, Self::Update) || self.waits()
    }

    /// Whether the server has nothing to say until [`Op::finish`].
    pub(crate) const fn waits(self) -> bool {
        matches!(self, Self::Result | Self::UpdateResult)
    }

    /// The event that the workflow's history has once where the server got it.
    pub(crate) const fn effect(self) -> Option<&'static str> {
        match self {
            Self::Start => Some("WORKFLOW_EXECUTION_STARTED"),
            Self::Signal | Self::SignalWithStart => Some("WORKFLOW_EXECUTION_SIGNALED"),
            Self::Update => Some("WORKFLOW_EXECUTION_UPDATE_ACCEPTED"),
            Self::Cancel => Some("WORKFLOW_EXECUTION_CANCEL_REQUESTED"),
            Self::Terminate => Some("WORKFLOW_EXECUTION_TERMINATED"),
            Self::Describe | Self::Result | Self::UpdateResult => None,
        }
    }

    /// By what the server knows a request again; `None` for one that it need not know.
    pub(crate) fn request_id(self, message: &Bytes) -> Option<String> {
        fn read<M: Message + Default>(message: &Bytes) -> M {
            M::decode(message.clone()).unwrap()
        }
        Some(match self {
            Self::Start => read::<StartWorkflowExecutionRequest>(message).request_id,
            Self::Signal => read::<SignalWorkflowExecutionRequest>(message).request_id,
            Self::SignalWithStart => read::<SignalWithStartWorkflowExecutionRequest>(message).request_id,
            Self::Update => read::<UpdateWorkflowExecutionRequest>(message).request?.meta?.update_id,
            Self::Cancel => read::<RequestCancelWorkflowExecutionRequest>(message).request_id,
            Self::Terminate | Self::Describe | Self::Result | Self::UpdateResult => return None,
        })
    }

    /// Sees that there is what it is about.
    pub(crate) async fn prepare<R: Runtime>(self, lab: &Lab<R>, near: &TypedClient<R>, id: &str) {
        if matches!(self, Self::Start | Self::SignalWithStart) {
            return;
        }
        let workflow = near.start_workflow(TYPE, (waiting(),), options(lab, id)).await.unwrap();
        if self == Self::UpdateResult {
            let slow = UpdateOptions { update_id: Some(SLOW.to_owned()), wait_stage: WaitStage::Accepted };
            workflow.start_update("slow", (), slow).await.unwrap();
        }
    }

    /// Makes the call.
    pub(crate) async fn call<R: Runtime>(self, lab: &Lab<R>, far: &TypedClient<R>, id: &str) -> Result<(), Ended> {
        let workflow = far.workflow(lab.id(id));
        match self {
            Self::Start => {
                let started = far.start_workflow(TYPE, (waiting(),), options(lab, id)).await?;
                expect_only_run(lab, started.run_id(), id).await;
            }
            Self::SignalWithStart => {
                let start = (TYPE, (waiting(),));
                let signaled = far.signal_with_start(("told", ()), start, options(lab, id)).await?;
                expect_only_run(lab, signaled.run_id(), id).await;
            }
            Self::Signal => workflow.signal("told", ()).await?,
            Self::Update => drop(workflow.start_update("quick", (), UpdateOptions::default()).await?),
            Self::Cancel => workflow.cancel("on purpose").await?,
            Self::Terminate => workflow.terminate("on purpose", ()).await?,
            Self::Describe => assert_eq!(workflow.describe().await?.workflow_type, TYPE),
            Self::Result => assert_eq!(workflow.result::<String>().await?, "done"),
            Self::UpdateResult => assert_eq!(workflow.update_handle(SLOW).result::<String>().await?, "slow"),
        }
        Ok(())
    }

    /// Sees that there is something to say to who waits for it.
    pub(crate) async fn finish<R: Runtime>(self, lab: &Lab<R>, near: &TypedClient<R>, id: &str) {
        let signal = match self {
            Self::Result => "end",
            Self::UpdateResult => "finish",
            _ => return,
        };
        near.workflow(lab.id(id)).signal(signal, ()).await.unwrap();
    }
}

/// It ends, and so does its slow update, when it is told to.
fn waiting() -> Program {
    program(json!({
        "actions": [{ "await_signal": "end" }, { "return": "done" }],
        "updates": {
            "quick": { "actions": [{ "return": "quick" }] },
            "slow": { "actions": [{ "await_signal": "finish" }, { "return": "slow" }] }
        },
        "on_cancel": []
    }))
}

/// The run that the caller was told of is the one there is.
async fn expect_only_run<R: Runtime>(lab: &Lab<R>, run_id: &str, id: &str) {
    let near = lab.client();
    let there = near.describe(&lab.id(id)).await.unwrap().workflow_execution_info.unwrap();
    assert_eq!(there.execution.unwrap().run_id, run_id);
    assert_eq!(there.first_run_id, run_id, "no run was there before it");
}

impl From<CallError> for Ended {
    fn from(call: CallError) -> Self {
        Self::Failed(call)
    }
}

impl From<WorkflowError> for Ended {
    fn from(error: WorkflowError) -> Self {
        match error {
            WorkflowError::Call(call) => Self::Failed(call),
            WorkflowError::NotFound(_) => Self::Closed,
            other => panic!("no fault explains this: {other}"),
        }
    }
}

impl From<StartError> for Ended {
    fn from(error: StartError) -> Self {
        match error {
            StartError::Call(call) => Self::Failed(call),
            other => panic!("no fault explains this: {other}"),
        }
    }
}

impl From<UpdateError> for Ended {
    fn from(error: UpdateError) -> Self {
        match error {
            UpdateError::Workflow(error) => error.into(),
            UpdateError::NotAccepted { call, .. } => Self::Failed(call),
            other => panic!("no fault explains this: {other}"),
        }
    }
}

impl From<ResultError> for Ended {
    fn from(error: ResultError) -> Self {
        match error {
            ResultError::Workflow(error) => error.into(),
            other => panic!("no fault explains this: {other}"),
        }
    }
}
