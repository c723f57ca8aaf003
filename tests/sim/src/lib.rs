//! A world of workers, a model of a server and a network that fails, on virtual time: the same seed, the same world.
//!
//! Each seed is run twice: once without all that goes wrong, once with it. What must hold after every step, and at the
//! end, is in `docs/simulation.md`.

pub mod faults;
pub mod knobs;
pub mod log;
pub mod process;
pub mod program;
pub mod rule;
pub mod seeds;
pub mod server;
pub mod world;

pub use rule::{Rule, Violation};
pub use world::{Listener, Report, faultless, simulate};
