//! One call with its retries, on a clock that the test moves.

use bytes::Bytes;
use core::time::Duration;
use dacapo_core::{
    machine::Machine,
    rng::Random,
    rpc::{Backoff, Call, CallEnd, Code, Retried, RetriedInput, RetriedOutput, RetryPolicy, Status},
    time::{MonoTime, Now},
};

#[test]
fn every_attempt_is_the_same_until_one_succeeds() {
    // [RPC-1]
    let mut played = Played::new(RetryPolicy::CALL);
    let first = played.attempt();
    assert!(first.is_some());
    played.ends(Err(Status::new(Code::Unavailable, "no connection")));
    played.advance();
    assert_eq!(played.attempt(), first);
    played.ends(Ok(b"response".as_slice().into()));
    assert_eq!(played.done(), Some(Ok(b"response".as_slice().into())));
    assert_eq!(played.call.deadline(), None);
}

#[test]
fn what_no_retry_can_mend_ends_the_call() {
    // [RPC-1]
    let too_large = Status::new(Code::ResourceExhausted, "grpc: received message larger than max (5 vs. 4)");
    for status in [Status::new(Code::NotFound, "no such run"), too_large] {
        let mut played = Played::new(RetryPolicy::CALL);
        assert!(played.attempt().is_some());
        played.ends(Err(status.clone()));
        assert_eq!(played.done(), Some(Err(status)));
    }
}

#[test]
fn waits_grow_to_their_maximum_give_or_take_a_fifth() {
    // [RPC-2]
    let waits = waits(&RetryPolicy::CALL, Code::Unavailable, 12);
    let exact = [100, 170, 289, 491, 835, 1_419, 2_413, 4_103, 5_000, 5_000, 5_000, 5_000];
    for (wait, exact) in waits.iter().zip(exact) {
        assert!(wait.as_millis() >= exact * 79 / 100 && wait.as_millis() <= exact * 121 / 100, "{wait:?} for {exact}");
    }
}

#[test]
fn a_throttled_call_waits_longer() {
    // [RPC-2]
    let waits = waits(&RetryPolicy::CALL, Code::ResourceExhausted, 6);
    for (wait, exact) in waits.iter().zip([1, 2, 4, 8, 10, 10]) {
        assert!(*wait >= Duration::from_millis(exact * 799), "{wait:?} for {exact} s");
    }
}

#[test]
fn a_call_is_given_up_after_ten_attempts_or_ten_seconds() {
    // [RPC-2]
    let mut played = Played::new(RetryPolicy::CALL);
    let mut attempts = 0;
    while played.attempt().is_some() {
        attempts += 1;
        played.ends(Err(Status::new(Code::Unavailable, "")));
        played.advance();
    }
    assert!(played.now <= MonoTime(10_000_000_000), "{:?}", played.now);
    assert!(attempts > 6 && attempts <= 10, "{attempts}");
    assert!(matches!(played.done(), Some(Err(_))));
}

#[test]
fn a_call_on_a_dead_connection_is_made_again_once_that_is_noticed() {
    // [RPC-2]
    let dead = Err(Status::new(Code::Unavailable, "keep-alive timed out"));
    let mut played = Played::new(RetryPolicy::CALL);
    let first = played.attempt();
    played.now = at(20);
    played.ends(dead.clone());
    played.advance();
    assert_eq!(played.attempt(), first);
    played.now = at(31);
    played.ends(dead.clone());
    assert_eq!(played.done(), Some(dead.clone()), "that is ten seconds of failures");
    // Nobody waits longer for what a task needs.
    let mut played = Played::new(RetryPolicy::TASK);
    assert!(played.attempt().is_some());
    played.now = at(20);
    played.ends(dead.clone());
    assert_eq!(played.done(), Some(dead));
}

#[test]
fn a_canceled_call_lets_go_of_its_attempt() {
    let mut played = Played::new(RetryPolicy::POLL);
    assert!(played.attempt().is_some());
    played.handle(RetriedInput::Cancel);
    assert_eq!(played.call.poll(), Some(RetriedOutput::CancelAttempt));
    assert!(matches!(played.done(), Some(Err(status)) if status.code == Code::Canceled));
    played.ends(Ok(b"late".as_slice().into()));
    assert_eq!(played.call.poll(), None);
}

#[test]
fn codes_have_the_numbers_of_grpc() {
    assert_eq!(Code::from_number(0), None);
    assert_eq!(Code::from_number(99), Some(Code::Unknown));
    for (number, code) in (1..).zip(Code::ALL) {
        assert_eq!((code.number(), Code::from_number(number)), (number, Some(code)));
    }
}

#[test]
fn random_numbers_follow_from_the_seed() {
    let mut random = Random::new(0);
    // The first outputs of SplitMix64 for seed 0.
    assert_eq!([random.next(), random.next()], [0xe220_a839_7b1d_cdaf, 0x6e78_9e6a_a1b9_65f4]);
    assert_eq!(Random::new(7).uuid(), Random::new(7).uuid());
    let uuid = random.uuid();
    assert_eq!((uuid.len(), &uuid[14..15]), (36, "4"));
    assert!((0..1000).all(|_| random.up_to(3) <= 3));
}

#[test]
fn a_call_is_over_at_its_deadline() {
    // [RPC-6]
    let mut played = Played::of(Retried::new(request(), RetryPolicy::POLL, 1).until(at(40)));
    assert_eq!(played.attempt().map(|call| call.timeout), Some(Duration::from_secs(30)));
    played.now = at(25);
    played.ends(Err(Status::new(Code::Unavailable, "")));
    played.advance();
    let left = at(40).since(played.now);
    assert!(left < Duration::from_secs(15));
    assert_eq!(played.attempt().map(|call| call.timeout), Some(left));
    assert_eq!(played.call.deadline().map(|deadline| deadline.at), Some(at(40)));
    played.advance();
    assert_eq!(played.call.poll(), Some(RetriedOutput::CancelAttempt));
    assert!(matches!(played.done(), Some(Err(status)) if status.code == Code::DeadlineExceeded));
    assert_eq!(played.call.deadline(), None);
}

#[test]
fn no_attempt_begins_after_the_deadline() {
    // [RPC-6]
    let mut played = Played::of(Retried::new(request(), RetryPolicy::POLL, 1).until(at(1)));
    assert!(played.attempt().is_some());
    played.now = MonoTime(999_999_999);
    let failed = Err(Status::new(Code::Unavailable, "down"));
    played.ends(failed.clone());
    assert_eq!(played.done(), Some(failed));
}

#[test]
fn a_long_poll_goes_on_where_it_was() {
    // [RPC-7]
    let mut played = Played::of(Retried::long_poll(request(), RetryPolicy::LONG_POLL, 1, while_nothing));
    let first = played.attempt();
    for (seconds, code) in [(30, Code::DeadlineExceeded), (60, Code::Canceled), (90, Code::DeadlineExceeded)] {
        played.now = at(seconds);
        played.ends(Err(Status::new(code, "silence")));
        assert_eq!(played.attempt(), first, "the same again, at once");
    }
    played.now = at(91);
    played.ends(Ok(b"nothing yet".as_slice().into()));
    let next = played.attempt();
    assert_eq!(next.as_ref().map(|call| &call.message[..]), Some(&b"next"[..]));
    played.ends(Err(Status::new(Code::Unavailable, "reset")));
    played.advance();
    assert_eq!(played.attempt(), next, "and so after a failure");
    played.ends(Ok(b"something".as_slice().into()));
    assert_eq!(played.done(), Some(Ok(b"something".as_slice().into())));
}

#[test]
fn a_long_poll_that_is_refused_at_once_does_not_go_round_in_circles() {
    // [RPC-7]
    let mut played = Played::of(Retried::long_poll(request(), RetryPolicy::LONG_POLL, 1, while_nothing));
    assert!(played.attempt().is_some());
    played.ends(Err(Status::new(Code::Canceled, "no")));
    assert!(matches!(played.done(), Some(Err(_))));
    let mut played = Played::new(RetryPolicy::CALL);
    assert!(played.attempt().is_some());
    played.now = at(30);
    played.ends(Err(Status::new(Code::DeadlineExceeded, "no answer")));
    assert!(matches!(played.done(), Some(Err(_))), "what is no long poll ends");
}

#[test]
fn a_connection_that_breaks_after_a_long_silence_does_not_end_a_long_poll() {
    // [RPC-7]
    let mut played = Played::of(Retried::long_poll(request(), RetryPolicy::LONG_POLL, 1, while_nothing));
    let first = played.attempt();
    played.now = at(60);
    played.ends(Err(Status::new(Code::Unavailable, "reset")));
    played.advance();
    assert_eq!(played.attempt(), first);
    let mut attempts = 0;
    while played.done().is_none() {
        attempts += 1;
        played.ends(Err(Status::new(Code::Unavailable, "down")));
        played.advance();
        let _attempt = played.attempt();
    }
    assert!(attempts > 5 && played.now <= at(70), "{attempts} attempts until {:?}", played.now);
}

#[test]
fn a_server_that_never_waits_is_not_asked_in_circles() {
    // [RPC-7]
    let mut played = Played::of(Retried::long_poll(request(), RetryPolicy::LONG_POLL, 1, while_nothing));
    assert!(played.attempt().is_some());
    played.ends(Ok(b"nothing yet".as_slice().into()));
    assert_eq!(played.attempt(), None);
    played.advance();
    assert_eq!((played.now, played.attempt().is_some()), (MonoTime(500_000_000), true));
}

#[test]
fn an_attempt_that_the_transport_has_lost_is_canceled() {
    // [RPC-8]
    let mut played = Played::new(RetryPolicy::CALL);
    assert!(played.attempt().is_some());
    played.now = at(39);
    played.handle(RetriedInput::Tick);
    assert_eq!(played.call.poll(), None);
    played.advance();
    assert_eq!((played.now, played.call.poll()), (at(40), Some(RetriedOutput::CancelAttempt)));
    assert!(matches!(played.done(), Some(Err(status)) if status.code == Code::DeadlineExceeded));
    let mut played = Played::of(Retried::long_poll(request(), RetryPolicy::LONG_POLL, 1, while_nothing));
    let first = played.attempt();
    played.advance();
    assert_eq!(played.call.poll(), Some(RetriedOutput::CancelAttempt));
    assert_eq!(played.attempt(), first, "a long poll goes on where it was");
}

/// A server that has nothing to say is asked for what comes next.
fn while_nothing(_: &Bytes, answer: &Bytes) -> Option<Bytes> {
    (answer == "nothing yet").then(|| Bytes::from_static(b"next"))
}

fn at(seconds: u64) -> MonoTime {
    MonoTime(0).plus(Duration::from_secs(seconds))
}

fn request() -> Call {
    Call {
        method: dacapo_proto::rpc::workflow_service::START_WORKFLOW_EXECUTION,
        message: b"request".as_slice().into(),
        timeout: Duration::from_secs(30),
        metadata: vec![],
    }
}

fn waits(policy: &RetryPolicy, code: Code, count: usize) -> Vec<Duration> {
    let (mut backoff, mut random) = (Backoff::NONE, Random::new(1));
    let zero = MonoTime(0);
    (0..count).map(|_| backoff.fail(zero, code, policy, &mut random).since(zero)).collect()
}

struct Played {
    call: Retried,
    now: MonoTime,
}

impl Played {
    fn new(policy: RetryPolicy) -> Self {
        Self::of(Retried::new(request(), policy, 1))
    }

    fn of(call: Retried) -> Self {
        let mut played = Self { call, now: MonoTime(0) };
        played.handle(RetriedInput::Tick);
        played
    }

    fn handle(&mut self, input: RetriedInput) {
        let now = Now { mono: self.now, ..Now::default() };
        self.call.handle(now, input).unwrap();
    }

    fn attempt(&mut self) -> Option<Call> {
        // The end of the call stays where it is.
        match self.call.clone().poll() {
            Some(RetriedOutput::Attempt(call)) => self.call.poll().map(|_| call),
            _ => None,
        }
    }

    fn ends(&mut self, end: CallEnd) {
        self.handle(RetriedInput::Ended(end));
    }

    /// Moves the clock to the deadline, where there is one.
    fn advance(&mut self) {
        self.now = self.call.deadline().map_or(self.now, |deadline| deadline.at);
        self.handle(RetriedInput::Tick);
    }

    fn done(&mut self) -> Option<CallEnd> {
        match self.call.poll() {
            Some(RetriedOutput::Done(end)) => Some(end),
            _ => None,
        }
    }
}
