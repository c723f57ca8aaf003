//! Decides who is at fault: the caller (`Misuse`), the server or the wire (`Malformed`), or workflow code (`Divergence`).

use crate::{
    divergence::Divergence,
    id::{EventId, Seq, Text},
};
use alloc::boxed::Box;

/// The caller broke the contract of a machine; the machine is as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Misuse {
    /// A completion came while no activation was outstanding.
    #[error("a completion came while no activation was outstanding")]
    NoActivation,
    /// An activation that asks for eviction was completed with commands, or with a failure.
    #[error("the activation asked for eviction, so its completion can hold nothing")]
    EvictionWithCommands,
    /// The answer to a legacy query came with other commands [TASK-1].
    #[error("the answer to a legacy query came with other commands")]
    LegacyQueryWithCommands,
    /// A command came with, or in place of, the answers to queries, which no replay would ask again [TASK-1].
    #[error("a command came with the answers to queries")]
    QueryWithCommands,
    /// A query was answered that was not asked.
    #[error("query {0:?} was answered, but not asked")]
    UnknownQuery(Text),
    /// A command breaks a rule on its fields.
    #[error("command {index} ({command}): {field} {rule}")]
    InvalidCommand {
        /// Its place in the completion, from 0.
        index: usize,
        /// Its name.
        command: &'static str,
        /// The field at fault.
        field: &'static str,
        /// What the field must be.
        rule: &'static str,
    },
    /// Two commands of one kind have the same number, in one completion or while both are open.
    #[error("command {index} ({command}) has seq {seq}, which another command of its kind has")]
    SeqInUse {
        /// Its place in the completion, from 0.
        index: usize,
        /// Its name.
        command: &'static str,
        /// The number.
        seq: Seq,
    },
    /// A page came that was not asked for.
    #[error("a page of history came that was not asked for")]
    NoFetch,
    /// A workflow task came while the host was asked to let go of the run: it is for the run that is made anew.
    #[error("a workflow task came while the run is being evicted")]
    BeingEvicted,
    /// A workflow task came while another was open.
    #[error("a workflow task came while another one was open")]
    TaskOpen,
    /// The result of a local activity came that is not running.
    #[error("no local activity with seq {0} is running")]
    UnknownLocalActivity(Seq),
    /// The run was evicted; nothing more can be done with it.
    #[error("the run was evicted")]
    Evicted,
}

/// What the server sent is not what it should be: the bytes of an event, or its place in the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("event {event}: {what}{}", OfField(*.field))]
#[expect(clippy::exhaustive_structs, reason = "what there is to say of a bad event")]
pub struct Malformed {
    /// The event at fault.
    pub event: EventId,
    /// The number of the protobuf field at fault, 0 where it is not about one field.
    pub field: u32,
    /// What is wrong with it.
    pub what: &'static str,
}

struct OfField(u32);

impl core::fmt::Display for OfField {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        if self.0 == 0 { Ok(()) } else { write!(f, " (field {})", self.0) }
    }
}

/// Why a run cannot go on.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// Workflow code did not do what its history says it did.
    #[error("[TMPRL1100] Nondeterminism error: {0}")]
    Diverged(Box<Divergence>),
    /// The history is not one that a server writes.
    #[error("Fatal error in workflow machines: {0}")]
    Malformed(Malformed),
    /// The host asked for something that no workflow can do.
    #[error("Fatal error in workflow machines: {0}")]
    Unprocessable(&'static str),
}

impl From<Malformed> for Fault {
    fn from(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }
}
