//! Decides which numbered flags a run knows: what changes in replay only ever changes behind one of them.

use alloc::vec::Vec;

/// A behaviour of core that a history may have been written with; numbers are shared with the official core.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum CoreFlag {
    /// Ids and types of activities, local activities and child workflows are compared with history.
    IdAndTypeDeterminismChecks = 1,
    /// A patch marker is followed by an upsert of `TemporalChangeVersion`.
    UpsertSearchAttributeOnPatch = 2,
    /// A completion's other commands come before its first terminal command instead of being cut off after it.
    MoveTerminalCommands = 3,
    /// Service and operation of a Nexus operation are compared with history.
    NexusNameChecks = 4,
}

impl CoreFlag {
    /// All flags that this core knows and writes.
    pub const ALL: [Self; 4] = [
        Self::IdAndTypeDeterminismChecks,
        Self::UpsertSearchAttributeOnPatch,
        Self::MoveTerminalCommands,
        Self::NexusNameChecks,
    ];

    /// Its number on the wire.
    #[must_use]
    pub const fn number(self) -> u32 {
        match self {
            Self::IdAndTypeDeterminismChecks => 1,
            Self::UpsertSearchAttributeOnPatch => 2,
            Self::MoveTerminalCommands => 3,
            Self::NexusNameChecks => 4,
        }
    }
}

/// A set of flag numbers; those below 64 cost no allocation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FlagSet {
    low: u64,
    /// Sorted, each number once.
    high: Vec<u32>,
}

impl FlagSet {
    /// Adds `number`; no effect where it is there.
    pub fn insert(&mut self, number: u32) {
        if let Some(bit) = 1_u64.checked_shl(number) {
            self.low |= bit;
        } else if let Err(at) = self.high.binary_search(&number) {
            self.high.insert(at, number);
        }
    }

    /// Whether `number` is in it.
    #[must_use]
    pub fn contains(&self, number: u32) -> bool {
        1_u64.checked_shl(number).map_or_else(|| self.high.binary_search(&number).is_ok(), |bit| self.low & bit != 0)
    }

    /// Adds everything in `other`.
    pub fn extend(&mut self, other: &Self) {
        self.low |= other.low;
        for number in &other.high {
            self.insert(*number);
        }
    }

    /// Whether it has no number.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.low == 0 && self.high.is_empty()
    }

    /// Its numbers, ascending.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        (0..u64::BITS).filter(|n| self.contains(*n)).chain(self.high.iter().copied())
    }
}

impl FromIterator<u32> for FlagSet {
    fn from_iter<I: IntoIterator<Item = u32>>(numbers: I) -> Self {
        let mut set = Self::default();
        for number in numbers {
            set.insert(number);
        }
        set
    }
}
