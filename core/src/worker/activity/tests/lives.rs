//! Holds activities that live in any way against what must hold in every way.

#![expect(clippy::arithmetic_side_effects, reason = "a test that overflows fails")]

use super::{Activities, Harness, Outcome, SlotKind, bench, response};
use crate::{
    failure::Failure,
    id::TaskToken,
    rng::Random,
    rpc::{CallEnd, CallId, Code, Status},
    worker::purpose::Purpose,
};
use alloc::{collections::BTreeMap, format, vec::Vec};
use bench::{payloads, seconds};
use bytes::Bytes;
use core::time::Duration;
use dacapo_proto::{
    rpc::workflow_service as method,
    temporal::api::workflowservice::v1::{PollActivityTaskQueueResponse, RecordActivityTaskHeartbeatResponse},
};
use prost::Message;

/// [RUN-ACTIVITY-5] [RUN-ACTIVITY-11] [RUN-ACTIVITY-12]
#[test]
fn whatever_happens_each_activity_starts_once_stops_once_and_is_reported_once() {
    for seed in 0..100 {
        let mut life = Life::new(seed);
        for _ in 0..120 {
            life.step();
            life.check();
        }
        life.finish();
    }
}

struct Life {
    at: Harness,
    random: Random,
    tokens: Vec<TaskToken>,
    calls: Vec<(CallId, &'static str)>,
    seen: BTreeMap<TaskToken, Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    started: u32,
    canceled: u32,
    reports: u32,
    may_report_again: bool,
}

impl Life {
    fn new(seed: u64) -> Self {
        let at = Harness::new(|_| {});
        Self { at, random: Random::new(seed), tokens: Vec::new(), calls: Vec::new(), seen: BTreeMap::new() }
    }

    fn below(&mut self, count: usize) -> usize {
        let most = u64::try_from(count).unwrap() - 1;
        usize::try_from(self.random.up_to(most)).unwrap()
    }

    fn any_token(&mut self) -> Option<TaskToken> {
        if self.tokens.is_empty() {
            return None;
        }
        let index = self.below(self.tokens.len());
        self.tokens.get(index).cloned()
    }

    fn step(&mut self) {
        match self.below(20) {
            0..=3 => self.receive(),
            4..=9 => self.beat(),
            10..=11 => self.end(),
            12..=15 => self.answer(),
            16..=18 => {
                let length = self.random.up_to(20_000);
                self.at.tick_after(Duration::from_millis(length));
            }
            _ if self.below(10) == 0 => self.at.activities.stop(&mut self.at.bench.desk, self.at.bench.now),
            _ => {}
        }
    }

    fn receive(&mut self) {
        let is_again = self.below(5) == 0;
        let name = format!("token {}", self.tokens.len());
        let token = self.any_token().filter(|_| is_again).unwrap_or_else(|| TaskToken(name.into()));
        // What was reported is not given out again: its token is another one then.
        if self.seen.get(&token).is_some_and(|seen| seen.reports > 0) {
            return;
        }
        let is_known = self.tokens.contains(&token);
        if is_known && !self.at.activities.running.contains_key(&token) {
            return;
        }
        if !is_known {
            self.tokens.push(token.clone());
        }
        let heartbeat_timeout = [None, Some(prost_types::Duration { seconds: 10, nanos: 0 })][self.below(2)];
        self.at
            .receive(&PollActivityTaskQueueResponse { task_token: token.0, heartbeat_timeout, ..response("") }, false);
    }

    fn beat(&mut self) {
        if let Some(token) = self.any_token() {
            self.at.activities.heartbeat(&mut self.at.bench.desk, self.at.bench.now, &token, payloads("details"));
        }
    }

    fn end(&mut self) {
        let outcome = match self.below(4) {
            0 => Outcome::Completed(None),
            1 => Outcome::Failed(Failure::default()),
            2 => Outcome::Canceled(payloads("why")),
            _ => Outcome::WillCompleteAsync,
        };
        if let Some(token) = self.any_token() {
            self.at.activities.ended(&mut self.at.bench.desk, self.at.bench.now, &token, outcome);
        }
    }

    fn answer(&mut self) {
        if self.calls.is_empty() {
            return;
        }
        let index = self.below(self.calls.len());
        let (id, method) = self.calls.remove(index);
        let is_heartbeat = method == method::RECORD_ACTIVITY_TASK_HEARTBEAT;
        let end = match self.below(6) {
            0 => bench::status(Code::NotFound),
            1 => bench::status(Code::FailedPrecondition),
            2 if !is_heartbeat => Err(Status::new(Code::ResourceExhausted, "grpc: received message larger than max")),
            3 if is_heartbeat => {
                let response = RecordActivityTaskHeartbeatResponse { cancel_requested: true, ..Default::default() };
                Ok(response.encode_to_vec().into())
            }
            _ => Ok(Bytes::new()),
        };
        self.hand_over(id, end);
    }

    fn hand_over(&mut self, id: CallId, end: CallEnd) {
        if end.as_ref().is_err_and(Status::is_too_large)
            && let Some(token) = self.token_of(id)
        {
            self.seen.entry(token).or_default().may_report_again = true;
        }
        self.at.answer(id, end);
    }

    fn token_of(&self, id: CallId) -> Option<TaskToken> {
        let of = |token: &TaskToken| {
            let own = |purpose: &Purpose| *purpose == Purpose::ActivityEnded(token.clone());
            self.at.bench.desk.calls.those(own).any(|call| call == id)
        };
        self.tokens.iter().find(|token| of(token)).cloned()
    }

    /// Takes what was said, and holds it against what may be said.
    fn check(&mut self) {
        let told = self.at.bench.told();
        for task in told.started {
            self.seen.entry(task.task_token).or_default().started += 1;
        }
        for (token, ..) in told.canceled {
            self.seen.entry(token).or_default().canceled += 1;
        }
        self.calls.retain(|(id, _)| !told.canceled_calls.contains(id));
        for (id, call) in told.calls {
            self.calls.push((id, call.method));
            if let Some(token) = self.token_of(id) {
                self.seen.entry(token).or_default().reports += 1;
            }
        }
        for (token, seen) in &self.seen {
            let most = if seen.may_report_again { 2 } else { 1 };
            assert!(seen.started == 1 && seen.canceled <= 1 && seen.reports <= most, "{token:?}: {seen:?}");
            let is_running = self.at.activities.running.contains_key(token);
            assert!(!is_running || seen.reports == 0, "{token:?} is reported while it runs");
        }
        assert_eq!(self.at.bench.used(SlotKind::Activity), self.at.activities.open());
    }

    /// Once the host has ended all and the server has answered all, nothing is left.
    fn finish(&mut self) {
        self.at.activities.hand_back(&mut self.at.bench.desk, self.at.bench.now);
        self.check();
        while let Some((id, _)) = self.calls.pop() {
            self.hand_over(id, Ok(Bytes::new()));
            self.check();
        }
        let Activities { running, ending, .. } = &self.at.activities;
        assert!(running.is_empty() && ending.is_empty());
        assert_eq!((self.at.due(), self.at.bench.used(SlotKind::Activity)), (None, 0));
        self.at.tick_after(seconds(1000));
        assert!(self.at.bench.told().calls.is_empty());
    }
}
