//! Local activities, eight in a workflow task and no task long enough for a heartbeat, then a timer.

use super::{
    builder::{Builder, payload},
    timers,
};
use temporalio_protos::{
    coresdk::{common::build_local_activity_marker_details, external_data::LocalActivityMarkerData},
    temporal::api::{
        enums::v1::EventType,
        history::v1::{MarkerRecordedEventAttributes, history_event::Attributes as A},
    },
};

/// Which activation of its task delivered each local activity: two pairs ended while an activation was open.
const ACTIVATIONS: [u64; 8] = [1, 2, 2, 3, 4, 5, 5, 6];
const RUN_TIME: i64 = 4_000_000;
const RESULT: usize = 256;

/// Writes the whole workflow but its end.
pub(super) fn write(history: &mut Builder, events: usize) {
    let (mut seq, mut timer) = (0, 0);
    let mut completed = task(history, &mut seq);
    while history.len() + 1 < events {
        timer += 1;
        let started = timers::start(history, timer, completed);
        timers::fire(history, timer, started);
        history.schedule_task();
        completed = task(history, &mut seq);
    }
}

/// Appends the scheduled task's start, its completion and the markers it recorded.
fn task(history: &mut Builder, seq: &mut u32) -> i64 {
    history.start_task();
    let mut ran = vec![];
    for activation_index in ACTIVATIONS {
        *seq += 1;
        let scheduled = history.now();
        history.wait(RUN_TIME);
        ran.push(LocalActivityMarkerData {
            seq: *seq,
            attempt: 1,
            activity_id: seq.to_string(),
            activity_type: "price_of".into(),
            complete_time: Some(history.now()),
            backoff: None,
            original_schedule_time: Some(scheduled),
            activation_index: Some(activation_index),
        });
    }
    let completed = history.complete_task();
    for data in ran {
        history.push(EventType::MarkerRecorded, A::MarkerRecordedEventAttributes(marker(data, completed)));
    }
    completed
}

fn marker(data: LocalActivityMarkerData, completed: i64) -> MarkerRecordedEventAttributes {
    // prost writes a map in its order of iteration, which std varies from map to map: try until it is sorted, so
    // that a history has the same bytes every time.
    let details = loop {
        let details = build_local_activity_marker_details(data.clone(), Some(payload(RESULT)));
        if details.keys().is_sorted() {
            break details;
        }
    };
    MarkerRecordedEventAttributes {
        marker_name: "core_local_activity".into(),
        details,
        workflow_task_completed_event_id: completed,
        ..Default::default()
    }
}
