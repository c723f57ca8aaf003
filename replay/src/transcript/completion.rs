//! Turns a `coresdk.workflow_completion.WorkflowActivationCompletion` into what a host answers.

use super::convert::{to_failure, to_length, to_list, to_map};
use dacapo_core::{
    command::host::{
        CancellationType, Completion, ContinueAsNew, HostCommand, HostKind, OperationCancellationType, QueryAnswer,
        RetryPolicy, ScheduleActivity, ScheduleLocalActivity, ScheduleNexusOperation, SignalExternalWorkflow,
        SignalTarget, StartChildWorkflow, StartTimer, Success, UpdateResponse, VersioningIntent,
    },
    failure::Failure,
    history::event::{Execution, ParentExecution},
    id::{Seq, Text},
    payload::Payload,
    time::WallTime,
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
        workflow_completion::{WorkflowActivationCompletion, workflow_activation_completion::Status},
    },
    temporal::api::{
        common::v1 as common,
        enums::v1::{ContinueAsNewVersioningBehavior, ParentClosePolicy, WorkflowIdReusePolicy},
    },
};
use prost::Message;

/// What is missing from a message.
type Missing = String;

pub(super) fn completion(message: &WorkflowActivationCompletion) -> Result<Completion, Missing> {
    match message.status.clone() {
        None => Err("the completion has no status".into()),
        Some(Status::Failed(failed)) => {
            Ok(Completion::Failed { cause: failed.force_cause(), failure: to_failure(failed.failure) })
        }
        Some(Status::Successful(success)) => Ok(Completion::Succeeded(Box::new(Success {
            versioning_behavior: success.versioning_behavior(),
            commands: success.commands.into_iter().map(command).collect::<Result<_, _>>()?,
            used_flags: success.used_internal_flags,
            ..Success::default()
        }))),
    }
}

fn command(command: message::WorkflowCommand) -> Result<HostCommand, Missing> {
    let kind = kind(command.variant.ok_or("a command has no variant")?)?;
    let user_metadata = command.user_metadata.map(|metadata| metadata.encode_to_vec().into());
    Ok(HostCommand { kind, user_metadata })
}

fn kind(variant: Variant) -> Result<HostKind, Missing> {
    Ok(match variant {
        Variant::StartTimer(timer) => HostKind::StartTimer(StartTimer {
            seq: Seq(timer.seq),
            start_to_fire_timeout: to_length(timer.start_to_fire_timeout).unwrap_or_default(),
        }),
        Variant::CancelTimer(c) => HostKind::CancelTimer { seq: Seq(c.seq) },
        Variant::ScheduleActivity(a) => HostKind::ScheduleActivity(Box::new(schedule_activity(a))),
        Variant::RequestCancelActivity(c) => HostKind::RequestCancelActivity { seq: Seq(c.seq) },
        Variant::ScheduleLocalActivity(a) => HostKind::ScheduleLocalActivity(Box::new(schedule_local_activity(a))),
        Variant::RequestCancelLocalActivity(c) => HostKind::RequestCancelLocalActivity { seq: Seq(c.seq) },
        Variant::StartChildWorkflowExecution(c) => HostKind::StartChildWorkflow(Box::new(start_child(c))),
        Variant::CancelChildWorkflowExecution(c) => {
            HostKind::CancelChildWorkflow { seq: Seq(c.child_workflow_seq), reason: c.reason.into() }
        }
        Variant::RequestCancelExternalWorkflowExecution(c) => HostKind::RequestCancelExternalWorkflow {
            seq: Seq(c.seq),
            execution: Box::new(execution(c.workflow_execution.ok_or("the execution to cancel is missing")?)),
            reason: c.reason.into(),
        },
        Variant::SignalExternalWorkflowExecution(s) => HostKind::SignalExternalWorkflow(Box::new(signal_external(s)?)),
        Variant::CancelSignalWorkflow(c) => HostKind::CancelSignalWorkflow { seq: Seq(c.seq) },
        Variant::SetPatchMarker(p) => {
            HostKind::SetPatchMarker { patch_id: p.patch_id.into(), deprecated: p.deprecated }
        }
        Variant::UpsertWorkflowSearchAttributes(u) => HostKind::UpsertWorkflowSearchAttributes {
            search_attributes: to_map(&u.search_attributes.unwrap_or_default().indexed_fields),
        },
        Variant::ModifyWorkflowProperties(m) => {
            HostKind::ModifyWorkflowProperties { upserted_memo: to_map(&m.upserted_memo.unwrap_or_default().fields) }
        }
        Variant::UpdateResponse(r) => HostKind::UpdateResponse {
            protocol_instance_id: r.protocol_instance_id.into(),
            response: match r.response.ok_or("the response to an update is missing")? {
                Response::Accepted(()) => UpdateResponse::Accepted,
                Response::Rejected(failure) => UpdateResponse::Rejected(Failure::from_message(&failure)),
                Response::Completed(result) => UpdateResponse::Completed(Some(Payload::from_message(&result))),
            },
        },
        Variant::ScheduleNexusOperation(n) => HostKind::ScheduleNexusOperation(Box::new(schedule_nexus(n))),
        Variant::RequestCancelNexusOperation(c) => HostKind::RequestCancelNexusOperation { seq: Seq(c.seq) },
        Variant::RespondToQuery(q) => HostKind::RespondToQuery {
            query_id: q.query_id.into(),
            answer: match q.variant.ok_or("the answer to a query is missing")? {
                query_result::Variant::Succeeded(s) => {
                    QueryAnswer::Succeeded(Payload::from_message(&s.response.unwrap_or_default()))
                }
                query_result::Variant::Failed(failure) => QueryAnswer::Failed(Failure::from_message(&failure)),
            },
        },
        Variant::CompleteWorkflowExecution(c) => {
            HostKind::CompleteWorkflow { result: c.result.as_ref().map(Payload::from_message) }
        }
        Variant::FailWorkflowExecution(f) => HostKind::FailWorkflow { failure: to_failure(f.failure) },
        Variant::CancelWorkflowExecution(c) => {
            HostKind::CancelWorkflow { details: c.details.map(|details| to_list(details.payloads)) }
        }
        Variant::ContinueAsNewWorkflowExecution(c) => HostKind::ContinueAsNew(Box::new(continue_as_new(c))),
    })
}

fn execution(execution: NamespacedWorkflowExecution) -> ParentExecution {
    ParentExecution {
        namespace: execution.namespace.into(),
        workflow_id: execution.workflow_id.into(),
        run_id: execution.run_id.into(),
    }
}

fn schedule_activity(a: message::ScheduleActivity) -> ScheduleActivity {
    ScheduleActivity {
        seq: Seq(a.seq),
        cancellation_type: activity_cancellation(a.cancellation_type()),
        versioning_intent: intent(a.versioning_intent()),
        activity_id: a.activity_id.into(),
        activity_type: a.activity_type.into(),
        task_queue: a.task_queue.into(),
        header: to_map(&a.headers),
        arguments: to_list(a.arguments),
        schedule_to_close_timeout: to_length(a.schedule_to_close_timeout),
        schedule_to_start_timeout: to_length(a.schedule_to_start_timeout),
        start_to_close_timeout: to_length(a.start_to_close_timeout),
        heartbeat_timeout: to_length(a.heartbeat_timeout),
        retry_policy: a.retry_policy.map(retry),
        do_not_eagerly_execute: a.do_not_eagerly_execute,
        priority: a.priority,
    }
}

fn schedule_local_activity(a: message::ScheduleLocalActivity) -> ScheduleLocalActivity {
    ScheduleLocalActivity {
        seq: Seq(a.seq),
        cancellation_type: activity_cancellation(a.cancellation_type()),
        activity_id: a.activity_id.into(),
        activity_type: a.activity_type.into(),
        attempt: a.attempt,
        original_schedule_time: a.original_schedule_time.as_ref().and_then(WallTime::from_wire),
        header: to_map(&a.headers),
        arguments: to_list(a.arguments),
        schedule_to_close_timeout: to_length(a.schedule_to_close_timeout),
        schedule_to_start_timeout: to_length(a.schedule_to_start_timeout),
        start_to_close_timeout: to_length(a.start_to_close_timeout),
        retry_policy: a.retry_policy.map(retry),
        local_retry_threshold: to_length(a.local_retry_threshold),
        include_arguments_in_marker: a.include_arguments_in_marker,
    }
}

fn start_child(c: message::StartChildWorkflowExecution) -> StartChildWorkflow {
    use ChildWorkflowCancellationType as Type;
    let cancellation_type = match c.cancellation_type() {
        Type::Abandon => OperationCancellationType::Abandon,
        Type::TryCancel => OperationCancellationType::TryCancel,
        Type::WaitCancellationCompleted => OperationCancellationType::WaitCancellationCompleted,
        Type::WaitCancellationRequested => OperationCancellationType::WaitCancellationRequested,
    };
    StartChildWorkflow {
        seq: Seq(c.seq),
        cancellation_type,
        versioning_intent: intent(c.versioning_intent()),
        parent_close_policy: ParentClosePolicy::try_from(c.parent_close_policy).unwrap_or_default(),
        workflow_id_reuse_policy: WorkflowIdReusePolicy::try_from(c.workflow_id_reuse_policy).unwrap_or_default(),
        namespace: c.namespace.into(),
        workflow_id: c.workflow_id.into(),
        workflow_type: c.workflow_type.into(),
        task_queue: c.task_queue.into(),
        input: to_list(c.input),
        workflow_execution_timeout: to_length(c.workflow_execution_timeout),
        workflow_run_timeout: to_length(c.workflow_run_timeout),
        workflow_task_timeout: to_length(c.workflow_task_timeout),
        retry_policy: c.retry_policy.map(retry),
        cron_schedule: c.cron_schedule.into(),
        header: to_map(&c.headers),
        memo: to_map(&c.memo),
        search_attributes: c.search_attributes.map(|attributes| to_map(&attributes.indexed_fields)),
        priority: c.priority,
        versioning_override: c.versioning_override,
    }
}

fn signal_external(s: message::SignalExternalWorkflowExecution) -> Result<SignalExternalWorkflow, Missing> {
    let target = match s.target.ok_or("the target of a signal is missing")? {
        Target::WorkflowExecution(e) => SignalTarget::Execution {
            namespace: e.namespace.into(),
            execution: Execution { workflow_id: e.workflow_id.into(), run_id: e.run_id.into() },
        },
        Target::ChildWorkflowId(workflow_id) => SignalTarget::Child(workflow_id.into()),
    };
    Ok(SignalExternalWorkflow {
        seq: Seq(s.seq),
        target,
        signal_name: s.signal_name.into(),
        input: to_list(s.args),
        header: to_map(&s.headers),
    })
}

fn schedule_nexus(n: message::ScheduleNexusOperation) -> ScheduleNexusOperation {
    use NexusOperationCancellationType as Type;
    let cancellation_type = match n.cancellation_type() {
        Type::WaitCancellationCompleted => OperationCancellationType::WaitCancellationCompleted,
        Type::Abandon => OperationCancellationType::Abandon,
        Type::TryCancel => OperationCancellationType::TryCancel,
        Type::WaitCancellationRequested => OperationCancellationType::WaitCancellationRequested,
    };
    ScheduleNexusOperation {
        seq: Seq(n.seq),
        endpoint: n.endpoint.into(),
        service: n.service.into(),
        operation: n.operation.into(),
        input: n.input.as_ref().map(Payload::from_message),
        schedule_to_close_timeout: to_length(n.schedule_to_close_timeout),
        schedule_to_start_timeout: to_length(n.schedule_to_start_timeout),
        start_to_close_timeout: to_length(n.start_to_close_timeout),
        nexus_header: n.nexus_header.into_iter().map(|(key, value)| (key.into(), value.into())).collect(),
        cancellation_type,
    }
}

fn continue_as_new(c: message::ContinueAsNewWorkflowExecution) -> ContinueAsNew {
    ContinueAsNew {
        versioning_intent: intent(c.versioning_intent()),
        initial_versioning_behavior: ContinueAsNewVersioningBehavior::try_from(c.initial_versioning_behavior)
            .unwrap_or_default(),
        workflow_type: c.workflow_type.into(),
        task_queue: c.task_queue.into(),
        arguments: to_list(c.arguments),
        workflow_run_timeout: to_length(c.workflow_run_timeout),
        workflow_task_timeout: to_length(c.workflow_task_timeout),
        memo: to_map(&c.memo),
        header: to_map(&c.headers),
        search_attributes: c.search_attributes.map(|attributes| to_map(&attributes.indexed_fields)),
        retry_policy: c.retry_policy.map(retry),
        backoff_start_interval: to_length(c.backoff_start_interval),
    }
}

fn retry(policy: common::RetryPolicy) -> RetryPolicy {
    RetryPolicy {
        initial_interval: to_length(policy.initial_interval),
        backoff_coefficient: policy.backoff_coefficient,
        maximum_interval: to_length(policy.maximum_interval),
        maximum_attempts: policy.maximum_attempts,
        non_retryable_error_types: policy.non_retryable_error_types.into_iter().map(Text::from).collect(),
    }
}

fn activity_cancellation(kind: ActivityCancellationType) -> CancellationType {
    match kind {
        ActivityCancellationType::TryCancel => CancellationType::TryCancel,
        ActivityCancellationType::WaitCancellationCompleted => CancellationType::WaitCancellationCompleted,
        ActivityCancellationType::Abandon => CancellationType::Abandon,
    }
}

fn intent(intent: core_common::VersioningIntent) -> VersioningIntent {
    match intent {
        core_common::VersioningIntent::Unspecified => VersioningIntent::Unspecified,
        core_common::VersioningIntent::Compatible => VersioningIntent::Compatible,
        core_common::VersioningIntent::Default => VersioningIntent::Default,
    }
}
