//! Decides the one contract of every machine here: inputs are handled, outputs are taken, and nothing else happens.

use crate::time::MonoTime;

/// A machine without IO: it is told what happened and says what to do.
///
/// All that follows from an input is computed in [`handle`](Machine::handle); [`poll`](Machine::poll) only takes what
/// is already there, so that however a caller mixes the two, the outputs are the same.
pub trait Machine {
    /// What the machine may know of time: `()` where it may know nothing.
    type Now: Copy;
    /// What can happen to it.
    type Input;
    /// What it asks for.
    type Output;
    /// How a caller can break its contract.
    type Misuse: core::error::Error;

    /// Applies one input.
    ///
    /// # Errors
    ///
    /// The call breaks the contract; the machine is as it was.
    fn handle(&mut self, now: Self::Now, input: Self::Input) -> Result<(), Self::Misuse>;

    /// Takes the oldest output not yet taken.
    fn poll(&mut self) -> Option<Self::Output>;

    /// When this machine next wants to be told the time, and for what; `None` where time alone changes nothing.
    fn deadline(&self) -> Option<Deadline>;
}

/// A point in time that a machine waits for. Whoever drives it gives it a tick then, or later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(clippy::exhaustive_structs, reason = "a time and its reason")]
pub struct Deadline {
    /// When.
    pub at: MonoTime,
    /// What for, in a few words.
    pub why: &'static str,
}
