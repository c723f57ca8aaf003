//! Decides what a worker is told when it starts; the same for all that are compared.

use serde::{Deserialize, Serialize};

/// What a worker is to be, as JSON in its one argument.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spec {
    /// Where the server listens, on this machine.
    pub port: u16,
    /// The queue it takes tasks from.
    pub task_queue: String,
    /// How many workflow tasks it works on at a time.
    pub workflow_slots: usize,
    /// How many activities it runs at a time.
    pub activity_slots: usize,
    /// How many polls for each of the two are open at a time.
    pub pollers: usize,
    /// How many runs it may keep between their tasks.
    pub cached_runs: usize,
    /// How many threads run its futures.
    pub threads: usize,
    /// Whether its heap is counted, which takes time.
    pub counts_heap: bool,
}
