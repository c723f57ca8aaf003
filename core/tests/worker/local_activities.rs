//! Workflow tasks that local activities run for.

use crate::driven::{Driven, config, task, with};
use bytes::Bytes;
use core::time::Duration;
use dacapo_core::{
    command::host::{HostKind, RetryPolicy, ScheduleLocalActivity},
    failure::Failure,
    id::Seq,
    rpc::CallId,
    worker::{
        Input, Options, Output,
        host::{ActivityOutcome, ActivityTask},
        observe::{Level, Observation},
    },
};
use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::{
        failure::v1 as failure,
        workflowservice::v1::{RespondWorkflowTaskCompletedRequest, RespondWorkflowTaskCompletedResponse},
    },
};
use prost::Message;

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn a_task_is_answered_at_four_fifths_of_its_time_though_a_local_activity_runs() {
    // [LOCAL-9]
    let mut worker = started();
    // The server learns of the task's age from when the worker got it.
    assert!(completed(&mut worker, Duration::from_millis(7_999)).is_none());
    let (id, request) = completed(&mut worker, Duration::from_millis(1)).unwrap();
    assert!(request.force_create_new_workflow_task && request.return_new_workflow_task);
    assert!(request.commands.is_empty());
    // The next task comes back with the answer, and lasts as long.
    let mut next = task(1);
    next.started_event_id = 6;
    next.previous_started_event_id = 3;
    next.history.as_mut().unwrap().events = heartbeat_events();
    let response = RespondWorkflowTaskCompletedResponse { workflow_task: Some(next), ..Default::default() };
    worker.ended(id, Ok(response.encode_to_vec().into()));
    assert!(completed(&mut worker, Duration::from_millis(7_999)).is_none());
    assert!(completed(&mut worker, Duration::from_millis(1)).is_some());
}

#[test]
fn attempts_after_the_first_are_told_once() {
    // [RUN-LOCAL-12]
    let mut worker = started();
    for _ in 0..2 {
        let attempt = attempt(&mut worker);
        let outcome = ActivityOutcome::Failed(Failure::from_message(&failure::Failure::default()));
        worker.input(Input::ActivityEnded { token: attempt.task_token, outcome });
        worker.advance(SECOND);
    }
    let last = attempt(&mut worker);
    assert_eq!(last.attempt, 3);
    worker.input(Input::ActivityEnded { token: last.task_token, outcome: ActivityOutcome::Completed(None) });
    worker.complete(vec![]);
    let (id, request) = completed(&mut worker, Duration::ZERO).unwrap();
    assert_eq!(request.metering_metadata.unwrap().nonfirst_local_activity_execution_attempts, 2);
    worker.ended(id, Ok(Bytes::new()));
    let mut worker = Driven::started(config());
    worker.give_task(task(1));
    worker.complete(vec![]);
    let (_, request) = completed(&mut worker, Duration::ZERO).unwrap();
    assert_eq!(request.metering_metadata, None);
}

#[test]
fn a_task_that_takes_long_is_logged_unless_it_waits() {
    // [OBSERVE-3]
    let slow = |commands: Vec<HostKind>| {
        let mut worker = Driven::with_options(config(), Options { seed: 1, observes: true });
        worker.answer_startup();
        let logs = |worker: &mut Driven| -> Vec<(Level, String)> {
            let outputs = worker.take_if(|output| matches!(output, Output::Observed(Observation::Log(_))));
            let log = |output| {
                let Output::Observed(Observation::Log(log)) = output else { return None };
                Some((log.level, log.message))
            };
            outputs.into_iter().filter_map(log).collect()
        };
        let begun = logs(&mut worker);
        assert!(matches!(&begun[..], [(Level::Info, plan)] if plan.starts_with("polls begin in default/queue: ")));
        worker.give_task(task(1));
        let waits = !commands.is_empty();
        if waits {
            worker.complete(commands);
        }
        worker.advance(Duration::from_millis(5_001));
        if waits {
            let attempt = attempt(&mut worker);
            worker.input(Input::ActivityEnded { token: attempt.task_token, outcome: ActivityOutcome::Completed(None) });
        }
        worker.complete(vec![]);
        completed(&mut worker, Duration::ZERO).unwrap();
        logs(&mut worker)
    };
    let told = slow(vec![]);
    assert!(matches!(&told[..], [(Level::Warn, text)] if text.starts_with("[TMPRL1104] ")), "{told:?}");
    assert_eq!(slow(vec![schedule()]), []);
}

/// A worker one of whose runs waits for a local activity.
fn started() -> Driven {
    let mut worker = Driven::started(with(|_| {}));
    worker.give_task(task(1));
    worker.complete(vec![schedule()]);
    worker
}

fn schedule() -> HostKind {
    HostKind::ScheduleLocalActivity(Box::new(ScheduleLocalActivity {
        seq: Seq(1),
        activity_id: "1".into(),
        activity_type: "Local".into(),
        start_to_close_timeout: Some(100 * SECOND),
        retry_policy: Some(RetryPolicy {
            initial_interval: Some(SECOND),
            backoff_coefficient: 1.0,
            ..Default::default()
        }),
        ..Default::default()
    }))
}

/// The attempt that began.
fn attempt(worker: &mut Driven) -> ActivityTask {
    let started = worker.take_if(|output| matches!(output, Output::StartActivity(_))).pop();
    let Some(Output::StartActivity(task)) = started else { panic!("no attempt began") };
    *task
}

/// The next completion of a workflow task.
fn completed(worker: &mut Driven, within: Duration) -> Option<(CallId, RespondWorkflowTaskCompletedRequest)> {
    let end = worker.now.plus(within);
    let call = worker.next_call(method::RESPOND_WORKFLOW_TASK_COMPLETED, within);
    if call.is_none() {
        worker.now = end;
    }
    call.map(|(id, call)| (id, RespondWorkflowTaskCompletedRequest::decode(call.message).unwrap()))
}

/// What follows a task that was answered with nothing.
fn heartbeat_events() -> Vec<dacapo_proto::temporal::api::history::v1::HistoryEvent> {
    use crate::driven::event;
    use dacapo_proto::temporal::api::{enums::v1::EventType, history::v1::history_event::Attributes};
    vec![
        event(
            4,
            EventType::WorkflowTaskCompleted,
            Attributes::WorkflowTaskCompletedEventAttributes(Default::default()),
        ),
        event(
            5,
            EventType::WorkflowTaskScheduled,
            Attributes::WorkflowTaskScheduledEventAttributes(Default::default()),
        ),
        event(6, EventType::WorkflowTaskStarted, Attributes::WorkflowTaskStartedEventAttributes(Default::default())),
    ]
}
