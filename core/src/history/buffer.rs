//! Decides which events are parsed, kept and handed to a run: those of one workflow task and of the one after it.
//!
//! The one after it is needed because a run looks ahead into it [HISTORY-9]. Pages may break anywhere.

use super::{
    Events,
    event::Event,
    split::{Found, Scan},
};
use crate::{error::Malformed, id::EventId};
use alloc::collections::VecDeque;
use bytes::Bytes;

/// The events of a run that were received and not yet applied.
#[derive(Clone, Debug, Default)]
pub(crate) struct Buffer {
    /// Pages that are not parsed to their end, oldest first.
    pages: VecDeque<Events>,
    /// The events that came with a task whose earlier history is still being fetched [HISTORY-2].
    aside: Option<Bytes>,
    /// Whether the server has pages after those received.
    has_more: bool,
    /// Parsed events, the next one to apply first.
    events: VecDeque<Event>,
    /// The last event parsed or passed over.
    last: EventId,
    /// Whether an event of the page being parsed was kept: pages may overlap, but only at their beginning [HISTORY-1].
    in_page: bool,
    /// The lengths of the sequences known to be complete, at most two.
    lengths: VecDeque<usize>,
    scan: Scan,
    /// The workflow task's `started_event_id`, which history must reach.
    must_reach: EventId,
}

/// What can be applied next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    /// The next `length` events; the history ends with them where `is_final`.
    Sequence { length: usize, is_final: bool },
    /// The next page must come first.
    NeedsPage,
    /// All events were applied.
    Nothing,
}

impl Buffer {
    /// Begins a new workflow task whose history starts in `page`. Events up to `applied` are passed over.
    pub(crate) fn begin(&mut self, page: Bytes, has_more: bool, applied: EventId, must_reach: EventId) {
        *self = Self { last: applied, has_more, must_reach, ..Self::default() };
        self.pages.push_back(Events::new(page));
    }

    /// Lets go of all that is not applied: `applied` was the last.
    pub(crate) fn forget(&mut self, applied: EventId) {
        *self = Self { last: applied, ..Self::default() };
    }

    /// Keeps the task's own events for the end: all earlier ones will be fetched, from the first.
    pub(crate) fn set_aside(&mut self, page: Bytes, must_reach: EventId) {
        *self = Self { aside: Some(page), has_more: true, must_reach, ..Self::default() };
    }

    /// Takes the next page that was fetched.
    pub(crate) fn add(&mut self, page: Bytes, has_more: bool) {
        self.pages.push_back(Events::new(page));
        self.has_more = has_more;
        if !has_more {
            self.pages.extend(self.aside.take().map(Events::new));
        }
    }

    /// Finds the next sequence. It is ready only when the one after it is known too, or there is none.
    pub(crate) fn take(&mut self) -> Result<Taken, Malformed> {
        while self.lengths.len() < 2 {
            let base: usize = self.lengths.iter().sum();
            let events = &self.events;
            let is_complete = self.is_complete();
            let found = self.scan.run(|place| match events.get(base.saturating_add(place)) {
                Some(event) => Ok(Some(event)),
                None if is_complete => Ok(None),
                None => Err(()),
            });
            match found {
                Found::End(0) => break,
                Found::End(length) => {
                    self.lengths.push_back(length);
                    self.scan = Scan::default();
                }
                Found::Needs(place) => {
                    if !self.parse_to(base.saturating_add(place))? && self.has_more {
                        return Ok(Taken::NeedsPage);
                    }
                }
            }
        }
        let Some(length) = self.lengths.pop_front() else { return Ok(Taken::Nothing) };
        Ok(Taken::Sequence { length, is_final: self.lengths.is_empty() })
    }

    /// Takes the next event of the sequence that was found.
    pub(crate) fn pop(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// The parsed events that are not applied, the next one first.
    pub(crate) fn events(&self) -> impl Iterator<Item = &Event> {
        self.events.iter()
    }

    /// The events of the sequence after the one last taken, of which `left` are not popped yet.
    pub(crate) fn next_sequence(&self, left: usize) -> impl Iterator<Item = &Event> {
        self.events.iter().skip(left).take(self.lengths.front().copied().unwrap_or_default())
    }

    /// The events of the sequence after the one that was applied, for whoever takes out of them what is told ahead.
    pub(crate) fn next_sequence_mut(&mut self) -> impl Iterator<Item = &mut Event> {
        self.events.iter_mut().take(self.lengths.front().copied().unwrap_or_default())
    }

    /// Whether every event of the history was received and parsed.
    fn is_complete(&self) -> bool {
        !self.has_more && self.pages.is_empty()
    }

    /// Parses until there is an event at `place`; `false` where the pages end before it.
    fn parse_to(&mut self, place: usize) -> Result<bool, Malformed> {
        while self.events.len() <= place {
            let Some(page) = self.pages.front_mut() else {
                if self.is_complete() && self.last < self.must_reach {
                    let what = "the history ends before the event that its workflow task started with";
                    return Err(Malformed { event: self.must_reach, field: 0, what });
                }
                return Ok(false);
            };
            let Some(event) = page.next_for_run().transpose()? else {
                self.pages.pop_front();
                self.in_page = false;
                continue;
            };
            if event.id <= self.last && !self.in_page {
                continue;
            }
            if event.id != self.last.next() {
                return Err(Malformed { event: event.id, field: 1, what: "it does not follow the event before it" });
            }
            self.in_page = true;
            self.last = event.id;
            self.events.push_back(event);
        }
        Ok(true)
    }
}
