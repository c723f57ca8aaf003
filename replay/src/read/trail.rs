//! Remembers where in a file the encoder is, for errors and remarks.

use super::error::{Place, ReadError, Reason};
use super::schema::MAX_DEPTH;
use super::{Oddity, Remark};

/// The most remarks that are kept for one history.
const MAX_REMARKS: usize = 100;

/// The way to the value that is read.
#[derive(Debug)]
pub(super) struct Trail<'v> {
    file: &'v str,
    history: Option<usize>,
    event: Option<usize>,
    pub(super) event_id: Option<i64>,
    path: Vec<Step<'v>>,
    depth: usize,
    remarks: Vec<Remark>,
}

/// One step of the way, in an event.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step<'v> {
    Field(&'v str),
    Key(&'v str),
    Index(usize),
}

impl<'v> Trail<'v> {
    pub(super) const fn new(file: &'v str, history: Option<usize>) -> Self {
        Self { file, history, event: None, event_id: None, path: Vec::new(), depth: 0, remarks: Vec::new() }
    }

    pub(super) fn into_remarks(self) -> Vec<Remark> {
        self.remarks
    }

    pub(super) fn enter_event(&mut self, index: usize) {
        self.event = Some(index);
        self.event_id = None;
        self.depth = 1;
    }

    pub(super) fn enter(&mut self, step: Step<'v>) {
        self.path.push(step);
    }

    pub(super) fn leave(&mut self) {
        self.path.pop();
    }

    /// Goes into a nested message.
    pub(super) fn descend(&mut self) -> Result<(), ReadError> {
        if self.depth >= MAX_DEPTH {
            return Err(self.fault(Reason::TooDeep));
        }
        self.depth = self.depth.saturating_add(1);
        Ok(())
    }

    pub(super) const fn ascend(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    pub(super) fn fault(&self, reason: Reason) -> ReadError {
        ReadError::new(self.file, Some(self.place()), reason)
    }

    fn place(&self) -> Place {
        let mut field = String::new();
        for step in &self.path {
            match step {
                Step::Field(name) if field.is_empty() => field.push_str(name),
                Step::Field(name) => field.extend([".", name]),
                Step::Key(key) => field.extend(["[\"", key, "\"]"]),
                Step::Index(index) => field.push_str(&format!("[{index}]")),
            }
        }
        Place { history: self.history, event: self.event, event_id: self.event_id, field }
    }

    /// Remarks on a field of the message that is read, or of the file when no event is.
    pub(super) fn remark_field(&mut self, key: &'v str, oddity: Oddity) {
        self.enter(Step::Field(key));
        self.remark(oddity);
        self.leave();
    }

    /// Remarks on the value that is read; of all remarks on one field the first is kept.
    pub(super) fn remark(&mut self, oddity: Oddity) {
        if self.remarks.len() >= MAX_REMARKS {
            return;
        }
        let place = self.place();
        let mut known = self.remarks.iter();
        if !known.any(|remark| remark.oddity == oddity && remark.place.field == place.field) {
            self.remarks.push(Remark { place, oddity });
        }
    }
}
