//! Decides what the model does with what clients ask for: each request is done once, however often it comes.

use super::{
    RequestId, Server,
    execution::Run,
    gone,
    held::{Awaited, Form},
    start::{NewRun, signal},
    unreadable,
    update::UpdateState,
};
use bytes::Bytes;
use dacapo_core::rpc::{CallEnd, Code, Status};
use dacapo_proto::{
    google::rpc,
    temporal::api::{
        common::v1::WorkflowExecution,
        enums::v1::WorkflowIdConflictPolicy,
        errordetails::v1::WorkflowExecutionAlreadyStartedFailure,
        history::v1::WorkflowExecutionCancelRequestedEventAttributes,
        update::v1::{UpdateRef, WaitPolicy},
        workflowservice::v1::{
            ExecuteMultiOperationRequest, PollWorkflowExecutionUpdateRequest, RequestCancelWorkflowExecutionRequest,
            SignalWithStartWorkflowExecutionRequest, SignalWithStartWorkflowExecutionResponse,
            SignalWorkflowExecutionRequest, StartWorkflowExecutionRequest, StartWorkflowExecutionResponse,
            TerminateWorkflowExecutionRequest, UpdateWorkflowExecutionRequest,
            execute_multi_operation_request::operation::Operation,
        },
    },
};
use prost::Message;

/// A signal, the request that it came with, and what it carries.
type Signal = (String, String, Option<dacapo_proto::temporal::api::common::v1::Payloads>);

impl Server {
    pub(super) fn start_asked(&mut self, message: Bytes) -> CallEnd {
        let asked = StartWorkflowExecutionRequest::decode(message).map_err(|error| unreadable(&error))?;
        let (run, started) = self.begin(asked)?;
        let response = StartWorkflowExecutionResponse { run_id: run.id(), started, ..Default::default() };
        Ok(response.encode_to_vec().into())
    }

    /// Starts what is asked for, unless this request has done so, or another one has: the run, and whether it is this one's.
    fn begin(&mut self, asked: StartWorkflowExecutionRequest) -> Result<(Run, bool), Status> {
        let present = self.find(&asked.workflow_id, "").and_then(|run| self.at(run));
        if let Some(execution) = present {
            let uses_existing = asked.workflow_id_conflict_policy() == WorkflowIdConflictPolicy::UseExisting;
            if execution.request_id == asked.request_id {
                return Ok((execution.run, true));
            }
            if execution.is_open() && uses_existing {
                return Ok((execution.run, false));
            }
            // Workflows of a world have ids of their own: no policy lets one follow another.
            return Err(already_started(execution.run, &execution.request_id));
        }
        let name = asked.workflow_type.unwrap_or_default().name;
        let new = NewRun::new(&asked.workflow_id, &name, asked.input).asked_by(asked.request_id);
        let run = self.create(new);
        self.schedule_task(run);
        Ok((run, true))
    }

    pub(super) fn signal_asked(&mut self, message: Bytes) -> CallEnd {
        let asked = SignalWorkflowExecutionRequest::decode(message).map_err(|error| unreadable(&error))?;
        let run = self.open_asked(asked.workflow_execution)?;
        self.signal_once(run, (asked.request_id, asked.signal_name, asked.input));
        Ok(super::NOTHING)
    }

    fn signal_once(&mut self, run: Run, (request_id, name, input): Signal) {
        let Some(execution) = self.at_mut(run) else { return };
        if !execution.signal_requests.insert(request_id) {
            return;
        }
        let workflow_id = execution.workflow_id.clone();
        self.took_effect(&workflow_id, &name);
        self.signaled(run, signal(&name, input, None));
    }

    pub(super) fn signal_with_start_asked(&mut self, message: Bytes) -> CallEnd {
        let asked = SignalWithStartWorkflowExecutionRequest::decode(message).map_err(|error| unreadable(&error))?;
        let start = StartWorkflowExecutionRequest {
            workflow_id: asked.workflow_id,
            workflow_type: asked.workflow_type,
            input: asked.input,
            request_id: asked.request_id.clone(),
            workflow_id_conflict_policy: WorkflowIdConflictPolicy::UseExisting.into(),
            ..Default::default()
        };
        let (run, started) = self.begin(start)?;
        if self.open(run).is_some() {
            self.signal_once(run, (asked.request_id, asked.signal_name, asked.signal_input));
        }
        let response = SignalWithStartWorkflowExecutionResponse { run_id: run.id(), started, ..Default::default() };
        Ok(response.encode_to_vec().into())
    }

    /// A run that is closed has nothing left to be canceled.
    pub(super) fn cancel_asked(&mut self, message: Bytes) -> CallEnd {
        let asked = RequestCancelWorkflowExecutionRequest::decode(message).map_err(|error| unreadable(&error))?;
        let run = self.known_asked(asked.workflow_execution)?;
        self.cancel_requested(run, WorkflowExecutionCancelRequestedEventAttributes::default());
        Ok(super::NOTHING)
    }

    pub(super) fn terminate_asked(&mut self, message: Bytes) -> CallEnd {
        let asked = TerminateWorkflowExecutionRequest::decode(message).map_err(|error| unreadable(&error))?;
        let workflow_id = asked.workflow_execution.clone().unwrap_or_default().workflow_id;
        let run = self.open_asked(asked.workflow_execution)?;
        self.took_effect(&workflow_id, "terminate");
        self.terminate(run, (asked.reason, asked.identity));
        Ok(super::NOTHING)
    }

    pub(super) fn update_asked(&mut self, request: RequestId, message: Bytes) {
        let asked = UpdateWorkflowExecutionRequest::decode(message).map_err(|error| unreadable(&error));
        let awaited = asked.and_then(|asked| {
            let run = self.known_asked(asked.workflow_execution.clone())?;
            self.update_of(run, asked, Form::Sent)
        });
        self.hold_or_refuse(request, awaited);
    }

    /// Takes an update, once for each id; what has to be waited for.
    fn update_of(&mut self, run: Run, asked: UpdateWorkflowExecutionRequest, form: Form) -> Result<Awaited, Status> {
        let stage = asked.wait_policy.as_ref().map(WaitPolicy::lifecycle_stage).unwrap_or_default();
        let asked = asked.request.unwrap_or_default();
        let id = asked.meta.clone().unwrap_or_default().update_id;
        self.request_update(run, &id, asked)?;
        Ok(Awaited::Update { run, id, stage, form })
    }

    pub(super) fn outcome_asked(&mut self, request: RequestId, message: Bytes) {
        let asked = PollWorkflowExecutionUpdateRequest::decode(message).map_err(|error| unreadable(&error));
        let awaited = asked.and_then(|asked| {
            let UpdateRef { workflow_execution, update_id: id } = asked.update_ref.unwrap_or_default();
            let run = self.known_asked(workflow_execution)?;
            let state = self.at(run).map_or(UpdateState::Unknown, |execution| execution.updates.state(&id));
            if state == UpdateState::Unknown {
                return Err(Status::new(Code::NotFound, format!("update \"{id}\" not found")));
            }
            let stage = asked.wait_policy.as_ref().map(WaitPolicy::lifecycle_stage).unwrap_or_default();
            Ok(Awaited::Update { run, id, stage, form: Form::Polled })
        });
        self.hold_or_refuse(request, awaited);
    }

    pub(super) fn both_asked(&mut self, request: RequestId, message: Bytes) {
        let asked = ExecuteMultiOperationRequest::decode(message).map_err(|error| unreadable(&error));
        let awaited = asked.and_then(|asked| {
            let mut parts = asked.operations.into_iter().filter_map(|part| part.operation);
            let (Some(Operation::StartWorkflow(start)), Some(Operation::UpdateWorkflow(update))) =
                (parts.next(), parts.next())
            else {
                return Err(Status::new(Code::InvalidArgument, "Operations have to be exactly [Start, Update]."));
            };
            let (run, started) = self.begin(start)?;
            self.update_of(run, update, Form::WithStart(started))
        });
        self.hold_or_refuse(request, awaited);
    }

    fn hold_or_refuse(&mut self, request: RequestId, awaited: Result<Awaited, Status>) {
        match awaited {
            Ok(awaited) => self.hold(request, awaited),
            Err(status) => self.refuse(request, status),
        }
        self.dispatch();
    }

    pub(super) fn known_asked(&self, asked: Option<WorkflowExecution>) -> Result<Run, Status> {
        let asked = asked.unwrap_or_default();
        self.find(&asked.workflow_id, &asked.run_id)
            .ok_or_else(|| Status::new(Code::NotFound, format!("workflow not found for ID: {}", asked.workflow_id)))
    }

    fn open_asked(&self, asked: Option<WorkflowExecution>) -> Result<Run, Status> {
        let run = self.known_asked(asked)?;
        self.open(run).map(|_| run).ok_or_else(|| gone("workflow execution already completed"))
    }

    /// Whether there is, or was, such a workflow.
    pub fn knows(&self, workflow_id: &str) -> bool {
        self.find(workflow_id, "").is_some()
    }

    /// Counts what came of a request from outside.
    pub(super) fn took_effect(&mut self, workflow_id: &str, what: &str) {
        *self.effects.entry((workflow_id.to_owned(), what.to_owned())).or_default() += 1;
    }

    /// How often something that a client asked for was done to a workflow: `start`, `terminate`, or the name of a signal or of
    /// an update that was accepted.
    pub fn effects(&self, workflow_id: &str, what: &str) -> u64 {
        self.effects.get(&(workflow_id.to_owned(), what.to_owned())).copied().unwrap_or_default()
    }
}

fn already_started(run: Run, request_id: &str) -> Status {
    let failure = WorkflowExecutionAlreadyStartedFailure {
        start_request_id: request_id.to_owned(),
        run_id: run.id(),
        ..Default::default()
    };
    let type_url = "type.googleapis.com/temporal.api.errordetails.v1.WorkflowExecutionAlreadyStartedFailure";
    let detail = prost_types::Any { type_url: type_url.to_owned(), value: failure.encode_to_vec() };
    let details = rpc::Status { details: vec![detail], ..Default::default() }.encode_to_vec().into();
    Status { details, ..Status::new(Code::AlreadyExists, "Workflow execution is already running.") }
}
