//! Prints the jobs of an activation.

use crate::print::{Line, failure, map, number, payload, payloads};
use crate::shape;
use dacapo_core::{
    failure::Failure,
    history::event::{Execution, ParentExecution},
    id::Seq,
    time::WallTime,
    workflow::activation::{
        ActivityResolution, ChildWorkflowStart, DoUpdate, InitializeWorkflow, Job, NexusOperationResult,
        NexusOperationStart, Query, Resolution, Signal,
    },
};
use dacapo_proto::temporal::api::{common::v1::RetryPolicy, enums::v1::ContinueAsNewInitiator};
use prost::Message;
use std::time::Duration;

/// What a run is told that was started with nothing but what `event.rs` starts it with.
const PLAIN: &str = "InitializeWorkflow workflow_type=W workflow_id=wf randomness_seed=2876017921644654500 \
    workflow_task_timeout=10s start_time=1s original_execution_run_id=run";

/// Prints one job; the first one of a plain start is printed by its name only.
pub fn job(job: &Job) -> String {
    let shown = full(job);
    if shown == PLAIN { job.name().into() } else { shown }
}

fn full(job: &Job) -> String {
    let line = Line::new(job.name());
    let with_seq = |seq: &Seq| Line::new(job.name()).with("seq", seq.to_string());
    match job {
        Job::InitializeWorkflow(init) => initialize(line, init),
        Job::FireTimer { seq } => with_seq(seq),
        Job::UpdateRandomSeed { randomness_seed } => line.with("randomness_seed", randomness_seed.to_string()),
        Job::QueryWorkflow(query) => asked(line, query),
        Job::CancelWorkflow { reason } => line.text("reason", reason),
        Job::SignalWorkflow(signal) => signaled(line, signal),
        Job::ResolveActivity { seq, result, is_local } => activity(with_seq(seq).flag("local", *is_local), result),
        Job::NotifyHasPatch { patch_id } => line.text("patch_id", patch_id),
        Job::ResolveChildWorkflowStart { seq, result } => match result {
            ChildWorkflowStart::Succeeded { run_id } => with_seq(seq).word("succeeded").text("run_id", run_id),
            ChildWorkflowStart::Failed { workflow_id, workflow_type, cause } => with_seq(seq)
                .word("failed")
                .text("workflow_id", workflow_id)
                .text("workflow_type", workflow_type)
                .with("cause", format!("{cause:?}")),
            ChildWorkflowStart::Canceled(failed) => with_seq(seq).with("canceled", failure(failed)),
        },
        Job::ResolveChildWorkflow { seq, result } => resolution(with_seq(seq), result),
        Job::ResolveSignalExternal { seq, failure: failed, cause } => {
            delivered(with_seq(seq), failed.as_ref(), format!("{cause:?}"))
        }
        Job::ResolveRequestCancelExternal { seq, failure: failed, cause } => {
            delivered(with_seq(seq), failed.as_ref(), format!("{cause:?}"))
        }
        Job::DoUpdate(update) => do_update(line, update),
        Job::ResolveNexusOperationStart { seq, result } => match result {
            NexusOperationStart::Started(token) => with_seq(seq).text("operation_token", token),
            NexusOperationStart::Sync => with_seq(seq).word("started_sync"),
            NexusOperationStart::Failed(failed) => with_seq(seq).with("failed", failure(failed)),
        },
        Job::ResolveNexusOperation { seq, result } => match result {
            NexusOperationResult::Completed(result) => with_seq(seq).with("completed", payload(result)),
            NexusOperationResult::Failed(failed) => with_seq(seq).with("failed", failure(failed)),
            NexusOperationResult::Canceled(failed) => with_seq(seq).with("canceled", failure(failed)),
            NexusOperationResult::TimedOut(failed) => with_seq(seq).with("timed_out", failure(failed)),
        },
        Job::RemoveFromCache { message, reason } => line.with("reason", format!("{reason:?}")).text("message", message),
    }
    .done()
}

fn initialize(line: Line, init: &InitializeWorkflow) -> Line {
    let s = &init.started;
    let initiator = ContinueAsNewInitiator::try_from(s.initiator).unwrap();
    let initiator =
        if initiator == ContinueAsNewInitiator::Unspecified { String::new() } else { format!("{initiator:?}") };
    line.text("workflow_type", &s.workflow_type)
        .text("workflow_id", &s.workflow_id)
        .with("arguments", payloads(&s.input))
        .with("randomness_seed", init.randomness_seed.to_string())
        .with("headers", map(&s.header))
        .text("identity", &s.identity)
        .with("parent_workflow_info", s.parent.as_ref().map(parent).unwrap_or_default())
        .with("workflow_execution_timeout", length(s.workflow_execution_timeout))
        .with("workflow_run_timeout", length(s.workflow_run_timeout))
        .with("workflow_task_timeout", length(s.workflow_task_timeout))
        .text("continued_from_execution_run_id", &s.continued_execution_run_id)
        .with("continued_initiator", initiator)
        .with("continued_failure", s.continued_failure.as_ref().map(failure).unwrap_or_default())
        .with("last_completion_result", s.last_completion_result.as_ref().map(payloads).unwrap_or_default())
        .text("first_execution_run_id", &s.first_execution_run_id)
        .with(
            "retry_policy",
            s.retry_policy.clone().map(|p| shape::show(&RetryPolicy::decode(p).unwrap())).unwrap_or_default(),
        )
        .with("attempt", number(u64::try_from(s.attempt).unwrap()))
        .text("cron_schedule", &s.cron_schedule)
        .with("workflow_execution_expiration_time", time(s.expiration_time))
        .with("cron_schedule_to_schedule_interval", length(s.first_workflow_task_backoff))
        .with("memo", s.memo.as_ref().map(map).unwrap_or_default())
        .with("search_attributes", s.search_attributes.as_ref().map(map).unwrap_or_default())
        .with("start_time", time(Some(init.start_time)))
        .with("root_workflow", s.root.as_ref().map(execution).unwrap_or_default())
        .with("priority", s.priority.as_ref().map(shape::show).unwrap_or_default())
        .text("original_execution_run_id", &s.original_execution_run_id)
}

fn parent(parent: &ParentExecution) -> String {
    format!("{}/{}/{}", parent.namespace, parent.workflow_id, parent.run_id)
}

fn execution(execution: &Execution) -> String {
    format!("{}/{}", execution.workflow_id, execution.run_id)
}

fn length(length: Option<Duration>) -> String {
    length.map(|length| format!("{}s", length.as_secs_f64())).unwrap_or_default()
}

fn time(time: Option<WallTime>) -> String {
    time.map(|time| shape::show(&time.to_wire())).unwrap_or_default()
}

fn asked(line: Line, query: &Query) -> Line {
    line.text("query_id", &query.query_id)
        .text("query_type", &query.query_type)
        .with("arguments", payloads(&query.arguments))
        .with("headers", map(&query.header))
}

fn signaled(line: Line, signal: &Signal) -> Line {
    line.text("signal_name", &signal.signal_name)
        .with("input", payloads(&signal.input))
        .text("identity", &signal.identity)
        .with("headers", map(&signal.header))
        .with("originating_event_id", signal.originating_event_id.to_string())
}

fn do_update(line: Line, update: &DoUpdate) -> Line {
    let request = &update.request;
    line.text("id", &request.update_id)
        .text("protocol_instance_id", &update.protocol_instance_id)
        .text("name", &request.name)
        .with("input", payloads(&request.input))
        .with("headers", map(&request.header))
        .text("identity", &request.identity)
        .flag("run_validator", update.run_validator)
}

fn activity(line: Line, result: &ActivityResolution) -> Line {
    match result {
        ActivityResolution::Ended(ended) => resolution(line, ended),
        ActivityResolution::Backoff { attempt, backoff, original_schedule_time } => line
            .with("backoff", length(Some(*backoff)))
            .with("attempt", attempt.to_string())
            .with("original_schedule_time", time(*original_schedule_time)),
    }
}

fn resolution(line: Line, result: &Resolution) -> Line {
    match result {
        Resolution::Completed(None) => line.word("completed"),
        Resolution::Completed(Some(result)) => line.with("completed", payload(result)),
        Resolution::Failed(failed) => line.with("failed", failure(failed)),
        Resolution::Canceled(failed) => line.with("canceled", failure(failed)),
    }
}

fn delivered(line: Line, failed: Option<&Failure>, cause: String) -> Line {
    match failed {
        None => line.word("succeeded"),
        Some(failed) => line.with("failed", failure(failed)).with("cause", cause),
    }
}
