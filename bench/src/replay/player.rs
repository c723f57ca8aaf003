//! Decides what a process that plays histories is asked, and what it answers.

use super::{
    engine::{Kind, Tally},
    generate::Family,
    meter::Reading,
};
use crate::isolated::Peer;
use anyhow::Result;
use serde::{Deserialize, Serialize};

/// What the player's process is asked for.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) enum Ask {
    /// One replay of the history of about so many events.
    Play(usize),
    /// One replay with its allocations counted; its times mean nothing.
    Count(usize),
}

/// What one replay came to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Played {
    pub(crate) reading: Reading,
    pub(crate) tally: Tally,
    pub(crate) events: usize,
    pub(crate) wire_bytes: usize,
}

/// A process that plays the histories of one family through one engine, whenever it is asked.
#[derive(Debug)]
pub(crate) struct Player {
    pub(crate) engine: Kind,
    peer: Peer,
}

impl Player {
    /// Starts the process, which waits.
    pub(crate) fn start(engine: Kind, family: Family) -> Result<Self> {
        Ok(Self { engine, peer: Peer::start(&["play", engine.name(), family.name()])? })
    }

    /// Has a history played once.
    pub(crate) fn ask(&mut self, ask: Ask) -> Result<Played> {
        self.peer.ask(&ask)
    }
}
