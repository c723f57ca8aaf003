//! What arrives from outside: signals, ten in a workflow task, and updates, accepted and completed in theirs.

use super::builder::{Builder, IDENTITY, payloads, uuid};
use temporalio_protos::temporal::api::{
    enums::v1::EventType,
    history::v1::{
        WorkflowExecutionSignaledEventAttributes, WorkflowExecutionUpdateAcceptedEventAttributes,
        WorkflowExecutionUpdateCompletedEventAttributes, history_event::Attributes as A,
    },
    update::v1::{Input, Meta, Outcome, Request, outcome},
};

const SIGNALS: usize = 10;
const PAYLOAD: usize = 256;

/// Writes a workflow that only receives signals.
pub(super) fn write_signals(history: &mut Builder, events: usize) {
    history.run_task();
    while history.len() + 1 < events {
        for nth in 0..SIGNALS {
            signal(history);
            // The first makes the server schedule a task; the others arrive before a worker takes it.
            if nth == 0 {
                history.schedule_task();
            }
        }
        history.run_task();
    }
}

/// Writes a workflow that only serves updates.
pub(super) fn write_updates(history: &mut Builder, events: usize) {
    history.run_task();
    while history.len() + 1 < events {
        let scheduled = history.schedule_task();
        history.run_task();
        update(history, scheduled);
    }
}

fn signal(history: &mut Builder) {
    let attributes = WorkflowExecutionSignaledEventAttributes {
        signal_name: "item_added".into(),
        input: payloads(PAYLOAD),
        identity: IDENTITY.into(),
        request_id: uuid(history.next_id()),
        ..Default::default()
    };
    history.push(EventType::WorkflowExecutionSignaled, A::WorkflowExecutionSignaledEventAttributes(attributes));
}

/// Appends what an update leaves behind; it was sent with the task which event `scheduled` scheduled.
fn update(history: &mut Builder, scheduled: i64) {
    let update_id = uuid(history.next_id());
    let meta = Some(Meta { update_id: update_id.clone(), identity: IDENTITY.into() });
    let accepted = WorkflowExecutionUpdateAcceptedEventAttributes {
        protocol_instance_id: update_id.clone(),
        accepted_request_message_id: format!("{update_id}/request"),
        accepted_request_sequencing_event_id: scheduled,
        accepted_request: Some(Request {
            meta: meta.clone(),
            input: Some(Input { name: "add_item".into(), args: payloads(PAYLOAD), ..Default::default() }),
            ..Default::default()
        }),
    };
    let accepted_event_id = history
        .push(EventType::WorkflowExecutionUpdateAccepted, A::WorkflowExecutionUpdateAcceptedEventAttributes(accepted));
    let completed = WorkflowExecutionUpdateCompletedEventAttributes {
        meta,
        accepted_event_id,
        outcome: Some(Outcome { value: payloads(PAYLOAD).map(outcome::Value::Success) }),
    };
    history.push(
        EventType::WorkflowExecutionUpdateCompleted,
        A::WorkflowExecutionUpdateCompletedEventAttributes(completed),
    );
}
