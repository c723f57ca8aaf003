//! Turns an activation into a `coresdk.workflow_activation.WorkflowActivation`.

use super::convert::{self, failure, length, list, map, memo, payload, payloads, search_attributes, time};
use dacapo_core::{
    history::event::{DeploymentVersion, Execution, ExecutionStarted, ParentExecution},
    workflow::activation::{
        Activation, ActivityResolution, ChildWorkflowStart, DoUpdate, InitializeWorkflow, Job, NexusOperationResult,
        NexusOperationStart, Query, Resolution, Signal,
    },
};
use dacapo_proto::{
    coresdk::{
        activity_result::{self, activity_resolution},
        child_workflow::{self, child_workflow_result},
        common::{NamespacedWorkflowExecution, WorkerDeploymentVersion},
        nexus::{self, nexus_operation_result},
        workflow_activation::{
            self as message, resolve_child_workflow_execution_start as child_start,
            resolve_nexus_operation_start as nexus_start, workflow_activation_job::Variant,
        },
    },
    temporal::api::{
        common::v1::{RetryPolicy, WorkflowExecution},
        update::v1::Meta,
    },
};
use prost::Message;

pub(super) fn activation(activation: &Activation) -> message::WorkflowActivation {
    let job = |job| message::WorkflowActivationJob { variant: Some(variant(job)) };
    message::WorkflowActivation {
        run_id: (&activation.run_id).into(),
        timestamp: activation.time.map(|time| time.0.to_wire()),
        is_replaying: activation.is_replaying,
        history_length: u32::try_from(activation.history_length.0).unwrap_or_default(),
        jobs: activation.jobs.iter().map(job).collect(),
        available_internal_flags: activation.available_internal_flags.iter().collect(),
        history_size_bytes: activation.history_size_bytes,
        continue_as_new_suggested: activation.continue_as_new_suggested,
        deployment_version_for_current_task: activation.deployment_version_for_current_task.as_ref().map(version),
        last_sdk_version: (&activation.last_sdk_version).into(),
        suggest_continue_as_new_reasons: activation.suggest_continue_as_new_reasons.clone(),
        target_worker_deployment_version_changed: activation.target_worker_deployment_version_changed,
    }
}

fn version(version: &DeploymentVersion) -> WorkerDeploymentVersion {
    WorkerDeploymentVersion { deployment_name: (&version.deployment_name).into(), build_id: (&version.build_id).into() }
}

fn variant(job: &Job) -> Variant {
    match job {
        Job::InitializeWorkflow(job) => Variant::InitializeWorkflow(initialize(job)),
        Job::FireTimer { seq } => Variant::FireTimer(message::FireTimer { seq: seq.0 }),
        Job::UpdateRandomSeed { randomness_seed } => {
            Variant::UpdateRandomSeed(message::UpdateRandomSeed { randomness_seed: *randomness_seed })
        }
        Job::QueryWorkflow(query) => Variant::QueryWorkflow(asked(query)),
        Job::CancelWorkflow { reason } => Variant::CancelWorkflow(message::CancelWorkflow { reason: reason.into() }),
        Job::SignalWorkflow(signal) => Variant::SignalWorkflow(signaled(signal)),
        Job::NotifyHasPatch { patch_id } => {
            Variant::NotifyHasPatch(message::NotifyHasPatch { patch_id: patch_id.into() })
        }
        Job::DoUpdate(update) => Variant::DoUpdate(do_update(update)),
        Job::ResolveActivity { seq, result, is_local } => {
            let result = Some(activity_resolution(result));
            Variant::ResolveActivity(message::ResolveActivity { seq: seq.0, result, is_local: *is_local })
        }
        Job::ResolveChildWorkflowStart { seq, result } => {
            let (seq, status) = (seq.0, Some(child_started(result)));
            Variant::ResolveChildWorkflowExecutionStart(message::ResolveChildWorkflowExecutionStart { seq, status })
        }
        Job::ResolveChildWorkflow { seq, result } => {
            let (seq, result) = (seq.0, Some(child_result(result)));
            Variant::ResolveChildWorkflowExecution(message::ResolveChildWorkflowExecution { seq, result })
        }
        Job::ResolveSignalExternal { seq, failure, cause } => {
            let (seq, failure, cause) = (seq.0, failure.as_ref().map(convert::failure), (*cause).into());
            Variant::ResolveSignalExternalWorkflow(message::ResolveSignalExternalWorkflow { seq, failure, cause })
        }
        Job::ResolveRequestCancelExternal { seq, failure, cause } => {
            let (seq, failure, cause) = (seq.0, failure.as_ref().map(convert::failure), (*cause).into());
            let job = message::ResolveRequestCancelExternalWorkflow { seq, failure, cause };
            Variant::ResolveRequestCancelExternalWorkflow(job)
        }
        Job::ResolveNexusOperationStart { seq, result } => {
            let (seq, status) = (seq.0, Some(nexus_started(result)));
            Variant::ResolveNexusOperationStart(message::ResolveNexusOperationStart { seq, status })
        }
        Job::ResolveNexusOperation { seq, result } => {
            let (seq, result) = (seq.0, Some(nexus_result(result)));
            Variant::ResolveNexusOperation(message::ResolveNexusOperation { seq, result })
        }
        Job::RemoveFromCache { message, reason } => {
            let (message, reason) = (message.into(), *reason as i32);
            Variant::RemoveFromCache(message::RemoveFromCache { message, reason })
        }
    }
}

fn initialize(job: &InitializeWorkflow) -> message::InitializeWorkflow {
    let started: &ExecutionStarted = &job.started;
    let retry_policy = started.retry_policy.clone();
    message::InitializeWorkflow {
        workflow_type: (&started.workflow_type).into(),
        workflow_id: (&started.workflow_id).into(),
        arguments: list(&started.input),
        randomness_seed: job.randomness_seed,
        headers: map(&started.header),
        identity: (&started.identity).into(),
        parent_workflow_info: started.parent.as_ref().map(parent),
        workflow_execution_timeout: length(started.workflow_execution_timeout),
        workflow_run_timeout: length(started.workflow_run_timeout),
        workflow_task_timeout: length(started.workflow_task_timeout),
        continued_from_execution_run_id: (&started.continued_execution_run_id).into(),
        continued_initiator: started.initiator,
        continued_failure: started.continued_failure.as_ref().map(failure),
        last_completion_result: started.last_completion_result.as_ref().map(payloads),
        first_execution_run_id: (&started.first_execution_run_id).into(),
        retry_policy: retry_policy.map(|policy| RetryPolicy::decode(policy).unwrap_or_default()),
        attempt: started.attempt,
        cron_schedule: (&started.cron_schedule).into(),
        workflow_execution_expiration_time: time(started.expiration_time),
        cron_schedule_to_schedule_interval: length(started.first_workflow_task_backoff),
        memo: started.memo.as_ref().map(memo),
        search_attributes: started.search_attributes.as_ref().map(search_attributes),
        start_time: Some(job.start_time.to_wire()),
        root_workflow: started.root.as_ref().map(execution),
        priority: started.priority.clone(),
        original_execution_run_id: (&started.original_execution_run_id).into(),
    }
}

fn parent(parent: &ParentExecution) -> NamespacedWorkflowExecution {
    NamespacedWorkflowExecution {
        namespace: (&parent.namespace).into(),
        workflow_id: (&parent.workflow_id).into(),
        run_id: (&parent.run_id).into(),
    }
}

fn execution(execution: &Execution) -> WorkflowExecution {
    WorkflowExecution { workflow_id: (&execution.workflow_id).into(), run_id: (&execution.run_id).into() }
}

fn asked(query: &Query) -> message::QueryWorkflow {
    message::QueryWorkflow {
        query_id: (&query.query_id).into(),
        query_type: (&query.query_type).into(),
        arguments: list(&query.arguments),
        headers: map(&query.header),
    }
}

fn signaled(signal: &Signal) -> message::SignalWorkflow {
    message::SignalWorkflow {
        signal_name: (&signal.signal_name).into(),
        input: list(&signal.input),
        identity: (&signal.identity).into(),
        headers: map(&signal.header),
        originating_event_id: signal.originating_event_id.0,
    }
}

fn do_update(update: &DoUpdate) -> message::DoUpdate {
    let request = &update.request;
    message::DoUpdate {
        id: (&request.update_id).into(),
        protocol_instance_id: (&update.protocol_instance_id).into(),
        name: (&request.name).into(),
        input: list(&request.input),
        headers: map(&request.header),
        meta: Some(Meta { update_id: (&request.update_id).into(), identity: (&request.identity).into() }),
        run_validator: update.run_validator,
    }
}

fn activity_resolution(resolution: &ActivityResolution) -> activity_result::ActivityResolution {
    use activity_resolution::Status;
    let status = match resolution {
        ActivityResolution::Ended(Resolution::Completed(result)) => {
            Status::Completed(activity_result::Success { result: result.as_ref().map(payload) })
        }
        ActivityResolution::Ended(Resolution::Failed(failed)) => {
            Status::Failed(activity_result::Failure { failure: Some(failure(failed)), ..Default::default() })
        }
        ActivityResolution::Ended(Resolution::Canceled(failed)) => {
            Status::Cancelled(activity_result::Cancellation { failure: Some(failure(failed)) })
        }
        ActivityResolution::Backoff { attempt, backoff, original_schedule_time } => {
            Status::Backoff(activity_result::DoBackoff {
                attempt: *attempt,
                backoff_duration: length(Some(*backoff)),
                original_schedule_time: time(*original_schedule_time),
            })
        }
    };
    activity_result::ActivityResolution { status: Some(status) }
}

fn child_started(start: &ChildWorkflowStart) -> child_start::Status {
    match start {
        ChildWorkflowStart::Succeeded { run_id } => {
            child_start::Status::Succeeded(message::ResolveChildWorkflowExecutionStartSuccess { run_id: run_id.into() })
        }
        ChildWorkflowStart::Failed { workflow_id, workflow_type, cause } => {
            // The causes of `coresdk` have the numbers of those of the API.
            child_start::Status::Failed(message::ResolveChildWorkflowExecutionStartFailure {
                workflow_id: workflow_id.into(),
                workflow_type: workflow_type.into(),
                cause: (*cause).into(),
            })
        }
        ChildWorkflowStart::Canceled(failed) => {
            child_start::Status::Cancelled(message::ResolveChildWorkflowExecutionStartCancelled {
                failure: Some(failure(failed)),
            })
        }
    }
}

fn child_result(result: &Resolution) -> child_workflow::ChildWorkflowResult {
    use child_workflow_result::Status;
    let status = match result {
        Resolution::Completed(result) => {
            Status::Completed(child_workflow::Success { result: result.as_ref().map(payload) })
        }
        Resolution::Failed(failed) => Status::Failed(child_workflow::Failure { failure: Some(failure(failed)) }),
        Resolution::Canceled(failed) => {
            Status::Cancelled(child_workflow::Cancellation { failure: Some(failure(failed)) })
        }
    };
    child_workflow::ChildWorkflowResult { status: Some(status) }
}

fn nexus_started(start: &NexusOperationStart) -> nexus_start::Status {
    match start {
        NexusOperationStart::Started(token) => nexus_start::Status::OperationToken(token.into()),
        NexusOperationStart::Sync => nexus_start::Status::StartedSync(true),
        NexusOperationStart::Failed(failed) => nexus_start::Status::Failed(failure(failed)),
    }
}

fn nexus_result(result: &NexusOperationResult) -> nexus::NexusOperationResult {
    use nexus_operation_result::Status;
    let status = match result {
        NexusOperationResult::Completed(result) => Status::Completed(payload(result)),
        NexusOperationResult::Failed(failed) => Status::Failed(failure(failed)),
        NexusOperationResult::Canceled(failed) => Status::Cancelled(failure(failed)),
        NexusOperationResult::TimedOut(failed) => Status::TimedOut(failure(failed)),
    };
    nexus::NexusOperationResult { status: Some(status) }
}
