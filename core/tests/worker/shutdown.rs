//! How a worker ends, and what the server is told of it.

use crate::driven::{Driven, activity_task, config, is_sticky, methods, task, with};
use bytes::Bytes;
use core::time::Duration;
use dacapo_core::{
    limits,
    machine::Machine,
    rpc::{CallId, Code, Status},
    time::Now,
    worker::{Input, Output, ShutdownReport, host::ActivityOutcome, poller::PollerState},
};
use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::{
        enums::v1::{TaskQueueType, WorkerStatus},
        namespace::v1::{NamespaceInfo, namespace_info::Capabilities},
        workflowservice::v1::{DescribeNamespaceResponse, RespondWorkflowTaskCompletedRequest, ShutdownWorkerRequest},
    },
};
use prost::Message;

#[test]
fn shutdown_waits_for_what_is_open_and_then_hands_it_back() {
    let mut worker = Driven::started(config());
    worker.give_task(task(1));
    worker.input(Input::Shutdown);
    assert_eq!(drained(&mut worker), None);
    worker.advance(Duration::from_secs(10));
    worker.advance(Duration::from_secs(10));
    let (_, call) = worker.report();
    assert_eq!(call.method, method::RESPOND_WORKFLOW_TASK_FAILED);
    worker.advance(Duration::from_secs(5));
    let report = drained(&mut worker).unwrap();
    assert_eq!((report.drained, report.canceled, report.handed_back), (0, 0, 1));
    assert!(worker.worker.handle(Now::default(), Input::Tick).is_err());
}

#[test]
fn what_waits_for_a_busy_run_is_handed_back_too_and_late_answers_are_passed_over() {
    // [WORKER-17]
    let mut worker = Driven::started(config());
    worker.give_task(task(1));
    worker.give_query("state");
    begin(&mut worker);
    worker.advance(Duration::from_secs(10));
    worker.advance(Duration::from_secs(10));
    let methods: Vec<_> = worker.reports().iter().map(|(_, call)| call.method).collect();
    assert_eq!(methods, [method::RESPOND_WORKFLOW_TASK_FAILED, method::RESPOND_QUERY_TASK_COMPLETED]);
    worker.complete(vec![]);
    assert!(worker.activations().is_empty());
    worker.advance(Duration::from_secs(5));
    assert_eq!(drained(&mut worker).unwrap().handed_back, 2);
}

#[test]
fn what_ended_by_itself_is_told_as_drained() {
    let mut worker = Driven::started(with(|config| config.tasks.activities = true));
    worker.give_task(task(1));
    let activity = worker.give_activity(activity_task());
    let (told, _) = begin(&mut worker);
    worker.ended(told, Ok(Bytes::new()));
    worker.complete(vec![]);
    let (report, _) = worker.report();
    worker.ended(report, Ok(Bytes::new()));
    worker.advance(Duration::from_secs(10));
    worker.input(Input::ActivityEnded { token: activity.task_token, outcome: ActivityOutcome::Completed(None) });
    let (report, _) = worker.report();
    assert_eq!(drained(&mut worker), None, "its report is on its way");
    worker.ended(report, Ok(Bytes::new()));
    let report = drained(&mut worker).unwrap();
    assert_eq!((report.drained, report.canceled, report.handed_back), (2, 1, 0));
}

#[test]
fn the_server_is_told_what_the_worker_takes_no_more() {
    // [WORKER-7]
    let mut worker = Driven::new(with(|config| config.tasks.activities = true));
    worker.answer_startup_with(namespace(Capabilities { worker_heartbeats: true, ..Default::default() }));
    let (_, request) = begin(&mut worker);
    assert_eq!((&request.namespace[..], &request.identity[..], &request.task_queue[..]), ("default", "me", "queue"));
    assert_eq!(request.worker_instance_key, worker.worker.instance_key().as_str());
    assert_eq!(request.sticky_task_queue, format!("me-{}", request.worker_instance_key.replace('-', "")));
    assert_eq!(request.task_queue_types().collect::<Vec<_>>(), [TaskQueueType::Workflow, TaskQueueType::Activity]);
    assert_eq!(request.worker_heartbeat.unwrap().status(), WorkerStatus::ShuttingDown);
}

#[test]
fn a_worker_without_a_cache_has_no_sticky_queue_to_give_up() {
    // [WORKER-7]
    let mut worker = Driven::started(with(|config| config.max_cached_workflows = 0));
    let (_, request) = begin(&mut worker);
    assert_eq!(request.sticky_task_queue, "");
    assert_eq!(request.worker_heartbeat, None);
}

#[test]
fn the_last_completion_leaves_the_next_task_to_another_worker() {
    // [WORKER-7]
    let mut worker = Driven::started(config());
    worker.give_task(task(1));
    let completed = |worker: &mut Driven| {
        worker.complete(vec![]);
        let (id, call) = worker.report();
        worker.ended(id, Ok(Bytes::new()));
        let request = RespondWorkflowTaskCompletedRequest::decode(call.message).unwrap();
        (request.sticky_attributes.is_some(), request.return_new_workflow_task)
    };
    assert_eq!(completed(&mut worker), (true, true));
    let mut worker = Driven::started(config());
    worker.give_task(task(1));
    worker.input(Input::Shutdown);
    assert_eq!(completed(&mut worker), (false, false));
}

#[test]
fn polls_that_the_server_ends_are_waited_for() {
    // [WORKER-7]
    let mut worker = ended_by_server();
    let polls = worker.calls();
    let (told, _) = begin(&mut worker);
    worker.ended(told, Ok(Bytes::new()));
    assert!(worker.states().iter().all(|(_, state)| *state == PollerState::Draining));
    for (id, _) in polls {
        assert_eq!(drained(&mut worker), None);
        worker.ended(id, Ok(Bytes::new()));
    }
    assert_eq!(drained(&mut worker), Some(ShutdownReport::default()));
}

#[test]
fn polls_that_the_server_should_have_ended_are_canceled_after_five_seconds() {
    // [WORKER-7]
    let mut worker = ended_by_server();
    let polls = worker.calls().len();
    let (told, _) = begin(&mut worker);
    worker.ended(told, Ok(Bytes::new()));
    worker.advance(Duration::from_millis(4_999));
    assert_eq!((canceled(&mut worker), drained(&mut worker)), (0, None));
    worker.advance(Duration::from_millis(1));
    assert_eq!((canceled(&mut worker), drained(&mut worker)), (polls, Some(ShutdownReport::default())));
}

#[test]
fn polls_are_canceled_where_the_server_does_not_know_of_the_shutdown() {
    // [WORKER-7]
    let mut worker = ended_by_server();
    let polls = worker.calls().len();
    let (told, _) = begin(&mut worker);
    worker.ended(told, Err(Status::new(Code::Unavailable, "down")));
    assert_eq!((canceled(&mut worker), drained(&mut worker)), (polls, Some(ShutdownReport::default())));
}

#[test]
fn polls_of_a_server_that_ends_none_are_canceled_at_once_where_nothing_comes() {
    // [WORKER-7]
    let mut worker = Driven::started(config());
    let polls = worker.calls().len();
    worker.input(Input::Shutdown);
    assert_eq!(canceled(&mut worker), polls);
    assert!(worker.states().iter().all(|(_, state)| *state == PollerState::Stopped));
    assert_eq!(methods(&worker.calls()), [method::SHUTDOWN_WORKER]);
}

#[test]
fn where_tasks_come_polls_are_canceled_in_a_quiet_moment_and_the_server_is_told_then() {
    // [WORKER-7]
    let mut worker = Driven::started(config());
    let polls = worker.open_calls().len();
    worker.give_task(task(1));
    worker.input(Input::Shutdown);
    worker.advance(limits::QUIET_POLLS - Duration::from_millis(1));
    worker.complete(vec![]);
    let (report, _) = worker.report();
    let slow = limits::QUIET_POLLS;
    worker.advance(slow - Duration::from_millis(1));
    assert_eq!(canceled(&mut worker), 0, "a report is on its way");
    worker.ended(report, Ok(Bytes::new()));
    // The server takes its time, and gets it.
    worker.advance((slow - Duration::from_millis(1)) * limits::QUIET_REPORTS - Duration::from_millis(1));
    assert_eq!((canceled(&mut worker), drained(&mut worker)), (0, None));
    let (told, _) = worker.next_call(method::SHUTDOWN_WORKER, Duration::from_millis(1)).unwrap();
    assert_eq!((canceled(&mut worker), worker.calls().len()), (polls, 0));
    worker.ended(told, Ok(Bytes::new()));
    assert_eq!(drained(&mut worker).unwrap().drained, 1);
}

#[test]
fn a_worker_that_shuts_down_begins_polls_of_its_sticky_queue_alone() {
    // [WORKER-7]
    let mut worker = Driven::started(config());
    let open = |worker: &mut Driven| {
        let polls = worker.open_calls();
        let sticky = polls.iter().filter(|(_, call)| is_sticky(call)).count();
        (sticky, polls.len() - sticky)
    };
    let (sticky, normal) = open(&mut worker);
    worker.give_task(task(1));
    worker.input(Input::Shutdown);
    let (poll, _) = worker.first_poll(false);
    worker.ended(poll, Ok(Bytes::new()));
    assert_eq!(open(&mut worker), (sticky, normal - 1));
    worker.give_query("state");
    assert_eq!(open(&mut worker), (sticky, normal - 1));
    let (poll, _) = worker.first_poll(true);
    worker.ended(poll, Err(Status::new(Code::Unavailable, "down")));
    assert_eq!(open(&mut worker), (sticky - 1, normal - 1), "one that fails is not made again");
    assert!(worker.states().iter().all(|(_, state)| matches!(state, PollerState::Draining | PollerState::Stopped)));
}

#[test]
fn polls_are_canceled_after_five_seconds_whatever_comes() {
    // [WORKER-7]
    let mut worker = Driven::started(config());
    worker.give_task(task(1));
    worker.complete(vec![]);
    let (report, _) = worker.report();
    worker.input(Input::Shutdown);
    let began = worker.now;
    worker.next_call(method::SHUTDOWN_WORKER, Duration::from_secs(10)).unwrap();
    assert_eq!(worker.now.since(began), limits::LINGERING_POLLS);
    assert_ne!(canceled(&mut worker), 0);
    worker.ended(report, Ok(Bytes::new()));
}

#[test]
fn a_report_that_took_for_ever_says_little_of_the_next() {
    // [WORKER-7]
    let mut worker = Driven::started(config());
    worker.give_task(task(1));
    worker.complete(vec![]);
    let (report, _) = worker.report();
    worker.advance(Duration::from_secs(3));
    worker.ended(report, Ok(Bytes::new()));
    worker.input(Input::Shutdown);
    worker.advance(limits::LONG_QUIET_POLLS - Duration::from_millis(1));
    assert_eq!(canceled(&mut worker), 0);
    worker.advance(Duration::from_millis(1));
    assert_ne!(canceled(&mut worker), 0);
}

#[test]
fn polls_do_not_outlast_the_graceful_period() {
    // [WORKER-7]
    let mut worker = Driven::started(with(|config| config.graceful_shutdown_period = Duration::ZERO));
    worker.give_task(task(1));
    worker.input(Input::Shutdown);
    assert_ne!(canceled(&mut worker), 0);
}

fn ended_by_server() -> Driven {
    let mut worker = Driven::new(config());
    worker
        .answer_startup_with(namespace(Capabilities { worker_poll_complete_on_shutdown: true, ..Default::default() }));
    worker
}

fn namespace(capabilities: Capabilities) -> DescribeNamespaceResponse {
    let info = NamespaceInfo { capabilities: Some(capabilities), ..NamespaceInfo::default() };
    DescribeNamespaceResponse { namespace_info: Some(info), ..DescribeNamespaceResponse::default() }
}

/// Begins shutdown; gives the call that tells the server, and what it says.
fn begin(worker: &mut Driven) -> (CallId, ShutdownWorkerRequest) {
    worker.input(Input::Shutdown);
    let (id, call) = worker.next_call(method::SHUTDOWN_WORKER, limits::QUIET_POLLS).unwrap();
    (id, ShutdownWorkerRequest::decode(call.message).unwrap())
}

fn canceled(worker: &mut Driven) -> usize {
    worker.take_if(|output| matches!(output, Output::CancelCall(_))).len()
}

fn drained(worker: &mut Driven) -> Option<ShutdownReport> {
    let drained = worker.take_if(|output| matches!(output, Output::Drained(_))).pop();
    drained.map(|output| if let Output::Drained(report) = output { report } else { ShutdownReport::default() })
}
