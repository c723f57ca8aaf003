//! Decides which times a calendar matches.

use dacapo_proto::temporal::api::schedule::v1::{Range as WireRange, StructuredCalendarSpec};
use std::ops::RangeInclusive;

/// Numbers from the first to the last, each `step` after the one before. A number is one, and `9..=17` is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a caller fills it")]
pub struct Range {
    /// The first.
    pub start: i32,
    /// The last that there may be.
    pub end: i32,
    /// How far they are apart, at least 1.
    pub step: i32,
}

impl Range {
    /// All from the first to the last.
    #[must_use]
    pub const fn new(start: i32, end: i32) -> Self {
        Self { start, end, step: 1 }
    }

    /// The same, so far apart.
    #[must_use]
    pub const fn step(self, step: i32) -> Self {
        Self { step, ..self }
    }

    const fn to_wire(self) -> WireRange {
        WireRange { start: self.start, end: self.end, step: self.step }
    }

    /// Where the server leaves out the end or the step, they are the start and 1.
    fn of_wire(WireRange { start, end, step }: WireRange) -> Self {
        Self { start, end: end.max(start), step: step.max(1) }
    }
}

impl From<i32> for Range {
    fn from(number: i32) -> Self {
        Self::new(number, number)
    }
}

impl From<RangeInclusive<i32>> for Range {
    fn from(numbers: RangeInclusive<i32>) -> Self {
        Self::new(*numbers.start(), *numbers.end())
    }
}

/// Times that match in every field: midnight of every day, where nothing else is said. The time zone is the schedule's.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a caller fills it")]
pub struct Calendar {
    /// Seconds, 0 to 59.
    pub second: Vec<Range>,
    /// Minutes, 0 to 59.
    pub minute: Vec<Range>,
    /// Hours, 0 to 23.
    pub hour: Vec<Range>,
    /// Days of the month, 1 to 31.
    pub day_of_month: Vec<Range>,
    /// Months, 1 to 12.
    pub month: Vec<Range>,
    /// Years; empty for all.
    pub year: Vec<Range>,
    /// Days of the week, 0 to 6 from Sunday.
    pub day_of_week: Vec<Range>,
    /// What it is, for people.
    pub comment: String,
}

impl Default for Calendar {
    fn default() -> Self {
        Self::at(0, 0)
    }
}

impl Calendar {
    /// Once a day.
    #[must_use]
    pub fn at(hour: i32, minute: i32) -> Self {
        Self {
            second: vec![0.into()],
            minute: vec![minute.into()],
            hour: vec![hour.into()],
            day_of_month: vec![Range::new(1, 31)],
            month: vec![Range::new(1, 12)],
            year: Vec::new(),
            day_of_week: vec![Range::new(0, 6)],
            comment: String::new(),
        }
    }

    /// The same on these days of the week alone, 0 to 6 from Sunday.
    #[must_use]
    pub fn on_week_days(self, days: impl Into<Range>) -> Self {
        Self { day_of_week: vec![days.into()], ..self }
    }

    /// The same on these days of the month alone.
    #[must_use]
    pub fn on_days(self, days: impl Into<Range>) -> Self {
        Self { day_of_month: vec![days.into()], ..self }
    }

    /// The same in these months alone.
    #[must_use]
    pub fn in_months(self, months: impl Into<Range>) -> Self {
        Self { month: vec![months.into()], ..self }
    }

    pub(super) fn to_wire(&self) -> StructuredCalendarSpec {
        let ranges = |ranges: &[Range]| ranges.iter().map(|range| range.to_wire()).collect();
        StructuredCalendarSpec {
            second: ranges(&self.second),
            minute: ranges(&self.minute),
            hour: ranges(&self.hour),
            day_of_month: ranges(&self.day_of_month),
            month: ranges(&self.month),
            year: ranges(&self.year),
            day_of_week: ranges(&self.day_of_week),
            comment: self.comment.clone(),
        }
    }

    pub(super) fn of_wire(wire: StructuredCalendarSpec) -> Self {
        let ranges = |ranges: Vec<WireRange>| ranges.into_iter().map(Range::of_wire).collect();
        Self {
            second: ranges(wire.second),
            minute: ranges(wire.minute),
            hour: ranges(wire.hour),
            day_of_month: ranges(wire.day_of_month),
            month: ranges(wire.month),
            year: ranges(wire.year),
            day_of_week: ranges(wire.day_of_week),
            comment: wire.comment,
        }
    }
}
