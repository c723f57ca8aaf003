//! What the harness asks of anything that replays; knows no engine.

use crate::replay::{case::Case, meter::Meter};
use anyhow::Result;
use dacapo_core::id::EventId;
use serde::{Deserialize, Serialize};

/// Something that can play a history.
pub(crate) trait Engine {
    /// The engine's name in tables and on the command line.
    fn kind(&self) -> Kind;

    /// Does everything the clock must not see: turns the plan into the engine's own commands, starts threads.
    fn prepare(&self, case: &Case) -> Result<Box<dyn Replay>>;
}

/// One replay, ready to go.
pub(crate) trait Replay {
    /// Replays from the bytes to the end of the history.
    ///
    /// Calls `meter.start()` before it first looks at the bytes and `meter.stop()` when the last activation is
    /// answered. Cleaning up comes after that.
    ///
    /// # Errors
    ///
    /// The engine rejected the history, or did not ask for every command of the plan.
    fn run(self: Box<Self>, meter: &mut Meter) -> Result<Tally>;
}

/// What a replay asked for; engines that did the same work agree on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tally {
    /// Activations the language side answered.
    pub(crate) activations: u64,
    /// Commands it answered them with.
    pub(crate) commands: u64,
    /// Folds together how far history was applied in each activation and how many commands answered it.
    pub(crate) shape: u64,
}

impl Tally {
    /// Counts the answer to an activation.
    pub(crate) fn add(&mut self, history_length: EventId, commands: usize) {
        let commands = commands as u64;
        self.activations += 1;
        self.commands += commands;
        for number in [history_length.0.unsigned_abs(), commands] {
            self.shape = (self.shape ^ number).wrapping_mul(0x0100_0000_01b3).rotate_left(23);
        }
    }
}

/// The engines there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Kind {
    /// prost's decoding of the bytes into the official message types, and nothing else.
    Decode,
    /// temporalio-sdk-core's replay worker.
    Official,
    /// dacapo-core.
    Dacapo,
}

impl Kind {
    /// The name in tables and in JSON.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Decode => "decode",
            Self::Official => "official",
            Self::Dacapo => "dacapo",
        }
    }
}
