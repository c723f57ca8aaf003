//! Holds the rules of workers against what a worker asks for.
#![expect(
    clippy::wildcard_enum_match_arm,
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::arithmetic_side_effects,
    reason = "a test looks for one output and passes over the others"
)]

mod cache;
mod driven;
mod elsewhere;
mod excess;
mod heartbeat;
mod local_activities;
mod metrics;
mod nondeterminism;
mod pages;
mod polls;
mod reports;
mod requests;
mod rest;
mod shutdown;

use core::time::Duration;
use dacapo_core::{
    command::host::{HostKind, ScheduleActivity},
    id::Seq,
    rpc::{Code, Status},
    worker::{
        Output, SlotKind,
        config::SlotSupply,
        poller::{PollerKind, PollerState},
    },
    workflow::activation::Job,
};
use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::{
        enums::v1::WorkflowTaskFailedCause,
        workflowservice::v1::{
            PollWorkflowTaskQueueResponse, RespondWorkflowTaskCompletedRequest, RespondWorkflowTaskFailedRequest,
        },
    },
};
use driven::{Driven, config, is_sticky, methods, task, with};
use prost::Message;

#[test]
fn nothing_is_polled_before_the_server_said_what_it_can_do() {
    // [POLLER-1]
    let mut worker = Driven::new(config());
    let asked = worker.calls();
    assert_eq!(methods(&asked), [method::GET_SYSTEM_INFO, method::DESCRIBE_NAMESPACE]);
    assert!(worker.states().iter().all(|(_, state)| *state == PollerState::Starting));
    for (id, _) in asked {
        worker.ended(id, Err(Status::new(Code::Unavailable, "down")));
    }
    assert!(worker.states().iter().all(|(_, state)| matches!(state, PollerState::Degraded { .. })));
    worker.advance(Duration::from_secs(1));
    worker.answer_startup();
    assert_eq!(worker.calls().len(), 5);
    let is_well = |state: &PollerState| matches!(state, PollerState::Polling | PollerState::Starting);
    assert!(worker.states().iter().all(|(_, state)| is_well(state)));
}

#[test]
fn a_failed_poll_is_told_until_one_is_well() {
    // [POLLER-1]
    let mut worker = Driven::started(config());
    let (poll, _) = worker.first_poll(false);
    worker.calls();
    worker.ended(poll, Err(Status::new(Code::PermissionDenied, "no more")));
    let degraded = |worker: &Driven| {
        worker.states().iter().filter(|(_, state)| matches!(state, PollerState::Degraded { .. })).count()
    };
    assert_eq!(degraded(&worker), 1);
    worker.advance(Duration::from_secs(1));
    assert_eq!((worker.calls().len(), degraded(&worker)), (1, 1));
    worker.advance(Duration::from_secs(6));
    assert_eq!(degraded(&worker), 0);
}

#[test]
fn a_poll_that_another_one_outlived_is_not_taken_for_well() {
    // [POLLER-1]
    let mut worker = Driven::started(config());
    let (first, _) = worker.first_poll(true);
    let (second, _) = worker.first_poll(true);
    worker.ended(first, Err(Status::new(Code::Unavailable, "no more")));
    // It was open when the other one failed, and says nothing of polls to come.
    worker.ended(second, Ok(Default::default()));
    let degraded = worker.states().into_iter().filter(|(_, state)| matches!(state, PollerState::Degraded { .. }));
    assert_eq!(degraded.count(), 1);
}

#[test]
fn a_poll_that_is_not_answered_in_its_time_has_stalled() {
    // [POLLER-2]
    let late = || Err(Status::new(Code::DeadlineExceeded, "no answer"));
    for (after, state, polls) in [(69, PollerState::Polling, 1), (70, PollerState::Stalled, 1)] {
        let mut worker = Driven::started(config());
        let (poll, _) = worker.first_poll(false);
        worker.calls();
        worker.advance(Duration::from_secs(after));
        worker.ended(poll, late());
        let of_it = worker.states().into_iter().find(|(kind, _)| *kind == PollerKind::Workflow);
        assert_eq!((of_it, worker.calls().len()), (Some((PollerKind::Workflow, state)), polls));
    }
    let mut worker = Driven::started(config());
    let (poll, _) = worker.first_poll(false);
    worker.calls();
    worker.advance(Duration::from_secs(70));
    worker.ended(poll, late());
    let (next, _) = worker.first_poll(false);
    worker.ended(next, Ok(Default::default()));
    assert!(worker.states().iter().all(|(_, state)| *state == PollerState::Polling));
}

#[test]
fn a_poll_that_never_ends_is_made_again() {
    // [POLLER-2]
    let mut worker = Driven::started(config());
    worker.calls();
    worker.advance(Duration::from_secs(79));
    assert!(worker.calls().is_empty());
    worker.advance(Duration::from_secs(2));
    let outputs = worker.take();
    let canceled = outputs.iter().filter(|output| matches!(output, Output::CancelCall(_))).count();
    let begun = outputs.iter().filter(|output| matches!(output, Output::Call(..))).count();
    assert_eq!((canceled, begun), (5, 5));
    assert!(worker.states().iter().all(|(_, state)| *state == PollerState::Stalled));
}

#[test]
fn the_last_slot_is_left_to_the_kind_that_does_not_poll() {
    // [POLLER-3]
    let mut worker = Driven::started(with(|config| config.workflow_slots = SlotSupply::Fixed(2)));
    let sticky: Vec<bool> = worker.calls().iter().map(|(_, call)| is_sticky(call)).collect();
    assert_eq!(sticky, [false, true]);
}

#[test]
fn what_comes_for_a_busy_run_waits_and_queries_come_first() {
    // [WORKER-1]
    let mut worker = Driven::started(config());
    let first = worker.give_task(task(1));
    assert!(matches!(first.jobs.first(), Some(Job::InitializeWorkflow(_))));
    worker.give_query("one");
    assert!(worker.activations().is_empty());
    worker.complete(vec![]);
    let (report, call) = worker.report();
    assert_eq!(call.method, method::RESPOND_WORKFLOW_TASK_COMPLETED);
    worker.ended(report, Ok(Default::default()));
    let next = worker.activations();
    assert!(matches!(next.as_slice(), [one] if matches!(one.jobs.as_slice(), [Job::QueryWorkflow(_)])));
}

#[test]
fn a_completion_that_is_too_large_fails_its_task_once() {
    // [WORKER-2]
    let mut worker = Driven::started(config());
    worker.give_task(task(1));
    worker.complete(vec![]);
    let (report, _) = worker.report();
    worker.ended(report, Err(Status::new(Code::ResourceExhausted, "grpc: received message larger than max (9 vs. 4)")));
    let (_, call) = worker.report();
    let failed = RespondWorkflowTaskFailedRequest::decode(call.message).unwrap();
    assert_eq!((failed.cause(), &failed.task_token[..]), (WorkflowTaskFailedCause::GrpcMessageTooLarge, &b"token"[..]));
    let evicted = worker.activations();
    assert!(matches!(evicted.as_slice(), [one] if matches!(one.jobs.as_slice(), [Job::RemoveFromCache { .. }])));
}

#[test]
fn a_run_goes_on_though_the_answer_to_a_completion_is_lost() {
    // [RPC-5]
    let mut worker = Driven::started(config());
    worker.give_task(task(1));
    worker.complete(vec![]);
    let (report, call) = worker.report();
    // Half of the 10 s that the task has.
    assert_eq!(call.timeout, Duration::from_secs(5));
    let (poll, _) = worker.first_poll(false);
    let next = PollWorkflowTaskQueueResponse {
        task_token: b"next".as_slice().into(),
        started_event_id: 7,
        previous_started_event_id: 3,
        history: None,
        ..task(1)
    };
    worker.ended(poll, Ok(next.encode_to_vec().into()));
    assert!(worker.activations().is_empty());
    worker.advance(Duration::from_secs(5));
    worker.ended(report, Err(Status::new(Code::DeadlineExceeded, "no answer")));
    worker.advance(Duration::from_secs(1));
    let (again, same) = worker.report();
    assert_eq!((same.method, &same.message), (call.method, &call.message));
    worker.ended(again, Err(Status::new(Code::NotFound, "the server took it long ago")));
    let evicted = worker.activations();
    assert!(matches!(evicted.as_slice(), [one] if matches!(one.jobs.as_slice(), [Job::RemoveFromCache { .. }])));
    worker.complete(vec![]);
    // The next task begins with a new run, which asks for the rest of its history.
    let (_, page) = worker.report();
    assert_eq!((page.method, page.timeout), (method::GET_WORKFLOW_EXECUTION_HISTORY, Duration::from_secs(30)));
}

#[test]
fn eager_activities_have_slots_and_give_them_back() {
    // [WORKER-3]
    let mut worker = Driven::started(with(|config| {
        config.tasks.activities = true;
        config.activity_slots = SlotSupply::Fixed(7);
    }));
    let polls = worker.slots(SlotKind::Activity);
    assert_eq!(polls, 5);
    worker.give_task(task(1));
    let activity = |seq| {
        let command = ScheduleActivity {
            seq: Seq(seq),
            activity_id: seq.to_string().into(),
            activity_type: "A".into(),
            start_to_close_timeout: Some(Duration::from_secs(1)),
            ..ScheduleActivity::default()
        };
        HostKind::ScheduleActivity(Box::new(command))
    };
    worker.complete((1..=4).map(activity).collect());
    let (report, call) = worker.report();
    let completed = RespondWorkflowTaskCompletedRequest::decode(call.message).unwrap();
    let eager: Vec<bool> = completed
        .commands
        .iter()
        .map(|command| format!("{command:?}").contains("request_eager_execution: true"))
        .collect();
    // Two slots are left of seven.
    assert_eq!(eager, [true, true, false, false]);
    assert_eq!(worker.slots(SlotKind::Activity), 7);
    worker.ended(report, Ok(Default::default()));
    assert_eq!(worker.slots(SlotKind::Activity), 5);
}
