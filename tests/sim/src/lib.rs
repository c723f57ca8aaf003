//! A world of workers, a model of a server and a network that fails, on virtual time: the same seed, the same world.
//!
//! Each seed is run twice: once with all that goes wrong, once without. What must hold after every step, and at the end,
//! is in `docs/simulation.md`.

pub mod faults;
pub mod process;
pub mod program;
pub mod server;
pub mod world;

pub use world::{Report, Teller, Violation, simulate};
