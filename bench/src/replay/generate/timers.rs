//! Timers, one after another.

use super::builder::{Builder, seconds};
use temporalio_protos::temporal::api::{
    enums::v1::EventType,
    history::v1::{TimerFiredEventAttributes, TimerStartedEventAttributes, history_event::Attributes as A},
};

/// Writes the whole workflow but its end.
pub(super) fn write(history: &mut Builder, events: usize) {
    let mut completed = history.run_task();
    let mut seq = 0;
    while history.len() + 1 < events {
        seq += 1;
        let started = start(history, seq, completed);
        fire(history, seq, started);
        history.schedule_task();
        completed = history.run_task();
    }
}

/// Appends a timer of a second, a command of the task completed by event `completed`.
pub(super) fn start(history: &mut Builder, seq: u32, completed: i64) -> i64 {
    history.push(
        EventType::TimerStarted,
        A::TimerStartedEventAttributes(TimerStartedEventAttributes {
            timer_id: seq.to_string(),
            start_to_fire_timeout: seconds(1),
            workflow_task_completed_event_id: completed,
        }),
    )
}

/// Appends its firing, a second later.
pub(super) fn fire(history: &mut Builder, seq: u32, started_event_id: i64) {
    history.wait(1_000_000_000);
    history.push(
        EventType::TimerFired,
        A::TimerFiredEventAttributes(TimerFiredEventAttributes { timer_id: seq.to_string(), started_event_id }),
    );
}
