//! Reads events of child workflows and of signals and cancellations of other executions.

use super::{Parsed, read};
use crate::{
    history::event::{Attributes, ChildFailed, Execution},
    id::{EventId, Text},
    wire::Fields,
};
use alloc::boxed::Box;

pub(super) fn initiated(mut fields: Fields<'_>) -> Parsed {
    let (mut workflow_id, mut workflow_type) = (Text::default(), Text::default());
    read!(fields, { 2 => workflow_id => text, 3 => workflow_type => name });
    Ok(Attributes::StartChildWorkflowExecutionInitiated { workflow_id, workflow_type })
}

pub(super) fn start_failed(mut fields: Fields<'_>) -> Parsed {
    let (mut initiated, mut cause) = (EventId::default(), 0);
    read!(fields, { 4 => cause => i32, 6 => initiated => event_id });
    Ok(Attributes::StartChildWorkflowExecutionFailed { initiated, cause: cause.try_into().unwrap_or_default() })
}

pub(super) fn started(mut fields: Fields<'_>) -> Parsed {
    let (mut initiated, mut execution) = (EventId::default(), Execution::default());
    read!(fields, { 2 => initiated => event_id, 3 => execution => execution });
    Ok(Attributes::ChildWorkflowExecutionStarted { initiated, run_id: execution.run_id })
}

pub(super) fn completed(mut fields: Fields<'_>) -> Parsed {
    let (mut initiated, mut result) = (EventId::default(), None);
    read!(fields, { 1 => result => some_payloads, 5 => initiated => event_id });
    Ok(Attributes::ChildWorkflowExecutionCompleted { initiated, result })
}

pub(super) fn failed(mut fields: Fields<'_>) -> Parsed {
    let mut a = ChildFailed::default();
    read!(fields, {
        1 => a.failure => some_failure, 5 => a.initiated => event_id, 6 => a.started => event_id,
        7 => a.retry_state => i32,
    });
    Ok(Attributes::ChildWorkflowExecutionFailed(Box::new(a)))
}

pub(super) fn timed_out(mut fields: Fields<'_>) -> Parsed {
    let (mut initiated, mut started, mut retry_state) = (EventId::default(), EventId::default(), 0);
    read!(fields, { 4 => initiated => event_id, 5 => started => event_id, 6 => retry_state => i32 });
    Ok(Attributes::ChildWorkflowExecutionTimedOut { initiated, started, retry_state })
}

pub(super) fn canceled(mut fields: Fields<'_>) -> Parsed {
    let (mut initiated, mut started) = (EventId::default(), EventId::default());
    read!(fields, { 5 => initiated => event_id, 6 => started => event_id });
    Ok(Attributes::ChildWorkflowExecutionCanceled { initiated, started })
}

pub(super) fn terminated(mut fields: Fields<'_>) -> Parsed {
    let (mut initiated, mut started) = (EventId::default(), EventId::default());
    read!(fields, { 4 => initiated => event_id, 5 => started => event_id });
    Ok(Attributes::ChildWorkflowExecutionTerminated { initiated, started })
}

pub(super) fn signal_failed(mut fields: Fields<'_>) -> Parsed {
    let (mut initiated, mut cause) = (EventId::default(), 0);
    read!(fields, { 1 => cause => i32, 5 => initiated => event_id });
    Ok(Attributes::SignalExternalFailed { initiated, cause: cause.try_into().unwrap_or_default() })
}

pub(super) fn external_signaled(mut fields: Fields<'_>) -> Parsed {
    let mut initiated = EventId::default();
    read!(fields, { 1 => initiated => event_id });
    Ok(Attributes::ExternalSignaled { initiated })
}

pub(super) fn cancel_failed(mut fields: Fields<'_>) -> Parsed {
    let (mut initiated, mut cause) = (EventId::default(), 0);
    read!(fields, { 1 => cause => i32, 5 => initiated => event_id });
    Ok(Attributes::RequestCancelExternalFailed { initiated, cause: cause.try_into().unwrap_or_default() })
}

pub(super) fn external_cancel_requested(mut fields: Fields<'_>) -> Parsed {
    let mut initiated = EventId::default();
    read!(fields, { 1 => initiated => event_id });
    Ok(Attributes::ExternalCancelRequested { initiated })
}
