//! Finds Nexus operations whose workflow waited for the delivery of a cancellation: its effect is all that shows it.

use super::Plan;
use bytes::Bytes;
use dacapo_core::{
    command::host::{HostKind, OperationCancellationType},
    error::Malformed,
    history::{Events, event::Attributes},
    id::EventId,
};
use std::collections::BTreeMap;

/// Where a task with commands follows the delivery of a cancellation, and the operation has not ended by then, the
/// workflow can only have waited for the delivery: with any other type it would not have been activated.
pub(super) fn mark_awaited_deliveries(history: &Bytes, plan: &mut Plan) -> Result<(), Malformed> {
    let has_operations = plan.steps().any(|(_, step)| matches!(step.command.kind, HostKind::ScheduleNexusOperation(_)));
    if !has_operations {
        return Ok(());
    }
    let mut delivered: Vec<(EventId, EventId)> = Vec::new();
    let mut ended: BTreeMap<EventId, EventId> = BTreeMap::new();
    let mut starts: Vec<EventId> = Vec::new();
    for event in Events::new(history.clone()) {
        let event = event?;
        match event.attributes {
            Attributes::WorkflowTaskStarted(_) => starts.push(event.id),
            Attributes::NexusOperationCancelRequestCompleted { scheduled }
            | Attributes::NexusOperationCancelRequestFailed { scheduled, .. } => delivered.push((scheduled, event.id)),
            Attributes::NexusOperationCompleted { scheduled, .. }
            | Attributes::NexusOperationFailed { scheduled, .. }
            | Attributes::NexusOperationTimedOut { scheduled, .. }
            | Attributes::NexusOperationCanceled { scheduled, .. } => {
                ended.insert(scheduled, event.id);
            }
            _ => {}
        }
    }
    for (scheduled, at) in delivered {
        let Some(task) = starts.iter().find(|start| **start > at) else { continue };
        let has_commands = plan.groups.iter().any(|group| group.started == *task && !group.steps.is_empty());
        let has_ended = ended.get(&scheduled).is_some_and(|end| end < task);
        if !has_commands || has_ended {
            continue;
        }
        for step in plan.groups.iter_mut().flat_map(|group| &mut group.steps).filter(|step| step.event == scheduled) {
            if let HostKind::ScheduleNexusOperation(operation) = &mut step.command.kind {
                operation.cancellation_type = OperationCancellationType::WaitCancellationRequested;
            }
        }
    }
    Ok(())
}
