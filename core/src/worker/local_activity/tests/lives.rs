//! Holds local activities that live in any way against what must hold in every way.

#![expect(clippy::arithmetic_side_effects, reason = "a test that overflows fails")]

use super::{Harness, Outcome, command, with_policy};
use crate::{
    command::host::{RetryPolicy, ScheduleLocalActivity},
    failure::Failure,
    id::{Seq, TaskToken},
    payload::Payloads,
    rng::Random,
    worker::{
        activity::tests::bench::seconds, config::SlotSupply, host::ActivityOutcome, local_activity::State,
        slots::SlotKind,
    },
};
use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};
use core::time::Duration;

/// [RUN-LOCAL-1] [RUN-LOCAL-7] [RUN-LOCAL-8]
#[test]
fn whatever_happens_each_run_hears_once_of_each_and_every_slot_comes_back() {
    for seed in 0..100 {
        let mut life = Life::new(seed);
        for _ in 0..150 {
            life.step();
            life.check();
        }
        life.finish();
    }
}

struct Life {
    at: Harness,
    random: Random,
    last: u32,
    /// Those that their run waits for.
    awaited: BTreeSet<Seq>,
    tokens: Vec<TaskToken>,
    canceled: BTreeMap<TaskToken, u32>,
    is_stopped: bool,
}

impl Life {
    fn new(seed: u64) -> Self {
        Self {
            at: Harness::new(|config| config.local_activity_slots = SlotSupply::Fixed(3)),
            random: Random::new(seed),
            last: 0,
            awaited: BTreeSet::new(),
            tokens: Vec::new(),
            canceled: BTreeMap::new(),
            is_stopped: false,
        }
    }

    fn below(&mut self, count: u64) -> u64 {
        self.random.up_to(count - 1)
    }

    fn length(&mut self, most: u64) -> Option<Duration> {
        (self.below(3) > 0).then(|| Duration::from_millis(self.random.up_to(most)))
    }

    fn step(&mut self) {
        match self.below(24) {
            0..=6 => self.run(),
            7..=13 => self.end(),
            14..=20 => {
                let length = self.random.up_to(3_000);
                self.at.tick_after(Duration::from_millis(length));
            }
            21 => self.cancel(),
            22 if self.below(10) == 0 => {
                self.at.locals.forget_run(&mut self.at.bench.desk, &"r".into());
                self.awaited.clear();
            }
            23 if self.below(20) == 0 => {
                self.at.locals.stop(&mut self.at.bench.desk, self.at.bench.now);
                self.is_stopped = true;
            }
            _ => {}
        }
    }

    fn run(&mut self) {
        self.last += 1;
        self.awaited.insert(Seq(self.last));
        let policy = RetryPolicy {
            initial_interval: self.length(2_000),
            maximum_attempts: i32::try_from(self.below(4)).unwrap(),
            ..RetryPolicy::default()
        };
        let wanted = ScheduleLocalActivity {
            schedule_to_close_timeout: self.length(10_000),
            schedule_to_start_timeout: self.length(3_000),
            start_to_close_timeout: Some(Duration::from_millis(1 + self.random.up_to(5_000))),
            local_retry_threshold: self.length(3_000),
            ..command(self.last)
        };
        self.at.run(with_policy(wanted, policy));
    }

    fn end(&mut self) {
        if self.tokens.is_empty() {
            return;
        }
        let count = u64::try_from(self.tokens.len()).unwrap();
        let index = usize::try_from(self.below(count)).unwrap();
        let token = self.tokens.swap_remove(index);
        let outcome = match self.below(5) {
            0 => ActivityOutcome::Completed(None),
            1 => ActivityOutcome::Canceled(Payloads::default()),
            2 if self.below(4) == 0 => ActivityOutcome::WillCompleteAsync,
            _ => ActivityOutcome::Failed(Failure::default()),
        };
        self.at.end(&token, outcome);
    }

    fn cancel(&mut self) {
        let seq = u32::try_from(self.below(u64::from(self.last) + 1)).unwrap();
        let is_awaited = self.below(2) == 0;
        // One whose end is on its way to the run is as good as ended; the run says nothing more of it.
        if self.awaited.contains(&Seq(seq)) {
            self.at.cancel(seq, is_awaited);
            if !is_awaited {
                self.awaited.remove(&Seq(seq));
            }
        }
    }

    /// Takes what was said, and holds it against what may be said.
    fn check(&mut self) {
        for end in self.at.ends() {
            assert!(self.awaited.remove(&end.seq), "{} ends twice, or unheard", end.seq);
            if let Outcome::Backoff { backoff, .. } = end.outcome {
                assert!(backoff > Duration::ZERO, "a timer needs a length");
            }
        }
        let told = self.at.bench.told();
        assert!(told.started.is_empty() || !self.is_stopped, "no attempt begins after the grace period");
        self.tokens.extend(told.started.into_iter().map(|task| task.task_token));
        for (token, ..) in told.canceled {
            let count = self.canceled.entry(token).or_default();
            *count += 1;
            assert_eq!(*count, 1, "an attempt is told to stop once");
        }
        self.check_indices();
    }

    /// What is known twice is known in one way.
    fn check_indices(&self) {
        let locals = &self.at.locals;
        assert!(locals.open.values().map(|local| local.command.seq).eq(self.awaited.iter().copied()));
        assert_eq!(locals.by_seq.len(), locals.open.len());
        let count = |wanted: fn(&State) -> bool| locals.open.values().filter(|local| wanted(&local.state)).count();
        assert_eq!(count(|state| matches!(state, State::Queued { .. })), locals.queue.len());
        assert_eq!(count(|state| matches!(state, State::Running { .. })), locals.running.len());
        let used = self.at.bench.used(SlotKind::LocalActivity);
        assert_eq!(used, locals.running.len() + locals.forgotten.len());
        assert_eq!(used, self.tokens.len(), "one slot for each attempt whose host has not answered");
        assert!(locals.queue.is_empty() || used == 3, "nothing waits while there is a slot");
    }

    /// Once the host has answered all, and time has passed, every run has heard of everything.
    fn finish(&mut self) {
        for _ in 0..10_000 {
            if self.at.locals.is_idle() {
                break;
            }
            self.end();
            self.check();
            self.at.tick_after(seconds(1));
            self.check();
        }
        assert!(self.at.locals.is_idle() && self.awaited.is_empty());
        assert_eq!((self.at.due(), self.at.bench.used(SlotKind::LocalActivity)), (None, 0));
    }
}
