//! Decides how a Nexus task's steps are taken.

use crate::Client;
use dacapo_core::worker::host::{NexusOutcome, NexusTask};
use dacapo_kitchen_sink::{BackingWorkflow, Callback, NexusStep, nexus_steps};
use dacapo_proto::temporal::api::common::v1::{
    Callback as WireCallback,
    callback::{Nexus, Variant},
};
use dacapo_runtime::{Handle, Runtime, Transport};
use futures_channel::oneshot;
use futures_util::future::{Either, select};
use std::pin::pin;

/// Takes a Nexus task's steps, until its end or until it is told to stop.
pub(super) async fn run<R: Runtime, T: Transport>(
    (runtime, client): (R, Client<T>),
    worker: Handle,
    task: NexusTask,
    mut canceled: oneshot::Receiver<()>,
) {
    let mut outcome = NexusOutcome::AckCancel;
    for step in nexus_steps(&task) {
        match step {
            NexusStep::Sleep(length) => {
                let sleep = pin!(runtime.sleep(length));
                if let Either::Right((Ok(()), _)) = select(sleep, &mut canceled).await {
                    break;
                }
            }
            NexusStep::WaitForCancel => {
                // It is told, or the worker is gone; neither leaves anything to do.
                let _told = (&mut canceled).await;
                break;
            }
            NexusStep::StartWorkflow(workflow, callback) => start(&client, &workflow, callback).await,
            NexusStep::CancelWorkflow(id) => {
                if let Err(status) = client.cancel(&id).await {
                    eprintln!("workflow {id} was not asked to cancel: {status}");
                }
            }
            NexusStep::End(end) => {
                outcome = end;
                break;
            }
        }
    }
    // A worker that has ended has handed the task back.
    let _ended = worker.end_nexus(task.task_token, outcome).await;
}

/// Starts a workflow that tells the caller of an operation its end.
async fn start<T: Transport>(client: &Client<T>, workflow: &BackingWorkflow, callback: Callback) {
    let mut request = client.start_request(&workflow.workflow_id, &workflow.program);
    request.request_id = callback.request_id;
    let nexus = Nexus { url: callback.url, header: callback.header };
    request.completion_callbacks = vec![WireCallback { variant: Some(Variant::Nexus(nexus)), ..Default::default() }];
    if let Err(status) = client.start_as(&request).await {
        eprintln!("workflow {} was not started: {status}", workflow.workflow_id);
    }
}
