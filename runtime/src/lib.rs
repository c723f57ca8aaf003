//! What a machine without IO needs of the world, as traits: time, tasks, sockets, and calls of the Temporal API.
//!
//! An adapter implements [`Runtime`] for one async runtime; a transport implements [`Transport`] on top of any.

mod traits;

pub use traits::{Connection, Endpoint, Runtime, Transport};
