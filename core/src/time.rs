//! Decides how points in time and lengths are written; reads no clock.

use core::{fmt, time::Duration};
use prost_types::{Duration as WireDuration, Timestamp};

const NANOS_PER_SECOND: u32 = 1_000_000_000;

/// What a machine that may know the time is told of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "the two clocks there are")]
pub struct Now {
    /// The clock for lengths and deadlines.
    pub mono: MonoTime,
    /// The clock for what the server is told or has told.
    pub wall: WallTime,
}

/// A point of a clock that never goes back: nanoseconds since an origin that the driver chose. It stands still at the
/// end of its range, after 584 years.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_structs, reason = "a number with a name")]
pub struct MonoTime(pub u64);

impl MonoTime {
    /// This time plus `length`.
    #[must_use]
    pub fn plus(self, length: Duration) -> Self {
        Self(self.0.saturating_add(u64::try_from(length.as_nanos()).unwrap_or(u64::MAX)))
    }

    /// How long after `earlier` this is; zero where it is not.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::from_nanos(self.0.saturating_sub(earlier.0))
    }
}

/// A point of a server's or worker's wall clock, as `google.protobuf.Timestamp` holds it; it may jump.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_structs, reason = "the two fields of google.protobuf.Timestamp")]
pub struct WallTime {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub seconds: i64,
    /// Nanoseconds within the second, 0 to 999 999 999.
    pub nanos: u32,
}

impl WallTime {
    /// This time plus `length`; stops at the end of the range.
    #[must_use]
    pub fn plus(self, length: Duration) -> Self {
        let nanos = u64::from(self.nanos).saturating_add(u64::from(length.subsec_nanos()));
        let per_second = u64::from(NANOS_PER_SECOND);
        let carry = i64::try_from(nanos.div_euclid(per_second)).unwrap_or_default();
        let seconds = i64::try_from(length.as_secs()).unwrap_or(i64::MAX);
        Self {
            seconds: self.seconds.saturating_add(seconds).saturating_add(carry),
            nanos: u32::try_from(nanos.rem_euclid(per_second)).unwrap_or_default(),
        }
    }

    /// How long after `earlier` this is; zero where it is not.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        let nanos = |time: Self| i128::from(time.seconds).saturating_mul(i128::from(NANOS_PER_SECOND));
        let nanos = |time: Self| nanos(time).saturating_add(i128::from(time.nanos));
        let between = nanos(self).saturating_sub(nanos(earlier)).max(0);
        let per_second = i128::from(NANOS_PER_SECOND);
        let seconds = u64::try_from(between.div_euclid(per_second)).unwrap_or(u64::MAX);
        Duration::new(seconds, u32::try_from(between.rem_euclid(per_second)).unwrap_or_default())
    }

    /// Reads it from the wire form, or `None` where the nanoseconds are out of range.
    #[must_use]
    pub fn from_wire(wire: &Timestamp) -> Option<Self> {
        let nanos = u32::try_from(wire.nanos).ok().filter(|n| *n < NANOS_PER_SECOND)?;
        Some(Self { seconds: wire.seconds, nanos })
    }

    /// Writes it in the wire form.
    #[must_use]
    pub fn to_wire(self) -> Timestamp {
        Timestamp { seconds: self.seconds, nanos: i32::try_from(self.nanos).unwrap_or_default() }
    }
}

impl fmt::Display for WallTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.to_wire(), f)
    }
}

/// Time as workflow code sees it: it comes from history alone and never goes back [ACTIVATION-5].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_structs, reason = "a time with a name")]
pub struct WorkflowTime(pub WallTime);

impl WorkflowTime {
    /// Moves on to `time`, unless that is earlier.
    pub(crate) fn advance(&mut self, time: WallTime) {
        self.0 = self.0.max(time);
    }
}

impl fmt::Display for WorkflowTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Reads a length from its wire form, or `None` where it is negative or out of range.
#[must_use]
pub fn duration_from_wire(wire: &WireDuration) -> Option<Duration> {
    let nanos = u32::try_from(wire.nanos).ok().filter(|n| *n < NANOS_PER_SECOND)?;
    Some(Duration::new(u64::try_from(wire.seconds).ok()?, nanos))
}

/// Writes a length in its wire form; what is longer than that can say becomes its maximum.
#[must_use]
pub fn duration_to_wire(length: Duration) -> WireDuration {
    WireDuration {
        seconds: i64::try_from(length.as_secs()).unwrap_or(i64::MAX),
        nanos: i32::try_from(length.subsec_nanos()).unwrap_or_default(),
    }
}
