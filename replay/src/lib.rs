//! Reads recorded histories and plays them with a host that needs no workflow code.
//!
//! [`read::read`] turns a history file of any form into the bytes that core parses, [`recorded::Plan::of`] derives the
//! commands that its workflow must have issued, and [`play::play`] plays the one against the other.

pub mod gallery;
pub mod play;
pub mod read;
pub mod recorded;
pub mod transcript;
