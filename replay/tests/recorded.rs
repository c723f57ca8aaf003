//! What a history implies where events alone do not say when its workflow asked for what.

use dacapo_proto::temporal::api::{
    common::v1::{Payload, Payloads, WorkflowType},
    enums::v1::EventType,
    history::v1::{self as history, History, HistoryEvent, history_event::Attributes},
};
use dacapo_replay::play::{Outcome, play};
use prost::Message;
use serde_json::json;

/// The end of a local activity is recorded in one task, and the timer that follows it in the next, which nothing else
/// wakes the workflow in.
#[test]
fn what_follows_a_local_activity_may_come_a_task_later() {
    let mut events = Events::default();
    events.started();
    events.task();
    events.local_activity();
    events.task();
    events.timer();
    events.task();
    let completed = history::WorkflowExecutionCompletedEventAttributes::default();
    events.add(EventType::WorkflowExecutionCompleted, Attributes::WorkflowExecutionCompletedEventAttributes(completed));
    let played = play(&History { events: events.0 }.encode_to_vec().into()).unwrap();
    assert_eq!(played.outcome, Outcome::Ok);
    assert_eq!(played.commands, 3);
}

#[derive(Default)]
struct Events(Vec<HistoryEvent>);

impl Events {
    fn add(&mut self, kind: EventType, attributes: Attributes) -> i64 {
        let event_id = self.last() + 1;
        let event_type = kind.into();
        self.0.push(HistoryEvent { event_id, event_type, attributes: Some(attributes), ..Default::default() });
        event_id
    }

    fn last(&self) -> i64 {
        self.0.last().map_or(0, |event| event.event_id)
    }

    fn started(&mut self) {
        let started = history::WorkflowExecutionStartedEventAttributes {
            workflow_type: Some(WorkflowType { name: "workflow".into() }),
            workflow_id: "workflow".into(),
            original_execution_run_id: "run".into(),
            ..Default::default()
        };
        self.add(EventType::WorkflowExecutionStarted, Attributes::WorkflowExecutionStartedEventAttributes(started));
    }

    fn task(&mut self) {
        let scheduled = history::WorkflowTaskScheduledEventAttributes::default();
        let scheduled_event_id =
            self.add(EventType::WorkflowTaskScheduled, Attributes::WorkflowTaskScheduledEventAttributes(scheduled));
        let started = history::WorkflowTaskStartedEventAttributes { scheduled_event_id, ..Default::default() };
        let started_event_id =
            self.add(EventType::WorkflowTaskStarted, Attributes::WorkflowTaskStartedEventAttributes(started));
        let completed = history::WorkflowTaskCompletedEventAttributes {
            scheduled_event_id,
            started_event_id,
            ..Default::default()
        };
        self.add(EventType::WorkflowTaskCompleted, Attributes::WorkflowTaskCompletedEventAttributes(completed));
    }

    fn local_activity(&mut self) {
        let data = json!({ "seq": 1, "attempt": 1, "activity_id": "1", "activity_type": "act" });
        let payload = |data: String| Payloads {
            payloads: vec![Payload {
                metadata: [("encoding".to_owned(), "json/plain".into())].into(),
                data: data.into(),
                ..Default::default()
            }],
        };
        let details = [("data".to_owned(), payload(data.to_string())), ("result".to_owned(), payload("7".into()))];
        let marker = history::MarkerRecordedEventAttributes {
            marker_name: "core_local_activity".into(),
            details: details.into(),
            workflow_task_completed_event_id: self.last(),
            ..Default::default()
        };
        self.add(EventType::MarkerRecorded, Attributes::MarkerRecordedEventAttributes(marker));
    }

    fn timer(&mut self) {
        let started = history::TimerStartedEventAttributes {
            timer_id: "2".into(),
            start_to_fire_timeout: Some(prost_types::Duration { seconds: 1, nanos: 0 }),
            workflow_task_completed_event_id: self.last(),
        };
        let started_event_id = self.add(EventType::TimerStarted, Attributes::TimerStartedEventAttributes(started));
        let fired = history::TimerFiredEventAttributes { timer_id: "2".into(), started_event_id };
        self.add(EventType::TimerFired, Attributes::TimerFiredEventAttributes(fired));
    }
}
