//! Decides what is kept of a test run for others to play: the history of every run, in the folder that
//! `DACAPO_KEEP_HISTORIES` names, where it does.

use crate::{Lab, OnTokio, World, client::NAMESPACE};
use core::time::Duration;
use dacapo_core::rpc::Status;
use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::{
        common::v1::WorkflowExecution,
        history::v1::History,
        workflowservice::v1::{ListWorkflowExecutionsRequest, ListWorkflowExecutionsResponse},
    },
};
use dacapo_runtime::Runtime;
use prost::Message;
use std::{env, fs, path::Path};

/// How long the server may take to list what has just begun.
const LISTED: Duration = Duration::from_secs(2);

/// Writes down what a server has, unless nobody wants it.
///
/// # Panics
///
/// It cannot be written down.
#[expect(clippy::expect_used, reason = "without the histories there is nothing to play")]
pub(crate) fn keep(port: u16) {
    let Some(folder) = env::var_os("DACAPO_KEEP_HISTORIES") else { return };
    OnTokio::run(|runtime| async move {
        fs::create_dir_all(&folder).expect("the folder can be made");
        write(Lab::new(runtime, port, "keep"), Path::new(&folder)).await.expect("the server answers");
    });
}

#[expect(clippy::expect_used, reason = "as above")]
async fn write<R: Runtime>(lab: Lab<R>, folder: &Path) -> Result<(), Status> {
    let client = lab.client();
    for WorkflowExecution { workflow_id, run_id } in everything(&lab).await? {
        let events = client.history_of_run(&workflow_id, &run_id).await?.0;
        let name = format!("{}-{run_id}.bin", workflow_id.replace('/', "_"));
        fs::write(folder.join(name), History { events }.encode_to_vec()).expect("the folder takes files");
    }
    Ok(())
}

/// All runs, once the server lists no more than before.
async fn everything<R: Runtime>(lab: &Lab<R>) -> Result<Vec<WorkflowExecution>, Status> {
    let mut before = list(lab).await?;
    loop {
        lab.runtime.sleep(LISTED).await;
        let runs = list(lab).await?;
        if runs.len() == before.len() {
            return Ok(runs);
        }
        before = runs;
    }
}

async fn list<R: Runtime>(lab: &Lab<R>) -> Result<Vec<WorkflowExecution>, Status> {
    let client = lab.client();
    let mut request =
        ListWorkflowExecutionsRequest { namespace: NAMESPACE.into(), page_size: 1000, ..Default::default() };
    let mut runs = Vec::new();
    loop {
        let page: ListWorkflowExecutionsResponse = client.call(method::LIST_WORKFLOW_EXECUTIONS, &request).await?;
        runs.extend(page.executions.into_iter().filter_map(|run| run.execution));
        if page.next_page_token.is_empty() {
            return Ok(runs);
        }
        request.next_page_token = page.next_page_token;
    }
}
