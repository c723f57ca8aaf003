//! Decides how lengths and points in time look on the wire.

use dacapo_core::time::WallTime;
use prost_types::{Duration as WireDuration, Timestamp};
use std::time::Duration;

/// A length; `None` where it is too long for the wire.
pub(crate) fn length(length: Option<Duration>) -> Option<Option<WireDuration>> {
    length.map(WireDuration::try_from).transpose().ok()
}

/// A length of the wire; none that is negative.
pub(crate) fn duration(wire: Option<WireDuration>) -> Option<Duration> {
    Duration::try_from(wire?).ok()
}

/// A point in time.
pub(crate) fn timestamp(time: WallTime) -> Timestamp {
    let nanos = i32::try_from(time.nanos).unwrap_or_default();
    Timestamp { seconds: time.seconds, nanos }
}

/// A point in time of the wire.
pub(crate) fn wall_time(wire: Timestamp) -> WallTime {
    WallTime { seconds: wire.seconds, nanos: u32::try_from(wire.nanos).unwrap_or_default() }
}
