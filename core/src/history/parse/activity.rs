//! Reads events of activities and timers.

use super::{Parsed, read};
use crate::{
    history::event::{ActivityCanceled, ActivityFailed, Attributes},
    id::{EventId, Text},
    wire::Fields,
};
use alloc::boxed::Box;

pub(super) fn scheduled(mut fields: Fields<'_>) -> Parsed {
    let (mut activity_id, mut activity_type) = (Text::default(), Text::default());
    read!(fields, { 1 => activity_id => text, 2 => activity_type => name });
    Ok(Attributes::ActivityTaskScheduled { activity_id, activity_type })
}

pub(super) fn started(mut fields: Fields<'_>) -> Parsed {
    let mut scheduled = EventId::default();
    read!(fields, { 1 => scheduled => event_id });
    Ok(Attributes::ActivityTaskStarted { scheduled })
}

pub(super) fn completed(mut fields: Fields<'_>) -> Parsed {
    let (mut scheduled, mut result) = (EventId::default(), None);
    read!(fields, { 1 => result => some_payloads, 2 => scheduled => event_id });
    Ok(Attributes::ActivityTaskCompleted { scheduled, result })
}

pub(super) fn failed(mut fields: Fields<'_>) -> Parsed {
    let mut a = ActivityFailed::default();
    read!(fields, {
        1 => a.failure => some_failure, 2 => a.scheduled => event_id, 3 => a.started => event_id,
        4 => a.identity => text, 5 => a.retry_state => i32,
    });
    Ok(Attributes::ActivityTaskFailed(Box::new(a)))
}

pub(super) fn timed_out(mut fields: Fields<'_>) -> Parsed {
    let mut a = ActivityFailed::default();
    read!(fields, {
        1 => a.failure => some_failure, 2 => a.scheduled => event_id, 3 => a.started => event_id,
        4 => a.retry_state => i32,
    });
    Ok(Attributes::ActivityTaskTimedOut(Box::new(a)))
}

pub(super) fn cancel_requested(mut fields: Fields<'_>) -> Parsed {
    let mut scheduled = EventId::default();
    read!(fields, { 1 => scheduled => event_id });
    Ok(Attributes::ActivityTaskCancelRequested { scheduled })
}

pub(super) fn canceled(mut fields: Fields<'_>) -> Parsed {
    let mut a = ActivityCanceled::default();
    read!(fields, {
        1 => a.details => some_payloads, 3 => a.scheduled => event_id, 4 => a.started => event_id, 5 => a.identity => text,
    });
    Ok(Attributes::ActivityTaskCanceled(Box::new(a)))
}

pub(super) fn timer_started(mut fields: Fields<'_>) -> Parsed {
    let mut timer_id = Text::default();
    read!(fields, { 1 => timer_id => text });
    Ok(Attributes::TimerStarted { timer_id })
}

pub(super) fn timer_fired(mut fields: Fields<'_>) -> Parsed {
    let (mut timer_id, mut started) = (Text::default(), EventId::default());
    read!(fields, { 1 => timer_id => text, 2 => started => event_id });
    Ok(Attributes::TimerFired { timer_id, started })
}

pub(super) fn timer_canceled(mut fields: Fields<'_>) -> Parsed {
    let (mut timer_id, mut started) = <(Text, EventId)>::default();
    read!(fields, { 1 => timer_id => text, 2 => started => event_id });
    Ok(Attributes::TimerCanceled { timer_id, started })
}
