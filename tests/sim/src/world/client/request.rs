//! Decides what the requests of each thing are that clients do.

use crate::program::Visit;
use dacapo_core::{
    client::{Operation, Runs},
    rng::Random,
};
use dacapo_proto::temporal::api::{
    common::v1::{Payloads, WorkflowExecution, WorkflowType},
    enums::v1::{UpdateWorkflowExecutionLifecycleStage as Stage, WorkflowIdConflictPolicy, WorkflowIdReusePolicy},
    query::v1::WorkflowQuery,
    taskqueue::v1::TaskQueue,
    update::v1::{Input, Meta, Request, WaitPolicy},
    workflowservice::v1::{
        ExecuteMultiOperationRequest, GetWorkflowExecutionHistoryRequest, QueryWorkflowRequest,
        RequestCancelWorkflowExecutionRequest, SignalWithStartWorkflowExecutionRequest, SignalWorkflowExecutionRequest,
        StartWorkflowExecutionRequest, TerminateWorkflowExecutionRequest, UpdateWorkflowExecutionRequest,
        execute_multi_operation_request::{Operation as Part, operation},
    },
};

/// Who clients say that they are.
pub(super) const IDENTITY: &str = "outside";

/// What a visit is made of, with the ids by which the server knows it again.
pub(super) fn operation((workflow_id, input): (&str, &Payloads), visit: &Visit, random: &mut Random) -> Operation {
    let workflow_execution = Some(WorkflowExecution { workflow_id: workflow_id.to_owned(), run_id: String::new() });
    let (namespace, identity) = ("default".to_owned(), IDENTITY.to_owned());
    let request_id = random.uuid().to_string();
    match visit {
        Visit::Start => Operation::call(&start((workflow_id, input), request_id)),
        Visit::StartWithSignal(name) => {
            Operation::call(&start_with_signal(start((workflow_id, input), request_id), name))
        }
        Visit::StartWithUpdate(id, name) => {
            let parts = [
                operation::Operation::StartWorkflow(start((workflow_id, input), request_id)),
                operation::Operation::UpdateWorkflow(update(workflow_execution, (id, name))),
            ];
            let operations = parts.map(|part| Part { operation: Some(part) }).into();
            let request = ExecuteMultiOperationRequest { namespace, operations, ..Default::default() };
            Operation::update_with_start(&request)
        }
        Visit::Signal(name) => Operation::call(&SignalWorkflowExecutionRequest {
            namespace,
            workflow_execution,
            signal_name: name.clone(),
            identity,
            request_id,
            ..Default::default()
        }),
        Visit::Update(id, name) => Operation::update(&update(workflow_execution, (id, name))),
        Visit::Query => {
            let query_type = dacapo_kitchen_sink::program::STATE.to_owned();
            let query = Some(WorkflowQuery { query_type, ..Default::default() });
            let execution = workflow_execution;
            Operation::call(&QueryWorkflowRequest { namespace, execution, query, ..Default::default() })
        }
        Visit::Cancel => Operation::call(&RequestCancelWorkflowExecutionRequest {
            namespace,
            workflow_execution,
            identity,
            request_id,
            ..Default::default()
        }),
        Visit::Terminate => Operation::call(&TerminateWorkflowExecutionRequest {
            namespace,
            workflow_execution,
            reason: "as it was planned".to_owned(),
            identity,
            ..Default::default()
        }),
        Visit::Result => {
            let execution = workflow_execution;
            let request = GetWorkflowExecutionHistoryRequest { namespace, execution, ..Default::default() };
            Operation::close(request, Runs::Chain)
        }
    }
}

fn start((workflow_id, input): (&str, &Payloads), request_id: String) -> StartWorkflowExecutionRequest {
    StartWorkflowExecutionRequest {
        namespace: "default".to_owned(),
        workflow_id: workflow_id.to_owned(),
        workflow_type: Some(WorkflowType { name: dacapo_kitchen_sink::program::TYPE.to_owned() }),
        task_queue: Some(TaskQueue { name: "queue".to_owned(), ..Default::default() }),
        input: Some(input.clone()),
        identity: IDENTITY.to_owned(),
        request_id,
        workflow_id_reuse_policy: WorkflowIdReusePolicy::RejectDuplicate.into(),
        workflow_id_conflict_policy: WorkflowIdConflictPolicy::UseExisting.into(),
        ..Default::default()
    }
}

fn start_with_signal(start: StartWorkflowExecutionRequest, name: &str) -> SignalWithStartWorkflowExecutionRequest {
    SignalWithStartWorkflowExecutionRequest {
        namespace: start.namespace,
        workflow_id: start.workflow_id,
        workflow_type: start.workflow_type,
        task_queue: start.task_queue,
        input: start.input,
        identity: start.identity,
        request_id: start.request_id,
        workflow_id_reuse_policy: start.workflow_id_reuse_policy,
        workflow_id_conflict_policy: start.workflow_id_conflict_policy,
        signal_name: name.to_owned(),
        ..Default::default()
    }
}

fn update(workflow_execution: Option<WorkflowExecution>, (id, name): (&str, &str)) -> UpdateWorkflowExecutionRequest {
    let meta = Some(Meta { update_id: id.to_owned(), identity: IDENTITY.to_owned() });
    let input = Some(Input { name: name.to_owned(), args: Some(Payloads::default()), ..Default::default() });
    UpdateWorkflowExecutionRequest {
        namespace: "default".to_owned(),
        workflow_execution,
        wait_policy: Some(WaitPolicy { lifecycle_stage: Stage::Completed.into() }),
        request: Some(Request { meta, input, ..Default::default() }),
        ..Default::default()
    }
}
