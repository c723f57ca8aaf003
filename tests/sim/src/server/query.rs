//! Decides the way of queries in the model: with a workflow task where there is one, alone otherwise.

use super::{
    Alarm, RequestId, Server,
    execution::Run,
    gone,
    held::Awaited,
    history::{Page, put_bytes},
    queue::Dispatch,
    task::Task,
    token, token_of, unreadable,
};
use bytes::Bytes;
use dacapo_core::rpc::{CallEnd, Code, Status};
use dacapo_proto::temporal::api::{
    common::v1::{Payloads, WorkflowType},
    enums::v1::QueryResultType,
    query::v1::{WorkflowQuery, WorkflowQueryResult},
    workflowservice::v1::{PollWorkflowTaskQueueResponse, QueryWorkflowRequest, RespondQueryTaskCompletedRequest},
};
use prost::Message;
use std::{collections::BTreeMap, time::Duration};

/// How long whoever asks waits for an answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// A query that was asked.
#[derive(Clone, Debug)]
pub(super) struct Query {
    run: Run,
    query_type: String,
    state: Answered,
    /// It waits for a workflow task, or is with one.
    is_attached: bool,
}

/// What came of a query.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Answered {
    /// Nothing yet.
    Open,
    /// The answer.
    With(Payloads),
    /// A failure.
    Not(String),
}

impl Query {
    pub(super) const fn state(&self) -> &Answered {
        &self.state
    }
}

impl Server {
    pub(super) fn query_asked(&mut self, request: RequestId, message: Bytes) {
        let asked = QueryWorkflowRequest::decode(message).map_err(|error| unreadable(&error));
        let number = asked.and_then(|asked| {
            let run = self.known_asked(asked.execution)?;
            self.query(run, asked.query.unwrap_or_default())
        });
        match number {
            Ok(number) => self.hold(request, Awaited::Query(number)),
            Err(status) => self.refuse(request, status),
        }
        self.dispatch();
    }

    /// Asks a run a query: its number, by which the answer is found.
    fn query(&mut self, run: Run, asked: WorkflowQuery) -> Result<u64, Status> {
        let execution = self.at(run).ok_or_else(|| gone("workflow execution not found"))?;
        let has_begun = execution.last_started > 0;
        if !execution.is_open() && !has_begun {
            let why = "Workflow execution closed before WorkflowTaskStarted event";
            return Err(Status::new(Code::FailedPrecondition, why));
        }
        let is_direct =
            !execution.is_open() || (has_begun && execution.task.is_none() && execution.buffered.is_empty());
        let number = self.number();
        let query = Query { run, query_type: asked.query_type, state: Answered::Open, is_attached: !is_direct };
        self.queries.insert(number, query);
        self.alarm(PATIENCE, Alarm::QueryExpires(number));
        if is_direct {
            self.ask_directly(number);
        } else if let Some(execution) = self.at_mut(run) {
            execution.queries.push(number);
        }
        Ok(number)
    }

    fn ask_directly(&mut self, number: u64) {
        let Some(query) = self.queries.get_mut(&number) else { return };
        query.is_attached = false;
        let run = query.run;
        let sticky = self.at(run).and_then(|execution| execution.sticky.clone());
        let alive = sticky.filter(|(queue, _)| self.queues.is_alive(queue, self.now));
        if let Some((_, timeout)) = &alive {
            self.alarm(*timeout, Alarm::QueryNotTaken(number));
        }
        self.queues.push(alive.as_ref().map(|(queue, _)| queue.as_str()), Dispatch::Query(number));
    }

    /// Gives a query to a worker.
    pub(super) fn start_query(&self, number: u64, is_sticky: bool) -> Option<Vec<u8>> {
        let query = self.queries.get(&number).filter(|query| query.state == Answered::Open && !query.is_attached)?;
        let (run, query_type) = (query.run, query.query_type.clone());
        let execution = self.at(run)?;
        let to = execution.events.len();
        let from = if is_sticky { to } else { 0 };
        let (history, next_page_token) = self.page(run, Page { from, to, virtual_task: 0 });
        let response = PollWorkflowTaskQueueResponse {
            task_token: token_of('q', run, (0, number)),
            workflow_execution: Some(execution.wire()),
            workflow_type: Some(WorkflowType { name: execution.workflow_type.clone() }),
            previous_started_event_id: execution.last_started,
            attempt: 1,
            next_page_token,
            query: Some(WorkflowQuery { query_type, ..Default::default() }),
            ..Default::default()
        };
        let mut out = response.encode_to_vec();
        put_bytes(&mut out, 8, &history);
        Some(out)
    }

    /// A query as it goes with a workflow task.
    pub(super) fn asked(&self, number: u64) -> Option<(String, WorkflowQuery)> {
        let query = self.queries.get(&number).filter(|query| query.state == Answered::Open)?;
        Some((number.to_string(), WorkflowQuery { query_type: query.query_type.clone(), ..Default::default() }))
    }

    pub(super) fn answer_query(&mut self, message: Bytes) -> CallEnd {
        let answered = RespondQueryTaskCompletedRequest::decode(message).map_err(|error| unreadable(&error))?;
        let unknown = || gone("query task not found, or already expired");
        let (_, _, number) = token(&answered.task_token, 'q').ok_or_else(unknown)?;
        let open = self.queries.get_mut(&number).filter(|query| query.state == Answered::Open);
        let query = open.ok_or_else(unknown)?;
        query.state = match answered.completed_type() {
            QueryResultType::Answered => Answered::With(answered.query_result.unwrap_or_default()),
            QueryResultType::Failed | QueryResultType::Unspecified => Answered::Not(answered.error_message),
        };
        Ok(super::NOTHING)
    }

    /// Takes the answers that came with a completion. A query without one waits for the next task.
    pub(super) fn answer_queries(&mut self, run: Run, task: &Task, results: &BTreeMap<String, WorkflowQueryResult>) {
        let mut left = Vec::new();
        for number in &task.queries {
            let Some(query) = self.queries.get_mut(number).filter(|query| query.state == Answered::Open) else {
                continue;
            };
            match results.get(&number.to_string()) {
                Some(result) if result.result_type() == QueryResultType::Answered => {
                    query.state = Answered::With(result.answer.clone().unwrap_or_default());
                }
                Some(result) => query.state = Answered::Not(result.error_message.clone()),
                None => left.push(*number),
            }
        }
        if let Some(execution) = self.at_mut(run) {
            execution.queries.extend(left);
        }
    }

    /// Queries that wait for a task where none is to come are asked alone.
    pub(super) fn release_queries(&mut self, run: Run) {
        let Some(execution) = self.at_mut(run) else { return };
        if execution.task.is_some() || execution.last_started == 0 {
            return;
        }
        for number in std::mem::take(&mut execution.queries) {
            self.ask_directly(number);
        }
    }

    /// The worker that has the run did not ask for it: any worker may.
    pub(super) fn query_not_taken(&mut self, number: u64) {
        let Some(query) = self.queries.get(&number).filter(|query| query.state == Answered::Open) else { return };
        let run = query.run;
        if let Some(execution) = self.at_mut(run) {
            execution.sticky = None;
        }
        self.queues.push(None, Dispatch::Query(number));
    }

    /// Nobody waits for it any more; whoever does is told so.
    pub(super) fn query_expired(&mut self, number: u64) {
        self.queries.remove(&number);
        self.answer_held();
    }
}
