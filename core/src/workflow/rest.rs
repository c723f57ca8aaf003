//! Decides what a run holds on to between its tasks: what is open and what it must know, in memory of its own.
//!
//! What a task brings points into the answer that it came in, and that into the buffer which the connection was read
//! into. For a task that is right; a run that waits for days would keep it all, and the room that the task needed.

use super::Run;
use crate::{history::Buffer, id::Text};
use alloc::collections::{BTreeMap, BTreeSet};
use bytes::Bytes;

impl Run {
    /// Gives back what the last task needed, once it is done with. The run does the same as without that.
    pub fn rest(&mut self) {
        if self.task.is_some() || self.outstanding.is_some() || self.is_fetching {
            return;
        }
        // A task brings its own history, from where it finds the run.
        self.history = Buffer::default();
        self.jobs.shrink_to_fit();
        self.queue.shrink_to_fit();
        self.outputs.shrink_to_fit();
        self.held_ends.shrink_to_fit();
        self.entities.rest();
        let ahead = &mut self.ahead;
        free_set(&mut ahead.patches);
        free_set(&mut ahead.set_patches);
        free_set(&mut ahead.accepted);
        free(&mut ahead.admitted);
        ahead.markers.shrink_to_fit();
        ahead.messages.shrink_to_fit();
        for matched in self.matched.iter_mut().rev().take_while(|matched| !matched.is_own) {
            matched.encoded = own(&matched.encoded);
            matched.is_own = true;
        }
        self.matched.shrink_to_fit();
    }
}

/// An empty map keeps a node.
pub(super) fn free<K: Ord, V>(map: &mut BTreeMap<K, V>) {
    if map.is_empty() {
        *map = BTreeMap::new();
    }
}

fn free_set<T: Ord>(set: &mut BTreeSet<T>) {
    if set.is_empty() {
        *set = BTreeSet::new();
    }
}

/// The same bytes, which hold on to nothing else.
pub(crate) fn own(bytes: &Bytes) -> Bytes {
    Bytes::copy_from_slice(bytes)
}

/// The same text, which holds on to nothing else.
pub(crate) fn own_text(text: &Text) -> Text {
    Text::from(text.as_str())
}
