//! Decides what is known of a task queue, who polls it and how much waits in it, and how fast its tasks are given out.

use crate::{CallError, Client, convert::Converter, time};
use dacapo_core::time::WallTime;
use dacapo_proto::temporal::api::{
    taskqueue::v1::{RateLimit, TaskQueue, TaskQueueStats},
    workflowservice::v1::{
        DescribeTaskQueueRequest, DescribeTaskQueueResponse, ListTaskQueuePartitionsRequest,
        ListTaskQueuePartitionsResponse, UpdateTaskQueueConfigRequest,
        update_task_queue_config_request::RateLimitUpdate,
    },
};
use dacapo_runtime::{Runtime, Transport};
use std::{collections::BTreeMap, time::Duration};

pub use dacapo_proto::temporal::api::{enums::v1::TaskQueueType, taskqueue::v1::TaskQueueConfig};

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

/// What is changed of how a server gives out the tasks of a kind in a task queue; what is `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a caller fills it")]
pub struct TaskQueueChanges {
    /// How many tasks a second at most.
    pub rate: Option<Rate>,
    /// How many a second at most of each fairness key that has no rate of its own.
    pub rate_of_each_key: Option<Rate>,
    /// How much weight fairness keys have, whatever tasks say; `None` for what tasks say again. Servers before 1.30 take no notice.
    pub weights: BTreeMap<String, Option<f32>>,
    /// Why.
    pub reason: String,
}

/// How many tasks a server gives out.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "there is no third")]
pub enum Rate {
    /// At most so many a second.
    PerSecond(f32),
    /// As many as its workers say.
    Unset,
}

impl Rate {
    fn into_update(self, reason: &str) -> RateLimitUpdate {
        let rate_limit = match self {
            Self::PerSecond(requests_per_second) => Some(RateLimit { requests_per_second }),
            Self::Unset => None,
        };
        RateLimitUpdate { rate_limit, reason: reason.to_owned() }
    }
}

impl<R: Runtime, T: Transport, C: Converter> Client<R, T, C> {
    /// Changes how the server gives out the tasks of a kind, activities or Nexus operations; says how it does then.
    ///
    /// # Errors
    ///
    /// The server has no rates for tasks of this kind, or the call failed.
    pub async fn update_task_queue(
        &self,
        name: &str,
        kind: TaskQueueType,
        changes: TaskQueueChanges,
    ) -> Result<TaskQueueConfig, CallError> {
        let update = |rate: Option<Rate>| rate.map(|rate| rate.into_update(&changes.reason));
        let weight = |(key, weight): (&String, &Option<f32>)| weight.map(|weight| (key.clone(), weight));
        let unset = changes.weights.iter().filter(|(_, weight)| weight.is_none());
        let request = UpdateTaskQueueConfigRequest {
            namespace: self.namespace().to_owned(),
            identity: self.identity().to_owned(),
            task_queue: name.to_owned(),
            task_queue_type: kind.into(),
            update_queue_rate_limit: update(changes.rate),
            update_fairness_key_rate_limit_default: update(changes.rate_of_each_key),
            set_fairness_weight_overrides: changes.weights.iter().filter_map(weight).collect(),
            unset_fairness_weight_overrides: unset.map(|(key, _)| key.clone()).collect(),
        };
        Ok(self.call(&request).await?.config.unwrap_or_default())
    }

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
