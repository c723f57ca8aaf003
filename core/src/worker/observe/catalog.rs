//! Decides what a renderer has to know of each metric: its kind, what it says, and the buckets of its histogram.

use core::time::Duration;

/// What a metric is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a name and what to know of it")]
pub struct Described {
    /// The name, without the prefix `temporal_`.
    pub name: &'static str,
    /// How its points are to be read.
    pub kind: Kind,
    /// What it says.
    pub help: &'static str,
}

/// How the points of a metric are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the three kinds of metric")]
pub enum Kind {
    /// Each says by how much it rises.
    Counter,
    /// Each says what it shows now.
    Gauge,
    /// Each is one length of time. Official SDKs render it in milliseconds, or in seconds where they are told to.
    Latency {
        /// The upper bounds of the histogram's buckets.
        buckets: &'static [Duration],
    },
}

const fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

/// How long a whole execution takes: up to a day.
const END_TO_END: &[Duration] = &[
    ms(100),
    ms(500),
    ms(1_000),
    ms(1_500),
    ms(2_000),
    ms(5_000),
    ms(10_000),
    ms(30_000),
    ms(60_000),
    ms(120_000),
    ms(300_000),
    ms(600_000),
    ms(1_800_000),
    ms(3_600_000),
    ms(30_600_000),
    ms(86_400_000),
];
/// How long a workflow task takes.
const TASK: &[Duration] = &[ms(1), ms(10), ms(20), ms(50), ms(100), ms(200), ms(500), ms(1_000)];
/// How long an activity runs.
const ACTIVITY: &[Duration] = &[ms(50), ms(100), ms(500), ms(1_000), ms(5_000), ms(10_000), ms(60_000)];
/// How long a task waits for a worker.
const SCHEDULE_TO_START: &[Duration] =
    &[ms(100), ms(500), ms(1_000), ms(5_000), ms(10_000), ms(100_000), ms(1_000_000)];
/// How long anything else takes.
const OTHER: &[Duration] = &[ms(50), ms(100), ms(500), ms(1_000), ms(2_500), ms(10_000)];

const fn counter(name: &'static str, help: &'static str) -> Described {
    Described { name, kind: Kind::Counter, help }
}

const fn gauge(name: &'static str, help: &'static str) -> Described {
    Described { name, kind: Kind::Gauge, help }
}

const fn latency(name: &'static str, buckets: &'static [Duration], help: &'static str) -> Described {
    Described { name, kind: Kind::Latency { buckets }, help }
}

/// Every metric of a worker [OBSERVE-1]. Those whose names begin with `x_` are ours alone.
pub const METRICS: &[Described] = &[
    counter("request", "calls made"),
    counter("request_failure", "calls that failed"),
    latency("request_latency", OTHER, "how long calls took"),
    counter("long_request", "long polls made"),
    counter("long_request_failure", "long polls that failed"),
    latency("long_request_latency", OTHER, "how long long polls took"),
    counter("workflow_completed", "executions that completed"),
    counter("workflow_canceled", "executions that were canceled"),
    counter("workflow_failed", "executions that failed, but for failures that are expected"),
    counter("workflow_continue_as_new", "executions that continued as new"),
    latency("workflow_endtoend_latency", END_TO_END, "from the start of an execution to its end"),
    counter("workflow_task_queue_poll_empty", "polls that brought no workflow task"),
    counter("workflow_task_queue_poll_succeed", "polls that brought a workflow task"),
    counter("workflow_task_execution_failed", "workflow tasks that failed"),
    latency("workflow_task_schedule_to_start_latency", SCHEDULE_TO_START, "how long a workflow task waited"),
    latency("workflow_task_replay_latency", TASK, "how long the replay before a workflow task took"),
    latency("workflow_task_execution_latency", TASK, "how long a workflow task took"),
    counter("activity_poll_no_task", "polls that brought no activity"),
    counter("activity_task_received", "activities that came"),
    counter("activity_execution_failed", "activities that failed, but for failures that are expected"),
    latency("activity_schedule_to_start_latency", SCHEDULE_TO_START, "how long an activity waited"),
    latency("activity_execution_latency", ACTIVITY, "how long an activity ran"),
    latency("activity_succeed_endtoend_latency", OTHER, "from when an activity was scheduled to its success"),
    counter("local_activity_total", "attempts at local activities"),
    counter("local_activity_execution_cancelled", "local activities that were canceled"),
    counter("local_activity_execution_failed", "attempts at local activities that failed"),
    latency("local_activity_execution_latency", OTHER, "how long an attempt at a local activity ran"),
    latency(
        "local_activity_succeed_endtoend_latency",
        OTHER,
        "from when a local activity was scheduled to its success",
    ),
    counter("nexus_poll_no_task", "polls that brought no Nexus task"),
    latency("nexus_task_schedule_to_start_latency", SCHEDULE_TO_START, "how long a Nexus task waited"),
    latency("nexus_task_endtoend_latency", OTHER, "from when a Nexus task was scheduled to its answer"),
    latency("nexus_task_execution_latency", OTHER, "how long a Nexus task took"),
    counter("nexus_task_execution_failed", "Nexus tasks that failed"),
    counter("worker_start", "workers that began"),
    gauge("num_pollers", "open polls"),
    gauge("worker_task_slots_available", "slots without a task"),
    gauge("worker_task_slots_used", "slots with a task"),
    counter("sticky_cache_hit", "workflow tasks whose run was in the cache"),
    counter("sticky_cache_miss", "workflow tasks whose run was in the cache no more"),
    gauge("sticky_cache_size", "runs in the cache"),
    counter("sticky_cache_total_forced_eviction", "runs that had to leave the cache before they ended"),
    counter("x_sticky_cache_heal", "runs made anew because their history went on elsewhere"),
    gauge("resource_slots_mem_usage", "share of memory that is used"),
    gauge("resource_slots_cpu_usage", "share of CPU that is used"),
    gauge("resource_slots_mem_pid_output", "what the controller of memory says"),
    gauge("resource_slots_cpu_pid_output", "what the controller of CPU says"),
];
