//! Decides how a run begins in the model: from outside, as a child, in place of another; and how it is signaled and
//! canceled.

use super::{
    Alarm, Server,
    child::Parent,
    execution::{Execution, Run, TASK_TIMEOUT},
};
use bytes::Bytes;
use dacapo_core::{rpc::CallEnd, time::MonoTime};
use dacapo_proto::temporal::api::{
    common::v1::{Header, Memo, Payloads, SearchAttributes, WorkflowExecution, WorkflowType},
    enums::v1::{ContinueAsNewInitiator, EventType, WorkflowExecutionStatus},
    history::v1::{
        WorkflowExecutionCancelRequestedEventAttributes, WorkflowExecutionSignaledEventAttributes,
        WorkflowExecutionStartedEventAttributes, history_event::Attributes,
    },
    taskqueue::v1::TaskQueue,
    workflow::v1::WorkflowExecutionInfo,
    workflowservice::v1::{DescribeWorkflowExecutionRequest, DescribeWorkflowExecutionResponse},
};
use prost::Message;
use std::{collections::BTreeMap, time::Duration};

/// How long after its first workflow task a run has begun whatever that asked for.
const SETTLED: Duration = Duration::from_secs(1);

/// A run to begin.
#[derive(Clone, Debug, Default)]
pub struct NewRun {
    /// Its workflow id.
    pub workflow_id: String,
    /// Its type.
    pub workflow_type: String,
    /// Its arguments.
    pub input: Option<Payloads>,
    pub(super) header: Option<Header>,
    pub(super) memo: Option<Memo>,
    pub(super) search_attributes: Option<SearchAttributes>,
    pub(super) parent: Option<Parent>,
    /// The run that it goes on from.
    pub(super) continues: Option<Run>,
    pub(super) backoff: Duration,
    pub(super) request_id: String,
}

impl NewRun {
    /// A run of its own.
    pub fn new(workflow_id: &str, workflow_type: &str, input: Option<Payloads>) -> Self {
        Self { workflow_id: workflow_id.into(), workflow_type: workflow_type.into(), input, ..Self::default() }
    }

    /// The same, for this request.
    pub(super) fn asked_by(self, request_id: String) -> Self {
        Self { request_id, ..self }
    }
}

impl Server {
    /// Starts an execution; its run id.
    pub fn start(&mut self, new: NewRun) -> String {
        let run = self.create(new);
        self.schedule_task(run);
        self.dispatch();
        run.id()
    }

    /// Starts an execution for a worker that may have the first task at once: the encoded
    /// `PollWorkflowTaskQueueResponse`.
    pub fn start_eagerly(&mut self, new: NewRun) -> Option<Bytes> {
        let run = self.create(new);
        self.schedule_task(run);
        let number = self.at(run)?.task.as_ref()?.number;
        let response = self.start_task(run, number, None).map(Bytes::from);
        self.dispatch();
        response
    }

    /// Makes a run without a task.
    pub(super) fn create(&mut self, new: NewRun) -> Run {
        let run = Run(self.runs.len());
        let of = new.continues.and_then(|before| self.at(before));
        let first_run_id = of.map_or_else(|| run.id(), |before| before.first_run_id.clone());
        let started = started(&new, run, &first_run_id);
        let is_backing_off = !new.backoff.is_zero();
        if new.continues.is_none() {
            self.took_effect(&new.workflow_id, "start");
        }
        self.current.insert(new.workflow_id.clone(), run);
        self.runs.push(Execution {
            workflow_id: new.workflow_id,
            run,
            request_id: new.request_id,
            first_run_id,
            workflow_type: new.workflow_type,
            began: self.wall(),
            attempt: 1,
            is_backing_off,
            parent: new.parent,
            memo: new.memo.unwrap_or_default().fields,
            search_attributes: new.search_attributes.unwrap_or_default().indexed_fields,
            ..Execution::default()
        });
        self.append(
            run,
            EventType::WorkflowExecutionStarted,
            Attributes::WorkflowExecutionStartedEventAttributes(started),
        );
        if is_backing_off {
            self.alarm(new.backoff, Alarm::BackoffEnds(run));
        }
        run
    }

    /// Signals the open run of a workflow; whether there is one.
    pub fn signal(&mut self, workflow_id: &str, name: &str) -> bool {
        let Some(run) = self.find(workflow_id, "").filter(|run| self.open(*run).is_some()) else { return false };
        self.signaled(run, signal(name, None, None));
        self.dispatch();
        true
    }

    pub(super) fn signaled(&mut self, run: Run, signal: WorkflowExecutionSignaledEventAttributes) {
        let attributes = Attributes::WorkflowExecutionSignaledEventAttributes(signal);
        self.happen(run, EventType::WorkflowExecutionSignaled, attributes);
    }

    /// Asks a run to cancel, once; that ends a back-off.
    pub(super) fn cancel_requested(&mut self, run: Run, request: WorkflowExecutionCancelRequestedEventAttributes) {
        let Some(execution) = self.at_mut(run).filter(|execution| execution.is_open()) else { return };
        if std::mem::replace(&mut execution.is_cancel_requested, true) {
            return;
        }
        execution.is_backing_off = false;
        let attributes = Attributes::WorkflowExecutionCancelRequestedEventAttributes(request);
        self.happen(run, EventType::WorkflowExecutionCancelRequested, attributes);
    }

    /// Whether the open run of a workflow has a workflow task behind it, and whatever that led to.
    pub fn has_begun(&self, workflow_id: &str) -> bool {
        let Some(execution) = self.find(workflow_id, "").and_then(|run| self.at(run)) else { return false };
        execution.last_started > 0 && self.wall().since(execution.first_completed) >= SETTLED
    }

    /// How every workflow ended, with its memo and search attributes; `None` for one that is open.
    pub fn outcomes(&self) -> BTreeMap<String, Option<String>> {
        let last = self.current.iter().filter_map(|(id, run)| Some((id.clone(), self.at(*run)?.outcome_in_full())));
        last.collect()
    }

    /// How a workflow ended, if it has, and when.
    pub fn outcome(&self, workflow_id: &str) -> Option<(&str, MonoTime)> {
        let last = self.at(self.find(workflow_id, "")?)?;
        Some((last.outcome.as_deref()?, last.closed))
    }

    /// Whether a run is open, and otherwise how it ended.
    pub(super) fn describe(&self, message: Bytes) -> CallEnd {
        let asked = DescribeWorkflowExecutionRequest::decode(message).map_err(|error| super::unreadable(&error))?;
        let asked = asked.execution.unwrap_or_default();
        let run = self.find(&asked.workflow_id, &asked.run_id).and_then(|run| self.at(run));
        let outcome = run.ok_or_else(|| super::gone("workflow execution not found"))?.outcome.as_deref();
        let status = match outcome.and_then(|outcome| outcome.split(' ').next()) {
            None => WorkflowExecutionStatus::Running,
            Some("completed") => WorkflowExecutionStatus::Completed,
            Some("failed") => WorkflowExecutionStatus::Failed,
            Some("canceled") => WorkflowExecutionStatus::Canceled,
            Some("continued") => WorkflowExecutionStatus::ContinuedAsNew,
            Some(_) => WorkflowExecutionStatus::Terminated,
        };
        let info = WorkflowExecutionInfo { status: status.into(), ..Default::default() };
        let response = DescribeWorkflowExecutionResponse { workflow_execution_info: Some(info), ..Default::default() };
        Ok(response.encode_to_vec().into())
    }

    /// Whether every workflow is closed.
    pub fn are_all_closed(&self) -> bool {
        self.current.values().all(|run| self.open(*run).is_none())
    }
}

/// A signal, of somebody outside or of another workflow.
pub(super) fn signal(
    name: &str,
    input: Option<Payloads>,
    from: Option<WorkflowExecution>,
) -> WorkflowExecutionSignaledEventAttributes {
    WorkflowExecutionSignaledEventAttributes {
        signal_name: name.into(),
        input: Some(input.unwrap_or_default()),
        external_workflow_execution: from,
        ..Default::default()
    }
}

fn started(new: &NewRun, run: Run, first_run_id: &str) -> WorkflowExecutionStartedEventAttributes {
    let parent = new.parent.as_ref();
    let initiator = if new.continues.is_some() { ContinueAsNewInitiator::Workflow.into() } else { 0 };
    WorkflowExecutionStartedEventAttributes {
        workflow_type: Some(WorkflowType { name: new.workflow_type.clone() }),
        workflow_id: new.workflow_id.clone(),
        task_queue: Some(TaskQueue { name: "queue".into(), ..Default::default() }),
        input: new.input.clone(),
        header: new.header.clone(),
        memo: new.memo.clone(),
        search_attributes: new.search_attributes.clone(),
        workflow_task_timeout: prost_types::Duration::try_from(TASK_TIMEOUT).ok(),
        original_execution_run_id: run.id(),
        first_execution_run_id: first_run_id.into(),
        continued_execution_run_id: new.continues.map(Run::id).unwrap_or_default(),
        initiator,
        parent_workflow_namespace: parent.map(|_| "default".to_owned()).unwrap_or_default(),
        parent_workflow_execution: parent.map(|parent| parent.execution.clone()),
        parent_initiated_event_id: parent.map_or(0, |parent| parent.initiated),
        root_workflow_execution: parent.map(|parent| parent.root.clone()),
        first_workflow_task_backoff: prost_types::Duration::try_from(new.backoff).ok(),
        attempt: 1,
        ..Default::default()
    }
}
