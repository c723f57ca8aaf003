//! Decides how a workflow is started whose first task a worker in this process works on.

use super::{StartError, StartOptions, WorkflowHandle, start::not_started};
use crate::{
    Client,
    convert::{Arguments, Converter},
};
use dacapo_runtime::{EagerStart, Handle, Runtime, Transport};
use prost::Message as _;

impl<R: Runtime, T: Transport, C: Converter> Client<R, T, C> {
    /// Starts a workflow, and has the worker work on its first task as soon as the server answers, without a poll in between.
    /// Where the worker has no slot free, or the server does not give the task, it is the same as
    /// [`start_workflow`](Self::start_workflow).
    ///
    /// # Errors
    ///
    /// It was not started; the worker takes its tasks from another task queue or namespace.
    pub async fn start_workflow_eagerly(
        &self,
        worker: &Handle,
        workflow_type: &str,
        arguments: impl Arguments,
        options: StartOptions,
    ) -> Result<WorkflowHandle<R, T, C>, StartError> {
        let mut request = self.start_request(workflow_type, &arguments, options)?;
        // A worker that has ended has no slot.
        let slot = worker.reserve_eager_start().await.ok().flatten();
        if let Some(slot) = &slot {
            let task_queue = request.task_queue.as_ref().map_or("", |queue| queue.name.as_str());
            self.check_place(slot, task_queue)?;
            request.request_eager_execution = true;
            request.eager_worker_deployment_options = slot.deployment_options().cloned();
        }
        let answer = self.call(&request).await.map_err(|call| not_started(&request.workflow_id, call))?;
        if let (Some(slot), Some(task)) = (slot, &answer.eager_workflow_task) {
            slot.run(task.encode_to_vec().into());
        }
        Ok(self.started(request.workflow_id, answer))
    }

    /// A worker would run the task of any queue that it is given, and know nothing of its workflow.
    fn check_place(&self, slot: &EagerStart, task_queue: &str) -> Result<(), StartError> {
        let wrong = |option, problem| Err(StartError::InvalidOption { option, problem });
        if slot.task_queue() != task_queue {
            return wrong("task_queue", "the worker takes its tasks from another one");
        }
        if slot.namespace() != self.namespace() {
            return wrong("worker", "it takes its tasks from another namespace");
        }
        Ok(())
    }
}
