//! Decides how a run reads its history: parsed once, page by page, and cut into what each workflow task applies.

mod buffer;
pub mod event;
pub(crate) mod parse;
mod split;

pub(crate) use buffer::{Buffer, Taken};
pub use parse::marker::{CHANGE_VERSION, DETERMINISM, LOCAL_ACTIVITY, PATCH};

use crate::{error::Malformed, id::EventId, wire::Fields};
use bytes::Bytes;
use event::Event;

/// Walks the events of one encoded `temporal.api.history.v1.History`, each parsed as it is reached.
#[derive(Clone, Debug)]
pub struct Events {
    page: Bytes,
    offset: usize,
    last: EventId,
}

impl Events {
    /// Starts at the first event of `page`.
    #[must_use]
    pub const fn new(page: Bytes) -> Self {
        Self { page, offset: 0, last: EventId(0) }
    }

    /// Takes the next event; its encoded form only where `keeps` says so, since each costs a share in the page.
    fn advance(&mut self, keeps: impl Fn(&Event) -> bool) -> Option<Result<Event, Malformed>> {
        let mut fields = Fields::from(&self.page, self.offset);
        let found = loop {
            match fields.next() {
                Ok(None) => break None,
                Ok(Some(field)) if field.number == 1 => break Some(parse::event(&field, self.last, keeps)),
                Ok(Some(_)) => {}
                Err(error) => {
                    break Some(Err(Malformed { event: self.last.next(), field: error.field, what: error.what }));
                }
            }
        };
        self.offset = match &found {
            Some(Ok(event)) => {
                self.last = event.id;
                self.page.len().saturating_sub(fields.len())
            }
            // After an error nothing that follows can be trusted.
            Some(Err(_)) | None => self.page.len(),
        };
        found
    }

    /// Takes the next event as a run needs it: only commands' events are ever shown to people.
    pub(crate) fn next_for_run(&mut self) -> Option<Result<Event, Malformed>> {
        self.advance(Event::is_command)
    }
}

impl Iterator for Events {
    type Item = Result<Event, Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        self.advance(|_| true)
    }
}
