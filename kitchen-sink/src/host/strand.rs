//! Decides what runs next: a strand is a list of actions that is being done, with the lists inside it as a stack.

use super::Host;
use crate::program::{Action, Actions};
use core::fmt::Write;
use dacapo_core::id::Text;
use serde_json::Value;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct StrandId(u32);

#[derive(Debug)]
pub(super) struct Strand {
    /// Whose actions these are.
    pub(super) origin: Origin,
    /// The strand that began all of the same origin; itself, for that one.
    pub(super) root: StrandId,
    /// The strand that waits for this one's end.
    pub(super) parent: Option<StrandId>,
    pub(super) waits: Waits,
    stack: Vec<Frame>,
}

/// Where actions come from.
#[derive(Clone, Debug)]
pub(super) enum Origin {
    Main,
    Cancel,
    Signal(Text),
    Update { name: Text, protocol_instance_id: Text },
}

/// What a strand waits for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Waits {
    /// A command, or its own turn.
    Command,
    /// Strands that it began.
    Strands(usize),
    /// An entry of the state.
    State(String, Value),
    /// A signal.
    Signal(String),
    /// The end of all that nobody waits for.
    All,
}

/// A list of actions that is being done.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) actions: Actions,
    /// The action to do next.
    pub(super) next: usize,
    /// The action not to do any more.
    pub(super) end: usize,
    /// How often the list is done again.
    pub(super) rounds: u32,
    /// What leads to the list from the action that holds it.
    pub(super) label: &'static str,
}

impl Frame {
    pub(super) fn of(actions: Actions, label: &'static str) -> Self {
        let end = actions.len();
        Self { actions, next: 0, end, rounds: 0, label }
    }
}

/// An action in its list.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) actions: Actions,
    pub(super) at: usize,
}

impl Place {
    pub(super) fn action(&self) -> Option<&Action> {
        self.actions.get(self.at)
    }
}

impl Strand {
    /// The action that it is at.
    pub(super) fn place(&self) -> Option<Place> {
        let frame = self.stack.last()?;
        Some(Place { actions: frame.actions.clone(), at: frame.next.saturating_sub(1) })
    }
}

impl Host {
    /// Begins a list of actions.
    pub(super) fn spawn(&mut self, origin: Origin, actions: Actions) {
        let id = self.next_strand();
        self.begin(
            id,
            Strand { origin, root: id, parent: None, waits: Waits::Command, stack: vec![Frame::of(actions, "")] },
        );
    }

    /// Begins one action of a list beside the others; `parent` waits for it.
    pub(super) fn spawn_beside(&mut self, parent: StrandId, place: Place) {
        let Some(Strand { origin, root, .. }) = self.strands.get(&parent) else { return };
        let (origin, root) = (origin.clone(), *root);
        let Place { actions, at } = place;
        let frame = Frame { actions, next: at, end: at.saturating_add(1), rounds: 0, label: "" };
        let id = self.next_strand();
        self.begin(id, Strand { origin, root, parent: Some(parent), waits: Waits::Command, stack: vec![frame] });
    }

    fn begin(&mut self, id: StrandId, strand: Strand) {
        self.strands.insert(id, strand);
        self.ready.push_back(id);
    }

    const fn next_strand(&mut self) -> StrandId {
        self.last_strand = StrandId(self.last_strand.0.wrapping_add(1));
        self.last_strand
    }

    /// Begins a list of actions within a strand.
    pub(super) fn enter(&mut self, id: StrandId, frame: Frame) {
        if let Some(strand) = self.strands.get_mut(&id) {
            strand.stack.push(frame);
        }
    }

    pub(super) fn wait(&mut self, id: StrandId, waits: Waits) {
        if let Some(strand) = self.strands.get_mut(&id) {
            strand.waits = waits;
        }
    }

    pub(super) fn wake(&mut self, id: StrandId) {
        self.wait(id, Waits::Command);
        self.ready.push_back(id);
    }

    /// Lets go of all strands of one origin.
    pub(super) fn kill(&mut self, root: StrandId) {
        self.strands.retain(|_, strand| strand.root != root);
        self.is_changed = true;
    }

    /// Runs until no strand can go on.
    pub(super) fn run(&mut self) {
        loop {
            while let Some(id) = self.ready.pop_front() {
                self.go_on(id);
            }
            if !core::mem::take(&mut self.is_changed) {
                return;
            }
            self.ask_again();
        }
    }

    /// Does the actions of one strand until it has to wait.
    fn go_on(&mut self, id: StrandId) {
        while let Some(strand) = self.strands.get_mut(&id) {
            let Some(frame) = strand.stack.last_mut() else { return self.ended(id) };
            if frame.next < frame.end {
                let place = Place { actions: frame.actions.clone(), at: frame.next };
                frame.next = frame.next.saturating_add(1);
                if !self.perform(id, &place) {
                    return;
                }
            } else if frame.rounds > 0 {
                frame.rounds = frame.rounds.saturating_sub(1);
                frame.next = 0;
            } else {
                strand.stack.pop();
            }
        }
    }

    /// A strand has nothing left to do.
    fn ended(&mut self, id: StrandId) {
        let Some(parent) = self.strands.get(&id).and_then(|strand| strand.parent) else {
            return self.finish(id, None);
        };
        self.strands.remove(&id);
        let left = match self.strands.get_mut(&parent).map(|strand| &mut strand.waits) {
            Some(Waits::Strands(count)) => {
                *count = count.saturating_sub(1);
                *count
            }
            _ => return,
        };
        if left == 0 {
            self.wake(parent);
        }
    }

    /// Wakes the strands whose conditions have come true.
    fn ask_again(&mut self) {
        let is_due = |strand: &Strand| match &strand.waits {
            Waits::State(key, value) => self.state.get(key) == Some(value),
            Waits::All => self.is_all_awaited(),
            Waits::Command | Waits::Strands(_) | Waits::Signal(_) => false,
        };
        let due: Vec<StrandId> = self.strands.iter().filter(|(_, strand)| is_due(strand)).map(|(id, _)| *id).collect();
        for id in due {
            self.wake(id);
        }
    }

    /// Where a strand is: the way to its current action, such as `actions[1].sequence[0].timer`.
    pub(super) fn path(&self, id: StrandId) -> String {
        let Some(strand) = self.strands.get(&id) else { return String::new() };
        let mut path = match (strand.parent, &strand.origin) {
            (Some(parent), _) => self.path(parent),
            (None, Origin::Main) => "actions".to_owned(),
            (None, Origin::Cancel) => "on_cancel".to_owned(),
            (None, Origin::Signal(name)) => format!("signals.{name}"),
            (None, Origin::Update { name, .. }) => format!("updates.{name}.actions"),
        };
        for frame in &strand.stack {
            // Text takes all that is written to it.
            write!(path, "{}[{}]", frame.label, frame.next.saturating_sub(1)).unwrap_or_default();
        }
        let last = strand.stack.last().and_then(|frame| frame.actions.get(frame.next.saturating_sub(1)));
        write!(path, ".{}", last.map_or("", |action| action.kind.name())).unwrap_or_default();
        path
    }
}
