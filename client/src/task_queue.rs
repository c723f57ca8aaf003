//! Decides what is known of a task queue: who polls it, and how much waits in it.

use crate::{CallError, Client, convert::Converter, time};
use dacapo_core::time::WallTime;
use dacapo_proto::temporal::api::{
    taskqueue::v1::{TaskQueue, TaskQueueStats},
    workflowservice::v1::{
        DescribeTaskQueueRequest, DescribeTaskQueueResponse, ListTaskQueuePartitionsRequest,
        ListTaskQueuePartitionsResponse,
    },
};
use dacapo_runtime::{Runtime, Transport};
use std::time::Duration;

pub use dacapo_proto::temporal::api::enums::v1::TaskQueueType;

/// What the server knows of the tasks of one kind in a task queue.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct TaskQueueDescription {
    /// Who has polled it in the last minutes.
    pub pollers: Vec<Poller>,
    /// What waits in it; `None` where the server does not say.
    pub backlog: Option<Backlog>,
    /// All that the server said.
    pub answer: DescribeTaskQueueResponse,
}

/// One who polls a task queue.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Poller {
    /// Who it says it is.
    pub identity: String,
    /// When it polled last.
    pub last_access: Option<WallTime>,
    /// Its worker deployment and the version in it, where it has them.
    pub version: Option<(String, String)>,
}

/// What waits in a task queue, more or less.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Backlog {
    /// How many tasks wait.
    pub tasks: i64,
    /// How long the oldest of them has waited.
    pub age: Duration,
    /// How many come in a second.
    pub added_per_second: f32,
    /// How many go in a second.
    pub dispatched_per_second: f32,
}

impl<R: Runtime, T: Transport, C: Converter> Client<R, T, C> {
    /// Asks the server what it knows of the tasks of one kind in a task queue.
    ///
    /// # Errors
    ///
    /// The call failed. There is no task queue that is not there: one that nobody uses is empty.
    pub async fn describe_task_queue(
        &self,
        name: &str,
        kind: TaskQueueType,
    ) -> Result<TaskQueueDescription, CallError> {
        let request = DescribeTaskQueueRequest {
            namespace: self.namespace().to_owned(),
            task_queue: Some(queue(name)),
            task_queue_type: kind.into(),
            report_stats: true,
            report_pollers: true,
            ..Default::default()
        };
        let answer = self.call(&request).await?;
        let pollers = answer.pollers.iter().map(|poller| Poller {
            identity: poller.identity.clone(),
            last_access: poller.last_access_time.map(time::wall_time),
            version: poller.deployment_options.clone().map(|it| (it.deployment_name, it.build_id)),
        });
        Ok(TaskQueueDescription { pollers: pollers.collect(), backlog: answer.stats.map(backlog), answer })
    }

    /// Asks the server which partitions a task queue has, and which of its hosts has them.
    ///
    /// # Errors
    ///
    /// The call failed.
    pub async fn task_queue_partitions(&self, name: &str) -> Result<ListTaskQueuePartitionsResponse, CallError> {
        let namespace = self.namespace().to_owned();
        self.call(&ListTaskQueuePartitionsRequest { namespace, task_queue: Some(queue(name)) }).await
    }
}

fn queue(name: &str) -> TaskQueue {
    TaskQueue { name: name.to_owned(), ..Default::default() }
}

fn backlog(stats: TaskQueueStats) -> Backlog {
    Backlog {
        tasks: stats.approximate_backlog_count,
        age: time::duration(stats.approximate_backlog_age).unwrap_or_default(),
        added_per_second: stats.tasks_add_rate,
        dispatched_per_second: stats.tasks_dispatch_rate,
    }
}
