//! Decides what the model does when a time has come.

use super::{RequestId, Server, execution::Run, transfer::Transfer};
use dacapo_core::time::MonoTime;
use std::time::Duration;

/// When an alarm rings, and its number: the order of those that ring at one time.
pub(super) type AlarmKey = (MonoTime, u64);

/// What happens at a time. One that was set for something that is over rings in vain.
#[derive(Clone, Debug)]
pub(super) enum Alarm {
    PollExpires(RequestId),
    /// A request of a client was held for as long as it may be.
    HoldEnds(RequestId),
    /// Nobody took a workflow task that waits on a sticky queue, or a speculative one.
    TaskNotTaken {
        run: Run,
        number: u64,
    },
    TaskTimesOut {
        run: Run,
        number: u64,
    },
    /// The first workflow task of a run that began with a back-off.
    BackoffEnds(Run),
    TimerFires {
        run: Run,
        started: i64,
    },
    ActivityTimesOut {
        run: Run,
        scheduled: i64,
        stamp: u64,
    },
    ActivityRetries {
        run: Run,
        scheduled: i64,
        stamp: u64,
    },
    /// A Nexus task was not answered in time.
    NexusTimesOut {
        run: Run,
        scheduled: i64,
        stamp: u64,
    },
    NexusRetries {
        run: Run,
        scheduled: i64,
        stamp: u64,
    },
    /// Whoever works on an asynchronous operation is done with it.
    OperationEnds {
        run: Run,
        scheduled: i64,
        is_canceled: bool,
    },
    QueryNotTaken(u64),
    QueryExpires(u64),
    Transfer(Box<Transfer>),
}

impl Server {
    pub(super) fn alarm(&mut self, after: Duration, alarm: Alarm) -> AlarmKey {
        let key = (self.now.plus(after), self.number());
        self.alarms.insert(key, alarm);
        key
    }

    pub(super) fn ring(&mut self, alarm: Alarm) {
        match alarm {
            Alarm::PollExpires(request) => self.poll_expired(request),
            Alarm::HoldEnds(request) => self.hold_ended(request),
            Alarm::TaskNotTaken { run, number } => self.task_not_taken(run, number),
            Alarm::TaskTimesOut { run, number } => self.task_timed_out(run, number),
            Alarm::BackoffEnds(run) => self.backoff_ended(run),
            Alarm::TimerFires { run, started } => self.timer_fired(run, started),
            Alarm::ActivityTimesOut { run, scheduled, stamp } => self.activity_timed_out(run, (scheduled, stamp)),
            Alarm::ActivityRetries { run, scheduled, stamp } => self.retry_activity(run, (scheduled, stamp)),
            Alarm::NexusTimesOut { run, scheduled, stamp } => self.nexus_timed_out(run, (scheduled, stamp)),
            Alarm::NexusRetries { run, scheduled, stamp } => self.retry_nexus(run, (scheduled, stamp)),
            Alarm::OperationEnds { run, scheduled, is_canceled } => self.operation_ended(run, scheduled, is_canceled),
            Alarm::QueryNotTaken(number) => self.query_not_taken(number),
            Alarm::QueryExpires(number) => self.query_expired(number),
            Alarm::Transfer(transfer) => self.transferred(*transfer),
        }
    }
}
