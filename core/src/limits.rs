//! Every bound of this crate, with its unit and where it comes from.

/// The longest id or name a server takes, in bytes (dynamic config `limit.maxIDLength`).
pub const ID_BYTES: usize = 1000;

/// How many matched pairs of command and event a run keeps, to show what came before a divergence.
pub const MATCHED_KEPT: usize = 64;

/// How many of those a divergence shows.
pub const MATCHED_SHOWN: usize = 5;

/// The longest list of patch ids that is written to `TemporalChangeVersion`, in bytes of JSON [PATCH-3].
pub const CHANGE_VERSION_BYTES: usize = 2048;

/// How many commands of a task are compared with its events when a divergence is explained.
pub const ALIGNED: usize = 256;
