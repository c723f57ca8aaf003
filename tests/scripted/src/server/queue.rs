//! Decides which poll gets which task: the oldest of both.

use super::Answer;
use bytes::Bytes;
use futures_channel::oneshot;
use std::collections::VecDeque;

/// Tasks without a poll, or polls without a task.
#[derive(Debug, Default)]
pub(super) struct Queue {
    tasks: VecDeque<Bytes>,
    polls: VecDeque<oneshot::Sender<Bytes>>,
}

impl Queue {
    pub(super) fn poll(&mut self) -> Answer {
        if let Some(task) = self.tasks.pop_front() {
            return Answer::Now(task);
        }
        // Polls that were taken back are not to pile up.
        self.polls.retain(|poll| !poll.is_canceled());
        let (sender, receiver) = oneshot::channel();
        self.polls.push_back(sender);
        Answer::Later(receiver)
    }

    pub(super) fn give(&mut self, mut task: Bytes) {
        while let Some(poll) = self.polls.pop_front() {
            match poll.send(task) {
                Ok(()) => return,
                Err(unsent) => task = unsent,
            }
        }
        self.tasks.push_back(task);
    }
}
