//! Decides how many polls of one kind are wanted: a fixed number, or one that follows what the server advises.

use crate::{limits, rpc::Code, time::MonoTime, worker::config::Pollers};
use core::time::Duration;

/// How long tasks are counted before it is decided anew whether more pollers would find more.
const PERIOD: Duration = Duration::from_millis(100);

/// How many polls there are where nobody decides.
pub(super) const FEW: usize = limits::POLLERS_BY_DEFAULT;

/// The number of polls wanted [POLLER-4].
#[derive(Clone, Debug)]
pub(super) struct Scaling {
    target: usize,
    minimum: usize,
    maximum: usize,
    period_began: MonoTime,
    tasks: u64,
    tasks_before: u64,
    may_grow: bool,
    /// Whether an empty poll means that there are too many: only a server that advises says so.
    may_shrink: bool,
}

impl Scaling {
    pub(super) const fn new(pollers: Pollers) -> Self {
        let (target, minimum, maximum) = match pollers {
            Pollers::Default => (FEW, FEW, FEW),
            Pollers::Fixed(count) => (count, count, count),
            Pollers::Autoscaling { minimum, maximum, initial } => (initial, minimum, maximum),
        };
        Self {
            target,
            minimum,
            maximum,
            period_began: MonoTime(0),
            tasks: 0,
            tasks_before: 0,
            may_grow: true,
            may_shrink: false,
        }
    }

    pub(super) const fn target(&self) -> usize {
        self.target
    }

    /// The namespace asks for pollers that nobody decided on to follow the server.
    pub(super) const fn enroll(&mut self) {
        (self.target, self.minimum, self.maximum) = (FEW, 1, limits::ENROLLED_POLLERS);
    }

    pub(super) const fn is_fixed(&self) -> bool {
        self.minimum == self.maximum
    }

    /// The namespace says that its server advises.
    pub(super) const fn server_advises(&mut self) {
        self.may_shrink = true;
    }

    /// A poll ended, with or without a task, and with the server's advice if it gave one.
    pub(super) fn polled(&mut self, now: MonoTime, has_task: bool, advice: Option<i32>) {
        self.turn_period(now);
        if has_task {
            self.tasks = self.tasks.saturating_add(1);
        }
        match advice {
            Some(delta) => {
                self.may_shrink = true;
                let by = usize::try_from(delta.unsigned_abs()).unwrap_or(usize::MAX);
                if delta < 0 {
                    self.set(self.target.saturating_sub(by));
                } else if self.may_grow {
                    self.set(self.target.saturating_add(by));
                }
            }
            None if !has_task && self.may_shrink => self.set(self.target.saturating_sub(1)),
            None => {}
        }
    }

    /// A poll failed.
    pub(super) fn failed(&mut self, code: Code) {
        if self.may_shrink {
            let fewer = if code == Code::ResourceExhausted { self.target >> 1 } else { self.target.saturating_sub(1) };
            self.set(fewer);
        }
    }

    fn set(&mut self, target: usize) {
        self.target = target.clamp(self.minimum, self.maximum);
    }

    fn turn_period(&mut self, now: MonoTime) {
        if now.since(self.period_began) >= PERIOD {
            let enough = self.tasks_before.saturating_mul(11).div_euclid(10);
            self.may_grow = self.tasks >= enough;
            self.tasks_before = self.tasks;
            self.tasks = 0;
            self.period_began = now;
        }
    }
}
