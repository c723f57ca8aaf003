//! Decides how points in time and lengths are written; reads no clock.

use core::{fmt, time::Duration};
use prost_types::{Duration as WireDuration, Timestamp};

const NANOS_PER_SECOND: u32 = 1_000_000_000;

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
