//! Reports of how tasks ended, while the server cannot be reached or does not let the worker in.

use crate::driven::{Driven, activity_task, config, task, with};
use bytes::Bytes;
use core::time::Duration;
use dacapo_core::{
    rpc::{CallId, Code, Status},
    time::MonoTime,
    worker::{Input, Output, host::ActivityOutcome, poller::PollerState},
};
use dacapo_proto::rpc::workflow_service as method;

#[test]
fn the_end_of_an_activity_is_told_for_as_long_as_the_server_takes_it() {
    // [RPC-4]
    let mut worker = Driven::started(with(|config| config.tasks.activities = true));
    let task = worker.give_activity(activity_task());
    worker.input(Input::ActivityEnded { token: task.task_token, outcome: ActivityOutcome::Completed(None) });
    let (report, _) = worker.report();
    // The activity may run for 100 s, and the server gives it 5 s more.
    let last = failing(&mut worker, report, method::RESPOND_ACTIVITY_TASK_COMPLETED);
    assert!((100..=105).contains(&last.as_secs()), "{last:?}");
}

#[test]
fn the_completion_of_a_workflow_task_is_told_until_its_time_is_up() {
    // [RPC-4]
    let mut worker = Driven::started(config());
    worker.give_task(task(1));
    worker.advance(Duration::from_secs(5));
    worker.complete(vec![]);
    let (report, _) = worker.report();
    let last = failing(&mut worker, report, method::RESPOND_WORKFLOW_TASK_COMPLETED);
    assert!((10..=15).contains(&last.as_secs()), "{last:?}");
}

/// Fails a report until it is made no more, with every code that says nothing of the report in turn; gives the time of the
/// last attempt.
fn failing(worker: &mut Driven, mut report: CallId, method: &str) -> Duration {
    let mut last = worker.now;
    for code in Code::ALL.into_iter().filter(|code| code.is_retried_for_a_task()).cycle() {
        last = worker.now;
        worker.ended(report, Err(Status::new(code, "model")));
        let Some((again, _)) = worker.next_call(method, Duration::from_secs(30)) else { break };
        report = again;
    }
    last.since(MonoTime(0))
}

#[test]
fn a_report_that_is_wrong_is_made_once() {
    // [RPC-4]
    let mut worker = Driven::started(with(|config| config.tasks.activities = true));
    for code in Code::ALL.into_iter().filter(|code| !code.is_retried_for_a_task()) {
        let task = worker.give_activity(activity_task());
        worker.input(Input::ActivityEnded { token: task.task_token, outcome: ActivityOutcome::Completed(None) });
        let (report, call) = worker.report();
        worker.ended(report, Err(Status::new(code, "model")));
        assert!(worker.next_call(call.method, Duration::from_secs(20)).is_none(), "{code:?}");
    }
}

#[test]
fn an_answer_that_is_there_before_the_server_waits_for_it_is_given_again() {
    // [RPC-9]
    let refused = || Err(Status::new(Code::NotFound, "query task not found, or already expired"));
    for refusals in 0..=4 {
        let mut worker = Driven::started(config());
        worker.give_task(task(1));
        worker.complete(vec![]);
        let (report, _) = worker.report();
        worker.ended(report, Ok(Bytes::new()));
        worker.give_query("one");
        worker.activations();
        worker.answer_query();
        let (mut answer, call) = worker.report();
        assert_eq!(call.method, method::RESPOND_QUERY_TASK_COMPLETED);
        for refusal in 1..=refusals {
            worker.ended(answer, refused());
            let again = worker.next_call(call.method, Duration::from_secs(1));
            assert_eq!(again.is_some(), refusal <= 3, "{refusal}");
            let Some((id, again)) = again else { break };
            assert_eq!(again.message, call.message);
            answer = id;
        }
        worker.ended(answer, Ok(Bytes::new()));
        assert!(worker.next_call(call.method, Duration::from_secs(20)).is_none());
    }
}

#[test]
fn an_answer_that_was_lost_before_is_no_outrun() {
    // [RPC-9]
    let mut worker = Driven::started(config());
    worker.give_task(task(1));
    worker.complete(vec![]);
    let (report, _) = worker.report();
    worker.ended(report, Ok(Bytes::new()));
    worker.give_query("one");
    worker.activations();
    worker.answer_query();
    let (mut answer, call) = worker.report();
    for _ in 0..3 {
        worker.ended(answer, Err(Status::new(Code::Unavailable, "model")));
        answer = worker.next_call(call.method, Duration::from_secs(1)).unwrap().0;
    }
    worker.ended(answer, Err(Status::new(Code::NotFound, "model")));
    assert!(worker.next_call(call.method, Duration::from_secs(20)).is_none());
}

#[test]
fn a_call_that_the_transport_never_ends_is_made_again() {
    // [RPC-8]
    let mut worker = Driven::new(config());
    let asked = worker.calls();
    assert_eq!(asked.len(), 2);
    worker.advance(Duration::from_millis(39_999));
    assert!(worker.take().is_empty());
    worker.advance(Duration::from_millis(1));
    let lost = worker.take_if(|output| matches!(output, Output::CancelCall(_)));
    assert_eq!(lost.len(), 2);
    assert!(worker.states().iter().all(|(_, state)| matches!(state, PollerState::Degraded { .. })));
    let mut worker = Driven::started(with(|config| config.tasks.activities = true));
    let task = worker.give_activity(activity_task());
    worker.input(Input::ActivityEnded { token: task.task_token, outcome: ActivityOutcome::Completed(None) });
    let (report, call) = worker.report();
    let again = worker.next_call(call.method, Duration::from_secs(42));
    assert_eq!(again.map(|(id, again)| (id, again.message)), Some((report, call.message)));
    assert_eq!(worker.take_if(|output| matches!(output, Output::CancelCall(id) if *id == report)).len(), 1);
}
