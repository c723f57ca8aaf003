//! Decides how long the model holds a request of a client that waits for something, and what it answers in the end.

use super::{Alarm, RequestId, Server, alarm::AlarmKey, execution::Run, gone, query::Answered, update::UpdateState};
use bytes::Bytes;
use dacapo_core::rpc::{CallEnd, Code, Status};
use dacapo_proto::temporal::api::{
    enums::v1::UpdateWorkflowExecutionLifecycleStage as Stage,
    update::v1::{Outcome, UpdateRef},
    workflowservice::v1::{
        ExecuteMultiOperationResponse, GetWorkflowExecutionHistoryResponse, PollWorkflowExecutionUpdateResponse,
        QueryWorkflowResponse, StartWorkflowExecutionResponse, UpdateWorkflowExecutionResponse,
        execute_multi_operation_response::{Response, response},
    },
};
use prost::Message;

/// A request that is answered later.
#[derive(Clone, Debug)]
pub(super) struct Held {
    what: Awaited,
    alarm: AlarmKey,
}

/// What a request waits for.
#[derive(Clone, Debug)]
pub(super) enum Awaited {
    /// The end of a run.
    Close(Run),
    /// That an update comes so far.
    Update { run: Run, id: String, stage: Stage, form: Form },
    /// The answer to a query.
    Query(u64),
}

/// How the answer about an update looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Sent,
    Polled,
    /// With that to a start, which started something or not.
    WithStart(bool),
}

impl Server {
    /// Answers a request at once, later, or with nothing when it was held for as long as it may.
    pub(super) fn hold(&mut self, request: RequestId, what: Awaited) {
        if let Some(end) = self.found(&what) {
            return self.answer(request, end);
        }
        let alarm = self.alarm(self.knobs.hold, Alarm::HoldEnds(request));
        self.held.insert(request, Held { what, alarm });
    }

    /// Answers the requests that were waiting for what there is now.
    pub(super) fn answer_held(&mut self) {
        let found: Vec<_> =
            self.held.iter().filter_map(|(request, held)| Some((*request, self.found(&held.what)?))).collect();
        for (request, end) in found {
            self.let_go(request);
            self.answer(request, end);
        }
    }

    /// Answers those who wait for an update that was rejected: nobody else will know of it.
    pub(super) fn answer_rejected(&mut self, run: Run, rejected: &str, outcome: &Outcome) {
        let those = self.held.iter().filter_map(|(request, held)| match &held.what {
            Awaited::Update { run: of, id, form, .. } if *of == run && id == rejected => Some((*request, *form)),
            _ => None,
        });
        let those: Vec<_> = those.collect();
        for (request, form) in those {
            self.let_go(request);
            let end = self.updated((run, rejected), form, (Stage::Completed, Some(outcome.clone())));
            self.answer(request, Ok(end));
        }
    }

    pub(super) fn hold_ended(&mut self, request: RequestId) {
        let Some(Held { what, .. }) = self.held.remove(&request) else { return };
        let end = match what {
            Awaited::Close(run) => {
                let next_page_token = run.token();
                let page = GetWorkflowExecutionHistoryResponse { next_page_token, ..Default::default() };
                Ok(page.encode_to_vec().into())
            }
            Awaited::Update { run, id, form, .. } => {
                let state = self.at(run).map_or(UpdateState::Unknown, |execution| execution.updates.state(&id));
                let reached = if state == UpdateState::Accepted { Stage::Accepted } else { Stage::Admitted };
                Ok(self.updated((run, &id), form, (reached, None)))
            }
            Awaited::Query(_) => Err(not_asked()),
        };
        self.answer(request, end);
    }

    /// Whoever made a request is gone.
    pub(super) fn let_go(&mut self, request: RequestId) {
        if let Some(held) = self.held.remove(&request) {
            self.alarms.remove(&held.alarm);
        }
    }

    /// The answer, where there is one.
    fn found(&self, what: &Awaited) -> Option<CallEnd> {
        match what {
            Awaited::Close(run) => self.close_page(*run).map(Ok),
            Awaited::Query(number) => match self.queries.get(number).map(super::query::Query::state) {
                Some(Answered::Open) => None,
                Some(Answered::With(result)) => {
                    let response = QueryWorkflowResponse { query_result: Some(result.clone()), ..Default::default() };
                    Some(Ok(response.encode_to_vec().into()))
                }
                Some(Answered::Not(why)) => Some(Err(Status::new(Code::InvalidArgument, why.clone()))),
                None => Some(Err(not_asked())),
            },
            Awaited::Update { run, id, stage, form } => {
                let reached = match self.at(*run)?.updates.state(id) {
                    UpdateState::Requested => return None,
                    UpdateState::Accepted if *stage == Stage::Completed => return None,
                    UpdateState::Accepted => (Stage::Accepted, None),
                    UpdateState::Ended(outcome) => (Stage::Completed, Some(*outcome)),
                    UpdateState::Unknown => return Some(Err(gone("workflow execution already completed"))),
                };
                Some(Ok(self.updated((*run, id), *form, reached)))
            }
        }
    }

    fn updated(&self, (run, id): (Run, &str), form: Form, (stage, outcome): (Stage, Option<Outcome>)) -> Bytes {
        let workflow_execution = self.at(run).map(|execution| execution.wire());
        let update_ref = Some(UpdateRef { workflow_execution, update_id: id.to_owned() });
        let stage = stage.into();
        if form == Form::Polled {
            return PollWorkflowExecutionUpdateResponse { outcome, stage, update_ref }.encode_to_vec().into();
        }
        let updated = UpdateWorkflowExecutionResponse { update_ref, outcome, stage, ..Default::default() };
        let Form::WithStart(started) = form else { return updated.encode_to_vec().into() };
        let started = StartWorkflowExecutionResponse { run_id: run.id(), started, ..Default::default() };
        let parts = [response::Response::StartWorkflow(started), response::Response::UpdateWorkflow(updated)];
        let responses = parts.map(|part| Response { response: Some(part) }).into();
        ExecuteMultiOperationResponse { responses }.encode_to_vec().into()
    }
}

fn not_asked() -> Status {
    Status::new(Code::DeadlineExceeded, "query timed out before a worker could process it")
}
