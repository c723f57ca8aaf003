//! Decides how an encoded `HistoryEvent` becomes an [`Event`]; knows field numbers, and no rule of replay.

mod activity;
mod child;
pub(crate) mod marker;
mod nexus;
mod task;
mod update;

use super::event::{Attributes, Event};
use crate::{
    error::Malformed,
    failure::Failure,
    id::{EventId, Text},
    payload::{Payload, PayloadMap, Payloads},
    time::WallTime,
    wire::{Field, WireError},
};
use bytes::Bytes;
use core::time::Duration;
use dacapo_proto::temporal::api::enums::v1::EventType;

type Parsed = Result<Attributes, WireError>;

/// Reads the fields of a message into places: `read!(fields, { 1 => place => method, … })`.
macro_rules! read {
    ($fields:expr, { $($number:literal => $place:expr => $method:ident),* $(,)? }) => {
        while let Some(field) = $fields.next()? {
            match field.number {
                $($number => $place = field.$method()?,)*
                _ => {}
            }
        }
    };
}
pub(crate) use read;

impl Field<'_> {
    pub(crate) fn event_id(&self) -> Result<EventId, WireError> {
        self.i64().map(EventId)
    }

    pub(crate) fn u64_of_i64(&self) -> Result<u64, WireError> {
        self.i64().map(|n| u64::try_from(n).unwrap_or_default())
    }

    /// The `name` of a `WorkflowType`, an `ActivityType` or a `TaskQueue`: field 1 of each.
    pub(crate) fn name(&self) -> Result<Text, WireError> {
        let (mut fields, mut name) = (self.message()?, Text::default());
        read!(fields, { 1 => name => text });
        Ok(name)
    }

    pub(crate) fn payload(&self) -> Result<Payload, WireError> {
        self.bytes().map(Payload::from_encoded)
    }

    pub(crate) fn some_payload(&self) -> Result<Option<Payload>, WireError> {
        self.payload().map(Some)
    }

    pub(crate) fn payloads(&self) -> Result<Payloads, WireError> {
        self.bytes().map(Payloads::from_encoded)
    }

    pub(crate) fn some_payloads(&self) -> Result<Option<Payloads>, WireError> {
        self.payloads().map(Some)
    }

    pub(crate) fn map(&self) -> Result<PayloadMap, WireError> {
        self.bytes().map(PayloadMap::from_encoded)
    }

    pub(crate) fn some_map(&self) -> Result<Option<PayloadMap>, WireError> {
        self.map().map(Some)
    }

    pub(crate) fn failure(&self) -> Result<Failure, WireError> {
        self.bytes().map(Failure::from_encoded)
    }

    pub(crate) fn some_failure(&self) -> Result<Option<Failure>, WireError> {
        self.failure().map(Some)
    }

    pub(crate) fn time(&self) -> Result<WallTime, WireError> {
        let (seconds, nanos) = self.seconds_and_nanos()?;
        Ok(WallTime { seconds, nanos: u32::try_from(nanos).unwrap_or_default() })
    }

    pub(crate) fn some_time(&self) -> Result<Option<WallTime>, WireError> {
        self.time().map(Some)
    }

    /// A length; a negative one, which no server writes, reads as none.
    pub(crate) fn some_duration(&self) -> Result<Option<Duration>, WireError> {
        let (seconds, nanos) = self.seconds_and_nanos()?;
        Ok(crate::time::duration_from_wire(&prost_types::Duration { seconds, nanos }))
    }

    pub(crate) fn seconds_and_nanos(&self) -> Result<(i64, i32), WireError> {
        let (mut fields, mut seconds, mut nanos) = (self.message()?, 0, 0);
        read!(fields, { 1 => seconds => i64, 2 => nanos => i32 });
        Ok((seconds, nanos))
    }
}

/// Reads one event from the field of a `History` that holds it.
pub(crate) fn event(field: &Field<'_>, follows: EventId, keeps: impl Fn(&Event) -> bool) -> Result<Event, Malformed> {
    let mut id = follows.next();
    let parsed = parse(field, &mut id).and_then(|mut event| {
        if keeps(&event) {
            event.encoded = field.bytes()?;
        }
        Ok(event)
    });
    parsed.map_err(|error| Malformed { event: id, field: error.field, what: error.what })
}

fn parse(field: &Field<'_>, id: &mut EventId) -> Result<Event, WireError> {
    let mut fields = field.message()?;
    let (mut time, mut number, mut may_ignore) = (WallTime::default(), 0, false);
    let mut attributes: Option<Field<'_>> = None;
    while let Some(field) = fields.next()? {
        match field.number {
            1 => *id = field.event_id()?,
            2 => time = field.time()?,
            3 => number = field.i32()?,
            300 => may_ignore = field.bool()?,
            6..=299 => attributes = Some(field),
            _ => {}
        }
    }
    let kind = EventType::try_from(number).unwrap_or_default();
    let read = match attributes {
        Some(field) if Some(&field.number) == field_of(number) => attributes_of(kind, &field)?,
        Some(field) if kind != EventType::Unspecified && ATTRIBUTES.contains(&field.number) => {
            return Err(WireError { field: field.number, what: "the attributes are those of another event type" });
        }
        _ => None,
    };
    let has_attributes = attributes.is_some();
    let attributes = match read {
        Some(attributes) => attributes,
        None if may_ignore => Attributes::Ignorable,
        None if kind == EventType::Unspecified => {
            return Err(WireError { field: 3, what: "the event type is unknown and may not be ignored" });
        }
        None if has_attributes => {
            return Err(WireError {
                field: 3,
                what: "a run cannot take an event of this type, which may not be ignored",
            });
        }
        None => return Err(WireError { field: 3, what: "the event lacks the attributes of its type" }),
    };
    let WallTime { seconds, nanos } = time;
    Ok(Event { id: *id, seconds, nanos, kind, attributes, encoded: Bytes::new() })
}

/// The field of `HistoryEvent.attributes` for each event type, by its number.
const ATTRIBUTES: [u32; 61] = [
    0, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 22, 23, 20, 21, 24, 28, 29, 30, 31, 32, 25, 26, 27, 33, 34,
    35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63,
    64, 65,
];

fn field_of(event_type: i32) -> Option<&'static u32> {
    ATTRIBUTES.get(usize::try_from(event_type).ok()?)
}

/// Reads the attributes of an event of type `kind`; `None` for one that a run has no use for.
#[expect(clippy::wildcard_enum_match_arm, reason = "what is not named here is not acted on")]
fn attributes_of(kind: EventType, field: &Field<'_>) -> Result<Option<Attributes>, WireError> {
    use EventType as E;
    let fields = field.message()?;
    Ok(Some(match kind {
        E::WorkflowExecutionStarted => task::execution_started(fields)?,
        E::WorkflowExecutionCompleted
        | E::WorkflowExecutionFailed
        | E::WorkflowExecutionTimedOut
        | E::WorkflowExecutionCanceled
        | E::WorkflowExecutionTerminated
        | E::WorkflowExecutionContinuedAsNew => Attributes::WorkflowExecutionClosed,
        E::WorkflowExecutionSignaled => task::signaled(fields)?,
        E::WorkflowExecutionCancelRequested => task::cancel_requested(fields)?,
        E::WorkflowTaskScheduled => Attributes::WorkflowTaskScheduled,
        E::WorkflowTaskStarted => task::started(fields)?,
        E::WorkflowTaskCompleted => task::completed(fields)?,
        E::WorkflowTaskTimedOut => task::timed_out(fields)?,
        E::WorkflowTaskFailed => task::failed(fields)?,
        E::ActivityTaskScheduled => activity::scheduled(fields)?,
        E::ActivityTaskStarted => activity::started(fields)?,
        E::ActivityTaskCompleted => activity::completed(fields)?,
        E::ActivityTaskFailed => activity::failed(fields)?,
        E::ActivityTaskTimedOut => activity::timed_out(fields)?,
        E::ActivityTaskCancelRequested => activity::cancel_requested(fields)?,
        E::ActivityTaskCanceled => activity::canceled(fields)?,
        E::TimerStarted => activity::timer_started(fields)?,
        E::TimerFired => activity::timer_fired(fields)?,
        E::TimerCanceled => activity::timer_canceled(fields)?,
        E::MarkerRecorded => marker::recorded(fields)?,
        E::StartChildWorkflowExecutionInitiated => child::initiated(fields)?,
        E::StartChildWorkflowExecutionFailed => child::start_failed(fields)?,
        E::ChildWorkflowExecutionStarted => child::started(fields)?,
        E::ChildWorkflowExecutionCompleted => child::completed(fields)?,
        E::ChildWorkflowExecutionFailed => child::failed(fields)?,
        E::ChildWorkflowExecutionTimedOut => child::timed_out(fields)?,
        E::ChildWorkflowExecutionCanceled => child::canceled(fields)?,
        E::ChildWorkflowExecutionTerminated => child::terminated(fields)?,
        E::SignalExternalWorkflowExecutionInitiated => Attributes::SignalExternalInitiated,
        E::SignalExternalWorkflowExecutionFailed => child::signal_failed(fields)?,
        E::ExternalWorkflowExecutionSignaled => child::external_signaled(fields)?,
        E::RequestCancelExternalWorkflowExecutionInitiated => Attributes::RequestCancelExternalInitiated,
        E::RequestCancelExternalWorkflowExecutionFailed => child::cancel_failed(fields)?,
        E::ExternalWorkflowExecutionCancelRequested => child::external_cancel_requested(fields)?,
        E::UpsertWorkflowSearchAttributes => marker::upsert(fields)?,
        E::WorkflowPropertiesModified => Attributes::WorkflowPropertiesModified,
        E::WorkflowExecutionUpdateAdmitted => update::admitted(fields)?,
        E::WorkflowExecutionUpdateAccepted => update::accepted(fields)?,
        E::WorkflowExecutionUpdateRejected => Attributes::UpdateRejected,
        E::WorkflowExecutionUpdateCompleted => update::completed(fields)?,
        E::NexusOperationScheduled => nexus::scheduled(fields)?,
        E::NexusOperationStarted => nexus::started(fields)?,
        E::NexusOperationCompleted => nexus::completed(fields)?,
        E::NexusOperationFailed => nexus::failed(fields)?,
        E::NexusOperationTimedOut => nexus::timed_out(fields)?,
        E::NexusOperationCanceled => nexus::canceled(fields)?,
        E::NexusOperationCancelRequested => nexus::cancel_requested(fields)?,
        E::NexusOperationCancelRequestCompleted => nexus::cancel_request_completed(fields)?,
        E::NexusOperationCancelRequestFailed => nexus::cancel_request_failed(fields)?,
        _ => return Ok(None),
    }))
}
