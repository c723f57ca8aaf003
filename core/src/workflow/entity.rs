//! Decides what a run keeps of each thing its workflow code asked for; how each moves on is in the file of its name.
//!
//! An entity's `step` is a table: state and input in, next state and effects out, `None` where history or the host
//! cannot say that. The run performs the effects. Tests print every pair of every table to `golden/entities`.

pub(crate) mod activity;
pub(crate) mod child_workflow;
pub(crate) mod external_cancel;
pub(crate) mod external_signal;
pub(crate) mod local_activity;
pub(crate) mod nexus_operation;
pub(crate) mod record;
pub(crate) mod seqs;
#[cfg(test)]
mod tests;
pub(crate) mod timer;
pub(crate) mod update;

use super::rest::free;
use crate::id::{EventId, Seq, Text};
use alloc::collections::BTreeMap;

/// Declares an enum of plain variants with the list of them all, which the printed tables walk.
macro_rules! closed_enum {
    ($(#[$meta:meta])* enum $name:ident { $($(#[$doc:meta])* $variant:ident,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum $name { $($(#[$doc])* $variant,)* }

        impl $name {
            /// Every variant, in the order of declaration.
            #[cfg(test)]
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant,)*];
        }
    };
}
pub(crate) use closed_enum;

/// What a transition leads to.
pub(crate) type Step<State, Effect> = Option<(State, &'static [Effect])>;

/// Names an entity of a run: the one that a queued command or an event belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Entity {
    Timer(Seq),
    Activity(Seq),
    LocalActivity(Seq),
    ChildWorkflow(Seq),
    ExternalSignal(Seq),
    ExternalCancel(CancelKey),
    NexusOperation(Seq),
    Update(Text),
    /// A patch marker, by the patch's id.
    Patch(Text),
    /// The upsert that core adds to a patch.
    PatchUpsert,
    SearchAttributes,
    Properties,
    /// A marker of the host's own, by its name.
    Marker(Text),
    Close,
}

/// Cancellations of other executions are asked for by the host, or made by core for a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum CancelKey {
    Host(Seq),
    Child(u32),
}

/// The entities of a run that are not at their end, and which event each one began with.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entities {
    pub(crate) timers: Open<timer::Timer>,
    pub(crate) activities: Open<activity::Activity>,
    pub(crate) local_activities: Open<local_activity::LocalActivity>,
    pub(crate) children: Open<child_workflow::ChildWorkflow>,
    pub(crate) signals: Open<external_signal::State>,
    pub(crate) cancels: BTreeMap<CancelKey, external_cancel::State>,
    /// How many cancellations core made for children.
    pub(crate) child_cancels: u32,
    pub(crate) nexus_operations: Open<nexus_operation::NexusOperation>,
    pub(crate) updates: BTreeMap<Text, update::Update>,
    /// The entity that later events mean by the id of an earlier one.
    pub(crate) by_event: BTreeMap<EventId, Entity>,
}

/// Entities of one kind that are not at their end, by the host's number.
#[derive(Clone, Debug)]
pub(crate) struct Open<T> {
    open: BTreeMap<Seq, T>,
    /// Every number that was ever used: a late cancellation of a finished entity is no error [COMMAND-2].
    used: seqs::Seqs,
}

impl<T> Default for Open<T> {
    fn default() -> Self {
        Self { open: BTreeMap::new(), used: seqs::Seqs::default() }
    }
}

impl<T> Open<T> {
    pub(crate) fn insert(&mut self, seq: Seq, entity: T) {
        self.used.insert(seq);
        self.open.insert(seq, entity);
    }

    pub(crate) fn get(&self, seq: Seq) -> Option<&T> {
        self.open.get(&seq)
    }

    pub(crate) fn get_mut(&mut self, seq: Seq) -> Option<&mut T> {
        self.open.get_mut(&seq)
    }

    pub(crate) fn remove(&mut self, seq: Seq) -> Option<T> {
        self.open.remove(&seq)
    }

    /// Whether `seq` was used, by an entity that may be at its end.
    pub(crate) fn was_used(&self, seq: Seq) -> bool {
        self.used.contains(seq)
    }

    pub(crate) fn is_open(&self, seq: Seq) -> bool {
        self.open.contains_key(&seq)
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = (Seq, &mut T)> {
        self.open.iter_mut().map(|(seq, entity)| (*seq, entity))
    }

    pub(crate) fn len(&self) -> usize {
        self.open.len()
    }

    fn rest(&mut self) {
        free(&mut self.open);
    }
}

impl Entities {
    /// Gives back the room of those that are at their end.
    pub(crate) fn rest(&mut self) {
        self.timers.rest();
        self.activities.rest();
        self.local_activities.rest();
        self.children.rest();
        self.signals.rest();
        free(&mut self.cancels);
        self.nexus_operations.rest();
        free(&mut self.updates);
        free(&mut self.by_event);
    }
}
