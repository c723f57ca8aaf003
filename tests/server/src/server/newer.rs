//! Decides how a server is started that is newer than the CLI's: `tests/record/newer`, with what it has to be told to serve,
//! and a namespace of the CLI's name.

use super::{DevServer, SETTINGS};
use crate::{Lab, OnTokio, World, client::NAMESPACE};
use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::workflowservice::v1::{
        DescribeWorkflowExecutionRequest, DescribeWorkflowExecutionResponse, RegisterNamespaceRequest,
        RegisterNamespaceResponse,
    },
};
use dacapo_runtime::Runtime;
use std::{
    env,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// What such a server serves only where it is told to.
const SERVED: [&str; 5] = [
    "frontend.WorkflowPauseEnabled=true",
    "frontend.workflowRulesAPIsEnabled=true",
    "frontend.WorkerCommandsEnabled=true",
    "frontend.enableCancelWorkerPollsOnShutdown=true",
    "history.enableStandaloneActivityOperatorCommands=true",
];

/// For how long the server keeps what is closed.
const RETENTION: prost_types::Duration = prost_types::Duration { seconds: 24 * 3600, nanos: 0 };

/// Such a server, where there is one.
pub(super) fn program() -> Option<PathBuf> {
    env::var_os("DACAPO_NEWER_SERVER").filter(|path| !path.is_empty()).map(PathBuf::from)
}

/// Starts it. It ends with its input, whose other end is held here.
#[expect(clippy::expect_used, reason = "a test cannot go on without a server")]
pub(super) fn start(program: &Path) -> DevServer {
    let mut command = Command::new(program);
    command.args(SETTINGS).args(SERVED).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut watch = command.spawn().expect("the newer server starts");
    let mut address = String::new();
    let mut said = BufReader::new(watch.stdout.take().expect("its output is ours"));
    said.read_line(&mut address).expect("the newer server says where it listens");
    let port = address.trim().rsplit(':').next().and_then(|port| port.parse().ok());
    let server = DevServer { watch, port: port.expect("the newer server says at which port"), _held: None };
    OnTokio::run(|runtime| prepare(Lab::new(runtime, server.port, "newer")));
    server
}

/// Registers the namespace of all tests, and waits until every part of the server knows it.
async fn prepare<R: Runtime>(lab: Lab<R>) {
    let client = lab.client();
    let namespace = NAMESPACE.to_owned();
    let request = RegisterNamespaceRequest {
        namespace: namespace.clone(),
        workflow_execution_retention_period: Some(RETENTION),
        ..Default::default()
    };
    let missing = DescribeWorkflowExecutionRequest { namespace, execution: Some(crate::client::execution("nobody")) };
    lab.eventually(async || {
        // The first calls may come before the server serves.
        let _registered = client.call::<RegisterNamespaceResponse>(method::REGISTER_NAMESPACE, &request).await;
        let answer = client.call::<DescribeWorkflowExecutionResponse>(method::DESCRIBE_WORKFLOW_EXECUTION, &missing);
        answer.await.err().filter(|status| status.message.contains("workflow"))
    })
    .await;
}
