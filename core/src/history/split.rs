//! Decides where one workflow task's events end and the next one's begin [HISTORY-5], whatever pages they came in.
//!
//! A sequence ends with a `WorkflowTaskStarted`, or at the end of the execution or of the history. The decision at a
//! `WorkflowTaskStarted` needs the two events after it; it is put off until they are known, or known not to exist.
#![expect(clippy::wildcard_enum_match_arm, reason = "most events end nothing")]

use super::event::{Attributes, Event};
use crate::id::EventId;
use alloc::vec::Vec;
use dacapo_proto::temporal::api::enums::v1::EventType;

/// Looks for the end of one sequence; keeps what it has seen between calls.
#[derive(Clone, Debug, Default)]
pub(super) struct Scan {
    /// How many events it has looked at.
    at: usize,
    has_command: bool,
    has_execution_started: bool,
    /// Starts of workflow tasks that did not fail, with their places.
    starts: Vec<(EventId, usize)>,
    /// How many commands of the task completed after `at` were looked at.
    looked: usize,
}

/// What a scan came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// The sequence is that many events long.
    End(usize),
    /// The event at that place must be known first.
    Needs(usize),
}

enum Verdict {
    /// The sequence ends at that place.
    EndsAt(usize),
    /// The task failed, or only kept a local activity alive: it is folded into the next one.
    Folds,
    /// The task failed; what it started from does not count.
    Failed,
}

impl Scan {
    /// Goes on from where it was. `event` gives the event at a place, `Err` where it is not known yet, and `Ok(None)`
    /// after the last event of the history.
    pub(super) fn run<'e>(&mut self, event: impl Fn(usize) -> Result<Option<&'e Event>, ()>) -> Found {
        loop {
            let at = self.at;
            let known = |offset: usize| event(at.saturating_add(offset)).map_err(|()| at.saturating_add(offset));
            let current = match known(0) {
                Ok(Some(current)) => current,
                Ok(None) => return Found::End(at),
                Err(place) => return Found::Needs(place),
            };
            self.has_command |= current.is_command();
            self.has_execution_started |= current.kind == EventType::WorkflowExecutionStarted;
            if current.is_terminal() {
                return Found::End(at.saturating_add(1));
            }
            if current.kind == EventType::WorkflowTaskStarted {
                match known(1).and_then(|one| self.judge(at, current.id, one, known)) {
                    Ok(Verdict::EndsAt(place)) => return Found::End(place.saturating_add(1)),
                    Ok(Verdict::Folds) => self.starts.push((current.id, at)),
                    Ok(Verdict::Failed) => {}
                    Err(place) => return Found::Needs(place),
                }
            }
            self.at = at.saturating_add(1);
        }
    }

    /// Decides about the workflow task that started at `at`, by the event `one` place later and those after it.
    fn judge<'e>(
        &mut self,
        at: usize,
        id: EventId,
        one: Option<&Event>,
        later: impl Fn(usize) -> Result<Option<&'e Event>, usize>,
    ) -> Result<Verdict, usize> {
        let anything = self.has_command || self.has_execution_started;
        let otherwise = if anything { Verdict::EndsAt(at) } else { Verdict::Folds };
        let Some(one) = one else { return Ok(otherwise) };
        Ok(match one.kind {
            EventType::WorkflowTaskFailed
            | EventType::WorkflowTaskTimedOut
            | EventType::WorkflowExecutionTimedOut
            | EventType::WorkflowExecutionTerminated
            | EventType::WorkflowExecutionCanceled => Verdict::Failed,
            EventType::WorkflowTaskCompleted => match later(2)? {
                None => otherwise,
                Some(two) if !self.has_command && two.kind == EventType::WorkflowTaskScheduled => Verdict::Folds,
                Some(_) => Verdict::EndsAt(self.before_update(id, later)?.unwrap_or(at)),
            },
            _ => otherwise,
        })
    }

    /// An accepted update belongs to the task that its request came with, which may be an earlier, folded one [HISTORY-6].
    /// Its acceptance may come after other commands of the task.
    fn before_update<'e>(
        &mut self,
        id: EventId,
        later: impl Fn(usize) -> Result<Option<&'e Event>, usize>,
    ) -> Result<Option<usize>, usize> {
        if self.starts.is_empty() {
            return Ok(None);
        }
        while let Some(event) = later(self.looked.saturating_add(2))?.filter(|event| event.is_command()) {
            if let Attributes::UpdateAccepted(accepted) = &event.attributes {
                return Ok(self.before(accepted.sequencing, id));
            }
            self.looked = self.looked.saturating_add(1);
        }
        Ok(None)
    }

    /// The place of the folded task that an update belongs to which is handled after the event `sequencing`.
    fn before(&self, sequencing: EventId, id: EventId) -> Option<usize> {
        let earlier = || self.starts.iter().rev().find(|(start, _)| *start < sequencing).map(|(_, at)| *at);
        (id >= sequencing).then(earlier).flatten()
    }
}
