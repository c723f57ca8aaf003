//! A history under construction: event ids, times, sizes and workflow tasks; knows no family.

use prost::Message;
use prost_wkt_types::{Duration, Timestamp};
use temporalio_protos::temporal::api::{
    common::v1::{MeteringMetadata, Payload, Payloads, Priority, WorkerVersionStamp, WorkflowType},
    enums::v1::{EventType, TaskQueueKind},
    history::v1::{
        History, HistoryEvent, WorkflowExecutionCompletedEventAttributes, WorkflowExecutionStartedEventAttributes,
        WorkflowTaskCompletedEventAttributes, WorkflowTaskScheduledEventAttributes, WorkflowTaskStartedEventAttributes,
        history_event::Attributes as A,
    },
    sdk::v1::WorkflowTaskCompletedMetadata,
    taskqueue::v1::TaskQueue,
};

/// Who did everything.
pub(super) const IDENTITY: &str = "4711@worker-7d9c5f6b8-x2x4q";
const STICKY_QUEUE: &str = "4711@worker-7d9c5f6b8-x2x4q-0a456622ab2e43c899d495f42df89cf5";
const BUILD_ID: &str = "a8dbcc8a99e7ba3007f404b39255d0ec";
/// Core flags a run's first completion reports.
const CORE_FLAGS: [u32; 3] = [1, 2, 3];
/// Nanoseconds from one event to the next.
const STEP: i64 = 1_300_017;
const SECOND: i64 = 1_000_000_000;
const EPOCH: i64 = 1_790_000_000;

/// The events so far.
#[derive(Debug)]
pub(super) struct Builder {
    events: Vec<HistoryEvent>,
    wire_bytes: usize,
    nanos: i64,
    task_scheduled: i64,
    task_started: i64,
    task_completed: i64,
}

impl Builder {
    /// Starts a workflow and schedules its first task.
    pub(super) fn new(workflow_type: &str) -> Self {
        let mut history =
            Self { events: vec![], wire_bytes: 0, nanos: 0, task_scheduled: 0, task_started: 0, task_completed: 0 };
        let run_id = uuid(0);
        let started = WorkflowExecutionStartedEventAttributes {
            workflow_type: Some(WorkflowType { name: workflow_type.into() }),
            task_queue: task_queue(),
            input: payloads(64),
            workflow_task_timeout: seconds(10),
            original_execution_run_id: run_id.clone(),
            first_execution_run_id: run_id,
            identity: IDENTITY.into(),
            attempt: 1,
            first_workflow_task_backoff: seconds(0),
            workflow_id: super::WORKFLOW_ID.into(),
            priority: Some(Priority::default()),
            ..Default::default()
        };
        history.push(EventType::WorkflowExecutionStarted, A::WorkflowExecutionStartedEventAttributes(started));
        history.schedule_task();
        history
    }

    /// Appends an event and returns its id.
    pub(super) fn push(&mut self, event_type: EventType, attributes: A) -> i64 {
        self.nanos += STEP;
        let event_id = self.next_id();
        let event = HistoryEvent {
            event_id,
            event_time: Some(self.now()),
            event_type: event_type.into(),
            task_id: 1_048_576 + event_id,
            attributes: Some(attributes),
            ..Default::default()
        };
        self.wire_bytes += event.encoded_len() + 3;
        self.events.push(event);
        event_id
    }

    /// Appends the event which puts a task on the worker's queue: the shared one at first, then its sticky one.
    pub(super) fn schedule_task(&mut self) -> i64 {
        let queue = if self.task_completed == 0 {
            task_queue()
        } else {
            Some(TaskQueue {
                name: STICKY_QUEUE.into(),
                kind: TaskQueueKind::Sticky.into(),
                normal_name: super::TASK_QUEUE.into(),
            })
        };
        self.task_scheduled = self.push(
            EventType::WorkflowTaskScheduled,
            A::WorkflowTaskScheduledEventAttributes(WorkflowTaskScheduledEventAttributes {
                task_queue: queue,
                start_to_close_timeout: seconds(10),
                attempt: 1,
            }),
        );
        self.task_scheduled
    }

    /// Appends the event which says that a worker took the scheduled task.
    #[expect(deprecated, reason = "servers still fill worker_version")]
    pub(super) fn start_task(&mut self) {
        let attributes = WorkflowTaskStartedEventAttributes {
            scheduled_event_id: self.task_scheduled,
            identity: IDENTITY.into(),
            request_id: uuid(self.next_id()),
            history_size_bytes: i64::try_from(self.wire_bytes).unwrap_or(i64::MAX),
            worker_version: worker_version(),
            ..Default::default()
        };
        self.task_started =
            self.push(EventType::WorkflowTaskStarted, A::WorkflowTaskStartedEventAttributes(attributes));
    }

    /// Appends the worker's answer to the task and returns its id; its commands' events come next.
    #[expect(deprecated, reason = "servers still fill worker_version")]
    pub(super) fn complete_task(&mut self) -> i64 {
        let first = self.task_completed == 0;
        let attributes = WorkflowTaskCompletedEventAttributes {
            scheduled_event_id: self.task_scheduled,
            started_event_id: self.task_started,
            identity: IDENTITY.into(),
            worker_version: worker_version(),
            sdk_metadata: Some(if first { first_metadata() } else { WorkflowTaskCompletedMetadata::default() }),
            metering_metadata: Some(MeteringMetadata::default()),
            ..Default::default()
        };
        self.task_completed =
            self.push(EventType::WorkflowTaskCompleted, A::WorkflowTaskCompletedEventAttributes(attributes));
        self.task_completed
    }

    /// Starts and completes the scheduled task.
    pub(super) fn run_task(&mut self) -> i64 {
        self.start_task();
        self.complete_task()
    }

    /// Appends the workflow's end, a command of the last completed task, and returns the history.
    pub(super) fn close(mut self) -> History {
        let attributes = WorkflowExecutionCompletedEventAttributes {
            result: Some(Payloads {
                payloads: vec![Payload {
                    metadata: [("encoding".into(), b"binary/null".to_vec())].into(),
                    ..Default::default()
                }],
            }),
            workflow_task_completed_event_id: self.task_completed,
            ..Default::default()
        };
        self.push(EventType::WorkflowExecutionCompleted, A::WorkflowExecutionCompletedEventAttributes(attributes));
        History { events: self.events }
    }

    /// Lets time pass before the next event.
    pub(super) fn wait(&mut self, nanos: i64) {
        self.nanos += nanos;
    }

    /// Returns the time of the last event, plus waits since then.
    pub(super) fn now(&self) -> Timestamp {
        Timestamp { seconds: EPOCH + self.nanos / SECOND, nanos: i32::try_from(self.nanos % SECOND).unwrap_or(0) }
    }

    /// Returns how many events there are.
    pub(super) fn len(&self) -> usize {
        self.events.len()
    }

    /// Returns the id of the next event.
    pub(super) fn next_id(&self) -> i64 {
        i64::try_from(self.events.len() + 1).unwrap_or(i64::MAX)
    }
}

/// A span of whole seconds.
pub(super) fn seconds(seconds: i64) -> Option<Duration> {
    Some(Duration { seconds, nanos: 0 })
}

/// The queue workers share.
pub(super) fn task_queue() -> Option<TaskQueue> {
    Some(TaskQueue { name: super::TASK_QUEUE.into(), kind: TaskQueueKind::Normal.into(), ..Default::default() })
}

/// One JSON string, `bytes` long with its quotes.
pub(super) fn payloads(bytes: usize) -> Option<Payloads> {
    Some(Payloads { payloads: vec![payload(bytes)] })
}

/// One JSON string, `bytes` long with its quotes.
pub(super) fn payload(bytes: usize) -> Payload {
    Payload {
        metadata: [("encoding".into(), b"json/plain".to_vec())].into(),
        data: format!("\"{}\"", "x".repeat(bytes.saturating_sub(2))).into(),
        ..Default::default()
    }
}

/// The build that ran a task.
pub(super) fn worker_version() -> Option<WorkerVersionStamp> {
    Some(WorkerVersionStamp { build_id: BUILD_ID.into(), ..Default::default() })
}

/// A UUID which depends on `n` only, so that a history is the same every time.
pub(super) fn uuid(n: i64) -> String {
    let n = u64::try_from(n).unwrap_or(0) + 1;
    let bits = u128::from(n).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
    let hex = format!("{bits:032x}");
    let (a, rest) = hex.split_at(8);
    let (b, rest) = rest.split_at(4);
    let (c, rest) = rest.split_at(4);
    let (d, e) = rest.split_at(4);
    format!("{a}-{b}-{c}-{d}-{e}")
}

fn first_metadata() -> WorkflowTaskCompletedMetadata {
    WorkflowTaskCompletedMetadata {
        core_used_flags: CORE_FLAGS.into(),
        sdk_name: "temporal-rust".into(),
        sdk_version: "1.1.1".into(),
        ..Default::default()
    }
}
