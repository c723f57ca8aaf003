//! Reads events of Nexus operations.

use super::{Parsed, read};
use crate::{
    failure::Failure,
    history::event::Attributes,
    id::{EventId, Text},
    wire::{Fields, WireError},
};

pub(super) fn scheduled(mut fields: Fields<'_>) -> Parsed {
    let (mut service, mut operation) = (Text::default(), Text::default());
    read!(fields, { 2 => service => text, 3 => operation => text });
    Ok(Attributes::NexusOperationScheduled { service, operation })
}

/// Older servers write the token as `operation_id`.
pub(super) fn started(mut fields: Fields<'_>) -> Parsed {
    let (mut scheduled, mut operation_id, mut operation_token) = (EventId::default(), Text::default(), Text::default());
    read!(fields, { 1 => scheduled => event_id, 3 => operation_id => text, 5 => operation_token => text });
    if operation_token.is_empty() {
        operation_token = operation_id;
    }
    Ok(Attributes::NexusOperationStarted { scheduled, operation_token })
}

pub(super) fn completed(mut fields: Fields<'_>) -> Parsed {
    let (mut scheduled, mut result) = (EventId::default(), None);
    read!(fields, { 1 => scheduled => event_id, 2 => result => some_payload });
    Ok(Attributes::NexusOperationCompleted { scheduled, result })
}

/// Field 1, the scheduled event, and field 2, the failure: three kinds of event have just these.
fn unsuccessful(mut fields: Fields<'_>) -> Result<(EventId, Failure), WireError> {
    let (mut scheduled, mut failure) = (EventId::default(), Failure::default());
    read!(fields, { 1 => scheduled => event_id, 2 => failure => failure });
    Ok((scheduled, failure))
}

pub(super) fn failed(fields: Fields<'_>) -> Parsed {
    let (scheduled, failure) = unsuccessful(fields)?;
    Ok(Attributes::NexusOperationFailed { scheduled, failure })
}

pub(super) fn timed_out(fields: Fields<'_>) -> Parsed {
    let (scheduled, failure) = unsuccessful(fields)?;
    Ok(Attributes::NexusOperationTimedOut { scheduled, failure })
}

pub(super) fn canceled(fields: Fields<'_>) -> Parsed {
    let (scheduled, failure) = unsuccessful(fields)?;
    Ok(Attributes::NexusOperationCanceled { scheduled, failure })
}

pub(super) fn cancel_requested(mut fields: Fields<'_>) -> Parsed {
    let mut scheduled = EventId::default();
    read!(fields, { 1 => scheduled => event_id });
    Ok(Attributes::NexusOperationCancelRequested { scheduled })
}

pub(super) fn cancel_request_completed(mut fields: Fields<'_>) -> Parsed {
    let mut scheduled = EventId::default();
    read!(fields, { 3 => scheduled => event_id });
    Ok(Attributes::NexusOperationCancelRequestCompleted { scheduled })
}

pub(super) fn cancel_request_failed(mut fields: Fields<'_>) -> Parsed {
    let (mut scheduled, mut failure) = (EventId::default(), Failure::default());
    read!(fields, { 3 => failure => failure, 4 => scheduled => event_id });
    Ok(Attributes::NexusOperationCancelRequestFailed { scheduled, failure })
}
