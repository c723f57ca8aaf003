//! dacapo-core as an engine; to be filled in with its API.
//!
//! What goes here is an `Engine` whose `prepare` maps the plan's commands to dacapo's with `Script::new`, and whose
//! `run` feeds `case.bytes` to a run, answers each activation with `Script::answer` and ends with `Script::finish`.
//! `official.rs` is the same thing for the official core.

use crate::engine::Engine;

/// The engine, once there is one.
pub(crate) fn engine() -> Option<Box<dyn Engine>> {
    None
}
