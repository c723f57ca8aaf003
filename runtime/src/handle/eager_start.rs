//! Decides what becomes of a slot that was taken for an eager start: a task comes for it, or it is given back.

use super::{Handle, Said};
use bytes::Bytes;
use core::mem;
use dacapo_core::{
    id::Text,
    worker::{Input, Worker, config::WorkerDeploymentOptions},
};
use futures_channel::mpsc::Sender;

/// A workflow slot for an execution that its holder is about to start. Dropping it gives the slot back.
///
/// The holder calls `StartWorkflowExecution` on the worker's namespace and task queue with `request_eager_execution`
/// set, and the worker's version. If the answer has an `eager_workflow_task`, it is for [`EagerStart::run`].
#[must_use = "dropping it gives the slot back"]
#[derive(Debug)]
pub struct EagerStart {
    // A sender of its own, which has room for one message whatever waits already.
    said: Sender<Said>,
    task: Option<Bytes>,
    namespace: Text,
    task_queue: Text,
    deployment_options: Option<WorkerDeploymentOptions>,
}

impl EagerStart {
    pub(crate) fn new(handle: &Handle, worker: &Worker) -> Self {
        let (namespace, task_queue) = worker.place();
        Self {
            said: handle.said.clone(),
            task: None,
            namespace: namespace.clone(),
            task_queue: task_queue.clone(),
            deployment_options: worker.deployment_options(),
        }
    }

    /// The namespace that the execution must be started in.
    #[must_use]
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// The task queue that it must be started on.
    #[must_use]
    pub fn task_queue(&self) -> &str {
        &self.task_queue
    }

    /// The version that the worker is of: the request's `eager_worker_deployment_options`.
    #[must_use]
    pub const fn deployment_options(&self) -> Option<&WorkerDeploymentOptions> {
        self.deployment_options.as_ref()
    }

    /// Runs the first task of the execution: the encoded `PollWorkflowTaskQueueResponse` that came with the answer. One
    /// that is empty gives the slot back. Where the worker has ended meanwhile, the server gives the task to another one.
    pub fn run(mut self, task: Bytes) {
        self.task = Some(task);
    }
}

impl Drop for EagerStart {
    fn drop(&mut self) {
        let said = Said::Input(Input::EagerWorkflowTask { response: mem::take(&mut self.task) });
        // Nobody misses it where the worker has ended.
        drop(self.said.try_send(said));
    }
}
