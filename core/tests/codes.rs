//! Every code of gRPC comes to what the table of the documentation says: for a call, for a task's call, for a poll.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    reason = "a test ends where something is not as it must be"
)]

use core::{iter::from_fn, time::Duration};
use dacapo_core::{
    machine::Machine,
    rpc::{Call, CallId, Code, Retried, RetriedInput, RetriedOutput, RetryPolicy, Status},
    time::{MonoTime, Now},
    worker::{
        Input, Options, Output, Worker,
        config::{Checked, Config},
        poller::PollerState,
    },
};
use dacapo_proto::rpc::workflow_service as method;
use std::collections::VecDeque;

const TABLE: &str = include_str!("../../docs/protocol/rpc.md");

#[test]
fn the_table_has_a_row_for_every_code() {
    let names: Vec<&str> = rows().map(|[name, ..]| name).collect();
    assert_eq!(names, Code::ALL.map(Code::name));
}

#[test]
fn calls_do_what_the_table_says() {
    // [RPC-1] [RPC-4]
    for (code, [name, call, task, _]) in Code::ALL.into_iter().zip(rows()) {
        assert_eq!(retried(code, RetryPolicy::CALL), call, "{name}");
        assert_eq!(retried(code, RetryPolicy::TASK), task, "{name} of a task");
    }
}

#[test]
fn polls_do_what_the_table_says() {
    // [RPC-3]
    for (code, [name, .., poll]) in Code::ALL.into_iter().zip(rows()) {
        assert_eq!(polled(code), poll, "{name}");
    }
}

/// The rows of the table, cell by cell.
fn rows() -> impl Iterator<Item = [&'static str; 4]> {
    TABLE.lines().filter_map(|line| {
        let row = line.strip_prefix("| `")?.strip_suffix(" |")?;
        let cells: Vec<&str> = row.split(" | ").map(|cell| cell.trim_matches('`')).collect();
        Some(<[&str; 4]>::try_from(cells).unwrap_or_else(|cells| panic!("a row has four cells, not {cells:?}")))
    })
}

fn failed(code: Code) -> Result<bytes::Bytes, Status> {
    Err(Status::new(code, "it failed"))
}

/// What becomes of a call that fails.
fn retried(code: Code, policy: RetryPolicy) -> &'static str {
    let call = Call {
        method: method::START_WORKFLOW_EXECUTION,
        message: b"request".as_slice().into(),
        timeout: Duration::from_secs(30),
        metadata: vec![],
    };
    let mut retried = Retried::new(call, policy, 1);
    let mut step = |at: MonoTime, input| {
        retried.handle(Now { mono: at, ..Now::default() }, input).unwrap();
        (retried.poll(), retried.deadline())
    };
    assert!(matches!(step(MonoTime(0), RetriedInput::Tick), (Some(RetriedOutput::Attempt(_)), _)));
    match step(MonoTime(0), RetriedInput::Ended(failed(code))) {
        (Some(RetriedOutput::Done(end)), None) => {
            assert_eq!(end, failed(code));
            "ends"
        }
        (None, Some(again)) => {
            assert!(matches!(step(again.at, RetriedInput::Tick), (Some(RetriedOutput::Attempt(_)), _)));
            "again"
        }
        other => panic!("{code:?} leads to {other:?}"),
    }
}

/// What becomes of a poll that fails after a while, in a worker that makes one.
fn polled(code: Code) -> &'static str {
    let mut config = Config::new("default", "queue", "me");
    config.tasks.workflows = false;
    config.tasks.local_activities = false;
    config.activity_pollers = dacapo_core::worker::config::Pollers::Fixed(1);
    config.worker_heartbeat_interval = None;
    let config = Checked::try_from(config).unwrap();
    let mut polling = Polling { worker: Worker::new(config, Options { seed: 1, observes: false }), now: MonoTime(0) };
    let asked = polling.input(Input::Tick).calls;
    let mut calls: VecDeque<CallId> =
        asked.into_iter().flat_map(|id| polling.input(Input::CallEnded(id, Ok(Default::default()))).calls).collect();
    let poll = calls.pop_front().unwrap();
    polling.now = polling.now.plus(Duration::from_secs(1));
    let told = polling.input(Input::CallEnded(poll, failed(code)));
    let state = polling.worker.pollers().next().map(|(_, state)| state.clone());
    match (state, told.calls.len(), told.has_failed) {
        (Some(PollerState::Polling), 1, false) => "again at once",
        (Some(PollerState::Degraded { since, why }), 0, false) => {
            assert_eq!((since, Err(why)), (polling.now, failed(code)));
            polling.fails_on(code, since)
        }
        other => panic!("{code:?} leads to {other:?}"),
    }
}

struct Polling {
    worker: Worker,
    now: MonoTime,
}

#[derive(Debug, Default)]
struct Told {
    calls: Vec<CallId>,
    has_failed: bool,
}

impl Polling {
    /// What becomes of a poller whose polls go on failing at once, for more than a minute.
    fn fails_on(&mut self, code: Code, since: MonoTime) -> &'static str {
        while self.now.since(since) <= Duration::from_secs(80) {
            self.now = self.worker.deadline().unwrap().at;
            let mut polls = self.input(Input::Tick).calls;
            assert_eq!(polls.len(), 1);
            let poll = polls.remove(0);
            if self.input(Input::CallEnded(poll, failed(code))).has_failed {
                assert!(self.now.since(since) >= Duration::from_secs(60));
                self.now = self.now.plus(Duration::from_secs(3600));
                assert!(self.input(Input::Tick).calls.is_empty());
                return "stops";
            }
        }
        "degraded"
    }

    fn input(&mut self, input: Input) -> Told {
        assert_eq!(self.worker.handle(Now { mono: self.now, ..Now::default() }, input), Ok(()));
        let mut told = Told::default();
        for output in from_fn(|| self.worker.poll()) {
            match output {
                Output::Call(id, _) => told.calls.push(id),
                Output::PollerFailed { .. } => told.has_failed = true,
                Output::PollerChanged { .. } => {}
                other => panic!("nothing else follows: {other:?}"),
            }
        }
        told
    }
}
