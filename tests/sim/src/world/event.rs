//! Names what can happen in a world.

use crate::process::Given;
use bytes::Bytes;
use dacapo_core::rpc::{Call, CallEnd, CallId};
use std::time::Duration;

#[derive(Debug)]
pub(super) enum Event {
    /// A request arrives at the server.
    Arrives { from: Origin, call: Call },
    /// The server hears that a call need not go on.
    Canceled(Origin),
    /// A call ends.
    Answered { to: Origin, end: CallEnd },
    /// Something happens to a process.
    Given { worker: usize, generation: u64, given: Given },
    /// The request of a process to start a workflow arrives at the server.
    StartsEagerly { worker: usize, generation: u64 },
    /// The answer to that.
    EagerTask { worker: usize, generation: u64, response: Option<Bytes> },
    /// A workflow is to be started by a process, or by a client where none can.
    WantsStart,
    /// A process is gone at once.
    Crashes { worker: usize, until: Duration },
    /// A process begins.
    Starts { worker: usize },
    /// A process is told to end, and another begins after it.
    ShutsDown { worker: usize },
    /// A process stands still.
    Pauses { worker: usize, until: Duration },
    /// A process's wall clock jumps.
    Jumps { worker: usize, by: i64 },
    /// The host of a process lets go of a run.
    LetsGo { worker: usize },
    /// The server is gone.
    ServerStops { until: Duration },
    /// The server is there again.
    ServerStarts,
    /// A client does what comes next.
    Visits { client: usize },
}

/// Who made a call, and which of its calls it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Origin {
    pub(super) who: Who,
    pub(super) call: CallId,
}

/// Whoever makes calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Who {
    /// A process of a worker, by its number.
    Process(usize, u64),
    Client(usize),
}

impl Event {
    /// The process that it happens to.
    pub(super) const fn process(&self) -> Option<(usize, u64)> {
        match self {
            Self::Answered { to: Origin { who: Who::Process(worker, generation), .. }, .. } => {
                Some((*worker, *generation))
            }
            Self::Given { worker, generation, .. } | Self::EagerTask { worker, generation, .. } => {
                Some((*worker, *generation))
            }
            _ => None,
        }
    }
}
