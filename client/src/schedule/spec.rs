//! Decides when a schedule acts.

use super::Calendar;
use crate::time;
use bytes::Bytes;
use dacapo_core::time::WallTime;
use dacapo_proto::temporal::api::schedule::v1::{self as wire, IntervalSpec};
use std::time::Duration;

/// When a schedule acts: at each time that a calendar, an interval or a cron expression has, and no exclusion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a caller fills it")]
pub struct ScheduleSpec {
    /// Times by the calendar.
    pub calendars: Vec<Calendar>,
    /// Times that are so far apart.
    pub intervals: Vec<Interval>,
    /// Cron expressions, such as `0 12 * * MON`, `@daily` or `@every 2h`. The server turns them into calendars and intervals.
    pub cron_expressions: Vec<String>,
    /// Times at which it does not act.
    pub excluded: Vec<Calendar>,
    /// Before this it does not act.
    pub start_at: Option<WallTime>,
    /// After this it does not act.
    pub end_at: Option<WallTime>,
    /// By how much at most each time is later, at random.
    pub jitter: Option<Duration>,
    /// The name of the time zone, such as `Europe/Zurich`; empty for UTC.
    pub time_zone: String,
    /// The time zone as a compiled file, where the server does not know its name.
    pub time_zone_data: Bytes,
}

/// Times that are so far apart, counted from 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a caller fills it")]
pub struct Interval {
    /// How far, in whole seconds.
    pub every: Duration,
    /// By how much each time is later, less than `every`.
    pub offset: Duration,
}

impl ScheduleSpec {
    /// By a calendar.
    #[must_use]
    pub fn calendar(calendar: Calendar) -> Self {
        Self { calendars: vec![calendar], ..Self::default() }
    }

    /// Every so often.
    #[must_use]
    pub fn every(every: Duration) -> Self {
        Self { intervals: vec![Interval { every, offset: Duration::ZERO }], ..Self::default() }
    }

    /// By a cron expression.
    #[must_use]
    pub fn cron(expression: impl Into<String>) -> Self {
        Self { cron_expressions: vec![expression.into()], ..Self::default() }
    }

    /// `None` where a length is too long for the wire.
    pub(super) fn to_wire(&self) -> Option<wire::ScheduleSpec> {
        let calendars = |calendars: &[Calendar]| calendars.iter().map(Calendar::to_wire).collect();
        let interval = |interval: &Interval| {
            let (every, phase) = (time::length(Some(interval.every))?, time::length(Some(interval.offset))?);
            Some(IntervalSpec { interval: every, phase })
        };
        Some(wire::ScheduleSpec {
            structured_calendar: calendars(&self.calendars),
            cron_string: self.cron_expressions.clone(),
            interval: self.intervals.iter().map(interval).collect::<Option<_>>()?,
            exclude_structured_calendar: calendars(&self.excluded),
            start_time: self.start_at.map(time::timestamp),
            end_time: self.end_at.map(time::timestamp),
            jitter: time::length(self.jitter)?,
            timezone_name: self.time_zone.clone(),
            timezone_data: self.time_zone_data.clone(),
            ..Default::default()
        })
    }

    pub(super) fn of_wire(wire: wire::ScheduleSpec) -> Self {
        let calendars = |calendars: Vec<_>| calendars.into_iter().map(Calendar::of_wire).collect();
        let interval = |interval: IntervalSpec| Interval {
            every: time::duration(interval.interval).unwrap_or_default(),
            offset: time::duration(interval.phase).unwrap_or_default(),
        };
        Self {
            calendars: calendars(wire.structured_calendar),
            intervals: wire.interval.into_iter().map(interval).collect(),
            cron_expressions: wire.cron_string,
            excluded: calendars(wire.exclude_structured_calendar),
            start_at: wire.start_time.map(time::wall_time),
            end_at: wire.end_time.map(time::wall_time),
            jitter: time::duration(wire.jitter),
            time_zone: wire.timezone_name,
            time_zone_data: wire.timezone_data,
        }
    }
}
