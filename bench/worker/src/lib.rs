//! What workers under load have in common, whoever made them: what their workflows do, how they are told what to be, and
//! what they tell of themselves.
//!
//! A worker has a process of its own, so that its CPU time and its memory are nobody else's. The program that gives it
//! work starts it with a [`Spec`] as its argument and asks for [`Reading`]s through its standard input.

pub mod alloc;
mod control;
mod reading;
mod spec;

pub use control::serve;
pub use dacapo_scripted::{Counted, Gauges, workflows::Echoes};
pub use reading::Reading;
pub use spec::Spec;
