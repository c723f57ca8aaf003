//! Drives the machines of `dacapo-core` on any async runtime, over any transport.
//!
//! An adapter implements [`Runtime`] for one async runtime; a transport implements [`Transport`] on top of any;
//! [`Driver`] performs what a worker asks for, and hands its [`Host`] what is for it. There is no thread here, no global
//! and no runtime of our own: nothing runs but the futures that are polled.

mod driver;
mod handle;
mod host;
mod traits;

pub use driver::Driver;
pub use handle::{EagerStart, Ended, Handle, NotReported};
pub use host::Host;
pub use traits::{Connection, Endpoint, Runtime, Transport};
