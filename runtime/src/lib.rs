//! Drives the machines of `dacapo-core` on any async runtime, over any transport.
//!
//! An adapter implements [`Runtime`] for one async runtime; a transport implements [`Transport`] on top of any;
//! [`Driver`] performs what a worker asks for, and hands its [`Host`] what is for it. There is no thread here, no global
//! and no runtime of our own: nothing runs but the futures that are polled.
//!
//! The documentation of the adapters has a whole program, the same for each but for the line that names the runtime.
//!
//! # The driver
//!
//! [`Driver::run`] is one future for a worker and all of its calls; it may be spawned or awaited, on one thread or many.
//! What a host says, calls that end, and deadlines have their turns, so that no flood of one keeps the others waiting, and
//! a poll ends after a bounded number of steps. The clock decides whether a deadline has passed, not the timer. Before its
//! first poll a driver has taken nothing of its process, which may be forked then; dropping it cancels all of its calls.
//!
//! # The host
//!
//! A [`Host`] answers at once, or leaves the answer to its [`Handle`], which may be cloned and used from any task. Whoever
//! says more than the worker takes in waits. Through the handle go also the machine's load ([`Handle::set_load`]), the
//! number of slots ([`Handle::set_slots`]), and eager starts of workflows ([`Handle::reserve_eager_start`]).

mod driver;
mod handle;
mod host;
mod traits;
mod unresolved;

pub use driver::Driver;
pub use handle::{EagerStart, Ended, Handle, NotReported};
pub use host::Host;
pub use traits::{Connection, Endpoint, Runtime, Transport};
pub use unresolved::Unresolved;
