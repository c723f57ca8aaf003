//! Activities: one after another, or many at once.

use super::builder::{Builder, IDENTITY, payloads, seconds, task_queue, uuid, worker_version};
use temporalio_protos::temporal::api::{
    common::v1::{ActivityType, Header, Priority, RetryPolicy},
    enums::v1::EventType,
    history::v1::{
        ActivityTaskCompletedEventAttributes, ActivityTaskScheduledEventAttributes, ActivityTaskStartedEventAttributes,
        history_event::Attributes as A,
    },
};

const SEQUENTIAL_PAYLOAD: usize = 1024;
const FAN_OUT_PAYLOAD: usize = 64;
const FAN_OUT: usize = 100;

/// Writes activities one after another.
pub(super) fn write_sequential(history: &mut Builder, events: usize) {
    write(history, events, 1, SEQUENTIAL_PAYLOAD);
}

/// Writes activities a hundred at once.
pub(super) fn write_fan_out(history: &mut Builder, events: usize) {
    write(history, events, FAN_OUT, FAN_OUT_PAYLOAD);
}

fn write(history: &mut Builder, events: usize, width: usize, payload: usize) {
    let mut completed = history.run_task();
    let mut activity_id = 0;
    while history.len() + 1 < events {
        let scheduled: Vec<i64> = (0..width)
            .map(|_| {
                activity_id += 1;
                schedule(history, activity_id, payload, completed)
            })
            .collect();
        for (nth, event) in scheduled.into_iter().enumerate() {
            run(history, event, payload);
            // The first result makes the server schedule a task; the others arrive before a worker takes it.
            if nth == 0 {
                history.schedule_task();
            }
        }
        completed = history.run_task();
    }
}

#[expect(deprecated, reason = "servers still fill use_workflow_build_id")]
fn schedule(history: &mut Builder, activity_id: u32, payload: usize, completed: i64) -> i64 {
    let attributes = ActivityTaskScheduledEventAttributes {
        activity_id: activity_id.to_string(),
        activity_type: Some(ActivityType { name: "charge_card".into() }),
        task_queue: task_queue(),
        header: Some(Header::default()),
        input: payloads(payload),
        schedule_to_close_timeout: seconds(0),
        schedule_to_start_timeout: seconds(0),
        start_to_close_timeout: seconds(30),
        heartbeat_timeout: seconds(0),
        workflow_task_completed_event_id: completed,
        retry_policy: Some(RetryPolicy {
            initial_interval: seconds(1),
            backoff_coefficient: 2.0,
            maximum_interval: seconds(100),
            ..Default::default()
        }),
        use_workflow_build_id: true,
        priority: Some(Priority::default()),
    };
    history.push(EventType::ActivityTaskScheduled, A::ActivityTaskScheduledEventAttributes(attributes))
}

/// Appends the start and the result of an activity; a server writes both when the result comes.
#[expect(deprecated, reason = "servers still fill worker_version")]
fn run(history: &mut Builder, scheduled_event_id: i64, payload: usize) {
    let started = ActivityTaskStartedEventAttributes {
        scheduled_event_id,
        identity: IDENTITY.into(),
        request_id: uuid(history.next_id()),
        attempt: 1,
        worker_version: worker_version(),
        ..Default::default()
    };
    let started_event_id = history.push(EventType::ActivityTaskStarted, A::ActivityTaskStartedEventAttributes(started));
    let completed = ActivityTaskCompletedEventAttributes {
        result: payloads(payload),
        scheduled_event_id,
        started_event_id,
        identity: IDENTITY.into(),
        ..Default::default()
    };
    history.push(EventType::ActivityTaskCompleted, A::ActivityTaskCompletedEventAttributes(completed));
}
