//! Decides whether what an operation came to is how things are, and whether it came in time.

use super::{
    super::{World, check::POLLS_AGAIN},
    operate::Doing,
};
use crate::{
    program::Visit,
    rule::{Rule, Violation},
};
use dacapo_core::{
    client::{Ask, close_event, started_and_updated},
    limits,
    rpc::{CallEnd, Code},
    time::MonoTime,
};
use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::{
        common::v1::Payloads,
        history::v1::history_event::Attributes,
        update::v1::{Outcome, outcome::Value},
        workflowservice::v1::{
            ExecuteMultiOperationResponse, GetWorkflowExecutionHistoryResponse, PollWorkflowExecutionUpdateResponse,
            QueryWorkflowResponse, UpdateWorkflowExecutionResponse,
        },
    },
};
use prost::Message;
use std::time::Duration;

/// How long after the last fault an operation is over that the server answers at once: an attempt that was lost ends then.
const ANSWERED: Duration = Duration::from_secs(30).saturating_add(limits::LOST_CALL);

/// The same where the server holds it: its time-out, the same again, and the longest back-off are those of a worker's poll.
const HELD: Duration = POLLS_AGAIN;

/// How long an answer may be under way where nothing goes wrong.
const SOON: Duration = Duration::from_secs(1);

impl World<'_> {
    /// An operation is over: it has done what it was for, or is asked for again.
    pub(super) fn ended_operation(&mut self, number: usize, asked: &Ask, end: CallEnd) -> Result<(), Violation> {
        let Some(client) = self.clients.get_mut(number) else { return Ok(()) };
        let Some(doing) = client.doing.take() else { return Ok(()) };
        let Some(visit) = client.visits.get(client.next).cloned() else { return Ok(()) };
        client.attempts += doing.attempts;
        let (attempts, workflow_id) = (client.attempts, client.workflow_id().to_owned());
        let wrong = |how: String| Violation::new(Rule::CLIENT_ANSWERS, format!("{workflow_id}: {visit:?} {how}"));
        match end {
            Ok(answer) => {
                let read = self.read(&workflow_id, &visit, (asked, &answer));
                read.map_err(|how| wrong(format!("comes to {how}")))?;
            }
            // What came before it has done it: an attempt whose answer was lost, or the same one, as it came twice.
            Err(status) if self.is_done_already(&workflow_id, &visit, status.code) => {}
            Err(status) if self.may_fail(&doing, &visit, status.code) => {
                self.again(number);
                return Ok(());
            }
            Err(status) => return Err(wrong(format!("fails after {attempts} attempts with {status}: {doing:?}"))),
        }
        self.done(number);
        Ok(())
    }

    /// Whether an operation may fail so, and is asked for again.
    fn may_fail(&self, doing: &Doing, visit: &Visit, code: Code) -> bool {
        let has_run_out = doing.until.is_some_and(|until| until <= self.now);
        match code {
            Code::DeadlineExceeded if has_run_out => true,
            // Silence is the end of no long poll.
            Code::DeadlineExceeded | Code::Canceled if doing.is_held() => false,
            // A worker has other things to do, or a bug that is gone later.
            Code::DeadlineExceeded if *visit == Visit::Query => true,
            Code::InvalidArgument if *visit == Visit::Query => self.now < self.last_fault().plus(HELD),
            code => code.is_retried_for_a_task() && self.now < self.last_fault().plus(HELD),
        }
    }

    /// Whether the workflow is as a request wants it that comes again after it was done.
    fn is_done_already(&self, workflow_id: &str, visit: &Visit, code: Code) -> bool {
        let done = |what: &str| self.server.effects(workflow_id, what) > 0;
        match visit {
            Visit::Start | Visit::StartWithSignal(_) | Visit::StartWithUpdate(..) => {
                code == Code::AlreadyExists && done("start")
            }
            Visit::Signal(name) => code == Code::NotFound && done(name),
            Visit::Terminate => code == Code::NotFound && done("terminate"),
            Visit::Update(..) | Visit::Query | Visit::Cancel | Visit::Result => false,
        }
    }

    /// Reads an answer, and compares it with what the server knows.
    fn read(&mut self, workflow_id: &str, visit: &Visit, (asked, answer): (&Ask, &bytes::Bytes)) -> Result<(), String> {
        let unreadable = |error: prost::DecodeError| error.to_string();
        match visit {
            Visit::Update(id, _) | Visit::StartWithUpdate(id, _) => {
                let outcome = outcome(asked.method, answer.clone()).map_err(unreadable)?.ok_or("no outcome")?;
                let known = self.server.ended_update(workflow_id, id);
                if known.is_some_and(|(known, _)| *known != outcome) {
                    return Err(format!("{outcome:?}, and the server has {known:?}"));
                }
                self.report.updates.insert(id.clone(), of_update(&outcome));
            }
            Visit::Query => {
                let response = QueryWorkflowResponse::decode(answer.clone()).map_err(unreadable)?;
                self.report.answers.insert(workflow_id.to_owned(), text(response.query_result.as_ref()));
            }
            Visit::Result => {
                let page = GetWorkflowExecutionHistoryResponse::decode(answer.clone()).map_err(unreadable)?;
                let closed = close_event(&page).and_then(|event| event.attributes.as_ref()).map(of_close);
                let known = self.server.outcome(workflow_id).map(|(outcome, _)| outcome.to_owned());
                if closed != known {
                    return Err(format!("{closed:?}, and the server has {known:?}"));
                }
            }
            Visit::Start | Visit::StartWithSignal(_) | Visit::Signal(_) | Visit::Cancel | Visit::Terminate => {}
        }
        Ok(())
    }

    /// Operations that are under way are neither late nor forgotten.
    pub(in super::super) fn check_clients(&self) -> Result<(), Violation> {
        for client in &self.clients {
            let Some(doing) = &client.doing else { continue };
            if doing.until.is_some_and(|until| self.now > until) {
                return Err(Violation::new(Rule::CLIENT_DEADLINES, format!("it goes on at {:?}: {doing:?}", self.now)));
            }
            let since = doing.began.max(self.last_fault());
            let visit = client.visits.get(client.next);
            let due = match self.has_come(client.workflow_id(), visit) {
                Some(at) if doing.is_held() => at.max(since.plus(HELD)),
                Some(_) => since.plus(ANSWERED),
                None => continue,
            };
            if self.now > due.plus(SOON) {
                let how = format!("{}: {visit:?} since {:?}: {doing:?}", client.workflow_id(), doing.began);
                return Err(Violation::new(Rule::CLIENT_ENDS, how));
            }
        }
        Ok(())
    }

    /// When the server got what a visit waits for, if it did. Nobody knows of an update that it was rejected.
    fn has_come(&self, workflow_id: &str, visit: Option<&Visit>) -> Option<MonoTime> {
        match visit? {
            Visit::Result => Some(self.server.outcome(workflow_id).filter(|(outcome, _)| *outcome != "continued")?.1),
            Visit::Update(id, _) | Visit::StartWithUpdate(id, _) => Some(self.server.ended_update(workflow_id, id)?.1),
            Visit::Start
            | Visit::StartWithSignal(_)
            | Visit::Signal(_)
            | Visit::Query
            | Visit::Cancel
            | Visit::Terminate => Some(MonoTime(0)),
        }
    }

    /// What clients asked for was done once.
    pub(in super::super) fn check_effects_of_clients(&self) -> Result<(), Violation> {
        for client in &self.clients {
            let (workflow_id, done) = (client.workflow_id(), client.visits.iter().take(client.next));
            for (what, times) in done.flat_map(|visit| effects(visit, &self.report.updates)) {
                let counted = self.server.effects(workflow_id, what);
                if counted != times {
                    let how = format!("{workflow_id}: {what} is done {counted} times, and not {times}");
                    return Err(Violation::new(Rule::CLIENT_ONCE, how));
                }
            }
        }
        Ok(())
    }
}

/// What a visit does, and how often.
fn effects<'a>(visit: &'a Visit, updates: &std::collections::BTreeMap<String, String>) -> Vec<(&'a str, u64)> {
    let accepted = |id: &String| u64::from(!updates.get(id).is_some_and(|outcome| outcome.ends_with("is not wanted")));
    match visit {
        Visit::Start => vec![("start", 1)],
        Visit::StartWithSignal(name) => vec![("start", 1), (name, 1)],
        Visit::StartWithUpdate(id, name) => vec![("start", 1), (name, accepted(id))],
        Visit::Update(id, name) => vec![(name, accepted(id))],
        Visit::Signal(name) => vec![(name, 1)],
        Visit::Terminate => vec![("terminate", 1)],
        Visit::Query | Visit::Cancel | Visit::Result => Vec::new(),
    }
}

/// The outcome of an update, from the answer to one of three methods.
fn outcome(called: &str, answer: bytes::Bytes) -> Result<Option<Outcome>, prost::DecodeError> {
    Ok(match called {
        method::UPDATE_WORKFLOW_EXECUTION => UpdateWorkflowExecutionResponse::decode(answer)?.outcome,
        method::EXECUTE_MULTI_OPERATION => {
            started_and_updated(ExecuteMultiOperationResponse::decode(answer)?).and_then(|(_, updated)| updated.outcome)
        }
        _ => PollWorkflowExecutionUpdateResponse::decode(answer)?.outcome,
    })
}

fn of_update(outcome: &Outcome) -> String {
    match &outcome.value {
        Some(Value::Success(result)) => text(Some(result)),
        Some(Value::Failure(failure)) => format!("failed {}", failure.message),
        None => String::new(),
    }
}

/// How a run was closed, as the server says it.
fn of_close(closed: &Attributes) -> String {
    match closed {
        Attributes::WorkflowExecutionCompletedEventAttributes(it) => format!("completed {}", text(it.result.as_ref())),
        Attributes::WorkflowExecutionFailedEventAttributes(it) => {
            format!("failed {}", it.failure.as_ref().map_or("", |failure| &failure.message))
        }
        Attributes::WorkflowExecutionCanceledEventAttributes(it) => format!("canceled {}", text(it.details.as_ref())),
        Attributes::WorkflowExecutionTerminatedEventAttributes(_) => "terminated".to_owned(),
        other => format!("{other:?}"),
    }
}

fn text(payloads: Option<&Payloads>) -> String {
    let all = payloads.iter().flat_map(|payloads| &payloads.payloads);
    all.map(|payload| String::from_utf8_lossy(&payload.data).into_owned()).collect::<Vec<_>>().join(",")
}
