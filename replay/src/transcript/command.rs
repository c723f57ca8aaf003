//! Turns a host's completion into a `coresdk.workflow_completion.WorkflowActivationCompletion`.

use super::convert::{failure, length, list, map, memo, payload, payloads, search_attributes, time};
use bytes::Bytes;
use dacapo_core::command::host::{
    CancellationType, Completion, ContinueAsNew, HostCommand, HostKind, OperationCancellationType, QueryAnswer,
    RetryPolicy, ScheduleActivity, ScheduleLocalActivity, ScheduleNexusOperation, SignalExternalWorkflow, SignalTarget,
    StartChildWorkflow, UpdateResponse, VersioningIntent,
};
use dacapo_proto::{
    coresdk::{
        child_workflow::ChildWorkflowCancellationType,
        common::{self as core_common, NamespacedWorkflowExecution},
        nexus::NexusOperationCancellationType,
        workflow_commands::{
            self as message, ActivityCancellationType, query_result, signal_external_workflow_execution::Target,
            update_response::Response, workflow_command::Variant,
        },
        workflow_completion::{Failure, Success, WorkflowActivationCompletion, workflow_activation_completion::Status},
    },
    temporal::api::{common::v1 as common, sdk::v1::UserMetadata},
};
use prost::Message;

pub(super) fn completion(run_id: &str, completion: &Completion) -> WorkflowActivationCompletion {
    let status = match completion {
        Completion::Succeeded(success) => Status::Successful(Success {
            commands: success.commands.iter().filter_map(command).collect(),
            used_internal_flags: success.used_flags.clone(),
            versioning_behavior: success.versioning_behavior.into(),
        }),
        Completion::Failed { failure: failed, cause } => {
            Status::Failed(Failure { failure: Some(failure(failed)), force_cause: (*cause).into() })
        }
    };
    WorkflowActivationCompletion { run_id: run_id.into(), status: Some(status), ..Default::default() }
}

/// `None` for a marker of the host's own, which `coresdk` has no command for.
fn command(command: &HostCommand) -> Option<message::WorkflowCommand> {
    let metadata = |encoded: &Bytes| UserMetadata::decode(encoded.clone()).unwrap_or_default();
    Some(message::WorkflowCommand {
        user_metadata: command.user_metadata.as_ref().map(metadata),
        variant: Some(variant(&command.kind)?),
        ..Default::default()
    })
}

fn variant(kind: &HostKind) -> Option<Variant> {
    Some(match kind {
        HostKind::StartTimer(timer) => Variant::StartTimer(message::StartTimer {
            seq: timer.seq.0,
            start_to_fire_timeout: length(Some(timer.start_to_fire_timeout)),
        }),
        HostKind::CancelTimer { seq } => Variant::CancelTimer(message::CancelTimer { seq: seq.0 }),
        HostKind::ScheduleActivity(activity) => Variant::ScheduleActivity(schedule_activity(activity)),
        HostKind::RequestCancelActivity { seq } => {
            Variant::RequestCancelActivity(message::RequestCancelActivity { seq: seq.0 })
        }
        HostKind::ScheduleLocalActivity(activity) => Variant::ScheduleLocalActivity(schedule_local_activity(activity)),
        HostKind::RequestCancelLocalActivity { seq } => {
            Variant::RequestCancelLocalActivity(message::RequestCancelLocalActivity { seq: seq.0 })
        }
        HostKind::StartChildWorkflow(child) => Variant::StartChildWorkflowExecution(start_child(child)),
        HostKind::CancelChildWorkflow { seq, reason } => {
            let (child_workflow_seq, reason) = (seq.0, reason.into());
            let cancel = message::CancelChildWorkflowExecution { child_workflow_seq, reason };
            Variant::CancelChildWorkflowExecution(cancel)
        }
        HostKind::RequestCancelExternalWorkflow { seq, execution, reason } => {
            let workflow_execution = Some(NamespacedWorkflowExecution {
                namespace: (&execution.namespace).into(),
                workflow_id: (&execution.workflow_id).into(),
                run_id: (&execution.run_id).into(),
            });
            let (seq, reason) = (seq.0, reason.into());
            let cancel = message::RequestCancelExternalWorkflowExecution { seq, workflow_execution, reason };
            Variant::RequestCancelExternalWorkflowExecution(cancel)
        }
        HostKind::SignalExternalWorkflow(signal) => Variant::SignalExternalWorkflowExecution(signal_external(signal)),
        HostKind::CancelSignalWorkflow { seq } => {
            Variant::CancelSignalWorkflow(message::CancelSignalWorkflow { seq: seq.0 })
        }
        HostKind::ScheduleNexusOperation(operation) => Variant::ScheduleNexusOperation(schedule_nexus(operation)),
        HostKind::RequestCancelNexusOperation { seq } => {
            Variant::RequestCancelNexusOperation(message::RequestCancelNexusOperation { seq: seq.0 })
        }
        other => return record(other),
    })
}

/// The commands that begin nothing: they write to the history, answer, or close the run.
fn record(kind: &HostKind) -> Option<Variant> {
    Some(match kind {
        HostKind::SetPatchMarker { patch_id, deprecated } => {
            let (patch_id, deprecated) = (patch_id.into(), *deprecated);
            Variant::SetPatchMarker(message::SetPatchMarker { patch_id, deprecated })
        }
        HostKind::UpsertWorkflowSearchAttributes { search_attributes: attributes } => {
            let search_attributes = Some(search_attributes(attributes));
            Variant::UpsertWorkflowSearchAttributes(message::UpsertWorkflowSearchAttributes { search_attributes })
        }
        HostKind::ModifyWorkflowProperties { upserted_memo } => {
            let upserted_memo = Some(memo(upserted_memo));
            Variant::ModifyWorkflowProperties(message::ModifyWorkflowProperties { upserted_memo })
        }
        HostKind::UpdateResponse { protocol_instance_id, response } => {
            let response = Some(match response {
                UpdateResponse::Accepted => Response::Accepted(()),
                UpdateResponse::Rejected(failed) => Response::Rejected(failure(failed)),
                UpdateResponse::Completed(result) => {
                    Response::Completed(result.as_ref().map(payload).unwrap_or_default())
                }
            });
            let protocol_instance_id = protocol_instance_id.into();
            Variant::UpdateResponse(message::UpdateResponse { protocol_instance_id, response })
        }
        HostKind::RespondToQuery { query_id, answer } => {
            let variant = Some(match answer {
                QueryAnswer::Succeeded(result) => {
                    query_result::Variant::Succeeded(message::QuerySuccess { response: Some(payload(result)) })
                }
                QueryAnswer::Failed(failed) => query_result::Variant::Failed(failure(failed)),
            });
            Variant::RespondToQuery(message::QueryResult { query_id: query_id.into(), variant })
        }
        HostKind::CompleteWorkflow { result } => {
            let result = result.as_ref().map(payload);
            Variant::CompleteWorkflowExecution(message::CompleteWorkflowExecution { result })
        }
        HostKind::FailWorkflow { failure: failed } => {
            let failure = Some(failure(failed));
            Variant::FailWorkflowExecution(message::FailWorkflowExecution { failure })
        }
        HostKind::CancelWorkflow { details } => {
            let details = details.as_ref().map(payloads);
            Variant::CancelWorkflowExecution(message::CancelWorkflowExecution { details })
        }
        HostKind::ContinueAsNew(new) => Variant::ContinueAsNewWorkflowExecution(continue_as_new(new)),
        _ => return None,
    })
}

fn schedule_activity(a: &ScheduleActivity) -> message::ScheduleActivity {
    message::ScheduleActivity {
        seq: a.seq.0,
        activity_id: (&a.activity_id).into(),
        activity_type: (&a.activity_type).into(),
        task_queue: (&a.task_queue).into(),
        headers: map(&a.header),
        arguments: list(&a.arguments),
        schedule_to_close_timeout: length(a.schedule_to_close_timeout),
        schedule_to_start_timeout: length(a.schedule_to_start_timeout),
        start_to_close_timeout: length(a.start_to_close_timeout),
        heartbeat_timeout: length(a.heartbeat_timeout),
        retry_policy: a.retry_policy.as_ref().map(retry),
        cancellation_type: activity_cancellation(a.cancellation_type),
        do_not_eagerly_execute: a.do_not_eagerly_execute,
        versioning_intent: intent(a.versioning_intent),
        priority: a.priority.clone(),
    }
}

fn schedule_local_activity(a: &ScheduleLocalActivity) -> message::ScheduleLocalActivity {
    message::ScheduleLocalActivity {
        seq: a.seq.0,
        activity_id: (&a.activity_id).into(),
        activity_type: (&a.activity_type).into(),
        attempt: a.attempt,
        original_schedule_time: time(a.original_schedule_time),
        headers: map(&a.header),
        arguments: list(&a.arguments),
        schedule_to_close_timeout: length(a.schedule_to_close_timeout),
        schedule_to_start_timeout: length(a.schedule_to_start_timeout),
        start_to_close_timeout: length(a.start_to_close_timeout),
        retry_policy: a.retry_policy.as_ref().map(retry),
        local_retry_threshold: length(a.local_retry_threshold),
        cancellation_type: activity_cancellation(a.cancellation_type),
        include_arguments_in_marker: a.include_arguments_in_marker,
    }
}

fn start_child(c: &StartChildWorkflow) -> message::StartChildWorkflowExecution {
    use ChildWorkflowCancellationType as Type;
    let cancellation_type = match c.cancellation_type {
        OperationCancellationType::Abandon => Type::Abandon,
        OperationCancellationType::TryCancel => Type::TryCancel,
        OperationCancellationType::WaitCancellationCompleted => Type::WaitCancellationCompleted,
        OperationCancellationType::WaitCancellationRequested => Type::WaitCancellationRequested,
    };
    message::StartChildWorkflowExecution {
        seq: c.seq.0,
        namespace: (&c.namespace).into(),
        workflow_id: (&c.workflow_id).into(),
        workflow_type: (&c.workflow_type).into(),
        task_queue: (&c.task_queue).into(),
        input: list(&c.input),
        workflow_execution_timeout: length(c.workflow_execution_timeout),
        workflow_run_timeout: length(c.workflow_run_timeout),
        workflow_task_timeout: length(c.workflow_task_timeout),
        // The policies of `coresdk` have the numbers of those of the API.
        parent_close_policy: c.parent_close_policy.into(),
        workflow_id_reuse_policy: c.workflow_id_reuse_policy.into(),
        retry_policy: c.retry_policy.as_ref().map(retry),
        cron_schedule: (&c.cron_schedule).into(),
        headers: map(&c.header),
        memo: map(&c.memo),
        search_attributes: c.search_attributes.as_ref().map(search_attributes),
        cancellation_type: cancellation_type.into(),
        versioning_intent: intent(c.versioning_intent),
        priority: c.priority.clone(),
        versioning_override: c.versioning_override.clone(),
    }
}

fn signal_external(s: &SignalExternalWorkflow) -> message::SignalExternalWorkflowExecution {
    let target = match &s.target {
        SignalTarget::Execution { namespace, execution } => Target::WorkflowExecution(NamespacedWorkflowExecution {
            namespace: namespace.into(),
            workflow_id: (&execution.workflow_id).into(),
            run_id: (&execution.run_id).into(),
        }),
        SignalTarget::Child(workflow_id) => Target::ChildWorkflowId(workflow_id.into()),
    };
    message::SignalExternalWorkflowExecution {
        seq: s.seq.0,
        signal_name: (&s.signal_name).into(),
        args: list(&s.input),
        headers: map(&s.header),
        target: Some(target),
    }
}

fn schedule_nexus(n: &ScheduleNexusOperation) -> message::ScheduleNexusOperation {
    use NexusOperationCancellationType as Type;
    let cancellation_type = match n.cancellation_type {
        OperationCancellationType::Abandon => Type::Abandon,
        OperationCancellationType::TryCancel => Type::TryCancel,
        OperationCancellationType::WaitCancellationCompleted => Type::WaitCancellationCompleted,
        OperationCancellationType::WaitCancellationRequested => Type::WaitCancellationRequested,
    };
    message::ScheduleNexusOperation {
        seq: n.seq.0,
        endpoint: (&n.endpoint).into(),
        service: (&n.service).into(),
        operation: (&n.operation).into(),
        input: n.input.as_ref().map(payload),
        schedule_to_close_timeout: length(n.schedule_to_close_timeout),
        nexus_header: n.nexus_header.iter().map(|(key, value)| (key.into(), value.into())).collect(),
        cancellation_type: cancellation_type.into(),
        schedule_to_start_timeout: length(n.schedule_to_start_timeout),
        start_to_close_timeout: length(n.start_to_close_timeout),
    }
}

fn continue_as_new(c: &ContinueAsNew) -> message::ContinueAsNewWorkflowExecution {
    message::ContinueAsNewWorkflowExecution {
        workflow_type: (&c.workflow_type).into(),
        task_queue: (&c.task_queue).into(),
        arguments: list(&c.arguments),
        workflow_run_timeout: length(c.workflow_run_timeout),
        workflow_task_timeout: length(c.workflow_task_timeout),
        memo: map(&c.memo),
        headers: map(&c.header),
        search_attributes: c.search_attributes.as_ref().map(search_attributes),
        retry_policy: c.retry_policy.as_ref().map(retry),
        versioning_intent: intent(c.versioning_intent),
        initial_versioning_behavior: c.initial_versioning_behavior.into(),
        backoff_start_interval: length(c.backoff_start_interval),
    }
}

fn retry(policy: &RetryPolicy) -> common::RetryPolicy {
    common::RetryPolicy {
        initial_interval: length(policy.initial_interval),
        backoff_coefficient: policy.backoff_coefficient,
        maximum_interval: length(policy.maximum_interval),
        maximum_attempts: policy.maximum_attempts,
        non_retryable_error_types: policy.non_retryable_error_types.iter().map(String::from).collect(),
    }
}

fn activity_cancellation(kind: CancellationType) -> i32 {
    let kind = match kind {
        CancellationType::TryCancel => ActivityCancellationType::TryCancel,
        CancellationType::WaitCancellationCompleted => ActivityCancellationType::WaitCancellationCompleted,
        CancellationType::Abandon => ActivityCancellationType::Abandon,
    };
    kind.into()
}

fn intent(intent: VersioningIntent) -> i32 {
    let intent = match intent {
        VersioningIntent::Unspecified => core_common::VersioningIntent::Unspecified,
        VersioningIntent::Compatible => core_common::VersioningIntent::Compatible,
        VersioningIntent::Default => core_common::VersioningIntent::Default,
    };
    intent.into()
}
