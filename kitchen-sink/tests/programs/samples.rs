//! One action of each kind, with all its options: what other tests go through.

use crate::fixture::json;
use serde_json::Value;

/// Each with the commands that it makes at once.
pub(crate) fn samples() -> Vec<(Value, &'static [&'static str])> {
    let mut samples = waiting();
    samples.extend(at_once());
    samples.extend(sets());
    samples.extend(ends());
    samples
}

fn retry_policy() -> Value {
    json!({
        "initial_interval": "0.1s", "backoff_coefficient": 2.5, "maximum_interval": "10s", "maximum_attempts": 3,
        "non_retryable_error_types": ["Fatal"],
    })
}

fn priority() -> Value {
    json!({"priority_key": 2, "fairness_key": "tenant", "fairness_weight": 1.5})
}

/// Those that something is waited for.
fn waiting() -> Vec<(Value, &'static [&'static str])> {
    let activity = json!({"activity": {
        "activity_id": "a", "activity_type": "t", "task_queue": "q", "header": {"h": 1}, "does": [{"return": 3}],
        "schedule_to_close_timeout": "3s", "schedule_to_start_timeout": "1s", "start_to_close_timeout": "2s",
        "heartbeat_timeout": "0.5s", "retry_policy": retry_policy(), "cancellation_type": "abandon",
        "do_not_eagerly_execute": true, "versioning_intent": "compatible", "priority": priority(),
    }, "summary": "what it is for", "expect": {"completed": 3}, "save_as": "three"});
    let local_activity = json!({"local_activity": {
        "activity_id": "a", "activity_type": "t", "header": {"h": 1}, "does": [{"return": 3}],
        "schedule_to_close_timeout": "3s", "schedule_to_start_timeout": "1s", "start_to_close_timeout": "2s",
        "retry_policy": retry_policy(), "local_retry_threshold": "5s",
        "cancellation_type": "wait_cancellation_completed", "include_arguments_in_marker": true,
    }});
    let child_workflow = json!({"child_workflow": {
        "namespace": "default", "workflow_id": "c", "workflow_type": "t", "task_queue": "q",
        "program": {"actions": [{"return": 1}]}, "workflow_execution_timeout": "60s", "workflow_run_timeout": "50s",
        "workflow_task_timeout": "10s", "parent_close_policy": "request_cancel",
        "workflow_id_reuse_policy": "reject_duplicate", "retry_policy": retry_policy(), "cron_schedule": "* * * * *",
        "header": {"h": 1}, "memo": {"m": 2}, "search_attributes": {"s": {"type": "Int", "value": 3}},
        "cancellation_type": "try_cancel", "versioning_intent": "default", "priority": priority(),
        "versioning_override": {"pinned": {"deployment_name": "d", "build_id": "b"}},
    }});
    let nexus_operation = json!({"nexus_operation": {
        "endpoint": "e", "service": "s", "operation": "o", "input": {"x": 1}, "schedule_to_close_timeout": "3s",
        "schedule_to_start_timeout": "1s", "start_to_close_timeout": "2s", "nexus_header": {"k": "v"},
        "cancellation_type": "wait_cancellation_requested",
    }});
    vec![
        (json!({"timer": "1.5s"}), &["StartTimer"]),
        (
            json!({"timer": "1s", "await": "cancel_before_sent"}),
            &["StartTimer", "CancelTimer", "CompleteWorkflowExecution"],
        ),
        (activity, &["ScheduleActivity"]),
        (
            json!({"activity": {"arguments": [1, "two"]}, "await": "cancel_before_sent"}),
            &["ScheduleActivity", "RequestCancelActivity"],
        ),
        (local_activity, &["ScheduleLocalActivity"]),
        (child_workflow, &["StartChildWorkflowExecution"]),
        (
            json!({"child_workflow": {"versioning_override": {"auto_upgrade": {}}}, "await": "start"}),
            &["StartChildWorkflowExecution"],
        ),
        (
            json!({"signal_external": {
                "namespace": "default", "workflow_id": "w", "run_id": "5b1d3f5e-0000-4000-8000-000000000000",
                "signal_name": "s", "arguments": [1, 2], "header": {"h": 1},
            }}),
            &["SignalExternalWorkflowExecution"],
        ),
        (
            json!({"signal_external": {"child": "c", "signal_name": "s"}, "await": "cancel_before_sent"}),
            &["SignalExternalWorkflowExecution", "CancelSignalWorkflow"],
        ),
        (
            json!({"cancel_external": {
                "namespace": "default", "workflow_id": "w", "run_id": "5b1d3f5e-0000-4000-8000-000000000000",
                "reason": "r",
            }}),
            &["RequestCancelExternalWorkflowExecution"],
        ),
        (nexus_operation, &["ScheduleNexusOperation"]),
        (json!({"await_state": {"key": "k", "value": [1, null]}, "expect": "canceled"}), &[]),
        (json!({"await_signal": "s", "save_as": "k", "expect": "any"}), &[]),
        (json!({"await_all": {}}), &["CompleteWorkflowExecution"]),
    ]
}

/// Those that are done at once.
fn at_once() -> Vec<(Value, &'static [&'static str])> {
    let patch = json!({"patch": {
        "patch_id": "p", "deprecated": true, "then": [{"timer": "1s"}], "otherwise": [{"return": 1}],
    }});
    let attributes = json!({"upsert_search_attributes": {
        "CustomKeywordField": {"type": "Keyword", "value": "k"}, "CustomIntField": {"value": null},
    }});
    vec![
        (patch, &["SetPatchMarker", "StartTimer"]),
        (attributes, &["UpsertWorkflowSearchAttributes", "CompleteWorkflowExecution"]),
        (json!({"upsert_memo": {"m": {"deep": [1]}}}), &["ModifyWorkflowProperties", "CompleteWorkflowExecution"]),
        (json!({"marker": {"marker_name": "m", "details": [1, 2]}}), &["RecordMarker", "CompleteWorkflowExecution"]),
        (json!({"use_flag": 7}), &["CompleteWorkflowExecution"]),
        (json!({"set_state": {"k": "v"}}), &["CompleteWorkflowExecution"]),
    ]
}

/// Those that hold others.
fn sets() -> Vec<(Value, &'static [&'static str])> {
    vec![
        (json!({"sequence": [{"timer": "1s"}, {"timer": "2s"}]}), &["StartTimer"]),
        (
            json!({"concurrent": [{"timer": "1s"}, {"timer": "2s", "await": "nothing"}, {"concurrent": []}]}),
            &["StartTimer", "StartTimer"],
        ),
        (
            json!({"repeat": {"times": 2, "actions": [{"timer": "1s", "await": "nothing"}]}}),
            &["StartTimer", "StartTimer", "CompleteWorkflowExecution"],
        ),
    ]
}

/// Those that end something.
fn ends() -> Vec<(Value, &'static [&'static str])> {
    let continue_as_new = json!({"continue_as_new": {
        "times": 2, "program": {"actions": [{"timer": "1s"}]}, "keep_state": true, "workflow_type": "t",
        "task_queue": "q", "workflow_run_timeout": "50s", "workflow_task_timeout": "10s", "memo": {"m": 2},
        "header": {"h": 1}, "search_attributes": {"s": {"value": 3}}, "retry_policy": retry_policy(),
        "versioning_intent": "default", "initial_versioning_behavior": "auto_upgrade",
        "backoff_start_interval": "1s",
    }});
    let failure = json!({"fail": {
        "message": "m", "type": "t", "non_retryable": true, "next_retry_delay": "1s", "details": [1],
    }});
    vec![
        (json!({"return": {"x": 1}}), &["CompleteWorkflowExecution"]),
        (json!({"return": null}), &["CompleteWorkflowExecution"]),
        (json!({"return_state": "k"}), &["CompleteWorkflowExecution"]),
        (failure, &["FailWorkflowExecution"]),
        (json!({"cancel": [1]}), &["CancelWorkflowExecution"]),
        (continue_as_new, &["ContinueAsNewWorkflowExecution"]),
        (json!({"continue_as_new": {"arguments": [1]}}), &["ContinueAsNewWorkflowExecution"]),
        (json!({"fail_task": "why"}), &[]),
    ]
}
