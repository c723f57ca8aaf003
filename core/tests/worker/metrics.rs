//! Every metric of the official SDKs against what a worker that does everything once tells.

mod script;

use crate::driven::{Driven, config, task, with};
use bytes::Bytes;
use core::time::Duration;
use dacapo_core::{
    command::host::HostKind,
    failure::Failure,
    worker::{
        Input, Options, Output, SlotKind,
        observe::{Kind, METRICS, Metric, Observation, Value},
    },
};
use dacapo_proto::temporal::api::{
    enums::v1::ApplicationErrorCategory,
    failure::v1::{self as failure, failure::FailureInfo},
};
use std::collections::{BTreeMap, BTreeSet};

/// The names of the official core, and which labels beside `namespace`, `task_queue` and `service_name` their points have.
const OFFICIAL: &[(&str, &[&str])] = &[
    ("request", &["operation"]),
    ("request_failure", &["operation", "status_code"]),
    ("request_latency", &["operation"]),
    ("long_request", &["operation"]),
    ("long_request_failure", &["operation", "status_code"]),
    ("long_request_latency", &["operation"]),
    ("workflow_completed", &["workflow_type"]),
    ("workflow_canceled", &["workflow_type"]),
    ("workflow_failed", &["workflow_type"]),
    ("workflow_continue_as_new", &["workflow_type"]),
    ("workflow_endtoend_latency", &["workflow_type"]),
    ("workflow_task_queue_poll_empty", &[]),
    ("workflow_task_queue_poll_succeed", &[]),
    ("workflow_task_execution_failed", &["failure_reason", "workflow_type"]),
    ("workflow_task_schedule_to_start_latency", &[]),
    ("workflow_task_replay_latency", &["workflow_type"]),
    ("workflow_task_execution_latency", &["workflow_type"]),
    ("activity_poll_no_task", &[]),
    ("activity_task_received", &["activity_type", "eager", "workflow_type"]),
    ("activity_execution_failed", &["activity_type", "failure_reason", "workflow_type"]),
    ("activity_schedule_to_start_latency", &["activity_type", "workflow_type"]),
    ("activity_execution_latency", &["activity_type", "workflow_type"]),
    ("activity_succeed_endtoend_latency", &["activity_type", "workflow_type"]),
    ("local_activity_total", &["activity_type", "workflow_type"]),
    ("local_activity_execution_cancelled", &["activity_type", "workflow_type"]),
    ("local_activity_execution_failed", &["activity_type", "failure_reason", "workflow_type"]),
    ("local_activity_execution_latency", &["activity_type", "workflow_type"]),
    ("local_activity_succeed_endtoend_latency", &["activity_type", "workflow_type"]),
    ("nexus_poll_no_task", &[]),
    ("nexus_task_schedule_to_start_latency", &[]),
    ("nexus_task_endtoend_latency", &[]),
    ("nexus_task_execution_latency", &[]),
    ("nexus_task_execution_failed", &["failure_reason"]),
    ("worker_start", &[]),
    ("num_pollers", &["poller_type"]),
    ("worker_task_slots_available", &["worker_type"]),
    ("worker_task_slots_used", &["worker_type"]),
    ("sticky_cache_hit", &[]),
    ("sticky_cache_miss", &[]),
    ("sticky_cache_size", &[]),
    ("sticky_cache_total_forced_eviction", &[]),
    ("resource_slots_mem_usage", &[]),
    ("resource_slots_cpu_usage", &[]),
    ("resource_slots_mem_pid_output", &[]),
    ("resource_slots_cpu_pid_output", &[]),
];

#[test]
fn every_official_metric_is_told_with_its_labels() {
    // [OBSERVE-1]
    let mut told: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for metric in script::play() {
        told.entry(metric.name).or_default().extend(labels(&metric));
    }
    for (name, expected) in OFFICIAL {
        let seen: Vec<&str> = told.remove(name).unwrap_or_else(|| panic!("{name} was not told")).into_iter().collect();
        assert_eq!(&seen, expected, "{name}");
    }
    // What is left is ours, and says so.
    assert_eq!(told.into_keys().collect::<Vec<_>>(), ["x_sticky_cache_heal"]);
}

#[test]
fn every_metric_is_described_as_what_it_is() {
    // [OBSERVE-1]
    let described: BTreeMap<&str, Kind> = METRICS.iter().map(|metric| (metric.name, metric.kind)).collect();
    assert_eq!(described.len(), METRICS.len(), "a name is described twice");
    let mut told = BTreeSet::new();
    for metric in script::play() {
        told.insert(metric.name);
        let fits = match (metric.value, described.get(metric.name)) {
            (Value::Counter(_), Some(Kind::Counter)) | (Value::Gauge(_), Some(Kind::Gauge)) => true,
            (Value::Latency(_), Some(Kind::Latency { buckets })) => buckets.is_sorted() && !buckets.is_empty(),
            _ => false,
        };
        assert!(fits, "{metric:?}");
    }
    assert_eq!(told.into_iter().collect::<Vec<_>>(), described.into_keys().collect::<Vec<_>>());
}

#[test]
fn values_of_labels_are_the_official_ones() {
    // [OBSERVE-1]
    let told = script::play();
    let values = |name: &str| -> BTreeSet<&str> {
        told.iter()
            .filter_map(|metric| metric.labels.other)
            .filter(|(of, _)| *of == name)
            .map(|(_, value)| value)
            .collect()
    };
    let is = |name, expected: &[&str]| assert_eq!(values(name).into_iter().collect::<Vec<_>>(), expected, "{name}");
    is("poller_type", &["activity_task", "nexus_task", "sticky_workflow_task", "workflow_task"]);
    is("worker_type", &["ActivityWorker", "LocalActivityWorker", "NexusWorker", "WorkflowWorker"]);
    is("eager", &["false"]);
    is("status_code", &["NOT_FOUND", "UNAVAILABLE"]);
    is("failure_reason", &["ActivityError", "WorkflowError", "handler_error_INTERNAL"]);
    let operations: BTreeSet<&str> = told.iter().filter_map(|metric| metric.labels.operation).collect();
    assert!(operations.contains("PollWorkflowTaskQueue") && operations.contains("RespondActivityTaskCompleted"));
}

#[test]
fn the_length_of_an_execution_runs_from_its_started_event() {
    // [OBSERVE-1]
    let told = script::play();
    let one = told.iter().find(|metric| metric.name == "workflow_endtoend_latency").unwrap();
    assert_eq!(one.value, Value::Latency(Duration::from_secs(script::BEGAN_BEFORE)));
}

#[test]
fn failures_that_are_expected_are_not_counted() {
    // [OBSERVE-2]
    let mut worker = observed();
    worker.give_task(task(1));
    let info =
        failure::ApplicationFailureInfo { category: ApplicationErrorCategory::Benign.into(), ..Default::default() };
    let info = Some(FailureInfo::ApplicationFailureInfo(info));
    let failure = Failure::from_message(&failure::Failure { failure_info: info, ..Default::default() });
    worker.complete(vec![HostKind::FailWorkflow { failure }]);
    let (report, _) = worker.report();
    worker.ended(report, Ok(Bytes::new()));
    assert!(metrics(&mut worker).iter().all(|metric| metric.name != "workflow_failed"));
}

#[test]
fn a_poll_has_a_slot_but_uses_none() {
    // [WORKER-6]
    let mut worker = observed();
    assert_eq!((worker.slots(SlotKind::Workflow), gauge(&mut worker, "worker_task_slots_used")), (5, None));
    worker.give_task(task(1));
    assert_eq!(gauge(&mut worker, "worker_task_slots_used"), Some(1.0));
    assert_eq!(worker.slots(SlotKind::Workflow), 6, "another poll took the place of the one that ended");
    worker.complete(vec![]);
    let (report, _) = worker.report();
    worker.ended(report, Ok(Bytes::new()));
    let told = metrics(&mut worker);
    assert_eq!(last(&told, "worker_task_slots_used"), Some(0.0));
    assert_eq!(last(&told, "worker_task_slots_available"), Some(100.0));
}

#[test]
fn polls_that_end_are_polls_no_more() {
    // [OBSERVE-1]
    let mut worker = observed();
    assert_eq!(gauge(&mut worker, "num_pollers"), Some(4.0));
    worker.input(Input::Shutdown);
    assert_eq!(gauge(&mut worker, "num_pollers"), Some(0.0));
}

#[test]
fn nothing_is_observed_where_nobody_looks() {
    let mut worker = Driven::started(with(|_| {}));
    worker.give_task(task(1));
    assert!(metrics(&mut worker).is_empty());
}

fn observed() -> Driven {
    let mut worker = Driven::with_options(config(), Options { seed: 1, observes: true });
    worker.answer_startup();
    worker
}

/// The points that were told since the last time.
fn metrics(worker: &mut Driven) -> Vec<Metric> {
    let is_metric = |output: &Output| matches!(output, Output::Observed(Observation::Metric(_)));
    let outputs = worker.take_if(is_metric).into_iter();
    let metric = |output| if let Output::Observed(Observation::Metric(metric)) = output { Some(metric) } else { None };
    outputs.filter_map(metric).collect()
}

/// The last value of a gauge that was told since the last time.
fn gauge(worker: &mut Driven, name: &str) -> Option<f64> {
    last(&metrics(worker), name)
}

fn last(metrics: &[Metric], name: &str) -> Option<f64> {
    let value = metrics.iter().rev().find(|metric| metric.name == name)?.value;
    if let Value::Gauge(value) = value { Some(value) } else { None }
}

fn labels(metric: &Metric) -> Vec<&'static str> {
    let labels = &metric.labels;
    let named = [
        (!labels.workflow_type.is_empty()).then_some("workflow_type"),
        (!labels.activity_type.is_empty()).then_some("activity_type"),
        labels.operation.map(|_| "operation"),
        labels.other.map(|(name, _)| name),
    ];
    named.into_iter().flatten().collect()
}
