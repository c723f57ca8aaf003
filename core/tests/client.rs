//! Operations of a client, with a server that answers as a script says: which calls each makes, and what it comes to.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test ends where something is not as it must be"
)]

use bytes::Bytes;
use core::time::Duration;
use dacapo_core::{
    client::{Ask, Operation, OperationInput, OperationOutput, Runs, first_task_end, last_task_end},
    machine::Machine,
    rpc::{CallEnd, Code, RetriedInput, RetriedOutput, RetryPolicy, Status},
    time::{MonoTime, Now},
};
use dacapo_proto::{
    rpc::Request,
    temporal::api::{
        activity::v1::ActivityExecutionOutcome,
        common::v1::WorkflowExecution,
        enums::v1::{EventType, UpdateWorkflowExecutionLifecycleStage as Stage},
        history::v1::{
            History, HistoryEvent, WorkflowExecutionCompletedEventAttributes,
            WorkflowExecutionContinuedAsNewEventAttributes, WorkflowExecutionFailedEventAttributes,
            WorkflowExecutionTerminatedEventAttributes, history_event::Attributes,
        },
        update::v1::{Meta, Outcome, Request as UpdateRequest, UpdateRef, WaitPolicy},
        workflowservice::v1::*,
    },
};
use prost::Message;

#[test]
fn an_operation_of_one_call_ends_with_it() {
    // [CLIENT-1]
    let request = SignalWorkflowExecutionRequest { signal_name: "pay".to_owned(), ..Default::default() };
    for end in [Ok(Bytes::from_static(b"not looked at")), Err(Status::new(Code::NotFound, "gone"))] {
        let mut played = Played::of(Operation::call(&request));
        assert_eq!(played.asks::<SignalWorkflowExecutionRequest>(), request);
        assert!(played.0.poll().is_none());
        played.0.handle((), OperationInput::Begin).unwrap();
        assert!(played.0.poll().is_none(), "it has begun");
        played.ends(end.clone());
        assert_eq!(played.done(), end);
        played.ends(Ok(Bytes::new()));
        assert!(played.0.poll().is_none(), "it is over");
    }
}

#[test]
fn the_end_of_a_workflow_is_that_of_the_last_run_of_its_chain() {
    // [CLIENT-2]
    let closes = [
        Attributes::WorkflowExecutionContinuedAsNewEventAttributes(WorkflowExecutionContinuedAsNewEventAttributes {
            new_execution_run_id: "second".to_owned(),
            ..Default::default()
        }),
        Attributes::WorkflowExecutionFailedEventAttributes(WorkflowExecutionFailedEventAttributes {
            new_execution_run_id: "third".to_owned(),
            ..Default::default()
        }),
        Attributes::WorkflowExecutionCompletedEventAttributes(WorkflowExecutionCompletedEventAttributes::default()),
    ];
    let mut played = Played::of(Operation::close(history("first", ""), Runs::Chain));
    for (run, closed) in ["first", "second", "third"].into_iter().zip(closes.clone()) {
        let asked = played.asks::<GetWorkflowExecutionHistoryRequest>();
        assert!(asked.wait_new_event && asked.history_event_filter_type == 2, "its close is waited for");
        assert_eq!((run_of(&asked), &asked.next_page_token[..]), (run, &b""[..]));
        played.ends(page(vec![HistoryEvent { attributes: Some(closed), ..Default::default() }], ""));
    }
    assert!(played.done().is_ok());
    let mut played = Played::of(Operation::close(history("first", ""), Runs::One));
    played.asks::<GetWorkflowExecutionHistoryRequest>();
    let [first, ..] = closes;
    played.ends(page(vec![HistoryEvent { attributes: Some(first), ..Default::default() }], ""));
    assert!(played.done().is_ok(), "and that of one run where nobody asks for more");
}

#[test]
fn an_open_run_is_asked_after_with_the_token_of_the_last_answer() {
    // [CLIENT-2]
    let ask = Played::of(Operation::close(history("first", ""), Runs::Chain)).ask();
    let terminated = WorkflowExecutionTerminatedEventAttributes::default();
    let attributes = Some(Attributes::WorkflowExecutionTerminatedEventAttributes(terminated));
    let closed = page(vec![HistoryEvent { attributes, ..Default::default() }], "");
    let open = page(vec![HistoryEvent::default()], "two");
    let asked = asked_in_turn(&ask, [page(vec![], "one"), open, closed]);
    let tokens = asked.iter().map(|asked| GetWorkflowExecutionHistoryRequest::decode(asked.clone()).unwrap());
    assert_eq!(tokens.map(|asked| asked.next_page_token).collect::<Vec<_>>(), ["", "one", "two"]);
}

#[test]
fn an_update_is_sent_again_until_it_is_accepted_and_asked_after_then() {
    // [CLIENT-3]
    let request = update(Stage::Completed);
    let mut played = Played::of(Operation::update(&request));
    let ask = played.ask();
    let answers = [Stage::Unspecified, Stage::Admitted, Stage::Accepted].map(|stage| answer(stage, None));
    let asked = asked_in_turn(&ask, answers);
    assert_eq!(asked, vec![Bytes::from(request.encode_to_vec()); 3], "the same id, as the same message");
    played.ends(answer(Stage::Accepted, None));
    let ask = played.ask();
    let polled = PollWorkflowExecutionUpdateRequest::decode(ask.message.clone()).unwrap();
    let update_ref = polled.update_ref.clone().unwrap();
    let run = update_ref.workflow_execution.unwrap();
    assert_eq!((&run.workflow_id[..], &run.run_id[..], &update_ref.update_id[..]), ("order", "taker", "update-1"));
    assert_eq!((&polled.namespace[..], &polled.identity[..], polled.wait_policy), ("shop", "me", request.wait_policy));
    let found = PollWorkflowExecutionUpdateResponse { outcome: Some(Outcome::default()), ..Default::default() };
    let (nothing, found) = (Ok(Bytes::new()), Ok(Bytes::from(found.encode_to_vec())));
    assert_eq!(asked_in_turn(&ask, [nothing, found.clone()]).len(), 2);
    played.ends(found.clone());
    assert_eq!(played.done(), found);
}

#[test]
fn an_update_is_waited_for_as_far_as_was_asked() {
    // [CLIENT-3]
    let outcome = Some(Outcome::default());
    let cases = [
        (Stage::Admitted, Stage::Admitted, None),
        (Stage::Accepted, Stage::Accepted, None),
        (Stage::Accepted, Stage::Completed, outcome.clone()),
        (Stage::Completed, Stage::Completed, outcome.clone()),
        // An outcome says more than any stage.
        (Stage::Completed, Stage::Unspecified, outcome),
    ];
    for (wanted, stage, outcome) in cases {
        let mut played = Played::of(Operation::update(&update(wanted)));
        let ask = played.ask();
        assert_eq!(asked_in_turn(&ask, [answer(stage, outcome.clone())]).len(), 1);
        played.ends(answer(stage, outcome.clone()));
        assert_eq!(played.done(), answer(stage, outcome));
    }
}

#[test]
fn an_update_with_a_start_goes_on_as_an_update_of_the_run_that_it_met() {
    // [CLIENT-4]
    use execute_multi_operation_request::{Operation as Part, operation};
    use execute_multi_operation_response::{Response, response};
    let parts = [
        operation::Operation::StartWorkflow(StartWorkflowExecutionRequest::default()),
        operation::Operation::UpdateWorkflow(update(Stage::Completed)),
    ];
    let operations = parts.map(|operation| Part { operation: Some(operation) }).into();
    let request = ExecuteMultiOperationRequest { operations, ..Default::default() };
    let both = |stage: Stage| {
        let started = StartWorkflowExecutionResponse { run_id: "started".to_owned(), ..Default::default() };
        let updated = UpdateWorkflowExecutionResponse { stage: stage.into(), ..Default::default() };
        let parts = [response::Response::StartWorkflow(started), response::Response::UpdateWorkflow(updated)];
        let responses = parts.map(|response| Response { response: Some(response) }).into();
        Ok(ExecuteMultiOperationResponse { responses }.encode_to_vec().into())
    };
    let mut played = Played::of(Operation::update_with_start(&request));
    let ask = played.ask();
    // Nothing yet, twice: no parts at all, and an update that is not accepted.
    assert_eq!(asked_in_turn(&ask, [Ok(Bytes::new()), both(Stage::Admitted), both(Stage::Accepted)]).len(), 3);
    played.ends(both(Stage::Accepted));
    let polled = played.asks::<PollWorkflowExecutionUpdateRequest>().update_ref.unwrap();
    assert_eq!((&polled.workflow_execution.unwrap().run_id[..], &polled.update_id[..]), ("started", "update-1"));
}

#[test]
fn a_page_without_items_is_followed_by_the_next_one() {
    // [CLIENT-5]
    let mut played = Played::of(Operation::page(&ListWorkflowExecutionsRequest::default()));
    let list = |count: usize, token: &'static str| {
        let executions = vec![Default::default(); count];
        let page = ListWorkflowExecutionsResponse { executions, next_page_token: token.into() };
        Ok(Bytes::from(page.encode_to_vec()))
    };
    for (token, next) in [("", "one"), ("one", "two")] {
        assert_eq!(played.asks::<ListWorkflowExecutionsRequest>().next_page_token, token);
        played.ends(list(0, next));
    }
    assert_eq!(played.asks::<ListWorkflowExecutionsRequest>().next_page_token, "two");
    played.ends(list(3, "three"));
    assert_eq!(played.done(), list(3, "three"));
    let mut last = Played::of(Operation::page(&ListWorkflowExecutionsRequest::default()));
    last.ask();
    last.ends(list(0, ""));
    assert_eq!(last.done(), list(0, ""));
    // A history that grows is one call, which the server holds.
    let ask = Played::of(Operation::new_events(history("first", ""))).ask();
    let pages = [page(vec![], "one"), page(vec![HistoryEvent::default()], "two")];
    assert_eq!(asked_in_turn(&ask, pages).len(), 2);
    assert_eq!(asked_in_turn(&ask, [page(vec![], "")]).len(), 1, "the last page");
}

#[test]
fn the_task_to_begin_anew_from_is_looked_for_page_by_page() {
    // [CLIENT-6]
    let event = |event_id, kind: EventType| HistoryEvent { event_id, event_type: kind.into(), ..Default::default() };
    let events = |kinds: &[(i64, EventType)]| kinds.iter().map(|(id, kind)| event(*id, *kind)).collect::<Vec<_>>();
    let (begun, ended) = (
        [(1, EventType::WorkflowExecutionStarted)],
        [(3, EventType::WorkflowTaskFailed), (6, EventType::WorkflowTaskCompleted)],
    );
    let mut first = Played::of(Operation::first_task(&history("first", "")));
    assert_eq!(first.asks::<GetWorkflowExecutionHistoryRequest>().next_page_token, "");
    first.ends(page(events(&begun), "one"));
    assert_eq!(first.asks::<GetWorkflowExecutionHistoryRequest>().next_page_token, "one");
    first.ends(page(events(&ended), "two"));
    let found = GetWorkflowExecutionHistoryResponse::decode(first.done().unwrap()).unwrap();
    assert_eq!(first_task_end(found.history.as_ref()), Some(3));
    let mut last = Played::of(Operation::last_task(&GetWorkflowExecutionHistoryReverseRequest::default()));
    last.ask();
    // The two answers have the same fields.
    last.ends(page(events(&[(9, EventType::WorkflowTaskTimedOut)]), "one"));
    assert_eq!(last.asks::<GetWorkflowExecutionHistoryReverseRequest>().next_page_token, "one");
    last.ends(page(events(&ended), "two"));
    let found = GetWorkflowExecutionHistoryReverseResponse::decode(last.done().unwrap()).unwrap();
    assert_eq!(last_task_end(found.history.as_ref()), Some(6));
    let mut never = Played::of(Operation::first_task(&history("first", "")));
    never.ask();
    never.ends(page(events(&begun), ""));
    assert_eq!(never.done(), page(events(&begun), ""));
}

#[test]
fn a_standalone_activity_is_asked_after_until_it_has_an_outcome() {
    // [CLIENT-7]
    let request = PollActivityExecutionRequest { activity_id: "order".to_owned(), ..Default::default() };
    let mut played = Played::of(Operation::activity_outcome(&request));
    let ask = played.ask();
    let outcome = Some(ActivityExecutionOutcome::default());
    let found = PollActivityExecutionResponse { run_id: "first".to_owned(), outcome };
    let (nothing, found) = (Ok(Bytes::new()), Ok(Bytes::from(found.encode_to_vec())));
    let asked = asked_in_turn(&ask, [nothing.clone(), nothing, found.clone()]);
    assert_eq!(asked, vec![Bytes::from(request.encode_to_vec()); 3]);
    played.ends(found.clone());
    assert_eq!(played.done(), found);
}

#[test]
fn what_cannot_be_read_ends_an_operation_and_so_does_an_answer_that_no_server_gives() {
    let unreadable: CallEnd = Ok(Bytes::from_static(b"\xff"));
    let operations = [
        Operation::close(history("first", ""), Runs::Chain),
        Operation::new_events(history("first", "")),
        Operation::update(&update(Stage::Completed)),
        Operation::page(&ListWorkflowExecutionsRequest::default()),
        Operation::first_task(&history("first", "")),
    ];
    for operation in operations {
        let mut played = Played::of(operation);
        let ask = played.ask();
        assert_eq!(asked_in_turn(&ask, [unreadable.clone()]).len(), 1, "{}", ask.method);
        played.ends(unreadable.clone());
        assert_eq!(played.done(), unreadable);
    }
    let mut played = Played::of(Operation::update(&update(Stage::Accepted)));
    played.ask();
    played.ends(answer(Stage::Admitted, None));
    assert_eq!(played.done().unwrap_err().code, Code::Internal);
}

/// An operation that was begun.
struct Played(Operation);

impl Played {
    fn of(mut operation: Operation) -> Self {
        operation.handle((), OperationInput::Begin).unwrap();
        assert_eq!(operation.deadline(), None, "it knows no time");
        Self(operation)
    }

    fn ask(&mut self) -> Ask {
        match self.0.poll() {
            Some(OperationOutput::Call(ask)) => ask,
            other => panic!("{other:?} is no call"),
        }
    }

    fn asks<Q: Request + Default>(&mut self) -> Q {
        let ask = self.ask();
        assert_eq!(ask.method, Q::METHOD);
        Q::decode(ask.message).unwrap()
    }

    fn ends(&mut self, end: CallEnd) {
        self.0.handle((), OperationInput::Ended(end)).unwrap();
    }

    fn done(&mut self) -> CallEnd {
        match self.0.poll() {
            Some(OperationOutput::Done(_, end)) => end,
            other => panic!("{other:?} is no end"),
        }
    }
}

/// What is asked by a call whose attempts end so, the last with what the call ends with.
fn asked_in_turn(ask: &Ask, answers: impl IntoIterator<Item = CallEnd>) -> Vec<Bytes> {
    let call = ask.call(Duration::from_secs(70), Vec::new());
    let mut machine = ask.machine(call, RetryPolicy::LONG_POLL, 1);
    let (mut answers, mut asked, mut now) = (answers.into_iter(), Vec::new(), MonoTime(0));
    let mut input = RetriedInput::Tick;
    loop {
        machine.handle(Now { mono: now, ..Now::default() }, input).unwrap();
        input = match machine.poll() {
            Some(RetriedOutput::Attempt(call)) => {
                asked.push(call.message);
                RetriedInput::Ended(answers.next().expect("an answer that says nothing is not the last"))
            }
            Some(RetriedOutput::Done(_)) => {
                assert!(answers.next().is_none(), "it goes on");
                return asked;
            }
            _ => {
                now = machine.deadline().expect("it waits for something").at;
                RetriedInput::Tick
            }
        };
    }
}

fn history(run_id: &str, token: &'static str) -> GetWorkflowExecutionHistoryRequest {
    let execution = WorkflowExecution { workflow_id: "order".to_owned(), run_id: run_id.to_owned() };
    let (execution, next_page_token) = (Some(execution), token.into());
    GetWorkflowExecutionHistoryRequest { execution, next_page_token, ..Default::default() }
}

fn run_of(request: &GetWorkflowExecutionHistoryRequest) -> &str {
    &request.execution.as_ref().unwrap().run_id
}

fn page(events: Vec<HistoryEvent>, token: &'static str) -> CallEnd {
    let history = Some(History { events });
    let page = GetWorkflowExecutionHistoryResponse { history, next_page_token: token.into(), ..Default::default() };
    Ok(page.encode_to_vec().into())
}

fn update(stage: Stage) -> UpdateWorkflowExecutionRequest {
    let execution = WorkflowExecution { workflow_id: "order".to_owned(), run_id: String::new() };
    let meta = Meta { update_id: "update-1".to_owned(), identity: "me".to_owned() };
    UpdateWorkflowExecutionRequest {
        namespace: "shop".to_owned(),
        workflow_execution: Some(execution),
        wait_policy: Some(WaitPolicy { lifecycle_stage: stage.into() }),
        request: Some(UpdateRequest { meta: Some(meta), ..Default::default() }),
        ..Default::default()
    }
}

fn answer(stage: Stage, outcome: Option<Outcome>) -> CallEnd {
    let execution = WorkflowExecution { workflow_id: "order".to_owned(), run_id: "taker".to_owned() };
    let update_ref = Some(UpdateRef { workflow_execution: Some(execution), update_id: "update-1".to_owned() });
    let answer = UpdateWorkflowExecutionResponse { update_ref, outcome, stage: stage.into(), ..Default::default() };
    Ok(answer.encode_to_vec().into())
}
