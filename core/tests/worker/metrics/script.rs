//! A worker to which everything happens once that it measures.

use super::metrics;
use crate::driven::{Driven, activity_task, event, task, with};
use bytes::Bytes;
use core::time::Duration;
use dacapo_core::{
    command::host::{CancellationType, Completion, ContinueAsNew, HostKind, ScheduleLocalActivity, Success},
    failure::Failure,
    id::{Seq, Text},
    rpc::{Code, Status},
    worker::{
        Input, Load, Options, Output,
        config::{ResourceSlots, SlotSupply},
        host::{ActivityOutcome, NexusOutcome},
        observe::Metric,
    },
};
use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::{
        common::v1::{WorkflowExecution, WorkflowType},
        enums::v1::EventType,
        failure::v1::{self as failure, failure::FailureInfo},
        history::v1::{History, history_event::Attributes},
        nexus::v1 as nexus,
        workflowservice::v1::{
            PollActivityTaskQueueResponse, PollNexusTaskQueueResponse, PollWorkflowTaskQueueResponse,
        },
    },
};
use prost::Message;

/// How long the executions had run when they closed, in seconds.
pub(super) const BEGAN_BEFORE: u64 = 1_000;

const NOW: Duration = Duration::ZERO;

/// Lets everything happen once; gives all that was measured.
pub(super) fn play() -> Vec<Metric> {
    let mut worker = Driven::with_options(all(), Options { seed: 1, observes: true });
    worker.wall = dacapo_core::time::WallTime { seconds: 5_000, nanos: 0 };
    for (id, _) in worker.calls() {
        worker.ended(id, Err(Status::new(Code::Unavailable, "down")));
    }
    worker.advance(Duration::from_secs(1));
    worker.answer_startup();
    worker.input(Input::Load(Load { memory: 0.1, cpu: 0.1 }));
    polls(&mut worker);
    executions(&mut worker);
    cache(&mut worker);
    activities(&mut worker);
    local_activities(&mut worker);
    nexus_tasks(&mut worker);
    metrics(&mut worker)
}

fn all() -> dacapo_core::worker::config::Config {
    with(|config| {
        config.tasks.activities = true;
        config.tasks.nexus = true;
        config.nexus_slots = SlotSupply::Resources(ResourceSlots {
            minimum: 1,
            maximum: 5,
            ramp_throttle: Duration::ZERO,
            target_memory: 0.8,
            target_cpu: 0.9,
        });
    })
}

/// A poll of each kind that brings nothing, and one that fails.
fn polls(worker: &mut Driven) {
    for method in [method::POLL_WORKFLOW_TASK_QUEUE, method::POLL_ACTIVITY_TASK_QUEUE, method::POLL_NEXUS_TASK_QUEUE] {
        let (id, _) = worker.next_call(method, NOW).unwrap();
        worker.ended(id, Ok(Bytes::new()));
    }
    let (id, _) = worker.next_call(method::POLL_WORKFLOW_TASK_QUEUE, NOW).unwrap();
    worker.ended(id, Err(Status::new(Code::Unavailable, "down")));
}

/// An execution that ends in each way, and a task that fails.
fn executions(worker: &mut Driven) {
    let failure = || Failure::from_message(&failure::Failure::default());
    let ends = [
        HostKind::CompleteWorkflow { result: None },
        HostKind::FailWorkflow { failure: failure() },
        HostKind::CancelWorkflow { details: None },
        HostKind::ContinueAsNew(Box::new(ContinueAsNew { workflow_type: "Next".into(), ..Default::default() })),
    ];
    for (number, end) in ends.into_iter().enumerate() {
        let run = format!("run {number}");
        give(worker, &of(&run, task(1)));
        complete(worker, &run, vec![end]);
        evicted(worker, &run);
    }
    give(worker, &of("failing", task(1)));
    let completion = Completion::Failed { failure: failure(), cause: Default::default() };
    worker.input(Input::ActivationCompleted { run_id: "failing".into(), completion });
    let (report, _) = worker.report();
    worker.ended(report, Ok(Bytes::new()));
    evicted(worker, "failing");
}

/// A run that is replayed, is found in the cache, goes on elsewhere, and is let go.
fn cache(worker: &mut Driven) {
    give(worker, &of("run", second(1)));
    worker.advance(Duration::from_millis(1));
    worker.complete(vec![]);
    complete(worker, "run", vec![]);
    give(worker, &of("run", third(8)));
    complete(worker, "run", vec![]);
    give(worker, &of("run", third(20)));
    worker.input(Input::ActivationCompleted { run_id: "run".into(), completion: Success::with(vec![]) });
    let (page, _) = worker.next_call(method::GET_WORKFLOW_EXECUTION_HISTORY, NOW).unwrap();
    worker.ended(page, Err(Status::new(Code::NotFound, "gone")));
    worker.reports();
    evicted(worker, "run");
}

fn activities(worker: &mut Driven) {
    let at = |seconds| Some(prost_types::Timestamp { seconds, nanos: 0 });
    let task = PollActivityTaskQueueResponse {
        scheduled_time: at(4_000),
        current_attempt_scheduled_time: at(4_000),
        started_time: at(4_001),
        ..activity_task()
    };
    let failure = Failure::from_message(&failure::Failure::default());
    for outcome in [ActivityOutcome::Completed(None), ActivityOutcome::Failed(failure)] {
        let activity = worker.give_activity(task.clone());
        worker.input(Input::ActivityEnded { token: activity.task_token, outcome });
        let (report, _) = worker.report();
        worker.ended(report, Ok(Bytes::new()));
    }
}

fn local_activities(worker: &mut Driven) {
    give(worker, &of("local", task(1)));
    let schedule = |seq| {
        HostKind::ScheduleLocalActivity(Box::new(ScheduleLocalActivity {
            seq: Seq(seq),
            activity_id: seq.to_string().into(),
            activity_type: "Local".into(),
            start_to_close_timeout: Some(Duration::from_secs(10)),
            cancellation_type: CancellationType::WaitCancellationCompleted,
            ..Default::default()
        }))
    };
    answer(worker, "local", (1..=3).map(schedule).collect());
    let started = worker.take_if(|output| matches!(output, Output::StartActivity(_)));
    let non_retryable = failure::ApplicationFailureInfo { non_retryable: true, ..Default::default() };
    let failed = Failure::from_message(&failure::Failure {
        failure_info: Some(FailureInfo::ApplicationFailureInfo(non_retryable)),
        ..Default::default()
    });
    let outcomes = [
        ActivityOutcome::Completed(None),
        ActivityOutcome::Failed(failed),
        ActivityOutcome::Canceled(Default::default()),
    ];
    for (output, outcome) in started.into_iter().zip(outcomes) {
        let Output::StartActivity(task) = output else { continue };
        worker.input(Input::ActivityEnded { token: task.task_token, outcome });
    }
}

fn nexus_tasks(worker: &mut Driven) {
    let request = nexus::Request {
        scheduled_time: Some(prost_types::Timestamp { seconds: 4_000, nanos: 0 }),
        variant: Some(nexus::request::Variant::CancelOperation(Default::default())),
        ..Default::default()
    };
    let response = nexus::Response { variant: Some(nexus::response::Variant::CancelOperation(Default::default())) };
    let info = failure::NexusHandlerFailureInfo { r#type: "INTERNAL".into(), ..Default::default() };
    let failed = Failure::from_message(&failure::Failure {
        failure_info: Some(FailureInfo::NexusHandlerFailureInfo(info)),
        ..Default::default()
    });
    for outcome in [NexusOutcome::Completed(response.encode_to_vec().into()), NexusOutcome::Failed(failed)] {
        let (poll, _) = worker.next_call(method::POLL_NEXUS_TASK_QUEUE, Duration::from_secs(1)).unwrap();
        let task_token = Bytes::from_static(b"nexus");
        let task = PollNexusTaskQueueResponse { task_token, request: Some(request.clone()), ..Default::default() };
        worker.ended(poll, Ok(task.encode_to_vec().into()));
        worker.input(Input::NexusEnded { token: dacapo_core::id::TaskToken(Bytes::from_static(b"nexus")), outcome });
        let (report, _) = worker.report();
        worker.ended(report, Ok(Bytes::new()));
    }
}

/// A task of a run, which has been waiting, and began some time ago.
fn of(run: &str, task: PollWorkflowTaskQueueResponse) -> PollWorkflowTaskQueueResponse {
    let at = |seconds| Some(prost_types::Timestamp { seconds, nanos: 0 });
    let mut history = task.history.clone().unwrap_or_default();
    for event in &mut history.events {
        event.event_time = at(4_000);
    }
    PollWorkflowTaskQueueResponse {
        workflow_execution: Some(WorkflowExecution { workflow_id: run.into(), run_id: run.into() }),
        workflow_type: Some(WorkflowType { name: "Workflow".into() }),
        scheduled_time: at(4_000),
        started_time: at(4_001),
        history: Some(history),
        ..task
    }
}

/// The second task of a run, with its history from event `first` on.
fn second(first: i64) -> PollWorkflowTaskQueueResponse {
    let mut events = task(1).history.unwrap_or_default().events;
    events.extend([
        event(
            4,
            EventType::WorkflowTaskCompleted,
            Attributes::WorkflowTaskCompletedEventAttributes(Default::default()),
        ),
        event(
            5,
            EventType::WorkflowExecutionSignaled,
            Attributes::WorkflowExecutionSignaledEventAttributes(Default::default()),
        ),
        event(
            6,
            EventType::WorkflowTaskScheduled,
            Attributes::WorkflowTaskScheduledEventAttributes(Default::default()),
        ),
        event(7, EventType::WorkflowTaskStarted, Attributes::WorkflowTaskStartedEventAttributes(Default::default())),
    ]);
    events.retain(|event| event.event_id >= first);
    PollWorkflowTaskQueueResponse {
        previous_started_event_id: 3,
        started_event_id: 7,
        history: Some(History { events }),
        ..task(1)
    }
}

/// A later task of that run, whose history begins with event `first`.
fn third(first: i64) -> PollWorkflowTaskQueueResponse {
    let events = vec![
        event(
            first,
            EventType::WorkflowTaskCompleted,
            Attributes::WorkflowTaskCompletedEventAttributes(Default::default()),
        ),
        event(
            first + 1,
            EventType::WorkflowExecutionSignaled,
            Attributes::WorkflowExecutionSignaledEventAttributes(Default::default()),
        ),
        event(
            first + 2,
            EventType::WorkflowTaskScheduled,
            Attributes::WorkflowTaskScheduledEventAttributes(Default::default()),
        ),
        event(
            first + 3,
            EventType::WorkflowTaskStarted,
            Attributes::WorkflowTaskStartedEventAttributes(Default::default()),
        ),
    ];
    PollWorkflowTaskQueueResponse {
        previous_started_event_id: first - 1,
        started_event_id: first + 3,
        history: Some(History { events }),
        ..task(1)
    }
}

fn give(worker: &mut Driven, task: &PollWorkflowTaskQueueResponse) {
    let (poll, _) = worker.next_call(method::POLL_WORKFLOW_TASK_QUEUE, Duration::from_secs(1)).unwrap();
    worker.ended(poll, Ok(task.encode_to_vec().into()));
}

fn answer(worker: &mut Driven, run: &str, commands: Vec<HostKind>) {
    let completion = Success::with(commands.into_iter().map(Into::into).collect());
    worker.input(Input::ActivationCompleted { run_id: Text::from(run), completion });
}

/// Answers the last activation of a task, which the server takes.
fn complete(worker: &mut Driven, run: &str, commands: Vec<HostKind>) {
    answer(worker, run, commands);
    let (report, _) = worker.report();
    worker.ended(report, Ok(Bytes::new()));
}

/// Lets go of a run that has to go.
fn evicted(worker: &mut Driven, run: &str) {
    answer(worker, run, vec![]);
}
